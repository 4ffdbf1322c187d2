"""What contract tests need to know of a server, asked through the client."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import anyio

from pydify_plus.models import InputField

UNKNOWN = "7e57ab1e-0000-4000-8000-000000000000"
"""An id in Dify's form that nothing has."""

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c49444154789c63f8cfc0000003010100c9fe92ef0000000049454e44ae426082"
)
"""An image of one red pixel."""


def unique() -> str:
    """A name that nothing has, and that shows where it came from should it be left behind."""
    return f"contract {uuid4().hex[:12]}"


async def filled_form(client: Any, text: str = "Hello") -> dict[str, Any]:
    """Values for the inputs that the client's app requires; every text is `text`."""
    fields = (await client.app_config.get_app_parameters()).fields
    return {field.name: await _value(client, field, text) for field in fields if field.required}


async def _value(client: Any, field: InputField, text: str) -> Any:
    if field.type in ("file", "file-list"):
        file = (await client.files.upload_file(("contract.txt", b"Hello", "text/plain"))).as_input("document")
        return file if field.type == "file" else [file]
    values = {"number": 1, "checkbox": True, "json_object": {}, "select": next(iter(field.options), "")}
    return values.get(field.type, text[: field.max_length])


async def has_embedding_model(client: Any) -> bool:
    """Whether the server can index by meaning."""
    return bool(await client.models.list_embedding_models())


async def indexed(client: Any, dataset: Any, document: Any) -> Any:
    """Wait until a document that was created or changed is indexed, and get it.

    Raises:
        TimeoutError: It takes more than a minute.
        AssertionError: It failed.
    """
    wait = 0.02
    with anyio.fail_after(60):
        while True:
            status = await client.documents.get_document_embedding_status(dataset, document)
            assert status.indexing_status not in ("error", "paused"), status
            if status.indexing_status == "completed":
                return await client.documents.get_document(dataset, document)
            await anyio.sleep(wait)
            wait = min(1.0, wait * 1.5)
