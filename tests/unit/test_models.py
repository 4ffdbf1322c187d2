from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from unit.replay import recorded

from pydify_plus.errors import DifyAuthError, DifyValidationError
from pydify_plus.models import ModelProvider, ModelType

if TYPE_CHECKING:
    from unit.replay import Replay


def test_embedding_models_are_listed_by_provider(dify: Replay) -> None:
    dify.expect("getAvailableModels/ok-text-embedding")

    (provider,) = dify.wait(dify.client.models.list_embedding_models())

    assert isinstance(provider, ModelProvider)
    assert provider.provider == "langgenius/fakellm/fakellm"
    assert [model.model for model in provider.models] == ["fake-embed"]


@pytest.mark.parametrize("model_type", ["rerank", "tts", ModelType.MODERATION])
@pytest.mark.parametrize("version", ["1.14.2", "1.9.2"])
def test_models_of_a_type_are_listed_by_provider(dify: Replay, model_type: str, version: str) -> None:
    exchange = recorded(f"getAvailableModels/ok-{model_type}", version)
    dify.expect(exchange)

    providers = dify.wait(dify.client.models.list_models(model_type))

    assert [provider.to_dict() for provider in providers] == exchange.json["data"]


def test_an_unknown_type_is_refused(dify: Replay) -> None:
    dify.expect("getAvailableModels/err-type")

    with pytest.raises(DifyValidationError, match="'bogus' is not a valid ModelType"):
        dify.wait(dify.client.models.list_models("bogus"))


def test_the_key_of_an_app_is_refused_with_the_kind_that_is_needed(dify: Replay) -> None:
    dify.expect("getAvailableModels/err-app-key")

    with pytest.raises(DifyAuthError, match="knowledge"):
        dify.wait(dify.client.with_options(dataset_api_key="app-KEY").models.list_models("llm"))
