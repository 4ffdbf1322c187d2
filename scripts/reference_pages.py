"""The pages of the API reference: which public names there are, read from the source without importing it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src"
FACADES = ("pydify_plus", "pydify_plus.models", "pydify_plus.testing", "pydify_plus.bulk")
"""The packages that users import names from; each imports its names under TYPE_CHECKING."""

CLIENT = ("Client", "AsyncClient")
STREAMS = ("Stream", "AsyncStream", "Page", "AsyncPage", "Conversation", "AsyncConversation")
OPTIONS = (
    "RequestOptions",
    "StreamOptions",
    "GenerationOptions",
    "TurnKeywords",
    "ChatKeywords",
    "CompletionKeywords",
    "WorkflowKeywords",
)
GROUPS = "pydify_plus/_sync/resources"


class Name(NamedTuple):
    """A public name: where users import it from, and where it is defined."""

    public: str
    home: str


def module_path(module: str) -> Path:
    """The source file of a module."""
    path = SOURCE / module.replace(".", "/")
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")


def public_names(facade: str) -> list[Name]:
    """The names that a package offers."""
    path = module_path(facade)
    if not path.exists():
        return []
    found: list[Name] = []
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if not isinstance(node, ast.ImportFrom) or not node.level:
            continue
        module = f"{facade}.{node.module}" if node.module else facade
        found += [
            Name(f"{facade}.{alias.asname}", f"{module}.{alias.name}")
            for alias in node.names
            if alias.asname and not alias.name.startswith("_")
        ]
    return found


def kinds_of_views() -> dict[str, list[str]]:
    """The generated classes by what they are: `event`, `enumeration`, `view`, `request`."""
    kinds: dict[str, list[str]] = {"event": [], "enumeration": [], "view": [], "request": []}
    for name in public_names("pydify_plus_generated.models"):
        module = module_path(name.home.rpartition(".")[0])
        for node in ast.parse(module.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef):
                bases = {base.id for base in node.bases if isinstance(base, ast.Name)}
                is_event = bool(bases & {"Event", "StreamEvent"}) or node.name.endswith("Event")
                kind = "event" if is_event else "view" if "View" in bases else "enumeration" if bases else "request"
                kinds[kind].append(name.home)
    return kinds


def reference_pages() -> Iterator[tuple[str, str]]:
    """Each page's name and text."""
    pages = dict(_pages())
    yield from pages.items()
    yield from index_pages(pages)


def _pages() -> Iterator[tuple[str, str]]:
    named = {name.public: name for facade in FACADES for name in public_names(facade)}
    top = {public.rpartition(".")[2]: name for public, name in named.items() if public.count(".") == 1}

    yield (
        "client.md",
        page(
            "Client",
            "Both clients have the same methods. Their groups, such as `client.chat`, have pages of their own.",
            [top[name].home for name in CLIENT],
            options="      inherited_members: true\n      filters: ['!^_', '^__init__$']\n",
        ),
    )
    yield (
        "options.md",
        page(
            "Options of methods",
            "Keywords that methods share; those of `RequestOptions` are on every method.",
            [f"pydify_plus._core.options.{name}" for name in OPTIONS] + ["pydify_plus._core.raw_response.RawResponse"],
        ),
    )
    yield (
        "streams.md",
        page(
            "Streams, pages, conversations", "What methods return beside views.", [top[name].home for name in STREAMS]
        ),
    )
    for path in sorted((SOURCE / GROUPS).glob("[a-z]*.py")):
        home = f"{GROUPS.replace('/', '.')}.{path.stem}"
        (group,) = (
            node.name
            for node in ast.parse(path.read_text(encoding="utf-8")).body
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
        )
        yield (
            f"client-{path.stem}.md",
            page(
                f"client.{path.stem}",
                "With `AsyncClient` these methods are awaited; lists and streams are iterated with `async for`.",
                [f"{home}.{group}"],
            ),
        )
    errors = [
        f"pydify_plus.errors.{node.name}"
        for node in ast.parse(module_path("pydify_plus.errors").read_text(encoding="utf-8")).body
        if isinstance(node, ast.ClassDef)
    ]
    yield "errors.md", page("Errors", "Import them from `pydify_plus.errors`.", errors)
    yield (
        "models.md",
        page(
            "Models",
            "Import them from `pydify_plus.models`. Everything that Dify answers is under [answers](answers.md) and [events](events.md).",
            [name.home for public, name in named.items() if public.startswith("pydify_plus.models.")],
        ),
    )
    kinds = kinds_of_views()
    text = "Import them from `pydify_plus.models`. They are written from `openapi/dify.yaml`."
    yield (
        "answers.md",
        page("Answers", f"What Dify answers, as views over its JSON. {text}", kinds["view"] + kinds["request"]),
    )
    yield "events.md", page("Events", f"The events of streams. {text}", kinds["event"])
    yield (
        "enumerations.md",
        page("Enumerations", f"Words of Dify that are one of several. {text}", kinds["enumeration"]),
    )
    for facade, title in (("testing", "The embedded Dify"), ("bulk", "Long jobs")):
        homes = [name.home for public, name in named.items() if public.startswith(f"pydify_plus.{facade}.")]
        if homes:
            yield (
                f"{facade}.md",
                page(title, f"Import them from `pydify_plus.{facade}`; it needs the extra `{facade}`.", homes),
            )


def index_pages(pages: dict[str, str]) -> Iterator[tuple[str, str]]:
    """The reference's first page. Its text is English; the Chinese site links to it."""
    titles = {name: text.partition("\n")[0].removeprefix("# ") for name, text in pages.items()}
    english = [f"- [{title}]({name})" for name, title in titles.items()]
    yield (
        "index.md",
        "\n".join(["# API reference", "", "Every public name, from the code's own docstrings.", "", *english, ""]),
    )
    chinese = [f'- <a href="../../reference/{name[:-3]}.html">{title}</a>' for name, title in titles.items()]
    yield (
        "index.zh-CN.md",
        "\n".join(["# API 参考", "", "所有公开名称，直接取自代码中的文档字符串，仅有英文版。", "", *chinese, ""]),
    )


def page(title: str, text: str, homes: list[str], options: str = "") -> str:
    """A page on which mkdocstrings writes what these names are."""
    given = f"    options:\n{options}" if options else ""
    parts = [f"# {title}", text, *(f"::: {home}\n{given}" for home in homes)]
    return "\n\n".join(part.strip("\n") for part in parts) + "\n"
