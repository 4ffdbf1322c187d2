from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ..types import Decoder, View, list_of, open_enum

if TYPE_CHECKING:
    from .datasource_credential import DatasourceCredential
    from .datasource_input_variable import DatasourceInputVariable
    from .datasource_type import DatasourceType


class DatasourcePlugin(View):
    """A datasource node of a pipeline."""

    node_id: str
    """The node's id, where a run can start."""
    plugin_id: str
    """The plugin behind it."""
    provider_name: str
    """The plugin's provider."""
    datasource_type: DatasourceType | str
    """The kind of source."""
    title: str
    """The node's title."""
    user_input_variables: list[DatasourceInputVariable]
    """The inputs that the node asks for."""
    credentials: list[DatasourceCredential]
    """The credentials that it can use."""

    _fields = {
        "node_id": "node_id",
        "plugin_id": "plugin_id",
        "provider_name": "provider_name",
        "datasource_type": "datasource_type",
        "title": "title",
        "user_input_variables": "user_input_variables",
        "credentials": "credentials",
    }
    _required = frozenset(
        {"node_id", "plugin_id", "provider_name", "datasource_type", "title", "user_input_variables", "credentials"}
    )

    @classmethod
    def _decoders(cls) -> Mapping[str, Decoder]:
        from .datasource_credential import DatasourceCredential
        from .datasource_input_variable import DatasourceInputVariable
        from .datasource_type import DatasourceType

        return {
            "datasource_type": open_enum(DatasourceType),
            "user_input_variables": list_of(DatasourceInputVariable.from_dict),
            "credentials": list_of(DatasourceCredential.from_dict),
        }
