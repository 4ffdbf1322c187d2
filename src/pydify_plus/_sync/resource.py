# Derived from _async by scripts/unasync.py; edit there.
"""What the groups of methods share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from pydify_plus._core.options import GenerationOptions, RequestOptions, StreamOptions, check_keywords
from pydify_plus._core.settings import DEFAULT_USER, check_response_mode, check_timeout, check_user

from .pager import paged
from .stream import Stream

if TYPE_CHECKING:
    from pydify_plus._core.paging import PageRule
    from pydify_plus._core.stream_state import StreamKind
    from pydify_plus_generated.types import Call, View

    from .groups import Groups
    from .pager import Page
    from .raw import RawMethods, StreamedMethods

T = TypeVar("T")
ViewT = TypeVar("ViewT", bound="View")
AnswerT = TypeVar("AnswerT")

_notes: set[str] = set()


class Resource:
    """A group of methods of a client."""

    def __init__(self, client: Groups) -> None:
        self._client = client

    @property
    def with_raw_response(self) -> RawMethods:
        """The same methods, each returning a `RawResponse`: status, headers, elapsed time, body, and `.parse()` for the answer."""
        from .raw import RawMethods

        return RawMethods(self)

    @property
    def with_streaming_response(self) -> StreamedMethods:
        """The same methods, each giving a context in which the answer's body is read piece by piece."""
        from .raw import StreamedMethods

        return StreamedMethods(self)

    def _user(self, options: Mapping[str, Any]) -> str:
        """The end user of a call: the one given with it, else the client's."""
        user = options.get("user")
        if user is not None:
            return check_user(user)
        if self._client.user == DEFAULT_USER:
            self._note(
                f"no user is named: calls are made as {DEFAULT_USER}, and all who do so share conversations and files; pass user=, "
                "to the call or the client, to keep your end users apart"
            )
        return self._client.user

    def _note(self, text: str) -> None:
        """Tell something once in the life of the process."""
        if text not in _notes:
            _notes.add(text)
            self._client.logger.info(text)

    def _send(self, call: Call[T], options: RequestOptions, known: type[RequestOptions] = RequestOptions) -> T:
        check_keywords(options, known, depth=1)
        return self._client.send(call, None, options)

    def _send_as(
        self,
        call: Call[Any],
        options: RequestOptions,
        view: type[ViewT],
        known: type[RequestOptions] = RequestOptions,
    ) -> ViewT:
        """Send a call whose answer becomes a `view`, a class with more to it than the operation's own."""
        check_keywords(options, known, depth=1)
        return self._client.send(call, view, options)

    def _list(
        self,
        call: Call[Any],
        options: RequestOptions,
        rule: PageRule,
        item: type[ViewT],
        max_items: int | None = None,
    ) -> Page[ViewT]:
        check_keywords(options, RequestOptions, depth=1)
        if max_items is not None and max_items < 0:
            raise ValueError(f"max_items must be 0 or more, or None for all, not {max_items}")

        def fetch(call: Call[Any]) -> View:
            return cast("View", self._client.send(call, None, options))

        return paged(call, rule, item, fetch, max_items)

    def _stream(
        self,
        call: Call[Any],
        kind: StreamKind,
        options: StreamOptions,
        answer: Callable[[Any], AnswerT],
        stop: Callable[[str, str], Call[Any]] | None,
        *,
        continue_on_pause: bool = False,
        raise_on_failure: bool = False,
        make: Callable[..., Stream[AnswerT]] = Stream,
    ) -> Stream[AnswerT]:
        check_timeout(options.get("idle_timeout"), "idle_timeout")
        check_timeout(options.get("total_timeout"), "total_timeout")
        return make(
            self._client,
            call,
            kind,
            options,
            answer,
            stop=stop,
            continue_on_pause=continue_on_pause,
            collect_audio=options.get("collect_audio", False),
            raise_on_failure=raise_on_failure,
        )

    def _blocks(self, options: GenerationOptions) -> bool:
        """Whether a generation waits for its answer in the wire's blocking mode."""
        return check_response_mode(options.get("response_mode") or self._client.response_mode) == "blocking"
