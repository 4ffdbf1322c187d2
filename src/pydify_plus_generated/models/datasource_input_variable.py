from __future__ import annotations

from typing import Any

from ..types import View


class DatasourceInputVariable(View):
    """An input of a datasource node."""

    belong_to_node_id: str
    """The node that asks for it."""
    type: str
    """The kind of input, such as `text-input`, `select`, `number` or `file`."""
    label: str
    """Its label."""
    description: str
    """Its description; may be empty."""
    variable: str
    """Its key in `inputs`."""
    max_length: int
    """The most characters a text may have."""
    allowed_file_extensions: list[str]
    """File extensions it takes."""
    allowed_file_upload_methods: list[str]
    """Ways in which a file may come."""
    required: bool
    """It must be given."""
    options: list[str]
    """The choices of a `select`."""
    default_value: Any
    """What it is when nothing is given."""
    placeholder: str | None
    """What an empty field shows."""
    unit: str | None
    """Unit of a number."""
    tooltips: str | None
    """A hint for whoever fills it in."""
    allowed_file_types: list[str] | None
    """Kinds of files it takes."""

    _fields = {
        "belong_to_node_id": "belong_to_node_id",
        "type": "type",
        "label": "label",
        "description": "description",
        "variable": "variable",
        "max_length": "max_length",
        "allowed_file_extensions": "allowed_file_extensions",
        "allowed_file_upload_methods": "allowed_file_upload_methods",
        "required": "required",
        "options": "options",
        "default_value": "default_value",
        "placeholder": "placeholder",
        "unit": "unit",
        "tooltips": "tooltips",
        "allowed_file_types": "allowed_file_types",
    }
    _required = frozenset(
        {
            "belong_to_node_id",
            "type",
            "label",
            "description",
            "variable",
            "max_length",
            "allowed_file_extensions",
            "allowed_file_upload_methods",
            "required",
            "options",
        }
    )
