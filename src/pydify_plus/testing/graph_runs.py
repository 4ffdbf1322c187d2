"""Runs of workflows and chatflows: their nodes in turn, told as events."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import deque
from collections.abc import Iterator
from itertools import chain
from typing import TYPE_CHECKING, Any

from .json_values import Json, is_array
from .nodes import Node, NodeFailure, Outcome, Said, Scope, Segment, Selector, as_text, is_file, streamed
from .script import ModelFailure
from .store import new_id
from .usage import no_usage

if TYPE_CHECKING:
    from .script import Turn
    from .store import Message, Task, WorkflowRun

_log = logging.getLogger("pydify_plus.testing")

STOPPED = "Aborted: User requested stop"


class Speech:
    """What a graph's last node says, in its own order, as soon as each variable in it is there.

    Args:
        speaker: The last node's id.
        segments: Its texts and variables in turn.
        scope: Where variables of no node (system, conversation) are looked up.
    """

    def __init__(self, speaker: str, segments: list[Segment], scope: Scope) -> None:
        self.speaker = speaker
        self.scope = scope
        self._to_say = deque(segments)
        self._heard: dict[Selector, deque[str]] = {}
        self._settled: set[Selector] = set()

    def hear(self, selector: Selector, text: str) -> None:
        """A piece of a variable that is not complete yet."""
        self._heard.setdefault(selector, deque()).append(text)

    def settle(self, node: str, outputs: Json) -> None:
        """A node is through: its outputs are complete, those that were heard in pieces included."""
        for name, value in outputs.items():
            selector = (node, name)
            self._settled.add(selector)
            self.hear(selector, "" if selector in self._heard else as_text(value))

    def due(self) -> Iterator[tuple[str, list[str]]]:
        """What can be said now: texts, each with the variable it comes from."""
        while self._to_say:
            segment = self._to_say[0]
            if isinstance(segment, str):
                yield segment, [self.speaker, "answer"]
            elif segment[0] in ("sys", "conversation"):
                yield as_text(self.scope.get(segment)), list(segment)
            else:
                heard = self._heard.get(segment)
                while heard:
                    yield heard.popleft(), list(segment)
                if segment not in self._settled:
                    return
            self._to_say.popleft()


class GraphRun:
    """A workflow run in the making.

    Args:
        run: Where it is kept.
        task: What stopping it takes.
        turn: What it was asked.
        delay: Seconds before each piece that a model says.
    """

    def __init__(self, run: WorkflowRun, task: Task, turn: Turn, delay: float) -> None:
        self.run = run
        self.task = task
        nodes = run.app.definition.graph
        variables: dict[Selector, Any] = {}
        for name, value in run.inputs.items():
            node, _, variable = name.rpartition(".")
            variables[node or "start", variable] = value
        if run.message is not None:
            for kept in run.message.conversation.variables:
                variables["conversation", kept.declared.name] = kept.value
        self.scope = Scope(variables, turn, delay)
        self.speech = Speech(*streamed(nodes), self.scope)
        self.usage = no_usage()

    async def work(self) -> None:
        """Run the graph to its end, its failure, or until it is stopped."""
        run = self.run
        self.task.begin()
        begun = time.perf_counter()
        run.started = {
            "id": run.id,
            "workflow_id": run.workflow_id,
            "inputs": run.inputs,
            "created_at": int(run.created_at),
            "reason": "initial",
        }
        self.emit("workflow_started", run.started)
        outputs: Json = {}
        try:
            for node in run.app.definition.graph:
                run.total_steps += 1
                outputs = await self.work_on(node)
            run.status, run.outputs = "partial-succeeded" if run.exceptions_count else "succeeded", outputs
        except NodeFailure as failure:
            run.status, run.error = "failed", str(failure)
            run.exceptions_count += 1
        except asyncio.CancelledError:
            if not self.task.is_stopped:
                raise
            run.status, run.error = "stopped", STOPPED
        finally:
            run.elapsed_time = round(time.perf_counter() - begun, 6)
            self.end()

    async def work_on(self, node: Node) -> Json:
        """Run one node and tell of it.

        Raises:
            NodeFailure: It failed and says nothing of going on.
        """
        run = self.run
        begun, created_at = time.perf_counter(), run.app.clock.now()
        known: Json = {
            "id": new_id(),
            "node_id": node.id,
            "node_type": node.type,
            "title": node.title or node.id,
            "index": 1,
            "predecessor_node_id": None,
        }
        started: Json = {
            **known,
            "inputs": None,
            "inputs_truncated": False,
            "created_at": int(created_at),
            "extras": {},
            "iteration_id": None,
            "loop_id": None,
            "agent_strategy": None,
        }
        run.nodes.append((started, None))
        self.emit("node_started", started)
        outcome, status, failure = Outcome(), "succeeded", None
        try:
            async for told in node.run(self.scope):
                if isinstance(told, Said):
                    self.speech.hear((node.id, told.variable), told.text)
                    self.say_what_is_due()
                else:
                    outcome = told
        except Exception as error:
            if not isinstance(error, NodeFailure | ModelFailure):
                _log.info("node %r of app %r failed", node.id, run.app.definition.name, exc_info=True)
            status, failure = "failed", NodeFailure(str(error))
            if node.on_error is not None:
                status = "exception"
                run.exceptions_count += 1
                outcome = Outcome(
                    outputs={**node.on_error, "error_message": str(error), "error_type": type(error).__name__},
                    metadata={"error_strategy": "default-value"},
                )
        if status != "failed":
            for name, value in outcome.outputs.items():
                self.scope.variables[node.id, name] = value
            self.speech.settle(node.id, outcome.outputs)
            self.say_what_is_due()
        run.total_tokens += outcome.tokens
        self.usage = outcome.usage or self.usage
        finished = {
            **known,
            "inputs": outcome.inputs,
            "inputs_truncated": False,
            "process_data": outcome.process_data,
            "process_data_truncated": False,
            "outputs": outcome.outputs,
            "outputs_truncated": False,
            "status": status,
            "error": None if failure is None else str(failure),
            "elapsed_time": round(time.perf_counter() - begun, 6),
            "execution_metadata": outcome.metadata,
            "created_at": int(created_at),
            "finished_at": int(run.app.clock.now()),
            "files": files_in(outcome.outputs),
            "iteration_id": None,
            "loop_id": None,
        }
        run.nodes[-1] = (started, finished)
        self.emit("node_finished", finished)
        if failure is not None and node.on_error is None:
            raise failure
        return outcome.outputs

    def say_what_is_due(self) -> None:
        run = self.run
        for text, selector in self.speech.due():
            if run.message is None:
                self.emit("text_chunk", {"text": text, "from_variable_selector": selector})
            else:
                run.message.answer += text
                told = {"id": run.message.id, "answer": text, "from_variable_selector": selector}
                run.log.write({"event": "message", **run.envelope, **told})

    def emit(self, event: str, data: Json) -> None:
        run = self.run
        run.log.write({"event": event, **run.envelope, "workflow_run_id": run.id, "data": data})

    def end(self) -> None:
        run = self.run
        run.finished_at = run.app.clock.now()
        run.app.tasks.pop(self.task.id, None)
        if run.message is not None:
            self.end_message(run.message)
        # Dify tells a stopped run's reader that it failed, and says "stopped" only in the run's detail.
        self.emit("workflow_finished", finished_data(run, "failed" if run.status == "stopped" else run.status))
        run.log.close()

    def end_message(self, message: Message) -> None:
        run, now = self.run, self.run.app.clock.now()
        message.conversation.updated_at = now
        for kept in message.conversation.variables:
            value = self.scope.get(("conversation", kept.declared.name))
            if value != kept.value:
                kept.value, kept.updated_at = value, now
        message.metadata = {"annotation_reply": None, "retriever_resources": [], "usage": self.usage}
        if run.status in ("succeeded", "partial-succeeded"):
            message.answer = str(run.outputs.get("answer", message.answer))
            told = {"id": message.id, "metadata": message.metadata, "files": files_in(run.outputs)}
            run.log.write({"event": "message_end", **run.envelope, **told})
        elif run.status == "failed":
            message.status, message.error = "error", run.error


def finished_data(run: WorkflowRun, status: str) -> Json:
    """The `data` of a run's `workflow_finished` event."""
    return {
        "id": run.id,
        "workflow_id": run.workflow_id,
        "status": status,
        "outputs": run.outputs,
        "error": run.error,
        "elapsed_time": run.elapsed_time,
        "total_tokens": run.total_tokens,
        "total_steps": run.total_steps,
        "created_by": {"id": run.user.id, "user": run.user.name},
        "created_at": int(run.created_at),
        "finished_at": None if run.finished_at is None else int(run.finished_at),
        "exceptions_count": run.exceptions_count,
        "files": files_in(run.outputs),
    }


def files_in(outputs: Json) -> list[Json]:
    """The files among some outputs."""
    items = chain.from_iterable(value if is_array(value) else [value] for value in outputs.values())
    return [item for item in items if is_file(item)]
