"""A knowledge base as a sync looks at it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from pydify_plus.errors import DifyError

from .sync_plan import RemoteDocument

if TYPE_CHECKING:
    from pydify_plus import AsyncClient
    from pydify_plus.models.dataset import DatasetResponse

_ID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_MOST_WALKS = 5


async def find_dataset(client: AsyncClient, name_or_id: Any) -> DatasetResponse | None:
    """Find a knowledge base by its id or its name.

    Args:
        client: The client.
        name_or_id: Its id, its name, or the knowledge base itself.

    Returns:
        The knowledge base; None when none has this name.

    Raises:
        DifyNotFoundError: There is none with this id.
    """
    if not isinstance(name_or_id, str):
        return await client.dataset.get_dataset(name_or_id)
    if _ID.fullmatch(name_or_id):
        return await client.dataset.get_dataset(name_or_id)
    async for dataset in client.dataset.list_datasets(keyword=name_or_id, limit=100):
        if dataset.name == name_or_id:
            return await client.dataset.get_dataset(dataset)
    return None


async def read_documents(client: AsyncClient, dataset_id: str) -> list[RemoteDocument]:
    """All documents of a knowledge base, the newest first.

    Dify works out each page anew: a document that is deleted meanwhile moves another one to a page that was read already, and that one
    would look new. So the list is read again until as many came as there are.

    Raises:
        DifyError: The list never stands still.
    """
    for _ in range(_MOST_WALKS):
        found: dict[str, RemoteDocument] = {}
        total = None
        async for page in (await client.documents.list_documents(dataset_id, limit=100)).pages():
            total = page.total
            found.update((document.id, remote_document(document)) for document in page.data)
        if total is None or len(found) >= total:
            return list(found.values())
    raise DifyError("the list of documents changes faster than it can be read: is another sync or import at work?")


def remote_document(document: Any) -> RemoteDocument:
    """A document of a list, as far as a sync looks at it."""
    detail: Any = document.get("data_source_detail_dict")
    upload: Any = detail.get("upload_file") if detail else None
    values = {item["name"]: item.get("value") for item in document.get("doc_metadata") or ()}
    return RemoteDocument(
        id=document.id,
        name=document.name,
        size=upload.get("size") if upload else None,
        status=str(document.indexing_status),
        state=str(document.display_status),
        from_api=document.get("created_from") == "api",
        metadata={name: value for name, value in values.items() if value is not None},
        error=document.get("error"),
    )
