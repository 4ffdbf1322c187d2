"""The one model provider of the embedded Dify."""

from __future__ import annotations

PROVIDER = "embedded/echo/echo"
CHAT_MODEL = "echo-chat"
EMBEDDING_MODEL = "echo-embedding"
