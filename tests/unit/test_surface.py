"""All of the API is there, in both worlds: each operation has a method, and each client has the methods of the other."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator
from typing import Any, get_overloads

import pytest
from generated.operations import made_up, parameters, snake
from survey import Operation, Surveyor, World, methods, operations, survey

from pydify_plus import AsyncClient, Client

WORLDS: tuple[World, World] = ("sync", "async")
SENDS_NOTHING = {"chat.conversation": "its turns do"}
TWINS = {"aclose": "close", "_arequest": "_request"}
ASYNC_ONLY = {"sync_http_client"}


@pytest.fixture(params=WORLDS)
def surveyor(request: pytest.FixtureRequest) -> Iterator[Surveyor]:
    with Surveyor(request.param) as surveyor:
        yield surveyor


def test_dify_has_83_operations() -> None:
    assert len(operations()) == 83


@pytest.mark.parametrize("world", WORLDS)
def test_every_operation_has_a_method(world: World) -> None:
    reached = {operation for asked in survey(world).values() for operation in asked}
    assert operations().keys() - reached == set()


@pytest.mark.parametrize("world", WORLDS)
def test_every_method_asks_for_something(world: World) -> None:
    assert {method for method, asked in survey(world).items() if not asked} == SENDS_NOTHING.keys()


def test_both_clients_ask_for_the_same() -> None:
    assert survey("sync") == survey("async")


def area_method(client: Any, operation: Operation) -> Callable[..., Any]:
    method: Callable[..., Any] = getattr(getattr(client.api, operation.area), snake(operation.name))
    return method


@pytest.mark.parametrize("operation", operations().values(), ids=lambda each: each.api)
def test_every_operation_is_reached_by_its_own_name(surveyor: Surveyor, operation: Operation) -> None:
    needed = {
        name: made_up(name, each.annotation)
        for name, each in parameters(operation.name).items()
        if each.default is each.empty
    }
    assert surveyor.call(area_method(surveyor.client, operation), **needed) == [operation.name]


@pytest.mark.parametrize("operation", operations().values(), ids=lambda each: each.api)
def test_an_operation_takes_the_same_in_both_worlds(operation: Operation) -> None:
    with Surveyor("sync") as one, Surveyor("async") as other:
        taken, taken_by_other = (signature(area_method(each.client, operation)) for each in (one, other))
    assert taken == taken_by_other


# One client beside the other.


def signature(function: Callable[..., Any]) -> tuple[str, str]:
    """A function's parameters and what it returns, in the names of the synchronous world."""
    found = inspect.signature(function)
    kept = [each for each in found.parameters.values() if each.name not in ASYNC_ONLY]
    return sync_names(str(found.replace(parameters=kept, return_annotation=found.empty))), sync_names(
        str(found.return_annotation)
    )


def sync_names(text: str) -> str:
    for pattern, replacement in (
        (r"\bAsyncPaged\b", "Page"),
        (r"\bAsync(?=[A-Z])", ""),
        (r"_async\b", "_sync"),
    ):
        text = re.sub(pattern, replacement, text)
    return text


def test_both_clients_have_the_same_groups_and_methods() -> None:
    with Surveyor("sync") as one, Surveyor("async") as other:
        ours = {f"{group}.{name}" for group, each in one.groups.items() for name in methods(each)}
        theirs = {f"{group}.{name}" for group, each in other.groups.items() for name in methods(each)}
    assert len(one.groups) >= 19
    assert ours == theirs


@pytest.mark.parametrize("method", survey("sync"))
def test_a_method_takes_and_gives_the_same_in_both_worlds(method: str) -> None:
    group, name = method.split(".")
    with Surveyor("sync") as one, Surveyor("async") as other:
        ours, theirs = (getattr(type(each.groups[group]), name) for each in (one, other))
    assert signature(ours) == signature(theirs)
    assert [signature(each) for each in get_overloads(ours)] == [signature(each) for each in get_overloads(theirs)]
    assert [*inspect.signature(theirs).parameters][-1] in ("options", "keywords") or method in SENDS_NOTHING
    assert (theirs.__doc__ or "").strip()


def test_both_clients_themselves_are_the_same() -> None:
    names = {"_arequest", "__init__", *(name for name in dir(AsyncClient) if not name.startswith("_"))}
    twins = {name: TWINS.get(name, name) for name in names}
    assert {"_request", "__init__", *(name for name in dir(Client) if not name.startswith("_"))} == {*twins.values()}
    for name, twin in twins.items():
        theirs, ours = inspect.getattr_static(AsyncClient, name), inspect.getattr_static(Client, twin)
        assert type(theirs) is type(ours)
        if inspect.isfunction(theirs):
            assert signature(theirs) == signature(ours), name
            assert [signature(each) for each in get_overloads(theirs)] == [
                signature(each) for each in get_overloads(ours)
            ]


def test_the_survey_would_notice_an_operation_without_a_method() -> None:
    with Surveyor("sync") as surveyor:
        listed = surveyor.call(surveyor.client.dataset.list_datasets)
        other = surveyor.call(lambda: surveyor.client._request("GET", "/datasets/d/metadata"))
        with pytest.raises(LookupError, match="GET /nowhere is not described"):
            surveyor.call(lambda: surveyor.client._request("GET", "/nowhere"))
    assert (listed, other) == (["listDatasets"], ["listMetadataFields"])
