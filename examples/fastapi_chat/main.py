"""Serves the chat page: `python main.py`, with DIFY_BASE_URL and DIFY_API_KEY in the environment."""

from __future__ import annotations

import argparse

import uvicorn
from app import app


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--host", default="127.0.0.1", help="where to listen (default: this machine alone)")
    parser.add_argument("--port", type=int, default=8000)
    options = parser.parse_args()
    # Pages that are open hold their connection: without a limit they would hold the server's end up too.
    uvicorn.run(app, host=options.host, port=options.port, timeout_graceful_shutdown=2)


if __name__ == "__main__":
    main()
