"""`client.workflows` with a workflow app."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import anyio
import pytest
from contract.conftest import Connect
from contract.helpers import PNG, UNKNOWN, filled_form

from pydify_plus.errors import DifyAuthError, DifyNotFoundError, DifyValidationError
from pydify_plus.models import WorkflowExecutionStatus

pytestmark = pytest.mark.anyio


async def test_a_run_succeeds_and_its_status_can_be_asked_for_later(connect: Connect) -> None:
    client = connect("workflow")
    run = await client.workflows.execute_workflow(inputs=await filled_form(client))
    assert run.status == WorkflowExecutionStatus.SUCCEEDED
    assert run.error is None
    later = await client.workflows.get_execution_status(run.workflow_id, run.execution_id)
    assert (later.execution_id, later.status, later.outputs) == (run.execution_id, run.status, run.outputs)
    assert (await client.workflows.get_execution_status(execution_id=run)).execution_id == run.execution_id


async def test_a_published_version_is_run_by_its_id(connect: Connect) -> None:
    client = connect("workflow")
    inputs = await filled_form(client)
    current = await client.workflows.execute_workflow(None, inputs)
    again = await client.workflows.execute_workflow(workflow_id=current.workflow_id, inputs=inputs)
    assert again.workflow_id == current.workflow_id
    assert again.execution_id != current.execution_id


async def test_a_stream_tells_each_node_s_start_and_end_between_the_run_s(connect: Connect) -> None:
    client = connect("workflow")
    stream = client.workflows.stream_workflow(inputs=await filled_form(client))
    events = [event async for event in stream]
    assert events[0].event == "workflow_started"
    assert events[-1].event == "workflow_finished"
    assert {event.workflow_run_id for event in events} == {stream.workflow_run_id}
    started: list[str] = []
    for event in events:
        if event.event == "node_started":
            started.append(event.data.id)
        elif event.event == "node_finished":
            assert event.data.id in started
            assert event.data.status == "succeeded"
            assert event.data.elapsed_time >= 0
    assert started
    assert (await stream.final()).outputs == events[-1].data.outputs


async def test_the_wire_s_own_blocking_mode_gives_the_same_shape(connect: Connect) -> None:
    client = connect("workflow")
    inputs = await filled_form(client)
    blocking = await client.workflows.execute_workflow(inputs=inputs, response_mode="blocking")
    streamed = await client.workflows.execute_workflow(inputs=inputs)
    assert blocking.to_dict().keys() == streamed.to_dict().keys()
    assert blocking.to_dict()["data"].keys() == streamed.to_dict()["data"].keys()


async def test_a_run_s_events_can_be_read_again_after_its_end(connect: Connect) -> None:
    client = connect("workflow")
    run = await client.workflows.execute_workflow(inputs=await filled_form(client))
    stream = client.workflows.stream_run_events(run)
    events = [event async for event in stream]
    assert [event.event for event in events] == ["workflow_finished"]
    assert (await stream.final()).outputs == run.outputs


@pytest.mark.parametrize("way", ["the stream", "its task id", "the method"])
async def test_a_run_is_stopped_by_its_stream_or_task(connect: Connect, way: str) -> None:
    client = connect("workflow")
    inputs = await filled_form(client, "Count to five hundred. " + "1 " * 200)
    async with client.workflows.stream_workflow(inputs=inputs) as stream:
        async for event in stream:
            if event.event == "workflow_started":
                break
        if way == "the stream":
            await stream.stop()
        else:
            await client.workflows.stop_execution(None, stream if way == "the method" else stream.task_id)
        names = [event.event async for event in stream]
    assert names[-1] == "workflow_finished"
    run = await client.workflows.get_execution_status(execution_id=stream)
    assert run.status == stream.status
    assert run.status == WorkflowExecutionStatus.STOPPED


async def test_the_id_of_a_run_is_refused_where_a_task_is_stopped(connect: Connect) -> None:
    client = connect("workflow")
    run = await client.workflows.execute_workflow(inputs=await filled_form(client))
    with pytest.raises(ValueError, match="task"):
        await client.workflows.stop_execution(run.workflow_id, run.execution_id)


async def test_the_log_has_the_run(connect: Connect) -> None:
    client = connect("workflow")
    run = await client.workflows.execute_workflow(inputs=await filled_form(client))
    entry = await logged(client, run)
    assert entry.workflow_run.id == run.execution_id
    assert entry.workflow_run.status == "succeeded"
    assert entry.created_by_end_user.session_id == client.user
    with pytest.raises(DifyNotFoundError):
        await client.workflows.get_execution_logs(None, UNKNOWN)


async def test_the_log_is_walked_page_by_page(connect: Connect) -> None:
    client = connect("workflow")
    inputs = await filled_form(client)
    runs = [await client.workflows.execute_workflow(inputs=inputs) for _ in range(3)]
    for run in runs:
        await logged(client, run)
    walk = client.workflows.list_logs(created_by_end_user_session_id=client.user, limit=2)
    assert [each.workflow_run.id async for each in walk] == [run.execution_id for run in reversed(runs)]
    page = await client.workflows.list_logs(created_by_end_user_session_id=client.user, limit=2)
    assert (len(page.data), page.total, page.has_more) == (2, 3, True)
    assert not (await client.workflows.list_logs(keyword=runs[0].execution_id, status="failed")).data


async def logged(client: Any, run: Any) -> Any:
    """The run's entry in the log, which may appear a little after the run."""
    with anyio.fail_after(30):
        while True:
            try:
                return await client.workflows.get_execution_logs(run.workflow_id, run.execution_id)
            except DifyNotFoundError:
                await anyio.sleep(0.5)


@pytest.mark.parametrize("given", ["path", "bytes"])
async def test_a_file_for_a_run_is_uploaded(connect: Connect, tmp_path: Path, given: str) -> None:
    client = connect("workflow")
    (tmp_path / "pixel.png").write_bytes(PNG)
    file = await client.workflows.upload_workflow_file(
        None, tmp_path / "pixel.png" if given == "path" else ("pixel.png", PNG, "image/png")
    )
    assert (file.name, file.size, file.mime_type) == ("pixel.png", len(PNG), "image/png")
    assert dict(file.as_input()) == {"type": "image", "transfer_method": "local_file", "upload_file_id": file.id}


@pytest.mark.parametrize("response_mode", ["streaming", "blocking"])
async def test_a_missing_input_is_a_validation_error(connect: Connect, response_mode: str) -> None:
    client = connect("workflow")
    if not await filled_form(client):
        pytest.skip("the app has no required input")
    with pytest.raises(DifyValidationError, match="required"):
        await client.workflows.execute_workflow(inputs={}, response_mode=response_mode)


async def test_unknown_ids_are_not_found(connect: Connect) -> None:
    client = connect("workflow")
    with pytest.raises(DifyNotFoundError):
        await client.workflows.execute_workflow(UNKNOWN, await filled_form(client))
    with pytest.raises(DifyNotFoundError):
        await client.workflows.get_execution_status(None, UNKNOWN)
    with pytest.raises(DifyNotFoundError):
        [_ async for _ in client.workflows.stream_run_events(UNKNOWN)]


async def test_another_user_s_run_events_are_not_found(connect: Connect) -> None:
    alice, bob = connect("workflow"), connect("workflow")
    run = await alice.workflows.execute_workflow(inputs=await filled_form(alice))
    with pytest.raises(DifyNotFoundError):
        [_ async for _ in bob.workflows.stream_run_events(run)]


async def test_a_wrong_key_is_an_auth_error(connect: Connect) -> None:
    client = connect("workflow", api_key="app-wrong")
    with pytest.raises(DifyAuthError):
        await client.workflows.execute_workflow(inputs={})
