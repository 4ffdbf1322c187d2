from __future__ import annotations

import io
from pathlib import Path

import pytest

from pydify_plus._core.downloads import Sink, file_name_in


def test_a_path_gets_its_file_when_all_has_come(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(b"before")
    sink = Sink(str(path))
    sink.open()
    sink.write(b"ab")
    assert path.read_bytes() == b"before"
    sink.write(b"c")
    sink.finish()
    assert path.read_bytes() == b"abc"
    assert list(tmp_path.iterdir()) == [path]


def test_a_download_that_fails_leaves_nothing(tmp_path: Path) -> None:
    sink = Sink(tmp_path / "a.zip")
    sink.open()
    sink.write(b"ab")
    sink.discard()
    assert list(tmp_path.iterdir()) == []


def test_an_open_file_is_written_to_and_left_open() -> None:
    file = io.BytesIO()
    sink = Sink(file)
    sink.open()
    sink.write(b"abc")
    sink.finish()
    sink.discard()
    assert file.getvalue() == b"abc"


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("attachment; filename*=UTF-8''pixel.png", "pixel.png"),
        ("attachment; filename*=UTF-8''%D1%84%D0%B0%D0%B9%D0%BB%20%E6%96%87.md", "файл 文.md"),
        ('attachment; filename="a b.txt"', "a b.txt"),
        ('attachment; filename="../../etc/passwd"', "passwd"),
        ("attachment; filename*=UTF-8''..%2F..%5Cx%00%0A.txt", "x.txt"),
        ("attachment; filename=..", None),
        ('attachment; filename="a/"', None),
        ("inline", None),
        (None, None),
    ],
)
def test_a_name_is_read_from_the_headers(header: str | None, name: str | None) -> None:
    assert file_name_in({"content-disposition": header} if header else {}) == name
