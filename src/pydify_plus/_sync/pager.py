"""Lists in pages: fetched when the method is called, and iterated through all pages. Kept by hand in both worlds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

from pydify_plus._core.page_data import PageData
from pydify_plus._core.paging import Walk

if TYPE_CHECKING:
    from pydify_plus._core.paging import PageRule
    from pydify_plus_generated.types import Call, View

T = TypeVar("T")
Fetch = Callable[["Call[Any]"], "View"]


class Page(PageData[T]):
    """One page of a list. Iterating it walks every item of this page and of all that follow.

    `page.data` holds this page's items alone, `page.next_page()` fetches the one after. What comes again because the list changed
    meanwhile is given once. To delete what a walk gives, make a list of it first: Dify moves the rest up, past the walk.

    Example:
        >>> for dataset in client.dataset.list_datasets():
        ...     print(dataset.name)
    """

    def __init__(
        self, answer: View, call: Call[Any], rule: PageRule, item: type[View], fetch: Fetch, max_items: int | None
    ) -> None:
        super().__init__(answer, call, rule, item)
        self._fetch = fetch
        self._max_items = max_items

    def next_page(self) -> Page[T] | None:
        """The page after this one; None when this is the last."""
        if self._following is None:
            return None
        call = self._following
        return Page(self._fetch(call), call, self._rule, self._item, self._fetch, self._max_items)

    def pages(self) -> Iterator[Page[T]]:
        """This page and all that follow."""
        return (page for page, _ in self._walk())

    def __iter__(self) -> Iterator[T]:
        return islice((item for _, fresh in self._walk() for item in self._rule.ordered(fresh)), self._max_items)

    def _walk(self) -> Iterator[tuple[Page[T], list[T]]]:
        """The pages from here on, each with its items that did not come before."""
        walk = Walk()
        page: Page[T] | None = self
        while page is not None and (fresh := walk.fresh(page.data)) is not None:
            yield page, fresh
            page = page.next_page()


def paged(call: Call[Any], rule: PageRule, item: type[View], fetch: Fetch, max_items: int | None) -> Page[Any]:
    """The first page."""
    call = rule.first(call)
    return Page(fetch(call), call, rule, item, fetch, max_items)
