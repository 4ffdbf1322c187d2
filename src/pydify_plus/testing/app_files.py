"""Apps declared in a YAML file, for tests in any language."""

from __future__ import annotations

import dataclasses
import os
import re
import types
import typing
from collections.abc import Callable, Mapping, Sequence
from difflib import get_close_matches
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any, Literal, NamedTuple, Union

try:
    import yaml
except ModuleNotFoundError as error:
    raise ModuleNotFoundError(
        'Reading app files needs PyYAML, which comes with the extra: pip install "pydify-plus[testing]"', name="yaml"
    ) from error

from . import app_functions, script
from .apps import App
from .echo_model import echo
from .nodes import Node
from .script import Answer, ModelFailure, Part, Pause, ToolCall, ToolFile

_SELECTOR = tuple[str, str]
_SCALARS = {str: "a text", int: "a whole number", float: "a number", bool: "true or false", type(None): "null"}
_PARTS: dict[str, tuple[Callable[..., Part], dict[str, Any]]] = {
    "pause": (Pause, {"pause": float}),
    "tool": (ToolCall, {"tool": str, "input": dict[str, Any], "observation": str, "files": tuple[ToolFile, ...]}),
    "fail": (ModelFailure, {"fail": str, "code": str, "status": int}),
}
"""The parts of an answer that are no text: what makes them, and their keys, the first of which each has."""


class AppFileError(ValueError):
    """Something in an app file is not as it must be; the text says what, and in which line."""


class Declared(NamedTuple):
    """What an app file declares."""

    apps: tuple[App, ...]
    dataset_key: str | None


def load_apps(path: str | os.PathLike[str]) -> list[App]:
    """The apps of a YAML file.

    The file has a list `apps`, and may have a `dataset_key`. An app has the fields of `App`, and so on down, with

    * a variable (a selector) as `node.variable`;
    * a node by Dify's name of its kind: `type: llm`;
    * an answer as a text, or as a list of texts, `{pause: seconds}`, `{tool: name, input: {…}, observation: …}` and
      `{fail: message, code: …, status: …}`, or as `{when: {pattern: answer, …}, otherwise: answer}`, by the first pattern (a
      regular expression, whatever the case) that the query has; without `otherwise` the rest is echoed;
    * a function as one of `{returns: value}`, `{fails: message}`, `{equals: value}`, `{contains: value}`, `{matches: pattern}`,
      `{add: number}` and `{append: value}`, of a loop's variables with `of: name` beside it.

    Example:
        >>> pathlib.Path("apps.yaml").write_text('''
        ... apps:
        ...   - name: support
        ...     mode: chat
        ...     key: app-support
        ...     answer:
        ...       when:
        ...         refund: [Let me see. , {pause: 0.5}, It is on its way.]
        ...         crash: [{fail: The model is down}]
        ... ''')
        >>> server = DifyServer(load_apps("apps.yaml"))

    Args:
        path: The file; JSON is YAML too.

    Raises:
        AppFileError: Something is not as it must be.
        OSError: The file cannot be read.
    """
    return list(read_app_file(path).apps)


def read_app_file(path: str | os.PathLike[str]) -> Declared:
    """All that a YAML file declares.

    Raises:
        AppFileError: Something is not as it must be.
        OSError: The file cannot be read.
    """
    loader = yaml.SafeLoader(Path(path).read_text(encoding="utf-8"))
    reader = _Reader(os.fspath(path), loader)
    try:
        root: yaml.Node | None = loader.get_single_node()
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f", line {mark.line + 1}" if mark else ""
        raise AppFileError(f"{reader.path}{line}: {getattr(error, 'problem', None) or error}") from None
    finally:
        loader.dispose()
    if root is None:
        raise AppFileError(f"{reader.path}: it is empty; it needs a list `apps`.")
    return reader.declared(root)


@cache
def node_kinds() -> dict[str, type[Node]]:
    """Every kind of node that the package offers, by Dify's name of it."""
    package = import_module(__name__.rpartition(".")[0])
    offered = (getattr(package, name) for name in package.__all__)
    return {
        kind.type: kind for kind in offered if isinstance(kind, type) and issubclass(kind, Node) and kind is not Node
    }


def _fields(kind: type[Any]) -> dict[str, tuple[dataclasses.Field[Any], Any]]:
    """The fields of a dataclass, each with its type."""
    hints = typing.get_type_hints(kind, localns=vars(script))
    return {field.name: (field, hints[field.name]) for field in dataclasses.fields(kind) if field.init}


@cache
def _answer_type() -> Any:
    return _fields(App)["answer"][1]


class _Reader:
    """Makes objects from YAML nodes, by the types of what they become."""

    def __init__(self, path: str, loader: yaml.SafeLoader) -> None:
        self.path = path
        self.loader = loader

    def wrong(self, node: yaml.Node, text: str) -> AppFileError:
        return AppFileError(f"{self.path}, line {node.start_mark.line + 1}: {text}")

    def declared(self, root: yaml.Node) -> Declared:
        entries = self.mapping(root, "An app file")
        self.check_names(entries, ("apps", "dataset_key"), "an app file")
        if "apps" not in entries:
            raise self.wrong(root, "an app file needs a list `apps`.")
        apps: dict[str, App] = {}
        for node in self.sequence(entries["apps"][1], "`apps`"):
            app: App = self.dataclass(App, node)
            if app.name in apps:
                raise self.wrong(node, f"there is an app {app.name!r} above already.")
            apps[app.name] = app
        key = self.read(str | None, entries["dataset_key"][1], "`dataset_key`") if "dataset_key" in entries else None
        return Declared(tuple(apps.values()), key)

    def read(self, hint: Any, node: yaml.Node, what: str) -> Any:
        """What a node says, as a type has it."""
        if hint is Any:
            return self.plain(node)
        if hint == _answer_type():
            return self.answer(node, what)
        if hint == _SELECTOR:
            return self.selector(node, what)
        if hint is Node:
            return self.node(node)
        origin, arguments = typing.get_origin(hint), typing.get_args(hint)
        if origin in (Union, types.UnionType):
            return self.union(arguments, node, what)
        if origin is Literal:
            value = self.plain(node)
            if value not in arguments:
                raise self.not_one_of(arguments, node, what)
            return value
        if origin is tuple or (isinstance(origin, type) and issubclass(origin, Sequence)):
            items = self.sequence(node, what)
            return tuple(self.read(arguments[0], item, f"an item of {what}") for item in items)
        if isinstance(origin, type) and issubclass(origin, Mapping):
            entries = self.mapping(node, what)
            return {name: self.read(arguments[1], value, f"`{name}`") for name, (_, value) in entries.items()}
        if origin is Callable:
            return self.function(node, what)
        if dataclasses.is_dataclass(hint) and isinstance(hint, type):
            return self.dataclass(hint, node)
        return self.scalar(hint, node, what)

    def union(self, hints: tuple[Any, ...], node: yaml.Node, what: str) -> Any:
        """The first of several types that fits; if none does, the complaint of the first that takes such a node."""
        candidates = [hint for hint in hints if _takes(hint, node)] or hints
        complaints: list[AppFileError] = []
        for hint in candidates:
            try:
                return self.read(hint, node, what)
            except AppFileError as error:
                complaints.append(error)
        raise complaints[0]

    def dataclass(self, kind: type[Any], node: yaml.Node, left_out: tuple[str, ...] = ()) -> Any:
        """An object with its fields; `left_out` are keys that are none."""
        name = kind.type if issubclass(kind, Node) else _spaced(kind.__name__)
        entries = self.mapping(node, f"The {name}")
        fields = _fields(kind)
        self.check_names(entries, (*fields, *left_out), f"the {name}")
        values = {
            key: self.read(fields[key][1], value, f"`{key}`") for key, (_, value) in entries.items() if key in fields
        }
        for key, (field, _) in fields.items():
            required = field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING
            if required and key not in values:
                raise self.wrong(node, f"the {name} needs `{key}`.")
        try:
            return kind(**values)
        except ValueError as error:
            raise self.wrong(node, str(error)) from None

    def node(self, node: yaml.Node) -> Node:
        entries = self.mapping(node, "A node")
        kinds = node_kinds()
        if "type" not in entries:
            raise self.wrong(node, "a node needs a `type`, such as llm.")
        kind = self.plain(entries["type"][1])
        if kind not in kinds:
            raise self.not_one_of(sorted(kinds), entries["type"][1], "`type`")
        made: Node = self.dataclass(kinds[kind], node, ("type",))
        return made

    def answer(self, node: yaml.Node, what: str) -> Answer:
        if isinstance(node, yaml.SequenceNode):
            return [self.part(item) for item in node.value]
        if not isinstance(node, yaml.MappingNode):
            text: str = self.scalar(str, node, what)
            return text
        entries = self.mapping(node, what)
        self.check_names(entries, ("when", "otherwise"), "an answer")
        if "when" not in entries:
            raise self.wrong(node, "an answer with cases needs `when`.")
        cases = self.mapping(entries["when"][1], "`when`")
        answers = [(self.pattern(key), self.answer(value, f"`{name}`")) for name, (key, value) in cases.items()]
        otherwise = self.answer(entries["otherwise"][1], "`otherwise`") if "otherwise" in entries else echo
        return app_functions.by_query(answers, otherwise)

    def part(self, node: yaml.Node) -> Part:
        if not isinstance(node, yaml.MappingNode):
            text: str = self.scalar(str, node, "a part of an answer")
            return text
        entries = self.mapping(node, "A part")
        for kind, (make, hints) in _PARTS.items():
            if kind in entries:
                self.check_names(entries, tuple(hints), f"a part with `{kind}`")
                values = {name: self.read(hints[name], value, f"`{name}`") for name, (_, value) in entries.items()}
                return make(values.pop(kind), **values)
        raise self.wrong(node, "a part of an answer is a text, or has `pause`, `tool` or `fail`.")

    def function(self, node: yaml.Node, what: str) -> Callable[..., Any]:
        if not isinstance(node, yaml.MappingNode):
            raise self.wrong(
                node, f"{what} is a function here: one of {', '.join(app_functions.FUNCTIONS)}, such as {{returns: 1}}."
            )
        entries = self.mapping(node, what)
        self.check_names(entries, (*app_functions.FUNCTIONS, "of"), "a function")
        named = [name for name in entries if name != "of"]
        if len(named) != 1:
            raise self.wrong(node, f"{what} says what it does by one of {', '.join(app_functions.FUNCTIONS)}.")
        value_node = entries[named[0]][1]
        value = self.pattern(value_node) if named[0] == "matches" else self.plain(value_node)
        made = app_functions.FUNCTIONS[named[0]](value)
        return app_functions.of(self.scalar(str, entries["of"][1], "`of`"), made) if "of" in entries else made

    def pattern(self, node: yaml.Node) -> re.Pattern[str]:
        text = self.scalar(str, node, "A pattern")
        try:
            return re.compile(text, re.IGNORECASE)
        except re.error as error:
            raise self.wrong(node, f"{text!r} is no pattern: {error}.") from None

    def selector(self, node: yaml.Node, what: str) -> tuple[str, str]:
        if isinstance(node, yaml.SequenceNode):
            parts = [str(self.scalar(str, item, what)) for item in node.value]
        else:
            parts = str(self.scalar(str, node, what)).split(".", 1)
        if len(parts) != 2 or not all(parts):
            raise self.wrong(node, f"{what} is a variable here, such as llm.text.")
        return parts[0], parts[1]

    def scalar(self, hint: Any, node: yaml.Node, what: str) -> Any:
        if not isinstance(node, yaml.ScalarNode):
            raise self.wrong(node, f"{what} must be {_SCALARS.get(hint, hint.__name__)}.")
        value = self.plain(node)
        if hint is str and value is not None:
            return node.value  # as it is written: `name: 007`
        if hint is float and type(value) is int:
            return float(value)
        if type(value) is hint:
            return value
        raise self.wrong(node, f"{what} must be {_SCALARS.get(hint, hint.__name__)}, not {node.value or 'null'}.")

    def plain(self, node: yaml.Node) -> Any:
        """What a node says, as YAML has it."""
        try:
            return self.loader.construct_object(node, deep=True)  # pyright: ignore[reportUnknownMemberType]
        except yaml.YAMLError as error:
            raise self.wrong(node, str(getattr(error, "problem", None) or error)) from None

    def sequence(self, node: yaml.Node, what: str) -> list[yaml.Node]:
        if not isinstance(node, yaml.SequenceNode):
            raise self.wrong(node, f"{what} must be a list.")
        items: list[yaml.Node] = node.value
        return items

    def mapping(self, node: yaml.Node, what: str) -> dict[str, tuple[yaml.Node, yaml.Node]]:
        """The entries of a mapping, each with the node of its key."""
        if not isinstance(node, yaml.MappingNode):
            raise self.wrong(node, f"{what} must be a mapping, with `name: value` on its lines.")
        found: dict[str, tuple[yaml.Node, yaml.Node]] = {}
        for key, value in node.value:
            name = str(self.scalar(str, key, "A key"))
            if name in found:
                raise self.wrong(key, f"`{name}` is there twice.")
            found[name] = (key, value)
        return found

    def check_names(self, entries: dict[str, tuple[yaml.Node, yaml.Node]], known: Sequence[str], owner: str) -> None:
        for name, (key, _) in entries.items():
            if name not in known:
                close = get_close_matches(name, known, 1)
                meant = f"did you mean `{close[0]}`?" if close else f"it may have {', '.join(known)}."
                raise self.wrong(key, f"{owner} has no `{name}`; {meant}")

    def not_one_of(self, values: Sequence[Any], node: yaml.Node, what: str) -> AppFileError:
        said = self.plain(node)
        return self.wrong(node, f"{what} must be one of {', '.join(map(str, values))}, not {said}.")


def _takes(hint: Any, node: yaml.Node) -> bool:
    """Whether a type is written as such a node: a mapping, a list or a single value."""
    origin = typing.get_origin(hint)
    is_mapping = (
        origin is Callable
        or dataclasses.is_dataclass(hint)
        or (isinstance(origin, type) and issubclass(origin, Mapping))
    )
    if isinstance(node, yaml.MappingNode):
        return is_mapping
    is_sequence = isinstance(origin, type) and issubclass(origin, Sequence)
    if isinstance(node, yaml.SequenceNode):
        return is_sequence
    return hint == _SELECTOR or not (is_mapping or is_sequence)


def _spaced(name: str) -> str:
    """The name of a class as words: `ConversationVariable` is a conversation variable."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).lower()
