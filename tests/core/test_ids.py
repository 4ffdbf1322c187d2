from __future__ import annotations

from typing import Any

import pytest

from pydify_plus._core.ids import id_of, ids_of
from pydify_plus.models import DatasetResponse

TAG = DatasetResponse(id="t", conversation_id="c")


@pytest.mark.parametrize(
    ("value", "names", "found"),
    [("x", ("id",), "x"), (TAG, ("id",), "t"), (TAG, ("conversation_id", "id"), "c"), (TAG, ("task_id", "id"), "t")],
)
def test_an_id_is_itself_or_is_carried_by_an_object(value: Any, names: tuple[str, ...], found: str) -> None:
    assert id_of(value, *names) == found


@pytest.mark.parametrize("value", [None, 7, [], DatasetResponse(), DatasetResponse(id=None), DatasetResponse(id="")])
def test_what_carries_no_id_is_refused(value: Any) -> None:
    with pytest.raises(TypeError, match=r"expected an id, or an object with task_id or id, not "):
        id_of(value, "task_id", "id")


@pytest.mark.parametrize(
    ("values", "found"),
    [("abc", ["abc"]), (TAG, ["t"]), (["a", TAG], ["a", "t"]), (("a",), ["a"]), ({"a"}, ["a"]), ([], [])],
)
def test_several_ids_are_given_as_a_collection_or_as_a_single_one(values: Any, found: list[str]) -> None:
    assert ids_of(values, "id") == found


@pytest.mark.parametrize("values", [None, [None], ["a", 7]])
def test_a_collection_with_something_else_is_refused(values: Any) -> None:
    with pytest.raises(TypeError, match="expected an id"):
        ids_of(values, "id")
