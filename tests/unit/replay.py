"""Recorded exchanges played back to a client, which has to send what was recorded and gets what was answered."""

from __future__ import annotations

import asyncio
import base64
import inspect
import json
import ssl
from collections import deque
from contextlib import ExitStack
from email import message_from_string
from typing import Any, Literal, Self

import httpx
import respx
from recorded import Exchange, exchanges

from pydify_plus import AsyncClient, Client

BASE_URL = "http://dify.test/v1"
KEYS: dict[str, Any] = {"api_key": "app-KEY", "dataset_api_key": "dataset-KEY"}
TLS = ssl.create_default_context()  # made once: it takes longer than most tests

World = Literal["sync", "async"]


def recorded(name: str, version: str = "1.14.2") -> Exchange:
    """The exchange of an operation and a case, such as `retrieveSegments/ok-default`."""
    for exchange in exchanges(version):
        if f"{exchange.operation}/{exchange.case}" == name:
            return exchange
    raise LookupError(f"{name} was not recorded on {version}")


class Replay:
    """A client of one world, and a server that answers as recorded: the expected exchanges, in their order.

        with Replay("async") as dify:
            dify.expect("createDataset/ok-minimal", "deleteDataset/ok")
            dataset = dify.wait(dify.client.dataset.create_dataset("ds-ed8aae"))
            dify.wait(dify.client.dataset.delete_dataset(dataset))

    Leaving it fails when an expected exchange did not take place. The fixture `dify` runs a test in both worlds.

    Attributes:
        client: The `Client` or `AsyncClient`, which repeats nothing.
        sent: The requests so far.
    """

    client: Any

    def __init__(self, world: World) -> None:
        self.world = world
        self.sent: list[httpx.Request] = []
        self._expected: deque[tuple[Exchange, dict[str, Any]]] = deque()
        self._open = ExitStack()

    def __enter__(self) -> Self:
        router = self._open.enter_context(respx.mock(base_url=BASE_URL, assert_all_called=False))
        router.route().mock(side_effect=self._answer)
        if self.world == "sync":
            self.client = self._open.enter_context(Client(BASE_URL, **KEYS, retries=0, verify=TLS))
        else:
            self._runner = self._open.enter_context(asyncio.Runner())
            self.client = AsyncClient(BASE_URL, **KEYS, retries=0, verify=TLS)
            self._open.callback(lambda: self.wait(self.client.aclose()))
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self._open.close()
        if kind is None:
            assert not self._expected, f"never asked for: {[str(exchange) for exchange, _ in self._expected]}"

    def expect(self, *expected: Exchange | str, version: str = "1.14.2", **sent: Any) -> None:
        """Let these exchanges take place next.

        Args:
            expected: Exchanges, or names as `recorded` takes them.
            version: The server that they were recorded on.
            **sent: What the request has in place of the recorded `query`, `json`, `form` and so on, where it may be
                another than the recorded one; None for nothing.
        """
        for exchange in expected:
            found = recorded(exchange, version) if isinstance(exchange, str) else exchange
            self._expected.append((found, {**found.request, **sent}))

    def wait(self, value: Any) -> Any:
        """What a method's result becomes: itself in the world of `Client`, awaited in that of `AsyncClient`."""
        if self.world == "sync" or not inspect.isawaitable(value):
            return value

        async def result() -> Any:
            return await value

        return self._runner.run(result())

    def items(self, value: Any) -> list[Any]:
        """All items that iterating a list or a stream gives."""
        if self.world == "sync":
            return list(value)

        async def result() -> list[Any]:
            return [item async for item in value]

        return self._runner.run(result())

    def _answer(self, request: httpx.Request) -> httpx.Response:
        self.sent.append(request)
        line = f"{request.method} {request.url}"
        assert self._expected, f"unexpected request: {line}"
        exchange, wanted = self._expected.popleft()
        assert sent_by(request) == normal(wanted), f"{line} is not the request of {exchange}"
        return answer_of(exchange)


def normal(request: dict[str, Any]) -> dict[str, Any]:
    """A recorded request as `sent_by` shows one."""
    return {
        "method": request["method"],
        "path": request["path"],
        "query": {name: _texts(value) for name, value in (request.get("query") or {}).items() if value is not None},
        "key": request["headers"].get("Authorization"),
        **{name: request[name] for name in ("json", "raw_body", "files") if request.get(name) is not None},
        **({"form": _fields(request["form"])} if request.get("form") else {}),
    }


def _texts(value: Any) -> list[str]:
    return [str(item) for item in value] if isinstance(value, list) else [str(value)]


def sent_by(request: httpx.Request) -> dict[str, Any]:
    """What a request asks for, without what is chance: boundaries, the order of fields, white space."""
    return {
        "method": request.method,
        "path": request.url.raw_path.decode().removeprefix("/v1").partition("?")[0],
        "query": {name: request.url.params.get_list(name) for name in request.url.params},
        "key": request.headers.get("Authorization"),
        **_body(request),
    }


def _body(request: httpx.Request) -> dict[str, Any]:
    content = request.read()
    if not content:
        return {}
    kind, _, rest = request.headers["Content-Type"].partition(";")
    if kind == "application/json":
        return {"json": json.loads(content)}
    assert kind == "multipart/form-data", f"a body of {kind}"
    form: dict[str, str] = {}
    files: list[dict[str, Any]] = []
    for part in content.split(b"--" + rest.partition("boundary=")[2].encode())[1:-1]:
        head, _, body = part[2:-2].partition(b"\r\n\r\n")
        headers = message_from_string(head.decode())
        field = str(headers.get_param("name", header="Content-Disposition"))
        name = headers.get_filename()
        if name is None:
            form[field] = body.decode()
        else:
            files.append({"field": field, "filename": name, "content_type": headers["Content-Type"], "size": len(body)})
    return {**({"form": _fields(form)} if form else {}), **({"files": files} if files else {})}


def _fields(form: dict[str, str]) -> dict[str, Any]:
    """Form fields, the JSON texts among them read."""
    return {name: json.loads(text) if text.startswith("{") else text for name, text in form.items()}


def answer_of(exchange: Exchange) -> httpx.Response:
    """A recorded answer. A long binary one, of which the head alone was recorded, is filled up with zeros."""
    answer = exchange.data["response"]
    if "json" in answer:
        content = json.dumps(answer["json"]).encode()
    elif "binary" in answer:
        content = base64.b64decode(answer["binary"]["base64_head"]).ljust(answer["binary"]["length"], b"\0")
    else:
        content = exchange.text.encode()
    headers = {
        name: text for name, text in exchange.headers.items() if name not in ("content-length", "transfer-encoding")
    }
    return httpx.Response(exchange.status, headers=headers, content=content)
