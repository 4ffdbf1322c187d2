from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ...models.file_upload import FileUpload
    from ...types import AsyncSender, File, Sender


class FilesApi:
    """The operations of the area `files` by Dify's own names."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    def upload_chat_file(self, *, file: File, user: str | None = None) -> FileUpload:
        """Upload a file for use in a message or a run.

        POST /files/upload

        One file per request. The answer's `id` goes into `upload_file_id` of a chat message, completion or workflow
        input. The file belongs to the `user` named here, and a run by another user refuses it. Size limits by kind of
        file are in the app's `system_parameters`. Empty files and unknown extensions are accepted.

        Args:
            file: The file. Its part needs a content type (none is a 415) and a name without `/` and `\\`
            user: The end user whom the file belongs to; `DEFAULT-USER` when left out
        """
        from .upload_chat_file import call

        return self._sender.send(call(file=file, user=user))

    def preview_chat_file(self, file_id: str, *, as_attachment: bool | None = None, user: str | None = None) -> bytes:
        """Fetch the content of a file that a message used.

        GET /files/{file_id}/preview

        Only files that stand in a message of this app can be fetched: one that was merely uploaded answers 404
        `file_not_found`. The content type is the file's own, whatever that is, and `application/octet-stream` when
        asked for as an attachment.

        Args:
            file_id: The `id` that the upload answered
            as_attachment: Ask for a download with a file name (`Content-Disposition`) instead of inline content;
                false when left out
            user: The end user; does not decide who may read the file
        """
        from .preview_chat_file import call

        return self._sender.send(call(file_id, as_attachment=as_attachment, user=user))


class AsyncFilesApi:
    """The operations of the area `files` by Dify's own names."""

    def __init__(self, sender: AsyncSender) -> None:
        self._sender = sender

    async def upload_chat_file(self, *, file: File, user: str | None = None) -> FileUpload:
        """Upload a file for use in a message or a run.

        POST /files/upload

        One file per request. The answer's `id` goes into `upload_file_id` of a chat message, completion or workflow
        input. The file belongs to the `user` named here, and a run by another user refuses it. Size limits by kind of
        file are in the app's `system_parameters`. Empty files and unknown extensions are accepted.

        Args:
            file: The file. Its part needs a content type (none is a 415) and a name without `/` and `\\`
            user: The end user whom the file belongs to; `DEFAULT-USER` when left out
        """
        from .upload_chat_file import call

        return await self._sender.send(call(file=file, user=user))

    async def preview_chat_file(
        self, file_id: str, *, as_attachment: bool | None = None, user: str | None = None
    ) -> bytes:
        """Fetch the content of a file that a message used.

        GET /files/{file_id}/preview

        Only files that stand in a message of this app can be fetched: one that was merely uploaded answers 404
        `file_not_found`. The content type is the file's own, whatever that is, and `application/octet-stream` when
        asked for as an attachment.

        Args:
            file_id: The `id` that the upload answered
            as_attachment: Ask for a download with a file name (`Content-Disposition`) instead of inline content;
                false when left out
            user: The end user; does not decide who may read the file
        """
        from .preview_chat_file import call

        return await self._sender.send(call(file_id, as_attachment=as_attachment, user=user))
