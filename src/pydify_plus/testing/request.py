"""One request as a handler sees it, and what the server remembers of it for assertions."""

from __future__ import annotations

import json
from asyncio import CancelledError
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request

from .errors import InternalError, ServiceError, not_json, unreadable_json
from .json_values import Json, is_object
from .operations import operation_of

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from .store import AppState, EndUser, Workspace
    from .validation import Model


@dataclass
class ReceivedRequest:
    """A request that reached the server, kept in `DifyServer.requests`.

    Attributes:
        method: The HTTP method.
        path: The path below `/v1`, decoded.
        query: The query's values by name; of a repeated name the last.
        headers: The headers in lower case, without the key.
        json: The decoded JSON body, if the server came to read one.
        form: The fields of a form, if the server came to read one; a file is told as its name, type and size.
        time: When it came, in seconds since the epoch.
        status: What it was answered with; None until then, and for good when the connection ended without an answer.
    """

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    time: float
    json: Any = None
    form: Json = field(default_factory=dict[str, Any])
    status: int | None = None

    @cached_property
    def operation(self) -> str | None:
        """Dify's name of the operation that it asks for; None if it asks for none."""
        return operation_of(self.method, self.path)


class ServiceRequest:
    """A request on its way to a handler.

    Attributes:
        workspace: Everything the server holds.
        record: What the server remembers of it.
        values: What stood in the path, by name.
        app: The app whose key was sent; only endpoints that need an app key have it.
        user: The end user that the request names, or the shared one; only endpoints that say where it is named have it.
    """

    app: AppState
    user: EndUser

    def __init__(self, http: Request, workspace: Workspace, record: ReceivedRequest) -> None:
        self.http = http
        self.workspace = workspace
        self.record = record
        self.values: dict[str, str] = {}
        self._form: FormData | None = None

    @cached_property
    def query(self) -> dict[str, str]:
        """The first value of each name in the query."""
        found: dict[str, str] = {}
        for name, value in self.http.query_params.multi_items():
            found.setdefault(name, value)
        return found

    def read_query(self, model: Model) -> Json:
        return model.read(self.query)

    async def json(self) -> Json:
        """The JSON object in the body.

        Raises:
            ServiceError: The content type is another, or the body is no JSON object.
        """
        content_type = self.http.headers.get("content-type", "").partition(";")[0].strip().lower()
        if content_type != "application/json" and not content_type.endswith("+json"):
            raise not_json()
        if self.record.json is None:
            try:
                self.record.json = json.loads(await self.http.body())
            except ValueError:
                raise unreadable_json() from None
        if not is_object(self.record.json):
            raise InternalError
        return self.record.json

    async def read_json(self, model: Model) -> Json:
        return model.read(await self.json())

    async def form(self) -> FormData:
        """The fields and files of a form; nothing of both when the body is something else."""
        if self._form is None:
            try:
                self._form = await self._read_form()
            except MultiPartException:
                self._form = FormData()  # Dify's form reader takes what it cannot read for nothing
            self.record.form = {name: _described(value) for name, value in self._form.multi_items()}
        return self._form

    async def _read_form(self) -> FormData:
        if not self.http.headers.get("content-type", "").lower().startswith("multipart/form-data"):
            return await self.http.form()
        end: BaseException | None = None

        async def body() -> AsyncGenerator[bytes, None]:
            nonlocal end
            try:
                async for piece in self.http.stream():
                    yield piece
            except (Exception, CancelledError) as problem:  # such as a client that leaves
                end = problem
                raise MultiPartException("the form is not whole") from None  # at which the parser closes its files

        try:
            return await MultiPartParser(self.http.headers, body(), max_files=100, max_fields=100).parse()
        except MultiPartException:
            if end is not None:
                raise end from None
            raise

    async def read_ahead(self) -> None:
        """Read the body before anything is decided about it, so that the record has it whatever comes of the request."""
        content_type = self.http.headers.get("content-type", "")
        try:
            if content_type.startswith("multipart/form-data"):
                await self.form()
            elif content_type:
                await self.json()
        except ServiceError:
            pass  # a matter of the operation, if it comes to that

    async def close(self) -> None:
        """Release the temporary files of an upload."""
        if self._form is not None:
            await self._form.close()


def _described(value: UploadFile | str) -> Any:
    if isinstance(value, str):
        return value
    return {"filename": value.filename, "content_type": value.content_type, "size": value.size}
