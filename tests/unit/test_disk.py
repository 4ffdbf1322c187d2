"""Uploads and downloads of files: the event loop goes on while a disk is waited for, callers hear how far they are, memory stays."""

from __future__ import annotations

import gzip
import io
import os
import socket
import threading
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import anyio
import anyio.lowlevel
import httpx
import pytest
from unit.loops import Loop
from unit.raw_server import Answer, RawServer, answer
from unit.replay import recorded
from unit.wire import Upload, Wire
from unit.worlds import World

from pydify_plus import AsyncClient
from pydify_plus._core.content import Content
from pydify_plus._core.downloads import Sink
from pydify_plus._core.uploads import Stream
from pydify_plus.errors import DifyConnectionError
from pydify_plus.models import UploadProgress

UPLOADED = recorded("uploadChatFile/ok-png").json
LARGE = os.urandom(1 << 20) * 3 + b"end"
EACH = pytest.mark.parametrize("name", ["asyncio", "trio"])


@pytest.fixture
def large(tmp_path: Path) -> Path:
    path = tmp_path / "large.bin"
    path.write_bytes(LARGE)
    return path


class Gate:
    """A disk that makes one thread wait until the event loop has shown that it goes on.

    On the loop's own thread it would wait in vain: then it says so.
    """

    def __init__(self) -> None:
        self._loop = threading.get_ident()
        self._passed = threading.Event()
        self.reached = 0

    def wait(self) -> None:
        self.reached += 1
        assert threading.get_ident() != self._loop, "the event loop's thread waits for the disk"
        assert self._passed.wait(30), "the event loop stands still"

    async def open_when_reached(self) -> None:
        while not self.reached:  # noqa: ASYNC110 - a thread tells it
            await anyio.sleep(0.001)
        self._passed.set()


async def beside(gate: Gate, work: Callable[[], Awaitable[Any]]) -> Any:
    """Do some work, whose disk waits for the loop to do something else meanwhile."""
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(gate.open_when_reached)
        result = await work()
        assert gate.reached, "nothing was read or written where it was expected"
    return result


@EACH
@pytest.mark.parametrize("kind", ["path", "open file", "gzip", "pipe"])
@pytest.mark.parametrize("step", ["open", "read"])
def test_the_event_loop_goes_on_while_a_file_is_read(
    name: Any, kind: str, step: str, large: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    packed = large.with_suffix(".gz")
    packed.write_bytes(gzip.compress(LARGE, 1))
    reading, writing = os.pipe()

    def fill() -> None:
        with os.fdopen(writing, "wb") as end:
            end.write(LARGE)

    filling = threading.Thread(target=fill)
    filling.start()

    async def test() -> None:
        gate = Gate()
        read, make = Stream.read, Content.__init__

        def slow_read(self: Stream, size: int = -1, /) -> bytes:
            gate.wait()
            return read(self, size)

        def slow_make(self: Content, part: Any) -> None:
            gate.wait()
            make(self, part)

        with (
            Wire((201, UPLOADED)) as wire,
            large.open("rb") as opened,
            gzip.open(packed) as unpacking,
            os.fdopen(reading, "rb") as pipe,
        ):
            source: Any = {"path": large, "open file": opened, "gzip": unpacking, "pipe": pipe}[kind]
            async with AsyncClient(wire.base_url, "app-KEY", verify=False) as client:
                with monkeypatch.context() as patch:
                    if step == "read":
                        patch.setattr(Stream, "read", slow_read)
                    else:
                        patch.setattr(Content, "__init__", slow_make)
                    await beside(gate, lambda: client.files.upload_file(("a.bin", source), user="alice"))
            assert wire.received[0].form["file"] == Upload("a.bin", "application/octet-stream", LARGE)
            if kind != "pipe":
                assert int(wire.received[0].headers["content-length"]) > len(LARGE)
                pipe.read()

    Loop(name).run(test)
    filling.join()


@EACH
def test_the_event_loop_goes_on_while_a_path_is_looked_at(
    name: Any, large: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stat = Path.stat

    async def test() -> None:
        gate = Gate()

        def slow_stat(self: Path, **how: Any) -> os.stat_result:
            if self.name == large.name:
                gate.wait()
            return stat(self, **how)

        with Wire((201, UPLOADED)) as wire, monkeypatch.context() as patch:
            patch.setattr(Path, "stat", slow_stat)
            async with AsyncClient(wire.base_url, "app-KEY", verify=False) as client:
                await beside(gate, lambda: client.files.upload_file(large, user="alice"))

    Loop(name).run(test)


@EACH
@pytest.mark.parametrize("step", ["open", "write", "finish"])
@pytest.mark.parametrize("kind", ["path", "open file"])
def test_the_event_loop_goes_on_while_a_download_is_written(
    name: Any, step: str, kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def test() -> None:
        gate = Gate()
        method = getattr(Sink, step)

        def slow(self: Sink, *data: bytes) -> None:
            gate.wait()
            method(self, *data)

        path = tmp_path / "b.bin"
        with (
            RawServer() as server,
            monkeypatch.context() as patch,
            (tmp_path / "open.bin").open("wb") as opened,
        ):
            server.add(answer([LARGE], "application/octet-stream"))
            patch.setattr(Sink, step, slow)
            async with AsyncClient(server.url, "app-KEY", verify=False) as client:
                to: Any = path if kind == "path" else opened
                size = await beside(gate, lambda: client.files.get_file_preview("f1", to=to, user="alice"))
        assert size == len(LARGE)
        assert (path if kind == "path" else tmp_path / "open.bin").read_bytes() == LARGE

    Loop(name).run(test)


@pytest.mark.parametrize("name", ["sync", "asyncio", "trio"])
def test_a_download_that_breaks_off_keeps_what_an_open_file_has_got(name: Any, tmp_path: Path) -> None:
    async def test() -> None:
        loop = Loop(name)
        with RawServer() as server:
            for _ in range(2):
                server.add(answer([b"half"], "application/octet-stream", then="close"))
            async with loop.client(server.url) as client:
                kept = io.BytesIO()
                for to in (kept, tmp_path / "a.bin"):
                    with pytest.raises(DifyConnectionError):
                        await loop.get(client.files.get_file_preview("f1", to=to))
        assert kept.getvalue() == b"half"

    Loop(name).run(test)
    assert list(tmp_path.iterdir()) == []


@EACH
def test_a_download_that_is_cancelled_leaves_no_file(name: Any, tmp_path: Path) -> None:
    async def test() -> None:
        with RawServer() as server:
            server.add(answer([LARGE], "application/octet-stream", then="hold"))
            async with AsyncClient(server.url, "app-KEY", verify=False) as client, anyio.create_task_group() as tasks:
                tasks.start_soon(lambda: client.files.get_file_preview("f1", to=tmp_path / "a.bin", user="alice"))
                with anyio.fail_after(30):
                    while not os.listdir(tmp_path):  # noqa: ASYNC110, PTH208
                        await anyio.sleep(0.001)
                tasks.cancel_scope.cancel()

    Loop(name).run(test)
    assert list(tmp_path.iterdir()) == []


@EACH
def test_an_upload_from_a_silent_pipe_can_be_cancelled(name: Any) -> None:
    reading, writing = os.pipe()

    async def test() -> None:
        with socket.create_server(("127.0.0.1", 0)) as server, os.fdopen(reading, "rb") as pipe:
            url = f"http://127.0.0.1:{server.getsockname()[1]}"
            async with AsyncClient(url, "app-KEY", verify=False) as client:
                with anyio.move_on_after(0.1) as scope:
                    await client.files.upload_file(("a.bin", pipe), user="alice")
                assert scope.cancelled_caught
                os.close(writing)  # which ends the thread's read

    Loop(name).run(test)


# How far an upload is.


@pytest.mark.parametrize("kind", ["path", "bytes", "pipe"])
def test_an_upload_tells_how_far_it_is(world: World, large: Path, kind: str) -> None:
    told: list[UploadProgress] = []
    with Wire((201, UPLOADED)) as wire:
        source: Any = {"path": large, "bytes": ("a.bin", LARGE), "pipe": ("a.bin", OneWay(LARGE))}[kind]
        client = world.client(wire.base_url)
        world.wait(client.files.upload_file(source, user="alice", on_progress=told.append))
    sent = [one.sent for one in told]
    assert len(sent) > 2
    assert sent == sorted(set(sent))
    assert told[-1].sent == len(LARGE)
    assert {one.total for one in told} == {None if kind == "pipe" else len(LARGE)}


def test_an_upload_that_is_repeated_tells_it_from_the_start(world: World) -> None:
    told: list[UploadProgress] = []
    busy = (429, {"code": "too_many_requests", "message": "Too many requests", "status": 429})
    with Wire(busy, (201, UPLOADED)) as wire:
        client = world.client(wire.base_url, retries=1, retry_backoff_factor=0)
        world.wait(client.files.upload_file(("a.txt", b"four"), user="alice", on_progress=told.append))
    assert told == [UploadProgress(4, 4)] * 2


def test_an_async_function_can_hear_it() -> None:
    told: list[int] = []

    async def hear(progress: UploadProgress) -> None:
        await anyio.lowlevel.checkpoint()
        told.append(progress.sent)

    with World("async") as world, Wire((201, UPLOADED)) as wire:
        world.wait(world.client(wire.base_url).files.upload_file(("a.txt", b"four"), on_progress=hear))
    assert told == [4]
    with World("sync") as world, RawServer() as server:
        server.add(Answer([], "close"))
        client = world.client(server.url)
        with pytest.raises(TypeError, match="async function, for which a Client cannot wait"):
            client.files.upload_file(("a.txt", b"four"), on_progress=hear)


@pytest.mark.parametrize(
    "upload",
    [
        lambda client, **how: client.audio.audio_to_text(("a.mp3", b"four"), **how),
        lambda client, **how: client.pipelines.upload_pipeline_file(("a.md", b"four"), **how),
        lambda client, **how: client.documents.create_document_from_file("d", file=("a.md", b"four"), **how),
        lambda client, **how: client.documents.update_document("d", "e", file=("a.md", b"four"), **how),
    ],
    ids=["audio", "pipeline", "document", "new content"],
)
def test_every_method_that_uploads_tells_it(world: World, upload: Any) -> None:
    told: list[UploadProgress] = []
    with Wire((200, {"text": "", "document": {}, "batch": ""})) as wire:
        world.wait(upload(world.client(wire.base_url), on_progress=told.append))
    assert told == [UploadProgress(4, 4)]


class OneWay(io.RawIOBase):
    """Bytes that come once."""

    def __init__(self, content: bytes) -> None:
        self._content = io.BytesIO(content)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        return self._content.readinto(buffer)


def test_the_body_of_an_upload_can_be_read_again(world: World, large: Path) -> None:
    bodies: list[int] = []

    def answer(request: httpx.Request) -> httpx.Response:
        bodies.append(len(request.content))
        return httpx.Response(201 if len(bodies) > 1 else 401, json=UPLOADED)

    async def async_answer(request: httpx.Request) -> httpx.Response:
        await request.aread()
        return answer(request)

    class Again(httpx.Auth):
        """As digest authentication does."""

        def auth_flow(self, request: httpx.Request) -> Any:
            yield request
            yield request

    handler: Any = answer if world.name == "sync" else async_answer
    http = world.http(httpx.MockTransport(handler), auth=Again())
    world.wait(world.client(http_client=http).files.upload_file(large))
    assert len(bodies) == 2
    assert bodies[0] == bodies[1] > len(LARGE)
