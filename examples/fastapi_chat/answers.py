"""Answers that are being made. Dify is asked once for each; the browsers that watch may come and go, and miss nothing."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from trouble import in_words

from pydify_plus import AsyncClient
from pydify_plus.errors import DifyError, DifyStreamInterruptedError

logger = logging.getLogger(__name__)

KEEP = 600.0
"""Seconds for which an answer is kept when it is complete, for browsers that have lost their connection."""


@dataclass(frozen=True)
class Question:
    """What a user asks."""

    query: str
    conversation_id: str | None = None
    files: Sequence[Mapping[str, Any]] = ()
    inputs: Mapping[str, Any] = field(default_factory=dict)


class Answer:
    """An answer, as the events that a browser is told.

    | event   | data                        | meaning                                       |
    |---------|-----------------------------|-----------------------------------------------|
    | begun   | conversation_id             | Dify has begun, and saves the answer there    |
    | step    | title                       | what the app is doing                         |
    | text    | text                        | more of the answer                            |
    | replace | text                        | all of the answer, in place of what came      |
    | file    | type, url                   | a file that a tool of the app made            |
    | done    | message_id, stopped, sources| the end                                       |
    | failed  | message                     | the end, too early; the message says why      |
    """

    def __init__(self, answer_id: str, question: Question, dify: AsyncClient) -> None:
        self.id = answer_id
        self.question = question
        self.conversation_id = question.conversation_id
        self.message_id: str | None = None
        self.is_over = False
        self._events: list[tuple[str, dict[str, Any]]] = []
        self._news = asyncio.Event()
        self._text = ""
        self._is_stopped = False
        self._stream = dify.chat.stream_chat_message(
            query=question.query,
            inputs=question.inputs,
            conversation_id=question.conversation_id,
            files=[*question.files] or None,
        )

    async def watch(self, after: int = 0) -> AsyncIterator[tuple[int, str, dict[str, Any]]]:
        """The events with their numbers, from the one after number `after` on, as they come."""
        while True:
            news = self._news
            for number, (name, data) in enumerate(self._events[after:], start=after + 1):
                yield number, name, data
                after = number
            if news is not self._news:
                continue  # more has come meanwhile
            if self.is_over:
                return
            await news.wait()

    async def stop(self) -> None:
        """Have Dify stop; what has come so far stays."""
        if self.is_over or self._is_stopped:
            return
        self._is_stopped = True
        if self._stream.task_id is not None:
            await self._stream.stop()

    async def make(self) -> None:
        """Read what Dify says until it is over, and tell it."""
        try:
            await self._read()
        except DifyError as error:
            logger.warning("an answer failed: %s", error)
            self._tell("failed", message=in_words(error)[1])
        except asyncio.CancelledError:
            self._tell("failed", message="The page's server was stopped. The answer will be in the conversation.")
            raise
        except Exception:
            logger.exception("an answer failed")
            self._tell("failed", message="Something went wrong here. Please try again.")
        finally:
            self.is_over = True
            self._wake()

    async def _read(self) -> None:
        sources: list[str] = []
        try:
            async with self._stream as stream:
                async for event in stream:
                    await self._take(event)
                if stream.paused:
                    self._tell("failed", message="The app waits for a form, which this page cannot show.")
                    return
                final = await stream.final()
            sources = _sources(final)
        except DifyStreamInterruptedError as error:
            logger.warning("the stream from Dify broke off, its saved answer is read: %s", error)
            self._tell_text((await self._stream.recover()).answer)
        self._tell("done", message_id=self.message_id, stopped=self._is_stopped, sources=sources)

    async def _take(self, event: Any) -> None:
        stream = self._stream
        if self.message_id is None and stream.message_id is not None:
            self.message_id, self.conversation_id = stream.message_id, stream.conversation_id
            self._tell("begun", conversation_id=stream.conversation_id)
            if self._is_stopped:
                await stream.stop()
        self._tell_text(stream.answer_so_far)
        match event.event:
            case "node_started":
                self._tell("step", title=event.data.title)
            case "agent_thought" if event.tool:
                self._tell("step", title=event.tool)
            case "message_file":
                self._tell("file", type=event.type, url=event.url)

    def _tell_text(self, text: str) -> None:
        known, self._text = self._text, text
        if not text.startswith(known):
            self._tell("replace", text=text)
        elif text != known:
            self._tell("text", text=text[len(known) :])

    def _tell(self, name: str, **data: Any) -> None:
        self._events.append((name, data))
        self._wake()

    def _wake(self) -> None:
        self._news.set()
        self._news = asyncio.Event()


class Answers:
    """The answers of all users, in this process: serve the page with one worker, or keep them in Redis."""

    def __init__(self, dify: AsyncClient) -> None:
        self._dify = dify
        self._answers: dict[tuple[str, str], Answer] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def ask(self, user: str, answer_id: str, question: Question) -> Answer:
        """Ask Dify, unless this answer has been asked for before: a browser that does not know may ask again."""
        answer = self._answers.get((user, answer_id))
        if answer is None:
            answer = self._answers[user, answer_id] = Answer(answer_id, question, self._dify.as_user(user))
            task = asyncio.create_task(answer.make())
            self._tasks.add(task)
            task.add_done_callback(lambda task: self._over(user, answer_id, task))
        return answer

    def find(self, user: str, answer_id: str) -> Answer | None:
        """An answer of this user's; None when there never was one, or it is kept no longer."""
        return self._answers.get((user, answer_id))

    def being_made(self, user: str, conversation_id: str) -> Answer | None:
        """The answer that is being made in a conversation, if there is one."""
        for (owner, _), answer in self._answers.items():
            if owner == user and answer.conversation_id == conversation_id and not answer.is_over:
                return answer
        return None

    async def aclose(self) -> None:
        """Let go of all that are being made. Dify goes on with them, and saves them."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _over(self, user: str, answer_id: str, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        asyncio.get_running_loop().call_later(KEEP, self._answers.pop, (user, answer_id), None)


def _sources(final: Any) -> list[str]:
    """The names of the documents that an answer cites, each once."""
    resources = (final.metadata and final.metadata.retriever_resources) or []
    return list(dict.fromkeys(name for resource in resources if (name := resource.document_name)))
