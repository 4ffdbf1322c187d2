"""The objects of Dify: those of the documented API here, and all others by the names of `openapi/dify.yaml`.

What Dify answers is a view over its JSON: typed attributes, nothing lost, `to_dict()` for the JSON itself. What is sent is built from
keywords. Every module is imported when a name of it is first used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pydify_plus._core.content import UploadProgress as UploadProgress
    from pydify_plus_generated.models import *  # noqa: F403

    from . import process_rule as process_rule
    from .app_parameters import AppParameters as AppParameters
    from .app_parameters import InputField as InputField
    from .chat import ChatMessage as ChatMessage
    from .chat import CreateChatMessageRequest as CreateChatMessageRequest
    from .chat import MessageRole as MessageRole
    from .client_events import ClientGapEvent as ClientGapEvent
    from .client_events import ClientTextEvent as ClientTextEvent
    from .dataset import DatasetResponse as DatasetResponse
    from .diagnosis import Check as Check
    from .diagnosis import Diagnosis as Diagnosis
    from .execution import WorkflowExecutionResponse as WorkflowExecutionResponse
    from .execution import WorkflowExecutionStatus as WorkflowExecutionStatus
    from .file import InputFile as InputFile
    from .file import UploadedFile as UploadedFile
    from .indexing import IndexingReport as IndexingReport
    from .metadata_filter import MetadataConditions as MetadataConditions
    from .metadata_filter import where as where
    from .process_rule import DocumentRule as DocumentRule
    from .retrieval import retrieval_model as retrieval_model
    from .server import ServerInfo as ServerInfo

_HOMES = {
    "AppParameters": ".app_parameters",
    "ChatMessage": ".chat",
    "Check": ".diagnosis",
    "ClientGapEvent": ".client_events",
    "ClientTextEvent": ".client_events",
    "CreateChatMessageRequest": ".chat",
    "DatasetResponse": ".dataset",
    "Diagnosis": ".diagnosis",
    "DocumentRule": ".process_rule",
    "IndexingReport": ".indexing",
    "InputField": ".app_parameters",
    "InputFile": ".file",
    "MessageRole": ".chat",
    "MetadataConditions": ".metadata_filter",
    "ServerInfo": ".server",
    "UploadProgress": "pydify_plus._core.content",
    "UploadedFile": ".file",
    "WorkflowExecutionResponse": ".execution",
    "WorkflowExecutionStatus": ".execution",
    "retrieval_model": ".retrieval",
    "where": ".metadata_filter",
}
_MODULES = ("process_rule",)


def __getattr__(name: str) -> Any:
    from importlib import import_module

    if name in _MODULES:
        value = import_module(f".{name}", __name__)
    elif name in _HOMES:
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

    return sorted({*globals(), *_HOMES, *_MODULES, *generated.__all__})
