"""What the server holds, in memory: a workspace with its apps, users, files and knowledge."""

from __future__ import annotations

import asyncio
import logging
import uuid
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from .clock import Clock
from .errors import invalid_param
from .files import Links, StoredFile
from .json_values import Json
from .search import SearchIndex
from .streams import EventLog, Quirks

if TYPE_CHECKING:
    from .apps import App, ConversationVariable
    from .knowledge import Dataset, Document, Tag

_log = logging.getLogger("pydify_plus.testing")

DEFAULT_USER = "DEFAULT-USER"


def new_id() -> str:
    return str(uuid.uuid4())


@dataclass
class EndUser:
    """Someone who uses an app; the same name in two apps is two users."""

    id: str
    name: str
    app_id: str
    created_at: float


@dataclass
class VariableValue:
    """A conversation variable of a chatflow with its value in one conversation."""

    id: str
    declared: ConversationVariable
    value: Any
    created_at: float
    updated_at: float


@dataclass
class Feedback:
    """What an end user thinks of a message."""

    id: str
    message: Message
    user: EndUser
    rating: str
    content: str | None
    created_at: float
    updated_at: float


@dataclass
class Message:
    """A query and its answer."""

    id: str
    conversation: Conversation
    user: EndUser
    inputs: Json
    query: str
    files: list[Json]
    created_at: float
    answer: str = ""
    status: str = "normal"
    error: str | None = None
    metadata: Json = field(default_factory=dict[str, Any])
    thoughts: list[Json] = field(default_factory=list[Json])
    feedback: Feedback | None = None


@dataclass
class Conversation:
    """The messages of one end user with one app, in order.  A completion has one too, which no operation shows."""

    id: str
    user: EndUser
    name: str
    inputs: Json
    introduction: str
    created_at: float
    updated_at: float
    messages: list[Message] = field(default_factory=list[Message])
    variables: list[VariableValue] = field(default_factory=list[VariableValue])


@dataclass
class WorkflowRun:
    """One run of a workflow or chatflow.

    Attributes:
        inputs: What the run was given, system variables included.
        nodes: The `data` of each node's `node_started` and, once there is one, `node_finished` event.
        envelope: The keys that every event of the run has.
        log: Its events.
    """

    id: str
    task_id: str
    app: AppState
    user: EndUser
    workflow_id: str
    inputs: Json
    created_at: float
    log: EventLog
    envelope: Json
    status: str = "running"
    outputs: Json = field(default_factory=dict[str, Any])
    error: str | None = None
    total_tokens: int = 0
    total_steps: int = 0
    exceptions_count: int = 0
    finished_at: float | None = None
    elapsed_time: float = 0.0
    message: Message | None = None
    started: Json = field(default_factory=dict[str, Any])
    nodes: list[tuple[Json, Json | None]] = field(default_factory=list[tuple[Json, Json | None]])
    log_id: str = field(default_factory=new_id)


class Task:
    """A generation that can be stopped.

    Attributes:
        id: What stopping it takes.
        user: Who asked for it.
        is_stopped: Whether somebody stopped it.
    """

    def __init__(self, user: EndUser) -> None:
        self.id = new_id()
        self.user = user
        self.is_stopped = False
        self._worker: asyncio.Task[Any] | None = None

    def begin(self) -> None:
        """Let `stop` interrupt the current task from now on."""
        self._worker = asyncio.current_task()

    def stop(self) -> None:
        self.is_stopped = True
        if self._worker is not None:
            self._worker.cancel()


class AppState:
    """An app and all that its users have done with it."""

    def __init__(self, definition: App, key: str, clock: Clock) -> None:
        self.definition = definition
        self.key = key
        self.clock = clock
        self.id = new_id()
        self.workflow_id = new_id()
        self.draft_workflow_id = new_id()
        self.published_at = clock.now()
        self.end_users: dict[str, EndUser] = {}
        self.conversations: dict[str, Conversation] = {}
        self.messages: dict[str, Message] = {}
        self.runs: dict[str, WorkflowRun] = {}
        self.tasks: dict[str, Task] = {}

    @property
    def mode(self) -> str:
        return self.definition.mode

    @property
    def is_chat(self) -> bool:
        return self.mode in ("chat", "agent-chat", "advanced-chat")

    @property
    def has_workflow(self) -> bool:
        return self.mode in ("advanced-chat", "workflow")

    def new_task(self, user: EndUser) -> Task:
        """Begin a generation, if the app may run one more.

        Raises:
            ServiceError: As many are running as may.
        """
        most = self.definition.max_concurrent
        if most is not None and len(self.tasks) >= most:
            raise invalid_param(
                "Too many requests. Please try again later. "
                f"The current maximum concurrent requests allowed for {self.id} is {most}."
            )
        task = Task(user)
        self.tasks[task.id] = task
        return task

    def end_user(self, name: str | None) -> EndUser:
        """The end user of that name, made at first sight; without a name the one whom all nameless callers share."""
        name = name or DEFAULT_USER
        if name not in self.end_users:
            self.end_users[name] = EndUser(new_id(), name, self.id, self.clock.now())
        return self.end_users[name]


class Workspace:
    """Everything that one server holds.

    Args:
        quirks: How streams pause and end.
        chunk_delay: Seconds before each piece of an answer, where an app does not say.
        indexing_step: Seconds that each step of indexing a document takes.
    """

    def __init__(self, quirks: Quirks, chunk_delay: float, indexing_step: float) -> None:
        self.quirks = quirks
        self.chunk_delay = chunk_delay
        self.indexing_step = indexing_step
        self.clock = Clock()
        self.links = Links()
        self.tenant_id = new_id()
        self.account_id = new_id()
        self.account_name = "admin"
        self.apps_by_key: dict[str, AppState] = {}
        self.dataset_keys: set[str] = set()
        self.files: dict[str, StoredFile] = {}
        self.files_in_messages: dict[str, AppState] = {}
        self.datasets: dict[str, Dataset] = {}
        self.tags: dict[str, Tag] = {}
        self.index = SearchIndex()
        self._work: set[asyncio.Task[None]] = set()

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        """Let something go on after its request has been answered."""
        task = asyncio.get_running_loop().create_task(work)
        self._work.add(task)
        task.add_done_callback(self._finished)

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._work.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            _log.error("work in the background failed", exc_info=error)

    def store_file(self, name: str, mime_type: str, content: bytes, owner: str) -> StoredFile:
        file = StoredFile(new_id(), name, mime_type, content, owner, self.clock.now())
        self.files[file.id] = file
        return file

    def forget(self, document: Document) -> None:
        """Make a deleted document's segments unfindable, and its indexing end."""
        document.is_deleted = True
        for segment in document.segments:
            self.index.remove(segment.id)

    def close(self) -> None:
        self.index.close()
