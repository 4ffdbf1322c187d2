"""The events that nodes tell of themselves while a graph runs."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .control_nodes import Iteration, Loop
from .json_values import Json
from .nodes import Node, NodeFailure, Outcome
from .run_data import files_in
from .store import NodeRecord, new_id

if TYPE_CHECKING:
    from .graph_runs import GraphRun


@dataclass(frozen=True)
class Place:
    """Where a node runs: in the graph itself, or in a round of an iteration or a loop."""

    container: Node | None = None
    index: int = 0

    @property
    def iteration_id(self) -> str | None:
        return self.container.id if isinstance(self.container, Iteration) else None

    @property
    def loop_id(self) -> str | None:
        return self.container.id if isinstance(self.container, Loop) else None

    def metadata(self, own: Json | None) -> Json | None:
        """A node's execution metadata, which in a round says which one it is."""
        if self.container is None:
            return own
        kind = "iteration" if isinstance(self.container, Iteration) else "loop"
        return {**(own or {}), f"{kind}_id": self.container.id, f"{kind}_index": self.index}


class NodeEvents:
    """The events of one node, all with the same id and times."""

    def __init__(self, graph: GraphRun, node: Node, place: Place) -> None:
        self.graph = graph
        self.node = node
        self.place = place
        self.begun = time.perf_counter()
        self.created_at = int(graph.run.app.clock.now())
        self.slot = self._slot()
        self.known: Json = {
            "id": self.slot.id,
            "node_id": node.id,
            "node_type": node.type,
            "title": node.title or node.id,
            "index": 1,
            "predecessor_node_id": None,
        }
        self.where: Json = {"iteration_id": place.iteration_id, "loop_id": place.loop_id}

    def _slot(self) -> NodeRecord:
        """Where the run keeps what it told of the node; a paused node goes on in the one that it has."""
        nodes = self.graph.run.nodes
        for record in nodes:
            if record.is_paused and record.started["node_id"] == self.node.id:
                return record
        record = NodeRecord(new_id())
        nodes.append(record)
        return record

    def start(self) -> None:
        started: Json = {
            **self.known,
            "inputs": None,
            "inputs_truncated": False,
            "created_at": self.created_at,
            "extras": self.node.extras,
            **self.where,
            "agent_strategy": self.node.agent_strategy,
        }
        self.slot.started, self.slot.finished = started, None
        self.graph.emit("node_started", started)

    def retry(self, outcome: Outcome, failure: NodeFailure, attempt: int) -> None:
        self.graph.emit("node_retry", {**self._finished(outcome, "retry", str(failure)), "retry_index": attempt})

    def pause(self) -> None:
        # No event says it, but a snapshot does.
        self.slot.finished = self._finished(Outcome(), "paused", None)

    def finish(self, outcome: Outcome, status: str, error: str | None) -> None:
        self.slot.finished = self._finished(outcome, status, error)
        self.graph.emit("node_finished", self.slot.finished)
        self.graph.speak()

    def _finished(self, outcome: Outcome, status: str, error: str | None) -> Json:
        return {
            **self.known,
            "inputs": outcome.inputs,
            "inputs_truncated": False,
            "process_data": outcome.process_data,
            "process_data_truncated": False,
            "outputs": outcome.outputs,
            "outputs_truncated": False,
            "status": status,
            "error": error,
            "elapsed_time": round(time.perf_counter() - self.begun, 6),
            "execution_metadata": self.place.metadata(outcome.metadata),
            "created_at": self.created_at,
            "finished_at": int(self.graph.run.app.clock.now()),
            "files": files_in(outcome.outputs),
            **self.where,
        }


class ContainerEvents:
    """The events of an iteration or a loop, and its rounds."""

    def __init__(self, graph: GraphRun, node: Iteration | Loop, inputs: Json, metadata: Json) -> None:
        self.graph = graph
        self.node = node
        self.inputs = inputs
        self.metadata = metadata
        self.begun = time.perf_counter()
        self.created_at = int(graph.run.app.clock.now())
        self.tokens_before = graph.run.total_tokens
        self.known: Json = {"id": node.id, "node_id": node.id, "node_type": node.type, "title": node.title or node.id}

    def start(self) -> None:
        self.graph.run.total_steps += 1
        self.graph.emit(
            f"{self.node.type}_started",
            {
                **self.known,
                "created_at": self.created_at,
                "extras": {},
                "metadata": self.metadata,
                "inputs": self.inputs,
                "inputs_truncated": False,
            },
        )

    def go_on(self, index: int) -> None:
        told: Json = {**self.known, "index": index, "created_at": int(self.graph.run.app.clock.now())}
        if isinstance(self.node, Loop):
            told["pre_loop_output"] = {}
        self.graph.emit(f"{self.node.type}_next", {**told, "extras": {}})

    def complete(self, outputs: Json, steps: int, details: Json, failure: NodeFailure | None = None) -> Outcome:
        tokens = self.graph.run.total_tokens - self.tokens_before
        metadata = {"total_tokens": tokens, "total_price": "0.0", "currency": "USD", **details}
        self.graph.emit(
            f"{self.node.type}_completed",
            {
                **self.known,
                "outputs": outputs,
                "outputs_truncated": False,
                "created_at": self.created_at,
                "extras": {},
                "inputs": self.inputs,
                "inputs_truncated": False,
                "status": "succeeded" if failure is None else "failed",
                "error": None if failure is None else str(failure),
                "elapsed_time": round(time.perf_counter() - self.begun, 6),
                "total_tokens": tokens,
                "execution_metadata": metadata,
                "finished_at": int(self.graph.run.app.clock.now()),
                "steps": steps,
            },
        )
        return Outcome(inputs=self.inputs, outputs=outputs, metadata=metadata)
