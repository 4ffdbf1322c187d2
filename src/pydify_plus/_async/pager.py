"""Lists in pages: awaited for one page, or iterated through all of them. Kept by hand in both worlds."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Generator, Iterator
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from pydify_plus._core.page_data import PageData
from pydify_plus._core.paging import Walk

if TYPE_CHECKING:
    from typing import Self

    from pydify_plus._core.paging import PageRule
    from pydify_plus_generated.types import Call, View

T = TypeVar("T")
Fetch = Callable[["Call[Any]"], Awaitable["View"]]


class AsyncPage(PageData[T]):
    """One page of a list. Iterating it with `async for` walks every item of this page and of all that follow.

    `page.data` holds this page's items alone, `await page.next_page()` fetches the one after. What comes again because the list
    changed meanwhile is given once. To delete what a walk gives, make a list of it first: Dify moves the rest up, past the walk.
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

    def pages(self) -> AsyncIterator[AsyncPage[T]]:
        """This page and all that follow."""
        return _Pages(_Walk(self._here))

    def __aiter__(self) -> AsyncIterator[T]:
        return _Items(_Walk(self._here), self._max_items)

    async def _here(self) -> AsyncPage[T]:
        return self


# Classes and no generators: a walk that is left early has nothing to close, and trio would complain that nobody did.


class _Walk(Generic[T]):
    """A page and all that follow, each fetched when it is asked for, with its items that did not come before."""

    def __init__(self, following: Callable[[], Awaitable[AsyncPage[T] | None]]) -> None:
        self._following = following
        self._walk = Walk()

    async def step(self) -> tuple[AsyncPage[T], list[T]]:
        """The next page.

        Raises:
            StopAsyncIteration: There is none.
        """
        page = await self._following()
        if page is None or (fresh := self._walk.fresh(page.data)) is None:
            raise StopAsyncIteration
        self._following = page.next_page
        return page, fresh


class _Pages(Generic[T]):
    """The pages of a walk."""

    def __init__(self, walk: _Walk[T]) -> None:
        self._walk = walk

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> AsyncPage[T]:
        page, _ = await self._walk.step()
        return page


class _Items(Generic[T]):
    """The items of a walk, up to so many."""

    def __init__(self, walk: _Walk[T], most: int | None) -> None:
        self._walk = walk
        self._left = most
        self._items: Iterator[T] = iter(())

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> T:
        while True:
            for item in self._items:
                return item
            if self._left == 0:
                raise StopAsyncIteration
            page, fresh = await self._walk.step()
            items = page._rule.ordered(fresh)[: self._left]
            if self._left is not None:
                self._left -= len(items)
            self._items = iter(items)


class AsyncPaged(Generic[T]):
    """A list that is not fetched yet: `await` gives its first page, `async for` walks the items of all pages.

    Example:
        >>> page = await client.dataset.list_datasets(limit=50)
        >>> async for dataset in client.dataset.list_datasets():
        ...     print(dataset.name)
    """

    def __init__(self, first: Callable[[], Awaitable[AsyncPage[T]]], max_items: int | None) -> None:
        self._first = first
        self._max_items = max_items

    def __await__(self) -> Generator[Any, Any, AsyncPage[T]]:
        return self._first().__await__()

    def __aiter__(self) -> AsyncIterator[T]:
        return _Items(_Walk(self._first), self._max_items)


def paged(call: Call[Any], rule: PageRule, item: type[View], fetch: Fetch, max_items: int | None) -> AsyncPaged[Any]:
    """The list that starts with `call`."""
    call = rule.first(call)

    async def first() -> AsyncPage[Any]:
        return AsyncPage(await fetch(call), call, rule, item, fetch, max_items)

    return AsyncPaged(first, max_items)
