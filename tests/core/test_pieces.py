"""What is sent stays the same, in fewer pieces; what is read is asked for in larger ones."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pydify_plus._core.pieces import ReadSize, RequestJoiner

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


def test_full_reads_make_the_next_one_larger_up_to_a_quarter_mebibyte() -> None:
    size = ReadSize()
    asked = []
    for came in (10, 65536, 131072, 262144, 262144, 7):
        asked.append(size.at_least(65536))
        size.came(came)

    assert asked == [65536, 65536, 131072, 262144, 262144, 262144]


def test_a_library_that_asks_for_more_gets_it() -> None:
    size = ReadSize()
    asked = size.at_least(1 << 20)
    size.came(1 << 20)

    assert (asked, size.at_least(65536)) == (1 << 20, 1 << 20)
