"""Keys go to the server that they were given for, and nowhere else: not where a redirect leads, not to a file that an answer names."""

from __future__ import annotations

import json
from typing import Any

import pytest
from engines import ENGINES, has_engine, http_client
from security.serving import Connection, Server, ok
from unit.loops import Loop

from pydify_plus.errors import DifyAPIError

_FAST = ((None, "sync"), (None, "asyncio"), ("httpx2", "sync"), ("aiohttp", "asyncio"))
_EACH = [
    pytest.param(each, id="-".join(filter(None, each)), marks=() if each in _FAST else pytest.mark.slow)
    for each in [(engine, world) for engine in (None, *ENGINES) for world in ("sync", "asyncio", "trio")]
    if each[0] is None or has_engine(each[0], each[1])
]


@pytest.fixture(params=_EACH)
def place(request: pytest.FixtureRequest) -> tuple[str | None, Loop]:
    """An HTTP client to be given, or None for the client's own; and a world."""
    engine, world = request.param
    return engine, Loop(world)


def options_of(engine: str | None, loop: Loop) -> dict[str, Any]:
    if engine is None:
        return {}
    http = http_client(engine, loop.name)
    http.follow_redirects = True  # of which this package makes nothing
    return {"http_client": http}


async def _get(loop: Loop, client: Any) -> None:
    await loop.get(client.app_config.get_app_basic_info())


async def _post(loop: Loop, client: Any) -> None:
    await loop.get(client.feedback.like_message("m-1"))


async def _upload(loop: Loop, client: Any) -> None:
    await loop.get(client.files.upload_file(("a.txt", b"text")))


async def _stream(loop: Loop, client: Any) -> None:
    await loop.take(client.chat.stream_chat_message(query="Hello"))


async def _download(loop: Loop, client: Any) -> None:
    async with loop.within(client.files.with_streaming_response.get_file_preview("f-1")):
        pass


STATUSES = ("302 Found", "307 Temporary Redirect")
CALLS = (_get, _post, _upload, _stream, _download)


def test_no_redirect_is_followed(place: tuple[str | None, Loop]) -> None:
    engine, loop = place
    to: dict[str, str] = {}

    def redirect(connection: Connection) -> None:
        connection.answer(to["status"], location=to["location"])

    async def test() -> None:
        options = options_of(engine, loop)
        async with loop.client(server.url, default_headers={"X-Api-Key": "k-PrIvAtE"}, retries=2, **options) as client:
            for status in STATUSES:
                for location in places:
                    to.update(status=status, location=location)
                    for call in CALLS:
                        with pytest.raises(DifyAPIError, match="redirects to") as caught:
                            await call(loop, client)
                        assert location.partition("?")[0] in str(caught.value)
        if options:
            await loop.close(options["http_client"])

    with Server(ok) as other, Server(redirect) as server:
        port = other.url.rpartition(":")[2]
        places = (
            f"{other.url}/v1/info",  # another port
            f"http://localhost:{port}/v1/info",  # another host
            f"https://127.0.0.1:{port}/v1/info",  # another scheme
            f"{server.url}/elsewhere",  # the same server
            "/v1/elsewhere",
        )
        loop.run(test)
        assert other.connections == []
        assert len(server.connections) == len(STATUSES) * len(places) * len(CALLS)  # none was asked twice
        assert all(one.headers["authorization"] == "Bearer app-KEY" for one in server.connections)


@pytest.mark.parametrize("world", ["sync", "asyncio"])
def test_nothing_is_fetched_from_where_an_answer_says_that_a_file_is(world: Any) -> None:
    loop = Loop(world)

    def answer(connection: Connection) -> None:
        file = {"id": "f-1", "type": "image", "url": f"{other.url}/files/f-1/file-preview?sign=s", "name": "a.png"}
        event = {"event": "message_file", "message_id": "m-1", "conversation_id": "c-1", "task_id": "t-1", **file}
        if connection.request.startswith(b"POST /v1/chat-messages "):
            events = [event, {**event, "event": "message_end", "files": [file], "metadata": {}}]
            body = "".join(f"data: {json.dumps(each)}\n\n" for each in events).encode()
            connection.answer("200 OK", body, content_type="text/event-stream")
        else:
            item = {**file, "message_files": [file], "created_at": 1, "download_url": file["url"]}
            connection.answer("200 OK", json.dumps({**item, "data": [item], "has_more": False}).encode())

    async def test() -> None:
        async with loop.client(server.url) as client:
            events = await loop.take(client.chat.stream_chat_message(query="Draw"))
            assert other.url in repr([each.to_dict() for each in events])
            page = await loop.get(client.sessions.get_conversation_messages("c-1"))
            assert other.url in repr([each.to_dict() for each in page.data])
            uploaded = await loop.get(client.files.upload_file(("a.png", b"png")))
            await loop.get(client.files.get_file_preview(uploaded))
            link = await loop.get(client.documents.download_document("d-1", "e-1"))
            assert link.url.startswith(other.url)

    with Server(ok) as other, Server(answer) as server:
        loop.run(test)
        assert other.connections == []
        assert len(server.connections) == 5
