"""Every operation by its area and Dify's own name: a module each with its `call`, and a class per area that sends them."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..types import AsyncSender, Sender
    from .annotations import AnnotationsApi, AsyncAnnotationsApi
    from .app_config import AppConfigApi, AsyncAppConfigApi
    from .audio import AsyncAudioApi, AudioApi
    from .blocks import AsyncBlocksApi, BlocksApi
    from .chat import AsyncChatApi, ChatApi
    from .dataset import AsyncDatasetApi, DatasetApi
    from .documents import AsyncDocumentsApi, DocumentsApi
    from .end_users import AsyncEndUsersApi, EndUsersApi
    from .feedback import AsyncFeedbackApi, FeedbackApi
    from .files import AsyncFilesApi, FilesApi
    from .human_input import AsyncHumanInputApi, HumanInputApi
    from .metadata import AsyncMetadataApi, MetadataApi
    from .models import AsyncModelsApi, ModelsApi
    from .pipelines import AsyncPipelinesApi, PipelinesApi
    from .server import AsyncServerApi, ServerApi
    from .sessions import AsyncSessionsApi, SessionsApi
    from .tags import AsyncTagsApi, TagsApi
    from .textgen import AsyncTextgenApi, TextgenApi
    from .workflows import AsyncWorkflowsApi, WorkflowsApi


class Api:
    """The areas of the Service API, each with its operations by their own names."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    @cached_property
    def chat(self) -> ChatApi:
        from .chat import ChatApi

        return ChatApi(self._sender)

    @cached_property
    def textgen(self) -> TextgenApi:
        from .textgen import TextgenApi

        return TextgenApi(self._sender)

    @cached_property
    def workflows(self) -> WorkflowsApi:
        from .workflows import WorkflowsApi

        return WorkflowsApi(self._sender)

    @cached_property
    def human_input(self) -> HumanInputApi:
        from .human_input import HumanInputApi

        return HumanInputApi(self._sender)

    @cached_property
    def files(self) -> FilesApi:
        from .files import FilesApi

        return FilesApi(self._sender)

    @cached_property
    def audio(self) -> AudioApi:
        from .audio import AudioApi

        return AudioApi(self._sender)

    @cached_property
    def sessions(self) -> SessionsApi:
        from .sessions import SessionsApi

        return SessionsApi(self._sender)

    @cached_property
    def feedback(self) -> FeedbackApi:
        from .feedback import FeedbackApi

        return FeedbackApi(self._sender)

    @cached_property
    def app_config(self) -> AppConfigApi:
        from .app_config import AppConfigApi

        return AppConfigApi(self._sender)

    @cached_property
    def annotations(self) -> AnnotationsApi:
        from .annotations import AnnotationsApi

        return AnnotationsApi(self._sender)

    @cached_property
    def end_users(self) -> EndUsersApi:
        from .end_users import EndUsersApi

        return EndUsersApi(self._sender)

    @cached_property
    def server(self) -> ServerApi:
        from .server import ServerApi

        return ServerApi(self._sender)

    @cached_property
    def dataset(self) -> DatasetApi:
        from .dataset import DatasetApi

        return DatasetApi(self._sender)

    @cached_property
    def documents(self) -> DocumentsApi:
        from .documents import DocumentsApi

        return DocumentsApi(self._sender)

    @cached_property
    def blocks(self) -> BlocksApi:
        from .blocks import BlocksApi

        return BlocksApi(self._sender)

    @cached_property
    def tags(self) -> TagsApi:
        from .tags import TagsApi

        return TagsApi(self._sender)

    @cached_property
    def metadata(self) -> MetadataApi:
        from .metadata import MetadataApi

        return MetadataApi(self._sender)

    @cached_property
    def models(self) -> ModelsApi:
        from .models import ModelsApi

        return ModelsApi(self._sender)

    @cached_property
    def pipelines(self) -> PipelinesApi:
        from .pipelines import PipelinesApi

        return PipelinesApi(self._sender)


class AsyncApi:
    """The areas of the Service API, each with its operations by their own names."""

    def __init__(self, sender: AsyncSender) -> None:
        self._sender = sender

    @cached_property
    def chat(self) -> AsyncChatApi:
        from .chat import AsyncChatApi

        return AsyncChatApi(self._sender)

    @cached_property
    def textgen(self) -> AsyncTextgenApi:
        from .textgen import AsyncTextgenApi

        return AsyncTextgenApi(self._sender)

    @cached_property
    def workflows(self) -> AsyncWorkflowsApi:
        from .workflows import AsyncWorkflowsApi

        return AsyncWorkflowsApi(self._sender)

    @cached_property
    def human_input(self) -> AsyncHumanInputApi:
        from .human_input import AsyncHumanInputApi

        return AsyncHumanInputApi(self._sender)

    @cached_property
    def files(self) -> AsyncFilesApi:
        from .files import AsyncFilesApi

        return AsyncFilesApi(self._sender)

    @cached_property
    def audio(self) -> AsyncAudioApi:
        from .audio import AsyncAudioApi

        return AsyncAudioApi(self._sender)

    @cached_property
    def sessions(self) -> AsyncSessionsApi:
        from .sessions import AsyncSessionsApi

        return AsyncSessionsApi(self._sender)

    @cached_property
    def feedback(self) -> AsyncFeedbackApi:
        from .feedback import AsyncFeedbackApi

        return AsyncFeedbackApi(self._sender)

    @cached_property
    def app_config(self) -> AsyncAppConfigApi:
        from .app_config import AsyncAppConfigApi

        return AsyncAppConfigApi(self._sender)

    @cached_property
    def annotations(self) -> AsyncAnnotationsApi:
        from .annotations import AsyncAnnotationsApi

        return AsyncAnnotationsApi(self._sender)

    @cached_property
    def end_users(self) -> AsyncEndUsersApi:
        from .end_users import AsyncEndUsersApi

        return AsyncEndUsersApi(self._sender)

    @cached_property
    def server(self) -> AsyncServerApi:
        from .server import AsyncServerApi

        return AsyncServerApi(self._sender)

    @cached_property
    def dataset(self) -> AsyncDatasetApi:
        from .dataset import AsyncDatasetApi

        return AsyncDatasetApi(self._sender)

    @cached_property
    def documents(self) -> AsyncDocumentsApi:
        from .documents import AsyncDocumentsApi

        return AsyncDocumentsApi(self._sender)

    @cached_property
    def blocks(self) -> AsyncBlocksApi:
        from .blocks import AsyncBlocksApi

        return AsyncBlocksApi(self._sender)

    @cached_property
    def tags(self) -> AsyncTagsApi:
        from .tags import AsyncTagsApi

        return AsyncTagsApi(self._sender)

    @cached_property
    def metadata(self) -> AsyncMetadataApi:
        from .metadata import AsyncMetadataApi

        return AsyncMetadataApi(self._sender)

    @cached_property
    def models(self) -> AsyncModelsApi:
        from .models import AsyncModelsApi

        return AsyncModelsApi(self._sender)

    @cached_property
    def pipelines(self) -> AsyncPipelinesApi:
        from .pipelines import AsyncPipelinesApi

        return AsyncPipelinesApi(self._sender)
