"""A Dify to test against: a server in this process that speaks the Service API and keeps its state in memory.

It is a test double, never imported by the client, and needs the extra `testing`:

    pip install "pydify-plus[testing]"

Example:

    from pydify_plus.testing import DifyServer

    with DifyServer() as server:
        client = Client(server.base_url, server.app_key("chat"))
"""

from __future__ import annotations

from . import _extra as _extra
from .apps import App, ConversationVariable
from .echo import echo
from .forms import InputField
from .nodes import LLM, Assign, Code, End, Node, Reply, Start, Template
from .request import ReceivedRequest
from .script import ModelFailure, Pause, ToolCall, Turn
from .server import DifyServer
from .streams import Quirks

__all__ = [
    "LLM",
    "App",
    "Assign",
    "Code",
    "ConversationVariable",
    "DifyServer",
    "End",
    "InputField",
    "ModelFailure",
    "Node",
    "Pause",
    "Quirks",
    "ReceivedRequest",
    "Reply",
    "Start",
    "Template",
    "ToolCall",
    "Turn",
    "echo",
]
