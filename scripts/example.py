"""Runs one of the examples: scripts/example NAME [OPTIONS]

It starts an embedded Dify. To run it on a real one, set

    DIFY_BASE_URL          the server
    DIFY_API_KEY           the key of an app: a chat app, agent or chatflow for the examples that chat, a workflow app for the others
    DIFY_DATASET_API_KEY   the knowledge key, and
    DIFY_DATASET_ID        a knowledge base, for the example that searches one

Each example is a folder of its own in examples/ that knows nothing of this script: with these variables, `python main.py` runs it.
"""

from __future__ import annotations

import os
import runpy
import sys
from contextlib import ExitStack
from dataclasses import dataclass
from inspect import cleandoc
from pathlib import Path

EXAMPLES = Path(__file__).parents[1] / "examples"


@dataclass(frozen=True)
class Example:
    """What an example shows, and what of a Dify it needs.

    Attributes:
        about: What it is, in a line.
        app: The app of the embedded Dify whose key it gets.
        knowledge: Whether it gets a knowledge base.
        module: What runs it, in place of its main.py.
    """

    about: str
    app: str | None = None
    knowledge: bool = False
    module: str | None = None


ALL = {
    "fastapi_chat": Example("A chat page: FastAPI, server-sent events, no build step", app="Assistant"),
    "django_view": Example("Django views that answer at once, and as a stream", app="Assistant"),
    "batch_notebook": Example("A notebook: a workflow over many rows, its results in a plot", app="Review classifier"),
    "langchain_retriever": Example("A LangChain retriever over a knowledge base", knowledge=True),
    "mcp_server": Example("An MCP server whose tool is a workflow", app="Review classifier"),
    "opentelemetry": Example("A trace of a workflow's run, node by node", app="Review classifier"),
    "fastapi_testing": Example("A FastAPI app and its tests", module="pytest"),
}


def main() -> None:
    name = sys.argv[1] if len(sys.argv) > 1 else ""
    if name not in ALL:
        width = max(map(len, ALL))
        listed = "\n".join(f"    {name:{width}}  {example.about}" for name, example in ALL.items())
        print(f"{cleandoc(__doc__ or '')}\n\nThe examples:\n\n{listed}", file=sys.stderr)
        sys.exit(0 if name in ("", "-h", "--help") else f"\nThere is no example {name!r}.")
    example = ALL[name]
    with ExitStack() as stack:
        if not os.environ.get("DIFY_BASE_URL") and example.module is None:
            use_embedded_dify(stack, example)
        run(name, example)


def use_embedded_dify(stack: ExitStack, example: Example) -> None:
    """Start a Dify within this process, and name it in the environment."""
    sys.path.insert(0, str(EXAMPLES))
    from embedded import APPS, make_handbook

    from pydify_plus.testing import DifyServer

    os.environ["NO_PROXY"] = os.environ["no_proxy"] = "*"  # it is on this machine, where a proxy cannot find it
    server = stack.enter_context(DifyServer(APPS))
    os.environ["DIFY_BASE_URL"] = server.base_url
    if example.app:
        os.environ["DIFY_API_KEY"] = server.app_key(example.app)
    if example.knowledge:
        os.environ["DIFY_DATASET_API_KEY"] = server.dataset_key
        os.environ["DIFY_DATASET_ID"] = make_handbook(server)
    # Not on the standard output, which belongs to the example.
    print(f"DIFY_BASE_URL is not set: this is an embedded Dify, which shows itself at {server.url}/_/", file=sys.stderr)


def run(name: str, example: Example) -> None:
    """Do as `python main.py` does in the example's folder."""
    folder = EXAMPLES / name
    sys.path.insert(0, str(folder))
    if example.module:
        sys.argv = [example.module, str(folder), "-p", "no:cacheprovider", *sys.argv[2:]]
        runpy.run_module(example.module, run_name="__main__", alter_sys=True)
    else:
        sys.argv = [str(folder / "main.py"), *sys.argv[2:]]
        runpy.run_path(sys.argv[0], run_name="__main__")


if __name__ == "__main__":
    main()
