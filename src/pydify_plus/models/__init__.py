"""The objects of Dify: those of the documented API here, and all others by the names of `openapi/dify.yaml`.

What Dify answers is a view over its JSON: typed attributes, nothing lost, `to_dict()` for the JSON itself. What is sent is built from
keywords. Every module is imported when a name of it is first used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pydify_plus_generated.models import *  # noqa: F403

    from .app_parameters import AppParameters as AppParameters
    from .app_parameters import InputField as InputField
    from .chat import ChatMessage as ChatMessage
    from .chat import CreateChatMessageRequest as CreateChatMessageRequest
    from .chat import MessageRole as MessageRole
    from .dataset import DatasetResponse as DatasetResponse
    from .execution import WorkflowExecutionResponse as WorkflowExecutionResponse
    from .execution import WorkflowExecutionStatus as WorkflowExecutionStatus
    from .file import InputFile as InputFile
    from .file import UploadedFile as UploadedFile
    from .server import ServerInfo as ServerInfo

_HOMES = {
    "AppParameters": ".app_parameters",
    "ChatMessage": ".chat",
    "CreateChatMessageRequest": ".chat",
    "DatasetResponse": ".dataset",
    "InputField": ".app_parameters",
    "InputFile": ".file",
    "MessageRole": ".chat",
    "ServerInfo": ".server",
    "UploadedFile": ".file",
    "WorkflowExecutionResponse": ".execution",
    "WorkflowExecutionStatus": ".execution",
}


def __getattr__(name: str) -> Any:
    from importlib import import_module

    if name in _HOMES:
        value = getattr(import_module(_HOMES[name], __name__), name)
    else:
        try:
            value = getattr(import_module("pydify_plus_generated.models"), name)
        except AttributeError:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}") from None
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    import pydify_plus_generated.models as generated

    return sorted({*globals(), *_HOMES, *generated.__all__})
