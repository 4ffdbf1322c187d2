"""Files for messages and runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Unpack, overload

from pydify_plus._core.ids import id_of
from pydify_plus._core.options import RequestOptions, UploadOptions, check_keywords
from pydify_plus._core.uploads import source_of
from pydify_plus.models.file import UploadedFile
from pydify_plus_generated.api.files import preview_chat_file, upload_chat_file

from ..download import download
from ..resource import AsyncResource
from ..upload import part_of

if TYPE_CHECKING:
    from pydify_plus._core.downloads import Target
    from pydify_plus._core.uploads import FileSource


class AsyncFiles(AsyncResource):
    """Files that a message or a run uses. They belong to the app of the key and to the `user` who uploads them."""

    async def upload_file(
        self,
        file: FileSource,
        *,
        name: str | None = None,
        content_type: str | None = None,
        **options: Unpack[UploadOptions],
    ) -> UploadedFile:
        """Upload a file, to be used in a message or a run of the same user.

        POST /files/upload. The file is read in pieces as it is sent.

        Args:
            file: A path, which every attempt opens anew; bytes; an open binary file, sent from its start; a stream that
                cannot seek, which is never sent twice; or one of them with its name, as `(name, data)` or
                `(name, data, type)`.
            name: The file's name, in place of its own.
            content_type: Its content type; by its name when left out.

        Returns:
            The uploaded file. `.as_input()` is what `files=` and file variables take. It remembers what was uploaded,
            bytes too, for `documents.create_document_from_file`.

        Raises:
            FileNotFoundError: The path leads nowhere.
            TypeError: No file, or one that is open for text.
            DifyValidationError: The file is larger than the server accepts, or its name holds characters that it
                refuses.

        Example:
            >>> photo = await client.files.upload_file("photo.png", user="alice")
            >>> await client.chat.create_chat_message(query="What is this?", files=[photo.as_input()], user="alice")
        """
        part = await part_of(file, name=name, content_type=content_type)
        call = upload_chat_file.call(file=part, user=self._user(options))
        uploaded = await self._send_as(call, options, UploadedFile, UploadOptions)
        uploaded.__dict__["_source"] = source_of(part)
        return uploaded

    @overload
    async def get_file_preview(
        self, file_id: Any, *, as_attachment: bool | None = None, to: None = None, **options: Unpack[RequestOptions]
    ) -> bytes: ...
    @overload
    async def get_file_preview(
        self, file_id: Any, *, as_attachment: bool | None = None, to: Target, **options: Unpack[RequestOptions]
    ) -> int: ...
    async def get_file_preview(
        self,
        file_id: Any,
        *,
        as_attachment: bool | None = None,
        to: Target | None = None,
        **options: Unpack[RequestOptions],
    ) -> bytes | int:
        """Get the content of a file that a message used.

        GET /files/{file_id}/preview

        Args:
            file_id: The uploaded file, or its id.
            as_attachment: Ask for it as a download with a file name, which changes nothing but the answer's headers.
            to: A path, or a binary file open for writing, that the content is written to as it comes. A path gets its
                file when all of it has come.

        Returns:
            The content; with `to`, the number of bytes written.

        Raises:
            DifyNotFoundError: There is no such file, or no message has used it yet: until then it has no preview.
            DifyPermissionError: The file is another app's.
        """
        check_keywords(options, RequestOptions, depth=0)
        wanted = id_of(file_id, "upload_file_id", "id")
        call = preview_chat_file.call(wanted, as_attachment=as_attachment, user=self._user(options))
        if to is None:
            return await self._client.send(call, None, options)
        return await download(self._client, call, options, to)
