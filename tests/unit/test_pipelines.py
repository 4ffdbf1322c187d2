"""Knowledge pipelines."""

from __future__ import annotations

from typing import Any

import pytest
from recorded import Exchange
from unit.outcome import outcome
from unit.played import Method, every_exchange
from unit.replay import Replay, recorded

from pydify_plus.errors import DifyConflictError, DifyNotFoundError, DifyValidationError
from pydify_plus.models import DatasourceCompletedEvent, DatasourcePlugin, PipelineFile, PipelineRun

UPLOADED = recorded("uploadPipelineFile/ok")
BLOCKING = recorded("runPipeline/ok-blocking")


def dataset_of(request: dict[str, Any]) -> str:
    return str(request["path"].split("/")[2])


def node_of(request: dict[str, Any]) -> str:
    return str(request["path"].split("/")[-2])


def upload(client: Any, request: dict[str, Any]) -> Any:
    (file,) = request["files"]
    return client.pipelines.upload_pipeline_file((file["filename"], b"x" * file["size"], file["content_type"]))


def run(client: Any, request: dict[str, Any], **more: Any) -> Any:
    given = {name: value for name, value in request["json"].items() if name != "response_mode"}
    return client.pipelines.run_pipeline(dataset_of(request), **given, **more)


METHODS: dict[str, Method] = {
    "uploadPipelineFile": upload,
    "listDatasourcePlugins": lambda client, request: client.pipelines.list_datasource_plugins(
        dataset_of(request), is_published=(request["query"] or {}).get("is_published") != ""
    ),
    "runDatasourceNode": lambda client, request: client.pipelines.run_datasource_node(
        dataset_of(request), node_of(request), **request["json"]
    ).final(),
}
NOT_SENT = (
    "listDatasourcePlugins/published-false",
    "runDatasourceNode/err-missing",
    "runDatasourceNode/local-file",
    "uploadPipelineFile/err-app-key",
    "uploadPipelineFile/err-no-file",
)


@pytest.mark.parametrize(("method", "exchange"), every_exchange(METHODS, except_for=NOT_SENT))
def test_a_method_sends_the_recorded_request_and_reads_its_answer(
    dify: Replay, method: Method, exchange: Exchange
) -> None:
    answer = outcome(dify, method, exchange)
    if exchange.is_stream:
        told = exchange.events[-1]
        assert answer == {name: value for name, value in told.items() if name != "event"}
    elif exchange.status < 400:
        assert answer == exchange.json


@pytest.mark.parametrize("case", ["ok-blocking", "ok-streaming", "ok-spec-shape-blocking", "unknown-file"])
def test_a_published_pipeline_answers_at_once(dify: Replay, case: str) -> None:
    exchange = recorded(f"runPipeline/{case}")
    dify.expect(exchange, json={**exchange.request["json"], "response_mode": "streaming"})
    done = dify.wait(run(dify.client, exchange.request))
    assert type(done) is PipelineRun
    assert done.to_dict() == exchange.json


def test_a_draft_is_put_together_from_its_stream(dify: Replay) -> None:
    draft = recorded("runPipeline/draft-streaming")
    dify.expect(draft)
    done = dify.wait(run(dify.client, draft.request))
    told = recorded("runPipeline/draft-blocking").json
    assert (done.data.status, done.data.error) == (told["data"]["status"], told["data"]["error"])
    assert done.keys() == told.keys()
    assert done.workflow_run_id == draft.events[0]["workflow_run_id"]


@pytest.mark.parametrize(
    ("case", "error"),
    [
        ("err-unknown-dataset", DifyNotFoundError),
        ("err-unpublished-pipeline", DifyConflictError),
        ("err-bad-datasource-type", DifyValidationError),
    ],
)
def test_a_run_that_dify_refuses_raises(dify: Replay, case: str, error: type[Exception]) -> None:
    exchange = recorded(f"runPipeline/{case}")
    dify.expect(exchange, json={**exchange.request["json"], "response_mode": "streaming"})
    with pytest.raises(error):
        dify.wait(run(dify.client, exchange.request))


def test_a_draft_is_read_event_by_event(dify: Replay) -> None:
    draft = recorded("runPipeline/draft-streaming")
    dify.expect(draft)
    stream = dify.wait(run(dify.client, draft.request, stream=True))
    assert [event.event for event in dify.items(stream)] == [event["event"] for event in draft.events]


def test_what_came_before_goes_into_a_run(dify: Replay) -> None:
    plugins = recorded("listDatasourcePlugins/ok")
    wanted = BLOCKING.request["json"]
    (info,) = wanted["datasource_info_list"]
    sent = {name: value for name, value in info.items() if name != "url"}
    dify.expect(BLOCKING, json={**wanted, "datasource_info_list": [sent], "response_mode": "streaming"})
    node = next(DatasourcePlugin.from_dict(one) for one in plugins.json if one["datasource_type"] == "local_file")
    file = PipelineFile.from_dict({**UPLOADED.json, "id": info["reference"], "size": info["size"]})
    done = dify.wait(
        dify.client.pipelines.run_pipeline(
            dataset_of(BLOCKING.request), start_node_id=node, datasource_info_list=[file]
        )
    )
    assert done.batch == BLOCKING.json["batch"]


def test_a_node_stands_for_its_id_and_its_kind(dify: Replay) -> None:
    crawl = recorded("runDatasourceNode/ok-website-crawl")
    dify.expect(crawl)
    node = DatasourcePlugin(node_id="dscrawl", datasource_type="website_crawl")
    stream = dify.client.pipelines.run_datasource_node(
        dataset_of(crawl.request), node, inputs=crawl.request["json"]["inputs"]
    )
    found = dify.wait(stream.final())
    assert type(found) is DatasourceCompletedEvent
    assert [page.title for page in found.data] == ["Fake page"]


def test_a_node_that_fails_raises(dify: Replay) -> None:
    failed = recorded("runDatasourceNode/local-file")
    dify.expect(failed)
    with pytest.raises(DifyValidationError, match="upload them with the pipeline's file upload") as caught:
        dify.wait(METHODS["runDatasourceNode"](dify.client, failed.request))
    assert caught.value.event == "datasource_error"


def test_an_unknown_kind_of_source_is_refused_before_anything_is_sent(dify: Replay) -> None:
    with pytest.raises(ValueError, match="which kind of source"):
        dify.wait(dify.client.pipelines.run_pipeline("a", start_node_id="b", datasource_info_list=[]))
    with pytest.raises(TypeError, match="did you mean 'inputs'"):
        dify.wait(dify.client.pipelines.run_datasource_node("a", "b", datasource_type="c", input={}))
    assert dify.sent == []
