"""A LangChain retriever over a knowledge base of Dify's."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from langchain_core.callbacks import AsyncCallbackManagerForRetrieverRun, CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict, Field

from pydify_plus import AsyncClient, Client


class DifyRetriever(BaseRetriever):
    """Finds segments of a knowledge base; `invoke` and `ainvoke` both ask Dify.

    Attributes:
        dataset_id: The knowledge base.
        settings: How to search, in place of the knowledge base's own settings: the keywords of `client.dataset.search_dataset`.
        client: For `invoke`. Default: one by DIFY_BASE_URL and DIFY_DATASET_API_KEY.
        async_client: For `ainvoke`, likewise.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    dataset_id: str
    settings: dict[str, Any] = Field(default_factory=dict)
    client: Client = Field(default_factory=Client, repr=False)
    async_client: AsyncClient = Field(default_factory=AsyncClient, repr=False)

    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:
        return _documents(self.client.dataset.search_dataset(self.dataset_id, query, **self.settings).records)

    async def _aget_relevant_documents(
        self, query: str, *, run_manager: AsyncCallbackManagerForRetrieverRun
    ) -> list[Document]:
        found = await self.async_client.dataset.search_dataset(self.dataset_id, query, **self.settings)
        return _documents(found.records)


def _documents(records: Iterable[Any]) -> list[Document]:
    return [
        Document(
            id=record.segment.id,
            page_content=_content(record.segment),
            metadata={
                "score": record.score,
                "source": record.segment.document.name,
                "document_id": record.segment.document.id,
                "position": record.segment.position,
                **(record.segment.document.get("doc_metadata") or {}),
            },
        )
        for record in records
    ]


def _content(segment: Any) -> str:
    """A segment's text; of a question-and-answer one both."""
    answer = segment.get("answer")
    return f"{segment.content}\n{answer}" if answer else str(segment.content)
