"""One run of an app for one row: started, read, and found again when its answer was lost."""

from __future__ import annotations

import asyncio
import os
import re
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from time import monotonic
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from pydify_plus.errors import DifyNotFoundError, DifyStreamInterruptedError

from ..engine.items import Result
from .inputs import CHATS, FileCell, Request
from .prices import Price

if TYPE_CHECKING:
    from typing import Protocol

    from pydify_plus import AsyncClient
    from pydify_plus._async.stream import AsyncStream

    T = TypeVar("T")

    class Caller(Protocol):
        """Makes calls at a job's pace, and keeps ids: a `Ticket`, or what stands for one on a cluster."""

        ids: dict[str, Any]

        async def call(self, do: Callable[[], Awaitable[T]], *, repeatable: bool = False) -> T: ...
        def saw(self, **ids: Any) -> None: ...
        def slower(self, retry_after: float | None = None) -> None: ...


ResponseMode = Literal["streaming", "blocking"]

_LIMIT = re.compile(r"rate.?limit|too many requests|resource.?exhausted|\b429\b", re.IGNORECASE)
_GOOD = ("succeeded", "partial-succeeded")
_ENDED = (*_GOOD, "failed", "stopped")
_FIRST_LOOK, _LONGEST_LOOK = 0.5, 10.0
_FILES_REMEMBERED = 256


class Runner:
    """Makes runs of one app.

    Args:
        client: A client of the app.
        mode: The app's mode.
        response_mode: `streaming` tells the run's id at its start, by which it is found again; `blocking` is the wire's own way.
        workflow_id: The published version to run; the current one when None.
        recover_within: Seconds to wait for a run that still goes on in Dify after its answer was lost.
    """

    def __init__(
        self,
        client: AsyncClient,
        mode: str,
        *,
        response_mode: ResponseMode = "streaming",
        workflow_id: str | None = None,
        recover_within: float = 600.0,
    ) -> None:
        self._client = client
        self._user = client.user
        self.mode = mode
        self._response_mode: ResponseMode = response_mode
        self._workflow_id = workflow_id
        self._recover_within = recover_within
        self._uploads: OrderedDict[tuple[str, str, int], Any] = OrderedDict()

    async def run(self, request: Request, caller: Caller) -> Result:
        """Run the app once.

        Args:
            request: What is asked.
            caller: Makes the calls.

        Raises:
            DifyError: It could not be run, or its answer was lost.
        """
        user = request.user or self._user
        inputs = {name: await self._files(value, user, caller) for name, value in request.inputs.items()}
        files = [await self._files(file, user, caller) for file in request.files]
        # Repeats are the job's; the client's own would not slow the others down.
        options: dict[str, Any] = {"user": user, "retries": 0}
        if files:
            options["files"] = files
        if self.mode == "workflow":
            return await caller.call(lambda: self._workflow(inputs, options, caller))
        return await caller.call(lambda: self._message(request, inputs, options, caller))

    async def recover(self, request: Request, caller: Caller) -> Result | None:
        """What became of a run, by the ids that are known; None when Dify does not tell.

        Args:
            request: What was asked.
            caller: Makes the calls, and has the ids.
        """
        look = self._look_at_run if self.mode == "workflow" else self._look_at_message
        until, pause = monotonic() + self._recover_within, _FIRST_LOOK
        while True:
            result, goes_on = await look(request, caller)
            if result is not None or not goes_on or monotonic() >= until:
                return result
            await asyncio.sleep(pause)
            pause = min(_LONGEST_LOOK, 2 * pause)

    async def _workflow(self, inputs: dict[str, Any], options: dict[str, Any], caller: Caller) -> Result:
        workflows = self._client.workflows
        if self._response_mode == "blocking":
            blocking: dict[str, Any] = {**options, "response_mode": "blocking"}
            run = await workflows.execute_workflow(self._workflow_id, inputs, stream=False, **blocking)
            caller.saw(workflow_run_id=run.workflow_run_id)
            return self._result_of_run(run, None, caller)
        price = Price()
        async with workflows.stream_workflow(self._workflow_id, inputs, **options) as stream:
            await self._read(stream, caller, price)
            run = await stream.final()
        return self._result_of_run(run, price, caller)

    async def _message(
        self, request: Request, inputs: dict[str, Any], options: dict[str, Any], caller: Caller
    ) -> Result:
        if self.mode in CHATS:
            options = {**options, "query": request.query, "inputs": inputs, "auto_generate_name": False}
            if self._workflow_id:
                options["workflow_id"] = self._workflow_id
            if self._response_mode == "blocking" and self.mode != "agent-chat":
                return self._result_of_answer(
                    await self._client.chat.create_chat_message(response_mode="blocking", **options), caller
                )
            stream: AsyncStream[Any] = self._client.chat.stream_chat_message(**options)
        else:
            options = {**options, "inputs": inputs}
            if self._response_mode == "blocking":
                return self._result_of_answer(
                    await self._client.textgen.create_completion_message(response_mode="blocking", **options),
                    caller,
                )
            stream = self._client.textgen.stream_completion_message(**options)
        async with stream:
            await self._read(stream, caller, None)
            return self._result_of_answer(await stream.final(), caller)

    async def _read(self, stream: AsyncStream[Any], caller: Caller, price: Price | None) -> None:
        """Read a stream to its end, and put the ids down with its first event."""
        is_known = False
        try:
            async for event in stream:
                if not is_known:
                    is_known = _put_down(stream, caller)
                if price is not None and event.event == "node_finished":
                    node: Mapping[str, Any] = event.get("data") or {}
                    usage: Mapping[str, Any] = node.get("execution_metadata") or {}
                    price.add(usage.get("total_price"), usage.get("currency"))
        except DifyStreamInterruptedError:
            _put_down(stream, caller)
            raise

    def _result_of_run(self, run: Any, price: Price | None, caller: Caller) -> Result:
        status = str(run.status)
        value: dict[str, Any] = {
            "outputs": run.outputs,
            "elapsed_time": run.elapsed_time,
            "tokens": run.total_tokens,
            "price": price.text if price else None,
            "currency": price.currency if price else None,
        }
        if status in _GOOD:
            return Result(value, tokens=run.total_tokens or 0)
        error = run.error or f"the run ended as {status}"
        if _LIMIT.search(error):
            caller.slower()
        return Result(value, tokens=run.total_tokens or 0, error=" ".join(error.split()), kind=f"run_{status}")

    def _result_of_answer(self, answer: Any, caller: Caller) -> Result:
        data: dict[str, Any] = answer.to_dict()
        caller.saw(
            **{
                name: data[name]
                for name in ("message_id", "conversation_id", "task_id", "workflow_run_id")
                if data.get(name)
            }
        )
        metadata: dict[str, Any] = data.get("metadata") or {}
        usage: dict[str, Any] = metadata.get("usage") or {}
        tokens: int | None = usage.get("total_tokens")
        value: dict[str, Any] = {
            "answer": data.get("answer"),
            "elapsed_time": usage.get("latency"),
            "tokens": tokens,
            "price": usage.get("total_price"),
            "currency": usage.get("currency"),
        }
        if data.get("event") == "workflow_paused":
            return Result(value, tokens=tokens or 0, error="the run waits for human input", kind="run_paused")
        return Result(value, tokens=tokens or 0)

    async def _look_at_run(self, request: Request, caller: Caller) -> tuple[Result | None, bool]:
        run_id = caller.ids.get("workflow_run_id")
        if not run_id:
            return None, False
        read = self._client.workflows.get_execution_status
        try:
            run = await caller.call(lambda: read(None, run_id, retries=0), repeatable=True)
        except DifyNotFoundError:
            return None, False
        if str(run.status) in (*_ENDED, "paused"):
            return self._result_of_run(run, None, caller), False
        return None, True

    async def _look_at_message(self, request: Request, caller: Caller) -> tuple[Result | None, bool]:
        message_id, conversation_id = caller.ids.get("message_id"), caller.ids.get("conversation_id")
        if not message_id or not conversation_id:
            return None, False  # a completion app keeps no history
        user = request.user or self._user
        find = self._client.chat.get_chat_message
        try:
            message = await caller.call(
                lambda: find(message_id, conversation_id=conversation_id, user=user, retries=0), repeatable=True
            )
        except DifyNotFoundError:
            return None, False
        if message.status == "error":
            error = message.get("error") or "the message failed"
            return Result(error=" ".join(str(error).split()), kind="run_failed"), False
        if message.answer:
            return Result({"answer": message.answer}), False
        return None, True

    async def _files(self, value: Any, user: str, caller: Caller) -> Any:
        """A value of the inputs with its files as Dify takes them, uploaded for the run's user."""
        if isinstance(value, list):
            return [await self._files(item, user, caller) for item in value]  # pyright: ignore[reportUnknownVariableType]
        if not isinstance(value, FileCell):
            return value
        from pydify_plus.models.file import InputFile

        if value.is_url:
            return InputFile.from_url(value.where)
        key = (value.where, user, os.stat(value.where).st_mtime_ns)  # noqa: PTH116 - a look, not a wait
        if key not in self._uploads:
            upload = self._client.files.upload_file
            uploaded = await caller.call(lambda: upload(value.where, user=user, retries=0), repeatable=True)
            self._uploads[key] = uploaded.as_input()
            if len(self._uploads) > _FILES_REMEMBERED:
                self._uploads.popitem(last=False)
        return self._uploads[key]


def _put_down(stream: AsyncStream[Any], caller: Caller) -> bool:
    ids = {
        name: value
        for name in ("workflow_run_id", "task_id", "message_id", "conversation_id")
        if (value := getattr(stream, name))
    }
    if ids:
        caller.saw(**ids)
    return bool(ids)
