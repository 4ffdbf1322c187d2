from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from unit.replay import recorded

from pydify_plus.errors import DifyConflictError, DifyNotFoundError, DifyValidationError
from pydify_plus.models import DatasetResponse, DatasetTag, KnowledgeTag

if TYPE_CHECKING:
    from unit.replay import Replay

TAG = KnowledgeTag(id="e3ed1c85-034b-4587-b378-21c7ffba5657")
DATASET = DatasetResponse(id="175f1504-e2ea-42b5-8f29-a2e87367fcb6")
UNKNOWN = "4aec26ab-71ca-4331-aa8f-ffa03d4ffee9"


@pytest.mark.parametrize(
    ("exchange", "method", "given"),
    [
        ("createKnowledgeTag/ok", "create_kb_type_tag", ("tag-25346a",)),
        ("updateKnowledgeTag/ok", "rename_kb_type_tag", (TAG, "tag-25346a-b")),
        ("updateKnowledgeTag/ok", "rename_kb_type_tag", (TAG.id, "tag-25346a-b")),
    ],
)
def test_create_and_rename_give_the_tag(dify: Replay, exchange: str, method: str, given: tuple[Any, ...]) -> None:
    dify.expect(exchange)

    tag = dify.wait(getattr(dify.client.tags, method)(*given))

    assert isinstance(tag, KnowledgeTag)
    assert tag.to_dict() == recorded(exchange).json


def test_list_gives_the_tags_with_the_number_of_their_knowledge_bases(dify: Replay) -> None:
    dify.expect("getKnowledgeTags/ok-bound")

    (tag,) = dify.wait(dify.client.tags.list_kb_type_tags())

    assert (tag.id, tag.binding_count) == (TAG.id, "1")


def test_the_tags_of_a_dataset_are_listed(dify: Replay) -> None:
    dify.expect("queryDatasetTags/ok")

    (tag,) = dify.wait(dify.client.tags.get_dataset_bound_tags(DATASET))

    assert isinstance(tag, DatasetTag)
    assert (tag.id, tag.name) == (TAG.id, "tag-25346a-b")


@pytest.mark.parametrize(
    ("exchange", "method", "given"),
    [
        ("bindTagsToDataset/ok", "bind_dataset_to_tag", (TAG.id, DATASET.id)),
        ("bindTagsToDataset/ok", "bind_dataset_to_tag", (TAG, DATASET)),
        ("bindTagsToDataset/ok", "bind_dataset_to_tag", ([TAG], DATASET)),
        ("unbindTagFromDataset/ok-tag-ids", "unbind_dataset_from_tag", (TAG.id, DATASET.id)),
        ("unbindTagFromDataset/ok-tag-ids", "unbind_dataset_from_tag", ([TAG.id], DATASET)),
        ("deleteKnowledgeTag/ok", "delete_kb_type_tag", (TAG.id,)),
        ("deleteKnowledgeTag/ok", "delete_kb_type_tag", (TAG,)),
    ],
)
def test_bind_unbind_and_delete_give_nothing(dify: Replay, exchange: str, method: str, given: tuple[Any, ...]) -> None:
    dify.expect(exchange)

    assert dify.wait(getattr(dify.client.tags, method)(*given)) is None


@pytest.mark.parametrize(
    ("exchange", "method", "given", "error", "message"),
    [
        ("createKnowledgeTag/duplicate", "create_kb_type_tag", ("tag-25346a",), DifyConflictError, "already exists"),
        ("createKnowledgeTag/err-empty", "create_kb_type_tag", ("",), DifyValidationError, "name: "),
        ("updateKnowledgeTag/err-unknown", "rename_kb_type_tag", (UNKNOWN, "zz"), DifyNotFoundError, "Tag not found"),
        ("deleteKnowledgeTag/err-again", "delete_kb_type_tag", (TAG,), DifyNotFoundError, "Tag not found"),
        ("bindTagsToDataset/err-empty", "bind_dataset_to_tag", ([], DATASET), DifyValidationError, "tag_ids: "),
        ("bindTagsToDataset/err-unknown-dataset", "bind_dataset_to_tag", (TAG, UNKNOWN), DifyNotFoundError, "Dataset"),
        (
            "unbindTagFromDataset/err-unknown-dataset",
            "unbind_dataset_from_tag",
            (TAG, UNKNOWN),
            DifyNotFoundError,
            "Dataset",
        ),
        ("queryDatasetTags/err-unknown", "get_dataset_bound_tags", (UNKNOWN,), DifyNotFoundError, "Dataset"),
    ],
)
def test_what_dify_refuses_is_raised(
    dify: Replay, exchange: str, method: str, given: tuple[Any, ...], error: type[Exception], message: str
) -> None:
    dify.expect(exchange)

    with pytest.raises(error, match=message):
        dify.wait(getattr(dify.client.tags, method)(*given))
