"""What long jobs are shown with, and how they are interrupted."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import textwrap
from threading import Event

import pytest

from pydify_plus.cli import progress
from pydify_plus.cli.interrupt import NOTE, TwoStageInterrupt
from pydify_plus.cli.output import Format, Output
from pydify_plus.cli.progress import Progress


def test_without_a_terminal_progress_is_a_line_now_and_then(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    moments = iter([0.0, 0.0, 4.0, 12.0, 12.0, 20.0, 20.0])
    monkeypatch.setattr(progress, "monotonic", lambda: next(moments))
    with Progress(Output(), "Running rows", total=100, unit="rows") as shown:
        shown.advance(10)
        shown.advance(20, failed=2)
        shown.total = 60
        assert (shown.done, shown.failed, shown.total) == (30, 2, 60)
        monkeypatch.setattr(progress, "monotonic", lambda: 20.0)
    assert capsys.readouterr().err.splitlines() == [
        "Running rows: 30/100 rows, 2.5/s, ETA 0:00:28, 2 failed",
        "Running rows: 30/60 rows, 1.5/s, ETA 0:00:20, 2 failed",
    ]


@pytest.mark.parametrize("format", [Format.json, Format.yaml])
def test_programs_see_no_progress_and_no_remarks(format: Format, capsys: pytest.CaptureFixture[str]) -> None:
    output = Output(format)
    with Progress(output, "Running", total=1) as shown:
        shown.advance()
        shown.say("a line")
    output.warn("careful")
    assert capsys.readouterr() == ("", "")


def test_the_first_signal_asks_and_the_second_one_raises() -> None:
    asked = Event()
    before = signal.getsignal(signal.SIGINT)
    with TwoStageInterrupt(Output(Format.json), asked.set) as interrupt:
        assert not interrupt.requested
        signal.raise_signal(signal.SIGINT)
        assert interrupt.requested
        assert asked.wait(10)
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
    assert signal.getsignal(signal.SIGINT) is before


def test_in_a_coroutine_the_event_loop_is_woken() -> None:
    async def job() -> str:
        stop = asyncio.Event()
        with TwoStageInterrupt(Output(Format.json), stop.set):
            signal.raise_signal(signal.SIGINT)
            await asyncio.wait_for(stop.wait(), 10)
        return "finished what was in flight"

    assert asyncio.run(job()) == "finished what was in flight"


@pytest.mark.skipif(os.name != "posix", reason="signals are POSIX's")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_sleeping_event_loop_of_another_process_is_woken_by_a_signal(number: signal.Signals) -> None:
    code = """
        import asyncio
        from pydify_plus.cli.interrupt import TwoStageInterrupt
        from pydify_plus.cli.output import Output

        async def job():
            stop = asyncio.Event()
            with TwoStageInterrupt(Output(), stop.set):
                print("ready", flush=True)
                await stop.wait()
            print("done", flush=True)

        asyncio.run(job())
    """
    with subprocess.Popen(
        [sys.executable, "-W", "error", "-c", textwrap.dedent(code)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        process.send_signal(number)
        out, err = process.communicate(timeout=20)
    assert (process.returncode, out, err) == (0, "done\n", f"{NOTE}\n")
