"""Uploaded files: how they are told, linked, and handed to apps."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
import time
import urllib.parse
import uuid
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from starlette.datastructures import UploadFile

from .errors import ServiceError, invalid_param, no_file_uploaded, too_many_files, unsupported_file_type
from .json_values import Json

if TYPE_CHECKING:
    from .store import EndUser, Workspace

LARGEST_IMAGE = 10 * 1024 * 1024
LARGEST_VIDEO = 100 * 1024 * 1024
LARGEST_AUDIO = 50 * 1024 * 1024
LARGEST_FILE = 15 * 1024 * 1024

FILE_TYPES = ("image", "document", "audio", "video", "custom")
TRANSFER_METHODS = ("remote_url", "local_file", "tool_file", "datasource_file")

_IMAGES = frozenset({"jpg", "jpeg", "png", "webp", "gif", "svg"})
_VIDEOS = frozenset({"mp4", "mov", "mpeg", "webm"})
_AUDIO = frozenset({"mp3", "m4a", "wav", "amr", "mpga"})
_FORBIDDEN_IN_NAMES = ("/", "\\")


@dataclass(frozen=True)
class StoredFile:
    """A file that the server keeps.

    Attributes:
        owner: The id of the end user or account that uploaded it.
        content: Its bytes.
    """

    id: str
    name: str
    mime_type: str
    content: bytes = field(repr=False)
    owner: str
    created_at: float

    @property
    def size(self) -> int:
        return len(self.content)

    @property
    def extension(self) -> str:
        return extension_of(self.name)


@dataclass(frozen=True)
class MadeFile:
    """A file that a tool has made for a message; it has an id in the message beside its own."""

    id: str
    file: StoredFile

    @property
    def type(self) -> str:
        kind = self.file.mime_type.partition("/")[0]
        return kind if kind in FILE_TYPES else "document"

    def at_the_end(self, links: Links) -> Json:
        """The file as `message_end` has it."""
        url = links.tool_file(self.file)
        extension = f".{self.file.extension}" if self.file.extension else ""
        return {
            "related_id": self.id,
            "extension": extension,
            "filename": self.file.id + extension,
            "size": 0,
            "mime_type": "application/octet-stream",
            "transfer_method": "tool_file",
            "type": self.type,
            "url": url,
            "upload_file_id": self.file.id,
            "remote_url": "",
        }

    def in_history(self, links: Links) -> Json:
        """The file as the message history has it."""
        return {
            "id": self.id,
            "filename": self.file.name,
            "type": self.type,
            "url": links.tool_file(self.file),
            "mime_type": self.file.mime_type,
            "size": self.file.size,
            "transfer_method": "tool_file",
            "belongs_to": "assistant",
            "upload_file_id": self.file.id,
        }


def made_file(file: StoredFile) -> MadeFile:
    return MadeFile(str(uuid.uuid4()), file)


def extension_of(name: str) -> str:
    return PurePosixPath(name).suffix.removeprefix(".").lower()


async def read_upload(uploads: list[tuple[str, UploadFile]], *, must_have_type: bool = False) -> tuple[str, str, bytes]:
    """The one file of a form, which must be in the field `file`: its name, type and content.

    Args:
        must_have_type: Whether a part without a content type is refused.

    Raises:
        ServiceError: There is none, there are several, or it has a name, type or size that Dify does not take.
    """
    file = dict(uploads).get("file")
    if file is None:
        raise no_file_uploaded()
    if len(uploads) > 1:
        raise too_many_files()
    if not file.filename:
        raise ServiceError(400, "filename_not_exists_error", "The specified filename does not exist.")
    if must_have_type and not file.content_type:
        raise unsupported_file_type()
    if any(character in file.filename for character in _FORBIDDEN_IN_NAMES):
        raise invalid_param("Filename contains invalid characters")
    if (file.size or 0) > _largest(extension_of(file.filename)):
        raise ServiceError(413, "file_too_large", "")
    return file.filename, file.content_type or "", await file.read()


def _largest(extension: str) -> int:
    if extension in _IMAGES:
        return LARGEST_IMAGE
    if extension in _VIDEOS:
        return LARGEST_VIDEO
    return LARGEST_AUDIO if extension in _AUDIO else LARGEST_FILE


class Links:
    """Signed links to files, as Dify makes them; they need no key.

    Attributes:
        base: Where the server is, without a path.
    """

    def __init__(self) -> None:
        self.base = ""
        self._secret = secrets.token_bytes(16)

    def preview(self, file_id: str, *, as_attachment: bool = False) -> str:
        more = "&as_attachment=true" if as_attachment else ""
        return f"{self.base}/files/{file_id}/file-preview?{self._signature(file_id)}{more}"

    def tool_file(self, file: StoredFile) -> str:
        """A link to a file that a tool has made."""
        name = f"{file.id}.{file.extension}" if file.extension else file.id
        return f"{self.base}/files/tools/{name}?{self._signature(file.id)}"

    def admits(self, file_id: str, query: dict[str, str]) -> bool:
        """Whether a link's query carries this server's signature for the file."""
        expected = self._sign(file_id, query.get("timestamp", ""), query.get("nonce", ""))
        return hmac.compare_digest(expected, query.get("sign", ""))

    def _signature(self, file_id: str) -> str:
        stamp, nonce = str(int(time.time())), secrets.token_hex(16)
        query = {"timestamp": stamp, "nonce": nonce, "sign": self._sign(file_id, stamp, nonce)}
        return urllib.parse.urlencode(query)

    def _sign(self, file_id: str, stamp: str, nonce: str) -> str:
        message = f"file-preview|{file_id}|{stamp}|{nonce}".encode()
        return base64.urlsafe_b64encode(hmac.digest(self._secret, message, hashlib.sha256)).decode()


def read_file(workspace: Workspace, user: EndUser, sent: Json) -> Json:
    """The file that an input names, as an app's nodes and outputs have it.

    Raises:
        ServiceError: The description is wrong, or the file is not this user's.
    """
    method, kind = sent.get("transfer_method"), sent.get("type")
    if method not in TRANSFER_METHODS:
        raise invalid_param(f"{method!r} is not a valid FileTransferMethod")
    if kind not in FILE_TYPES:
        raise invalid_param(f"{kind!r} is not a valid FileType")
    if method == "remote_url":
        url = sent.get("url") or sent.get("remote_url")
        if not url:
            raise invalid_param("Invalid file url")
        return _remote_file(str(url), kind)
    stored = workspace.files.get(str(sent.get("upload_file_id")))
    if stored is None or stored.owner != user.id:
        raise invalid_param("Invalid upload file")
    return told_file(workspace.links, stored, kind, method)


def told_file(links: Links, stored: StoredFile, kind: str, method: str) -> Json:
    """A stored file as nodes and outputs have it."""
    return {
        "dify_model_identity": "__dify__file__",
        "id": None,
        "type": kind,
        "transfer_method": method,
        "remote_url": "",
        "reference": "dify-file-ref:" + _reference(stored.id),
        "filename": stored.name,
        "extension": f".{stored.extension}" if stored.extension else "",
        "mime_type": stored.mime_type,
        "size": stored.size,
        "related_id": stored.id,
        "url": links.preview(stored.id),
    }


def _remote_file(url: str, kind: str) -> Json:
    name = PurePosixPath(urllib.parse.urlsplit(url).path).name or "unknown"
    return {
        "dify_model_identity": "__dify__file__",
        "id": None,
        "type": kind,
        "transfer_method": "remote_url",
        "remote_url": url,
        "reference": None,
        "filename": name,
        "extension": PurePosixPath(name).suffix or ".bin",
        "mime_type": "application/octet-stream",
        "size": -1,
        "related_id": None,
        "url": url,
    }


def _reference(file_id: str) -> str:
    return base64.b64encode(json.dumps({"record_id": file_id}, separators=(",", ":")).encode()).decode()
