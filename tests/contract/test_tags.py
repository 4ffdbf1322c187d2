"""`client.tags`: tags of knowledge bases."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from contract.conftest import Connect
from contract.helpers import UNKNOWN, unique

from pydify_plus.errors import DifyAuthError, DifyConflictError, DifyNotFoundError

pytestmark = pytest.mark.anyio


@pytest.fixture
async def tag(knowledge: Any) -> AsyncIterator[Any]:
    tag = await knowledge.tags.create_kb_type_tag(unique())
    yield tag
    await knowledge.tags.delete_kb_type_tag(tag)


async def test_a_tag_is_created_renamed_listed_and_deleted(knowledge: Any) -> None:
    async def listed() -> dict[str, str]:
        return {each.id: each.name for each in await knowledge.tags.list_kb_type_tags()}

    name, renamed = unique(), unique()
    tag = await knowledge.tags.create_kb_type_tag(name)
    try:
        assert (await listed())[tag.id] == name
        assert (await knowledge.tags.rename_kb_type_tag(tag.id, renamed)).name == renamed
        assert (await listed())[tag.id] == renamed
    finally:
        assert await knowledge.tags.delete_kb_type_tag(tag.id) is None
    assert tag.id not in await listed()


async def test_a_tag_is_bound_and_unbound(knowledge: Any, dataset: Any, tag: Any) -> None:
    assert await knowledge.tags.bind_dataset_to_tag(tag.id, dataset.id) is None
    (bound,) = await knowledge.tags.get_dataset_bound_tags(dataset.id)
    assert (bound.id, bound.name) == (tag.id, tag.name)
    untagged = await knowledge.dataset.create_dataset(unique())
    try:
        assert [each.id async for each in knowledge.dataset.list_datasets(tag_ids=[tag])] == [dataset.id]
    finally:
        await knowledge.dataset.delete_dataset(untagged)
    assert await knowledge.tags.unbind_dataset_from_tag(tag, dataset) is None
    assert await knowledge.tags.get_dataset_bound_tags(dataset) == []


async def test_a_name_that_is_taken_is_a_conflict(knowledge: Any, tag: Any) -> None:
    with pytest.raises(DifyConflictError):
        await knowledge.tags.create_kb_type_tag(tag.name)


async def test_unknown_tags_and_datasets_are_not_found(knowledge: Any, tag: Any) -> None:
    for ask in (
        lambda: knowledge.tags.rename_kb_type_tag(UNKNOWN, unique()),
        lambda: knowledge.tags.delete_kb_type_tag(UNKNOWN),
        lambda: knowledge.tags.bind_dataset_to_tag(tag, UNKNOWN),
        lambda: knowledge.tags.unbind_dataset_from_tag(tag, UNKNOWN),
        lambda: knowledge.tags.get_dataset_bound_tags(UNKNOWN),
    ):
        with pytest.raises(DifyNotFoundError):
            await ask()


async def test_a_wrong_key_is_an_auth_error(connect: Connect) -> None:
    with pytest.raises(DifyAuthError):
        await connect("dataset", dataset_api_key="dataset-wrong").tags.list_kb_type_tags()
