"""The models of the workspace."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..answers import answer
from ..errors import invalid_param
from ..json_values import Json
from ..provider import CHAT_MODEL, EMBEDDING_MODEL, PROVIDER
from ..routing import Routes

if TYPE_CHECKING:
    from starlette.responses import Response

    from ..request import ServiceRequest

routes = Routes("dataset")

_MODELS: dict[str, tuple[str, Json]] = {
    "llm": (CHAT_MODEL, {"mode": "chat", "context_size": 8192}),
    "text-embedding": (EMBEDDING_MODEL, {"context_size": 8192, "max_chunks": 16}),
    "rerank": ("echo-rerank", {"context_size": 8192}),
    "speech2text": (
        "echo-stt",
        {"file_upload_limit": 25, "supported_file_extensions": "flac,mp3,mp4,mpeg,mpga,m4a,ogg,wav,webm"},
    ),
    "tts": (
        "echo-tts",
        {
            "default_voice": "alloy",
            "voices": [{"mode": "alloy", "name": "Alloy", "language": ["en-US", "zh-Hans"]}],
            "word_limit": 3500,
            "audio_type": "mp3",
            "max_workers": 5,
        },
    ),
    "moderation": ("echo-moderation", {"max_chunks": 32, "max_characters_per_chunk": 2000}),
}
_NAMES = ("zh_Hans", "en_US")


@routes("GET", "/workspaces/current/models/model-types/<string:model_type>")
async def list_models(request: ServiceRequest) -> Response:
    kind = request.values["model_type"]
    if kind not in _MODELS:
        raise invalid_param(f"{kind!r} is not a valid ModelType")
    model, properties = _MODELS[kind]
    tenant = request.workspace.tenant_id
    icon = f"{request.workspace.links.base}/console/api/workspaces/{tenant}/model-providers/{PROVIDER}/icon_small"
    return answer(
        {
            "data": [
                {
                    "tenant_id": tenant,
                    "provider": PROVIDER,
                    "label": dict.fromkeys(_NAMES, "Echo"),
                    "icon_small": {name: f"{icon}/{name}" for name in _NAMES},
                    "icon_small_dark": None,
                    "status": "active",
                    "models": [
                        {
                            "model": model,
                            "label": dict.fromkeys(_NAMES, model),
                            "model_type": kind,
                            "features": None,
                            "fetch_from": "predefined-model",
                            "model_properties": properties,
                            "deprecated": False,
                            "status": "active",
                            "load_balancing_enabled": False,
                            "has_invalid_load_balancing_configs": False,
                        }
                    ],
                }
            ]
        }
    )
