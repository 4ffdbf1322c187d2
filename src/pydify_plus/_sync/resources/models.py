# Derived from _async by scripts/unasync.py; edit there.
"""The workspace's models."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from pydify_plus_generated.api.models import get_available_models
from pydify_plus_generated.models import ModelType

from ..resource import Resource

if TYPE_CHECKING:
    from pydify_plus._core.options import RequestOptions
    from pydify_plus_generated.models import ModelProvider


class Models(Resource):
    """The models that the workspace has set up. All methods need the knowledge key."""

    def list_embedding_models(self, **options: Unpack[RequestOptions]) -> list[ModelProvider]:
        """List the embedding models, by provider.

        GET /workspaces/current/models/model-types/text-embedding

        Returns:
            The providers. A knowledge base takes a provider's `.provider` as `embedding_model_provider`, and the
            `.model` of one of its `.models` as `embedding_model`.

        Raises:
            DifyAuthError: The key is not a knowledge key.

        Example:
            >>> for provider in client.models.list_embedding_models():
            ...     print(provider.provider, [model.model for model in provider.models])
        """
        return (self._send(get_available_models.call(ModelType.TEXT_EMBEDDING), options)).data

    def list_models(self, model_type: ModelType | str, **options: Unpack[RequestOptions]) -> list[ModelProvider]:
        """List the models of one type, by provider.

        GET /workspaces/current/models/model-types/{model_type}

        Args:
            model_type: `llm`, `text-embedding`, `rerank`, `speech2text`, `tts` or `moderation`.

        Returns:
            The providers, each with its `.models`.

        Raises:
            DifyAuthError: The key is not a knowledge key.
            DifyValidationError: Dify knows no such type.
        """
        return (self._send(get_available_models.call(model_type), options)).data
