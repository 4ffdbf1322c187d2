# Derived from _async by scripts/unasync.py; edit there.
"""The groups of methods, each made when it is first used."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from .caller import Caller

if TYPE_CHECKING:
    from pydify_plus_generated.api import Api

    from .resources.annotations import Annotations
    from .resources.app_config import AppConfig
    from .resources.audio import Audio
    from .resources.blocks import Blocks
    from .resources.chat import Chat
    from .resources.dataset import Datasets
    from .resources.documents import Documents
    from .resources.end_users import EndUsers
    from .resources.feedback import Feedback
    from .resources.files import Files
    from .resources.human_input import HumanInput
    from .resources.metadata import Metadata
    from .resources.models import Models
    from .resources.pipelines import Pipelines
    from .resources.server import Server
    from .resources.sessions import Sessions
    from .resources.tags import Tags
    from .resources.textgen import TextGen
    from .resources.workflows import Workflows


class Groups(Caller):
    """A caller with the groups of methods that users call."""

    @cached_property
    def chat(self) -> Chat:
        """Chat, agent and chatflow apps."""
        from .resources.chat import Chat

        return Chat(self)

    @cached_property
    def textgen(self) -> TextGen:
        """Completion apps."""
        from .resources.textgen import TextGen

        return TextGen(self)

    @cached_property
    def workflows(self) -> Workflows:
        """Workflow apps."""
        from .resources.workflows import Workflows

        return Workflows(self)

    @cached_property
    def dataset(self) -> Datasets:
        """Knowledge bases, and searching them."""
        from .resources.dataset import Datasets

        return Datasets(self)

    @cached_property
    def documents(self) -> Documents:
        """The documents of knowledge bases."""
        from .resources.documents import Documents

        return Documents(self)

    @cached_property
    def blocks(self) -> Blocks:
        """The segments of documents, and their child chunks."""
        from .resources.blocks import Blocks

        return Blocks(self)

    @cached_property
    def pipelines(self) -> Pipelines:
        """Knowledge pipelines."""
        from .resources.pipelines import Pipelines

        return Pipelines(self)

    @cached_property
    def files(self) -> Files:
        """Files for messages and runs."""
        from .resources.files import Files

        return Files(self)

    @cached_property
    def audio(self) -> Audio:
        """Speech to text, and text to speech."""
        from .resources.audio import Audio

        return Audio(self)

    @cached_property
    def sessions(self) -> Sessions:
        """Conversations, their messages and variables."""
        from .resources.sessions import Sessions

        return Sessions(self)

    @cached_property
    def feedback(self) -> Feedback:
        """What end users think of answers."""
        from .resources.feedback import Feedback

        return Feedback(self)

    @cached_property
    def app_config(self) -> AppConfig:
        """What an app is and how it is set up."""
        from .resources.app_config import AppConfig

        return AppConfig(self)

    @cached_property
    def annotations(self) -> Annotations:
        """Questions with prepared answers."""
        from .resources.annotations import Annotations

        return Annotations(self)

    @cached_property
    def human_input(self) -> HumanInput:
        """Forms that runs wait for."""
        from .resources.human_input import HumanInput

        return HumanInput(self)

    @cached_property
    def end_users(self) -> EndUsers:
        """The end users of an app."""
        from .resources.end_users import EndUsers

        return EndUsers(self)

    @cached_property
    def server(self) -> Server:
        """The server behind the API."""
        from .resources.server import Server

        return Server(self)

    @cached_property
    def tags(self) -> Tags:
        """Tags of knowledge bases."""
        from .resources.tags import Tags

        return Tags(self)

    @cached_property
    def metadata(self) -> Metadata:
        """Metadata fields of knowledge bases, and their values on documents."""
        from .resources.metadata import Metadata

        return Metadata(self)

    @cached_property
    def models(self) -> Models:
        """The models that the workspace has set up."""
        from .resources.models import Models

        return Models(self)

    @cached_property
    def api(self) -> Api:
        """Every operation by its area and Dify's own name: `client.api.workflows.get_workflow_run_detail("…")`."""
        from pydify_plus_generated.api import Api

        return Api(self)
