"""What is sent stays the same, in fewer pieces; what is read is asked for in larger ones."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pydify_plus._core.pieces import Part, ReadSize, RequestJoiner

HEAD = b"POST /v1/chat-messages HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n"
PIECES = (
    HEAD,
    b"{}",
    HEAD.replace(b"POST", b"PATCH"),
    HEAD.replace(b"POST", b"GET"),
    HEAD.replace(b"application/json", b"multipart/form-data; boundary=b"),
    HEAD.replace(b"\r\n\r\n", b"\r\n"),
    b"--b\r\nContent-Type: application/json\r\n\r\n",
)


def test_a_head_waits_for_its_body() -> None:
    joiner = RequestJoiner()

    assert joiner.joined(HEAD) == b""
    assert joiner.joined(b"{}") == HEAD + b"{}"
    assert joiner.rest() == b""


@pytest.mark.parametrize(
    "piece", [piece for piece in PIECES if not piece.startswith((b"POST", b"PATCH")) or b"multipart" in piece]
)
def test_what_is_no_head_of_a_json_body_goes_at_once(piece: bytes) -> None:
    assert RequestJoiner().joined(piece) == piece


@given(st.lists(st.sampled_from(PIECES)))
def test_nothing_is_lost_or_moved(pieces: list[bytes]) -> None:
    joiner = RequestJoiner()

    sent = b"".join([*map(joiner.joined, pieces), joiner.rest()])

    assert sent == b"".join(pieces)


def asked_for(size: ReadSize, came: list[int], *, usual: int = 65536, part: Part = "body") -> list[int]:
    """What is asked for before each of these numbers of bytes comes."""
    asked = []
    for count in came:
        asked.append(size.next(usual, part))
        size.came(count)
    return asked


def test_a_full_read_makes_the_next_one_larger_up_to_a_quarter_mebibyte() -> None:
    asked = asked_for(ReadSize(), [10, 65536, 131072, 262144, 262144, 7])

    assert asked == [65536, 65536, 131072, 262144, 262144, 262144]


def test_the_size_of_a_body_stays_for_the_next_answer() -> None:
    size = ReadSize()
    asked_for(size, [65536, 7])

    assert asked_for(size, [16384, 16384], part="head") == [16384, 16384]
    assert asked_for(size, [7]) == [131072]


def test_a_library_that_asks_for_more_gets_it() -> None:
    assert asked_for(ReadSize(), [1 << 20, 1 << 20], usual=1 << 20) == [1 << 20, 1 << 20]


def test_every_stream_begins_with_small_reads() -> None:
    size = ReadSize()
    for _ in range(2):
        assert asked_for(size, [4096, 8192, 20], part="stream") == [4096, 8192, 16384]
        asked_for(size, [100], part="head")
