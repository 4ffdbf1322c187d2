"""The ASGI application: which key opens what, who answers, and the headers on every answer."""

from __future__ import annotations

import logging
import time
from collections import deque
from typing import TYPE_CHECKING

from starlette.requests import Request

from . import answers, routes
from .errors import InternalError, ServiceError, UnknownPath, forbidden, invalid_param, not_found, unauthorized
from .faults import Faults
from .hang_up import HangUp
from .older_answers import reshape, reworded
from .older_routes import as_older
from .page import PATH, page
from .request import ReceivedRequest, ServiceRequest
from .routing import PREFIX, Endpoint, Router
from .tampering import Exchange

if TYPE_CHECKING:
    from starlette.responses import Response
    from starlette.types import Receive, Scope, Send

    from .store import EndUser, Workspace

_log = logging.getLogger("pydify_plus.testing")


class Application:
    """Answers like a Dify server from what a workspace holds.

    Args:
        workspace: The state that requests read and change.
        requests: Where each request is noted.
        faults: What shall go wrong.
    """

    def __init__(self, workspace: Workspace, requests: deque[ReceivedRequest], faults: Faults) -> None:
        self.workspace = workspace
        self.requests = requests
        self.faults = faults
        self.is_older = workspace.version.is_older
        self.router = Router(as_older(routes.AREAS) if self.is_older else routes.AREAS)
        self._on_every_answer = [(b"x-version", workspace.version.name.encode()), (b"x-env", b"PRODUCTION")]
        self._on_api_answers = [(b"access-control-allow-origin", b"*")]
        if not self.is_older:
            self._on_every_answer.append((b"vary", b"Cookie"))
            self._on_api_answers.append((b"access-control-expose-headers", b"X-Env, X-Trace-Id, X-Version"))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        http = Request(scope, receive, send)
        if scope["path"] == PATH:
            await page(self.workspace, self.requests, self.faults)(scope, receive, send)
            return
        record = ReceivedRequest(
            method=http.method,
            path=scope["path"].removeprefix(PREFIX),
            query=dict(http.query_params),
            headers={name: value for name, value in http.headers.items() if name != "authorization"},
            time=time.time(),
        )
        self.requests.append(record)
        request = ServiceRequest(http, self.workspace, record)
        try:
            response = await self.meet_fault(request) if self.faults.pending else await self.answer(request)
            record.status = response.status_code
            await response(scope, receive, send)
        except HangUp as end:
            await end.perform(scope, receive)
        finally:
            self.workspace.has_changed = True
            await request.close()

    async def meet_fault(self, request: ServiceRequest) -> Response:
        """Answer with the fault that was ordered for such a request, if there is one.

        Raises:
            HangUp: That is the fault.
        """
        await request.read_ahead()
        fault = self.faults.take(request.record)
        if fault is None:
            return await self.answer(request)
        exchange = Exchange(request.record, lambda: self.answer(request), self._on_every_answer)
        return await fault.around(exchange)

    async def answer(self, request: ServiceRequest) -> Response:
        response = await self.respond(request)
        response.raw_headers.extend(self._on_every_answer)
        return response

    async def respond(self, request: ServiceRequest) -> Response:
        path = request.http.scope["path"]
        try:
            endpoint, request.values = self.router.match(request.http.method, path)
        except UnknownPath:
            return answers.no_such_page()
        except ServiceError as error:
            return answers.refused(error)
        try:
            await self.admit(request, endpoint)
            response = await endpoint.handler(request)
            if self.is_older:
                response = reshape(self.workspace, response)
        except ServiceError as error:
            error = reworded(error) if self.is_older else error
            response = answers.refused(self._with_suggestion(error, path))
        except Exception:
            _log.exception("%s %s failed", request.http.method, path)
            response = answers.refused(InternalError())
        response.raw_headers.extend(self._on_api_answers)
        return response

    async def admit(self, request: ServiceRequest, endpoint: Endpoint) -> None:
        """Check the key, then find out who the request speaks for, in Dify's order.

        Raises:
            ServiceError: The key does not open this endpoint, or a required user is missing.
        """
        if endpoint.key is None:
            return
        key = _bearer_token(request.http.headers.get("authorization"))
        if endpoint.key == "dataset":
            if key not in self.workspace.dataset_keys:
                raise unauthorized("Access token is invalid")
            self._admit_to_dataset(request.values.get("dataset_id"))
            return
        app = self.workspace.apps_by_key.get(key)
        if app is None:
            raise unauthorized("Access token is invalid")
        if not app.definition.api_enabled:
            raise forbidden("The app's API service has been disabled.")
        request.app = app
        if endpoint.user is not None:
            request.user = await self._user(request, endpoint)

    def _admit_to_dataset(self, dataset_id: str | None) -> None:
        if dataset_id is None:
            return
        dataset = self.workspace.datasets.get(dataset_id)
        if dataset is None:
            raise not_found("Dataset not found.")
        if not dataset.api_enabled:
            raise forbidden("Dataset api access is not enabled.")

    async def _user(self, request: ServiceRequest, endpoint: Endpoint) -> EndUser:
        if endpoint.user == "json":
            name = (await request.json()).get("user")
        elif endpoint.user == "query":
            name = request.query.get("user")
        else:
            name = (await request.form()).get("user")
        if not name and endpoint.user_required:
            raise invalid_param("Arg user must be provided.")
        return request.app.end_user(str(name) if name else None)

    def _with_suggestion(self, error: ServiceError, path: str) -> ServiceError:
        if error.status != 404:
            return error
        suggestion = self.router.suggestion(path)
        if not suggestion:
            return error
        return ServiceError(error.status, error.code, f"{error.message.rstrip('.')}. {suggestion}")


def _bearer_token(header: str | None) -> str:
    if header is None or " " not in header:
        raise unauthorized("Authorization header must be provided and start with 'Bearer'")
    scheme, _, token = header.partition(" ")
    if scheme.lower() != "bearer":
        raise unauthorized("Authorization scheme must be 'Bearer'")
    return token.strip()
