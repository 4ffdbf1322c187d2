"""How documents are split, from a file or from options, and as one value to compare by."""

from __future__ import annotations

import hashlib
import inspect
import json
from collections.abc import Mapping
from os import PathLike, fspath
from pathlib import Path
from typing import Any, cast

from pydify_plus.models import process_rule
from pydify_plus.models.process_rule import DocumentRule

_BUILDERS = {
    "automatic": process_rule.automatic,
    "custom": process_rule.custom,
    "parent_child": process_rule.parent_child,
    "hierarchical": process_rule.parent_child,
}


def rule_from(settings: Mapping[str, Any]) -> DocumentRule:
    """A rule for splitting documents, by the arguments of the functions in `models.process_rule`.

    Args:
        settings: `mode`, which is `automatic`, `custom` or `parent_child`, and that function's arguments.

    Raises:
        ValueError: There is no such mode or argument, or an argument is of the wrong kind.

    Example:
        >>> rule = rule_from({"mode": "custom", "separator": "\\n## ", "max_tokens": 800, "chunk_overlap": 80})
    """
    arguments = dict(settings)
    mode = arguments.pop("mode", None)
    build = _BUILDERS.get(mode) if isinstance(mode, str) else None
    if build is None:
        raise ValueError(f"mode must be one of {', '.join(list(_BUILDERS)[:3])}, not {mode!r}")
    known = inspect.signature(cast("Any", build)).parameters
    for name, value in arguments.items():
        if name not in known:
            raise ValueError(
                f"{name!r} is nothing that the mode {mode} has; it has {', '.join(known) or 'no settings'}"
            )
        default: object = known[name].default
        kind = type(default)
        if type(value) is not kind:
            raise ValueError(f"{name} must be of the type {kind.__name__}, not {value!r}")
    return cast("DocumentRule", cast("Any", build)(**arguments))


def rule_from_file(path: str | PathLike[str]) -> DocumentRule:
    """A rule for splitting documents, from a YAML or JSON file with what `rule_from` takes.

    Args:
        path: The file.

    Raises:
        OSError: The file cannot be read.
        ValueError: It holds no rule.
    """
    source = Path(fspath(path))
    try:
        import yaml
    except ModuleNotFoundError:
        raise ModuleNotFoundError('PyYAML is missing: pip install "pydify-plus[cli]"', name="yaml") from None
    try:
        settings: object = yaml.safe_load(source.read_bytes())
    except yaml.YAMLError as error:
        raise ValueError(f"{source} is no YAML: {' '.join(str(error).split())}") from None
    if not isinstance(settings, Mapping):
        raise ValueError(f"{source} must hold names and values, such as `mode: automatic`")
    try:
        return rule_from(cast("Mapping[str, Any]", settings))
    except ValueError as error:
        raise ValueError(f"{source}: {error}") from None


def settings_digest(rule: Any, form: str | None, language: str | None) -> str:
    """How documents are split, in one short value; empty when nothing is said about it."""
    if rule is None and form is None and language is None:
        return ""
    told: dict[str, Any] = {
        "rule": dict(rule) if rule is not None else None,
        "form": None if form is None else str(form),
        "language": language,
    }
    return hashlib.sha256(json.dumps(told, sort_keys=True, default=str).encode()).hexdigest()[:12]
