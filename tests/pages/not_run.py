"""Every piece of code on a page that is not run, with the reason. A line that no page needs any longer fails a test."""

from __future__ import annotations

COMMANDS = {
    ".venv/bin/python benchmarks/run.py": "takes a quarter of an hour; tests/test_benchmarks.py runs it at small sizes",
    "pip install": "fetches packages; scripts/check_wheel installs the wheel",
    "pydify-plus --install-completion": "changes the shell's files; tests/cli/test_completion.py completes in bash",
    "pydify-plus profile add": "asks for keys at a terminal; tests/cli/test_terminal.py types them",
    "scripts/demo": "tests/test_demo.py runs it",
    "scripts/docs": "tests/pages/test_site.py builds the site as it does",
    "scripts/setup": "makes the environment that this test runs in",
    "scripts/test": "runs this test",
}
"""Commands, by how they begin."""

LANGUAGES = {
    "nginx": "the configuration of another program",
    "text": "a picture or an excerpt, not code",
}
"""Languages of blocks that nothing runs."""

BLOCKS: dict[tuple[str, str], str] = {
    ("docs/ray.md", "import os"): "Ray warns of itself, which is an error here; tests/bulk/test_ray.py runs it",
}
"""Blocks, by their English page and their first line."""
