"""Which files a sync takes, and what it reads of them."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest

from pydify_plus.bulk.knowledge.file_metadata import part_front_matter, read_sidecar, values_of
from pydify_plus.bulk.knowledge.folder_scan import FoundFile, Skipped, scan_folder
from pydify_plus.bulk.knowledge.local_files import fit_metadata, has_changed, load, read_file, read_files
from pydify_plus.bulk.knowledge.splitting import rule_from, rule_from_file, settings_digest
from pydify_plus.models import process_rule


def make(folder: Path, *paths: str) -> None:
    for path in paths:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(path, encoding="utf-8")


def taken(folder: Path, **options: object) -> list[str]:
    return [file.path for file in scan_folder(folder, **options).files]  # type: ignore[arg-type]


def test_a_scan_takes_what_dify_takes_and_tells_what_it_leaves_out(tmp_path: Path) -> None:
    make(
        tmp_path,
        "b.md",
        "a/deep/x.PDF",
        "a/y.txt",
        "photo.png",
        "Makefile",
        ".hidden.md",
        ".git/HEAD.md",
        "a/.cache/z.md",
    )
    scan = scan_folder(tmp_path)
    assert [file.path for file in scan.files] == ["a/deep/x.PDF", "a/y.txt", "b.md"]
    assert scan.skipped == (
        Skipped("Makefile", "it has no extension"),
        Skipped("photo.png", "Dify takes no .png files"),
    )
    assert taken(tmp_path, hidden=True) == [".hidden.md", "a/.cache/z.md", "a/deep/x.PDF", "a/y.txt", "b.md"]
    assert taken(tmp_path, types=["png", ".pdf"]) == ["a/deep/x.PDF", "photo.png"]


def test_patterns_are_those_of_gitignore_files(tmp_path: Path) -> None:
    make(tmp_path, "a.md", "docs/a.md", "docs/b.txt", "docs/old/c.md", "docs/old/keep.md", "build/d.md", "e.draft.md")
    assert taken(tmp_path, include=["docs/**/*.md"]) == ["docs/a.md", "docs/old/c.md", "docs/old/keep.md"]
    assert taken(tmp_path, exclude=["/build/", "*.draft.*", "a.md"]) == [
        "docs/b.txt",
        "docs/old/c.md",
        "docs/old/keep.md",
    ]
    (tmp_path / ".difyignore").write_text("# drafts\n*.draft.md\nbuild/\n**/old/*\n", encoding="utf-8")
    (tmp_path / "docs" / ".difyignore").write_text("!keep.md\nb.txt\n", encoding="utf-8")
    assert taken(tmp_path) == ["a.md", "docs/a.md", "docs/old/keep.md"]
    assert "build/d.md" in taken(tmp_path, ignore_file=None)


def test_a_scan_does_not_leave_its_folder(tmp_path: Path) -> None:
    make(tmp_path, "in/a.md", "outside/secret.md")
    folder = tmp_path / "in"
    (folder / "away.md").symlink_to(tmp_path / "outside" / "secret.md")
    (folder / "alias.md").symlink_to("a.md")
    (folder / "gone.md").symlink_to("nowhere.md")
    (folder / "round").symlink_to(folder)
    os.mkfifo(folder / "pipe.md")
    scan = scan_folder(folder)
    assert [file.path for file in scan.files] == ["a.md", "alias.md"]
    assert dict(scan.skipped) == {
        "away.md": "it is a link that leads out of the folder",
        "gone.md": "it is a link that leads nowhere",
        "pipe.md": "it is no regular file",
    }


def test_names_are_the_same_on_every_system(tmp_path: Path) -> None:
    make(tmp_path, "cafe\u0301.md")
    assert taken(tmp_path) == ["caf\u00e9.md"]
    make(tmp_path, "caf\u00e9.md")
    with pytest.raises(ValueError, match="two Unicode forms"):
        scan_folder(tmp_path)


def test_a_name_that_is_no_text_is_left_out(tmp_path: Path) -> None:
    (Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff.md"))).write_text("x", encoding="utf-8")
    assert scan_folder(tmp_path).skipped == (Skipped("\\udcff.md", "its name is not UTF-8"),)


def test_a_sidecar_goes_with_its_file(tmp_path: Path) -> None:
    make(tmp_path, "a.md", "a.md.meta.yaml", "b.pdf", "b.pdf.meta.json", "gone.md.meta.yml")
    scan = scan_folder(tmp_path, include=["*.md", "*.pdf"])
    assert [(file.path, file.sidecar and file.sidecar.name) for file in scan.files] == [
        ("a.md", "a.md.meta.yaml"),
        ("b.pdf", "b.pdf.meta.json"),
    ]
    assert [one.path for one in scan.skipped] == ["gone.md.meta.yml"]
    make(tmp_path, "a.md.meta.json")
    with pytest.raises(ValueError, match="two files that describe it"):
        scan_folder(tmp_path)


def test_no_folder_and_no_pattern(tmp_path: Path) -> None:
    with pytest.raises(NotADirectoryError, match="is no folder"):
        scan_folder(tmp_path / "nowhere")
    with pytest.raises(TypeError, match="list of extensions"):
        scan_folder(tmp_path, types="md")


@pytest.mark.parametrize(
    ("content", "metadata", "body"),
    [
        (b"# Hello\n", {}, b"# Hello\n"),
        (b"---\nauthor: Ada\n---\n\n# Hello\n", {"author": "Ada"}, b"# Hello\n"),
        (b"\xef\xbb\xbf---\r\nyear: 2020\r\n...\r\nHello\r\n", {"year": 2020}, b"Hello\r\n"),
        (b"---\n---\nHello\n", {}, b"Hello\n"),
        (b"---\nA thematic break\n---\nHello\n", {}, b"---\nA thematic break\n---\nHello\n"),
        (b"---\nno end: here\n", {}, b"---\nno end: here\n"),
        (b"---- not a fence\n---\n", {}, b"---- not a fence\n---\n"),
    ],
)
def test_front_matter(content: bytes, metadata: dict[str, object], body: bytes) -> None:
    assert part_front_matter(content) == (metadata, body)


def test_metadata_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="its front matter is no YAML"):
        part_front_matter(b"---\na: [\n---\n")
    for name, content in (
        ("x.meta.json", "{"),
        ("x.meta.yaml", "a: ["),
        ("y.meta.yaml", "just text"),
        ("z.meta.json", "[]"),
    ):
        (tmp_path / name).write_text(content, encoding="utf-8")
        with pytest.raises(ValueError, match=name):
            read_sidecar(tmp_path / name)
    (tmp_path / "empty.meta.yaml").write_text("", encoding="utf-8")
    assert read_sidecar(tmp_path / "empty.meta.yaml") == {}


def test_nothing_of_metadata_is_lost() -> None:
    day = datetime(2024, 5, 6, tzinfo=UTC)
    assert values_of(
        {
            "a": True,
            "b": [1, "x"],
            "c": {"d": [None]},
            "e": day.date(),
            "f": day.replace(tzinfo=None),
            "g": None,
            7: "h",
        }
    ) == {"a": "true", "b": "1, x", "c": '{"d": [null]}', "e": day, "f": day, "7": "h"}


def test_a_file_is_what_is_sent_of_it(tmp_path: Path) -> None:
    source = tmp_path / "a.md"
    source.write_bytes(b"---\nauthor: Ada\nyear: 2020\n---\nHello\n")
    (tmp_path / "side").write_text("year: 2021\n", encoding="utf-8")
    file = read_file(FoundFile("a.md", source, None), settings="abc")
    assert (file.content_digest, file.size) == (sha256(b"Hello\n").hexdigest(), 6)
    assert file.digest == f"{file.content_digest}+abc"
    assert file.metadata == {"author": "Ada", "year": 2020}
    assert load(file) == (b"Hello\n", file.content_digest)
    assert read_file(FoundFile("a.md", source, (tmp_path / "side"))).metadata == {"author": "Ada", "year": 2021}
    assert not has_changed(file)
    source.write_bytes(b"other\n")
    assert has_changed(file)


def test_a_large_file_is_not_read_into_memory(tmp_path: Path) -> None:
    source = tmp_path / "large.txt"
    with source.open("wb") as content:
        content.truncate(9 * 1024 * 1024)
    file = read_file(FoundFile("large.txt", source, None))
    assert load(file) == (source, file.content_digest)


def test_files_that_cannot_be_read_do_not_keep_the_others(tmp_path: Path) -> None:
    make(tmp_path, "good.md")
    (tmp_path / "bad.md").write_text("---\nsync_hash: x\n---\n", encoding="utf-8")
    found = [FoundFile(name, tmp_path / name, None) for name in ("bad.md", "gone.md", "good.md")]
    files, problems = read_files(found)
    assert [file.path for file in files] == ["good.md"]
    assert [(one.path, one.reason) for one in problems] == [
        ("bad.md", "the metadata 'sync_hash' is the sync's own: use another name"),
        ("gone.md", "it cannot be read: No such file or directory"),
    ]


def test_metadata_fits_the_fields_of_the_knowledge_base(tmp_path: Path) -> None:
    for name, front in (
        ("a", "year: 2020\nsize: 1\nwhen: 2024-01-01"),
        ("b", "year: 2021\nsize: large"),
        ("c", "year: soon"),
    ):
        (tmp_path / f"{name}.md").write_text(f"---\n{front}\n---\n", encoding="utf-8")
    files, _ = read_files(scan_folder(tmp_path).files)
    fitting, problems, new = fit_metadata(files, {"year": "number"})
    assert new == {"size": "string", "when": "time"}, "text where there are both"
    assert [dict(file.metadata) for file in fitting] == [
        {"year": 2020, "size": "1", "when": 1704067200},
        {"year": 2021, "size": "large"},
    ]
    assert problems == [Skipped("c.md", "the metadata field 'year' holds a number, which soon is not")]


def test_rules_from_files(tmp_path: Path) -> None:
    path = tmp_path / "rule.yaml"
    path.write_text("mode: custom\nseparator: '## '\nmax_tokens: 500\nqa: true\n", encoding="utf-8")
    assert rule_from_file(path) == process_rule.custom("## ", 500, qa=True)
    assert rule_from({"mode": "parent_child", "parent_mode": "full-doc"}) == process_rule.parent_child("full-doc")
    assert rule_from({"mode": "automatic"}) == process_rule.automatic()


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({}, "mode must be one of automatic, custom, parent_child"),
        ({"mode": "custom", "max_token": 5}, "'max_token' is nothing that the mode custom has"),
        ({"mode": "custom", "max_tokens": "5"}, "max_tokens must be of the type int"),
        ({"mode": "custom", "chunk_overlap": 2000}, "less than max_tokens"),
    ],
)
def test_rules_that_are_none(settings: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        rule_from(settings)


def test_rule_files_that_are_none(tmp_path: Path) -> None:
    path = tmp_path / "rule.yaml"
    for content, message in (
        ("a: [", "is no YAML"),
        ("text", "must hold names"),
        ("mode: x", "rule.yaml: mode must be"),
    ):
        path.write_text(content, encoding="utf-8")
        with pytest.raises(ValueError, match=message):
            rule_from_file(path)


def test_how_documents_are_split_is_one_value() -> None:
    first, second = process_rule.custom(max_tokens=500), process_rule.custom(max_tokens=501)
    digests = {settings_digest(rule.process_rule, rule.doc_form, None) for rule in (first, second)}
    assert len(digests) == 2
    assert settings_digest(first.process_rule.to_dict(), first.doc_form, None) in digests
    assert settings_digest(None, None, None) == ""
