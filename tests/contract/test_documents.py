"""`client.documents`: from text and files to what a search finds."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import anyio
import pytest
from contract.conftest import Connect
from contract.helpers import UNKNOWN, indexed, unique

from pydify_plus.errors import DifyAuthError, DifyNotFoundError, DifyPermissionError, DifyValidationError

pytestmark = pytest.mark.anyio


async def test_a_text_becomes_a_document_that_is_indexed_and_found(knowledge: Any, dataset: Any) -> None:
    made = await knowledge.documents.create_document_from_text(
        dataset_id=dataset.id,
        name="My Document",
        text="A zeppelin is an airship.",
        indexing_technique=dataset.indexing_technique,
    )
    assert made.document.name == "My Document"
    document = await indexed(knowledge, dataset, made)
    assert (document.id, document.name, document.indexing_status) == (made.document.id, "My Document", "completed")
    assert (document.enabled, document.archived, document.error) == (True, False, None)
    (record,) = (await knowledge.dataset.search_dataset(dataset, "zeppelin", top_k=1)).records
    assert record.segment.content == "A zeppelin is an airship."


async def test_indexing_is_watched_by_its_batch_too(knowledge: Any, dataset: Any) -> None:
    made = await knowledge.documents.create_document_from_text(dataset, unique(), "One.\n\nTwo.")
    seen: list[str] = []
    with anyio.fail_after(60):
        while not seen or seen[-1] != "completed":
            status = await knowledge.documents.get_document_embedding_status(dataset, made, batch=made)
            if status.indexing_status not in seen:
                seen.append(status.indexing_status)
            await anyio.sleep(0.02)
    steps = ["waiting", "parsing", "cleaning", "splitting", "indexing", "completed"]
    assert seen == [step for step in steps if step in seen]
    assert status.completed_segments == status.total_segments > 0
    with pytest.raises(DifyNotFoundError):
        await knowledge.documents.get_document_embedding_status(dataset, made, batch="20000101000000000000")


@pytest.mark.parametrize("given", ["path", "bytes", "open file"])
async def test_a_file_becomes_a_document(knowledge: Any, dataset: Any, tmp_path: Path, given: str) -> None:
    path = tmp_path / "airships.md"
    path.write_text("# Airships\n\nA zeppelin is an airship.", "utf-8")
    with path.open("rb") as opened:
        file: Any = {"path": path, "bytes": ("airships.md", path.read_bytes()), "open file": opened}[given]
        made = await knowledge.documents.create_document_from_file(dataset.id, file=file)
    document = await indexed(knowledge, dataset, made)
    assert document.name == "airships.md"
    (record,) = (await knowledge.dataset.search_dataset(dataset, "zeppelin", top_k=1)).records
    assert "zeppelin" in record.segment.content


async def test_an_uploaded_file_becomes_a_document_under_a_name(connect: Connect, dataset: Any) -> None:
    client = connect("chat")
    uploaded = await client.files.upload_file(("notes.txt", b"A zeppelin is an airship.", "text/plain"))
    made = await client.documents.create_document_from_file(dataset.id, "Airships", uploaded)
    assert (await indexed(client, dataset, made)).name == "Airships.txt"


async def test_an_upload_that_cannot_be_fetched_says_what_to_pass(connect: Connect, dataset: Any) -> None:
    client = connect("chat")
    uploaded = await client.files.upload_file(("notes.txt", b"A zeppelin is an airship.", "text/plain"))
    with pytest.raises(DifyNotFoundError, match="file="):
        await client.documents.create_document_from_file(dataset.id, "Airships", uploaded.id)


async def test_a_kind_of_file_that_dify_cannot_read_is_a_validation_error(knowledge: Any, dataset: Any) -> None:
    with pytest.raises(DifyValidationError):
        await knowledge.documents.create_document_from_file(dataset, file=("program.exe", b"MZ"))


async def test_documents_are_listed_and_walked(knowledge: Any, dataset: Any) -> None:
    names = [f"{number}-{unique()}" for number in range(3)]
    made = [await knowledge.documents.create_document_from_text(dataset, name, "Text.") for name in names]
    for each in made:
        await indexed(knowledge, dataset, each)
    page = await knowledge.documents.list_documents(dataset.id, limit=2)
    assert (len(page.data), page.total, page.has_more) == (2, 3, True)
    assert {each.name async for each in knowledge.documents.list_documents(dataset, limit=2)} == set(names)
    (only,) = [each async for each in knowledge.documents.list_documents(dataset, keyword=names[1])]
    assert only.id == made[1].document.id
    await knowledge.documents.update_document(dataset, made[0], enabled=False)
    listed = knowledge.documents.list_documents(dataset, status="disabled")
    assert [each.name async for each in listed] == [names[0]]


async def test_a_new_text_replaces_the_old_one_in_a_search(knowledge: Any, dataset: Any, document: Any) -> None:
    again = await knowledge.documents.update_document(dataset.id, document.id, text="A zeppelin is an airship.")
    changed = await indexed(knowledge, dataset, again)
    assert (changed.id, changed.name) == (document.id, document.name)
    result = await knowledge.dataset.search_dataset(dataset, "zeppelin tea", top_k=10)
    assert [record.segment.content for record in result.records] == ["A zeppelin is an airship."]


async def test_a_new_file_and_name_replace_the_old_ones(knowledge: Any, dataset: Any, document: Any) -> None:
    again = await knowledge.documents.update_document(
        dataset, document, file=("airships.txt", b"A zeppelin is an airship."), name="airships.txt"
    )
    assert (await indexed(knowledge, dataset, again)).name == "airships.txt"


async def test_a_disabled_document_is_not_found_until_it_is_enabled(
    knowledge: Any, dataset: Any, document: Any
) -> None:
    async def hits() -> int:
        return len((await knowledge.dataset.search_dataset(dataset, "Espresso", top_k=1)).records)

    assert await hits() == 1
    assert await knowledge.documents.update_document(dataset, document, enabled=False) is None
    assert not (await knowledge.documents.get_document(dataset, document)).enabled
    await becomes(0, hits)
    await knowledge.documents.update_document(dataset, document, enabled=True)
    await becomes(1, hits)


async def becomes(wanted: int, ask: Callable[[], Awaitable[int]]) -> None:
    """Wait for what Dify does after it has answered."""
    with anyio.fail_after(30):
        while True:
            if await ask() == wanted:
                return
            await anyio.sleep(0.2)


async def test_an_archived_document_cannot_be_deleted_until_it_is_restored(
    knowledge: Any, dataset: Any, document: Any
) -> None:
    await knowledge.documents.update_document(dataset, document, archived=True)
    assert (await knowledge.documents.get_document(dataset, document)).archived
    with pytest.raises(DifyPermissionError):
        await knowledge.documents.delete_document(dataset, document)
    await knowledge.documents.update_document(dataset, document, archived=False)
    assert await knowledge.documents.delete_document(dataset.id, document.id) is None
    with pytest.raises(DifyNotFoundError):
        await knowledge.documents.get_document(dataset, document)
    assert (await knowledge.documents.list_documents(dataset)).data == []


async def test_nothing_to_update_is_said_before_anything_is_sent(knowledge: Any, dataset: Any, document: Any) -> None:
    with pytest.raises(ValueError, match="update"):
        await knowledge.documents.update_document(dataset, document)


async def test_unknown_documents_are_not_found(knowledge: Any, dataset: Any) -> None:
    documents = knowledge.documents
    for ask in (
        lambda: documents.get_document(dataset, UNKNOWN),
        lambda: documents.update_document(dataset, UNKNOWN, text="new"),
        lambda: documents.delete_document(dataset, UNKNOWN),
        lambda: documents.get_document_embedding_status(dataset, UNKNOWN),
        lambda: documents.list_documents(UNKNOWN),
        lambda: documents.create_document_from_text(UNKNOWN, "name", "text"),
        lambda: documents.create_document_from_file(UNKNOWN, file=("name.txt", b"text")),
    ):
        with pytest.raises(DifyNotFoundError):
            await ask()


async def test_a_wrong_key_is_an_auth_error(connect: Connect) -> None:
    client = connect("dataset", dataset_api_key="dataset-wrong")
    with pytest.raises(DifyAuthError):
        await client.documents.list_documents(UNKNOWN)
