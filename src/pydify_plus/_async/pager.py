"""Lists in pages: awaited for one page, or iterated through all of them. Kept by hand in both worlds."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Generator
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from pydify_plus._core.page_data import PageData

if TYPE_CHECKING:
    from pydify_plus._core.paging import PageRule
    from pydify_plus_generated.types import Call, View

T = TypeVar("T")
Fetch = Callable[["Call[Any]"], Awaitable["View"]]


class AsyncPage(PageData[T]):
    """One page of a list. Iterating it with `async for` walks every item of this page and of all that follow.

    `page.data` holds this page's items alone, `await page.next_page()` fetches the one after.
    """

    def __init__(
        self, answer: View, call: Call[Any], rule: PageRule, item: type[View], fetch: Fetch, max_items: int | None
    ) -> None:
        super().__init__(answer, call, rule, item)
        self._fetch = fetch
        self._max_items = max_items

    async def next_page(self) -> AsyncPage[T] | None:
        """The page after this one; None when this is the last."""
        if self._following is None:
            return None
        call = self._following
        return AsyncPage(await self._fetch(call), call, self._rule, self._item, self._fetch, self._max_items)

    async def pages(self) -> AsyncIterator[AsyncPage[T]]:
        """This page and all that follow."""
        page: AsyncPage[T] | None = self
        while page is not None:
            yield page
            page = await page.next_page()

    async def __aiter__(self) -> AsyncIterator[T]:
        left = self._max_items
        page: AsyncPage[T] | None = self
        while page is not None:
            for item in self._rule.ordered(page.data):
                if left is not None:
                    if left <= 0:
                        return
                    left -= 1
                yield item
            page = None if left is not None and left <= 0 else await page.next_page()


class AsyncPaged(Generic[T]):
    """A list that is not fetched yet: `await` gives its first page, `async for` walks the items of all pages.

    Example:
        >>> page = await client.dataset.list_datasets(limit=50)
        >>> async for dataset in client.dataset.list_datasets():
        ...     print(dataset.name)
    """

    def __init__(self, first: Callable[[], Awaitable[AsyncPage[T]]]) -> None:
        self._first = first

    def __await__(self) -> Generator[Any, Any, AsyncPage[T]]:
        return self._first().__await__()

    async def __aiter__(self) -> AsyncIterator[T]:
        async for item in await self._first():
            yield item


def paged(call: Call[Any], rule: PageRule, item: type[View], fetch: Fetch, max_items: int | None) -> AsyncPaged[Any]:
    """The list that starts with `call`."""
    call = rule.first(call)

    async def first() -> AsyncPage[Any]:
        return AsyncPage(await fetch(call), call, rule, item, fetch, max_items)

    return AsyncPaged(first)
