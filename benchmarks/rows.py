"""What is measured: the rows of the table, and the clients that are its columns."""

from __future__ import annotations

from dataclasses import dataclass, field
from importlib import import_module
from typing import Any, Literal

OURS = "pydify_plus"
FLOOR = "httpx"

CLIENTS = {
    "httpx": "raw:Httpx",
    "httpx2": "raw:Httpx2",
    "aiohttp": "raw:Aiohttp",
    "httpx-sse": "raw:HttpxSse",
    OURS: "ours:PydifyPlus",
    "pydify_plus on httpx2": "ours:OnHttpx2",
    "pydify_plus on aiohttp": "ours:OnAiohttp",
    "dify-client": "rivals:DifyClient",
    "dify-python-sdk": "rivals:DifyPythonSdk",
    "dify-client-python": "rivals:DifyClientPython",
    "dify-oapi2": "rivals:DifyOapi2",
    "pydify": "rivals:Pydify",
    "dify-dataset-sdk": "rivals:DifyDatasetSdk",
}

RIVALS = {
    "dify-client": "0.1.10",
    "dify-python-sdk": "0.1.16",
    "dify-client-python": "1.0.3",
    "dify-oapi2": "1.1.2",
    "pydify": "2.4.0",
    "dify-dataset-sdk": "0.6.3",
}
"""The versions on PyPI; each is installed in an environment of its own."""


Value = Literal["time", "growth", "first"]


@dataclass(frozen=True)
class Row:
    """One row.

    Attributes:
        name: In English and in Chinese.
        needs: The method that a client must have to be in it.
        task: What its worker is asked.
        per: What the time is divided by, so that it is that of one call or event.
        value: What of the result is told: the time as a ratio to `floor`, MiB of memory, or milliseconds to the first event.
        also: Rows of their own for other values of the same result, by name and value.
        ours: The column of this package.
        floor: What it is compared to.
        turns: How often the clients take turns within a round.
        rounds: The most rounds that it takes.
        warm: A smaller task that is done before.
        rivals: Whether the others take part.
    """

    name: tuple[str, str]
    needs: str
    task: dict[str, Any]
    per: int
    value: Value = "time"
    also: tuple[tuple[tuple[str, str], Value], ...] = ()
    ours: str = OURS
    floor: str = FLOOR
    turns: int = 1
    rounds: int = 99
    warm: dict[str, Any] = field(default_factory=dict)
    rivals: bool = True

    @property
    def tells(self) -> tuple[tuple[tuple[str, str], Value], ...]:
        """Everything that is told, each with its name."""
        return ((self.name, self.value), *self.also)

    @property
    def clients(self) -> list[str]:
        """Who takes part."""
        others = [name for name in ("httpx-sse", *RIVALS) if self.rivals]
        everyone = dict.fromkeys((self.floor, self.ours, *others))
        return [name for name in everyone if hasattr(class_of(name), self.needs)]


def class_of(client: str) -> type[Any]:
    module, _, name = CLIENTS[client].partition(":")
    found: type[Any] = getattr(import_module(f"clients.{module}"), name)
    return found


@dataclass(frozen=True)
class Sizes:
    """How much of everything there is."""

    rounds: int
    calls: int
    turns: int
    in_flight: int
    events: int
    many_events: int
    file: int
    large_file: int
    items: tuple[int, ...]
    streams: tuple[int, ...]
    threads: tuple[int, ...] = (1, 2, 4, 8)
    at_once: tuple[int, int] = (50, 500)


FULL = Sizes(
    9, 100, 5, 500, 20_000, 1_000_000, 200 << 20, 2 << 30, (1, 10, 100, 1000), (10**2, 10**3, 10**4, 10**5, 10**6)
)
QUICK = Sizes(2, 2, 1, 60, 100, 1000, 1 << 20, 4 << 20, (1, 10, 100), (10, 100, 1000), (1, 2), (5, 20))


def rows(sizes: Sizes, paths: dict[str, str]) -> list[Row]:
    """The rows of the table.

    Args:
        sizes: How much.
        paths: Of the `file` and the `large_file` to upload, and the file to download `to`.
    """
    megabytes, gigabytes, events = f"{sizes.file >> 20} MiB", f"{sizes.large_file >> 20} MiB", f"{sizes.events:,}"
    many = f"{sizes.many_events:,}"
    found = [
        _calls(("GET /info", "GET /info"), "get", sizes),
        _calls(("100 knowledge bases", "列出 100 个知识库"), "datasets", sizes, limit=100),
        _calls(("chat, blocking", "阻塞式对话"), "chat", sizes),
        _calls(
            ("chat over a stream of 100 events", "经 100 个事件的流得到的对话"),
            "streamed_chat", sizes, floor="httpx-sse", events=100,
        ),
    ]  # fmt: skip
    for at_once, rounds in zip(sizes.at_once, (5, 3), strict=True):
        for floor, ours in (("httpx", OURS), ("httpx2", f"{OURS} on httpx2"), ("aiohttp", f"{OURS} on aiohttp")):
            task = {"task": "in_flight", "times": max(sizes.in_flight, 2 * at_once), "at_once": at_once}
            found.append(
                Row(
                    (f"{at_once} chats in flight, {floor}", f"并发 {at_once} 个对话，{floor}"),
                    "achat", task, task["times"], ours=ours, floor=floor, rounds=rounds,
                    warm={**task, "times": at_once}, rivals=floor == FLOOR and at_once == sizes.at_once[0],
                )
            )  # fmt: skip
    for task, needs, world, chinese in (
        ("stream", "stream", "sync", "同步"), ("astream", "astream", "async", "异步")
    ):  # fmt: skip
        whole, warm = {"task": task, "events": sizes.events}, {"task": task, "events": 10}
        name = (f"stream of {events} events, {world}", f"{events} 个事件的流，{chinese}")
        first = (f"its first event, {world}", f"其首个事件，{chinese}")
        memory = (f"memory for {many} events, {world}", f"{many} 个事件占用的内存，{chinese}")
        long = {"task": task, "events": sizes.many_events}
        found += [
            Row(name, needs, whole, sizes.events, also=((first, "first"),), warm=warm, rounds=5),
            Row(memory, needs, long, 1, "growth", rounds=1, warm=warm, rivals=False),
        ]
    for task, before, world, chinese in (("transfer", "", "sync", "同步"), ("atransfer", "a", "async", "异步")):
        up = {"task": task, "method": f"{before}upload", "path": paths["file"]}
        down = {"task": task, "method": f"{before}download", "size": sizes.file, "to": paths["to"]}
        large = {**up, "path": paths["large_file"]}
        for way, chinese_way, whole, small in (
            ("upload", "上传", up, {**up, "path": paths["small"]}), ("download", "下载", down, {**down, "size": 1000})
        ):  # fmt: skip
            name = (f"{way} of {megabytes}, {world}", f"{chinese_way} {megabytes}，{chinese}")
            memory = (f"memory for that {way}, {world}", f"该{chinese_way}占用的内存，{chinese}")
            needs = f"{before}{way}"
            found.append(Row(name, needs, whole, 1, also=((memory, "growth"),), warm=small, rounds=5))
        name = (f"memory for an upload of {gigabytes}, {world}", f"上传 {gigabytes} 占用的内存，{chinese}")
        warm = {**up, "path": paths["small"]}
        found.append(Row(name, f"{before}upload", large, 1, "growth", rounds=1, warm=warm, rivals=False))
    return found


def _calls(name: tuple[str, str], method: str, sizes: Sizes, *, floor: str = FLOOR, **arguments: Any) -> Row:
    times = max(1, sizes.calls // 5) if method in ("datasets", "streamed_chat") else sizes.calls
    task = {"task": "calls", "method": method, "times": times, **arguments}
    return Row(name, method, task, times, floor=floor, turns=sizes.turns, warm={**task, "times": 3})
