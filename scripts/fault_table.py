#!/usr/bin/env python3
"""Write docs/faults.md and docs/faults.zh-CN.md: what becomes of every kind of call under every fault.

    scripts/fault_table.py            write them
    scripts/fault_table.py --check    fail with a diff when a committed page is not what the table gives

The table is tests/faults/matrix.py, to which tests/faults/test_matrix.py holds both clients.
"""

from __future__ import annotations

import argparse
import difflib
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests")]

from faults.matrix import CALLS, MATRIX, Cell  # noqa: E402

ENGLISH = """\
<!-- Written by scripts/fault_table.py. -->

# Faults, and what becomes of a call

What `Client` and `AsyncClient` do when something goes wrong between them and Dify, with `retries=3`. Each cell is tested with both
clients against the embedded Dify: what the call gives (`value`, or the error that it raises), and how many requests Dify got.

A call is sent again by itself when that can help and does no harm:

- A request that was never sent (no connection could be made) is sent again whatever it does.
- A request that was refused at the door (429 `too_many_requests`, and the 400 by which Dify says that an app runs as many
  generations as it may) is sent again whatever it does, after the time that `Retry-After` asks for, up to a minute.
- A request that was sent and whose answer was lost, or was a 5xx, may have run. It is sent again only if the operation is safe to
  repeat: [the table of methods](methods.md) says which are.
- Quotas and errors that the request itself has caused are final.

A chat's stream that breaks off raises `DifyStreamInterruptedError`, and `error.recover()` reads the answer that Dify saves. A
workflow's or chatflow's is taken up again by the run's own events: the second request.

A fault happens to the first request unless its row says more. The calls:
"""
CHINESE = """\
<!-- Written by scripts/fault_table.py. -->

# 故障与调用结果

当客户端与 Dify 之间出现问题时，`Client` 和 `AsyncClient` 会怎么做（`retries=3`）。每个单元格都用两种客户端在内嵌 Dify 上测试过：
调用得到什么（`value` 表示得到结果，否则为抛出的错误），以及 Dify 收到了几次请求。

只有在重试有用且无害时，调用才会自动重发：

- 从未发出的请求（无法建立连接）：无论是什么操作都会重发。
- 在入口被拒绝的请求（429 `too_many_requests`，以及 Dify 用来表示应用并发已满的 400）：无论是什么操作都会重发，
  并遵守 `Retry-After` 要求的等待时间，上限一分钟。
- 已发出但响应丢失、或返回 5xx 的请求可能已经执行：只有可安全重复的操作才会重发，见[方法表](methods.md)。
- 配额用尽以及请求自身造成的错误不会重试。

聊天流中断时抛出 `DifyStreamInterruptedError`，可用 `error.recover()` 读取 Dify 保存的回答。工作流和对话流的流会通过运行自身的事件流
继续，即第二次请求。

除非该行另有说明，故障只发生在第一次请求。各列对应的调用：
"""
COLUMNS = {
    "en": ("fault", "GET", "safe POST", "unsafe POST", "upload", "download", "chat stream", "workflow stream"),
    "zh": ("故障", "GET", "可重复的 POST", "不可重复的 POST", "上传", "下载", "聊天流", "工作流的流"),
}


def page(language: str) -> str:
    """The text of a page."""
    columns = COLUMNS[language]
    lines = [ENGLISH if language == "en" else CHINESE]
    lines += [f"- {column}: `{call}`" for column, call in zip(columns[1:], CALLS.values(), strict=True)]
    lines += ["", row(columns), row(["---"] * len(columns))]
    for each in MATRIX:
        lines.append(row([each.english if language == "en" else each.chinese, *map(told, each.cells)]))
    return "\n".join(lines) + "\n"


def told(cell: Cell) -> str:
    """A cell as people read it."""
    return f"`{cell.outcome}`, {cell.requests}"


def row(cells: list[str] | tuple[str, ...]) -> str:
    return f"| {' | '.join(cells)} |"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="compare with the committed pages instead of writing them")
    check = parser.parse_args().check
    status = 0
    for name, language in ("faults.md", "en"), ("faults.zh-CN.md", "zh"):
        path, text = ROOT / "docs" / name, page(language)
        have = path.read_text(encoding="utf-8") if path.exists() else ""
        if not check:
            path.write_text(text, encoding="utf-8")
        elif have != text:
            diff = difflib.unified_diff(have.splitlines(True), text.splitlines(True), f"docs/{name}", "the table")
            print("".join(diff))
            print(f"docs/{name} is not what the table gives: run scripts/fault_table.py", file=sys.stderr)
            status = 1
    return status


if __name__ == "__main__":
    sys.exit(main())
