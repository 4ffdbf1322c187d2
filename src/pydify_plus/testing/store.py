"""What the server holds, in memory: a workspace with its apps, users, files and knowledge."""

from __future__ import annotations

import asyncio
import logging
import re
import uuid
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from .annotations import Annotations
from .clock import Clock
from .errors import invalid_param
from .files import Links, MadeFile, StoredFile
from .json_values import Json
from .search import SearchIndex
from .streams import EventLog, Quirks
from .versions import NEWER, Version

if TYPE_CHECKING:
    from .apps import App, ConversationVariable
    from .human_input import Form
    from .knowledge import Dataset, Document, Tag
    from .nodes import Outcome
    from .pipelines import Pipeline
    from .script import Turn

_log = logging.getLogger("pydify_plus.testing")

DEFAULT_USER = "DEFAULT-USER"

_UUID = re.compile(r"[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}", re.IGNORECASE)


def new_id() -> str:
    return str(uuid.uuid4())


def is_uuid(value: object) -> bool:
    """Whether something is a UUID as a body or query may spell it."""
    return isinstance(value, str) and _UUID.fullmatch(value) is not None


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
    made_files: list[MadeFile] = field(default_factory=list[MadeFile])
    forms: list[Form] = field(default_factory=list["Form"])


@dataclass
class Conversation:
    """The messages of one end user with one app, in order. A completion has one too, which no operation shows."""

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
class NodeRecord:
    """What was told of a node that ran: the `data` of its `node_started` and, once it has ended, `node_finished` event."""

    id: str
    started: Json = field(default_factory=dict[str, Any])
    finished: Json | None = None

    @property
    def is_paused(self) -> bool:
        return self.finished is not None and self.finished["status"] == "paused"


@dataclass
class WorkflowRun:
    """One run of a workflow or chatflow.

    Attributes:
        inputs: What the run was given, system variables included.
        turn: What it was asked.
        nodes: What was told of each node.
        envelope: The keys that every event of the run has.
        log: Its events.
        done: What each node that is through had as outcome, by its id: after a pause the run goes on without doing them again.
        forms: The forms that it has put before somebody.
        waits_for: Those of them that it paused for, the last time.
    """

    id: str
    task_id: str
    app: AppState
    user: EndUser
    workflow_id: str
    inputs: Json
    turn: Turn
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
    nodes: list[NodeRecord] = field(default_factory=list["NodeRecord"])
    log_id: str = field(default_factory=new_id)
    done: dict[str, Outcome] = field(default_factory=dict[str, "Outcome"])
    forms: list[Form] = field(default_factory=list["Form"])
    waits_for: list[Form] = field(default_factory=list["Form"])


class Task:
    """A generation that can be stopped.

    Attributes:
        id: What stopping it takes.
        user: Who asked for it.
        is_stopped: Whether somebody stopped it.
    """

    def __init__(self, user: EndUser, task_id: str | None = None) -> None:
        self.id = task_id or new_id()
        self.user = user
        self.is_stopped = False
        self._worker: asyncio.Task[Any] | None = None

    def begin(self) -> None:
        """Let `stop` interrupt the current task from now on, at once if it was called already."""
        self._worker = asyncio.current_task()
        if self.is_stopped:
            self.stop()

    def stop(self) -> None:
        self.is_stopped = True
        if self._worker is not None:
            self._worker.cancel()


class AppState:
    """An app and all that its users have done with it."""

    def __init__(self, definition: App, key: str, clock: Clock) -> None:
        self.definition = definition
        self.kept_mode = definition.mode
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
        self.annotations = Annotations()

    def __getstate__(self) -> Json:
        """What a state file keeps: all but what is declared in code, and what goes on at the moment."""
        return {name: value for name, value in vars(self).items() if name not in ("definition", "tasks")}

    def __setstate__(self, state: Json) -> None:
        vars(self).update(state, tasks={})

    def resume(self, definition: App) -> None:
        """Go on with what was kept, as it is declared now.

        Raises:
            ValueError: It is declared as an app of another mode.
        """
        if definition.mode != self.kept_mode:
            raise ValueError(
                f"App {definition.name!r} is a {definition.mode} app, and has the state of a {self.kept_mode} one: "
                "give it another name, or the server another state file."
            )
        self.definition = definition
        self.key = definition.key or self.key

    @property
    def is_declared(self) -> bool:
        """Whether it is one of the server's apps; what a state file keeps of others waits for them."""
        return hasattr(self, "definition")

    @property
    def mode(self) -> str:
        return self.definition.mode

    @property
    def is_chat(self) -> bool:
        return self.mode in ("chat", "agent-chat", "advanced-chat")

    @property
    def has_workflow(self) -> bool:
        return self.mode in ("advanced-chat", "workflow")

    def creator(self, user: EndUser) -> Json:
        """Who began a run, as its end says it."""
        return {"id": user.id, "user": user.name}

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

    Attributes:
        RUNTIME: What of it no state file keeps.
        has_changed: Whether something may have, since it was last saved.

    Args:
        quirks: How streams pause and end.
        chunk_delay: Seconds before each piece of an answer, where an app does not say.
        indexing_step: Seconds that each step of indexing a document takes.
    """

    RUNTIME = frozenset(
        {
            "quirks",
            "chunk_delay",
            "indexing_step",
            "version",
            "apps_by_key",
            "dataset_keys",
            "pipelines",
            "index",
            "has_changed",
            "_work",
        }
    )

    def __init__(self, quirks: Quirks, chunk_delay: float, indexing_step: float) -> None:
        self.has_changed = False
        self.quirks = quirks
        self.chunk_delay = chunk_delay
        self.indexing_step = indexing_step
        self.version = Version(NEWER)
        self.clock = Clock()
        self.links = Links()
        self.tenant_id = new_id()
        self.account_id = new_id()
        self.account_name = "admin"
        self.account_email = "admin@example.com"
        self.apps_by_key: dict[str, AppState] = {}
        self.dataset_keys: set[str] = set()
        self.files: dict[str, StoredFile] = {}
        self.files_in_messages: dict[str, AppState] = {}
        self.forms: dict[str, Form] = {}
        self.datasets: dict[str, Dataset] = {}
        self.pipelines: dict[str, Pipeline] = {}
        self.pipeline_ids: dict[str, dict[str, str]] = {}
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
        self.has_changed = True
        if not task.cancelled() and (error := task.exception()) is not None:
            _log.error("work in the background failed", exc_info=error)

    def dataset_named(self, name: str) -> Dataset | None:
        """The dataset of that id or name."""
        return self.datasets.get(name) or next((one for one in self.datasets.values() if one.name == name), None)

    def store_file(self, name: str, mime_type: str, content: bytes, owner: str) -> StoredFile:
        file = StoredFile(new_id(), name, mime_type, content, owner, self.clock.now())
        self.files[file.id] = file
        return file

    def forget(self, document: Document) -> None:
        """Make a deleted document's segments unfindable, and its indexing end."""
        document.is_deleted = True
        for segment in document.segments:
            self.index.remove(segment.id)
