"""The pytest plugin, in pytest processes of its own that find it as an installed one."""

from __future__ import annotations

import pytest

pytest_plugins = ["pytester"]


@pytest.fixture
def run(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    """A folder in which pytest loads only the plugins that it is told to."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    for name in ("PYTEST_ADDOPTS", "PYTEST_PLUGINS"):
        monkeypatch.delenv(name, raising=False)
    return pytester


# Both by the names of their entry points.
WITH_PLUGIN = ("-W", "error", "-p", "pydify_plus")
WITH_ANYIO = (*WITH_PLUGIN, "-p", "anyio")


def test_the_fixtures_are_a_server_and_clients_for_it(run: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):  # which nothing of this may go through
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    monkeypatch.setenv("no_proxy", "example.com")
    run.makepyfile(
        """
        import os
        import time

        import pytest

        from pydify_plus.testing import Fault


        def test_server_and_client(dify_server, dify_client):
            assert dify_client.chat.create_chat_message(query="Hello").answer == "You said: Hello"
            assert dify_client.dataset.create_dataset("kb").name == "kb"
            assert [request.operation for request in dify_server.requests] == ["sendChatMessage", "createDataset"]
            assert dify_server.requests[0].json["user"] == "pytest"


        def test_another_test_has_another_server(dify_server, dify_client):
            assert not dify_server.requests
            assert not list(dify_client.sessions.list_conversations())
            assert not list(dify_client.dataset.list_datasets())


        def test_a_retry_takes_no_time(dify_server, dify_client):
            dify_server.faults.add(Fault.status(503), times=3)
            begun = time.perf_counter()
            assert dify_client.app_config.get_app_basic_info().name == "chat"
            assert time.perf_counter() - begun < 0.5


        def test_an_app_of_the_test(dify_app, dify_client):
            key = dify_app(answer="It rains.")
            weather = dify_client.with_options(api_key=key)
            assert weather.chat.create_chat_message(query="Well?").answer == "It rains."
            other = dify_client.with_options(api_key=dify_app("summary", "completion", answer="Short."))
            assert other.textgen.create_completion_message(prompt="Long").answer == "Short."


        @pytest.mark.anyio
        async def test_async(dify_server, async_dify_client):
            answer = await async_dify_client.chat.create_chat_message(query="Hello")
            assert answer.answer == "You said: Hello"
            words = [text async for text in async_dify_client.chat.stream_chat_message(query="Hi").text()]
            assert "".join(words) == "You said: Hi"
            assert dify_server.requests[0].json["query"] == "Hello"
            assert os.environ["no_proxy"] == "example.com,127.0.0.1"


        def test_the_environment_is_as_it_was():
            assert os.environ["no_proxy"] == "example.com"
        """
    )
    run.makeconftest(
        """
        import pytest

        @pytest.fixture(params=["asyncio", "trio"])
        def anyio_backend(request):
            return request.param
        """
    )
    result = run.runpytest_subprocess(*WITH_ANYIO)
    result.assert_outcomes(passed=7)


def test_apps_and_options_are_overridden_by_fixtures(run: pytest.Pytester) -> None:
    run.makefile(".yaml", apps="apps: [{name: weather, mode: chat, answer: It rains.}]")
    run.makepyfile(
        test_file="""
        import pytest

        @pytest.fixture
        def dify_apps(request):
            return request.path.parent / "apps.yaml"

        @pytest.fixture
        def dify_server_options():
            return {"version": "1.9.2"}

        def test_them(dify_server):
            assert dify_server.app_key("weather")
            assert dify_server.requests.maxlen == 1000

        def test_the_version(dify_client):
            assert dify_client.server.get_info().server_version == "1.9.2"
        """,
        test_code="""
        import pytest
        from pydify_plus.testing import App

        @pytest.fixture
        def dify_apps():
            return [App("chat", "chat", answer="Mine.")]

        def test_them(dify_client):
            assert dify_client.chat.create_chat_message(query="?").answer == "Mine."
        """,
    )
    run.runpytest_subprocess(*WITH_PLUGIN).assert_outcomes(passed=3)


def test_it_imports_nothing_before_a_fixture_is_used(run: pytest.Pytester) -> None:
    run.makepyfile(
        """
        import sys

        HEAVY = {"starlette", "uvicorn", "httpx", "yaml", "h11", "attrs", "python_multipart"}

        def test_before():
            assert "pydify_plus.testing.plugin" in sys.modules
            assert not HEAVY & set(sys.modules)
            ours = {name for name in sys.modules if name.startswith("pydify_plus")}
            assert ours <= {"pydify_plus", "pydify_plus._version", "pydify_plus.testing", "pydify_plus.testing.plugin"}

        def test_after(dify_server):
            assert {"starlette", "uvicorn"} <= set(sys.modules)
            assert "httpx" not in sys.modules
        """
    )
    run.runpytest_subprocess(*WITH_PLUGIN).assert_outcomes(passed=2)


def test_without_the_plugin_there_is_nothing_of_it(run: pytest.Pytester) -> None:
    run.makepyfile("def test_it(dify_server): pass")
    result = run.runpytest_subprocess()
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*fixture 'dify_server' not found*"])


def test_without_the_extra_only_its_users_fail_and_are_told_what_to_install(run: pytest.Pytester) -> None:
    run.makeconftest("import sys; sys.modules['uvicorn'] = None")
    run.makepyfile("def test_it(dify_client): pass\ndef test_other(): pass")
    result = run.runpytest_subprocess(*WITH_PLUGIN)
    result.assert_outcomes(errors=1, passed=1)
    result.stdout.fnmatch_lines(['*pydify_plus.testing needs uvicorn*pip install "pydify-plus?testing?"*'])
