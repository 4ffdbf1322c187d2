"""Runs of workflows and chatflows: their nodes in turn, told as events."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from .audio import Speaker
from .control_nodes import Iteration, Loop, Parallel
from .human_input import Form, HumanInput, new_form
from .json_values import Json
from .node_events import ContainerEvents, NodeEvents, Place
from .nodes import LLM, End, Logged, Node, NodeFailure, Outcome, Reply, Said, Scope, Selector
from .retrieval import resources
from .run_data import files_in, finished_data, paused_data
from .script import ModelFailure
from .speech import Speech
from .store import Task
from .tool_nodes import KnowledgeRetrieval
from .usage import no_usage

if TYPE_CHECKING:
    from .store import Message, WorkflowRun, Workspace

_log = logging.getLogger("pydify_plus.testing")

STOPPED = "Aborted: User requested stop"
SERVER_STOPPED = "The server was stopped."


class Paused(Exception):
    """The run waits for somebody."""


_IN_THE_GRAPH = Place()


class GraphRun:
    """A workflow run in the making, from its beginning or from where it paused.

    Args:
        workspace: All that the server holds.
        run: Where it is kept.
        task: What stopping it takes.
        delay: Seconds before each piece that a model says.
    """

    def __init__(self, workspace: Workspace, run: WorkflowRun, task: Task, delay: float) -> None:
        self.workspace = workspace
        self.run = run
        self.task = task
        variables: dict[Selector, Any] = {}
        for name, value in run.inputs.items():
            node, _, variable = name.rpartition(".")
            variables[node or "start", variable] = value
        if run.message is not None:
            for kept in run.message.conversation.variables:
                variables["conversation", kept.declared.name] = kept.value
        self.scope = Scope(variables, run.turn, delay, workspace)
        self.speech = Speech(run.app.definition.graph, self.scope)
        self.speaker = Speaker(run.app.definition.voice)
        self.outputs: Json = {}
        self.said = [] if run.message is None else [run.message.answer]
        self.usage = no_usage()
        self.knowledge: list[Json] = []
        self.begun = time.perf_counter()
        self.begun_at = run.created_at

    async def work(self) -> None:
        """Run the graph to its end, its failure, its pause, or until it is stopped."""
        run = self.run
        self.task.begin()
        is_resumed = run.status == "paused"
        run.status = "running"
        if is_resumed:
            self.begun_at = run.app.clock.now()
        started = {
            "id": run.id,
            "workflow_id": run.workflow_id,
            "inputs": run.inputs,
            "created_at": int(self.begun_at),
            "reason": "resumption" if is_resumed else "initial",
        }
        if not is_resumed:
            run.started = started
        self.emit("workflow_started", started)
        try:
            await self.run_all(run.app.definition.graph)
            run.status, run.outputs = "partial-succeeded" if run.exceptions_count else "succeeded", self.outputs
        except Paused:
            self.pause()
            return
        except NodeFailure as failure:
            run.status, run.error = "failed", str(failure)
        except Exception as error:
            _log.exception("the graph of app %r failed", run.app.definition.name)
            run.status, run.error = "failed", str(error)
        except asyncio.CancelledError:
            if not self.task.is_stopped:
                run.status, run.error, run.finished_at = "failed", SERVER_STOPPED, run.app.clock.now()
                run.log.close()
                raise
            run.status, run.error = "stopped", STOPPED
        self.end()

    async def run_all(self, nodes: Sequence[Node], place: Place = _IN_THE_GRAPH) -> None:
        for node in nodes:
            if isinstance(node, Parallel):
                await self.run_at_once(node, place)
                continue
            outcome = self.run.done.get(node.id) if place.container is None else None
            if outcome is None:
                outcome = await self.run_one(node, place)
            else:
                self.take_up(node, outcome)
            if node.branches:
                await self.run_all(node.next_nodes(outcome.outputs), place)

    async def run_one(self, node: Node, place: Place) -> Outcome:
        if isinstance(node, Iteration | Loop):
            outcome = await (self.iterate(node) if isinstance(node, Iteration) else self.loop(node))
            self.settle(node, outcome)
            self.say_what_is_due()
        else:
            outcome = await self.run_node(node, place)
        if place.container is None:
            self.run.done[node.id] = outcome
        return outcome

    def take_up(self, node: Node, outcome: Outcome) -> None:
        """Have again what a node had that was through before a pause; what it said has been said."""
        self.settle(node, outcome)
        self.usage = outcome.usage or self.usage
        for _ in self.speech.due():
            pass

    async def run_at_once(self, node: Parallel, place: Place) -> None:
        """Run several ways; when one fails the others end, when one pauses they go on."""
        ways = [asyncio.ensure_future(self.run_all(way, place)) for way in node.ways]
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_EXCEPTION)
            while any(not way.done() for way in ways) and not _failure_of(ways):
                await asyncio.wait([way for way in ways if not way.done()], return_when=asyncio.FIRST_EXCEPTION)
        finally:
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)
        failure = _failure_of(ways)
        if failure is not None:
            raise failure
        if any(not way.cancelled() and isinstance(way.exception(), Paused) for way in ways):
            raise Paused

    async def iterate(self, node: Iteration) -> Outcome:
        """Run an iteration's nodes for each of its items."""
        items: list[Any] = self.scope.get(node.items) or []
        told = ContainerEvents(self, node, {"iterator_selector": items}, {"iteration_length": len(items)})
        told.start()
        made: list[Any] = []
        durations: Json = {}
        for index, item in enumerate(items):
            begun = time.perf_counter()
            told.go_on(index)
            self.scope.variables[node.id, "item"] = item
            self.scope.variables[node.id, "index"] = index
            await self.run_round(node, index, told)
            made.append(self.scope.get(node.output))
            durations[str(index)] = round(time.perf_counter() - begun, 6)
        outputs = {"output": made}
        return told.complete(outputs, len(items), {"iteration_duration_map": durations})

    async def loop(self, node: Loop) -> Outcome:
        """Run a loop's nodes until its condition is met or it has made all its rounds."""
        told = ContainerEvents(self, node, {"loop_count": node.most, **node.variables}, {"loop_length": node.most})
        told.start()
        for name, value in node.variables.items():
            self.scope.variables[node.id, name] = value
        values: Json = dict(node.variables)
        durations: Json = {}
        history: Json = {}
        rounds, reason = 0, "loop_completed"
        for index in range(node.most):
            begun = time.perf_counter()
            if index:
                told.go_on(index)
            await self.run_round(node, index, told)
            values = {name: self.scope.get((node.id, name)) for name in node.variables}
            durations[str(index)] = round(time.perf_counter() - begun, 6)
            history[str(index)] = values
            rounds = index + 1
            if node.until is not None and node.until(values):
                reason = "loop_break"
                break
        details = {"loop_duration_map": durations, "loop_variable_map": history, "completed_reason": reason}
        return told.complete({**values, "loop_round": rounds}, node.most, details)

    async def run_round(self, node: Iteration | Loop, index: int, told: ContainerEvents) -> None:
        """Run the nodes of an iteration or a loop once.

        Raises:
            NodeFailure: One has failed, and with it all of this.
        """
        try:
            await self.run_all(node.nodes, Place(node, index))
        except NodeFailure as failure:
            told.complete({}, index + 1, {}, failure)
            raise

    async def run_node(self, node: Node, place: Place) -> Outcome:
        """Run one node and tell of it.

        Raises:
            NodeFailure: It failed and says nothing of going on.
            Paused: It waits for somebody.
        """
        told = NodeEvents(self, node, place)
        told.start()
        # Nodes of ways that run at the same time have all started before one of them can finish.
        await asyncio.sleep(0)
        failure: NodeFailure | None = None
        outcome, status = Outcome(), "succeeded"
        for attempt in range(node.retries + 1):
            if attempt:
                await asyncio.sleep(node.retry_delay)
            if place.container is None:
                self.run.total_steps += 1
            try:
                outcome, failure = await self.attempt(node), None
                break
            except Paused:
                told.pause()
                raise
            except _Attempt as attempted:
                outcome, failure = attempted.outcome, attempted.failure
                self.run.exceptions_count += 1
                if attempt < node.retries:
                    told.retry(outcome, failure, attempt + 1)
        if failure is not None and node.on_error is not None:
            status = "exception"
            handled: Json = {**node.failure_outputs, **node.on_error}
            handled |= {"error_message": str(failure), "error_type": failure.kind}
            outcome = replace(outcome, outputs=handled, metadata={"error_strategy": "default-value"})
        elif failure is not None:
            status = "failed"
        if status != "failed":
            self.settle(node, outcome)
            self.say_what_is_due()
        self.run.total_tokens += outcome.tokens
        self.usage = outcome.usage or self.usage
        error = "Unknown error" if status == "exception" else None if failure is None else str(failure)
        told.finish(outcome, status, error)
        if failure is not None and status == "failed":
            raise failure
        return outcome

    async def attempt(self, node: Node) -> Outcome:
        """Do a node's work once.

        Raises:
            _Attempt: It failed.
            Paused: It waits for somebody.
        """
        if isinstance(node, HumanInput):
            return self.ask(node)
        outcome = Outcome()
        try:
            if isinstance(node, LLM) and self.run.app.definition.misconfigured is not None:
                raise NodeFailure(self.run.app.definition.misconfigured)
            async for told in node.run(self.scope):
                if isinstance(told, Said):
                    self.speech.hear((node.id, told.variable), told.text)
                    self.say_what_is_due()
                elif isinstance(told, Logged):
                    self.write("agent_log", data=told.data)
                else:
                    outcome = told
        except Exception as error:
            if not isinstance(error, NodeFailure | ModelFailure):
                _log.info("node %r of app %r failed", node.id, self.run.app.definition.name, exc_info=True)
            kind = error.kind if isinstance(error, NodeFailure) and error.kind else type(error).__name__
            raise _Attempt(NodeFailure(str(error), kind), outcome) from error
        return outcome

    def ask(self, node: HumanInput) -> Outcome:
        """Put a form before somebody, or take what came of it.

        Raises:
            Paused: It is not decided yet.
        """
        run = self.run
        form = next((one for one in run.forms if one.node_id == node.id), None)
        if form is None:
            form = new_form(node, run, self.scope, run.app.clock.now())
            run.forms.append(form)
            self.workspace.forms[form.token] = form
            if run.message is not None:
                run.message.forms.append(form)
        if form.is_open:
            self.emit("human_input_required", form.required(form.content))
            raise Paused
        known = {"node_id": form.node_id, "node_title": form.node_title}
        if form.action is None:
            self.emit("human_input_form_timeout", {**known, "expiration_time": int(form.expires_at)})
        else:
            values = form.submitted or {}
            told = {"rendered_content": form.rendered(), "action_id": form.action.id, "action_text": form.action.name}
            self.emit("human_input_form_filled", {**known, **told, "submitted_data": values})
        values = {name: {"value_type": "string", "value": value} for name, value in (form.submitted or {}).items()}
        return Outcome(inputs=values, outputs=form.outputs())

    def settle(self, node: Node, outcome: Outcome) -> None:
        """Let the rest of the graph see what a node has put out."""
        for name, value in outcome.outputs.items():
            self.scope.variables[node.id, name] = value
        self.scope.variables |= outcome.sets
        if node.branches:
            self.speech.choose(node, node.next_nodes(outcome.outputs))
        self.speech.settle(node.id, outcome.outputs)
        if isinstance(node, KnowledgeRetrieval):
            self.knowledge += outcome.outputs.get("result", [])
        if isinstance(node, Reply):
            outputs = outcome.outputs
            said = self.outputs.get("answer", "") + outputs["answer"]
            self.outputs = {"answer": said, "files": [*self.outputs.get("files", ()), *outputs["files"]]}
        elif isinstance(node, End):
            self.outputs |= outcome.outputs

    def say_what_is_due(self) -> None:
        run = self.run
        for text, selector in self.speech.due():
            self.speaker.hear(text)
            if run.message is None:
                self.emit("text_chunk", {"text": text, "from_variable_selector": selector})
            else:
                self.said.append(text)
                self.write("message", id=run.message.id, answer=text, from_variable_selector=selector)

    def emit(self, event: str, data: Json) -> None:
        """Tell an event of the run."""
        self.write(event, workflow_run_id=self.run.id, data=data)

    def write(self, event: str, **rest: Any) -> None:
        self.run.log.write({"event": event, **self.run.envelope, **rest})

    def speak(self, *, to_the_end: bool = False) -> None:
        """Play what can be heard by now."""
        for audio in (*self.speaker.due(), *(self.speaker.rest() if to_the_end else ())):
            self.write("tts_message", audio=audio)

    def pause(self) -> None:
        run = self.run
        run.status = "paused"
        if run.message is not None:
            run.message.answer = "".join(self.said)
        run.app.tasks.pop(self.task.id, None)
        run.waits_for = [form for form in run.forms if form.is_open]
        elapsed = round(time.perf_counter() - self.begun, 6)
        self.emit("workflow_paused", paused_data(run, [form.reason(form.content) for form in run.waits_for], elapsed))
        for form in run.waits_for:
            self.workspace.start(expire_in_time(self.workspace, form))

    def end(self) -> None:
        run = self.run
        run.finished_at = run.app.clock.now()
        run.elapsed_time = round(time.perf_counter() - self.begun, 6)
        run.app.tasks.pop(self.task.id, None)
        run.done.clear()
        is_older = self.workspace.version.is_older
        # Dify tells a stopped run's reader that it failed, and says "stopped" only in the run's detail.
        told = finished_data(run, "failed" if run.status == "stopped" else run.status, self.begun_at)
        if run.message is not None:
            self.end_message(run.message)
            self.replace_blocked(run.message)
        if is_older:
            self.emit("workflow_finished", told)
            self.tell_message_end()
            self.speak(to_the_end=True)
            if self.speaker.voice is not None:
                self.write("tts_message_end", audio="")
        else:
            if run.status in ("succeeded", "partial-succeeded"):
                self.tell_message_end()
            self.emit("workflow_finished", told)
        run.log.close()

    def end_message(self, message: Message) -> None:
        run, now = self.run, self.run.app.clock.now()
        message.conversation.updated_at = now
        for kept in message.conversation.variables:
            value = self.scope.get(("conversation", kept.declared.name))
            if value != kept.value:
                kept.value, kept.updated_at = value, now
        found = resources(self.knowledge)
        message.metadata = {"annotation_reply": None, "retriever_resources": found, "usage": self.usage}
        if run.status in ("succeeded", "partial-succeeded"):
            message.answer = str(run.outputs.get("answer", "".join(self.said)))
            return
        message.answer = "".join(self.said)
        if run.status == "failed":
            message.status, message.error = "error", run.error

    def replace_blocked(self, message: Message) -> None:
        moderation = self.run.app.definition.moderation
        blocked = moderation.blocked_output(message.answer) if moderation is not None else None
        if blocked is not None:
            message.answer = blocked
            self.write("message_replace", answer=blocked, reason="")

    def tell_message_end(self) -> None:
        run, message = self.run, self.run.message
        if message is None:
            return
        if run.status == "failed":
            failed = {"code": "invalid_param", "status": 400, "message": f"Run failed: {run.error}"}
            ids = {name: value for name, value in run.envelope.items() if name != "task_id"}
            run.log.write({"event": "error", **ids, **failed})
        else:
            self.write("message_end", id=message.id, metadata=message.metadata, files=files_in(run.outputs))


class _Attempt(Exception):
    """A node's work has failed, perhaps not for the last time.

    Attributes:
        outcome: What was known of it before.
    """

    def __init__(self, failure: NodeFailure, outcome: Outcome) -> None:
        super().__init__(failure)
        self.failure = failure
        self.outcome = outcome


def _failure_of(ways: Sequence[asyncio.Future[None]]) -> BaseException | None:
    """Why one of several ways ended that did not only pause."""
    for way in ways:
        if way.done() and not way.cancelled():
            failure = way.exception()
            if failure is not None and not isinstance(failure, Paused):
                return failure
    return None


async def expire_in_time(workspace: Workspace, form: Form) -> None:
    """Let a form expire when its time is over, unless it is decided before."""
    await asyncio.sleep(max(form.expires_at - workspace.clock.now(), 0.0))
    expire(workspace, form)


def expire(workspace: Workspace, form: Form) -> None:
    """Let a form expire, and its run go on."""
    if form.is_open:
        form.is_expired = True
        form.expires_at = min(form.expires_at, workspace.clock.now())
        workspace.start(go_on(workspace, form.run))


async def go_on(workspace: Workspace, run: WorkflowRun) -> None:
    """Take up a paused run, since a form of it is decided."""
    await asyncio.sleep(workspace.quirks.resume_after)
    if run.status != "paused":
        return
    task = Task(run.user, run.task_id)
    run.app.tasks[task.id] = task
    delay = run.app.definition.chunk_delay
    await GraphRun(workspace, run, task, workspace.chunk_delay if delay is None else delay).work()


def wait_on(workspace: Workspace) -> None:
    """Wait again for what a stopped server was waiting for."""
    for form in workspace.forms.values():
        if not form.run.app.is_declared:
            continue
        if form.is_open:
            workspace.start(expire_in_time(workspace, form))
        elif form.run.status == "paused":
            workspace.start(go_on(workspace, form.run))
