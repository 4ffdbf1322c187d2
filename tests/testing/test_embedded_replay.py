"""The embedded Dify beside the recorded one: the same requests, in the order of recording."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from recorded import Exchange, exchanges
from testing.conversation import order
from testing.replay import Replayer
from testing.shapes import DIFY, faults_of
from testing.world import APPS, World

from pydify_plus.testing import DifyServer, Quirks, routes
from pydify_plus.testing.errors import ServiceError, UnknownPath
from pydify_plus.testing.routing import PREFIX, Router

ROUTER = Router(routes.AREAS)


def is_served(operation: str) -> bool:
    """Whether the embedded Dify has a route for an operation; the undescribed ones are requests for no operation at all."""
    described = DIFY.operations.get(operation)
    if described is None:
        return True
    path = re.sub(r"\{\w+\}", "00000000-0000-0000-0000-000000000000", described["path"])
    try:
        ROUTER.match(described["method"].upper(), PREFIX + path)
    except (UnknownPath, ServiceError):
        return False
    return True


DIFFERENT = {
    "tts": "no speech",
    "moderated": "no moderation",
    "annotation-reply": "no annotations",
    "agent-file": "tools make no files",
    "agentnode": "no agent nodes",
    "loop|parallel|retry|failed$": "no loops, branches or retries",
    "paused|resume|timeout|ok-finished-snapshot": "no human input",
    "pipeline": "no pipelines",
    "getDatasetDetail-err-api-disabled": "a dataset's API cannot be switched off",
    "unbindTagFromDataset-err-neither": "Dify cuts a long value in the middle, here of an id",
    "too-many|stopped|cut-": "takes two requests at a time: in test_embedded_generation",
    "slow-(streaming-)?(pings|blocking)": "takes 10 s and more: in test_embedded_generation, with faster pings",
}
"""Recordings that are not compared here, by a part of their names, and why."""

KEYS = {
    "^00[0-9]|^01[012]|bad-key": "",
    "listDatasets-err-app-key|getAvailableModels-err-app-key": "chat",
    "Dataset|Document|Segment|ChildChunk|KnowledgeTag|Tags|TagFrom|AvailableModels": None,
    "err-chat-app|Logs-chat-app|Variables-ok-chat-app|Variable-err-chat-app": "chat",
    "workflow-app": "wf-basic",
    "completion-app": "completion",
    "human-blocking-missing-input|chatflow-missing-input|chatflow_human": "chatflow-form",
    "unpublished-advanced-chat": "unpublished-chatflow",
    "unpublished-chat": "new-chat",
    "unpublished": "unpublished",
    "api-disabled": "disabled",
    "chat_plain|ok-plain|site-disabled|disabled-own": "chat-plain",
    "err-provider-missing": "without-provider",
    "err-model-missing": "without-model",
    "provider-not-initialize": "wf-without-model",
    "chatflow|advanced-chat|ConversationVariable": "chatflow",
    "agent": "agent",
    "ompletion|stopGenerate": "completion",
    "llm": "wf-llm",
    "partial": "wf-partial",
    "orkflow": "wf-basic",
    "": "chat",
}
"""Whose key a recorded request was sent with, by the first pattern that is found in its name; the keys are not recorded."""


def key_of(recorded: Exchange) -> str | None:
    return next(app for pattern, app in KEYS.items() if re.search(pattern, recorded.name))


SERVED = [operation for operation in DIFY.operations if is_served(operation)]
RECORDED = [recorded for recorded in exchanges("1.14.2") if is_served(recorded.operation)]
COMPARED = [one for one in RECORDED if not any(re.search(part, one.name) for part in DIFFERENT)]


@pytest.fixture(scope="module")
def answers() -> Iterator[dict[str, Exchange]]:
    """What the embedded Dify answered to each compared request; all are sent in order, since later ones need earlier ones."""
    with DifyServer(APPS, quirks=Quirks.none(), chunk_delay=0, indexing_step=0) as server:
        replayer = Replayer(World(server))
        with replayer.client:
            yield {recorded.name: replayer.send(recorded, key_of(recorded)) for recorded in COMPARED}


@pytest.mark.parametrize("recorded", COMPARED, ids=str)
def test_it_answers_as_recorded(recorded: Exchange, answers: dict[str, Exchange]) -> None:
    own = answers[recorded.name]
    assert (own.status, own.headers.get("content-type")) == (recorded.status, recorded.headers.get("content-type"))
    varying = {"content-length", "transfer-encoding"}
    assert own.headers.keys() - varying == recorded.headers.keys() - varying
    if recorded.status >= 400:
        assert own.data["response"].get("json") == recorded.data["response"].get("json")
        assert own.text == recorded.text
    elif recorded.is_stream:
        assert order(own.events) == order(recorded.events)
        assert own.text.startswith("event: ping\n\n") == recorded.text.startswith("event: ping\n\n")
    assert not faults_of(own)


@pytest.mark.parametrize("part", DIFFERENT)
def test_a_listed_difference_is_about_some_recording(part: str) -> None:
    assert any(re.search(part, recorded.name) for recorded in RECORDED)


def test_most_operations_are_served_and_most_of_their_recordings_compared() -> None:
    assert len(SERVED) >= 59
    assert len(COMPARED) >= 425
