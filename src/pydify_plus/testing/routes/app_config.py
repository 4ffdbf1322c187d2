"""What an app says of itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..answers import answer, no_such_page
from ..errors import app_unavailable
from ..files import LARGEST_AUDIO, LARGEST_FILE, LARGEST_IMAGE, LARGEST_VIDEO
from ..json_values import Json
from ..routing import Routes

if TYPE_CHECKING:
    from starlette.responses import Response

    from ..apps import App
    from ..audio import Voice
    from ..request import ServiceRequest

routes = Routes("app")
index = Routes(None)

_MEGABYTE = 1024 * 1024
_MOST_FILES = 3
_TRANSFER_METHODS = ["remote_url", "local_file"]


@index("GET", "/")
async def get_index(request: ServiceRequest) -> Response:
    # Dify's code has an index here; the recorded server answers as if it had none.
    if not request.workspace.quirks.has_index:
        return no_such_page()
    return answer({"welcome": "Dify OpenAPI", "api_version": "v1", "server_version": request.workspace.version.name})


@routes("GET", "/info")
async def get_info(request: ServiceRequest) -> Response:
    app = request.app.definition
    return answer(
        {
            "name": app.name,
            "description": app.description,
            "tags": list(app.tags),
            "mode": app.mode,
            "author_name": request.workspace.account_name,
        }
    )


@routes("GET", "/parameters")
async def get_parameters(request: ServiceRequest) -> Response:
    app = request.app.definition
    has_workflow = request.app.has_workflow
    if has_workflow and not app.published:
        raise app_unavailable()
    reply = request.app.annotations.reply
    parameters: Json = {
        "opening_statement": app.opening_statement,
        "suggested_questions": list(app.suggested_questions),
        "suggested_questions_after_answer": {"enabled": app.follow_ups is not None},
        "speech_to_text": {"enabled": app.transcribe is not None},
        "text_to_speech": {"enabled": False} if app.voice is None else _speech(app.voice),
        "retriever_resource": {"enabled": True},
        "annotation_reply": {"enabled": False} if reply is None else reply.in_parameters(),
        "more_like_this": {"enabled": False},
    }
    moderation = app.moderation.in_parameters() if app.moderation is not None else None
    if has_workflow:
        parameters["user_input_form"] = [one.in_workflow_form() for one in app.inputs]
        parameters["sensitive_word_avoidance"] = moderation or {"enabled": False}
        parameters["file_upload"] = _workflow_uploads(app)
    else:
        parameters["user_input_form"] = [one.in_chat_form() for one in app.inputs]
        parameters["sensitive_word_avoidance"] = moderation or {"enabled": False, "type": "", "configs": []}
        parameters["file_upload"] = _chat_uploads(app)
    parameters["system_parameters"] = {
        "image_file_size_limit": LARGEST_IMAGE // _MEGABYTE,
        "video_file_size_limit": LARGEST_VIDEO // _MEGABYTE,
        "audio_file_size_limit": LARGEST_AUDIO // _MEGABYTE,
        "file_size_limit": LARGEST_FILE // _MEGABYTE,
        "workflow_file_upload_limit": 10,
    }
    return answer(parameters)


@routes("GET", "/meta")
async def get_meta(request: ServiceRequest) -> Response:
    return answer({"tool_icons": {}})


@routes("GET", "/site")
async def get_site(request: ServiceRequest) -> Response:
    return answer(
        {
            "title": request.app.definition.name,
            "chat_color_theme": None,
            "chat_color_theme_inverted": False,
            "icon_type": "emoji",
            "icon": "🤖",
            "icon_background": "#FFEAD5",
            "description": None,
            "copyright": None,
            "privacy_policy": None,
            "custom_disclaimer": "",
            "default_language": "en-US",
            "show_workflow_steps": True,
            "use_icon_as_answer_icon": False,
            "icon_url": None,
        }
    )


def _speech(voice: Voice) -> Json:
    autoplay = "enabled" if voice.autoplay else "disabled"
    return {"enabled": True, "voice": voice.voice, "language": voice.language, "autoPlay": autoplay}


def _workflow_uploads(app: App) -> Json:
    if not app.uploads_images:
        return {"enabled": False}
    return {
        "enabled": True,
        "allowed_file_types": ["image", "document", "audio", "video"],
        "allowed_file_extensions": [],
        "allowed_file_upload_methods": ["local_file", "remote_url"],
        "number_limits": _MOST_FILES,
    }


def _chat_uploads(app: App) -> Json:
    uploads: Json = {
        "image": {
            "enabled": app.uploads_images,
            "number_limits": _MOST_FILES,
            "detail": "high",
            "transfer_methods": _TRANSFER_METHODS,
        },
        "enabled": app.uploads_images,
    }
    if app.uploads_images:
        uploads["allowed_file_types"] = ["image"]
        uploads["allowed_file_extensions"] = []
        uploads["allowed_file_upload_methods"] = _TRANSFER_METHODS
        uploads["number_limits"] = _MOST_FILES
    return uploads
