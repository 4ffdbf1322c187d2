"""Where a list goes on: the call for the page after the one at hand. Dify's lists have four ways, and each its traps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Protocol, cast

if TYPE_CHECKING:
    from pydify_plus_generated.types import Call

_DEFAULT_LIMIT = 20
_MOST_ROWS = 100


class PageRule(Protocol):
    """How one kind of list is walked."""

    def first(self, call: Call[Any]) -> Call[Any]:
        """The call for the first page, from what the caller asked for."""
        ...

    def following(self, call: Call[Any], answer: Mapping[str, Any]) -> Call[Any] | None:
        """The call for the page after `answer`; None when that was the last."""
        ...

    def ordered(self, items: list[Any]) -> list[Any]:
        """The items of one page in the order in which all pages are walked."""
        ...


def rows_of(answer: Mapping[str, Any]) -> Sequence[Any]:
    """The items of a list's answer, as they came."""
    rows: Any = answer.get("data")
    return rows if isinstance(rows, list) else ()


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

    def following(self, call: Call[Any], answer: Mapping[str, Any]) -> Call[Any] | None:
        rows = rows_of(answer)
        page = _number(call, "page", 1)
        limit = _number(call, "limit", _DEFAULT_LIMIT)
        total = answer.get("total")
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

    def following(self, call: Call[Any], answer: Mapping[str, Any]) -> Call[Any] | None:
        rows = rows_of(answer)
        if not rows or not answer.get("has_more"):
            return None
        edge = rows[0 if self.backwards else -1]
        cursor = cast("dict[str, Any]", edge).get("id") if isinstance(edge, dict) else None
        # A cursor that stands still would give the same page for ever.
        if not isinstance(cursor, str) or cursor == (call.query or {}).get(self.name):
            return None
        return _with(call, **{self.name: cursor})

    def ordered(self, items: list[Any]) -> list[Any]:
        return items[::-1] if self.backwards else items
