"""Answers of chat, agent and completion apps in the making."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .audio import Speaker
from .errors import ServiceError
from .files import made_file
from .json_values import Json
from .retrieval import chat_resources, retrieve
from .script import ModelFailure, ToolCall, Turn, play
from .store import new_id
from .streams import EventLog
from .usage import no_usage, usage

if TYPE_CHECKING:
    from .annotations import Annotation
    from .store import AppState, Message, Task, Workspace

_log = logging.getLogger("pydify_plus.testing")


@dataclass(frozen=True)
class Given:
    """An answer that is there without asking a model.

    Attributes:
        annotation: Where it comes from, if it is an annotation.
    """

    answer: str
    annotation: Annotation | None = None


def given_answer(app: AppState, query: str, inputs: Json) -> Given | None:
    """What moderation or an annotation answers in the model's place."""
    moderation = app.definition.moderation
    blocked = moderation.blocked_input(query, inputs) if moderation is not None else None
    if blocked is not None:
        return Given(blocked)
    annotation = app.annotations.match(query)
    return None if annotation is None else Given(annotation.answer, annotation)


class ChatRun:
    """One answer: written into its message, and told as events.

    Args:
        app: A chat, agent or completion app.
        task: What stopping it takes.
        message: Where the answer goes.
        turn: What the app is asked.
        delay: Seconds before each piece of the answer.
        given: The answer, where no model is asked.
    """

    def __init__(
        self,
        workspace: Workspace,
        app: AppState,
        task: Task,
        message: Message,
        turn: Turn,
        delay: float,
        given: Given | None = None,
    ) -> None:
        self.workspace = workspace
        self.app = app
        self.task = task
        self.message = message
        self.turn = turn
        self.delay = delay
        self.log = EventLog()
        self.given = given
        self.speaker = Speaker(app.definition.voice)
        self.resources: list[Json] = []
        self.failure: ModelFailure | None = None
        self._said: list[str] = []  # the message gets it at the end: until then the history has no answer
        self._ids: Json = {"message_id": message.id, "created_at": int(message.created_at)}
        if app.is_chat:
            self._ids = {"conversation_id": message.conversation.id, **self._ids}

    async def run(self) -> None:
        """Play the app's answer to its end, its failure, or until it is stopped."""
        self.task.begin()
        begun = time.perf_counter()
        cost = no_usage()
        try:
            if self.given is not None:
                self._pass_on(self.given)
                cost = no_usage(time.perf_counter() - begun)
            else:
                self._look_up()
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
        message.answer = "".join(self._said)
        message.metadata = {
            "annotation_reply": self._annotation_reply(),
            "retriever_resources": self.resources,
            "usage": cost,
        }
        message.conversation.updated_at = self.app.clock.now()
        self.app.tasks.pop(self.task.id, None)
        if self.failure is not None:
            failure = self.failure
            message.status, message.error = "error", failure.message
            error = {"code": failure.code, "status": failure.status, "message": failure.message}
            self.log.write({"event": "error", **self._ids, **error})
        else:
            self._speak_aloud(self.speaker.due())
            self._replace_blocked()
            self._emit("message_end", id=message.id, metadata=message.metadata, files=self._files())
            self._speak_aloud(self.speaker.rest())
            if self.speaker.voice is not None:
                self._emit("tts_message_end", audio="")
        self.log.close()

    def _files(self) -> list[Json] | None:
        """The files that tools have made, as the end of a stream tells them; the older server does not."""
        if self.workspace.version.is_older:
            return None
        return [made.at_the_end(self.workspace.links) for made in self.message.made_files] or None

    def _annotation_reply(self) -> Json | None:
        annotation = self.given.annotation if self.given is not None else None
        if annotation is None:
            return None
        account = {"id": self.workspace.account_id, "name": self.workspace.account_name}
        return {"id": annotation.id, "account": account}

    def _pass_on(self, given: Given) -> None:
        for character in given.answer:
            self._say(character)

    def _look_up(self) -> None:
        for name in self.app.definition.datasets:
            dataset = self.workspace.dataset_named(name)
            if dataset is not None:
                found = retrieve(self.workspace, dataset, self.turn.query, dataset.effective_retrieval_model)
                self.resources += chat_resources(found)

    def _replace_blocked(self) -> None:
        moderation = self.app.definition.moderation
        blocked = moderation.blocked_output(self.message.answer) if moderation is not None else None
        if blocked is not None and self.given is None:
            self.message.answer = blocked
            self._emit("message_replace", answer=blocked, reason="")

    def _speak_aloud(self, due: Iterable[str]) -> None:
        for audio in due:
            self._emit("tts_message", audio=audio)

    async def result(self) -> Json:
        """The blocking answer, once it is there.

        Raises:
            ServiceError: The model failed.
        """
        await self.log.closed()
        if self.failure is not None:
            raise ServiceError(self.failure.status, self.failure.code, self.failure.message)
        return told_message(self.app, self.task.id, self.message)

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
            self._say(piece)
        self._say("")
        return count

    def _say(self, text: str) -> None:
        self._said.append(text)
        self.speaker.hear(text)
        self._emit("message", id=self.message.id, answer=text, from_variable_selector=None)

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
                self._said.append(piece)
                self._agent_message(piece)
        thought = thought or self._new_thought()
        self._agent_message("")
        self._tell(thought)
        return count

    def _agent_message(self, text: str) -> None:
        self.speaker.hear(text)
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
        for file in call.files:
            made = made_file(self.workspace.store_file(file.name, file.mime_type, file.content, self.message.user.id))
            self.message.made_files.append(made)
            thought["files"].append(made.id)
            url = self.workspace.links.tool_file(made.file)
            self._emit("message_file", id=made.id, type=made.type, belongs_to="assistant", url=url)
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


def told_message(app: AppState, task_id: str, message: Message) -> Json:
    """The blocking answer of a chat, chatflow or completion app."""
    conversation = {"conversation_id": message.conversation.id} if app.is_chat else {}
    return {
        "event": "message",
        "task_id": task_id,
        "id": message.id,
        "message_id": message.id,
        **conversation,
        "mode": app.mode,
        "answer": message.answer,
        "metadata": message.metadata,
        "created_at": int(message.created_at),
    }
