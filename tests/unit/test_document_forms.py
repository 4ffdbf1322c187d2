"""Process rules in requests: each is sent with the form that goes with it."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from unit.replay import Replay, recorded

from pydify_plus.errors import DifyValidationError
from pydify_plus.models import process_rule

TEXT = recorded("createDocumentFromText/ok-hierarchical", "1.9.2")
FILE = recorded("createDocumentFromFile/ok-no-data")
UPDATE = recorded("updateDocumentByText/ok")
PATCH = recorded("updateDocument/ok")
RULE = process_rule.parent_child()
A_FILE = [{"field": "file", "filename": "a.txt", "content_type": "text/plain", "size": 1}]
SENT = {"doc_form": "hierarchical_model", "process_rule": RULE.process_rule.to_dict()}


def ids(exchange: Any) -> list[str]:
    segments = exchange.request["path"].split("/")
    return [segments[2], *segments[4:5]]


@pytest.mark.parametrize("rule", [RULE, RULE.process_rule, RULE.process_rule.to_dict()], ids=["made", "view", "dict"])
def test_a_document_gets_the_form_of_its_rule(dify: Replay, rule: Any) -> None:
    dify.expect(TEXT, json={"name": "a", "text": "b", **SENT})
    dify.wait(dify.client.documents.create_document_from_text(ids(TEXT)[0], "a", "b", process_rule=rule))
    dify.expect(FILE, form={"data": json.dumps(SENT)}, files=A_FILE)
    dify.wait(dify.client.documents.create_document_from_file(ids(FILE)[0], file=("a.txt", b"b"), process_rule=rule))
    dify.expect(UPDATE, json={"name": "a", "text": "b", **SENT})
    dify.wait(dify.client.documents.update_document(*ids(UPDATE), name="a", text="b", process_rule=rule))
    dify.expect(PATCH, form={"data": json.dumps(SENT)}, files=A_FILE)
    dify.wait(dify.client.documents.update_document(*ids(PATCH), file=("a.txt", b"b"), process_rule=rule))


@pytest.mark.parametrize(
    "given",
    [
        {"process_rule": RULE, "doc_form": "text_model"},
        {"process_rule": {"mode": "custom"}, "doc_form": "hierarchical_model"},
    ],
)
@pytest.mark.parametrize(
    ("method", "arguments"),
    [
        ("create_document_from_text", {"name": "a", "text": "b"}),
        ("create_document_from_file", {"file": ("a.txt", b"b")}),
        ("update_document", {"document_id": "d", "text": "b"}),
    ],
)
def test_a_rule_and_a_form_that_disagree_are_never_sent(
    dify: Replay, method: str, arguments: dict[str, Any], given: dict[str, Any]
) -> None:
    with pytest.raises(ValueError, match="goes with doc_form="):
        dify.wait(getattr(dify.client.documents, method)("k", **arguments, **given))
    assert dify.sent == []


def test_parents_and_children_are_not_sent_again_with_a_rule_that_makes_none(dify: Replay) -> None:
    needed = {"code": "invalid_param", "message": "process_rule is required.", "status": 400}
    refused = replace(FILE, data={**FILE.data, "response": {**FILE.data["response"], "status": 400, "json": needed}})
    dify.expect(refused, form={"data": '{"doc_form": "hierarchical_model"}'}, files=A_FILE)
    with pytest.raises(DifyValidationError, match=r"pass process_rule=models\.process_rule\.parent_child\(\)"):
        dify.wait(
            dify.client.documents.create_document_from_file(
                ids(FILE)[0], file=("a.txt", b"b"), doc_form="hierarchical_model"
            )
        )
