"""Waiting for documents, and rules for splitting them."""

from __future__ import annotations

from typing import Any

import pytest
from contract.helpers import UNKNOWN, has_embedding_model, unique

from pydify_plus.errors import DifyIndexingError, DifyNotFoundError
from pydify_plus.models import IndexingReport, process_rule

pytestmark = pytest.mark.anyio
TEXT = "A zeppelin is an airship.\n\nEspresso is pressed. It is strong.\n\nGreen tea is steeped."
SOON = {"poll_interval": 0.05, "max_poll_interval": 1.0, "total_timeout": 60}


async def test_documents_a_batch_and_a_dataset_are_waited_for(knowledge: Any, dataset: Any) -> None:
    made = [await knowledge.documents.create_document_from_text(dataset, unique(), TEXT) for _ in range(3)]
    told: list[IndexingReport] = []
    wait = knowledge.documents.wait_until_indexed
    report = await wait(dataset, [made[0], made[1].document.id], on_progress=told.append, **SOON)
    assert [each.id for each in report.completed] == [made[0].document.id, made[1].document.id]
    assert told[-1] == report
    (counted,) = (await wait(dataset, batch=made[2], **SOON)).completed
    assert counted.completed_segments == counted.total_segments > 0
    report = await wait(dataset, **SOON)
    assert {each.id for each in report.completed} == {each.document.id for each in made}
    assert [record.segment.content for record in (await knowledge.dataset.search_dataset(dataset, "zeppelin")).records]


async def test_a_new_text_is_waited_for(knowledge: Any, dataset: Any, document: Any) -> None:
    changed = await knowledge.documents.update_document(dataset, document, text="A zeppelin is an airship.")
    assert (await knowledge.documents.wait_until_indexed(dataset, changed, **SOON)).completed
    (record,) = (await knowledge.dataset.search_dataset(dataset, "zeppelin", top_k=1)).records
    assert record.segment.content == "A zeppelin is an airship."


async def test_a_document_that_cannot_be_read_fails_beside_one_that_can(knowledge: Any, dataset: Any) -> None:
    good = await knowledge.documents.create_document_from_file(dataset, file=("good.txt", b"A zeppelin."))
    bad = await knowledge.documents.create_document_from_file(dataset, file=("bad.pdf", b"no PDF at all"))
    report = await knowledge.documents.wait_until_indexed(dataset, **SOON)
    assert [each.id for each in report.completed] == [good.document.id]
    (failed,) = report.failed
    assert failed.id == bad.document.id
    assert failed.error
    with pytest.raises(DifyIndexingError, match="error: "):
        await knowledge.documents.wait_until_indexed(dataset, bad, raise_on_error=True, **SOON)


async def test_an_unknown_batch_or_document_is_not_waited_for(knowledge: Any, dataset: Any) -> None:
    for given in ({"documents": UNKNOWN}, {"batch": "20000101000000000000"}):
        with pytest.raises(DifyNotFoundError):
            await knowledge.documents.wait_until_indexed(dataset, **given, **SOON)


async def test_a_custom_rule_splits_where_it_says(knowledge: Any, dataset: Any) -> None:
    rule = process_rule.custom("\n\n", 100, 0)
    made = await knowledge.documents.create_document_from_text(dataset, "drinks.txt", TEXT, process_rule=rule)
    await knowledge.documents.wait_until_indexed(dataset, made, raise_on_error=True, **SOON)
    segments = [segment.content async for segment in knowledge.blocks.list_segments(dataset, made)]
    assert segments == TEXT.split("\n\n")
    detail = await knowledge.documents.get_document(dataset, made)
    assert (detail.doc_form, detail.dataset_process_rule.mode) == ("text_model", "custom")


async def test_a_parent_child_rule_makes_children(knowledge: Any, dataset: Any) -> None:
    if not await has_embedding_model(knowledge):
        pytest.skip("an economy knowledge base has no child chunks")
    rule = process_rule.parent_child(child_separator=". ")
    made = await knowledge.documents.create_document_from_file(
        dataset, file=("drinks.txt", TEXT.encode()), process_rule=rule
    )
    await knowledge.documents.wait_until_indexed(dataset, made, raise_on_error=True, **SOON)
    parents = [segment async for segment in knowledge.blocks.list_segments(dataset, made)]
    assert [parent.content for parent in parents] == TEXT.split("\n\n")
    children = [child.content async for child in knowledge.blocks.list_segment_children(dataset, made, parents[1])]
    assert len(children) == 2
    assert (await knowledge.documents.get_document(dataset, made)).doc_form == "hierarchical_model"
