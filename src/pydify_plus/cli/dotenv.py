"""Reading the settings of Dify in a `.env` file, and nothing else of it."""

from __future__ import annotations

import re
from pathlib import Path

from .failure import UsageFailure

PREFIX = "DIFY_"

_LINE = re.compile(rf"\s*(?:export\s+)?({PREFIX}[A-Z0-9_]+)\s*=\s*(.*?)\s*", re.DOTALL)
_PLAIN = re.compile(r"(.*?)(?:\s+#.*)?")
_SINGLE = re.compile(r"'([^']*)'(?:\s*#.*)?")
_DOUBLE = re.compile(r'"((?:[^"\\]|\\.)*)"(?:\s*#.*)?')
_ESCAPED = re.compile(r"\\(.)")


def parse_dotenv(text: str) -> dict[str, str]:
    """The variables of a `.env` file whose names begin with `DIFY_`.

    `NAME=value`, with `export` before it or not; a value may stand in single or double quotes, the double ones with `\\"` and `\\\\`
    inside. ` #` begins a comment. Whatever the other lines are is left alone. Nothing is expanded: `$OTHER` stays as it is.

    Args:
        text: What the file holds.

    Raises:
        ValueError: A line of Dify's has a quote that does not end; the message has the line's number, never what stands there.
    """
    found: dict[str, str] = {}
    for number, line in enumerate(text.removeprefix("\ufeff").splitlines(), 1):
        match = _LINE.fullmatch(line)
        if match is None:
            continue
        name, value = match[1], match[2]
        quoted = (
            _SINGLE.fullmatch(value) if value[:1] == "'" else _DOUBLE.fullmatch(value) if value[:1] == '"' else None
        )
        if quoted is None and value[:1] in ("'", '"'):
            raise ValueError(f"line {number}: the quote that begins the value of {name} does not end on that line")
        if quoted is None:
            plain = _PLAIN.fullmatch(value)
            found[name] = "" if value.startswith("#") or plain is None else plain[1]
        else:
            found[name] = _ESCAPED.sub(r"\1", quoted[1]) if value[0] == '"' else quoted[1]
    return found


def read_dotenv(folder: Path) -> dict[str, str]:
    """The settings that `.env` of a folder holds; none where there is no such file.

    Raises:
        UsageFailure: It cannot be read.
    """
    path = folder / ".env"
    try:
        return parse_dotenv(path.read_text(encoding="utf-8")) if path.is_file() else {}
    except UnicodeDecodeError:
        raise UsageFailure(f"{path} is not text in UTF-8", kind="config") from None
    except (OSError, ValueError) as error:
        raise UsageFailure(f"{path} cannot be used: {error}", kind="config") from None
