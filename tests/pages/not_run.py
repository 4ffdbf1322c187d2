"""Every piece of code on a page that is not run, with the reason. A line that no page needs any longer fails a test."""

from __future__ import annotations

COMMANDS = {
    "pip install": "fetches packages; scripts/check_wheel installs the wheel with each extra",
    "scripts/demo": "tests/test_demo.py runs it",
    "scripts/test": "runs this test",
}
"""Commands, by how they begin."""

LANGUAGES = {
    "nginx": "the configuration of another program",
    "text": "a picture or an excerpt, not code",
}
"""Languages of blocks that nothing runs."""

BLOCKS: dict[tuple[str, str], str] = {}
"""Blocks, by their English page and their first line."""
