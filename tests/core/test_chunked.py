"""Merged chunks say what the chunks said: h11 reads the same of both, however the bytes are split, and refuses the same."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import h11
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pydify_plus._core.chunked import ChunkMerger

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\nTransfer-Encoding: chunked\r\n\r\n"
JSON = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n"
REQUEST = b"POST /v1/chat-messages HTTP/1.1\r\nhost: a\r\n\r\n"


def chunked(chunks: list[bytes], size: bytes = b"%x\r\n", end: bytes = b"0\r\n\r\n") -> bytes:
    return b"".join(size % len(chunk) + chunk + b"\r\n" for chunk in chunks) + end


def split(data: bytes, cuts: list[int]) -> Iterator[bytes]:
    at = 0
    for cut in [*sorted({cut % (len(data) + 1) for cut in cuts}), len(data)]:
        if data[at:cut]:
            yield data[at:cut]
        at = cut


class Reader:
    """h11 at the client's side of a connection.

    Attributes:
        pieces: How many pieces of a body it has seen.
    """

    def __init__(self) -> None:
        self._connection = h11.Connection(h11.CLIENT)
        self.pieces = 0

    def read(self, reads: list[bytes]) -> tuple[Any, ...]:
        """The status and the body of an answer, and how it ended."""
        connection, status, body = self._connection, None, b""
        connection.send(h11.Request(method="POST", target="/", headers=[("host", "a")]))
        connection.send(h11.EndOfMessage())
        left = iter(reads)
        try:
            while True:
                event = connection.next_event()
                if event is h11.NEED_DATA:
                    connection.receive_data(next(left, b""))
                elif isinstance(event, h11.Response):
                    status = event.status_code
                elif isinstance(event, h11.Data):
                    self.pieces += 1
                    body += event.data
                elif isinstance(event, h11.EndOfMessage):
                    rest = connection.trailing_data[0] + b"".join(left)
                    connection.start_next_cycle()
                    return status, body, sorted(event.headers), rest
        except h11.RemoteProtocolError:
            return status, body, "refused"


def merged(reads: Iterator[bytes], merger: ChunkMerger | None = None) -> list[bytes]:
    merger = merger or ChunkMerger()
    merger.sent(REQUEST)
    return [seen for seen in map(merger.received, reads) if seen]


cuts = st.lists(st.integers(0, 5000), max_size=30)
like_sizes = st.sampled_from([b"\r\n", b"5\r\n", b"\r\n2\r\n", b"\r\n2\r\nab\r\n1\r\nc", b"ab\r\n0\r\n\r\n"])
chunks = st.lists(st.binary(min_size=1, max_size=300) | like_sizes, max_size=12)
sizes = st.sampled_from([b"%x\r\n", b"%X\r\n", b"%x;name=value\r\n", b"00%x \t\r\n"])
ends = st.sampled_from(
    [b"0\r\n\r\n", b"000;a=b\r\n\r\n", b"0\r\nTrailer: 1\r\n\r\n", b"", b"0\r\n", b"\r\n", b"x\r\n", b"-5\r\n"]
)


@settings(suppress_health_check=[HealthCheck.too_slow])  # on a machine with other work
@given(chunks, sizes, ends, cuts, st.sampled_from([HEAD, JSON]))
def test_merged_chunks_read_as_the_chunks_do(
    chunks: list[bytes], size: bytes, end: bytes, cuts: list[int], head: bytes
) -> None:
    reads = [*split(head + chunked(chunks, size, end), cuts)]
    assert Reader().read(merged(iter(reads))) == Reader().read(reads)


@given(st.binary(max_size=400), cuts, st.integers(0, 400), st.binary(max_size=3))
def test_broken_chunks_are_refused_as_ever(start: bytes, cuts: list[int], at: int, broken: bytes) -> None:
    body = chunked([start + b"x", b"data: {}\n\n", b"data: []\n\n"])
    at %= len(body)
    reads = [*split(HEAD + body[:at] + broken + body[at + len(broken) :], cuts)]
    theirs, ours = Reader().read(reads), Reader().read(merged(iter(reads)))
    # How much of a body is seen before it is refused is a matter of luck.
    assert ours[-1] == theirs[-1]
    assert theirs[1] == ours[1] if theirs[-1] != "refused" else True


def test_what_one_read_brings_is_one_chunk() -> None:
    events = [b"data: {}\n\n"] * 1000
    reader = Reader()
    (seen,) = merged(iter([HEAD + chunked(events)]))
    assert reader.read([seen]) == (200, b"".join(events), [], b"")
    assert reader.pieces == 1


def test_nothing_is_held_back() -> None:
    merger = ChunkMerger()
    merger.sent(REQUEST)
    merger.received(HEAD)
    assert merger.received(b"9\r\ndata: 1\n\n\r\n") == b"9\r\ndata: 1\n\n\r\n"
    assert merger.received(b"9\r\ndata") == b"4\r\ndata\r\n"
    assert merger.received(b": 2\n\n") == b"5\r\n: 2\n\n\r\n"
    assert merger.received(b"\r") == b""
    assert merger.received(b"\n1") == b""
    assert merger.received(b"\r\nx") == b"1\r\nx\r\n"


@given(cuts)
def test_a_connection_goes_on_after_a_stream(cuts: list[int]) -> None:
    merger, reader = ChunkMerger(), Reader()
    answers = [HEAD + chunked([b"one", b"two"]), JSON + chunked([b"{", b"}"]), HEAD + chunked([b"three"])]
    found = [reader.read(merged(split(answer, cuts), merger))[:2] for answer in answers]
    assert found == [(200, b"onetwo"), (200, b"{}"), (200, b"three")]


@pytest.mark.parametrize(
    "answer",
    [
        JSON + chunked([b"{", b"}"]),
        HEAD.replace(b"200 OK", b"400 BAD REQUEST") + chunked([b"a", b"b"]),
        HEAD.replace(b"chunked", b"gzip, chunked") + chunked([b"a", b"b"]),
        b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncontent-length: 6\r\n\r\n1\r\na\r\n",
        b"HTTP/1.1 100 Continue\r\n\r\n" + HEAD + chunked([b"a"]),
        b"\x05\x00",
        b"HTTP/1.1 200 OK\r\nx: " + b"x" * (1 << 17) + b"\r\n\r\n",
    ],
)
def test_all_else_goes_through_as_it_is(answer: bytes) -> None:
    assert b"".join(merged(split(answer, [9, 40, 70000]))) == answer


def test_what_is_no_answer_to_a_request_goes_through_as_it_is() -> None:
    merger = ChunkMerger()
    answer = HEAD + chunked([b"a", b"b"])
    assert merger.received(answer) == answer
    merger.sent(b"CONNECT dify.test:443 HTTP/1.1\r\n\r\n")
    assert merger.received(answer) == answer
