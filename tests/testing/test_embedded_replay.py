"""The embedded Dify beside the recorded one: the same requests, in the order of recording."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

import pytest
from recorded import Exchange, exchanges
from testing.replay import Replayer, order
from testing.shapes import faults_of
from testing.world import APPS, World

from pydify_plus.testing import DifyServer, Quirks

NOT_YET = frozenset(
    """
    getChatflowHumanInputForm submitChatflowHumanInputForm audioToText textToAudioChat getEndUserChat
    createAnnotation getAnnotationList updateAnnotation deleteAnnotation
    initialAnnotationReplySettings getInitialAnnotationReplySettingsStatus
    createMetadataField listMetadataFields updateMetadataField deleteMetadataField getBuiltInMetadataFields
    toggleBuiltInMetadataField batchUpdateDocumentMetadata downloadDocumentsZip
    uploadPipelineFile listDatasourcePlugins runDatasourceNode runPipeline
    """.split()
)
"""Operations that the embedded Dify does not have."""

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


def is_compared(recorded: Exchange) -> bool:
    return recorded.operation not in NOT_YET and not any(re.search(part, recorded.name) for part in DIFFERENT)


RECORDED = [recorded for recorded in exchanges("1.14.2") if recorded.operation not in NOT_YET]
COMPARED = [recorded for recorded in RECORDED if is_compared(recorded)]


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


@cache
def _patterns_that_apply() -> set[str]:
    return {part for part in DIFFERENT if any(re.search(part, recorded.name) for recorded in RECORDED)}


@pytest.mark.parametrize("part", DIFFERENT)
def test_a_listed_difference_is_about_some_recording(part: str) -> None:
    assert part in _patterns_that_apply()


def test_most_of_what_was_recorded_is_compared() -> None:
    assert len(COMPARED) > 420
