"""Conditions on the metadata of documents, for searches: `where("year", "≥", 2020) & where("author", "is", "Ada")`."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from pydify_plus._core.times import unix_time
from pydify_plus_generated.models import MetadataComparisonOperator as Operator
from pydify_plus_generated.models import MetadataCondition, MetadataFilter
from pydify_plus_generated.models import MetadataLogicalOperator as Logic

_ON_A_KEYBOARD = {
    "==": Operator.EQUAL,
    "!=": Operator.NOT_EQUAL,
    ">=": Operator.GREATER_OR_EQUAL,
    "<=": Operator.LESS_OR_EQUAL,
}
_WITHOUT_VALUE = (Operator.EMPTY, Operator.NOT_EMPTY)
_OF_SEVERAL = (Operator.IN, Operator.NOT_IN)


class MetadataConditions(MetadataFilter):
    """Conditions that all hold (`a & b`), or of which one does (`a | b`). Dify knows no mixture of the two."""

    def __and__(self, other: MetadataFilter) -> MetadataConditions:
        return self._joined(other, Logic.AND)

    def __or__(self, other: MetadataFilter) -> MetadataConditions:
        return self._joined(other, Logic.OR)

    def _joined(self, other: MetadataFilter, logic: Logic) -> MetadataConditions:
        sides = (self, other)
        if any(len(side.conditions or ()) > 1 and (side.logical_operator or Logic.AND) != logic for side in sides):
            raise ValueError("Dify joins all conditions of a search by `and`, or all by `or`: they cannot be mixed")
        conditions = [condition for side in sides for condition in side.conditions or ()]
        return MetadataConditions(logical_operator=logic, conditions=conditions)


def where(
    name: str, comparison_operator: Operator | str, value: str | float | datetime | Collection[str] | None = None
) -> MetadataConditions:
    """A condition on a metadata field, to be joined to others by `&` or `|`.

    Args:
        name: The field's name; a built-in field's too.
        comparison_operator: For texts `is`, `is not`, `contains`, `not contains`, `start with`, `end with`, `in`, `not in`; for
            numbers `=`, `≠`, `>`, `<`, `≥`, `≤`, of which `==`, `!=`, `>=` and `<=` are other spellings; for times `before` and
            `after`; for all `empty` and `not empty`.
        value: What to compare with: several texts for `in` and `not in`, a datetime with its zone or unix seconds for times, nothing
            for `empty` and `not empty`.

    Returns:
        What searches take as `metadata_filtering_conditions`.

    Raises:
        ValueError: Dify does not know the operator, or the value does not go with it.

    Example:
        >>> recent = where("year", ">=", 2020) & where("author", "is", "Ada")
        >>> found = client.dataset.search_dataset(dataset, "engines", metadata_filtering_conditions=recent)
    """
    try:
        operator = _ON_A_KEYBOARD.get(comparison_operator) or Operator(comparison_operator)
    except ValueError:
        known = ", ".join(repr(each.value) for each in Operator)
        raise ValueError(f"Dify compares metadata by {known}, not by {comparison_operator!r}") from None
    condition: dict[str, Any] = {"name": name, "comparison_operator": operator}
    if operator in _WITHOUT_VALUE:
        if value is not None:
            raise ValueError(f"{operator.value!r} compares with nothing: leave the value {value!r} out")
    elif operator in _OF_SEVERAL:
        if isinstance(value, str) or not isinstance(value, Collection):
            raise ValueError(f"{operator.value!r} compares with several texts: pass a list, not {value!r}")
        condition["value"] = list(value)
    elif value is None or (isinstance(value, Collection) and not isinstance(value, str)):
        raise ValueError(f"{operator.value!r} compares with one value, not {value!r}")
    else:
        condition["value"] = unix_time(value) if isinstance(value, datetime) else value
    return MetadataConditions(logical_operator=Logic.AND, conditions=[MetadataCondition(**condition)])
