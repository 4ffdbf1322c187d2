from __future__ import annotations

from ...types import Call, as_is, path_with, query_params


def call(file_id: str, *, as_attachment: bool | None = None, user: str | None = None) -> Call[bytes]:
    """Fetch the content of a file that a message used.

    GET /files/{file_id}/preview

    Only files that stand in a message of this app can be fetched: one that was merely uploaded answers 404
    `file_not_found`. The content type is the file's own, whatever that is, and `application/octet-stream` when asked
    for as an attachment.

    Args:
        file_id: The `id` that the upload answered
        as_attachment: Ask for a download with a file name (`Content-Disposition`) instead of inline content; false
            when left out
        user: The end user; does not decide who may read the file
    """
    return Call(
        operation="previewChatFile",
        method="GET",
        path=path_with("/files/{file_id}/preview", file_id=file_id),
        key="app",
        repeatable=True,
        answer="bytes",
        parse=as_is,
        query=query_params({"as_attachment": as_attachment, "user": user}),
    )
