from __future__ import annotations

from typing import TYPE_CHECKING

from ...types import Call, File, multipart_parts

if TYPE_CHECKING:
    from ...models.file_upload import FileUpload


def call(*, file: File, user: str | None = None) -> Call[FileUpload]:
    """Upload a file for use in a message or a run.

    POST /files/upload

    One file per request. The answer's `id` goes into `upload_file_id` of a chat message, completion or workflow input.
    The file belongs to the `user` named here, and a run by another user refuses it. Size limits by kind of file are in
    the app's `system_parameters`. Empty files and unknown extensions are accepted.

    Args:
        file: The file. Its part needs a content type (none is a 415) and a name without `/` and `\\`
        user: The end user whom the file belongs to; `DEFAULT-USER` when left out
    """
    from ...models.file_upload import FileUpload

    return Call(
        operation="uploadChatFile",
        method="POST",
        path="/files/upload",
        key="app",
        repeatable=False,
        answer="json",
        parse=FileUpload.from_dict,
        parts=multipart_parts({"file": file, "user": user}),
    )
