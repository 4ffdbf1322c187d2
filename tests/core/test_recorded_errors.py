"""Every error that real Dify servers gave becomes the class and the line that `expected_errors.tsv` says."""

from __future__ import annotations

import copy
import pickle
import re

import pytest
from core.expected_errors import RecordedError, expected_errors, recorded_errors, without_ids

RECORDED = recorded_errors()
EXPECTED = expected_errors()

# What only the server's authors understand, or what a line of text must not hold.
NOISE = re.compile(
    r"<[a-z!/]|You have requested|validation errors? for|\[type=|input_value|pydantic|object at 0x|\{message\}"
    r"|[\r\n\t]| {2}"
)


def test_recordings_and_table_name_the_same_errors() -> None:
    assert {recorded.key for recorded in RECORDED} == set(EXPECTED)


@pytest.mark.parametrize("recorded", RECORDED, ids=str)
def test_a_recorded_error_becomes_its_class_with_one_readable_line(recorded: RecordedError) -> None:
    error = recorded.read()
    expected = EXPECTED[recorded.key]

    assert (type(error).__name__, without_ids(error.message)) == (expected.error, expected.message)
    assert error.message.strip()
    assert not NOISE.search(str(error))


@pytest.mark.parametrize("recorded", RECORDED, ids=str)
def test_a_recorded_error_keeps_what_the_server_said(recorded: RecordedError) -> None:
    error = recorded.read()

    said = recorded.event or (recorded.exchange.json if recorded.exchange.is_json else {})
    status_outside = 500 if recorded.event else recorded.exchange.status
    assert (error.code, error.status_code) == (said.get("code"), said.get("status") or status_outside)
    assert error.body == (said or recorded.exchange.text)
    assert error.server_version == recorded.exchange.version
    assert error.operation == recorded.exchange.operation
    assert error.event == (recorded.event["event"] if recorded.event else None)


@pytest.mark.parametrize("recorded", RECORDED, ids=str)
def test_a_recorded_error_can_be_pickled_and_copied(recorded: RecordedError) -> None:
    error = recorded.read()
    for twin in (pickle.loads(pickle.dumps(error)), copy.copy(error), copy.deepcopy(error)):  # noqa: S301
        assert (type(twin), vars(twin), str(twin)) == (type(error), vars(error), str(error))
