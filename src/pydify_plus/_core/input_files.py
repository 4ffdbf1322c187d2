"""Files among an app's inputs: their kinds, and local ones until the server has them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, cast
from weakref import WeakKeyDictionary

if TYPE_CHECKING:
    from pydify_plus_generated.types import File

    from .app_memory import AppMemory

_DOCUMENTS = frozenset(
    {"csv", "doc", "docx", "eml", "epub", "htm", "html", "json", "markdown", "md", "mdx", "msg", "pdf", "ppt", "pptx"}
    | {"properties", "txt", "vtt", "xls", "xlsx", "xml", "yaml", "yml"}
)


def kind_of(content_type: str, extension: str) -> str:
    """What Dify calls a file of this content type and name extension (with or without its dot)."""
    family = content_type.partition("/")[0].lower()
    if family in ("image", "audio", "video"):
        return family
    return "document" if extension.lower().removeprefix(".") in _DOCUMENTS else "custom"


class LocalFile:
    """A file that stands where the id of its upload will: each app and user that it is sent to gets one.

    Attributes:
        part: What is uploaded.
    """

    def __init__(self, part: File) -> None:
        self.part = part
        self._ids: WeakKeyDictionary[AppMemory, dict[str, str]] = WeakKeyDictionary()

    @property
    def kind(self) -> str:
        """What Dify calls a file like this one."""
        return kind_of(self.part.content_type, PurePath(self.part.name).suffix)

    def id_for(self, app: AppMemory, user: str) -> str | None:
        """The id of its upload; None while there is none."""
        return self._ids.get(app, {}).get(user)

    def uploaded(self, app: AppMemory, user: str, file_id: str) -> None:
        """Remember the id of its upload."""
        self._ids.setdefault(app, {})[user] = file_id

    def __repr__(self) -> str:
        return f"<{self.part.name}, to be uploaded>"

    def __deepcopy__(self, memo: dict[int, Any]) -> LocalFile:
        return self  # the uploads of a copied input are the same file's

    def __reduce__(self) -> tuple[Any, ...]:
        return LocalFile, (self.part,)


def local_files(value: Any) -> Iterator[LocalFile]:
    """The local files within the JSON of a request, as often as they are there."""
    if isinstance(value, LocalFile):
        yield value
    elif isinstance(value, Mapping):
        for item in cast("Mapping[str, Any]", value).values():
            yield from local_files(item)
    elif isinstance(value, list):
        for item in cast("Sequence[Any]", value):
            yield from local_files(item)


def with_ids(value: Any, ids: Mapping[LocalFile, str]) -> Any:
    """The same JSON with the ids of uploads in place of the files."""
    if isinstance(value, LocalFile):
        return ids[value]
    if isinstance(value, Mapping):
        return {name: with_ids(item, ids) for name, item in cast("Mapping[str, Any]", value).items()}
    if isinstance(value, list):
        return [with_ids(item, ids) for item in cast("Sequence[Any]", value)]
    return value
