"""Lists in pages, with the traps that Dify's have: each walk gives every item that Dify gives, once, and ends."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
from unit.replay import Replay, recorded
from unit.worlds import World

Row = dict[str, Any]
Query = Mapping[str, str]
Answer = Callable[[list[Row], Query], Any]


def rows(count: int) -> list[Row]:
    """Items of a list, the newest first."""
    return [{"id": f"item-{number}", "created_at": 1_700_000_000 - number} for number in range(count)]


def ids(items: list[Any]) -> list[str]:
    return [item["id"] for item in items]


# Lists as Dify makes them, by the rules that were measured.


def numbered(rows: list[Row], query: Query) -> Any:
    """Datasets, documents, segments, annotations: 100 rows at the most, and `has_more` is a guess by the limit asked for."""
    page, limit = max(int(query.get("page", 1)), 1), int(query.get("limit", 20))
    size = min(limit or 20, 100)
    data = rows[(page - 1) * size : page * size]
    return {"data": data, "has_more": len(data) == limit, "limit": limit, "total": len(rows), "page": page}


def child_chunks(rows: list[Row], query: Query) -> Any:
    """The limit that was used is told, and no `has_more`."""
    answer = numbered(rows, query)
    del answer["has_more"]
    limit = min(answer["limit"], 100)
    return {**answer, "limit": limit, "total_pages": -(-len(rows) // limit)}


def logs(rows: list[Row], query: Query) -> Any:
    assert int(query.get("limit", 20)) <= 100, "Dify answers 400"
    return {**numbered(rows, query), "has_more": int(query.get("page", 1)) * int(query.get("limit", 20)) < len(rows)}


def feedbacks(rows: list[Row], query: Query) -> Any:
    """Nothing but the rows, at most 101."""
    page, limit = int(query.get("page", 1)), int(query.get("limit", 20))
    assert limit <= 101, "Dify answers 400"
    return {"data": rows[(page - 1) * limit : page * limit]}


def bare(rows: list[Row], query: Query) -> Any:
    return numbered(rows, query)["data"]


def conversations(rows: list[Row], query: Query) -> Any:
    limit = int(query.get("limit", 20))
    start = ids(rows).index(query["last_id"]) + 1 if "last_id" in query else 0
    return {"data": rows[start : start + limit], "has_more": len(rows) > start + limit, "limit": limit}


def variables(rows: list[Row], query: Query) -> Any:
    """What is as old as the last one counts as seen."""
    limit = int(query.get("limit", 20))
    if "last_id" in query:
        last = rows[ids(rows).index(query["last_id"])]
        rows = [row for row in rows if row["created_at"] < last["created_at"]]
    return {"data": rows[:limit], "has_more": len(rows) > limit, "limit": limit}


def messages(rows: list[Row], query: Query) -> Any:
    """A page is oldest first; the one after it holds what is older than its first."""
    answer = variables(rows, {"last_id": query["first_id"], **query} if "first_id" in query else query)
    return {**answer, "data": answer["data"][::-1]}


@dataclass
class Dify:
    """A server with one list.

    Attributes:
        rows: Its items, the newest first.
        queries: What was asked for so far.
        meanwhile: Called after each page with its number, to change the list.
    """

    rows: list[Row]
    answer: Answer
    queries: list[dict[str, str]] = field(default_factory=list)
    meanwhile: Callable[[int], object] = lambda _: None

    def client(self, world: World) -> Any:
        return world.client(http_client=world.http(httpx.MockTransport(self._answer)))

    def _answer(self, request: httpx.Request) -> httpx.Response:
        query = {name: value for name, value in request.url.params.items() if name not in ("user", "conversation_id")}
        self.queries.append(query)
        answer = self.answer(self.rows, query)
        self.meanwhile(len(self.queries))
        return httpx.Response(200, json=answer)


LISTS: dict[str, tuple[Answer, Callable[..., Any]]] = {
    "datasets": (numbered, lambda client, **options: client.dataset.list_datasets(**options)),
    "documents": (numbered, lambda client, **options: client.documents.list_documents("d", **options)),
    "segments": (numbered, lambda client, **options: client.blocks.list_segments("d", "e", **options)),
    "child chunks": (
        child_chunks,
        lambda client, **options: client.blocks.list_segment_children("d", "e", "s", **options),
    ),
    "annotations": (numbered, lambda client, **options: client.annotations.list_annotations(**options)),
    "logs": (logs, lambda client, **options: client.workflows.list_logs(**options)),
    "feedbacks": (feedbacks, lambda client, **options: client.feedback.list_feedbacks(**options)),
    "conversations": (conversations, lambda client, **options: client.sessions.list_conversations(**options)),
    "messages": (messages, lambda client, **options: client.sessions.get_conversation_messages("c", **options)),
    "variables": (variables, lambda client, **options: client.sessions.get_conversation_variables("c", **options)),
}
BY_NUMBER = [name for name, (answer, _) in LISTS.items() if answer in (numbered, child_chunks, logs, feedbacks)]
datasets = LISTS["datasets"][1]


@pytest.mark.parametrize("limit", [None, 7, 100])
@pytest.mark.parametrize("count", [0, 1, 40, 101, 300])
@pytest.mark.parametrize("name", LISTS)
def test_a_walk_gives_every_item_once_and_in_order(world: World, name: str, count: int, limit: int | None) -> None:
    answer, method = LISTS[name]
    dify = Dify(rows(count), answer)
    assert ids(world.items(method(dify.client(world), limit=limit))) == ids(dify.rows)


@pytest.mark.parametrize(("limit", "asked"), [(20, None), (100, "100"), (101, "101"), (1000, "101")])
def test_feedbacks_come_up_to_101_in_a_page(world: World, limit: int, asked: str | None) -> None:
    dify = Dify(rows(150), feedbacks)
    assert len(world.items(LISTS["feedbacks"][1](dify.client(world), limit=limit))) == 150
    assert {query["limit"] for query in dify.queries} == {asked or "20"}


@pytest.mark.parametrize("name", [name for name in BY_NUMBER if name != "feedbacks"])
def test_a_limit_over_100_loses_nothing_to_the_hidden_one(world: World, name: str) -> None:
    answer, method = LISTS[name]
    dify = Dify(rows(250), answer)
    assert len(world.items(method(dify.client(world), limit=1000))) == 250
    assert [(query["limit"], query.get("page")) for query in dify.queries] == [
        ("100", None),
        ("100", "2"),
        ("100", "3"),
    ]


@pytest.mark.parametrize(("name", "pages"), [("datasets", 2), ("child chunks", 2), ("logs", 2), ("feedbacks", 3)])
def test_an_exact_multiple_costs_an_empty_page_only_where_dify_tells_no_total(
    world: World, name: str, pages: int
) -> None:
    answer, method = LISTS[name]
    dify = Dify(rows(40), answer)
    assert len(world.items(method(dify.client(world)))) == 40
    assert len(dify.queries) == pages


@pytest.mark.parametrize(
    ("exchange", "method"),
    [
        ("getAnnotationList/ok-keyword", lambda client: client.annotations.list_annotations(page=1, limit=1, keyword="Dify")),
        (
            "listDocuments/ok-filter",
            lambda client: client.documents.list_documents(
                recorded("listDocuments/ok-filter").request["path"].split("/")[2],
                page=1, limit=1, keyword="fruit", status="available",
            ),
        ),
    ],
)  # fmt: skip
@pytest.mark.parametrize("version", ["1.14.2", "1.9.2"])
def test_a_recorded_has_more_that_the_total_contradicts_is_not_believed(
    dify: Replay, version: str, exchange: str, method: Callable[[Any], Any]
) -> None:
    answer = recorded(exchange, version)
    assert (answer.json["has_more"], answer.json["total"]) == (True, 1)
    dify.expect(answer, path=recorded(exchange).request["path"])
    assert len(dify.items(method(dify.client))) == 1


def test_a_walk_from_page_0_does_not_give_the_first_page_again(world: World) -> None:
    dify = Dify(rows(40), numbered)
    assert len(world.items(datasets(dify.client(world), page=0))) == 40
    assert [query["page"] for query in dify.queries] == ["0", "2"]


def test_a_walk_begins_at_the_page_that_was_asked_for(world: World) -> None:
    dify = Dify(rows(50), numbered)
    assert ids(world.items(datasets(dify.client(world), page=2))) == ids(dify.rows)[20:]


def test_limit_0_is_what_dify_makes_of_it(world: World) -> None:
    dify = Dify(rows(45), numbered)
    assert len(world.items(datasets(dify.client(world), limit=0))) == 45


@pytest.mark.parametrize("name", BY_NUMBER)
def test_a_server_that_gives_the_same_page_again_is_asked_no_more(world: World, name: str) -> None:
    answer, method = LISTS[name]
    dify = Dify(rows(100), lambda rows, query: answer(rows, {**query, "page": "1"}))
    client = dify.client(world)
    assert ids(world.items(method(client))) == ids(dify.rows)[:20]
    assert len(dify.queries) == 2


@pytest.mark.parametrize("name", ["conversations", "messages", "variables"])
def test_a_cursor_that_stands_still_ends_the_walk(world: World, name: str) -> None:
    answer, method = LISTS[name]
    dify = Dify(rows(30), lambda rows, query: answer(rows, {"limit": query.get("limit", "20")}))
    assert ids(world.items(method(dify.client(world), limit=20))) == ids(dify.rows)[:20]
    assert len(dify.queries) == 2


def test_cursors_that_go_in_a_circle_end_the_walk(world: World) -> None:
    circle = {None: ["a", "b"], "b": ["c", "d"], "d": ["b", "a"], "a": ["c", "d"]}
    dify = Dify([], lambda _, query: {"data": [{"id": i} for i in circle[query.get("last_id")]], "has_more": True})
    assert ids(world.items(LISTS["conversations"][1](dify.client(world)))) == ["a", "b", "c", "d"]


def test_items_that_came_with_the_page_before_are_not_given_again(world: World) -> None:
    dify = Dify(rows(50), numbered)
    dify.meanwhile = lambda page: dify.rows.insert(0, {"id": f"new-{page}"})
    assert ids(world.items(datasets(dify.client(world)))) == ids(rows(50))


def test_a_conversation_that_moves_to_the_top_does_not_begin_the_walk_again(world: World) -> None:
    dify = Dify(rows(50), conversations)
    dify.meanwhile = lambda page: dify.rows.insert(0, dify.rows.pop(19)) if page == 1 else None
    walked = ids(world.items(LISTS["conversations"][1](dify.client(world))))
    assert len(walked) == len(set(walked))
    assert sorted(walked) == sorted(ids(dify.rows))


@pytest.mark.parametrize("name", ["variables", "messages"])
def test_what_dify_skips_for_its_equal_time_is_missed_at_page_edges_alone(world: World, name: str) -> None:
    answer, method = LISTS[name]
    dify = Dify(rows(30), answer)
    for row in dify.rows[15:25]:
        row["created_at"] = dify.rows[15]["created_at"]
    client = dify.client(world)
    assert ids(world.items(method(client, limit=20))) == ids(dify.rows[:20] + dify.rows[25:])
    assert ids(world.items(method(client, limit=100))) == ids(dify.rows)


def test_variables_made_in_one_instant_all_come_by_default(world: World) -> None:
    dify = Dify([{**row, "created_at": 1} for row in rows(60)], variables)
    assert len(world.items(LISTS["variables"][1](dify.client(world)))) == 60


def test_messages_are_oldest_first_in_a_page_and_newest_first_in_a_walk(world: World) -> None:
    dify = Dify(rows(5), messages)
    listed = LISTS["messages"][1](dify.client(world), limit=3)
    page = world.wait(listed)
    assert ids(page.data) == ["item-2", "item-1", "item-0"]
    assert ids(world.items(page)) == ["item-0", "item-1", "item-2", "item-3", "item-4"]
    assert dify.queries == [{"limit": "3"}, {"limit": "3", "first_id": "item-2"}]


def test_a_bare_array_is_a_page(world: World) -> None:
    dify = Dify(rows(25), bare)
    page = world.wait(datasets(dify.client(world)))
    assert (len(page.data), page.total, page.limit, page.has_more) == (20, None, None, True)
    assert ids(world.items(page)) == ids(dify.rows)


@pytest.mark.parametrize("answer", [{}, {"data": None}, {"data": "x"}, [], "text", 3])
def test_an_answer_without_items_is_an_empty_page(world: World, answer: Any) -> None:
    for name in ("datasets", "messages"):
        page = world.wait(LISTS[name][1](Dify([], lambda *_: answer).client(world)))
        assert (page.data, page.has_more, world.items(page)) == ([], False, [])


def test_items_without_an_id_are_all_given(world: World) -> None:
    dify = Dify([{"name": "same"}] * 45, numbered)
    assert len(world.items(datasets(dify.client(world)))) == 45


def test_an_empty_page_ends_the_walk_whatever_dify_says_of_more(world: World) -> None:
    for name in ("datasets", "feedbacks", "conversations"):
        dify = Dify([], lambda *_: {"data": [], "has_more": True, "total": 50})
        assert world.items(LISTS[name][1](dify.client(world))) == []
        assert len(dify.queries) == 1


@pytest.mark.parametrize(
    ("most", "given", "pages"),
    [(None, 50, 3), (0, 0, 0), (1, 1, 1), (20, 20, 1), (21, 21, 2), (50, 50, 3), (99, 50, 3)],
)
@pytest.mark.parametrize("name", ["datasets", "messages"])
def test_max_items_ends_the_walk_and_asks_for_no_page_in_vain(
    world: World, name: str, most: int | None, given: int, pages: int
) -> None:
    answer, method = LISTS[name]
    dify = Dify(rows(50), answer)
    assert ids(world.items(method(dify.client(world), max_items=most))) == ids(dify.rows)[:given]
    eager = int(world.name == "sync" and pages == 0)  # there the first page is fetched by the call itself
    assert len(dify.queries) == pages + eager


def test_max_items_below_0_is_refused(world: World) -> None:
    with pytest.raises(ValueError, match="max_items must be 0 or more"):
        world.wait(datasets(Dify([], numbered).client(world), max_items=-1))


@pytest.mark.parametrize("name", ["datasets", "conversations"])
def test_pages_come_one_by_one_too(world: World, name: str) -> None:
    answer, method = LISTS[name]
    dify = Dify(rows(50), answer)
    page = world.wait(method(dify.client(world)))
    second = world.wait(page.next_page())
    assert [len(each.data) for each in world.items(page.pages())] == [20, 20, 10]
    assert ids(second.data) == ids(dify.rows)[20:40]
    third = world.wait(second.next_page())
    assert (third.has_more, world.wait(third.next_page())) == (False, None)
