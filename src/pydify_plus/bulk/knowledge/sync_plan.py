"""What a sync does: the folder and the knowledge base compared. No I/O."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path, PurePosixPath
from typing import Any

from .file_metadata import Value
from .folder_scan import Skipped

SOURCE, PATH, HASH, FIELDS = "sync_source", "sync_path", "sync_hash", "sync_fields"
OWN_FIELDS = (SOURCE, PATH, HASH, FIELDS)
"""The metadata fields by which any machine knows what a document was made of."""

_PENDING = frozenset({"waiting", "parsing", "cleaning", "splitting", "indexing"})


@dataclass(frozen=True, slots=True)
class LocalFile:
    """A file of the folder.

    Attributes:
        path: Its path within the folder.
        source: Where it is on this machine.
        size: Bytes that are uploaded.
        digest: What the document is made of, in one value: the content that is uploaded and how it is split.
        content_digest: SHA-256 of the content alone.
        metadata: What is said of it, by the names of metadata fields.
        has_front_matter: Whether the content that is uploaded is the file's without its front matter.
        stamp: The file's time and size when it was read.
    """

    path: str
    source: Path
    size: int
    digest: str
    content_digest: str
    metadata: Mapping[str, Value] = field(default_factory=dict[str, Value])
    has_front_matter: bool = False
    stamp: tuple[int, int] = (0, 0)

    @property
    def name(self) -> str:
        """What its document is called."""
        return PurePosixPath(self.path).name


@dataclass(frozen=True, slots=True)
class RemoteDocument:
    """A document of the knowledge base, as far as a sync looks at it.

    Attributes:
        id: Its id.
        name: Its name.
        size: Bytes of its file; None when it was not made from one.
        status: How far its indexing is: `completed`, `error`, `paused`, or a step of it.
        state: What Dify shows: `available`, `disabled`, `archived`, and others while it is not indexed.
        from_api: Whether it was made over the API.
        metadata: Its values, by the names of metadata fields.
        error: Why it could not be indexed.
    """

    id: str
    name: str
    size: int | None = None
    status: str = "completed"
    state: str = "available"
    from_api: bool = True
    metadata: Mapping[str, Any] = field(default_factory=dict[str, Any])
    error: str | None = None

    @property
    def is_pending(self) -> bool:
        """Whether Dify still indexes it."""
        return self.status in _PENDING


class Kind(StrEnum):
    """What is done for a file or a document."""

    NEW = "new"
    CHANGED = "changed"
    MOVED = "moved"
    METADATA = "metadata"
    REMOVED = "removed"
    WAIT = "wait"
    """Nothing but to wait until Dify has indexed it."""


@dataclass(frozen=True, slots=True)
class Action:
    """One thing to do.

    Attributes:
        kind: What.
        path: The file's path; of a document that is removed, that of the file that it was made of.
        file: The file; None for a document that is removed.
        document: The document; None for a new one.
        reason: Why, where the kind does not say it.
        candidates: For a new file, documents that an interrupted upload of it may have left behind.
        uploads: Whether the content is sent.
        anew: Whether the document has to be deleted and made anew, because Dify cannot update it.
    """

    kind: Kind
    path: str
    file: LocalFile | None = None
    document: RemoteDocument | None = None
    reason: str | None = None
    candidates: tuple[str, ...] = ()
    uploads: bool = False
    anew: bool = False

    def to_dict(self) -> dict[str, Any]:
        """The action as JSON has it."""
        return {
            "action": self.kind.value,
            "path": self.path,
            "document_id": None if self.document is None else self.document.id,
            "reason": self.reason,
            "size": None if self.file is None else self.file.size,
        }


@dataclass(frozen=True, slots=True)
class Plan:
    """What a sync does.

    Attributes:
        actions: What to do, in this order.
        unchanged: How many files are in the knowledge base as they are.
        left: Documents of files that are no longer there, which stay without `delete`.
        skipped: Files that do not belong to the sync, and why.
        problems: Files that cannot be synced, and why.
    """

    actions: tuple[Action, ...]
    unchanged: int = 0
    left: tuple[RemoteDocument, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    problems: tuple[Skipped, ...] = ()

    @property
    def counts(self) -> dict[str, int]:
        """How many there are of each kind."""
        found = {kind.value: 0 for kind in Kind}
        for action in self.actions:
            found[action.kind] += 1
        rest = {"unchanged": self.unchanged, "left": len(self.left), "skipped": len(self.skipped)}
        return {**found, **rest, "problems": len(self.problems)}

    @property
    def uploads(self) -> int:
        """How many files are sent."""
        return sum(action.uploads for action in self.actions)

    def to_dict(self) -> dict[str, Any]:
        """The plan as JSON has it."""
        return {
            "counts": self.counts,
            "actions": [action.to_dict() for action in self.actions],
            "left": [{"path": _text(one, PATH), "document_id": one.id} for one in self.left],
            "skipped": [one._asdict() for one in self.skipped],
            "problems": [one._asdict() for one in self.problems],
        }

    def lines(self) -> list[str]:
        """The plan for people, a line for each thing to do and a last one that counts."""
        found = [_line(action) for action in self.actions]
        found += [f"? {_text(one, PATH)}  (the file is gone; --delete removes the document)" for one in self.left]
        found += [f"! {one.path}  ({one.reason})" for one in self.problems]
        found += [f"  {one.path}  (skipped: {one.reason})" for one in self.skipped]
        counts = ", ".join(f"{count:,} {name}" for name, count in self.counts.items() if count or name == "unchanged")
        return [*found, counts]

    def __str__(self) -> str:
        return "\n".join(self.lines())


def make_plan(
    files: Iterable[LocalFile],
    documents: Iterable[RemoteDocument],
    *,
    source: str,
    delete: bool = False,
    wait: bool = True,
    skipped: Iterable[Skipped] = (),
    problems: Iterable[Skipped] = (),
) -> Plan:
    """Compare a folder with a knowledge base.

    Args:
        files: The folder's files.
        documents: The knowledge base's documents, the newest first.
        source: What the folder is called, where several are synced into one knowledge base.
        delete: Whether the documents of files that are gone are to be deleted.
        wait: Whether what Dify still indexes is to be waited for.
        skipped: Files that are left out, for the plan to tell.
        problems: Files that cannot be synced. Their documents stay as they are.
    """
    problems = tuple(problems)
    here = {file.path: file for file in files}
    kept = here.keys() | {problem.path for problem in problems}
    ours, orphans = _sorted(documents, source)
    actions: list[Action] = []
    unchanged = 0
    new: list[LocalFile] = []
    for path, file in here.items():
        mine = _best(ours.pop(path, []), file)
        if mine is None:
            new.append(file)
            continue
        document, *doubles = mine
        ours.setdefault("", []).extend(doubles)
        action = _compared(file, document, wait=wait)
        if action is None:
            unchanged += 1
        else:
            actions.append(action)
    gone = [document for path, found in ours.items() if path not in kept for document in found]
    moved, new, gone = _moves(new, gone)
    actions += moved
    actions += _additions(new, orphans)
    if delete:
        actions += [
            Action(Kind.REMOVED, _text(one, PATH), document=one, reason=_why_removed(one, here)) for one in gone
        ]
    order = list(Kind)
    actions.sort(key=lambda action: (order.index(action.kind), action.path))
    return Plan(tuple(actions), unchanged, () if delete else tuple(gone), tuple(skipped), problems)


def own_metadata(file: LocalFile, source: str) -> dict[str, Value]:
    """What a sync writes on a document, beside the file's own metadata."""
    return {SOURCE: source, PATH: file.path, HASH: file.digest, FIELDS: ", ".join(sorted(file.metadata))}


def metadata_changes(file: LocalFile, document: RemoteDocument) -> dict[str, Value | None]:
    """The file's metadata that its document lacks, has otherwise, or has from the file as it was; None for what is to be cleared."""
    changes: dict[str, Value | None] = {
        name: value for name, value in file.metadata.items() if document.metadata.get(name) != value
    }
    earlier = [name for name in _text(document, FIELDS).split(", ") if name]
    changes |= {name: None for name in earlier if name not in file.metadata and document.metadata.get(name) is not None}
    return changes


def _sorted(
    documents: Iterable[RemoteDocument], source: str
) -> tuple[dict[str, list[RemoteDocument]], list[RemoteDocument]]:
    """The documents that this folder's syncs made, by path, and those that an interrupted upload may have left behind."""
    ours: dict[str, list[RemoteDocument]] = defaultdict(list)
    orphans: list[RemoteDocument] = []
    for document in documents:
        if _text(document, SOURCE) == source and _text(document, PATH):
            ours[_text(document, PATH)].append(document)
        elif document.from_api and not any(document.metadata.get(name) for name in OWN_FIELDS):
            orphans.append(document)
    return ours, orphans


def _best(found: list[RemoteDocument], file: LocalFile) -> list[RemoteDocument] | None:
    """The documents of one path, first the one that is kept: with the right content, indexed, the newest."""
    if not found:
        return None
    return sorted(found, key=lambda one: (not _is_made_of(one, file), one.status == "error"))


def _compared(file: LocalFile, document: RemoteDocument, *, wait: bool) -> Action | None:
    reason: str | None
    if document.status == "error":
        reason = f"its indexing failed: {document.error or 'Dify does not say why'}"
        return Action(Kind.CHANGED, file.path, file, document, reason, uploads=True, anew=True)
    if not _is_made_of(document, file):
        is_same_text = _content(_text(document, HASH)) == file.content_digest
        reason = "it is to be split in another way" if is_same_text else None
        return Action(Kind.CHANGED, file.path, file, document, reason, uploads=True)
    if metadata_changes(file, document):
        return Action(Kind.METADATA, file.path, file, document)
    if document.is_pending and wait:
        return Action(Kind.WAIT, file.path, file, document)
    return None


def _moves(
    new: list[LocalFile], gone: list[RemoteDocument]
) -> tuple[list[Action], list[LocalFile], list[RemoteDocument]]:
    """Files that are somewhere else than they were. Their documents go along; they are sent anew only for another name."""
    by_digest: dict[str, list[RemoteDocument]] = defaultdict(list)
    for document in gone:
        if document.status != "error" and _text(document, PATH):
            by_digest[_content(_text(document, HASH))].append(document)
    moved: list[Action] = []
    rest: list[LocalFile] = []
    taken: set[str] = set()
    for file in new:
        found = by_digest.get(file.content_digest, [])
        if not found:
            rest.append(file)
            continue
        document = next((one for one in found if one.name == file.name), found[0])
        found.remove(document)
        taken.add(document.id)
        anew = document.name != file.name or not _is_made_of(document, file)
        reason = f"it was {_text(document, PATH)}"
        moved.append(Action(Kind.MOVED, file.path, file, document, reason, uploads=anew))
    return moved, rest, [document for document in gone if document.id not in taken]


def _additions(new: list[LocalFile], orphans: list[RemoteDocument]) -> list[Action]:
    left_behind: dict[tuple[str, int | None], list[str]] = defaultdict(list)
    for document in orphans:
        left_behind[document.name, document.size].append(document.id)
    return [
        Action(
            Kind.NEW,
            file.path,
            file,
            candidates=tuple(left_behind.get((file.name, file.size), ())),
            reason="an interrupted upload may have left it behind" if (file.name, file.size) in left_behind else None,
            uploads=True,
        )
        for file in new
    ]


def _why_removed(document: RemoteDocument, here: Mapping[str, LocalFile]) -> str:
    return "the same file has another document" if _text(document, PATH) in here else "the file is gone"


def _is_made_of(document: RemoteDocument, file: LocalFile) -> bool:
    """Whether a document has a file's content, split as it is to be; where nothing is said of that, however it is split."""
    made_of = _text(document, HASH)
    return made_of == file.digest or (file.digest == file.content_digest == _content(made_of))


def _content(digest: str) -> str:
    return digest.partition("+")[0]


def _text(document: RemoteDocument, name: str) -> str:
    value = document.metadata.get(name)
    return value if isinstance(value, str) else ""


_MARKS = {
    Kind.NEW: "+",
    Kind.CHANGED: "~",
    Kind.MOVED: ">",
    Kind.METADATA: "=",
    Kind.REMOVED: "-",
    Kind.WAIT: ".",
}
_WORDS = {Kind.METADATA: "metadata alone", Kind.WAIT: "Dify still indexes it"}


def _line(action: Action) -> str:
    notes = [
        _WORDS.get(action.kind),
        action.reason,
        _size(action.file.size) if action.uploads and action.file else None,
    ]
    told = ", ".join(note for note in notes if note)
    return f"{_MARKS[action.kind]} {action.path}" + (f"  ({told})" if told else "")


def _size(size: int) -> str:
    amount = float(size)
    for unit in ("B", "kB", "MB"):
        if amount < 1000:
            return f"{amount:.0f} {unit}" if unit == "B" or amount >= 10 else f"{amount:.1f} {unit}"
        amount /= 1000
    return f"{amount:,.1f} GB"
