"""Every generated operation by Dify's operation id, and calls of them with made-up arguments."""

from __future__ import annotations

import inspect
import pkgutil
import re
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

from pydify_plus_generated import api
from pydify_plus_generated.types import Call, File

if TYPE_CHECKING:
    from collections.abc import Callable


def snake(name: str) -> str:
    """The Python name for one of Dify's."""
    return re.sub(r"(?<=[a-z0-9])([A-Z])", r"_\1", name).replace("__", "_").lower()


@cache
def functions() -> dict[str, Callable[..., Call[Any]]]:
    """The `call` of every generated operation module, by the module's name."""
    return {
        module.name: import_module(f"{api.__name__}.{area.name}.{module.name}").call
        for area in pkgutil.iter_modules(api.__path__)
        for module in pkgutil.iter_modules([f"{api.__path__[0]}/{area.name}"])
    }


def parameters(operation: str) -> dict[str, inspect.Parameter]:
    return dict(inspect.signature(functions()[snake(operation)]).parameters)


def path_parameters(operation: str) -> list[str]:
    """The ids that an operation takes by position."""
    found = parameters(operation).items()
    return [name for name, parameter in found if parameter.kind is parameter.POSITIONAL_OR_KEYWORD]


def build(operation: str, /, **given: Any) -> Call[Any]:
    """A call with these arguments, and made-up ones for the others that it needs."""
    arguments = {
        name: made_up(name, parameter.annotation)
        for name, parameter in parameters(operation).items()
        if parameter.default is parameter.empty
    }
    return functions()[snake(operation)](**{**arguments, **given})


def made_up(name: str, annotation: str) -> Any:
    """Something of a parameter's declared type."""
    for start, value in (
        ("str", f"some-{name}"),
        ("int", 3),
        ("float", 0.5),
        ("bool", True),
        ("Sequence[str", ["one", "two"]),
        ("Sequence[", [{"id": "one"}]),
        ("Mapping[", {"key": "value"}),
        ("File", File(b"content", "a.txt", "text/plain")),
        ("Any", {"any": "thing"}),
    ):
        if annotation.startswith(start):
            return value
    if annotation.startswith(tuple("ABCDEFGHIJKLMNOPQRSTUVWXYZ")):  # an enumeration or a view, each with its plain form
        return f"some-{name}" if "| str" in annotation else {"key": "value"}
    raise AssertionError(f"no value for {name}: {annotation}")
