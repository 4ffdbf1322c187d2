"""Every public name has a docstring, which documents its parameters and no others. Read from the source, without importing it."""

from __future__ import annotations

import ast
import itertools
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "scripts"))

from reference_pages import FACADES, OPTIONS, module_path, public_names  # noqa: E402

EXPLAINED_ONCE = {"self", "cls", "options"}
"""Parameters that a docstring need not document: `options` are those of `RequestOptions`, whose page has each."""

_SECTION = re.compile(r"^(Args|Attributes|Returns|Raises|Yields|Example|Examples):$", re.MULTILINE)
_ELSEWHERE = re.compile(r"^The (?:same as|twin of) `|\bArguments\b[^.]*\bare those of\s+`|\bAs `\w+`[.;]")
_DOCUMENTED = re.compile(r"^    (\*{0,2}\w+(?:, \*{0,2}\w+)*)(?: \([^)]*\))?: \S", re.MULTILINE)


class Public(NamedTuple):
    """A public class or function, or a public method or property of such a class."""

    name: str
    node: ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
    home: Path
    owner: ast.ClassDef | None = None

    def __str__(self) -> str:
        return f"{self.home.relative_to(ROOT)}:{self.node.lineno} {self.name}"

    @property
    def docstring(self) -> str:
        return ast.get_docstring(self.node) or ""

    def section(self, *titles: str) -> set[str]:
        """The names that sections of the docstring document."""
        parts = _SECTION.split(self.docstring)
        texts = [text for title, text in zip(parts[1::2], parts[2::2], strict=True) if title in titles]
        return {name.strip("* ") for text in texts for names in _DOCUMENTED.findall(text) for name in names.split(",")}

    @property
    def parameters(self) -> set[str]:
        """The parameters of a call; of a class those that make it."""
        if isinstance(self.node, ast.ClassDef):
            made_by = next((each for each in _methods(self.node) if each.name == "__init__"), None)
            return parameters_of(made_by) if made_by else set(fields_of(self.node))
        return parameters_of(self.node)


def parameters_of(node: ast.FunctionDef | ast.AsyncFunctionDef) -> set[str]:
    arguments = node.args
    every = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, arguments.vararg, arguments.kwarg]
    return {each.arg for each in every if each is not None and not each.arg.startswith("_")}


def fields_of(node: ast.ClassDef) -> list[str]:
    """The annotated attributes of a class."""
    return [
        each.target.id
        for each in node.body
        if isinstance(each, ast.AnnAssign) and isinstance(each.target, ast.Name)
        if "ClassVar" not in ast.unparse(each.annotation)
    ]


def _methods(node: ast.ClassDef) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    return [each for each in node.body if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef)]


def _is(node: ast.FunctionDef | ast.AsyncFunctionDef, *decorators: str) -> bool:
    return any(ast.unparse(each).rpartition(".")[2] in decorators for each in node.decorator_list)


def homes() -> set[tuple[Path, str]]:
    """Where the public names are defined, and their names there."""
    found = set[tuple[Path, str]]()
    for facade in FACADES:
        for name in public_names(facade):
            module, _, own = name.home.rpartition(".")
            if not module_path(name.home).exists():
                found.add((module_path(module), own))
    for module in ("pydify_plus.errors", "pydify_plus.models.process_rule"):
        path = module_path(module)
        found |= {
            (path, node.name)
            for node in ast.parse(path.read_text(encoding="utf-8")).body
            if isinstance(node, ast.ClassDef | ast.FunctionDef) and not node.name.startswith("_")
        }
    found |= {(module_path("pydify_plus._core.options"), name) for name in OPTIONS}
    groups = (ROOT / "src/pydify_plus/_async/resources").glob("[a-z]*.py")
    for path in (*groups, *(ROOT / "src/pydify_plus/_async" / f"{name}.py" for name in ("caller", "groups", "raw"))):
        found |= {
            (path, node.name)
            for node in ast.parse(path.read_text(encoding="utf-8")).body
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
        }
    return found


def public() -> Iterator[Public]:
    trees: dict[Path, ast.Module] = {}
    for path, name in sorted(homes()):
        tree = trees.setdefault(path, ast.parse(path.read_text(encoding="utf-8")))
        for node in tree.body:
            if not isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) or node.name != name:
                continue
            if not isinstance(node, ast.ClassDef):
                if not _is(node, "overload"):
                    yield Public(name, node, path)
                continue
            yield Public(name, node, path)
            for method in _methods(node):
                if not method.name.startswith("_") and not _is(method, "overload", "setter"):
                    yield Public(f"{name}.{method.name}", method, path, node)


PUBLIC = [*public()]


def is_inherited(each: Public) -> bool:
    """Whether a base class has this method, and says what it does."""
    if each.owner is None:
        return False
    bases = {ast.unparse(base).partition("[")[0] for base in each.owner.bases}
    return any(
        other.docstring or is_inherited(other)
        for other in PUBLIC
        if other.owner is not None and other.owner.name in bases and other.node.name == each.node.name
    )


def test_every_public_name_has_a_docstring() -> None:
    assert len(PUBLIC) >= 400
    assert [str(each) for each in PUBLIC if not each.docstring and not is_inherited(each)] == []


def test_docstrings_document_no_parameter_that_is_not_there() -> None:
    assert [f"{each}: {gone}" for each in PUBLIC if (gone := each.section("Args") - each.parameters)] == []


def test_docstrings_document_every_parameter() -> None:
    assert [f"{each}: {silent}" for each in PUBLIC if (silent := undocumented(each))] == []


def undocumented(each: Public) -> set[str]:
    """The parameters of which a docstring says nothing."""
    parameters = each.parameters - EXPLAINED_ONCE
    if isinstance(each.node, ast.ClassDef):
        is_made_by_users = bool(each.section("Args")) or not any(one.name == "__init__" for one in _methods(each.node))
        said = each.section("Args", "Attributes")
        # A class may say of each field in the field's own docstring, or of none, as named in one line.
        return parameters - said - said_below(each.node) if is_made_by_users and said else set()
    refers = not each.docstring or _ELSEWHERE.search(each.docstring) is not None
    return set() if refers else parameters - each.section("Args")


def said_below(node: ast.ClassDef) -> set[str]:
    """The fields that a docstring of their own follows."""
    return {
        field.target.id
        for field, text in itertools.pairwise(node.body)
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name)
        if isinstance(text, ast.Expr) and isinstance(text.value, ast.Constant)
    }


def test_attributes_that_a_docstring_names_are_there() -> None:
    wrong: list[str] = []
    for each in PUBLIC:
        if isinstance(each.node, ast.ClassDef) and (named := each.section("Attributes")):
            text = ast.unparse(each.node)
            wrong += [
                f"{each}: {name}"
                for name in named
                if not re.search(rf"\b(self\.)?{name}\b", text.split(each.docstring[:20], 1)[-1])
            ]
    assert wrong == []


@pytest.mark.parametrize("kind", ["api", "models"])
def test_generated_code_says_what_it_is(kind: str) -> None:
    silent: list[str] = []
    paths = [path for path in (ROOT / "src/pydify_plus_generated" / kind).rglob("*.py") if path.name != "__init__.py"]
    assert len(paths) >= 80
    for path in paths:
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if not isinstance(node, ast.ClassDef | ast.FunctionDef) or node.name.startswith("_"):
                continue
            if not ast.get_docstring(node):
                silent.append(f"{path.name} {node.name}")
            if isinstance(node, ast.ClassDef) and kind == "models":
                silent += [f"{path.name} {node.name}.{name}" for name in _undocumented_fields(node)]
    assert silent == []


def _undocumented_fields(node: ast.ClassDef) -> Iterator[str]:
    said = said_below(node)
    return (name for name in fields_of(node) if not name.startswith("_") and name not in said)
