"""Every operation by area: a module each with its `call`, and a class per area that sends them."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .annotations import AnnotationsApi as AnnotationsApi
    from .annotations import AsyncAnnotationsApi as AsyncAnnotationsApi
    from .app_config import AppConfigApi as AppConfigApi
    from .app_config import AsyncAppConfigApi as AsyncAppConfigApi
    from .audio import AsyncAudioApi as AsyncAudioApi
    from .audio import AudioApi as AudioApi
    from .blocks import AsyncBlocksApi as AsyncBlocksApi
    from .blocks import BlocksApi as BlocksApi
    from .chat import AsyncChatApi as AsyncChatApi
    from .chat import ChatApi as ChatApi
    from .dataset import AsyncDatasetApi as AsyncDatasetApi
    from .dataset import DatasetApi as DatasetApi
    from .documents import AsyncDocumentsApi as AsyncDocumentsApi
    from .documents import DocumentsApi as DocumentsApi
    from .end_users import AsyncEndUsersApi as AsyncEndUsersApi
    from .end_users import EndUsersApi as EndUsersApi
    from .feedback import AsyncFeedbackApi as AsyncFeedbackApi
    from .feedback import FeedbackApi as FeedbackApi
    from .files import AsyncFilesApi as AsyncFilesApi
    from .files import FilesApi as FilesApi
    from .human_input import AsyncHumanInputApi as AsyncHumanInputApi
    from .human_input import HumanInputApi as HumanInputApi
    from .metadata import AsyncMetadataApi as AsyncMetadataApi
    from .metadata import MetadataApi as MetadataApi
    from .models import AsyncModelsApi as AsyncModelsApi
    from .models import ModelsApi as ModelsApi
    from .pipelines import AsyncPipelinesApi as AsyncPipelinesApi
    from .pipelines import PipelinesApi as PipelinesApi
    from .server import AsyncServerApi as AsyncServerApi
    from .server import ServerApi as ServerApi
    from .sessions import AsyncSessionsApi as AsyncSessionsApi
    from .sessions import SessionsApi as SessionsApi
    from .tags import AsyncTagsApi as AsyncTagsApi
    from .tags import TagsApi as TagsApi
    from .textgen import AsyncTextgenApi as AsyncTextgenApi
    from .textgen import TextgenApi as TextgenApi
    from .workflows import AsyncWorkflowsApi as AsyncWorkflowsApi
    from .workflows import WorkflowsApi as WorkflowsApi

_MODULES = {
    "AnnotationsApi": ".annotations",
    "AppConfigApi": ".app_config",
    "AsyncAnnotationsApi": ".annotations",
    "AsyncAppConfigApi": ".app_config",
    "AsyncAudioApi": ".audio",
    "AsyncBlocksApi": ".blocks",
    "AsyncChatApi": ".chat",
    "AsyncDatasetApi": ".dataset",
    "AsyncDocumentsApi": ".documents",
    "AsyncEndUsersApi": ".end_users",
    "AsyncFeedbackApi": ".feedback",
    "AsyncFilesApi": ".files",
    "AsyncHumanInputApi": ".human_input",
    "AsyncMetadataApi": ".metadata",
    "AsyncModelsApi": ".models",
    "AsyncPipelinesApi": ".pipelines",
    "AsyncServerApi": ".server",
    "AsyncSessionsApi": ".sessions",
    "AsyncTagsApi": ".tags",
    "AsyncTextgenApi": ".textgen",
    "AsyncWorkflowsApi": ".workflows",
    "AudioApi": ".audio",
    "BlocksApi": ".blocks",
    "ChatApi": ".chat",
    "DatasetApi": ".dataset",
    "DocumentsApi": ".documents",
    "EndUsersApi": ".end_users",
    "FeedbackApi": ".feedback",
    "FilesApi": ".files",
    "HumanInputApi": ".human_input",
    "MetadataApi": ".metadata",
    "ModelsApi": ".models",
    "PipelinesApi": ".pipelines",
    "ServerApi": ".server",
    "SessionsApi": ".sessions",
    "TagsApi": ".tags",
    "TextgenApi": ".textgen",
    "WorkflowsApi": ".workflows",
}

__all__ = [
    "AnnotationsApi",
    "AppConfigApi",
    "AsyncAnnotationsApi",
    "AsyncAppConfigApi",
    "AsyncAudioApi",
    "AsyncBlocksApi",
    "AsyncChatApi",
    "AsyncDatasetApi",
    "AsyncDocumentsApi",
    "AsyncEndUsersApi",
    "AsyncFeedbackApi",
    "AsyncFilesApi",
    "AsyncHumanInputApi",
    "AsyncMetadataApi",
    "AsyncModelsApi",
    "AsyncPipelinesApi",
    "AsyncServerApi",
    "AsyncSessionsApi",
    "AsyncTagsApi",
    "AsyncTextgenApi",
    "AsyncWorkflowsApi",
    "AudioApi",
    "BlocksApi",
    "ChatApi",
    "DatasetApi",
    "DocumentsApi",
    "EndUsersApi",
    "FeedbackApi",
    "FilesApi",
    "HumanInputApi",
    "MetadataApi",
    "ModelsApi",
    "PipelinesApi",
    "ServerApi",
    "SessionsApi",
    "TagsApi",
    "TextgenApi",
    "WorkflowsApi",
]


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(_MODULES[name], __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
