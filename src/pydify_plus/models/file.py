"""An uploaded file, ready to be used as an input."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydify_plus_generated.models.file_upload import FileUpload

if TYPE_CHECKING:
    from pydify_plus_generated.types import File

_DOCUMENTS = frozenset(
    {"csv", "doc", "docx", "eml", "epub", "htm", "html", "json", "markdown", "md", "mdx", "msg", "pdf", "ppt", "pptx"}
    | {"properties", "txt", "vtt", "xls", "xlsx", "xml", "yaml", "yml"}
)


class UploadedFile(FileUpload):
    """A file that Dify keeps for a message or run of the same user."""

    _source: File | None
    """What was uploaded, where it can be read again; `documents.create_document_from_file` sends it once more."""

    def as_input(self, type: str | None = None) -> dict[str, Any]:
        """The file as `files=` and file variables take it.

        Args:
            type: `image`, `document`, `audio`, `video` or `custom`; by the file itself when left out.

        Example:
            >>> photo = client.files.upload_file("photo.png", user="alice")
            >>> client.chat.create_chat_message(query="What is this?", files=[photo.as_input()], user="alice")
        """
        return {"type": type or self._kind(), "transfer_method": "local_file", "upload_file_id": self.id}

    def _kind(self) -> str:
        family = str(self.get("mime_type") or "").partition("/")[0]
        if family in ("image", "audio", "video"):
            return family
        return "document" if str(self.get("extension") or "").lower() in _DOCUMENTS else "custom"
