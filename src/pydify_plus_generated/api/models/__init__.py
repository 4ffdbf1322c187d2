from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ...models.model_provider_list import ModelProviderList
    from ...types import AsyncSender, Sender


class ModelsApi:
    """The operations of the area `models` by Dify's own names."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    def get_available_models(self, model_type: str) -> ModelProviderList:
        """List the workspace's models of one type.

        GET /workspaces/current/models/model-types/{model_type}

        Only models that the workspace has set up, grouped by provider. The names are what a knowledge base takes as
        embedding and reranking model. Needs a knowledge key, not an app's.

        Args:
            model_type: The type of model
        """
        from .get_available_models import call

        return self._sender.send(call(model_type))


class AsyncModelsApi:
    """The operations of the area `models` by Dify's own names."""

    def __init__(self, sender: AsyncSender) -> None:
        self._sender = sender

    async def get_available_models(self, model_type: str) -> ModelProviderList:
        """List the workspace's models of one type.

        GET /workspaces/current/models/model-types/{model_type}

        Only models that the workspace has set up, grouped by provider. The names are what a knowledge base takes as
        embedding and reranking model. Needs a knowledge key, not an app's.

        Args:
            model_type: The type of model
        """
        from .get_available_models import call

        return await self._sender.send(call(model_type))
