"""What the methods of documents decide: how one is split, what an update consists of, and which errors have a way around them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, cast

from pydify_plus.errors import DifyAPIError, DifyError, DifyValidationError
from pydify_plus.models.process_rule import DocumentRule
from pydify_plus_generated.models import DocForm, ProcessRuleMode
from pydify_plus_generated.types import View

from .ids import id_of
from .uploads import renamed

if TYPE_CHECKING:
    from pydify_plus_generated.models import ProcessRuleInput
    from pydify_plus_generated.types import File

    Rule = DocumentRule | ProcessRuleInput | Mapping[str, Any]

AUTOMATIC = {"mode": "automatic"}
"""Dify's own way to clean and split a document, which it takes for text when it is told no other."""
_FORMS = {
    ProcessRuleMode.AUTOMATIC: [DocForm.TEXT_MODEL, DocForm.QA_MODEL],
    ProcessRuleMode.CUSTOM: [DocForm.TEXT_MODEL, DocForm.QA_MODEL],
    ProcessRuleMode.HIERARCHICAL: [DocForm.HIERARCHICAL_MODEL],
}
_FORM_NAMES = frozenset(DocForm)


def document_id_of(value: object) -> str:
    """The id of a document: itself, or carried by a document or by the answer that created or changed one."""
    return id_of(getattr(value, "document", value), "id")


def document_ids_of(values: object) -> list[str]:
    """The ids of several documents, or of one."""
    many = isinstance(values, (list, tuple, set, frozenset))
    return [document_id_of(value) for value in (cast("Iterable[object]", values) if many else (values,))]


def document_part(part: File, name: str | None) -> File:
    """A file as a new document, which Dify names after it.

    Raises:
        ValueError: Neither the file nor the name has an extension, by which Dify tells what a document is.
    """
    part = renamed(part, name)
    if not PurePath(part.name).suffix:
        raise ValueError(
            f"Dify tells what a document is by its extension, and {part.name!r} has none: pass a name= like 'notes.md'"
        )
    return part


def rule_and_form(process_rule: Rule | None, doc_form: str | None) -> tuple[Any, str | None]:
    """A document's rule and its form as Dify takes them, which must not disagree: Dify would index wrongly without a word.

    Returns:
        The form is the one that the rule has or needs where none is given; None where either will do.

    Raises:
        ValueError: They disagree.
        TypeError: The rule is none.
    """
    if process_rule is None:
        return None, doc_form
    if isinstance(process_rule, DocumentRule):
        rule: Any = process_rule.process_rule
        fitting = [process_rule.doc_form]
    elif not isinstance(process_rule, (Mapping, View)):  # pyright: ignore[reportUnnecessaryIsInstance]
        kind = type(process_rule).__name__
        raise TypeError(f"process_rule must be made by models.process_rule, or a mapping with its mode, not {kind}")
    else:
        rule = process_rule
        fitting = _FORMS.get(rule.get("mode"), [])
    if fitting and doc_form not in fitting and doc_form in _FORM_NAMES:
        forms = " or ".join(repr(str(form)) for form in fitting)
        raise ValueError(
            f"a process_rule of the mode {str(rule.get('mode'))!r} goes with doc_form={forms}, not {str(doc_form)!r}: "
            "leave doc_form out, and let models.process_rule make the rule"
        )
    return rule, fitting[0] if doc_form is None and len(fitting) == 1 else doc_form


def check_update(given: Mapping[str, Any]) -> None:
    """Refuse an update that Dify would refuse or pass over.

    Args:
        given: The arguments of the update; None stands for one that was not given.

    Raises:
        ValueError: They do not make an update.
    """
    names = [name for name, value in given.items() if value is not None]
    if not names:
        raise ValueError(f"nothing to update: pass one or more of {', '.join(given)}")
    if given["file"] is not None and given["text"] is not None:
        raise ValueError("a document has one content: pass file= or text=, not both")
    if given["file"] is None:
        without_file = [name for name in names if name.startswith("embedding_model")]
        if without_file:
            raise ValueError(f"{without_file[0]}= goes with file= only")
    if given["file"] is None and given["text"] is None and given["process_rule"] is None:
        idle = [name for name in names if name not in ("enabled", "archived", "metadata")]
        if idle:
            raise ValueError(
                f"Dify changes {' and '.join(idle)} only when it indexes the document anew: "
                "pass text=, file= or process_rule= too"
            )


def status_actions(enabled: bool | None, archived: bool | None) -> list[str]:
    """What brings a document into that state, in an order in which each step is possible."""
    actions = [] if enabled is None else ["enable" if enabled else "disable"]
    if archived is not None:
        actions.insert(len(actions) if archived else 0, "archive" if archived else "un_archive")
    return actions


def tell_what_was_done(error: DifyError, done: Sequence[str]) -> None:
    """Let the error of a later step say which steps before it succeeded."""
    if done:
        error.message = f"{error.message} Done before: {', '.join(done)}."
        error.args = (error.message,)


def lacks_process_rule(error: DifyAPIError) -> bool:
    """Whether Dify refused a document because neither it nor its knowledge base says how to split it."""
    return isinstance(error, DifyValidationError) and error.message.startswith("process_rule is required")


def lacks_route(error: DifyAPIError) -> bool:
    """Whether the server does not have the operation at all."""
    return error.status_code == 405 or (error.status_code == 404 and error.code is None)
