"""Answers of chat, agent and completion apps in the making."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Any

from .errors import ServiceError
from .json_values import Json
from .script import ModelFailure, ToolCall, Turn, play
from .store import new_id
from .streams import EventLog
from .usage import no_usage, usage

if TYPE_CHECKING:
    from .store import AppState, Message, Task


_log = logging.getLogger("pydify_plus.testing")


class ChatRun:
    """One answer: written into its message, and told as events.

    Args:
        app: A chat, agent or completion app.
        task: What stopping it takes.
        message: Where the answer goes.
        turn: What the app is asked.
        delay: Seconds before each piece of the answer.
    """

    def __init__(self, app: AppState, task: Task, message: Message, turn: Turn, delay: float) -> None:
        self.app = app
        self.task = task
        self.message = message
        self.turn = turn
        self.delay = delay
        self.log = EventLog()
        self.failure: ModelFailure | None = None
        self._ids: Json = {"message_id": message.id, "created_at": int(message.created_at)}
        if app.is_chat:
            self._ids = {"conversation_id": message.conversation.id, **self._ids}

    async def run(self) -> None:
        """Play the app's answer to its end, its failure, or until it is stopped."""
        self.task.begin()
        begun = time.perf_counter()
        cost = no_usage()
        try:
            count = await (self._think() if self.app.mode == "agent-chat" else self._speak())
            prompts = (*(text for pair in self.turn.history for text in pair), self.turn.query)
            cost = usage(prompts, count, time.perf_counter() - begun)
        except ModelFailure as failure:
            self.failure = failure
        except Exception:
            _log.exception("app %r failed to answer", self.app.definition.name)
            self.failure = ModelFailure("Internal Server Error, please contact support.", "internal_server_error", 500)
        except asyncio.CancelledError:
            if not self.task.is_stopped:
                raise
        finally:
            self._end(cost)

    def _end(self, cost: Json) -> None:
        message = self.message
        message.metadata = {"annotation_reply": None, "retriever_resources": [], "usage": cost}
        message.conversation.updated_at = self.app.clock.now()
        self.app.tasks.pop(self.task.id, None)
        if self.failure is not None:
            failure = self.failure
            message.status, message.error = "error", failure.message
            error = {"code": failure.code, "status": failure.status, "message": failure.message}
            self.log.write({"event": "error", **self._ids, **error})
        else:
            self._emit("message_end", id=message.id, metadata=message.metadata, files=None)
        self.log.close()

    async def result(self) -> Json:
        """The blocking answer, once it is there.

        Raises:
            ServiceError: The model failed.
        """
        await self.log.closed()
        if self.failure is not None:
            raise ServiceError(self.failure.status, self.failure.code, self.failure.message)
        message = self.message
        found: Json = {
            "event": "message",
            "task_id": self.task.id,
            "id": message.id,
            "message_id": message.id,
        }
        if self.app.is_chat:
            found["conversation_id"] = message.conversation.id
        return {
            **found,
            "mode": self.app.mode,
            "answer": message.answer,
            "metadata": message.metadata,
            "created_at": int(message.created_at),
        }

    def _emit(self, event: str, **rest: Any) -> None:
        self.log.write({"event": event, **self._ids, "task_id": self.task.id, **rest})

    def _pieces(self) -> AsyncIterator[str | ToolCall]:
        return play(self.app.definition.answer, self.turn, self.delay)

    async def _speak(self) -> int:
        count = 0
        async for piece in self._pieces():
            if isinstance(piece, ToolCall):
                continue
            count += 1
            self.message.answer += piece
            self._emit("message", id=self.message.id, answer=piece, from_variable_selector=None)
        self._emit("message", id=self.message.id, answer="", from_variable_selector=None)
        return count

    async def _think(self) -> int:
        count = 0
        thought = None
        async for piece in self._pieces():
            thought = thought or self._new_thought()
            if isinstance(piece, ToolCall):
                self._agent_message("")
                self._use(piece, thought)
                thought = None
            else:
                count += 1
                thought["thought"] += piece
                self.message.answer += piece
                self._agent_message(piece)
        thought = thought or self._new_thought()
        self._agent_message("")
        self._tell(thought)
        return count

    def _agent_message(self, text: str) -> None:
        self._emit("agent_message", id=self.message.id, answer=text)

    def _new_thought(self) -> Json:
        thought: Json = {
            "id": new_id(),
            "chain_id": None,
            "message_id": self.message.id,
            "position": len(self.message.thoughts) + 1,
            "thought": "",
            "tool": "",
            "tool_labels": {},
            "tool_input": "",
            "created_at": int(self.app.clock.now()),
            "observation": "",
            "files": [],
        }
        self.message.thoughts.append(thought)
        self._tell(thought)
        return thought

    def _use(self, call: ToolCall, thought: Json) -> None:
        label = call.name.replace("_", " ").title()
        thought["tool"] = call.name
        thought["tool_labels"] = {call.name: dict.fromkeys(("zh_Hans", "en_US", "pt_BR", "ja_JP"), label)}
        thought["tool_input"] = json.dumps({call.name: call.input}, ensure_ascii=False)
        self._tell(thought)
        thought["observation"] = json.dumps({call.name: call.observation}, ensure_ascii=False)
        self._tell(thought)

    def _tell(self, thought: Json) -> None:
        self._emit(
            "agent_thought",
            id=thought["id"],
            position=thought["position"],
            thought=thought["thought"],
            observation=thought["observation"],
            tool=thought["tool"],
            tool_labels=thought["tool_labels"],
            tool_input=thought["tool_input"],
            message_files=thought["files"],
        )
