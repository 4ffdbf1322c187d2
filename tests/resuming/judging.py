"""Reading a stream that is cut, and what may become of it: each is judged by the run that was not cut."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from resuming.scenarios import Scenario, decide

from pydify_plus.errors import DifyError, DifyStreamInterruptedError, DifyTimeoutError

if TYPE_CHECKING:
    from unit.loops import Loop

NODES = ("node_started", "node_finished")
OURS = {"client_gap", "client_text"}
SPEECH = {"tts_message", "tts_message_end"}
ONE_BY_ONE = {"message", "agent_message", "text_chunk"}


@dataclass
class Told:
    """All that a stream gave."""

    events: list[Any] = field(default_factory=list)
    text: str = ""
    final: Any = None
    gaps: list[Any] = field(default_factory=list)
    problem: DifyError | None = None
    recovered: Any = None
    ids: tuple[str | None, ...] = ()

    def nodes(self) -> list[tuple[str, str]]:
        return [(event.event, event.data.node_id) for event in self.events if event.event in NODES]

    def names(self) -> Counter[str]:
        return Counter(event.event for event in self.events)


async def read(loop: Loop, client: Any, scenario: Scenario, **options: Any) -> Told:
    """Read a scenario's stream to its end, over its pauses, and get back what can be got back when it broke off."""
    told = Told()
    reading = scenario.ask(client, **options)
    try:
        await loop.take(reading, into=told.events)
        while reading.paused:
            for form in reading.forms:
                action = decide(form)
                button, inputs = (action, {}) if isinstance(action, str) else action
                await loop.get(client.human_input.submit_form(form, button, inputs))
            reading._go_on([form.form_id for form in reading.forms])  # as run_with_human does
            await loop.take(reading, into=told.events)
        told.final = await loop.get(reading.final())
    except DifyError as problem:
        told.problem = problem
    told.text, told.gaps = reading.answer_so_far, reading.gaps
    told.ids = reading.task_id, reading.workflow_run_id, reading.conversation_id, reading.message_id
    if isinstance(told.problem, DifyStreamInterruptedError) and scenario.is_chat:
        try:
            told.recovered = await loop.get(reading.recover())
        except DifyStreamInterruptedError as problem:
            told.recovered = problem
    return told


def judge(scenario: Scenario, told: Told, uncut: Told, *, stalled: bool) -> str:
    """What became of a stream that was cut.

    Args:
        stalled: Whether the client's time for silence was short, which a busy machine may take before it answers at all.

    Raises:
        AssertionError: Something that must not.
    """
    names, whole = told.names(), uncut.names()
    extra = {name for name in names - whole if name not in (*OURS, *SPEECH, "ping")}
    assert not extra, f"more than the uncut run gave: {extra}"
    assert names["client_gap"] == len(told.gaps)
    if type(told.problem) is DifyTimeoutError:
        assert stalled, repr(told.problem)
        assert not told.events
        return "error as documented"
    return _judge_run(scenario, told, uncut) if scenario.has_run else _judge_message(scenario, told, uncut)


def _judge_run(scenario: Scenario, told: Told, uncut: Told) -> str:
    names, whole = told.names(), uncut.names()
    if told.problem is not None and not _is_same(told.problem, uncut.problem):
        assert type(told.problem) is DifyStreamInterruptedError, repr(told.problem)
        assert told.problem.workflow_run_id is None, "there was a run to take up"
        assert names.keys() <= {"ping"}
        return "error as documented"
    assert (told.problem is not None) == scenario.fails
    lost = {name for gap in told.gaps for name in gap.events}
    missing = {name for name in whole - names if name not in {"ping", *SPEECH}}
    assert missing <= lost, f"gone without a word: {missing - lost}"
    if scenario.speaks:
        assert names.keys() >= whole.keys() & SPEECH or names["tts_message"] == 0 or lost >= SPEECH
    ids = Counter((event.event, event.data.id) for event in told.events if event.event in NODES)
    pauses = whole["workflow_paused"]
    assert all(count == 1 or (pauses and event == "node_started") for (event, _), count in ids.items()), "given twice"
    given = told.nodes()
    assert not Counter(given) - Counter(uncut.nodes()), "node events that the uncut run has not"
    if scenario.is_ordered:
        order = iter(uncut.nodes())
        assert all(node in order for node in given), "node events in another order"
    assert names["workflow_finished"] == 1
    assert names["client_text"] <= 1 + pauses
    if not scenario.is_chat and told.final.status == "failed":
        # Dify keeps no outputs of a workflow that failed, and so nothing to make its text whole with.
        assert told.text == uncut.text or "text_chunk" in lost
        assert all(piece in uncut.text for piece in told.text.split())
    else:
        assert told.text == uncut.text
    if scenario.fails:
        assert told.problem.text == uncut.problem.text  # type: ignore[union-attr]
        return "resumed" if told.gaps else "whole"
    assert answer(scenario, told.final) == answer(scenario, uncut.final)
    if scenario.is_chat:
        fields = {name for gap in told.gaps for name in gap.fields}
        usage, expected = told.final.metadata.usage, uncut.final.metadata.usage
        assert usage.total_tokens == expected.total_tokens if usage else {"usage"} <= fields
        assert bool(usage) == bool(names["message_end"])
    return "resumed" if told.gaps else "whole"


def _judge_message(scenario: Scenario, told: Told, uncut: Told) -> str:
    names, whole = told.names(), uncut.names()
    if told.problem is None:
        missing = {name for name in whole - names if name not in {"ping", *SPEECH}}
        assert not missing, f"gone without a word: {missing}"
        lost = {name for gap in told.gaps for name in gap.events}
        if scenario.speaks:
            assert names["tts_message_end"] == 1 or (names["tts_message"] == 0 or lost == SPEECH)
        assert (told.text, answer(scenario, told.final)) == (uncut.text, answer(scenario, uncut.final))
        assert told.final.metadata.usage.total_tokens == uncut.final.metadata.usage.total_tokens
        return "whole, without its speech" if lost else "whole"
    problem = told.problem
    assert type(problem) is DifyStreamInterruptedError, repr(problem)
    assert not told.gaps
    assert names["message_end"] == 0
    assert told.ids == (problem.task_id, problem.workflow_run_id, problem.conversation_id, problem.message_id)
    assert problem.text == told.text
    if names["message_replace"]:
        assert told.text == uncut.text
    else:
        assert told.text == "".join(event.answer for event in told.events if event.event in ONE_BY_ONE)
    if not names.keys() - {"ping"}:
        assert not any(told.ids)
    else:
        assert problem.task_id
        assert problem.message_id
        assert bool(problem.conversation_id) == (scenario.mode != "completion")
    if problem.conversation_id is None:
        assert scenario.mode == "completion" or type(told.recovered) is DifyStreamInterruptedError
        return "error as documented"
    assert told.recovered.answer == uncut.text
    return "recovered"


def answer(scenario: Scenario, final: Any) -> dict[str, Any]:
    """What of a final answer is the same in every run."""
    if not scenario.is_chat:
        return {name: getattr(final, name) for name in ("status", "outputs", "error", "total_tokens", "total_steps")}
    return {"answer": final.answer, "mode": final.mode, "resources": final.metadata.retriever_resources}


def _is_same(problem: DifyError, other: DifyError | None) -> bool:
    return type(problem) is type(other) and str(problem) == str(other)
