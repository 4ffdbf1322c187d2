from __future__ import annotations

import gzip
import io
import os
import tempfile
from pathlib import Path
from typing import Any

import pytest

from pydify_plus._core.request import is_rereadable
from pydify_plus._core.uploads import Stream, renamed, source_of, upload_part
from pydify_plus_generated.types import File

TEXT = "Äpfel\n".encode()


@pytest.fixture
def note(tmp_path: Path) -> Path:
    path = tmp_path / "note.txt"
    path.write_bytes(TEXT)
    return path


class OneWay(io.RawIOBase):
    """Bytes that come once, as from a pipe."""

    def __init__(self, content: bytes) -> None:
        self._content = io.BytesIO(content)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        return self._content.readinto(buffer)


class JustRead:
    """The least that a stream is."""

    def read(self, size: int = -1, /) -> bytes:
        return b""


def content(part: File) -> bytes:
    payload: Any = part.payload
    if isinstance(payload, bytes):
        return payload
    return payload.read_bytes() if isinstance(payload, Path) else payload.read()


@pytest.mark.parametrize(
    ("source", "name", "content_type", "rereadable"),
    [
        (lambda path: path, "note.txt", "text/plain", True),
        (str, "note.txt", "text/plain", True),
        (lambda path: path.open("rb"), "note.txt", "text/plain", True),
        (lambda path: path.open("r+b", buffering=0), "note.txt", "text/plain", True),
        (lambda path: os.fdopen(os.open(path, os.O_RDONLY), "rb"), "file", "application/octet-stream", True),
        (lambda _: TEXT, "file", "application/octet-stream", True),
        (lambda _: bytearray(TEXT), "file", "application/octet-stream", True),
        (lambda _: memoryview(TEXT), "file", "application/octet-stream", True),
        (lambda _: io.BytesIO(TEXT), "file", "application/octet-stream", True),
        (lambda _: io.BufferedReader(OneWay(TEXT)), "file", "application/octet-stream", False),
        (lambda _: ("a.md", TEXT), "a.md", "text/markdown", True),
        (lambda path: ("a.md", path), "a.md", "text/markdown", True),
        (lambda path: ("a.md", path.open("rb"), "x/y"), "a.md", "x/y", True),
        (lambda _: ("файл 文件.png", TEXT), "файл 文件.png", "image/png", True),
        (lambda _: ("a.tar.gz", TEXT), "a.tar.gz", "application/octet-stream", True),
        (lambda _: ("LICENSE", TEXT), "LICENSE", "application/octet-stream", True),
        (lambda _: File(TEXT, "a.pdf"), "a.pdf", "application/pdf", True),
        (lambda path: File(path, "a.pdf", "x/y"), "a.pdf", "x/y", True),
    ],
)
def test_a_source_becomes_a_part(note: Path, source: Any, name: str, content_type: str, rereadable: bool) -> None:
    given = source(note)

    part = upload_part(given)

    assert (part.name, part.content_type, content(part)) == (name, content_type, TEXT)
    assert is_rereadable([("file", part)]) is rereadable
    for file in given if isinstance(given, tuple) else (given,):
        if hasattr(file, "close"):
            file.close()


def test_a_name_and_a_type_given_apart_go_before_those_of_the_source(note: Path) -> None:
    part = upload_part(("a.md", note, "x/y"), name="b.html", content_type="text/css")
    assert (part.name, part.content_type) == ("b.html", "text/css")
    assert upload_part(note, name="b.html").content_type == "text/html"


def test_a_path_stays_one_whatever_the_folder_later(note: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(note.parent)
    part = upload_part("note.txt")
    monkeypatch.chdir("/")
    assert part.payload == note
    assert content(part) == TEXT


@pytest.mark.parametrize(
    ("name", "given", "sent"),
    [
        ("a.mp3", None, "audio/mp3"),
        ("A.MP3", None, "audio/mp3"),
        ("a.m4a", None, "audio/m4a"),
        ("a.wav", None, "audio/wav"),
        ("a.amr", None, "audio/amr"),
        ("a.mpga", None, "audio/mpga"),
        ("a.mp3", "audio/mpeg", "audio/mp3"),
        ("speech", "audio/mpeg", "audio/mp3"),
        ("speech", "audio/x-wav", "audio/wav"),
        ("speech", "Audio/X-M4A", "audio/m4a"),
        ("a.txt", None, "text/plain"),
        ("a.mp3", "audio/ogg", "audio/ogg"),
    ],
)
def test_audio_gets_the_type_that_dify_takes(name: str, given: str | None, sent: str) -> None:
    assert upload_part((name, b""), content_type=given, audio=True).content_type == sent


def test_an_mp3_that_is_no_speech_keeps_its_usual_type() -> None:
    assert upload_part(("a.mp3", b"")).content_type == "audio/mpeg"


def test_audio_of_an_unknown_kind_is_refused() -> None:
    with pytest.raises(ValueError, match=r"\('speech.mp3', data\), or content_type="):
        upload_part(b"RIFF", audio=True)


class Asynchronous:
    async def read(self, size: int = -1) -> bytes:
        raise AssertionError("read")


def closed() -> io.BytesIO:
    file = io.BytesIO()
    file.close()
    return file


@pytest.mark.parametrize(
    ("source", "error", "message"),
    [
        ("nowhere.txt", FileNotFoundError, "a str is taken for a path"),
        ("A text\0 that is no path", FileNotFoundError, "pass bytes to send text itself"),
        ("A long text. " * 1000, FileNotFoundError, "pass bytes to send text itself"),
        (tempfile.gettempdir(), IsADirectoryError, "one by one"),
        (os.devnull, ValueError, "no regular file"),
        (io.StringIO("text"), TypeError, "mode 'rb'"),
        (io.TextIOWrapper(io.BytesIO()), TypeError, "mode 'rb'"),
        (closed(), ValueError, "closed"),
        (Asynchronous(), TypeError, "asynchronous"),
        (None, TypeError, "not NoneType"),
        (["a.txt"], TypeError, "not list"),
        (("a.txt",), TypeError, r"\(name, data\)"),
        ((b"a", "a.txt"), TypeError, r"\(name, data\)"),
        (("a.txt", b"", None), TypeError, r"\(name, data\)"),
        (("", b""), ValueError, "needs a name"),
        (("a.txt", b"", "text/plain\r\nX: y"), ValueError, "content type"),
    ],
)
def test_what_cannot_be_sent_is_refused_with_the_reason(source: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message) as caught:
        upload_part(source)
    assert len(str(caught.value)) < 500


@pytest.mark.parametrize("given", ["", "text"])
def test_a_stream_that_gives_no_bytes_is_found_out(given: Any) -> None:
    class Odd(JustRead):
        def read(self, size: int = -1, /) -> Any:
            return given

    with pytest.raises(TypeError, match="gave str"):
        content(upload_part(Odd()))


def test_a_packed_file_has_the_length_of_what_is_in_it(tmp_path: Path) -> None:
    path = tmp_path / "a.gz"
    path.write_bytes(gzip.compress(TEXT * 1000))
    with gzip.open(path) as file:
        payload = upload_part(("a.txt", file)).payload
        assert isinstance(payload, Stream)
        assert not hasattr(payload, "fileno")
        assert payload.seek(0, os.SEEK_END) == len(TEXT) * 1000


@pytest.mark.parametrize("one_way", [io.BufferedReader(OneWay(b"")), JustRead()], ids=["pipe", "read alone"])
def test_a_stream_that_cannot_go_back_offers_no_way_to(one_way: Any) -> None:
    stream = Stream(one_way)
    assert not stream.seekable()
    assert not hasattr(stream, "seek")
    assert not hasattr(stream, "fileno")


def test_an_open_file_is_found_again_by_its_path(note: Path) -> None:
    with note.open("rb") as file:
        part = upload_part(file)
        source = source_of(part)
    assert source is not None
    assert (source.payload, source.name) == (note, "note.txt")
    with pytest.raises(ValueError, match="closed"):
        upload_part(part)


@pytest.mark.parametrize("change", ["deleted", "replaced", "packed"])
def test_an_open_file_is_not_taken_for_another_one_at_its_path(note: Path, change: str) -> None:
    if change == "packed":
        note.write_bytes(gzip.compress(TEXT))
    with gzip.open(note) if change == "packed" else note.open("rb") as file:
        if change != "packed":
            note.unlink()
        if change == "replaced":
            note.write_bytes(b"another")
        part = upload_part(file)
        assert source_of(part) is part
        assert content(part) == TEXT


def test_what_is_spent_has_no_source() -> None:
    assert source_of(upload_part(io.BufferedReader(OneWay(TEXT)))) is None
    for lasting in (b"abc", io.BytesIO(b"abc")):
        part = upload_part(lasting)
        assert source_of(part) is part


@pytest.mark.parametrize(
    ("own", "name", "result"),
    [
        ("report.pdf", None, ("report.pdf", "application/pdf")),
        ("report.pdf", "Report", ("Report.pdf", "application/pdf")),
        ("report.pdf", "Report.PDF", ("Report.PDF", "application/pdf")),
        ("report.pdf", "Report v1.2", ("Report v1.2.pdf", "application/pdf")),
        ("report.pdf", "Report.txt", ("Report.txt.pdf", "application/pdf")),
        ("file", "notes.md", ("notes.md", "text/markdown")),
        ("file", "notes", ("notes", "application/octet-stream")),
    ],
)
def test_another_name_keeps_the_extension(own: str, name: str | None, result: tuple[str, str]) -> None:
    part = renamed(upload_part((own, b"")), name)
    assert (part.name, part.content_type) == result


def test_a_name_that_is_no_text_is_sent_readable(tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"a\xff.txt")
    path.write_bytes(TEXT)
    part = upload_part(path)
    assert part.name == "a\ufffd.txt"
    assert content(part) == TEXT


@pytest.mark.parametrize("source", [("a\udcff.txt", b""), File(b"", "a\udcff.txt")])
def test_a_name_that_no_encoding_has_is_sent_as_far_as_it_can_be(source: Any) -> None:
    assert upload_part(source).name == "a\ufffd.txt"
