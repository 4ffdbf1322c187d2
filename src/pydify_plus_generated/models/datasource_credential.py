from __future__ import annotations

from ..types import View


class DatasourceCredential(View):
    """A credential of a datasource."""

    id: str
    """Its id, the `credential_id` of a run."""
    name: str
    """Its name."""
    type: str
    """Its kind, such as `api-key`."""
    is_default: bool
    """It is used when none is named."""

    _fields = {"id": "id", "name": "name", "type": "type", "is_default": "is_default"}
    _required = frozenset({"id", "name", "type", "is_default"})
