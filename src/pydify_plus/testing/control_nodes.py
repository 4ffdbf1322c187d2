"""Nodes that decide which others run, and how often."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from .json_values import Json
from .nodes import Node, Outcome, Scope, Selector, Told


@dataclass(frozen=True, kw_only=True)
class IfElse(Node):
    """Goes one of two ways.

    Attributes:
        variable: What decides.
        test: Whether to go the first way, by the variable's value; a true value does when left out.
        then: The nodes of the first way.
        otherwise: The nodes of the other.
    """

    type: ClassVar[str] = "if-else"

    variable: Selector
    test: Callable[[Any], bool] = bool
    then: tuple[Node, ...] = ()
    otherwise: tuple[Node, ...] = ()

    @property
    def branches(self) -> tuple[Sequence[Node], ...]:
        return (self.then, self.otherwise)

    def next_nodes(self, outputs: Json) -> Sequence[Node]:
        return self.then if outputs["result"] else self.otherwise

    async def run(self, scope: Scope) -> Told:
        value = scope.get(self.variable)
        is_met = bool(self.test(value))
        condition = {"variable_selector": list(self.variable), "comparison_operator": "is", "value": "true"}
        group = {"case_id": "true", "logical_operator": "and", "conditions": [condition]}
        yield Outcome(
            inputs={"conditions": [{"actual_value": value, "expected_value": "true", "comparison_operator": "is"}]},
            process_data={"condition_results": [{"group": group, "results": [is_met], "final_result": is_met}]},
            outputs={"result": is_met, "selected_case_id": "true" if is_met else "false"},
        )


@dataclass(frozen=True, kw_only=True)
class Parallel(Node):
    """Several ways at the same time; the graph goes on when all are through. No event tells of it, as in Dify."""

    type: ClassVar[str] = "parallel"

    id: str = "parallel"
    ways: tuple[tuple[Node, ...], ...]

    @property
    def branches(self) -> tuple[Sequence[Node], ...]:
        return self.ways


@dataclass(frozen=True, kw_only=True)
class Iteration(Node):
    """Runs its nodes once for each item of a list, which they see as `{{#id.item#}}`, with its number as `{{#id.index#}}`.

    Attributes:
        items: The variable that has the list.
        nodes: What is run for each item.
        output: The variable of those nodes whose values make up the output, a list of the same length.
    """

    type: ClassVar[str] = "iteration"

    items: Selector
    nodes: tuple[Node, ...]
    output: Selector

    @property
    def repeated(self) -> tuple[Node, ...]:
        return self.nodes


@dataclass(frozen=True, kw_only=True)
class Loop(Node):
    """Runs its nodes again and again; they see and set its variables, which are its outputs in the end.

    Attributes:
        variables: Its variables with their first values; an `Assign` sets one as `(id, name)`.
        nodes: What is run in each round.
        until: Whether that was the last round, by the values of the variables.
        most: The most rounds.
    """

    type: ClassVar[str] = "loop"

    nodes: tuple[Node, ...]
    variables: Mapping[str, Any] = field(default_factory=dict[str, Any])
    until: Callable[[Json], bool] | None = None
    most: int = 10

    @property
    def repeated(self) -> tuple[Node, ...]:
        return self.nodes
