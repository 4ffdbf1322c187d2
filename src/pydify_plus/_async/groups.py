"""The groups of methods, each made when it is first used."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from .caller import AsyncCaller

if TYPE_CHECKING:
    from pydify_plus_generated.api import AsyncApi

    from .resources.annotations import AsyncAnnotations
    from .resources.app_config import AsyncAppConfig
    from .resources.audio import AsyncAudio
    from .resources.blocks import AsyncBlocks
    from .resources.chat import AsyncChat
    from .resources.dataset import AsyncDatasets
    from .resources.documents import AsyncDocuments
    from .resources.end_users import AsyncEndUsers
    from .resources.feedback import AsyncFeedback
    from .resources.files import AsyncFiles
    from .resources.human_input import AsyncHumanInput
    from .resources.metadata import AsyncMetadata
    from .resources.models import AsyncModels
    from .resources.pipelines import AsyncPipelines
    from .resources.server import AsyncServer
    from .resources.sessions import AsyncSessions
    from .resources.tags import AsyncTags
    from .resources.textgen import AsyncTextGen
    from .resources.workflows import AsyncWorkflows


class AsyncGroups(AsyncCaller):
    """A caller with the groups of methods that users call."""

    @cached_property
    def chat(self) -> AsyncChat:
        """Chat, agent and chatflow apps."""
        from .resources.chat import AsyncChat

        return AsyncChat(self)

    @cached_property
    def textgen(self) -> AsyncTextGen:
        """Completion apps."""
        from .resources.textgen import AsyncTextGen

        return AsyncTextGen(self)

    @cached_property
    def workflows(self) -> AsyncWorkflows:
        """Workflow apps."""
        from .resources.workflows import AsyncWorkflows

        return AsyncWorkflows(self)

    @cached_property
    def dataset(self) -> AsyncDatasets:
        """Knowledge bases, and searching them."""
        from .resources.dataset import AsyncDatasets

        return AsyncDatasets(self)

    @cached_property
    def documents(self) -> AsyncDocuments:
        """The documents of knowledge bases."""
        from .resources.documents import AsyncDocuments

        return AsyncDocuments(self)

    @cached_property
    def blocks(self) -> AsyncBlocks:
        """The segments of documents, and their child chunks."""
        from .resources.blocks import AsyncBlocks

        return AsyncBlocks(self)

    @cached_property
    def pipelines(self) -> AsyncPipelines:
        """Knowledge pipelines."""
        from .resources.pipelines import AsyncPipelines

        return AsyncPipelines(self)

    @cached_property
    def files(self) -> AsyncFiles:
        """Files for messages and runs."""
        from .resources.files import AsyncFiles

        return AsyncFiles(self)

    @cached_property
    def audio(self) -> AsyncAudio:
        """Speech to text, and text to speech."""
        from .resources.audio import AsyncAudio

        return AsyncAudio(self)

    @cached_property
    def sessions(self) -> AsyncSessions:
        """Conversations, their messages and variables."""
        from .resources.sessions import AsyncSessions

        return AsyncSessions(self)

    @cached_property
    def feedback(self) -> AsyncFeedback:
        """What end users think of answers."""
        from .resources.feedback import AsyncFeedback

        return AsyncFeedback(self)

    @cached_property
    def app_config(self) -> AsyncAppConfig:
        """What an app is and how it is set up."""
        from .resources.app_config import AsyncAppConfig

        return AsyncAppConfig(self)

    @cached_property
    def annotations(self) -> AsyncAnnotations:
        """Questions with prepared answers."""
        from .resources.annotations import AsyncAnnotations

        return AsyncAnnotations(self)

    @cached_property
    def human_input(self) -> AsyncHumanInput:
        """Forms that runs wait for."""
        from .resources.human_input import AsyncHumanInput

        return AsyncHumanInput(self)

    @cached_property
    def end_users(self) -> AsyncEndUsers:
        """The end users of an app."""
        from .resources.end_users import AsyncEndUsers

        return AsyncEndUsers(self)

    @cached_property
    def server(self) -> AsyncServer:
        """The server behind the API."""
        from .resources.server import AsyncServer

        return AsyncServer(self)

    @cached_property
    def tags(self) -> AsyncTags:
        """Tags of knowledge bases."""
        from .resources.tags import AsyncTags

        return AsyncTags(self)

    @cached_property
    def metadata(self) -> AsyncMetadata:
        """Metadata fields of knowledge bases, and their values on documents."""
        from .resources.metadata import AsyncMetadata

        return AsyncMetadata(self)

    @cached_property
    def models(self) -> AsyncModels:
        """The models that the workspace has set up."""
        from .resources.models import AsyncModels

        return AsyncModels(self)

    @cached_property
    def api(self) -> AsyncApi:
        """Every operation by its area and Dify's own name: `client.api.workflows.get_workflow_run_detail("…")`."""
        from pydify_plus_generated.api import AsyncApi

        return AsyncApi(self)
