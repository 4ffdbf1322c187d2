from __future__ import annotations

from typing import Any

import pytest

from pydify_plus._core.documents import (
    check_update,
    document_id_of,
    document_ids_of,
    document_part,
    lacks_process_rule,
    lacks_route,
    rule_and_form,
    status_actions,
    tell_what_was_done,
)
from pydify_plus.errors import DifyAPIError, DifyConnectionError, DifyError, DifyNotFoundError, DifyValidationError
from pydify_plus.models import process_rule
from pydify_plus_generated.models import DocForm, Document, DocumentAndBatch, ProcessRuleInput
from pydify_plus_generated.types import File

DOCUMENT = {"id": "d1", "name": "fruit.txt"}
NOTHING = dict.fromkeys(
    ("text", "file", "process_rule", "name", "doc_form", "embedding_model", "enabled", "archived", "metadata")
)


@pytest.mark.parametrize(
    "value",
    ["d1", Document.from_dict(DOCUMENT), DocumentAndBatch.from_dict({"document": DOCUMENT, "batch": "b1"})],
    ids=["id", "document", "answer"],
)
def test_a_document_stands_for_its_id(value: object) -> None:
    assert document_id_of(value) == "d1"
    assert document_ids_of(value) == ["d1"]
    assert document_ids_of([value, "d2"]) == ["d1", "d2"]


def test_a_document_needs_an_extension() -> None:
    assert document_part(File(b"", "a.md"), "Notes").name == "Notes.md"
    assert document_part(File(b""), "notes.md").name == "notes.md"
    with pytest.raises(ValueError, match=r"pass a name= like 'notes\.md'"):
        document_part(File(b""), "notes")


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({}, "nothing to update: pass one or more of text, file"),
        ({"name": "a"}, "only when it indexes the document anew: pass text=, file= or process_rule= too"),
        ({"name": "a", "enabled": True}, "Dify changes name only"),
        ({"doc_form": "qa_model", "metadata": {}}, "Dify changes doc_form only"),
        ({"text": "a", "file": "b"}, "not both"),
        ({"text": "a", "embedding_model": "b"}, "goes with file= only"),
    ],
)
def test_an_update_that_dify_would_not_make_is_refused(given: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        check_update({**NOTHING, **given})


@pytest.mark.parametrize(
    "given",
    [
        {"text": "a"},
        {"text": ""},
        {"process_rule": {"mode": "automatic"}, "name": "b"},
        {"file": b"", "name": "a", "embedding_model": "b"},
        {"enabled": False},
        {"archived": False, "metadata": {}},
    ],
)
def test_an_update_that_dify_makes_is_none_of_our_business(given: dict[str, Any]) -> None:
    check_update({**NOTHING, **given})


@pytest.mark.parametrize(
    ("enabled", "archived", "actions"),
    [
        (None, None, []),
        (True, None, ["enable"]),
        (False, None, ["disable"]),
        (None, True, ["archive"]),
        (None, False, ["un_archive"]),
        (True, False, ["un_archive", "enable"]),
        (False, True, ["disable", "archive"]),
    ],
)
def test_a_state_is_reached_by_possible_steps(enabled: bool | None, archived: bool | None, actions: list[str]) -> None:
    assert status_actions(enabled, archived) == actions


CUSTOM = {"mode": "custom", "rules": {}}
HIERARCHICAL = ProcessRuleInput(mode="hierarchical", rules={})


@pytest.mark.parametrize(
    ("process_rule", "doc_form", "sent"),
    [
        (None, None, None),
        (None, "hierarchical_model", "hierarchical_model"),
        (CUSTOM, None, None),
        (CUSTOM, "qa_model", "qa_model"),
        (HIERARCHICAL, None, "hierarchical_model"),
        (HIERARCHICAL, DocForm.HIERARCHICAL_MODEL, "hierarchical_model"),
        ({"mode": "of a newer server"}, "another_model", "another_model"),
        (CUSTOM, "another_model", "another_model"),
    ],
)
def test_a_rule_is_sent_as_it_is_with_a_form_that_it_allows(
    process_rule: Any, doc_form: str | None, sent: str | None
) -> None:
    assert rule_and_form(process_rule, doc_form) == (process_rule, sent)


def test_a_made_rule_brings_its_form() -> None:
    made = process_rule.custom(qa=True)
    assert rule_and_form(made, None) == rule_and_form(made, "qa_model") == (made.process_rule, "qa_model")


@pytest.mark.parametrize(
    ("process_rule", "doc_form", "message"),
    [
        (
            CUSTOM,
            "hierarchical_model",
            "'custom' goes with doc_form='text_model' or 'qa_model', not 'hierarchical_model'",
        ),
        (HIERARCHICAL, "text_model", "'hierarchical' goes with doc_form='hierarchical_model', not 'text_model'"),
        (process_rule.automatic(), "qa_model", "'automatic' goes with doc_form='text_model', not 'qa_model'"),
        (process_rule.parent_child(), DocForm.TEXT_MODEL, "goes with doc_form='hierarchical_model', not 'text_model'"),
    ],
)
def test_a_rule_and_a_form_that_disagree_are_refused(process_rule: Any, doc_form: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        rule_and_form(process_rule, doc_form)


@pytest.mark.parametrize(
    "error",
    [DifyNotFoundError("Gone.", status_code=404, hint="Look."), DifyConnectionError("Gone.", may_have_run=True)],
    ids=["api", "transport"],
)
def test_a_later_error_says_what_was_done(error: DifyError) -> None:
    before = str(error)
    tell_what_was_done(error, [])
    assert str(error) == before
    tell_what_was_done(error, ["its text was replaced", "it was disabled"])
    assert str(error).startswith("Gone. Done before: its text was replaced, it was disabled.")


@pytest.mark.parametrize(
    ("error", "rule", "route"),
    [
        (DifyValidationError("process_rule is required.", status_code=400, code="invalid_param"), True, False),
        (DifyValidationError("indexing_technique is required.", status_code=400, code="invalid_param"), False, False),
        (DifyAPIError("No.", status_code=405, code="method_not_allowed"), False, True),
        (DifyNotFoundError("Dify has no /documents/1.", status_code=404), False, True),
        (DifyNotFoundError("Document not found", status_code=404, code="not_found"), False, False),
    ],
)
def test_errors_with_a_way_around_are_known(error: DifyAPIError, rule: bool, route: bool) -> None:
    assert (lacks_process_rule(error), lacks_route(error)) == (rule, route)
