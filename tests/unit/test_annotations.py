"""Prepared answers to questions."""

from __future__ import annotations

from typing import Any

import pytest
from recorded import Exchange
from unit.played import Method, every_exchange, last_of, play
from unit.replay import Replay, recorded

from pydify_plus.errors import DifyError
from pydify_plus.models import AnnotationReplyJob


def switch(client: Any, request: dict[str, Any]) -> Any:
    methods = {
        "enable": client.annotations.enable_annotation_reply,
        "disable": client.annotations.disable_annotation_reply,
    }
    return methods[last_of(request["path"])](**request["json"])


METHODS: dict[str, Method] = {
    "getAnnotationList": lambda client, request: client.annotations.list_annotations(**(request["query"] or {})),
    "createAnnotation": lambda client, request: client.annotations.create_annotation(**request["json"]),
    "updateAnnotation": lambda client, request: client.annotations.update_annotation(
        last_of(request["path"]), **request["json"]
    ),
    "deleteAnnotation": lambda client, request: client.annotations.delete_annotation(last_of(request["path"])),
    "initialAnnotationReplySettings": switch,
    "getInitialAnnotationReplySettingsStatus": lambda client, request: client.annotations.get_annotation_reply_status(
        request["path"].split("/")[3], last_of(request["path"])
    ),
}
NOT_SENT = (
    "createAnnotation/err-missing-answer",
    "initialAnnotationReplySettings/err-action",
    "initialAnnotationReplySettings/err-missing-fields",
    "updateAnnotation/err-missing-question",
)


@pytest.mark.parametrize(("method", "exchange"), every_exchange(METHODS, except_for=NOT_SENT))
def test_a_method_sends_the_recorded_request_and_reads_its_answer(
    dify: Replay, method: Method, exchange: Exchange
) -> None:
    play(dify, method, exchange)


def test_switching_off_reads_from_the_app_what_dify_asks_for(dify: Replay) -> None:
    parameters = recorded("getChatAppParameters/ok-completion")
    model = parameters.json["annotation_reply"]["embedding_model"]
    dify.expect(parameters)
    dify.expect(
        "initialAnnotationReplySettings/ok-disable", json={**model, "score_threshold": 0.9, "reason": "tidying"}
    )
    job = dify.wait(dify.client.annotations.disable_annotation_reply(extra_body={"reason": "tidying"}))
    assert isinstance(job, AnnotationReplyJob)
    assert job.job_status == "waiting"


def test_switching_off_what_is_off_says_so(dify: Replay) -> None:
    dify.expect("getChatAppParameters/ok-agent-chat")
    with pytest.raises(DifyError, match="switched off"):
        dify.wait(dify.client.annotations.disable_annotation_reply())


def test_a_job_stands_for_its_id(dify: Replay) -> None:
    started = recorded("initialAnnotationReplySettings/ok-enable")
    done = recorded("getInitialAnnotationReplySettingsStatus/ok-done")
    dify.expect(started, done)
    job = dify.wait(switch(dify.client, started.request))
    assert dify.wait(dify.client.annotations.get_annotation_reply_status("enable", job)).job_status == "completed"
