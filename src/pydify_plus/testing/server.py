"""The embedded Dify: a server on loopback, in a thread of this process."""

from __future__ import annotations

import asyncio
import os
import secrets
import socket
import threading
from collections import deque
from collections.abc import Callable, Coroutine, Iterable
from typing import Any

import uvicorn

from .application import Application
from .apps import App, default_apps
from .faults import Faults
from .graph_runs import expire, wait_on
from .hang_up import Connection
from .indexing import resume
from .knowledge import Dataset
from .pipelines import Pipeline
from .request import ReceivedRequest
from .state import SAVE_EVERY, Snapshot, StateFile
from .store import AppState, Workspace, new_id
from .streams import Quirks
from .versions import NEWER, Version


class DifyServer:
    """A Dify for tests: it speaks the Service API of a real one, keeps its state in memory, and needs no network.

    It has an app of each mode, which echo what they are told, and as many more as are declared. It is a test double:
    nothing in it is meant to serve anybody but a test or a demonstration on this machine.

    Example:

        with DifyServer() as server:
            client = Client(server.base_url, server.app_key("chat"), dataset_api_key=server.dataset_key)

    Args:
        apps: Apps beside the default ones; one of the same name takes the default one's place.
        host: Where to listen; loopback unless something outside must reach it.
        port: 0 takes any free one.
        dataset_key: The knowledge key; made up when left out.
        chunk_delay: Seconds before each piece of an answer, where an app does not say.
        indexing_step: Seconds that each of the five steps of indexing a document takes.
        quirks: How streams pause and end; as a real server by default.
        keep_requests: How many requests `requests` remembers.
        version: What the server says its version is. Before 1.10 it behaves like 1.9.2, else like 1.14.2.
        state: A SQLite file in which all that the server holds, its keys included, outlives it. A stop loses nothing, a crash at
            most what was answered in the last second. Apps go on under their names; `keep_requests` and faults are not kept.

    Raises:
        ValueError: Two apps have one key, or `state` is no file of this version's.

    Attributes:
        requests: The latest requests, oldest first.
        faults: What goes wrong with the next ones: `server.faults.add(Fault.status(503))`.
        dataset_key: The knowledge key.
        workspace: All that it holds, for a look inside that no operation offers.
    """

    def __init__(
        self,
        apps: Iterable[App] = (),
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        dataset_key: str | None = None,
        chunk_delay: float = 0.001,
        indexing_step: float = 0.02,
        quirks: Quirks | None = None,
        keep_requests: int = 1000,
        version: str = NEWER,
        state: str | os.PathLike[str] | None = None,
    ) -> None:
        self.requests: deque[ReceivedRequest] = deque(maxlen=keep_requests)
        self.dataset_key = dataset_key or f"dataset-{secrets.token_urlsafe(18)}"
        self._host, self._port = host, port
        self._socket: socket.socket | None = None
        self._thread: threading.Thread | None = None
        self._uvicorn: _Uvicorn | None = None
        self._apps: dict[str, AppState] = {}
        self._kept: dict[str, AppState] = {}
        self.workspace = Workspace(quirks or Quirks(), chunk_delay, indexing_step)
        self._state = None if state is None else StateFile(state)
        if self._state is not None and (snapshot := self._state.load()) is not None:
            self.dataset_key = dataset_key or snapshot.dataset_key
            self._kept = snapshot.apps
            vars(self.workspace).update(snapshot.workspace)
        self.workspace.dataset_keys.add(self.dataset_key)
        self.faults = Faults()
        self.workspace.version = Version(version)
        self._application = Application(self.workspace, self.requests, self.faults)
        for app in {app.name: app for app in (*default_apps(), *apps)}.values():
            self.add_app(app)

    @classmethod
    def from_file(cls, path: str | os.PathLike[str], **options: Any) -> DifyServer:
        """A server with the apps of a YAML file, and its dataset key if it has one.

        Args:
            path: The file; `load_apps` says what may be in it.
            options: As for the constructor, over what the file says.

        Raises:
            AppFileError: Something in the file is not as it must be; the message says what, and in which line.
        """
        from .app_files import read_app_file

        declared = read_app_file(path)
        chosen: dict[str, Any] = {"apps": declared.apps, "dataset_key": declared.dataset_key, **options}
        return cls(**chosen)

    def __repr__(self) -> str:
        return f"<DifyServer {self.url if self._socket else 'not running'}>"

    @property
    def url(self) -> str:
        """Where the server is, without a path.

        Raises:
            RuntimeError: It is not running.
        """
        if self._socket is None:
            raise RuntimeError("The server is not running: use `with DifyServer() as server:` or call start().")
        return f"http://{self._host}:{self._socket.getsockname()[1]}"

    @property
    def base_url(self) -> str:
        """The base URL of the Service API, for a client."""
        return f"{self.url}/v1"

    def add_app(self, app: App) -> str:
        """Add an app, in place of one of the same name.

        Args:
            app: The app.

        Returns:
            Its key.

        Raises:
            ValueError: Another app has its key.
        """
        state = self._kept.get(app.name)
        if state is None:
            state = AppState(app, app.key or f"app-{secrets.token_urlsafe(18)}", self.workspace.clock)
        else:
            state.resume(app)
        owner = self.workspace.apps_by_key.get(state.key)
        if owner is not None and owner.definition.name != app.name:
            raise ValueError(f"App {app.name!r} has the key of another app; give each its own, or none.")
        replaced = self._apps.pop(app.name, None)
        if replaced is not None:
            del self.workspace.apps_by_key[replaced.key]
        self._apps[app.name] = self.workspace.apps_by_key[state.key] = state
        self._kept.pop(app.name, None)
        self.workspace.has_changed = True
        return state.key

    def add_pipeline(self, pipeline: Pipeline) -> str:
        """Add a knowledge pipeline, in place of one of the same name.

        Args:
            pipeline: The pipeline.

        Returns:
            The id of its dataset.
        """
        workspace = self.workspace
        dataset = workspace.dataset_named(pipeline.name)
        if dataset is None:
            now = workspace.clock.now()
            dataset = Dataset(
                new_id(),
                pipeline.name,
                now,
                now,
                pipeline.description,
                indexing_technique="economy",
                doc_form="text_model",
                pipeline_id=new_id(),
            )
            workspace.datasets[dataset.id] = dataset
        workspace.pipelines[dataset.id] = pipeline.going_on(workspace.pipeline_ids.setdefault(dataset.id, {}))
        workspace.has_changed = True
        return dataset.id

    def expire_forms(self) -> int:
        """Let all open forms of human input expire now, however long they would have; their runs go on.

        Returns:
            How many there were.

        Raises:
            RuntimeError: The server is not running.
        """
        if self._uvicorn is None:
            raise RuntimeError(f"{self!r}: forms expire only while it runs.")
        waiting = [form for form in self.workspace.forms.values() if form.is_open]
        for form in waiting:
            self._uvicorn.call(expire, self.workspace, form)
        return len(waiting)

    def app_key(self, app: str = "chat") -> str:
        """The key of an app, by its name, or by its mode: of the first app of that mode.

        Args:
            app: The app's name or mode.

        Raises:
            KeyError: There is no such app.
        """
        return self._app(app).key

    def app_id(self, app: str = "chat") -> str:
        """The id of an app, which no operation tells but some answers have.

        Args:
            app: The app's name or mode.
        """
        return self._app(app).id

    def workflow_id(self, app: str = "workflow") -> str:
        """The id of a workflow's or chatflow's published version.

        Args:
            app: The app's name or mode.
        """
        return self._app(app).workflow_id

    def _app(self, name: str) -> AppState:
        if name in self._apps:
            return self._apps[name]
        for state in self._apps.values():
            if state.mode == name:
                return state
        known = ", ".join(f"{state.definition.name} ({state.mode})" for state in self._apps.values())
        raise KeyError(f"No app has the name or mode {name!r}; there are {known}.")

    def start(self) -> DifyServer:
        """Begin to listen; returns once requests are answered.

        Raises:
            RuntimeError: It is running already.
            OSError: The address is taken.
        """
        if self._socket is not None:
            raise RuntimeError(f"{self!r} is running already.")
        if self._state is not None:
            self._state.open()
        try:
            self._socket = _listening_socket(self._host, self._port)
        except BaseException:
            if self._state is not None:
                self._state.close()
            raise
        self.workspace.links.base = self.url
        config = uvicorn.Config(
            self._application,
            loop="asyncio",
            http=Connection,
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
        )
        self._uvicorn = _Uvicorn(config)
        arguments = (self._uvicorn, self._socket, self.workspace, self._watch)
        self._thread = threading.Thread(target=_serve, args=arguments, name="embedded Dify", daemon=True)
        self._thread.start()
        self._uvicorn.is_ready.wait()
        if not self._uvicorn.started:
            self.stop()
            raise RuntimeError("The server ended before it began to listen; its thread's traceback says why.")
        return self

    def stop(self) -> None:
        """Stop listening, cut all connections, and forget what was going on; what is stored stays."""
        if self._uvicorn is None or self._thread is None or self._socket is None:
            return
        self._uvicorn.stop()
        self._thread.join()
        self._socket.close()
        self.workspace.index.close()
        self._socket = self._thread = self._uvicorn = None
        if self._state is not None:
            try:
                self._save(self._state)
            finally:
                self._state.close()

    def _save(self, state: StateFile) -> None:
        self.workspace.has_changed = False
        kept = {name: value for name, value in vars(self.workspace).items() if name not in Workspace.RUNTIME}
        state.save(Snapshot(self.dataset_key, kept, {**self._kept, **self._apps}))

    async def _watch(self) -> None:
        """Save what changes, as long as the server runs."""
        while self._state is not None:
            await asyncio.sleep(SAVE_EVERY)
            if self.workspace.has_changed:
                self._save(self._state)

    def __enter__(self) -> DifyServer:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()


def _listening_socket(host: str, port: int) -> socket.socket:
    # Named as TCP, because asyncio sends small answers at once only on sockets that say so.
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        listening.listen(128)
    except BaseException:
        listening.close()
        raise
    return listening


def _serve(
    server: _Uvicorn, listening: socket.socket, workspace: Workspace, watch: Callable[[], Coroutine[Any, Any, None]]
) -> None:
    async def serve() -> None:
        resume(workspace)
        wait_on(workspace)
        workspace.start(watch())
        await server.serve([listening])

    try:
        asyncio.run(serve())
    finally:
        server.is_ready.set()


def _not_running(*_: object) -> None:
    raise RuntimeError("The server is not running.")


class _Uvicorn(uvicorn.Server):
    """uvicorn that stops at once: streams of a real Dify can stay open for minutes, tests must not wait for them.

    Attributes:
        is_ready: Set as soon as it listens.
        stop: Asks it to end, from any thread.
        call: Calls a function in its thread, from any thread.
    """

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.is_ready = threading.Event()
        self._stopping = asyncio.Event()
        self.stop: Callable[[], object] = self._stopping.set
        self.call: Callable[..., object] = _not_running

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        loop = asyncio.get_running_loop()
        self.stop = lambda: loop.call_soon_threadsafe(self._stopping.set)
        self.call = loop.call_soon_threadsafe
        self.is_ready.set()

    async def main_loop(self) -> None:
        counter = 0
        while not self._stopping.is_set():
            await self.on_tick(counter)
            counter += 10
            try:
                await asyncio.wait_for(self._stopping.wait(), 1.0)
            except TimeoutError:
                continue

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for server in self.servers:
            server.close()
        # A connection that is being accepted right now gets its transport first; cutting it before would be logged.
        for _ in range(3):
            await asyncio.sleep(0)
        for connection in list(self.server_state.connections):
            transport: Any = getattr(connection, "transport", None)
            if transport is not None:
                transport.abort()
        current = asyncio.current_task()
        others = [task for task in asyncio.all_tasks() if task is not current]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
