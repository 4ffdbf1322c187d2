"""Every Python example of the API reference runs as it is written, and does what it is there for.

Replaced are the URL, keys and ids, and the literal `...` of a call by arguments. The asynchronous examples run as coroutines, and once
more for `Client`, without their `await`s.
"""

from __future__ import annotations

import ast
import asyncio
import inspect
import logging
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NamedTuple

import httpx
import pytest
from pages.markdown import Block, blocks

from pydify_plus import AsyncClient, Client, errors
from pydify_plus.models import DatasetResponse, WorkflowExecutionStatus
from pydify_plus.testing import App, DifyServer, End, InputField, Template

EXAMPLES = [block for block in blocks(Path(__file__).with_name("reference.md")) if block.language == "python"]
USER = "user_123"
URL = "https://api.dify.ai"
ELLIPSIS = 'model="gpt-3.5-turbo", messages=[{"role": "user", "content": "Hello"}]'
SYNC = (
    ("await ", ""),
    ("async with", "with"),
    ("AsyncClient", "Client"),
    ("__aenter__", "__enter__"),
    ("__aexit__", "__exit__"),
)
ERRORS = {name: getattr(errors, name) for name in errors.__all__}

REFERENCE_WORKFLOW = App(
    "reference",
    "workflow",
    inputs=(InputField("input_variable"),),
    nodes=(
        Template(id="say", title="Say", template="{{ input_variable }}", variables={"input_variable": ("start", "input_variable")}),
        End(id="end", title="End", outputs={"result": ("say", "output")}),
    ),
)  # fmt: skip


class Made(NamedTuple):
    """What the examples find on the server: each placeholder with its id, and a key for each group."""

    base_url: str
    ids: dict[str, str]
    keys: dict[str, str]
    dataset: dict[str, Any]
    execution: dict[str, Any]


@pytest.fixture(scope="module", params=[AsyncClient, Client])
def kind(request: pytest.FixtureRequest) -> Any:
    """Which client the examples are run for."""
    return request.param


@pytest.fixture(scope="module")
def made(kind: Any) -> Iterator[Made]:
    """A server for each kind of client, since the examples create things that cannot be there twice."""
    with DifyServer(apps=[REFERENCE_WORKFLOW]) as server:
        keys = {
            name: server.app_key(app)
            for name, app in (("", "chat"), ("textgen", "completion"), ("workflows", "reference"))
        }
        with Client(server.base_url, keys[""], dataset_api_key=server.dataset_key, user=USER) as client:
            answer = client.chat.create_chat_message(query="Hello")
            run = client.with_options(api_key=keys["workflows"]).workflows.execute_workflow(
                inputs={"input_variable": "x"}
            )
            dataset = client.dataset.create_dataset("Reference", indexing_technique="high_quality")
            document = client.documents.create_document_from_text(dataset, "drinks.txt", "A search query finds tea.")
            assert not client.documents.wait_until_indexed(dataset, poll_interval=0.02).failed
            ids = {
                "conv_123": answer.conversation_id,
                "message_123": answer.message_id,
                "dataset_123": dataset.id,
                "document_123": document.document.id,
                "workflow_123": server.workflow_id("reference"),
                "execution_123": run.execution_id,
            }
        yield Made(
            server.base_url, ids, {**keys, "dataset": server.dataset_key}, dataset.to_dict(), run.to_dict()
        )  # fmt: skip


@pytest.fixture(autouse=True)
def _files_and_logging(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The files that examples open, and logging as it was before."""
    monkeypatch.chdir(tmp_path)
    for name in ("document.pdf", "large_file.pdf"):
        Path(name).write_bytes(b"%PDF-1.4\n" + name.encode())
    root = logging.getLogger()
    level, handlers = root.level, [*root.handlers]
    yield
    root.setLevel(level)
    root.handlers[:] = handlers


class Ran(NamedTuple):
    """What is there after an example.

    Attributes:
        names: Its variables.
        printed: The lines that it printed.
        slept: The seconds that it slept.
    """

    names: SimpleNamespace
    printed: list[str]
    slept: list[float]


def code_of(example: Block, made: Made, kind: type[Any]) -> str:
    """The code of an example for one kind of client, its placeholders replaced."""
    code = (
        example.code.replace(URL, made.base_url)
        .replace("your-api-key", made.keys[""])
        .replace("(...)", f"({ELLIPSIS})")
    )
    for placeholder, found in made.ids.items() if "client." in code else ():
        code = code.replace(f'"{placeholder}"', f'"{found}"')
    if kind is Client:
        for awaited, plain in SYNC:
            code = code.replace(awaited, plain)
    return code


def run(code: str, kind: type[Any], client: Any, made: Made, **names: Any) -> Ran:
    """Run code that finds `client`, and all that the reference takes for known."""
    printed: list[str] = []
    slept: list[float] = []

    async def nap(seconds: float) -> None:
        slept.append(seconds)

    sleep: Any = nap if kind is AsyncClient else slept.append
    space: dict[str, Any] = {
        **ERRORS,
        "AsyncClient": AsyncClient,
        "Client": Client,
        "client": client,
        "custom_logger": logging.getLogger("custom"),
        "asyncio": SimpleNamespace(sleep=sleep),
        "print": lambda *values: printed.append(" ".join(map(str, values))),
        **names,
    }
    compiled = compile(code, "reference", "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)

    async def main() -> None:
        try:
            waiting = eval(compiled, space)  # noqa: S307
            if inspect.isawaitable(waiting):
                await waiting
        finally:
            for each in {id(each): each for each in (client, space["client"])}.values():
                await each.aclose() if isinstance(each, AsyncClient) else each.close()

    asyncio.run(main())
    return Ran(SimpleNamespace(**space), printed, slept)


def app_of(code: str) -> str:
    """The group whose app an example is about, where that is not the chat app."""
    found = re.search(r"client\.(textgen|workflows)\b", code)
    return found[1] if found else ""


# What each example is there for.


def has_answered(ran: Ran) -> None:
    assert "Hello" in ran.names.response.answer


def is_configured(ran: Ran) -> None:
    assert ran.names.client.logger.name in ("custom", "pydify_plus")


def has_chatted_in_both_ways(ran: Ran) -> None:
    has_answered(ran)
    assert ran.printed[0].startswith("Event: message, Data: {")
    assert ran.printed[-1].startswith("Event: message_end, Data: {")


def has_made_and_searched_a_dataset(ran: Ran) -> None:
    dataset = ran.names.dataset
    assert (dataset.name, dataset.description, dataset.indexing_technique) == (
        "My Dataset",
        "A test dataset",
        "high_quality",
    )
    assert dataset.permission == "only_me"
    assert ran.names.results.query.content == "search query"
    assert all(record.score >= 0.8 for record in ran.names.results.records)


def has_uploaded(name: str) -> Callable[[Ran], None]:
    def check(ran: Ran) -> None:
        assert ran.names.file_response.name == name
        assert ran.names.file_response.size == len(Path(name).read_bytes())

    return check


def has_made_a_document(ran: Ran) -> None:
    assert ran.names.document.document.name == "My Document"


def has_run_a_workflow(ran: Ran) -> None:
    assert ran.names.execution.outputs == {"result": "Hello, World!"}
    assert ran.names.status.outputs == {"result": "x"}
    assert ran.names.execution.status == ran.names.status.status == WorkflowExecutionStatus.SUCCEEDED


def has_listed_conversations(ran: Ran) -> None:
    assert len(ran.names.conversations.data) >= 1
    assert ran.names.conversations.limit == 20


def has_listed_models(ran: Ran) -> None:
    assert [model.provider for model in ran.names.models]


def has_completed(ran: Ran) -> None:
    assert "The weather today is" in ran.names.response.answer


def has_app_info(ran: Ran) -> None:
    assert ran.names.app_info.mode == "chat"


def has_made_a_tag(ran: Ran) -> None:
    assert ran.names.new_tag.name == "Important Documents"
    assert isinstance(ran.names.tags, list)


def has_listed_segments(ran: Ran) -> None:
    assert [segment.content for segment in ran.names.segments.data] == ["A search query finds tea."]


def is_a_message(ran: Ran) -> None:
    assert (ran.names.message.role, ran.names.message.content) == ("user", "Hello, how are you?")


def is_a_request(ran: Ran) -> None:
    request = ran.names.request
    assert (request.conversation_id, request.user, request.stream) == ("conv_123", USER, False)
    assert [message.content for message in request.messages] == ["Hello"]


def is_a_dataset(ran: Ran) -> None:
    assert ran.names.dataset == DatasetResponse.from_dict(ran.names.api_response)
    assert ran.names.dataset.name == "Reference"


def is_an_execution(ran: Ran) -> None:
    assert ran.names.execution.outputs == {"result": "x"}
    assert ran.names.execution.execution_id == ran.names.api_response["workflow_run_id"]


def says_that_it_works(ran: Ran) -> None:
    has_app_info(ran)
    assert ran.printed == ["✅ API 连接正常"]


def does_nothing_more(ran: Ran) -> None:
    """It sets something up, or its method answers nothing."""


CHECKS: dict[str, Callable[[Ran], None]] = {
    "客户端类 / AsyncClient / 初始化": is_configured,
    "客户端类 / AsyncClient / 上下文管理器": has_answered,
    "客户端类 / Client / 初始化": is_configured,
    "客户端类 / Client / 上下文管理器": has_answered,
    "API 模块 / Chat API / 示例": has_chatted_in_both_ways,
    "API 模块 / Dataset API / 示例": has_made_and_searched_a_dataset,
    "API 模块 / Files API / 示例": has_uploaded("document.pdf"),
    "API 模块 / Documents API / 示例": has_made_a_document,
    "API 模块 / Workflows API / 示例": has_run_a_workflow,
    "API 模块 / Sessions API / 示例": has_listed_conversations,
    "API 模块 / Models API / 示例": has_listed_models,
    "API 模块 / Feedback API / 示例": does_nothing_more,
    "API 模块 / TextGen API / 示例": has_completed,
    "API 模块 / AppConfig API / 示例": has_app_info,
    "API 模块 / Tags API / 示例": has_made_a_tag,
    "API 模块 / Blocks API / 示例": has_listed_segments,
    "数据模型 / ChatMessage": is_a_message,
    "数据模型 / CreateChatMessageRequest": is_a_request,
    "数据模型 / DatasetResponse": is_a_dataset,
    "数据模型 / WorkflowExecutionResponse": is_an_execution,
    "错误处理 / 错误处理示例": has_answered,
    "配置 / 日志配置": is_configured,
    "最佳实践 / 1. 使用上下文管理器": has_answered,
    "最佳实践 / 2. 错误处理": has_answered,
    "最佳实践 / 3. 资源管理": has_uploaded("large_file.pdf"),
    "最佳实践 / 4. 性能优化": is_configured,
    "常见问题 / Q: 如何处理大文件上传？": has_uploaded("large_file.pdf"),
    "常见问题 / Q: 如何调试请求？": does_nothing_more,
    "常见问题 / Q: 如何处理速率限制？": has_answered,
    "常见问题 / Q: 如何测试 API 连接？": says_that_it_works,
}


def test_every_example_has_its_purpose() -> None:
    assert [example.heading for example in EXAMPLES] == [*CHECKS]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda each: each.heading)
def test_an_example_does_what_it_is_there_for(example: Block, kind: type[Any], made: Made) -> None:
    code = code_of(example, made, kind)
    client = kind(made.base_url, made.keys[app_of(code)], dataset_api_key=made.keys["dataset"], user=USER)
    api_response = made.execution if "Execution" in code else made.dataset
    ran = run(code, kind, client, made, api_response=api_response)
    CHECKS[example.heading](ran)
    assert not ran.slept
    assert "失败" not in "".join(ran.printed)


def test_a_like_is_kept(made: Made) -> None:
    with Client(made.base_url, made.keys[""], user=USER) as client:
        client.feedback.dislike_message(made.ids["message_123"])
    (example,) = (each for each in EXAMPLES if "like_message" in each.code)
    client = AsyncClient(made.base_url, made.keys[""], user=USER)
    run(code_of(example, made, AsyncClient), AsyncClient, client, made)
    with Client(made.base_url, made.keys[""], user=USER) as client:
        liked = {rating.message_id: rating.rating for rating in client.feedback.list_feedbacks()}
    assert liked[made.ids["message_123"]] == "like"


# The examples of errors, with the errors.


Answer = tuple[int, str] | type[httpx.TransportError]


def answering(kind: type[Any], *answers: Answer) -> Any:
    """A client whose requests are answered so, one after the other."""
    left = [*answers]

    def answer(_: httpx.Request) -> httpx.Response:
        found = left.pop(0)
        if not isinstance(found, tuple):
            raise found("It went wrong.")
        status, code = found
        hello = {"event": "message", "answer": "Hello", "message_id": "m", "conversation_id": "c"}
        refusal = {"code": code, "message": "No.", "status": status}
        return httpx.Response(status, json=refusal if code else hello)

    http = (httpx.AsyncClient if kind is AsyncClient else httpx.Client)(transport=httpx.MockTransport(answer))
    return kind("http://dify.test", "app-KEY", http_client=http, retries=0, user=USER)


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ((401, "unauthorized"), "认证失败: No."),
        ((404, "not_found"), "资源未找到: No."),
        ((429, "too_many_requests"), "速率限制: No."),
        ((422, "unprocessable_entity"), "验证错误: No."),
        ((500, "internal_server_error"), "服务器错误: No."),
        (httpx.ConnectError, "连接错误: "),
        (httpx.ReadTimeout, "超时错误: "),
        ((403, "forbidden"), "未知错误: No."),
    ],
    ids=lambda value: value.partition(":")[0] if isinstance(value, str) else "",
)
def test_each_error_comes_where_the_reference_catches_it(
    kind: type[Any], answer: Answer, told: str, made: Made
) -> None:
    (example,) = (each for each in EXAMPLES if each.heading == "错误处理 / 错误处理示例")
    ran = run(code_of(example, made, kind), kind, answering(kind, answer), made)
    (line,) = ran.printed
    assert line.startswith(told)


@pytest.mark.parametrize("heading", ["最佳实践 / 2. 错误处理", "常见问题 / Q: 如何处理速率限制？"])
def test_a_rate_limit_is_waited_for_and_the_call_made_again(kind: type[Any], heading: str, made: Made) -> None:
    (example,) = (each for each in EXAMPLES if each.heading == heading)
    client = answering(kind, (429, "too_many_requests"), (200, ""))
    ran = run(code_of(example, made, kind), kind, client, made)
    assert ran.slept == [60]
    assert ran.names.response.answer == "Hello"


@pytest.mark.parametrize("problem", [httpx.ConnectError, httpx.ReadTimeout])
def test_a_network_problem_is_passed_over_where_the_reference_does(
    kind: type[Any], problem: type[httpx.TransportError], made: Made
) -> None:
    (example,) = (each for each in EXAMPLES if each.heading == "最佳实践 / 2. 错误处理")
    ran = run(code_of(example, made, kind), kind, answering(kind, problem), made)
    assert (ran.slept, hasattr(ran.names, "response")) == ([], False)


def test_a_wrong_key_shows_in_the_connection_test(kind: type[Any], made: Made) -> None:
    client = kind(made.base_url, "app-wrong")
    ran = run(code_of(EXAMPLES[-1], made, kind), kind, client, made)
    (line,) = ran.printed
    assert line.startswith("❌ API 连接失败: ")
    assert "app-wrong" not in line
