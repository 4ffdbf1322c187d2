from __future__ import annotations

import json
import random
import time
from typing import TYPE_CHECKING

import pytest
from core.sse_reference import reference
from core.streams import STREAMS

from pydify_plus._core.sse import ServerSentEvent, SSEDecoder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from recorded import Exchange


def pieces(stream: bytes, rng: random.Random, longest: int) -> Iterator[bytes]:
    start = 0
    while start < len(stream):
        end = start + rng.randint(1, longest)
        yield stream[start:end]
        start = end


def decode(chunks: Iterator[bytes] | list[bytes], *, flush: bool = False) -> list[ServerSentEvent]:
    decoder = SSEDecoder()
    events = [event for chunk in chunks for event in decoder.feed(chunk)]
    return events + decoder.flush() if flush else events


def every_split(stream: bytes, seed: int) -> Iterator[list[bytes]]:
    rng = random.Random(seed)
    yield [stream]
    yield [stream[i : i + 1] for i in range(len(stream))]
    for longest in (3, 40, 700, 9000):
        yield list(pieces(stream, rng, longest))


@pytest.mark.parametrize("exchange", STREAMS, ids=str)
def test_recorded_streams_decode_the_same_however_they_are_split(exchange: Exchange) -> None:
    stream = exchange.text.encode()
    for chunks in every_split(stream, seed=len(stream)):
        events = decode(chunks)
        assert events == reference(stream)
        assert [json.loads(event.data) for event in events] == exchange.events


CASES = {
    "one frame": (b'data: {"a": 1}\n\n', ['{"a": 1}']),
    "several frames": (b"data: a\n\ndata: b\n\ndata: c\n\n", ["a", "b", "c"]),
    "no space after the colon": (b"data:a\n\ndata:  b\n\n", ["a", " b"]),
    "CR LF": (b"data: a\r\n\r\ndata: b\r\n\r\n", ["a", "b"]),
    "lone CR": (b"data: a\r\rdata: b\r\r", ["a", "b"]),
    "lone CR within an event": (b"data: a\rdata: b\n\n", ["a\nb"]),
    "mixed line ends": (b"data: a\n\r\ndata: b\r\n\ndata: c\n\rdata: d\r\r", ["a", "b", "c", "d"]),
    "byte order mark": (b"\xef\xbb\xbfdata: a\n\n", ["a"]),
    "byte order mark later is text": ("data: a\n\ndata: \ufeffb\n\n".encode(), ["a", "\ufeffb"]),
    "comments": (b": hello\n\ndata: a\n: between\n\n:\ndata: b\n\n", ["a", "b"]),
    "data of several lines": (b"data: a\ndata:\ndata: b\n\n", ["a\n\nb"]),
    "field without a colon": (b"data\n\nevent\ndata: a\n\n", ["", "a"]),
    "other fields": (b"id: 1\nretry: 5\nfoo: bar\ndatab: no\ndata: a\n\n", ["a"]),
    "ping without data": (b"event: ping\n\ndata: a\n\nevent: ping\n\n", ["a"]),
    "line separators inside text": (
        "data: a\u2028b\u2029c\u0085d\x0be\x0cf\n\n".encode(),
        ["a\u2028b\u2029c\u0085d\x0be\x0cf"],
    ),
    "text of every width": ("data: é € 😀\n\n".encode(), ["é € 😀"]),
    "invalid UTF-8": (b"data: a\xffb\xc3\n\ndata: c\n\n", ["a\ufffdb\ufffd", "c"]),
    "more blank lines": (b"\n\ndata: a\n\n\n\n\ndata: b\n\n", ["a", "b"]),
    "no end": (b"data: a\n\ndata: b\n", ["a"]),
    "nothing": (b"", []),
}


@pytest.mark.parametrize(("stream", "data"), CASES.values(), ids=CASES)
def test_decodes(stream: bytes, data: list[str]) -> None:
    # A frame before it, so that the stream is also met in the midst of others.
    for before in ([], [b"data: first\n\n"]):
        if before and stream.startswith(b"\xef"):
            continue
        for chunks in every_split(stream, seed=1):
            assert [event.data for event in decode(before + chunks)][len(before) :] == data


def test_an_event_has_its_name() -> None:
    assert decode([b"event: add\ndata: a\n\ndata: b\n\n"]) == [("add", "a"), ("message", "b")]


@pytest.mark.parametrize(
    ("stream", "data"),
    [
        (b"data: a\n\ndata: b", ["a", "b"]),
        (b"data: a\n\ndata: b\n", ["a", "b"]),
        (b"data: a\r\n\r\ndata: b\r", ["a", "b"]),
        (b"data: a\n\n", ["a"]),
        (b"data: a\n\nevent: ping\n", ["a"]),
        (b"data: \xc3", ["\ufffd"]),
        (b"", []),
    ],
)
def test_flush_gives_the_event_whose_blank_line_is_missing(stream: bytes, data: list[str]) -> None:
    for chunks in every_split(stream, seed=2):
        assert [event.data for event in decode(chunks, flush=True)] == data


def test_random_streams_decode_as_the_standard_says() -> None:
    rng = random.Random(20_26)
    fragments = [b"data: ", b"data:", b"data", b"event: x", b"event:", b": c", b"id: 1", b"\n", b"\n\n", b"\r", b"\r\n"]
    fragments += [b"a", b" ", b'{"a": "b"}', "é".encode(), "\u2028".encode(), b"\xff", b"\xe2\x82", b"\xef\xbb\xbf"]
    frames = [b"data: a\n\n", b'data: {"b": 1}\n\n', b"event: ping\n\n"]
    for _ in range(4000):
        stream = b"".join(rng.choices(fragments + frames * 4, k=rng.randint(1, 30)))
        expected = reference(stream)
        for longest in (1, 4, 60):
            assert decode(pieces(stream, rng, longest)) == expected, stream
        assert decode([stream], flush=True) == reference(stream + b"\n\n"), stream


@pytest.mark.parametrize("line_length", [10_000_000, 1000], ids=["one line", "many lines"])
def test_a_large_event_in_small_chunks_takes_linear_time(line_length: int) -> None:
    lines = 10_000_000 // line_length
    stream = b"".join(b"data: " + b"x" * line_length + b"\n" for _ in range(lines)) + b"\n"
    chunks = [stream[i : i + 100] for i in range(0, len(stream), 100)]
    start = time.perf_counter()
    (event,) = decode(chunks)
    assert len(event.data) == lines * (line_length + 1) - 1
    assert time.perf_counter() - start < 10  # seconds; quadratic time would be minutes
