"""Python SDK for Dify: publish an app or a knowledge base there, call it from here.

    from pydify_plus import Client

    with Client(api_key="app-...") as client:
        print(client.chat.create_chat_message(query="Hello", user="alice").answer)

`Client` and `AsyncClient` have the same methods. Models are in `pydify_plus.models`, errors in `pydify_plus.errors`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ._version import __version__ as __version__

if TYPE_CHECKING:
    from . import errors as errors
    from . import models as models
    from ._async.client import AsyncClient as AsyncClient
    from ._async.conversation import AsyncConversation as AsyncConversation
    from ._async.pager import AsyncPage as AsyncPage
    from ._async.stream import AsyncStream as AsyncStream
    from ._sync.client import Client as Client
    from ._sync.conversation import Conversation as Conversation
    from ._sync.pager import Page as Page
    from ._sync.stream import Stream as Stream
    from .errors import DifyError as DifyError

# Nothing heavy is imported before it is used.
_HOMES = {
    "AsyncClient": "._async.client",
    "AsyncConversation": "._async.conversation",
    "AsyncPage": "._async.pager",
    "AsyncStream": "._async.stream",
    "Client": "._sync.client",
    "Conversation": "._sync.conversation",
    "DifyError": ".errors",
    "Page": "._sync.pager",
    "Stream": "._sync.stream",
}
_MODULES = ("errors", "models")

__all__ = [
    "AsyncClient",
    "AsyncConversation",
    "AsyncPage",
    "AsyncStream",
    "Client",
    "Conversation",
    "DifyError",
    "Page",
    "Stream",
    "__version__",
    "errors",
    "models",
]


def __getattr__(name: str) -> Any:
    from importlib import import_module

    if name in _MODULES:
        return import_module(f".{name}", __name__)
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(_HOMES[name], __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
