"""The embedded Dify under requests that nobody thought of: every answer is one that the description has."""

from __future__ import annotations

import importlib
import os
import re
import sys
from collections import Counter
from collections.abc import Iterator
from types import ModuleType
from typing import TYPE_CHECKING

import pytest

from pydify_plus.testing import DifyServer, Quirks

if TYPE_CHECKING:
    from testing.generated import Tally

REAL = {
    r"500: .* Received: 500": "a JSON body that is no object: Dify's own code fails, as recorded of sendChatMessage with []",
    r"(previewChatFile|getAnnotationList|listDocuments|getChildChunks) 400: .* Received: 400": (
        "a query that cannot be read: no recording caught one here, and Dify refuses it as recorded of other lists"
    ),
    r"previewChatFile 200: .*Content-Type": "a file has its own type; those of the recordings were images",
    r"createDataset 200: .*'vendor'|createDataset 200: .*\"vendor\"": "Dify takes any provider's name and says it back",
}
"""Answers of a real Dify that the description, which tells what was recorded, does not have; and why."""
EXAMPLES = int(os.environ.get("PYDIFY_GENERATED_EXAMPLES", "8"))
"""Of requests that an operation takes, and as many of those that it does not."""
SMOKE = ("sendChatMessage", "createDataset", "retrieveSegments")


@pytest.fixture(scope="module")
def generated() -> ModuleType:
    """Imported when it is needed: schemathesis takes a second that every other test would wait for."""
    return importlib.import_module("testing.generated")


@pytest.fixture(scope="module")
def server(generated: ModuleType) -> Iterator[DifyServer]:
    with DifyServer([generated.ASKING], quirks=Quirks.none(), chunk_delay=0, indexing_step=0) as server:
        yield server


def undeclared(operation: str, tally: Tally) -> dict[str, str]:
    """The faults that are no known behaviour of a real Dify."""
    return {
        fault: request
        for fault, request in tally.faults.items()
        if not any(re.search(known, f"{operation} {fault}") for known in REAL)
    }


@pytest.fixture(autouse=True)
def no_mistake_of_its_own(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """A handler that raises what it did not mean to is logged, and is no 500 of Dify's."""
    yield
    mistakes = [record for record in caplog.get_records("call") if record.name.startswith("pydify_plus.testing")]
    assert not mistakes


@pytest.mark.slow
@pytest.mark.parametrize("operation", SMOKE)
def test_a_few_generated_requests_get_declared_answers(
    generated: ModuleType, server: DifyServer, operation: str
) -> None:
    tally = generated.send_generated(server, operation, 4)
    assert not undeclared(operation, tally)
    assert tally.statuses.total() >= 5


@pytest.mark.slow
def test_many_generated_requests_get_declared_answers(
    generated: ModuleType, server: DifyServer, capsys: pytest.CaptureFixture[str]
) -> None:
    """PYDIFY_GENERATED_EXAMPLES=50 sends more of them."""
    statuses: Counter[int] = Counter()
    found: dict[str, dict[str, str]] = {}
    known: Counter[str] = Counter()
    for operation in generated.OPERATIONS:
        tally = generated.send_generated(server, operation, EXAMPLES)
        statuses += tally.statuses
        if wrong := undeclared(operation, tally):
            found[operation] = wrong
        known.update(part for part in REAL for fault in tally.faults if re.search(part, f"{operation} {fault}"))
    with capsys.disabled():
        sys.stdout.write(
            f"\n{statuses.total()} generated requests to {len(generated.OPERATIONS)} operations, answered with "
            f"{dict(sorted(statuses.items()))}; {sum(known.values())} kinds of answers that only a real Dify declares, "
            f"{sum(map(len, found.values()))} others\n"
        )
    assert not found
    assert statuses.total() > 1.8 * EXAMPLES * len(generated.OPERATIONS)
    assert statuses[200] > 0.2 * statuses.total()
