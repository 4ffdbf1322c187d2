"""Which files of a folder a sync takes."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

IGNORE_FILE = ".difyignore"
SIDECAR_SUFFIXES = (".meta.yaml", ".meta.yml", ".meta.json")
DOCUMENT_TYPES = frozenset(
    {"txt", "markdown", "md", "mdx", "pdf", "html", "htm", "xlsx", "xls", "vtt", "properties", "doc", "docx", "csv"}
    | {"eml", "msg", "pptx", "ppt", "xml", "epub"}
)
"""Extensions of the files that Dify takes for documents. Its built-in reader knows the first fourteen, Unstructured the others too."""


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file that belongs to the sync.

    Attributes:
        path: Its path within the folder, with `/` between its parts, in Unicode's normal form C: the same on every system.
        source: Where it is on this machine.
        sidecar: The file beside it with its metadata; None when there is none.
    """

    path: str
    source: Path
    sidecar: Path | None


class Skipped(NamedTuple):
    """A file that is left out, and why."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class Scan:
    """What is in a folder.

    Attributes:
        files: The files that belong to the sync, by path.
        skipped: The files that do not, though no pattern says so: of other types, links that lead outside, names that are no text.
    """

    files: tuple[FoundFile, ...]
    skipped: tuple[Skipped, ...]


def scan_folder(
    folder: str | os.PathLike[str],
    *,
    include: Iterable[str] = (),
    exclude: Iterable[str] = (),
    ignore_file: str | None = IGNORE_FILE,
    types: Iterable[str] | None = None,
    hidden: bool = False,
) -> Scan:
    """Find the files of a folder that a sync takes.

    Args:
        folder: The folder.
        include: Only files that match one of these patterns, in the syntax of gitignore files; all when there is none.
        exclude: No files that match one of these patterns.
        ignore_file: The name of files that list patterns to leave out, in the syntax of gitignore files, each for its own folder and those
            below; None for none.
        types: The extensions to take; `DOCUMENT_TYPES` when None.
        hidden: Whether to take files and folders whose names begin with a dot. `.git` is never taken.

    Raises:
        NotADirectoryError: There is no such folder.
        ValueError: A pattern or an ignore file cannot be read, or two names differ in their Unicode form alone.
        ModuleNotFoundError: The extra `cli` is not installed.
    """
    root = Path(folder)
    if not root.is_dir():
        raise NotADirectoryError(f"{root} is no folder")
    taken = _extensions(types)
    rules = _Rules(root.resolve(), list(include), list(exclude), ignore_file, hidden)
    files: dict[str, FoundFile] = {}
    skipped: list[Skipped] = []
    sidecars: dict[str, Path] = {}
    for relative, source in _walk(root, rules):
        name = unicodedata.normalize("NFC", relative)
        if _sidecar_of(name) is not None:
            sidecars[name] = source
            continue
        reason = rules.objection(relative, source)
        extension = PurePosixPath(name).suffix.lower().removeprefix(".")
        if reason is None and extension not in taken:
            reason = f"Dify takes no .{extension} files" if extension else "it has no extension"
        if reason is not None:
            skipped.append(Skipped(_shown(name), reason))
        elif name in files:
            raise ValueError(
                f"{name!r} is there twice, in two Unicode forms that other systems take for one: rename one of them"
            )
        else:
            files[name] = FoundFile(name, source, None)
    for name, source in sidecars.items():
        described = _sidecar_of(name)
        owner = files.get(described or "")
        if owner is None:
            skipped.append(Skipped(_shown(name), "it describes a file that does not belong to the sync"))
        elif owner.sidecar is not None:
            raise ValueError(
                f"{owner.path!r} has two files that describe it, {owner.sidecar.name} and {source.name}: keep one"
            )
        else:
            files[owner.path] = FoundFile(owner.path, owner.source, source)
    return Scan(tuple(files[name] for name in sorted(files)), tuple(sorted(skipped)))


class _Rules:
    """What decides about names."""

    def __init__(
        self, root: Path, include: list[str], exclude: list[str], ignore_file: str | None, hidden: bool
    ) -> None:
        self._root = root
        self._include = _spec(include, "include") if include else None
        self._exclude = _spec(exclude, "exclude") if exclude else None
        self.ignore_file = ignore_file
        self._hidden = hidden

    def leaves_out(self, relative: str, specs: list[tuple[str, GitIgnoreSpec]], *, is_folder: bool) -> bool:
        """Whether a file or a folder is none of the sync's concern."""
        name = relative.rpartition("/")[2]
        if name in (".git", self.ignore_file) or (name.startswith(".") and not self._hidden):
            return True
        asked = relative + "/" if is_folder else relative
        if self._exclude is not None and self._exclude.check_file(asked).include:
            return True
        for folder, spec in reversed(specs):  # the nearest ignore file that has something to say decides
            verdict = spec.check_file(asked.removeprefix(folder)).include
            if verdict is not None:
                return verdict
        return False

    def takes(self, relative: str) -> bool:
        return self._include is None or bool(self._include.check_file(relative).include)

    def objection(self, relative: str, source: Path) -> str | None:
        """Why a file cannot belong to the sync; None when it can."""
        try:
            relative.encode()
        except UnicodeEncodeError:
            return "its name is not UTF-8"
        if source.is_symlink():
            target = source.resolve()
            if not target.is_relative_to(self._root):
                return "it is a link that leads out of the folder"
            if not target.exists():
                return "it is a link that leads nowhere"
        return None if source.is_file() else "it is no regular file"


def _walk(root: Path, rules: _Rules) -> Iterator[tuple[str, Path]]:
    """All files that no pattern leaves out, with their paths within the folder. Links to folders are not followed."""
    pending: list[tuple[str, list[tuple[str, GitIgnoreSpec]]]] = [("", [])]
    while pending:
        folder, specs = pending.pop()
        here = root / folder
        if rules.ignore_file is not None and (ignore := here / rules.ignore_file).is_file():
            lines = ignore.read_text(encoding="utf-8-sig").splitlines()
            specs = [*specs, (folder, _spec(lines, str(ignore)))]
        with os.scandir(here) as entries:
            found = sorted(entries, key=lambda entry: entry.name)
        for entry in found:
            relative = folder + entry.name
            is_folder = entry.is_dir(follow_symlinks=False)
            if rules.leaves_out(relative, specs, is_folder=is_folder):
                continue
            if is_folder:
                pending.append((relative + "/", specs))
            elif not (entry.is_symlink() and entry.is_dir()) and (
                rules.takes(relative) or _sidecar_of(entry.name) is not None
            ):
                yield relative, root / relative


def _spec(lines: list[str], where: str) -> GitIgnoreSpec:
    try:
        from pathspec import GitIgnoreSpec
    except ModuleNotFoundError:
        raise ModuleNotFoundError('pathspec is missing: pip install "pydify-plus[cli]"', name="pathspec") from None
    try:
        return GitIgnoreSpec.from_lines(lines)
    except ValueError as error:
        raise ValueError(f"a pattern of {where} cannot be read: {error}") from None


def _extensions(types: Iterable[str] | None) -> frozenset[str]:
    if types is None:
        return DOCUMENT_TYPES
    if isinstance(types, str):
        raise TypeError("types must be a list of extensions, such as ['md', 'pdf']")
    return frozenset(one.lower().removeprefix(".") for one in types)


def _sidecar_of(name: str) -> str | None:
    """The name of the file that a file of this name describes; None when it describes none."""
    for suffix in SIDECAR_SUFFIXES:
        if name.endswith(suffix) and not name.endswith("/" + suffix) and name != suffix:
            return name.removesuffix(suffix)
    return None


def _shown(name: str) -> str:
    return name.encode("utf-8", "backslashreplace").decode()
