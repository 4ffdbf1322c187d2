"""Where a list goes on: the call for the page after the one at hand. Dify's lists have four ways, and each its traps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Protocol, TypeVar, cast

from pydify_plus_generated.types import View

if TYPE_CHECKING:
    from pydify_plus_generated.types import Call

T = TypeVar("T")
_DEFAULT_LIMIT = 20
_MOST_ROWS = 100


class PageRule(Protocol):
    """How one kind of list is walked."""

    def first(self, call: Call[Any]) -> Call[Any]:
        """The call for the first page, from what the caller asked for."""
        ...

    def following(self, call: Call[Any], answer: object) -> Call[Any] | None:
        """The call for the page after `answer`; None when that was the last."""
        ...

    def ordered(self, items: list[Any]) -> list[Any]:
        """The items of one page in the order in which all pages are walked."""
        ...


def told(answer: object, name: str) -> Any:
    """What a list's answer says beside its items; None when it does not, as an answer that is the bare array of them."""
    return cast("Mapping[str, Any]", answer).get(name) if isinstance(answer, (dict, View)) else None


def rows_of(answer: object) -> Sequence[Any]:
    """The items of a list's answer, as they came."""
    if not isinstance(answer, list):
        answer = told(answer, "data")
    return cast("Sequence[Any]", answer) if isinstance(answer, list) else ()


class Walk:
    """The items of a list that is walked page by page, each once.

    Dify works every page out anew. What is added or touched meanwhile moves the items behind it, so that some come again on the
    next page. What is deleted meanwhile moves items to a page that was read already: they do not come at all.
    """

    def __init__(self) -> None:
        self._seen: set[str] = set()

    def fresh(self, page: list[T]) -> list[T] | None:
        """The items of the next page that did not come before.

        Returns:
            None when all of them did: the server goes round in circles, and the walk is over.
        """
        fresh: list[T] = []
        for item in page:
            found = told(item, "id")
            if not isinstance(found, str) or found not in self._seen:
                fresh.append(item)
            if isinstance(found, str):
                self._seen.add(found)
        return fresh if fresh or not page else None


def _with(call: Call[Any], **query: str) -> Call[Any]:
    return replace(call, query={**(call.query or {}), **query})


def _number(call: Call[Any], name: str, otherwise: int) -> int:
    try:
        return int((call.query or {}).get(name, otherwise))
    except ValueError:
        return otherwise


@dataclass(frozen=True, slots=True)
class Numbered:
    """Pages by number.

    Dify answers at most 100 rows to a larger `limit` and says `has_more: false` then, so a larger limit is asked for as 100.
    `has_more` is a guess (the page is full); where the list has a `total`, that decides.

    Args:
        most: The most rows that Dify gives in a page.
    """

    most: int = _MOST_ROWS

    def first(self, call: Call[Any]) -> Call[Any]:
        return _with(call, limit=str(self.most)) if _number(call, "limit", _DEFAULT_LIMIT) > self.most else call

    def following(self, call: Call[Any], answer: object) -> Call[Any] | None:
        rows = rows_of(answer)
        page = max(_number(call, "page", 1), 1)  # Dify answers page 0 with the first one
        limit = _number(call, "limit", _DEFAULT_LIMIT)
        total = told(answer, "total")
        if not rows:
            return None
        if isinstance(total, int):
            more = (page - 1) * limit + len(rows) < total
        else:
            more = len(rows) >= limit
        return _with(call, page=str(page + 1)) if more else None

    def ordered(self, items: list[Any]) -> list[Any]:
        return items


@dataclass(frozen=True, slots=True)
class Cursor:
    """Pages by the id of an item: of the last one, or of the first where pages come oldest first.

    Args:
        name: The query parameter that takes the id.
        backwards: Whether each page is oldest first and the next page is older: then the walk goes from new to old.
    """

    name: str
    backwards: bool = False

    def first(self, call: Call[Any]) -> Call[Any]:
        return call

    def following(self, call: Call[Any], answer: object) -> Call[Any] | None:
        rows = rows_of(answer)
        if not rows or not told(answer, "has_more"):
            return None
        cursor = told(rows[0 if self.backwards else -1], "id")
        # A cursor that stands still would give the same page for ever.
        if not isinstance(cursor, str) or cursor == (call.query or {}).get(self.name):
            return None
        return _with(call, **{self.name: cursor})

    def ordered(self, items: list[Any]) -> list[Any]:
        return items[::-1] if self.backwards else items
