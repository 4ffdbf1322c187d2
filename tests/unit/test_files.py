"""Files: what goes over the wire for each kind of source, and what comes back."""

from __future__ import annotations

import gzip
import io
import os
import pickle
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import respx
from recorded import Exchange
from unit.played import Method, every_exchange, last_of, play
from unit.replay import KEYS, Replay, recorded
from unit.wire import Upload, Wire, form_of
from unit.worlds import BASE_URL, World

from pydify_plus._core.uploads import Stream
from pydify_plus.errors import DifyConnectionError, DifyNotFoundError, DifyRateLimitError
from pydify_plus.models import UploadedFile

UPLOADED = recorded("uploadChatFile/ok-png").json
CONTENT = bytes(range(256)) * 1000 + b"\r\n--boundary\r\n"
BUSY = (429, {"code": "too_many_requests", "message": "Too many requests", "status": 429})


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "photo.png"
    path.write_bytes(CONTENT)
    return path


def upload(client: Any, request: dict[str, Any]) -> Any:
    (file,) = request["files"]
    source = (file["filename"], b"x" * file["size"], file["content_type"])
    # The methods always name a user, which Dify by itself would call the same.
    return client.files.upload_file(source, user=request["form"]["user"])


METHODS: dict[str, Method] = {"uploadChatFile": upload}
NOT_SENT = tuple(
    f"uploadChatFile/{case}"
    for case in ("err-no-file", "err-two-files", "err-bad-filename-chars", "err-json-body", "ok-no-user")
)


@pytest.mark.parametrize(("method", "exchange"), every_exchange(METHODS, except_for=NOT_SENT))
def test_an_upload_is_the_recorded_one(dify: Replay, method: Method, exchange: Exchange) -> None:
    play(dify, method, exchange)


def test_without_a_user_the_clients_own_is_named(dify: Replay) -> None:
    dify.expect("uploadChatFile/ok-no-user", form={"user": "DEFAULT-USER"})
    file = dify.wait(dify.client.files.upload_file(("a.txt", b"x")))
    assert type(file) is UploadedFile
    assert file.as_input().to_dict() == {"type": "document", "transfer_method": "local_file", "upload_file_id": file.id}


def pipe() -> io.BufferedReader:
    """A pipe with the content in it, whose size the system gives as 0."""
    reading, writing = os.pipe()
    with os.fdopen(writing, "wb") as file:
        file.write(CONTENT[:5000])
    return os.fdopen(reading, "rb")


def at_its_end() -> io.BytesIO:
    file = io.BytesIO()
    file.write(CONTENT)
    return file


def packed(path: Path) -> Any:
    path.with_suffix(".gz").write_bytes(gzip.compress(CONTENT))
    return gzip.open(path.with_suffix(".gz"))


@pytest.mark.parametrize(
    ("source", "sent"),
    [
        (lambda path: path, Upload("photo.png", "image/png", CONTENT)),
        (str, Upload("photo.png", "image/png", CONTENT)),
        (lambda path: path.open("rb"), Upload("photo.png", "image/png", CONTENT)),
        (lambda _: ('a "b".png', CONTENT), Upload("a %22b%22.png", "image/png", CONTENT)),
        (lambda _: at_its_end(), Upload("file", "application/octet-stream", CONTENT)),
        (lambda path: ("photo.png", packed(path)), Upload("photo.png", "image/png", CONTENT)),
        (lambda _: ("файл.png", pipe()), Upload("файл.png", "image/png", CONTENT[:5000])),
        (lambda _: ("empty.txt", b""), Upload("empty.txt", "text/plain", b"")),
    ],
    ids=["path", "str", "open file", "bytes", "at its end", "gzip", "pipe", "empty"],
)
def test_each_kind_of_source_arrives_whole(world: World, photo: Path, source: Any, sent: Upload) -> None:
    given = source(photo)
    with Wire((201, UPLOADED)) as wire:
        file = world.wait(world.client(wire.base_url).files.upload_file(given, user="alice"))

        assert wire.received[0].form == {"file": sent, "user": "alice"}
        assert file.to_dict() == UPLOADED
    for one in given if isinstance(given, tuple) else (given,):
        if hasattr(one, "close"):
            one.close()


def test_a_file_is_read_in_pieces(world: World, photo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sizes: list[int] = []
    read = Stream.read

    def watched(self: Stream, size: int = -1, /) -> bytes:
        sizes.append(size)
        return read(self, size)

    monkeypatch.setattr(Stream, "read", watched)
    photo.write_bytes(CONTENT * 8)
    with Wire((201, UPLOADED)) as wire, photo.open("rb") as file:
        world.wait(world.client(wire.base_url).files.upload_file(file, user="alice"))
    assert len(sizes) > 3
    assert 0 < max(sizes) <= 1 << 20


@pytest.mark.parametrize("kind", ["path", "open file", "bytes"])
def test_a_refused_upload_is_sent_again_from_its_start(world: World, photo: Path, kind: str) -> None:
    with Wire(BUSY, BUSY, (201, UPLOADED)) as wire, photo.open("rb") as file:
        client = world.client(wire.base_url, retries=2, retry_backoff_factor=0)
        source: Any = {"path": photo, "open file": file, "bytes": ("photo.png", CONTENT)}[kind]
        world.wait(client.files.upload_file(source, user="alice"))

        assert [request.form["file"] for request in wire.received] == [Upload("photo.png", "image/png", CONTENT)] * 3


def test_a_path_is_opened_anew_for_each_attempt(world: World, photo: Path) -> None:
    bodies: list[Any] = []

    def answer(request: httpx.Request) -> httpx.Response:
        bodies.append(form_of(request.headers["Content-Type"], request.read())["file"])
        photo.unlink()
        photo.write_bytes(b"%d" % len(bodies))
        if len(bodies) < 3:
            raise httpx.ConnectError("refused")
        return httpx.Response(201, json=UPLOADED)

    with respx.mock(base_url=BASE_URL) as router:
        router.post("/files/upload").mock(side_effect=answer)
        client = world.client(retries=2, retry_backoff_factor=0)
        world.wait(client.files.upload_file(photo, user="alice"))
    assert bodies == [Upload("photo.png", "image/png", content) for content in (CONTENT, b"1", b"2")]


def test_what_can_be_read_once_is_sent_once(world: World) -> None:
    with Wire(BUSY, (201, UPLOADED)) as wire, pipe() as file:
        client = world.client(wire.base_url, retries=2, retry_backoff_factor=0)
        with pytest.raises(DifyRateLimitError):
            world.wait(client.files.upload_file(("a.txt", file), user="alice"))
        assert len(wire.received) == 1


def test_an_upload_that_may_have_arrived_is_not_repeated(world: World, photo: Path) -> None:
    with respx.mock(base_url=BASE_URL) as router:
        route = router.post("/files/upload").mock(side_effect=httpx.ReadError("gone"))
        with pytest.raises(DifyConnectionError):
            world.wait(world.client(retries=2, retry_backoff_factor=0).files.upload_file(photo, user="alice"))
    assert route.call_count == 1


def test_a_wrong_source_is_refused_before_anything_is_sent(dify: Replay, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="a str is taken for a path"):
        dify.wait(dify.client.files.upload_file(str(tmp_path / "nowhere.txt")))
    with pytest.raises(TypeError, match="did you mean 'content_type'"):
        dify.wait(dify.client.files.upload_file(b"x", contenttype="text/plain"))
    assert dify.sent == []


def test_an_uploaded_file_remembers_its_source_but_for_itself(dify: Replay) -> None:
    exchange = recorded("uploadChatFile/ok-png")
    dify.expect(exchange)
    file = dify.wait(upload(dify.client, exchange.request))
    assert file._source.name == "pixel.png"
    assert file.to_dict() == exchange.json
    assert "_source" not in file
    copy = pickle.loads(pickle.dumps(file))  # noqa: S301
    assert copy == file
    assert not hasattr(copy, "_source")


PREVIEWS: dict[str, Method] = {
    "previewChatFile": lambda client, request: client.files.get_file_preview(
        last_of(request["path"].removesuffix("/preview")),
        user=request["query"]["user"],
        as_attachment=True if request["query"].get("as_attachment") else None,
    )
}


@pytest.mark.parametrize(("method", "exchange"), every_exchange(PREVIEWS))
def test_a_preview_is_the_content(dify: Replay, method: Method, exchange: Exchange) -> None:
    if exchange.status >= 400:
        play(dify, method, exchange)
        return
    dify.expect(exchange)
    assert dify.wait(method(dify.client, exchange.request)).startswith(b"\x89PNG")


@pytest.mark.parametrize("target", ["path", "str", "open file"])
def test_a_preview_can_go_to_a_file(dify: Replay, tmp_path: Path, target: str) -> None:
    preview = recorded("previewChatFile/ok-used-in-message")
    path, file = tmp_path / "pixel.png", io.BytesIO()
    dify.expect("uploadChatFile/ok-png", preview)
    uploaded = dify.wait(upload(dify.client, recorded("uploadChatFile/ok-png").request))
    to: Any = {"path": path, "str": str(path), "open file": file}[target]

    size = dify.wait(dify.client.files.get_file_preview(uploaded, to=to, user=preview.request["query"]["user"]))

    assert size == preview.data["response"]["binary"]["length"]
    assert len(file.getvalue() if target == "open file" else path.read_bytes()) == size


def test_a_preview_that_is_not_there_leaves_no_file(dify: Replay, tmp_path: Path) -> None:
    missing = recorded("previewChatFile/err-not-used")
    dify.expect(missing)
    wanted = last_of(missing.request["path"].removesuffix("/preview"))
    with pytest.raises(DifyNotFoundError, match="used in a message"):
        dify.wait(dify.client.files.get_file_preview(wanted, to=tmp_path / "a", user=missing.request["query"]["user"]))
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_is_an_error(dify: Replay, tmp_path: Path) -> None:
    preview = recorded("previewChatFile/ok-used-in-message")
    dify.expect(preview)
    wanted = last_of(preview.request["path"].removesuffix("/preview"))
    with pytest.raises(FileNotFoundError):
        dify.wait(
            dify.client.files.get_file_preview(
                wanted, to=tmp_path / "nowhere" / "a", user=preview.request["query"]["user"]
            )
        )


def test_a_preview_that_breaks_off_is_an_error_and_leaves_no_file(world: World, tmp_path: Path) -> None:
    def broken() -> Iterator[bytes]:
        yield b"half"
        raise httpx.ReadError("gone")

    class Body(httpx.SyncByteStream, httpx.AsyncByteStream):
        def __iter__(self) -> Iterator[bytes]:
            return broken()

        async def __aiter__(self) -> Any:
            for chunk in broken():
                yield chunk

    with respx.mock(base_url=BASE_URL) as router:
        router.get("/files/f1/preview").mock(return_value=httpx.Response(200, stream=Body()))
        with pytest.raises(DifyConnectionError) as caught:
            world.wait(world.client(**KEYS).files.get_file_preview("f1", to=tmp_path / "a", user="alice"))
    assert caught.value.operation == "previewChatFile"
    assert list(tmp_path.iterdir()) == []
