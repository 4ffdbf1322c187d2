"""One page of a list, as far as it is the same in both worlds."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

from .paging import rows_of, told

if TYPE_CHECKING:
    from pydify_plus_generated.types import Call, View

    from .paging import PageRule

T = TypeVar("T")


class PageData(Generic[T]):
    """The items of one page, and what Dify says about the list.

    Attributes:
        answer: Dify's whole answer.
    """

    def __init__(self, answer: View, call: Call[Any], rule: PageRule, item: type[View]) -> None:
        self.answer = answer
        self._call = call
        self._item = item
        self._rule = rule

    @cached_property
    def data(self) -> list[T]:
        """The items of this page, in Dify's order."""
        return cast("list[T]", list(map(self._item.from_dict, rows_of(self.answer))))

    @cached_property
    def _following(self) -> Call[Any] | None:
        return self._rule.following(self._call, self.answer)

    @property
    def has_more(self) -> bool:
        """Whether another page follows, as far as can be known: a full last page may be followed by an empty one."""
        return self._following is not None

    @property
    def limit(self) -> int | None:
        """The page size that Dify used."""
        return cast("int | None", told(self.answer, "limit"))

    @property
    def total(self) -> int | None:
        """The number of items in all pages, where Dify counts them."""
        return cast("int | None", told(self.answer, "total"))

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {len(self.data)} items, has_more={self.has_more}>"
