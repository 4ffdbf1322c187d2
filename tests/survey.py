"""Which operations each method of a client asks for, found by calling it with made-up arguments.

A request is told by its HTTP method and path, held against `openapi/dify.yaml`; it is answered as a recorded server answered.
"""

from __future__ import annotations

import asyncio
import inspect
import io
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache, cached_property
from itertools import product
from typing import Any, Literal, NamedTuple

import httpx
from description.strict import Description
from generated.operations import snake
from recorded import Exchange, exchanges
from unit.replay import answer_of

from pydify_plus import AsyncClient, AsyncStream, Client, Stream
from pydify_plus._async.resource import AsyncResource
from pydify_plus._core import options
from pydify_plus._sync.resource import Resource
from pydify_plus.errors import DifyError
from pydify_plus.models import InputFile, WorkflowExecutionResponse

World = Literal["sync", "async"]
DESCRIPTION = Description()

_ID = "3c90c3cc-0d44-4b50-8888-8dd25736052a"
_BY_TYPE: tuple[tuple[str, Any], ...] = (
    ("Mapping", {"name": "value"}),
    ("Sequence", [{"id": _ID, "name": "name"}]),
    ("bool", True),
    ("int", 1),
    ("float", 0.5),
    ("str", "some text"),
)
_HASTE = {"total_timeout": 0.01, "poll_interval": 0.001}


class Operation(NamedTuple):
    """One operation of `openapi/dify.yaml`."""

    name: str
    method: str
    path: str
    area: str
    key: str
    repeatable: bool

    @property
    def api(self) -> str:
        """Its name below `client.api`."""
        return f"{self.area}.{snake(self.name)}"


@cache
def operations() -> dict[str, Operation]:
    """Every described operation by its name."""
    return {
        name: Operation(
            name,
            each["method"].upper(),
            each["path"],
            snake(each["tags"][0]),
            each["x-dify-key"],
            each["x-dify-repeatable"],
        )
        for name, each in DESCRIPTION.operations.items()
    }


@cache
def _routes() -> list[tuple[str, re.Pattern[str], str]]:
    """HTTP method, path pattern and name of every operation, those with the most fixed segments first."""
    found = sorted(operations().values(), key=lambda each: each.path.count("{"))
    return [(each.method, re.compile(re.sub(r"\{\w+\}", "[^/]+", each.path)), each.name) for each in found]


def operation_of(request: httpx.Request) -> str:
    """The operation that a request asks for.

    Raises:
        LookupError: None that is described.
    """
    path = request.url.path.removeprefix("/v1")
    for method, pattern, name in _routes():
        if method == request.method and pattern.fullmatch(path):
            return name
    raise LookupError(f"{request.method} {path} is not described")


@cache
def _answer(operation: str, version: str, streams: bool) -> Exchange | None:
    """A recorded exchange of an operation: one that succeeded where there is one, a stream where one is asked for."""
    found = [exchange for exchange in exchanges(version) if exchange.operation == operation]
    return min(found, key=lambda each: (each.status >= 300, each.is_stream != streams), default=None)


class Surveyor:
    """A client of one world, before a server that notes what is asked for.

    Args:
        world: Which client.
        version: The server whose recorded answers it gets.

    Attributes:
        client: The client.
        asked: The operations that were asked for since the last call.
    """

    def __init__(self, world: World, version: str = "1.14.2") -> None:
        self.version = version
        self.asked: list[str] = []
        self._runner = asyncio.Runner()
        sync = httpx.Client(transport=httpx.MockTransport(self._answer))
        keys = {"api_key": "app-KEY", "dataset_api_key": "dataset-KEY", "retries": 0}
        if world == "sync":
            self.client: Any = Client("http://dify.test", http_client=sync, **keys)
        else:
            http = httpx.AsyncClient(transport=httpx.MockTransport(self._answer))
            self.client = AsyncClient("http://dify.test", http_client=http, sync_http_client=sync, **keys)

    def __enter__(self) -> Surveyor:
        return self

    def __exit__(self, *_: object) -> None:
        self._runner.close()

    @cached_property
    def groups(self) -> dict[str, Any]:
        """The client's groups of methods by name."""
        names = [name for name in dir(type(self.client)) if not name.startswith("_")]
        found = {name: getattr(self.client, name) for name in names if name != "api"}
        return {name: group for name, group in found.items() if isinstance(group, (Resource, AsyncResource))}

    def call(self, method: Callable[..., Any], *args: Any, **keywords: Any) -> list[str]:
        """Call a method, read what it streams, and tell which operations that asked for. What it raises is of no account."""
        self.asked = []
        self._runner.run(self._outcome(method, args, keywords))
        return self.asked

    def reach(self, method: Callable[..., Any]) -> list[str]:
        """All operations that a method can be made to ask for."""
        found: dict[str, None] = {}
        enough: dict[str, Any] = {}  # the arguments of the first call that asked for anything
        for arguments in trials(method):
            asked = self.call(method, **arguments)
            found |= dict.fromkeys(asked)
            enough = enough or (arguments if asked else {})
        for arguments in trials(method):
            found |= dict.fromkeys(self.call(method, **{**enough, **arguments}))
        return [*found]

    async def _outcome(self, method: Callable[..., Any], args: Any, keywords: Any) -> None:
        try:
            result = method(*args, **keywords)
            if inspect.isawaitable(result):
                result = await result
            if isinstance(result, Stream):
                with result:
                    list(result)
            elif isinstance(result, AsyncStream):
                async with result:
                    _ = [event async for event in result]
        except (DifyError, ValueError, TypeError):
            pass

    def _answer(self, request: httpx.Request) -> httpx.Response:
        operation = operation_of(request)
        if operation not in self.asked:
            self.asked.append(operation)
        streams = b'"response_mode":"streaming"' in request.read()
        exchange = _answer(operation, self.version, streams)
        return answer_of(exchange) if exchange else httpx.Response(404, text="Not Found")


def methods(group: Any) -> dict[str, Callable[..., Any]]:
    """A group's methods by name."""
    return {
        name: getattr(group, name)
        for name, each in inspect.getmembers(type(group), inspect.isfunction)
        if not name.startswith("_")
    }


def trials(method: Callable[..., Any]) -> Iterator[dict[str, Any]]:
    """Arguments to call a method with: the required ones alone, and with each of the others."""
    parameters = _parameters(method)
    needed = {each.name: made_up(each) for each in parameters if each.default is each.empty}
    needed |= {each.name: [_HASTE[each.name]] for each in parameters if each.name in _HASTE}
    for values in product(*needed.values()):
        arguments = dict(zip(needed, values, strict=True))
        yield arguments
        for each in parameters:
            if each.name not in needed:
                for value in made_up(each):
                    yield {**arguments, each.name: value}


def _parameters(method: Callable[..., Any]) -> list[inspect.Parameter]:
    """A method's own parameters, those of its TypedDict of keywords among them."""
    found: list[inspect.Parameter] = []
    for each in inspect.signature(method).parameters.values():
        if each.kind is not each.VAR_KEYWORD:
            found.append(each)
            continue
        keywords = getattr(options, str(each.annotation).removeprefix("Unpack[").removesuffix("]"))
        for name, annotation in keywords.__annotations__.items():
            if name not in options.RequestOptions.__annotations__:
                text = annotation.__forward_arg__
                found.append(inspect.Parameter(name, each.KEYWORD_ONLY, default=None, annotation=text))
    return found


def made_up(parameter: inspect.Parameter) -> list[Any]:
    """What a parameter may be given, the best first."""
    by_name: dict[str, list[Any]] = {
        "execution_id": [WorkflowExecutionResponse(workflow_run_id=_ID, task_id=_ID), _ID],
        "file": [("a.txt", b"text")],
        "file_path": [("a.txt", b"text")],
        "files": [[InputFile.from_bytes("a.txt", b"text")]],
        "messages": [[{"role": "user", "content": "Hello"}]],
        "metadata": [{"author": "Ada"}],
        "to": [io.BytesIO()],
        "values": [{"author": "Ada"}, {"a new field": "tea"}],
    }
    if parameter.name in by_name:
        return by_name[parameter.name]
    annotation = str(parameter.annotation)
    if annotation.startswith("Literal["):
        return re.findall(r"'([^']+)'", annotation)
    for name, value in _BY_TYPE:
        if re.search(rf"\b{name}\b", annotation):
            return [value]
    return [_ID]


@cache
def survey(world: World) -> dict[str, list[str]]:
    """The operations that each method asks for, by `group.method`, as a newer and an older server let it."""
    found: dict[str, list[str]] = {}
    with ExitStack() as open_:
        for version in ("1.14.2", "1.9.2"):
            surveyor = open_.enter_context(Surveyor(world, version))
            for group_name, group in surveyor.groups.items():
                for name, method in methods(group).items():
                    asked = found.setdefault(f"{group_name}.{name}", [])
                    asked += [each for each in surveyor.reach(method) if each not in asked]
    return found
