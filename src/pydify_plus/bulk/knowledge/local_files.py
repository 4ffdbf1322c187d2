"""The files of a folder as a sync compares and sends them."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from pydify_plus_generated.models import MetadataFieldType

from .file_metadata import FRONT_MATTER_TYPES, Value, common_type, fitted, part_front_matter, read_sidecar
from .folder_scan import FoundFile, Skipped
from .sync_plan import OWN_FIELDS, LocalFile

_READ_WHOLE = 8 * 1024 * 1024
"""Files up to this size are read before they are sent, so that exactly what is sent is what the hash is of."""


class Content(NamedTuple):
    """What is sent of a file.

    Attributes:
        data: The bytes, or where they are.
        digest: SHA-256 of them.
    """

    data: bytes | Path
    digest: str


def read_file(found: FoundFile, *, settings: str = "") -> LocalFile:
    """Read a file and what is said of it.

    Args:
        found: The file.
        settings: Stands for how its document is split; part of its digest.

    Raises:
        OSError: It cannot be read.
        ValueError: Its front matter or the file beside it cannot be read.
    """
    metadata: dict[str, Value] = {}
    parted = False
    status = found.source.stat()
    if _may_have_front_matter(found.path) and status.st_size <= _READ_WHOLE:
        content = found.source.read_bytes()
        metadata, body = part_front_matter(content)
        parted = body is not content
        size, digest = len(body), hashlib.sha256(body).hexdigest()
    else:
        size, digest = status.st_size, _digest_of(found.source)
    if found.sidecar is not None:
        metadata = {**metadata, **read_sidecar(found.sidecar)}
    reserved = sorted(metadata.keys() & set(OWN_FIELDS))
    if reserved:
        raise ValueError(f"the metadata {reserved[0]!r} is the sync's own: use another name")
    too_long = [name for name in metadata if len(name) > 255 or not name]
    if too_long:
        raise ValueError(f"a metadata field's name has 1 to 255 characters, not {len(too_long[0])}")
    return LocalFile(
        path=found.path,
        source=found.source,
        size=size,
        digest=digest_with(digest, settings),
        content_digest=digest,
        metadata=metadata,
        has_front_matter=parted,
        stamp=(status.st_mtime_ns, status.st_size),
    )


def read_files(found: Iterable[FoundFile], *, settings: str = "") -> tuple[list[LocalFile], list[Skipped]]:
    """Read files, and tell of those that cannot be read."""
    files: list[LocalFile] = []
    problems: list[Skipped] = []
    for one in found:
        try:
            files.append(read_file(one, settings=settings))
        except OSError as error:
            problems.append(Skipped(one.path, f"it cannot be read: {error.strerror or error}"))
        except ValueError as error:
            problems.append(Skipped(one.path, str(error)))
    return files, problems


def load(file: LocalFile) -> Content:
    """What is sent of a file, as it is now.

    Raises:
        OSError: It cannot be read.
    """
    if file.size > _READ_WHOLE and not file.has_front_matter:
        return Content(file.source, file.content_digest)
    content = file.source.read_bytes()
    if file.has_front_matter:
        content = part_front_matter(content).body
    return Content(content, hashlib.sha256(content).hexdigest())


def has_changed(file: LocalFile) -> bool:
    """Whether a file is not the one that was read."""
    status = file.source.stat()
    return (status.st_mtime_ns, status.st_size) != file.stamp


def fit_metadata(
    files: Iterable[LocalFile], fields: Mapping[str, str]
) -> tuple[list[LocalFile], list[Skipped], dict[str, MetadataFieldType]]:
    """Fit the files' metadata to the fields of the knowledge base.

    Args:
        files: The files.
        fields: The types of the fields that are there, by name.

    Returns:
        The files with values as their fields hold them; those whose values do not fit; and the fields that have to be made.
    """
    files = list(files)
    values: dict[str, list[Value]] = defaultdict(list)
    for file in files:
        for name, value in file.metadata.items():
            if name not in fields:
                values[name].append(value)
    new = {name: common_type(found) for name, found in values.items()}
    types = {**fields, **new}
    fitting: list[LocalFile] = []
    problems: list[Skipped] = []
    for file in files:
        try:
            metadata = {name: fitted(name, value, types[name]) for name, value in file.metadata.items()}
        except ValueError as error:
            problems.append(Skipped(file.path, str(error)))
        else:
            fitting.append(replace(file, metadata=metadata))
    return fitting, problems, new


def digest_with(digest: str, settings: str) -> str:
    """The hash that is kept with a document: of its content, and where it is told, of how it is split."""
    return f"{digest}+{settings}" if settings else digest


def _may_have_front_matter(path: str) -> bool:
    return PurePosixPath(path).suffix.lower().removeprefix(".") in FRONT_MATTER_TYPES


def _digest_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
