"""How documents are split, with the form that goes with it: `client.documents.create_document_from_text(..., process_rule=custom())`.

Dify takes a document's `process_rule` and its `doc_form` apart, and indexes wrongly, without a word, where they disagree. What these
functions return carries both.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pydify_plus_generated.models import DocForm, ParentMode, PreProcessingRuleId, ProcessRuleInput, ProcessRuleMode

if TYPE_CHECKING:
    from typing import Literal


@dataclass(frozen=True, slots=True)
class DocumentRule:
    """How documents are cleaned and split, and the form that this gives them.

    Attributes:
        process_rule: What Dify takes as `process_rule`.
        doc_form: What Dify takes as `doc_form`.
    """

    process_rule: ProcessRuleInput
    doc_form: DocForm

    __hash__ = None  # type: ignore[assignment]  # a view is not hashable either


def automatic(*, qa: bool = False) -> DocumentRule:
    """Dify's own rules: segments of up to 500 tokens, split at line ends.

    Args:
        qa: Whether a model makes questions and answers of the segments (`qa_model`).
    """
    return DocumentRule(ProcessRuleInput(mode=ProcessRuleMode.AUTOMATIC), _form(qa))


def custom(
    separator: str = "\n\n",
    max_tokens: int = 1024,
    chunk_overlap: int = 50,
    *,
    remove_extra_spaces: bool = True,
    remove_urls_emails: bool = False,
    qa: bool = False,
) -> DocumentRule:
    """Rules of one's own. The defaults are those of Dify's page for it.

    Args:
        separator: Where to split: this text.
        max_tokens: The largest segment, in tokens. Dify refuses less than 50, and more than its administrator allows (4000), when it
            indexes the document.
        chunk_overlap: How many tokens a segment repeats from the one before.
        remove_extra_spaces: Whether to make one of several spaces, tabs and empty lines.
        remove_urls_emails: Whether to take out URLs and e-mail addresses.
        qa: Whether a model makes questions and answers of the segments (`qa_model`).

    Raises:
        ValueError: No text could be split so.
    """
    rules = {
        "pre_processing_rules": _cleaning(remove_extra_spaces, remove_urls_emails),
        "segmentation": _segmentation("", separator, max_tokens, chunk_overlap),
    }
    return DocumentRule(ProcessRuleInput(mode=ProcessRuleMode.CUSTOM, rules=rules), _form(qa))


def parent_child(
    parent_mode: Literal["paragraph", "full-doc"] = "paragraph",
    *,
    separator: str = "\n\n",
    max_tokens: int = 1024,
    child_separator: str = "\n",
    child_max_tokens: int = 512,
    remove_extra_spaces: bool = True,
    remove_urls_emails: bool = False,
) -> DocumentRule:
    """Small child chunks that searches match, within the parents that they give. The defaults are those of Dify's page for it.

    Args:
        parent_mode: What a parent is: `paragraph` splits the text into parents, `full-doc` takes the whole document for one.
        separator: Where to split into parents: this text. Of no account for `full-doc`.
        max_tokens: The largest parent, in tokens. Of no account for `full-doc`.
        child_separator: Where to split a parent into children.
        child_max_tokens: The largest child, in tokens.
        remove_extra_spaces: Whether to make one of several spaces, tabs and empty lines.
        remove_urls_emails: Whether to take out URLs and e-mail addresses.

    Raises:
        ValueError: No text could be split so.
    """
    if parent_mode not in (known := [mode.value for mode in ParentMode]):
        raise ValueError(f"parent_mode must be one of {known}, not {parent_mode!r}")
    rules = {
        "pre_processing_rules": _cleaning(remove_extra_spaces, remove_urls_emails),
        "parent_mode": parent_mode,
        "segmentation": _segmentation("", separator, max_tokens),
        "subchunk_segmentation": _segmentation("child_", child_separator, child_max_tokens),
    }
    rule = ProcessRuleInput(mode=ProcessRuleMode.HIERARCHICAL, rules=rules)
    return DocumentRule(rule, DocForm.HIERARCHICAL_MODEL)


def _form(qa: bool) -> DocForm:
    return DocForm.QA_MODEL if qa else DocForm.TEXT_MODEL


def _cleaning(remove_extra_spaces: bool, remove_urls_emails: bool) -> list[dict[str, Any]]:
    return [
        {"id": PreProcessingRuleId.REMOVE_EXTRA_SPACES, "enabled": remove_extra_spaces},
        {"id": PreProcessingRuleId.REMOVE_URLS_EMAILS, "enabled": remove_urls_emails},
    ]


def _segmentation(prefix: str, separator: str, max_tokens: int, chunk_overlap: int = 0) -> dict[str, Any]:
    if not separator:
        raise ValueError(f"{prefix}separator must be a text to split at, such as '\\n'")
    if max_tokens < 1:
        raise ValueError(f"{prefix}max_tokens must be 1 or more, not {max_tokens}")
    if not 0 <= chunk_overlap < max_tokens:
        raise ValueError(f"chunk_overlap must be 0 or more and less than max_tokens={max_tokens}, not {chunk_overlap}")
    return {"separator": separator, "max_tokens": max_tokens, "chunk_overlap": chunk_overlap}
