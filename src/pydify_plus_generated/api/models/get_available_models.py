from __future__ import annotations

from typing import TYPE_CHECKING

from ...types import Call, path_with

if TYPE_CHECKING:
    from ...models.model_provider_list import ModelProviderList


def call(model_type: str) -> Call[ModelProviderList]:
    """List the workspace's models of one type.

    GET /workspaces/current/models/model-types/{model_type}

    Only models that the workspace has set up, grouped by provider. The names are what a knowledge base takes as
    embedding and reranking model. Needs a knowledge key, not an app's.

    Args:
        model_type: The type of model
    """
    from ...models.model_provider_list import ModelProviderList

    return Call(
        operation="getAvailableModels",
        method="GET",
        path=path_with("/workspaces/current/models/model-types/{model_type}", model_type=model_type),
        key="dataset",
        repeatable=True,
        answer="json",
        parse=ModelProviderList.from_dict,
    )
