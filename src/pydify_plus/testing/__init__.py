"""A Dify to test against: a server in this process that speaks the Service API and keeps its state in memory.

It is a test double, never imported by the client, and needs the extra `testing`:

    pip install "pydify-plus[testing]"

Example:

    from pydify_plus.testing import DifyServer

    with DifyServer() as server:
        client = Client(server.base_url, server.app_key("chat"))
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .app_files import AppFileError as AppFileError
    from .app_files import load_apps as load_apps
    from .apps import App as App
    from .apps import ConversationVariable as ConversationVariable
    from .audio import Voice as Voice
    from .control_nodes import IfElse as IfElse
    from .control_nodes import Iteration as Iteration
    from .control_nodes import Loop as Loop
    from .control_nodes import Parallel as Parallel
    from .echo_model import echo as echo
    from .faults import Fault as Fault
    from .faults import Faults as Faults
    from .faults import Order as Order
    from .forms import InputField as InputField
    from .human_input import FormAction as FormAction
    from .human_input import FormInput as FormInput
    from .human_input import HumanInput as HumanInput
    from .moderation import Moderation as Moderation
    from .nodes import LLM as LLM
    from .nodes import Assign as Assign
    from .nodes import Code as Code
    from .nodes import End as End
    from .nodes import Node as Node
    from .nodes import Reply as Reply
    from .nodes import Start as Start
    from .nodes import Template as Template
    from .pipelines import Datasource as Datasource
    from .pipelines import DocumentExtractor as DocumentExtractor
    from .pipelines import KnowledgeIndex as KnowledgeIndex
    from .pipelines import Pipeline as Pipeline
    from .request import ReceivedRequest as ReceivedRequest
    from .script import ModelFailure as ModelFailure
    from .script import Pause as Pause
    from .script import ToolCall as ToolCall
    from .script import ToolFile as ToolFile
    from .script import Turn as Turn
    from .server import DifyServer as DifyServer
    from .streams import Quirks as Quirks
    from .tool_nodes import Agent as Agent
    from .tool_nodes import HTTPAnswer as HTTPAnswer
    from .tool_nodes import HTTPRequest as HTTPRequest
    from .tool_nodes import KnowledgeRetrieval as KnowledgeRetrieval

# pytest imports this package with its plugin, at every start: nothing comes along before it is used.
_HOMES = {
    "LLM": "nodes",
    "Agent": "tool_nodes",
    "App": "apps",
    "AppFileError": "app_files",
    "Assign": "nodes",
    "Code": "nodes",
    "ConversationVariable": "apps",
    "Datasource": "pipelines",
    "DifyServer": "server",
    "DocumentExtractor": "pipelines",
    "End": "nodes",
    "Fault": "faults",
    "Faults": "faults",
    "FormAction": "human_input",
    "FormInput": "human_input",
    "HTTPAnswer": "tool_nodes",
    "HTTPRequest": "tool_nodes",
    "HumanInput": "human_input",
    "IfElse": "control_nodes",
    "InputField": "forms",
    "Iteration": "control_nodes",
    "KnowledgeIndex": "pipelines",
    "KnowledgeRetrieval": "tool_nodes",
    "Loop": "control_nodes",
    "ModelFailure": "script",
    "Moderation": "moderation",
    "Node": "nodes",
    "Order": "faults",
    "Parallel": "control_nodes",
    "Pause": "script",
    "Pipeline": "pipelines",
    "Quirks": "streams",
    "ReceivedRequest": "request",
    "Reply": "nodes",
    "Start": "nodes",
    "Template": "nodes",
    "ToolCall": "script",
    "ToolFile": "script",
    "Turn": "script",
    "Voice": "audio",
    "echo": "echo_model",
    "load_apps": "app_files",
}

__all__ = [
    "LLM",
    "Agent",
    "App",
    "AppFileError",
    "Assign",
    "Code",
    "ConversationVariable",
    "Datasource",
    "DifyServer",
    "DocumentExtractor",
    "End",
    "Fault",
    "Faults",
    "FormAction",
    "FormInput",
    "HTTPAnswer",
    "HTTPRequest",
    "HumanInput",
    "IfElse",
    "InputField",
    "Iteration",
    "KnowledgeIndex",
    "KnowledgeRetrieval",
    "Loop",
    "ModelFailure",
    "Moderation",
    "Node",
    "Order",
    "Parallel",
    "Pause",
    "Pipeline",
    "Quirks",
    "ReceivedRequest",
    "Reply",
    "Start",
    "Template",
    "ToolCall",
    "ToolFile",
    "Turn",
    "Voice",
    "echo",
    "load_apps",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    import_module("._extra", __name__)
    value = getattr(import_module(f".{_HOMES[name]}", __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
