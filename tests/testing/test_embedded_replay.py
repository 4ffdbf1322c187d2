"""The embedded Dify beside the recorded one: the same requests, in the order of recording."""

from __future__ import annotations

import re
import sys
from itertools import groupby
from typing import Any

import pytest
from recorded import FOLDERS, Exchange, exchanges
from testing.replay import Replayer
from testing.shapes import DIFY, faults_of
from testing.world import World, apps_of

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


ELSEWHERE = {
    "too-many|stopped|(stop|Stop).*-ok|cut-": "two requests at a time",
    "slow-(streaming-)?(pings|blocking)": "takes 10 s and more",
}
"""Recordings that test_embedded_interruptions compares, by a part of their names, and why it does."""

DIFFERENT = {
    "1.9.2/126-.*agent-file": "the recorded server lost the file that a tool had made",
    "1.9.2/178-.*parallel": "chance: one of two ways was through before the other began",
    "1.9.2/181-.*partial": "its engine says a default value only when the end node runs",
    "unbindTagFromDataset-err-neither": "Dify cuts a long value in the middle, here of an id",
    "runDatasourceNode-local-file": "Dify tells the address of a Python object",
    "trailing-newlines": "a model of the recorder's, whose answer has a line of its own in the stream",
}
"""Recordings that the embedded Dify does not answer alike, by a part of their names, and why."""

VARYING = {"content-length", "transfer-encoding", "server", "connection"}
RUNS = {"executeWorkflow", "runWorkflowById", "getWorkflowRunDetail"}

KEYS = {
    "^00[0-9]|^01[012]|bad-key": "",
    "listDatasets-err-app-key|getAvailableModels-err-app-key|PipelineFile-err-app-key": "chat",
    "createAnnotation-err-dataset-key": None,
    "Dataset|Document|Segment|ChildChunk|KnowledgeTag|Tags|TagFrom|AvailableModels|Metadata|ipeline|Datasource": None,
    "Form-(ok|err)-.*chatflow|resume-chatflow|paused-chatflow": "chatflow-human",
    "HumanInputForm-err-other-app|Events-err-chat-app|EndUserChat-err-other-app": "chat-plain",
    "finished-plain-run": "wf-basic",
    "HumanInputForm|WorkflowEvents|paused|resumed|after-timeout": "wf-human",
    "human-blocking-missing-input|chatflow-missing-input|chatflow_human": "chatflow-human",
    "err-chat-app|Logs-chat-app|Variables-ok-chat-app|Variable-err-chat-app": "chat",
    "(audio|Audio).*workflow-app": "wf-basic",
    "(audio|Audio).*(disabled)|AnnotationList-empty": "chat-plain",
    "AnnotationReplySettings-unknown-model": "completion",
    "workflow-app": "wf-basic",
    "completion-app": "completion",
    "unpublished-advanced-chat": "unpublished-chatflow",
    "unpublished-chat": "new-chat",
    "unpublished": "unpublished",
    "api-disabled": "disabled",
    "chat_plain|ok-plain|site-disabled|disabled-own": "chat-plain",
    "err-provider-missing": "without-provider",
    "err-model-missing": "without-model",
    "provider-not-initialize": "wf-without-model",
    "chatflow-moderated-input": "chatflow-moderated-input",
    "moderated-input": "chat-moderated",
    "moderated-output": "chat-moderated-output",
    "chatflow-(tts|annotation)": "chatflow-tts",
    "Workflow-ok-tts": "wf-tts",
    "tts-autoplay": "chat-tts",
    "chatflow-agentnode": "chatflow-agent",
    "agentnode|workflow_agent": "wf-agent",
    "chatflow-knowledge": "chatflow-knowledge",
    "ok-loop": "wf-loop",
    "ok-parallel": "wf-parallel",
    "failed-retry|Detail-ok-failed|Logs-ok-failed": "wf-failed",
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
RECORDED = [recorded for version in FOLDERS for recorded in exchanges(version)]
SENT = [one for one in RECORDED if not any(re.search(part, one.name) for part in ELSEWHERE)]
COMPARED = [one for one in SENT if not any(re.search(part, str(one)) for part in DIFFERENT)]


def unheard(exchange: Exchange) -> list[dict[str, Any]]:
    """The events of a stream without the speech before its end, which comes whenever it is ready."""
    events = exchange.events
    ends = [index for index, event in enumerate(events) if event["event"] in ("message_end", "workflow_finished")]
    return [one for index, one in enumerate(events) if one["event"] != "tts_message" or index > ends[0]]


def differences(own: Exchange, recorded: Exchange) -> list[str]:
    """In what an answer differs from the recorded one, beyond ids, times and texts of models."""
    status = (own.status, own.headers.get("content-type"))
    expected = (recorded.status, recorded.headers.get("content-type"))
    if status != expected:
        return [f"{status} instead of {expected}: {own.data['response'].get('json', own.text)!r:.300}"]
    found = faults_of(own)
    headers = (own.headers.keys() ^ recorded.headers.keys()) - VARYING
    if headers:
        found.append(f"headers {headers}")
    if recorded.status >= 400:
        if complaint(own) != complaint(recorded):
            found.append(f"{own.data['response']!r:.500}")
    elif recorded.is_stream:
        if steps(own) != steps(recorded) and steps(own, heard=False) != steps(recorded, heard=False):
            found.append(f"{steps(own)} instead of {steps(recorded)}")
        if own.text.startswith("event: ping\n\n") != recorded.text.startswith("event: ping\n\n"):
            found.append("the ping at the beginning")
    elif recorded.operation in RUNS and outcome(own.json) != outcome(recorded.json):
        found.append(f"{outcome(own.json)} instead of {outcome(recorded.json)}")
    return found


def complaint(exchange: Exchange) -> Any:
    """What an error says. How many paths it finds to look like the asked one depends on the letters of ids: the likest stands for all."""
    told = exchange.data["response"].get("json", exchange.text)
    if isinstance(told, dict) and isinstance(message := told.get("message"), str):
        return {**told, "message": re.sub(r"( but did you mean \S+)(?: or \S+)* \?", r"\1 ?", message)}
    return told


def steps(exchange: Exchange, *, heard: bool = True) -> list[tuple[Any, ...]]:
    """The events of a stream with their kinds of nodes and their ends, repeats collapsed.

    Args:
        heard: Whether with the speech before the stream's end, which comes whenever it is ready.
    """
    events = exchange.events
    if not heard:
        ends = [index for index, event in enumerate(events) if event["event"] in ("message_end", "workflow_finished")]
        events = [one for index, one in enumerate(events) if one["event"] != "tts_message" or index > ends[0]]
    told = [(one["event"], *outcome(one.get("data") or {}), *kind_of(one)) for one in events]
    return [step for step, _ in groupby(told)]


def kind_of(event: dict[str, Any]) -> tuple[Any, ...]:
    data = event.get("data")
    return (data.get("node_type"), data.get("reason")) if isinstance(data, dict) else ()


def outcome(value: Any) -> tuple[Any, ...]:
    """How a run or a node ended."""
    data = value.get("data", value) if isinstance(value, dict) else {}
    if not isinstance(data, dict):
        return ()
    counted = data.get("exceptions_count"), data.get("total_steps"), data.get("error")
    return (data.get("status"), *counted)


@pytest.mark.parametrize("version", FOLDERS)
def test_it_answers_as_recorded(version: str) -> None:
    """All requests are sent in order, since later ones need earlier ones."""
    found: dict[str, list[str]] = {}
    options: dict[str, Any] = {
        "quirks": Quirks(linger=0, hang=0, resume_after=0.5),
        "chunk_delay": 0,
        "indexing_step": 0,
    }
    with DifyServer(apps_of(version), version=version, **options) as server, World(server, version) as world:
        replayer = Replayer(world)
        for recorded in SENT:
            if recorded.version == version:
                own = replayer.send(recorded, key_of(recorded))
                if recorded in COMPARED and (different := differences(own, recorded)):
                    found[recorded.name] = different
    assert not found


@pytest.mark.parametrize("part", [*ELSEWHERE, *DIFFERENT])
def test_a_listed_recording_is_there(part: str) -> None:
    assert any(re.search(part, str(recorded)) for recorded in RECORDED)


def test_all_operations_are_served_and_nearly_all_recordings_compared(capsys: pytest.CaptureFixture[str]) -> None:
    different = [one for one in RECORDED if any(re.search(part, str(one)) for part in DIFFERENT)]
    elsewhere = len(RECORDED) - len(SENT)
    with capsys.disabled():
        sys.stdout.write(
            f"\nrecordings {len(RECORDED)}: {len(COMPARED)} compared here, {elsewhere} in test_embedded_interruptions, "
            f"{len(different)} listed as different; operations served {len(SERVED)} of {len(DIFY.operations)}\n"
        )
    assert set(SERVED) == set(DIFY.operations)
    assert len(different) <= 8
