"""Files that end users upload and apps use."""

from __future__ import annotations

import urllib.parse
from typing import TYPE_CHECKING

from starlette.datastructures import UploadFile
from starlette.responses import Response

from ..answers import answer
from ..errors import ServiceError
from ..files import StoredFile, read_upload
from ..routing import Routes
from ..validation import Model
from .payloads import FLAG

if TYPE_CHECKING:
    from ..request import ServiceRequest

routes = Routes("app")
links = Routes(None, prefix="")

_PREVIEW = Model("FilePreviewQuery", as_attachment=FLAG)


@routes("POST", "/files/upload", user="form")
async def upload_file(request: ServiceRequest) -> Response:
    name, mime_type, content = await read_upload(await uploads(request), must_have_type=True)
    file = request.workspace.store_file(name, mime_type, content, request.user.id)
    return answer(
        {
            "id": file.id,
            "reference": None,
            "name": file.name,
            "size": file.size,
            "extension": file.extension,
            "mime_type": file.mime_type,
            "created_by": file.owner,
            "created_at": int(file.created_at),
            "preview_url": None,
            "source_url": request.workspace.links.preview(file.id),
            "original_url": None,
            "user_id": None,
            "tenant_id": request.workspace.tenant_id,
            "conversation_id": None,
            "file_key": None,
        },
        201,
    )


@routes("GET", "/files/<uuid:file_id>/preview", user="query")
async def preview_file(request: ServiceRequest) -> Response:
    query = request.read_query(_PREVIEW)
    file_id = request.values["file_id"]
    app = request.workspace.files_in_messages.get(file_id)
    if app is None:
        raise ServiceError(404, "file_not_found", "File not found in message context")
    if app is not request.app:
        raise ServiceError(403, "file_access_denied", "File access denied: not owned by requesting app")
    return _content(request.workspace.files[file_id], **query)


@links("GET", "/files/<uuid:file_id>/file-preview")
async def follow_link(request: ServiceRequest) -> Response:
    file = request.workspace.files.get(request.values["file_id"])
    if file is None or not request.workspace.links.admits(file.id, request.query):
        raise ServiceError(404, "file_not_found", "File not found or signature is invalid")
    return _content(file, **request.read_query(_PREVIEW))


@links("GET", "/files/tools/<string:name>")
async def follow_tool_link(request: ServiceRequest) -> Response:
    file = request.workspace.files.get(request.values["name"].partition(".")[0])
    if file is None or not request.workspace.links.admits(file.id, request.query):
        raise ServiceError(404, "file_not_found", "File not found or signature is invalid")
    return _content(file, as_attachment=False)


async def uploads(request: ServiceRequest) -> list[tuple[str, UploadFile]]:
    """The files in a form, with the names of their fields."""
    form = await request.form()
    return [(name, value) for name, value in form.multi_items() if isinstance(value, UploadFile)]


def _content(file: StoredFile, as_attachment: bool) -> Response:
    headers = {"Cache-Control": "public, max-age=3600"}
    mime_type = file.mime_type
    if as_attachment:
        headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{urllib.parse.quote(file.name)}"
        mime_type = "application/octet-stream"
    return Response(file.content, media_type=mime_type, headers=headers)
