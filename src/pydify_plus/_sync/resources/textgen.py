# Derived from _async by scripts/unasync.py; edit there.
"""Completion apps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, Unpack, overload

from pydify_plus._core.ids import id_of
from pydify_plus._core.options import CompletionKeywords, RequestOptions, check_keywords
from pydify_plus._core.stream_state import StreamKind
from pydify_plus_generated.api.textgen import create_completion_message, stop_generate
from pydify_plus_generated.models import CompletionMessageResponse

from ..resource import Resource
from ..twin import sync_twin

if TYPE_CHECKING:
    from pydify_plus_generated.types import Call

    from ..stream import Stream
    from ..twin import SyncStream


class TextGen(Resource):
    """Texts of completion apps."""

    @overload
    def create_completion_message(
        self,
        model: str | None = None,
        prompt: str | None = None,
        *,
        stream: Literal[False] = False,
        **keywords: Unpack[CompletionKeywords],
    ) -> CompletionMessageResponse: ...
    @overload
    def create_completion_message(
        self,
        model: str | None = None,
        prompt: str | None = None,
        *,
        stream: Literal[True],
        **keywords: Unpack[CompletionKeywords],
    ) -> Stream[CompletionMessageResponse]: ...
    def create_completion_message(
        self,
        model: str | None = None,
        prompt: str | None = None,
        *,
        stream: bool = False,
        **keywords: Unpack[CompletionKeywords],
    ) -> CompletionMessageResponse | Stream[CompletionMessageResponse]:
        """Have a text written and wait for it.

        POST /completion-messages

        Args:
            model: Accepted for likeness with model APIs and not sent: an app's model is chosen in Dify.
            prompt: The value of the app's input variable `query`, or of the one that `variable=` names.
            stream: Return the stream of events in place of the answer, as `stream_completion_message` does.
            **keywords: Those of `CompletionKeywords`: `inputs`, `variable`, `files`, `user` and more.

        Returns:
            The answer: `.answer`, `.message_id`, `.metadata` with the usage.

        Raises:
            ValueError: Neither a prompt nor inputs are given.
            DifyAPIError: Dify refused, or the model failed; `.text` holds what was generated before.
            DifyInputError: With `validate_inputs=True`, inputs that the app does not take.
            DifyTransportError: No complete answer came; the generation may go on in Dify.

        Example:
            >>> answer = client.textgen.create_completion_message(prompt="The weather today is", user="alice")
            >>> print(answer.answer)
        """
        check_keywords(keywords, CompletionKeywords, depth=0)
        if not stream and self._blocks(keywords):
            return self._client.send(self._call(model, prompt, keywords, "blocking"), None, keywords)
        events = self._open(model, prompt, keywords)
        return events if stream else events.final()

    def stream_completion_message(
        self,
        model: str | None = None,
        prompt: str | None = None,
        *,
        stream: bool = True,
        **keywords: Unpack[CompletionKeywords],
    ) -> Stream[CompletionMessageResponse]:
        """Have a text written and read it as it is made.

        POST /completion-messages with `response_mode` `streaming`. The request is sent when the first event is asked for.

        Args:
            model: Accepted and not sent, as in `create_completion_message`.
            prompt: As in `create_completion_message`.
            stream: Accepted for likeness with model APIs; this method always streams.
            **keywords: As in `create_completion_message`.

        Returns:
            The stream: iterate it for events, `.text()` for the text, `.final()` for the answer.
        """
        check_keywords(keywords, CompletionKeywords, depth=0)
        return self._open(model, prompt, keywords)

    def stream_completion_message_sync(
        self,
        model: str | None = None,
        prompt: str | None = None,
        *,
        stream: bool = True,
        **keywords: Unpack[CompletionKeywords],
    ) -> SyncStream:
        """The same as `stream_completion_message`, read with a plain `for` whatever the client."""
        check_keywords(keywords, CompletionKeywords, depth=0)
        return sync_twin(self._client).textgen.stream_completion_message(model, prompt, **keywords)

    def stop_completion_message(self, task_id: Any, **options: Unpack[RequestOptions]) -> None:
        """Stop a text that is being made.

        POST /completion-messages/{task_id}/stop. Dify answers success to any id; nothing stops when the user is another one.

        Args:
            task_id: The task's id, or the stream that has it.
        """
        self._send(stop_generate.call(id_of(task_id, "task_id"), user=self._user(options)), options)

    def _open(
        self, model: str | None, prompt: str | None, keywords: CompletionKeywords
    ) -> Stream[CompletionMessageResponse]:
        return self._stream(
            self._call(model, prompt, keywords, "streaming"),
            StreamKind.COMPLETION,
            keywords,
            CompletionMessageResponse.from_dict,
            lambda task_id, user: stop_generate.call(task_id, user=user),
        )

    def _call(
        self, model: str | None, prompt: str | None, keywords: CompletionKeywords, response_mode: str
    ) -> Call[CompletionMessageResponse]:
        if model is not None:
            self._note(f"model={model!r} is not sent: an app's model is chosen in Dify")
        inputs = dict(keywords.get("inputs") or {})
        if prompt is not None:
            inputs[keywords.get("variable", "query")] = prompt
        if not inputs:
            raise ValueError("nothing to complete: give prompt='...', or inputs= with the app's variables")
        return create_completion_message.call(
            inputs=inputs,
            user=self._user(keywords),
            response_mode=response_mode,
            files=keywords.get("files"),
            trace_session_id=keywords.get("trace_session_id"),
        )
