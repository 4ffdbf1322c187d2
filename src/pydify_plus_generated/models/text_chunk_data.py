from __future__ import annotations

from ..types import View


class TextChunkData(View):
    """A piece of text."""

    text: str
    """The piece; may be empty."""
    from_variable_selector: list[str]
    """Node id and variable name that the text comes from."""

    _fields = {"text": "text", "from_variable_selector": "from_variable_selector"}
    _required = frozenset({"text", "from_variable_selector"})
