from __future__ import annotations

import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

SERVE = """
import sys
from pydify_plus.testing import LLM, App, DifyServer, End, InputField, Pause

log = open(sys.argv[1], "a", buffering=1)
delay = float(sys.argv[2])

def answer(turn):
    log.write(turn.query + "\\n")
    return [Pause(delay), turn.query.upper()]

workflow = App(
    "shout", "workflow", key="app-shout",
    inputs=(InputField("text", required=True, max_length=256),),
    nodes=(LLM(id="llm", prompt="{{#start.text#}}", answer=answer), End(outputs={"shouted": ("llm", "text")})),
)
with DifyServer([workflow, App("talk", "chat", key="app-talk", answer=answer)], keep_requests=1) as server:
    print(server.base_url, flush=True)
    sys.stdin.read()
"""


@dataclass(frozen=True)
class Shouting:
    """An embedded Dify in a process of its own, whose workflow `app-shout` and chat app `app-talk` shout what they are told.

    Attributes:
        base_url: Where it is.
        log: A line for each run that it began.
    """

    base_url: str
    log: Path

    def runs(self) -> Counter[str]:
        """How often it began to run with each text."""
        return Counter(self.log.read_text().splitlines()) if self.log.exists() else Counter()


@contextmanager
def shouting(log: Path, delay: float) -> Iterator[Shouting]:
    with subprocess.Popen(
        [sys.executable, "-c", SERVE, str(log), str(delay)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        yield Shouting(process.stdout.readline().strip(), log)
        assert process.stdin is not None
        process.stdin.close()


@pytest.fixture
def shout(tmp_path: Path) -> Iterator[Callable[[float], Shouting]]:
    """Starts an embedded Dify that takes some seconds for a run."""
    with ExitStack() as running:
        yield lambda delay: running.enter_context(shouting(tmp_path / "runs.log", delay))
