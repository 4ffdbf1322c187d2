"""Reading a generation to its end for somebody who watches: text, steps, forms, and a way to stop it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from threading import Lock, Thread
from typing import TYPE_CHECKING, Any, Protocol

from pydify_plus.errors import DifyError, DifyStreamInterruptedError

from .asking import Ask, answer_forms
from .output import fields_of

if TYPE_CHECKING:
    from pydify_plus import Client, Stream
    from pydify_plus.models import StreamEvent

    from .context import Context

_NODES = ("node_started", "iteration_started", "loop_started")


class Show(Protocol):
    """Where a generation is shown."""

    def add(self, piece: str) -> None:
        """More of its text."""

    def say(self, text: str, style: str = "dim") -> None:
        """A remark, on a line of its own."""

    def wait_for(self, text: str, *, always: bool = False) -> None:
        """What it is busy with; shown beside a text that grows only when `always` is True."""

    def pause(self) -> None:
        """Let somebody else have the terminal."""

    def go_on(self) -> None:
        """Have it again."""


class Silent:
    """Shows nothing."""

    def add(self, piece: str) -> None: ...
    def say(self, text: str, style: str = "dim") -> None: ...
    def wait_for(self, text: str, *, always: bool = False) -> None: ...
    def pause(self) -> None: ...
    def go_on(self) -> None: ...


class Stopper:
    """Stops a generation in Dify, from wherever and whenever that is asked for.

    Attributes:
        requested: Whether it was.
        problem: What stopping raised.
    """

    def __init__(self, stream: Stream[Any]) -> None:
        self.requested = False
        self.problem: DifyError | None = None
        self._stream = stream
        self._lock = Lock()
        self._thread: Thread | None = None

    def request(self) -> None:
        """Stop it: now, or as soon as its first event has said what to stop."""
        self.requested = True
        self.poll()

    def poll(self) -> None:
        """Called after each event, of which the first one tells the task."""
        if not self.requested or self._stream.task_id is None:
            return
        with self._lock:
            if self._thread is None:
                # The reader goes on meanwhile: what Dify sends last ends the stream in order.
                self._thread = Thread(target=self._stop, name="pydify-plus-stop", daemon=True)
                self._thread.start()

    def wait(self) -> None:
        """Until Dify has answered."""
        if self._thread is not None:
            self._thread.join()

    def _stop(self) -> None:
        try:
            self._stream.stop()
        except DifyError as error:
            self.problem = error


def answer(
    context: Context,
    client: Client,
    stream: Stream[Any],
    *,
    show: Show,
    ask: Ask | None,
    listen: Callable[[Stopper], AbstractContextManager[object]] = lambda _: nullcontext(),
    steps: bool = False,
) -> Any:
    """Read a generation to its end. Ctrl-C stops it in Dify, a second one leaves at once.

    Args:
        context: The command's.
        client: What reads and submits forms.
        stream: Of which nothing has been read.
        show: Where it is shown.
        ask: What asks for what the forms of a run want; None where nobody is there.
        listen: A context to read in, given what stops.
        steps: Whether each node is told.

    Returns:
        The final answer, or run; what there was until then when it was stopped.

    Raises:
        KeyboardInterrupt: It was stopped by Ctrl-C, when all is read; or at once for the second one.
        DifyError: The generation failed.
        Failure: A form that nobody is there to fill in.
    """
    stopper = Stopper(stream)

    def stop() -> None:
        show.wait_for("Stopping in Dify; Ctrl-C again leaves at once", always=True)
        stopper.request()

    has_waited = False
    with stream:
        while True:
            with context.interrupt(stop, note="") as interrupt, listen(stopper):
                try:
                    for event in stream:
                        stopper.poll()
                        if has_waited and event.event == "client_gap":  # a pause, after which nothing can be missing
                            has_waited = False
                            continue
                        _show(event, stream, show, steps=steps)
                except DifyStreamInterruptedError:
                    _recover(stream, show)
                    return None
                stopper.wait()
            if stopper.problem is not None:
                show.say(f"It could not be stopped: {stopper.problem}", "red")
            if interrupt.requested:
                raise KeyboardInterrupt
            if not stream.paused:
                return stream.final()
            show.pause()
            answer_forms(client, stream, context.user, context.output, ask)
            show.go_on()
            has_waited = True


def sources(final: Any) -> list[str]:
    """The documents that an answer was made with, each once."""
    resources: list[Any] = fields_of(fields_of(final).get("metadata")).get("retriever_resources") or []
    names = [fields_of(resource).get("document_name") for resource in resources]
    return list(dict.fromkeys(str(name) for name in names if name))


def _show(event: StreamEvent, stream: Stream[Any], show: Show, *, steps: bool) -> None:
    piece = stream._state.delta
    name = str(event.event)
    if name in ("message_replace", "text_replace"):
        show.say("The app takes this back, and says instead:", "yellow")
        show.add(stream.answer_so_far)
    elif piece:
        show.add(piece)
    elif name in _NODES or name == "node_finished":
        _step(name, fields_of(event.get("data")), show, steps=steps)
    elif name == "agent_thought":
        thought = fields_of(event)
        if thought.get("tool"):
            done = "✓" if thought.get("observation") else "→"
            show.say(f"{done} {thought['tool']} {thought.get('tool_input') or ''}".rstrip())
    elif name == "message_file":
        file = fields_of(event)
        if file.get("url") and file.get("belongs_to") != "user":
            show.say(f"{file.get('type', 'file')}: {file['url']}", "")
    elif name == "client_gap":
        show.say("The connection broke and was taken up again; something may be missing here.", "yellow")


def _step(name: str, data: dict[str, Any], show: Show, *, steps: bool) -> None:
    title = data.get("title") or data.get("node_type") or "a node"
    if name in _NODES:
        show.wait_for(str(title))
        return
    if steps:
        seconds = data.get("elapsed_time")
        took = f" {seconds:.2f} s" if isinstance(seconds, int | float) else ""
        status, error = data.get("status"), data.get("error")
        mark = {"succeeded": "✓", "failed": "✗"}.get(str(status), str(status))
        show.say(f"{mark} {title}{took}{f': {error}' if error else ''}", "red" if status == "failed" else "dim")


def _recover(stream: Stream[Any], show: Show) -> None:
    """Show the answer that Dify has saved, where the stream broke off; else raise that it did."""
    show.wait_for("The connection broke: reading the saved answer")
    told = stream.answer_so_far
    whole = stream.recover().answer
    if whole.startswith(told):
        show.add(whole[len(told) :])
    else:
        show.say("The connection broke; this is the answer as Dify has saved it:", "yellow")
        show.add(whole)
