"""Files that go into messages and runs."""

from __future__ import annotations

from os import PathLike
from pathlib import PurePath
from typing import TYPE_CHECKING, cast
from urllib.parse import urlsplit

from pydify_plus._core.input_files import LocalFile, kind_of
from pydify_plus._core.uploads import upload_part
from pydify_plus_generated.models.file_type import FileType
from pydify_plus_generated.models.file_upload import FileUpload
from pydify_plus_generated.models.input_file import InputFile as InputFileFields

if TYPE_CHECKING:
    from typing import Self

    from pydify_plus_generated.types import File


class InputFile(InputFileFields):
    """A file for `files=` and for the file variables of `inputs=`, in lists too.

    A local one is uploaded on the way, in the name of the user who makes the call, and once: the same object sent again by the same
    user to the same app is the same upload. A file that has changed since needs a new object.

    Example:
        >>> photo = InputFile.from_path("photo.png")
        >>> client.chat.create_chat_message(query="What is this?", files=[photo], user="alice")
        >>> client.workflows.execute_workflow(inputs={"doc": InputFile.from_url("https://example.com/report.pdf")})
    """

    @property
    def upload_file_id(self) -> str | None:  # type: ignore[override]
        """Id that the upload answered; None for a URL, and for a local file, which has one for each app and user."""
        found = self.get("upload_file_id")
        return found if isinstance(found, str) else None

    @classmethod
    def from_path(cls, path: str | PathLike[str], type: str | None = None) -> Self:
        """A file on this machine. It is read when it is uploaded.

        Args:
            path: Where it is.
            type: `image`, `document`, `audio`, `video` or `custom`; by the file's name when left out.

        Raises:
            FileNotFoundError: The path leads nowhere.
            ValueError: A type that Dify does not have.
        """
        if not isinstance(path, (str, PathLike)):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise TypeError(f"path must be a path, not {path.__class__.__name__}: see from_bytes and from_url too")
        return cls._local(upload_part(path), type)

    @classmethod
    def from_bytes(cls, name: str, data: bytes, type: str | None = None) -> Self:
        """A file that is in memory.

        Args:
            name: A name for it, whose extension tells Dify what it is, such as `report.pdf`.
            data: Its content.
            type: As for `from_path`.

        Raises:
            TypeError: The content is no bytes.
            ValueError: A type that Dify does not have, or no name.
        """
        if not isinstance(data, (bytes, bytearray, memoryview)):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise TypeError(f"data must be bytes, not {data.__class__.__name__}: encode text, or use from_path")
        return cls._local(upload_part((name, data)), type)

    @classmethod
    def from_url(cls, url: str, type: str | None = None) -> Self:
        """A file that Dify fetches by itself; the server has to reach it.

        Args:
            url: Where it is, over http or https.
            type: As for `from_path`; it must be given where the URL's path ends in no file name extension. Dify refuses a file that is
                of another type than it is said to be.

        Raises:
            ValueError: No http(s) URL, a type that Dify does not have, or none that shows.
        """
        parts = urlsplit(url)
        if parts.scheme.lower() not in ("http", "https") or not parts.netloc:
            raise ValueError(
                f"url must begin with http:// or https://, not {url[:40]!r}: see from_path, from_bytes too"
            )
        if type is None:
            from mimetypes import guess_type

            extension = PurePath(parts.path).suffix
            if not extension:
                raise ValueError(
                    f"what kind of file is at {parts.netloc}{parts.path} does not show: pass type='image', 'document', "
                    "'audio', 'video' or 'custom'"
                )
            type = kind_of(guess_type(f"file{extension}")[0] or "", extension)
        return cls(type=_checked(type), transfer_method="remote_url", url=url)

    @classmethod
    def _local(cls, part: File, type: str | None) -> Self:
        file = LocalFile(part)
        return cls(type=_checked(type or file.kind), transfer_method="local_file", upload_file_id=file)


class UploadedFile(FileUpload):
    """A file that Dify keeps for a message or run of the same user."""

    _source: File | None
    """What was uploaded, where it can be read again; `documents.create_document_from_file` sends it once more."""

    def as_input(self, type: str | None = None) -> InputFile:
        """The file as `files=` and file variables take it.

        Args:
            type: `image`, `document`, `audio`, `video` or `custom`; by the file itself when left out.

        Raises:
            ValueError: A type that Dify does not have.

        Example:
            >>> photo = client.files.upload_file("photo.png", user="alice")
            >>> client.chat.create_chat_message(query="What is this?", files=[photo.as_input()], user="alice")
        """
        kind = type or kind_of(str(self.get("mime_type") or ""), str(self.get("extension") or ""))
        return InputFile(type=_checked(kind), transfer_method="local_file", upload_file_id=self.id)


def _checked(kind: str) -> str:
    if kind not in FileType.__members__.values():
        raise ValueError(f"type must be one of {', '.join(cast('str', known) for known in FileType)}, not {kind!r}")
    return str(kind)
