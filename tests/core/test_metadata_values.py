from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from pydify_plus._core.metadata import metadata_list, missing, type_for
from pydify_plus_generated.models import CountedMetadataField

NEW_YEAR = datetime(2026, 1, 1, tzinfo=UTC)
FIELDS = [
    CountedMetadataField(id=f"id-{kind}", name=f"a {kind}", type=kind) for kind in ("string", "number", "time", "new")
]


@pytest.mark.parametrize(
    ("kind", "value", "sent"),
    [
        ("string", "Ada", "Ada"),
        ("string", "", ""),
        ("number", 2020, 2020),
        ("number", 0.5, 0.5),
        ("time", 1_700_000_000, 1_700_000_000),
        ("time", NEW_YEAR, 1_767_225_600),
        ("new", [1], [1]),
        *((kind, None, None) for kind in ("string", "number", "time", "new")),
    ],
)
def test_a_value_is_sent_under_the_id_of_its_field(kind: str, value: Any, sent: Any) -> None:
    (item,) = metadata_list({f"a {kind}": value}, FIELDS)
    assert item == {"id": f"id-{kind}", "name": f"a {kind}", "value": sent}


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("string", 2020),
        ("string", True),
        ("string", NEW_YEAR),
        ("number", "2020"),
        ("number", True),
        ("number", NEW_YEAR),
        ("time", "2026-01-01"),
        ("new", NEW_YEAR),
    ],
)
def test_a_value_of_another_type_is_refused(kind: str, value: Any) -> None:
    with pytest.raises(TypeError, match=f"'a {kind}' is of the type {kind}"):
        metadata_list({f"a {kind}": value}, FIELDS)


def test_a_name_that_no_field_has_is_refused() -> None:
    with pytest.raises(ValueError, match=r"no metadata field 'yaer', only \['a new', 'a number'"):
        metadata_list({"a number": 1, "yaer": 2}, FIELDS)
    assert missing({"b": 1, "a": 2, "c": 3}, ["a"]) == ["b", "c"]


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        metadata_list({"a time": datetime(2026, 1, 1)}, FIELDS)  # noqa: DTZ001


@pytest.mark.parametrize(("value", "kind"), [("Ada", "string"), (1, "number"), (0.5, "number"), (NEW_YEAR, "time")])
def test_a_field_is_of_the_type_of_its_first_value(value: object, kind: str) -> None:
    assert type_for("x", value) == kind


@pytest.mark.parametrize("value", [None, True, [1], {}])
def test_what_is_no_metadata_value_makes_no_field(value: object) -> None:
    with pytest.raises(TypeError, match="no metadata field can be made for x="):
        type_for("x", value)
