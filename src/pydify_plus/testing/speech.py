"""What a graph says while its nodes are still at work."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence

from .control_nodes import Parallel
from .json_values import Json
from .nodes import Node, Scope, Segment, Selector, as_text


class Speech:
    """What a graph's `End` and `Reply` nodes say, in their own order, as soon as each variable in it is there.

    A speaker has the word from the start; one behind a fork as soon as the way is chosen.

    Args:
        nodes: The graph.
        scope: Where variables of no node (system, conversation) are looked up.
    """

    def __init__(self, nodes: Iterable[Node], scope: Scope) -> None:
        self.scope = scope
        self._ahead = deque(nodes)
        self._to_say: deque[tuple[str, Segment]] = deque()
        self._heard: dict[Selector, deque[str]] = {}
        self._settled: set[Selector] = set()
        self._look_ahead()

    def choose(self, fork: Node, way: Sequence[Node]) -> None:
        """The way on from a fork is known."""
        if fork in self._ahead:
            at = self._ahead.index(fork)
            del self._ahead[at]
            for node in reversed(way):
                self._ahead.insert(at, node)
            self._look_ahead()

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
            speaker, segment = self._to_say[0]
            if isinstance(segment, str):
                yield segment, [speaker, "answer"]
            elif segment[0] in ("sys", "conversation"):
                yield as_text(self.scope.get(segment)), list(segment)
            else:
                heard = self._heard.get(segment)
                while heard:
                    yield heard.popleft(), list(segment)
                if segment not in self._settled:
                    return
            self._to_say.popleft()

    def _look_ahead(self) -> None:
        """Give the word to all speakers before the next fork."""
        while self._ahead:
            node = self._ahead[0]
            if isinstance(node, Parallel):
                self._ahead.popleft()
                self._ahead.extendleft(reversed([one for way in node.ways for one in way]))
            elif node.branches:
                return
            else:
                self._ahead.popleft()
                self._to_say.extend((node.id, segment) for segment in node.speech())
