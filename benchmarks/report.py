"""The documentation's page of what was measured, in English and in Chinese, with its picture."""

from __future__ import annotations

import os
import platform
import sys
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import Any

from rows import FLOOR, OURS, RIVALS

OTHERS = ("httpx-sse", *RIVALS)
LIBRARIES = ("httpx", "httpcore", "h11", "httpx2", "httpx-aiohttp", "aiohttp", "httpx-sse")
UNITS = {"growth": "MiB", "first": "ms", "time": "µs"}
LANGUAGES = (("benchmarks.md", 0), ("benchmarks.zh-CN.md", 1))

TITLE = ("# Benchmarks", "# 基准测试")
INTRODUCTION = (
    """
What calls, streams and files cost with pydify_plus, beside the HTTP library beneath it, beside what is written by hand, and beside the
other Dify clients on PyPI. One command measures all of it and writes this page:

```bash
scripts/setup slow
.venv/bin/python benchmarks/run.py
```

A server in another process answers what a real Dify answered. All clients run on the same Python, each in an environment of its own,
and take turns in small batches, so that they share the noise of the machine. A ratio is the median over the rounds, with the lowest and
the highest in brackets; *time* is what a clock says, *CPU* is what this process alone has used.
""",
    """
使用 pydify_plus 时调用、流与文件的开销，与其底层 HTTP 库、手写代码以及 PyPI 上其他 Dify 客户端的对比。一条命令即可测完全部项目并生成本页：

```bash
scripts/setup slow
.venv/bin/python benchmarks/run.py
```

另一个进程中的服务器返回真实 Dify 曾给出的应答。所有客户端使用同一个 Python，各自位于独立环境，并以小批次轮流执行，从而共同承受机器的噪声。
比值是各轮的中位数，括号内为最低与最高值；“时间”为时钟时间，“CPU”为本进程自身使用的时间。
""",
)
QUICK = (
    "**These are figures of `--quick`: small sizes and two rounds on a busy machine. They show that everything runs, not how fast.**\n",
    "**以下为 `--quick` 的数据：规模小、仅两轮、机器繁忙。它们只说明一切可以运行，不说明速度。**\n",
)
PICTURE = (
    "![Time as a ratio to httpx, and cost against size](assets/benchmarks.svg)",
    "![相对 httpx 的时间，以及开销随规模的变化](assets/benchmarks.svg)",
)
SECTIONS = (
    ("## Calls, streams and files", "## 调用、流与文件"),
    ("## Where others take less time", "## 他者更快之处"),
    ("## Import", "## 导入"),
    ("## Cost against size", "## 开销与规模"),
    ("## Threads that share a client", "## 共享一个客户端的线程"),
    ("## Where this was measured", "## 测量环境"),
)
NOTES = (
    """
The columns of the others are their time as a ratio to that same `httpx`; rows in MiB and ms give the value itself. `—`: the client has no
such thing. An answer of pydify_plus is typed, its streams are typed events with their state kept; `httpx` alone counts the bytes of a
stream, and so does dify-oapi2, whose users take them apart. The row of a chat over a stream is compared to httpx-sse.

How the server sends a stream decides the ratio: here each event is a chunk of its own, as Dify sends it, and many arrive together. An
HTTP library takes its time for each chunk. The clients that pydify_plus makes itself merge the chunks that arrive together before that;
with an `http_client` of yours they come as they are. Where events arrive one by one, waiting for them is what takes time.

The memory of a long stream is that of its text, which a stream of pydify_plus keeps for its `final()`; of past events nothing is kept.

With many calls in flight, the pool of httpx looks at all its connections several times for each call. The clients that pydify_plus
makes itself look at each once; httpx2 and aiohttp have pools of their own, which stay as they are.

A call takes less time than with httpx alone where these clients leave out what it does for cookies and for merging, send a JSON body
together with its head, and read a large answer in larger pieces; with an `http_client` of yours it is as that one does it.

An upload is read and sent in larger pieces than httpx takes. The asynchronous client reads and writes files in threads, which takes
some time of its own, so that the event loop never waits for a disk; code that uses httpx alone lets it wait.
""",
    """
其他各列是其时间相对同一 `httpx` 的比值；以 MiB 与 ms 为单位的行给出数值本身。`—`：该客户端没有此功能。
pydify_plus 的应答带类型，流是带类型的事件并保持状态；`httpx` 一列只数流的字节，dify-oapi2 亦然，其用户须自行解析。
“经流得到的对话”一行与 httpx-sse 比较。

服务器发送流的方式决定比值：这里每个事件各为一个分块，与 Dify 相同，且许多分块同时到达。HTTP 库处理每个分块都要花时间。
pydify_plus 自行创建的客户端会先合并同时到达的分块；若传入自己的 `http_client`，则分块原样到达。
事件逐个到达时，时间主要花在等待上。

长流占用的内存是其文本：pydify_plus 的流为 `final()` 保留它；过去的事件不保留。

并发调用多时，httpx 的连接池会为每次调用多次查看所有连接。pydify_plus 自行创建的客户端只查看一次；
httpx2 与 aiohttp 使用自己的连接池，保持不变。

一次调用比单独使用 httpx 更快，是因为这些客户端省去了它为 Cookie 与合并所做的工作，把 JSON 正文与请求头一起发送，并以更大的块读取大的应答；
若传入自己的 `http_client`，则按其方式进行。

上传时读取与发送的块比 httpx 的大。异步客户端在线程中读写文件，这本身需要一些时间，但事件循环从不等待磁盘；只用 httpx 的代码会让它等待。
""",
)
MAIN_HEAD = (("measured", "time", "CPU"), ("项目", "时间", "CPU"))
IMPORT_HEAD = (("client", "ms", "× httpx", "modules", "MiB"), ("客户端", "毫秒", "× httpx", "模块数", "MiB"))
BEHIND = (
    "HTTP libraries alone count the bytes of streams and give plain values; dify-oapi2 counts bytes, too.",
    "单独的 HTTP 库只数流的字节并返回普通值；dify-oapi2 同样只数字节。",
)
NOWHERE = ("Nowhere in this run.", "本次测量中没有。")
GROWTH = (
    "CPU microseconds for each item of a list and for each event of a stream: where they stand still, the growth is linear.",
    "列表每一项与流每个事件的 CPU 微秒数：数值不再变化即为线性增长。",
)
THREADS = (
    "GET requests per second of one client. Python's lock lets one thread compute at a time.",
    "单个客户端每秒的 GET 请求数。Python 的全局锁使同一时刻只有一个线程在计算。",
)


def write(results: dict[str, Any], place: Path) -> None:
    """Write the pages into a folder, and the picture into its `assets`."""
    (place / "assets").mkdir(parents=True, exist_ok=True)
    for name, language in LANGUAGES:
        (place / name).write_text(page(results, language), encoding="utf-8")
    draw(results, place / "assets" / "benchmarks.svg")


def page(results: dict[str, Any], language: int) -> str:
    results = {"imports": {}, "growth": {}, "threads": {}, **results}  # what failed is empty
    sections = (
        main_table(results, language) + NOTES[language],
        behind(results, language),
        import_table(results, language),
        f"{GROWTH[language]}\n\n" + growth_tables(results, language),
        f"{THREADS[language]}\n\n" + threads_table(results, language),
        machine(language),
    )
    text = f"{TITLE[language]}\n{INTRODUCTION[language]}\n"
    if results["is_quick"]:
        text += f"{QUICK[language]}\n"
    text += f"{PICTURE[language]}\n"
    for heads, section in zip(SECTIONS, sections, strict=True):
        text += f"\n{heads[language]}\n\n{section.strip()}\n"
    return text


def table(head: list[str], body: list[list[str]]) -> str:
    lines = [head, ["---"] + ["---:"] * (len(head) - 1), *body]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def main_table(results: dict[str, Any], language: int) -> str:
    what, time, cpu = MAIN_HEAD[language]
    others = [name for name in OTHERS if any(name in row["clients"] for row in results["rows"])]
    head = [what, FLOOR, OURS, f"{time} × {FLOOR}", f"{cpu} × {FLOOR}", *others]
    return table(head, [main_row(row, others, language) for row in results["rows"]])


def behind(results: dict[str, Any], language: int) -> str:
    """All who take less time than this package, row by row."""
    body: list[list[str]] = []
    for row in results["rows"]:
        own = row["clients"][row["ours"]]["time"]
        for name, told in row["clients"].items():
            if row["kind"] == "time" and name != row["ours"]:
                ratios = [theirs / ours for theirs, ours in zip(told["time"], own, strict=True)]
                if median(ratios) < 1:
                    body.append([row["name"][language], name, spread(ratios)])
    head = ["measured", "who", "time × pydify_plus"], ["项目", "谁", "时间 × pydify_plus"]
    return BEHIND[language] + "\n\n" + table(head[language], body) if body else NOWHERE[language]


def main_row(row: dict[str, Any], others: list[str], language: int) -> list[str]:
    floor, ours = row["clients"][row["floor"]], row["clients"][row["ours"]]
    unit = UNITS[row["kind"]]
    cells = [row["name"][language].strip(), quantity(floor["value"], unit), f"**{quantity(ours['value'], unit)}**"]
    if row["kind"] == "time":
        cells += [spread(ours["time"]), spread(ours["cpu"])]
    else:
        cells += ["", ""]
    for name in others:
        told = row["clients"].get(name)
        if told is None or name == row["floor"]:
            cells.append("—" if told is None else "1.00")
        else:
            cells.append(f"{median(told['time']):.2f}" if row["kind"] == "time" else quantity(told["value"], unit))
    return cells


def quantity(value: float, unit: str) -> str:
    if unit == "µs" and value >= 10_000:
        value, unit = value / 1000, "ms"
    return f"{value:,.0f} {unit}" if value >= 100 else f"{value:.1f} {unit}"


def spread(ratios: list[float]) -> str:
    return f"{median(ratios):.2f} ({min(ratios):.2f}–{max(ratios):.2f})"


def import_table(results: dict[str, Any], language: int) -> str:
    body = [
        [name, f"{told['value']:.0f}", spread(told["time"]), str(told["modules"]), f"{told['memory']:.1f}"]
        for name, told in results["imports"].items()
    ]
    return table([*IMPORT_HEAD[language]], body)


def growth_tables(results: dict[str, Any], language: int) -> str:
    names = {"items": ("items of a list", "列表项数"), "events": ("events of a stream", "流的事件数")}
    told: list[str] = []
    for name, best in results["growth"].items():
        counts = list(best[OURS])
        body = [[client, *(f"{best[client][count] / int(count):.1f}" for count in counts)] for client in (FLOOR, OURS)]
        told.append(table([names[name][language], *(f"{int(count):,}" for count in counts)], body))
    return "\n".join(told)


def threads_table(results: dict[str, Any], language: int) -> str:
    told = results["threads"]
    if not told:
        return ""
    head = [("threads", "线程数")[language], *map(str, told[OURS])]
    return table(head, [[client, *(f"{rate:,.0f}" for rate in told[client].values())] for client in (FLOOR, OURS)])


def machine(language: int) -> str:
    cores = os.cpu_count()
    installed = ", ".join(f"{name} {version(name)}" for name in ("pydify-plus", *LIBRARIES))
    rivals = ", ".join(f"{name} {each}" for name, each in RIVALS.items())
    system = f"{platform.system()} {platform.machine()}, {processor()}"
    python = f"{platform.python_implementation()} {platform.python_version()}"
    words = (f"{cores} cores", f"{cores} 核")[language]
    return f"{system}, {words}; {python}.\n\n{installed}.\n\n{rivals}.\n"


def processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or sys.platform
    return next((line.partition(": ")[2] for line in lines if line.startswith("model name")), sys.platform)


def draw(results: dict[str, Any], path: Path) -> None:
    """The picture: ratios on the left, cost against size on the right."""
    import matplotlib as mpl

    mpl.use("svg")
    mpl.rcParams["svg.hashsalt"] = "benchmarks"  # the same picture for the same numbers
    import matplotlib.pyplot as plt

    rows = [row for row in results["rows"] if row["kind"] == "time" and row["floor"] == FLOOR]
    figure, (bars, lines) = plt.subplots(1, 2, figsize=(13, 0.5 * len(rows) + 2), width_ratios=(3, 2))
    columns = [name for name in (OURS, *OTHERS) if any(name in row["clients"] for row in rows)]
    for number, name in enumerate(columns):
        points = [
            (median(row["clients"][name]["time"]), place) for place, row in enumerate(rows) if name in row["clients"]
        ]
        style = {"s": 70, "zorder": 3, "color": "#d62728"} if name == OURS else {"s": 34, "marker": "osD^v<>P"[number]}
        bars.scatter([x for x, _ in points], [y for _, y in points], label=name, **style)
    bars.axvline(1, color="grey", linewidth=1)
    bars.set_xscale("log")
    bars.set_yticks(range(len(rows)), [row["name"][0] for row in rows])
    bars.invert_yaxis()
    bars.set_xlabel("time as a ratio to httpx (logarithmic; less is better)")
    bars.grid(axis="x", alpha=0.3, which="both")
    bars.legend(fontsize=8)
    for name, best in results.get("growth", {}).items():
        for client, style in ((FLOOR, "--"), (OURS, "-")):
            counts = [int(count) for count in best[client]]
            lines.plot(
                counts,
                [best[client][each] / 1e6 for each in best[client]],
                style,
                marker="o",
                label=f"{client}, {name}",
            )
    lines.set_xscale("log")
    lines.set_yscale("log")
    lines.set_xlabel("items of a list, events of a stream")
    lines.set_ylabel("seconds of CPU")
    lines.grid(alpha=0.3)
    if results.get("growth"):
        lines.legend(fontsize=8)
    figure.tight_layout()
    figure.savefig(path, metadata={"Date": None})
    plt.close(figure)
