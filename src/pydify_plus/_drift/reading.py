"""Reading descriptions: files, URLs, JSON, YAML."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, cast

import yaml

Node = Mapping[str, Any]


class Unreadable(Exception):
    """A file, URL or part of one that cannot be used."""


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """The fast safe loader where PyYAML has it."""


def fetch(source: str, *, proxy: str | None = None, verify: str | bool = True) -> str:
    """The text of a file, or of a URL's answer.

    Args:
        source: The file or URL.
        proxy: The proxy to go through.
        verify: A file of CA certificates to trust in place of the usual ones.
    """
    if not source.startswith(("http://", "https://")):
        try:
            return Path(source).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise Unreadable(f"cannot read {source}: {error}") from error
    import httpx

    from pydify_plus._http import trust

    try:
        trusted = trust(verify)
    except OSError as error:
        raise Unreadable(f"cannot read the CA certificates {verify}: {error}") from error
    try:
        return httpx.get(source, follow_redirects=True, timeout=30, proxy=proxy, verify=trusted).raise_for_status().text
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise Unreadable(f"cannot fetch {source}: {error}") from error


def parse(text: str, source: str) -> Node:
    """JSON or YAML with a mapping at the top."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        try:
            document = yaml.load(text, Loader=_Loader)  # noqa: S506 - a subclass of the safe loader
        except (yaml.YAMLError, ValueError, RecursionError) as error:
            raise Unreadable(f"{source} is neither JSON nor YAML: {error}") from error
    if not isinstance(document, dict):
        raise Unreadable(f"{source} holds no mapping at its top")
    return mapping(document)


def mapping(node: Any) -> Node:
    return cast("Node", node) if isinstance(node, dict) else {}


def listing(node: Any) -> Sequence[Any]:
    return cast("Sequence[Any]", node) if isinstance(node, list) else []
