"""Run the code of one page, in this process: `python -m pages.run PAGE RESULT`.

Blocks run in the order of the page and share their names, so that a page may go on where it stopped. Keys and hosts are replaced by
those of an embedded Dify; everything else is run as it is written:

* Python: as in a notebook, so that `await` may stand alone. A block with tests goes to pytest, with the package's plugin. A block that
  is a part of a file under examples/, word for word, is run by that example's own test.
* bash: each command, which has to succeed. One that serves runs until the page ends.
* output: what the block before it printed; `…` stands for anything.
* A block that names its file, by a title or in its first line, is written to it; yaml, toml and json are read.

What is not run is listed in `pages/not_run.py`. RESULT gets what became of each block, as JSON.
"""

from __future__ import annotations

import ast
import asyncio
import contextlib
import inspect
import io
import json
import os
import re
import shutil
import subprocess
import sys
import threading
import time
import tomllib
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import yaml

from pages.apps import APPS
from pages.markdown import ROOT, Block, blocks, commands, english_of, name_of
from pages.not_run import BLOCKS, COMMANDS, LANGUAGES
from pydify_plus.testing import DifyServer, Quirks

FILES = Path(__file__).with_name("files")
SERVING = re.compile(r"^(python -m pydify_plus\.testing serve|pydify-plus serve|uvicorn|fastapi)\b")
PATIENCE = 120


class Page:
    """One page while it runs."""

    def __init__(self, page: Path, server: DifyServer) -> None:
        self.page, self.server = page, server
        self.main = ModuleType("__main__")  # classes are looked up there, by pickle and by pydantic
        sys.modules["__main__"] = self.main
        self.results: list[dict[str, Any]] = []
        self.output = ""
        self.tests: list[str] = []
        self.hosts: dict[str, str] = {"https://dify.example.com": server.url}
        self.loop = asyncio.Runner()
        self.children: list[subprocess.Popen[str]] = []

    def run(self) -> None:
        try:
            for block in blocks(self.page):
                reason = BLOCKS.get((name_of(english_of(self.page)), block.code.partition("\n")[0]))
                for result in [("listed", reason)] if reason else self.block(block):
                    self.results.append(
                        {"line": block.line, "language": block.language, "result": result, "output": self.output}
                    )
            self.run_tests()
        finally:
            self.loop.close()
            for child in self.children:
                child.terminate()
                child.wait(PATIENCE)

    def block(self, block: Block) -> Iterator[tuple[str, str]]:
        code = self.replaced(block.code)
        if block.file:
            Path(block.file).parent.mkdir(parents=True, exist_ok=True)
            Path(block.file).write_text(code, encoding="utf-8")
        match block.language:
            case "python" if is_quoted(block.code):
                yield "quoted", "a part of an example, whose test runs it"
            case "python" if "def test_" in code or "@pytest.fixture" in code:
                name = block.file or f"test_line_{block.line}.py"
                Path(name).write_text(code, encoding="utf-8")
                self.tests.append(name)
                yield "ran", "by pytest"
            case "python":
                self.python("\n" * (block.line - 1) + code)
                yield "ran", "as a script"
            case "bash" | "console":
                for command in commands(code):
                    yield self.command(command)
            case "output":
                if not fits(self.output, block.code):
                    raise AssertionError(
                        f"{block.page}, line {block.line}: the page shows\n{block.code}\nand printed is\n{self.output}"
                    )
                yield "compared", "with what was printed"
            case "yaml":
                yaml.safe_load(code)
                yield "read", "as YAML"
            case "toml":
                tomllib.loads(code)
                yield "read", "as TOML"
            case "json":
                json.loads(code)
                yield "read", "as JSON"
            case language if block.file and language in ("csv", "jsonl"):
                yield "read", "written to its file"
            case language if language in LANGUAGES:
                yield "listed", LANGUAGES[language]
            case language:
                raise AssertionError(f"{block.page}, line {block.line}: nothing runs blocks of {language!r}")

    def replaced(self, code: str) -> str:
        code = re.sub(r"app-YOUR-([A-Z-]+)-KEY", lambda found: self.server.app_key(found[1].lower()), code)
        code = code.replace("dataset-YOUR-KEY", self.server.dataset_key)
        for host, real in self.hosts.items():
            code = code.replace(host, real)
        return code

    def python(self, code: str) -> None:
        flags = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
        compiled = compile(code, str(self.page), "exec", flags=flags, dont_inherit=True)
        with contextlib.redirect_stdout(io.StringIO()) as printed:
            if compiled.co_flags & inspect.CO_COROUTINE:
                self.loop.run(eval(compiled, vars(self.main)))  # noqa: S307
            else:
                exec(compiled, vars(self.main))  # noqa: S102
        self.output = printed.getvalue()

    def command(self, command: str) -> tuple[str, str]:
        for beginning, reason in COMMANDS.items():
            if command.startswith(beginning):
                return "listed", reason
        if setting := re.match(r"^export (\w+)=(.*)$", command):
            os.environ[setting[1]] = setting[2].strip("\"'")
            return "ran", "as a setting"
        if SERVING.match(command):
            self.serve(command)
            return "ran", "until the page ended"
        done = subprocess.run(
            ["/bin/bash", "-c", command], capture_output=True, text=True, timeout=PATIENCE, stdin=subprocess.DEVNULL
        )
        if done.returncode:
            raise AssertionError(f"{self.page.name}: {command}\n{done.stdout}{done.stderr}")
        self.output = done.stdout
        return "ran", "as a command"

    def serve(self, command: str) -> None:
        """Start what serves, on a free port, and wait until it says where it is."""
        stated = re.search(r"--port (\d+)", command)
        usual = stated[1] if stated else "8000" if command.startswith(("uvicorn", "fastapi")) else "5001"
        command = command.replace(stated[0], "--port 0") if stated else f"{command} --port 0"
        child = subprocess.Popen(
            ["/bin/bash", "-c", f"exec {command}"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        self.children.append(child)
        said: list[str] = []
        told = threading.Event()

        def listen() -> None:
            for line in child.stdout or ():
                said.append(line)
                if found := re.search(r"http://127\.0\.0\.1:(\d+)", line):
                    for host in ("127.0.0.1", "localhost"):
                        self.hosts[f"http://{host}:{usual}"] = f"http://127.0.0.1:{found[1]}"
                    told.set()

        threading.Thread(target=listen, daemon=True).start()
        deadline = time.monotonic() + PATIENCE
        while not told.wait(0.02):
            if child.poll() is not None or time.monotonic() > deadline:
                raise AssertionError(f"{self.page.name}: {command} does not serve\n{''.join(said)}")

    def run_tests(self) -> None:
        if not self.tests:
            return
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-W", "error", "-p", "no:cacheprovider", *self.tests],
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            env={
                **{name: value for name, value in os.environ.items() if not name.startswith("DIFY_")},
                "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
                "PYTEST_PLUGINS": "pydify_plus.testing.plugin",
            },
        )
        if done.returncode:
            raise AssertionError(done.stdout + done.stderr)


def is_quoted(code: str) -> bool:
    """Whether an example holds this code, word for word."""
    return any(code in path.read_text(encoding="utf-8") for path in (ROOT / "examples").rglob("*.py"))


def fits(printed: str, shown: str) -> bool:
    """Whether this is what the page shows, where `…` stands for anything."""
    pattern = ".*?".join(re.escape(part) for part in shown.strip().split("…"))
    return re.fullmatch(pattern, printed.strip(), re.DOTALL) is not None


def main() -> None:
    page, result = Path(sys.argv[1]), Path(sys.argv[2])
    if FILES.exists():
        shutil.copytree(FILES, Path.cwd(), dirs_exist_ok=True)
    sys.path.insert(0, str(Path.cwd()))
    os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    quirks = Quirks(linger=0.05, hang=1, resume_after=0.01, ping_every=1)
    with DifyServer(APPS, quirks=quirks, chunk_delay=0.0005, indexing_step=0.002) as server:
        os.environ.update(
            DIFY_BASE_URL=server.base_url,
            DIFY_API_KEY=server.app_key("chat"),
            DIFY_DATASET_API_KEY=server.dataset_key,
        )
        run = Page(page, server)
        run.run()
    result.write_text(json.dumps(run.results), encoding="utf-8")


if __name__ == "__main__":
    main()
