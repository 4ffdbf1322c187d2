from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ...models.create_document_from_file_data import CreateDocumentFromFileData
    from ...models.doc_form import DocForm
    from ...models.document_and_batch import DocumentAndBatch
    from ...models.document_detail import DocumentDetail
    from ...models.document_display_status import DocumentDisplayStatus
    from ...models.document_download import DocumentDownload
    from ...models.document_indexing_status_list import DocumentIndexingStatusList
    from ...models.document_list import DocumentList
    from ...models.document_metadata_selection import DocumentMetadataSelection
    from ...models.indexing_technique import IndexingTechnique
    from ...models.process_rule_input import ProcessRuleInput
    from ...models.result import Result
    from ...models.retrieval_model_input import RetrievalModelInput
    from ...models.update_document_data import UpdateDocumentData
    from ...types import AsyncSender, File, Sender


class DocumentsApi:
    """The operations of the area `documents` by Dify's own names."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    def create_document_from_text(
        self,
        dataset_id: str,
        *,
        name: str,
        text: str,
        indexing_technique: IndexingTechnique | str | None = None,
        doc_form: DocForm | str | None = None,
        doc_language: str | None = None,
        process_rule: ProcessRuleInput | Mapping[str, Any] | None = None,
        retrieval_model: RetrievalModelInput | Mapping[str, Any] | None = None,
        embedding_model: str | None = None,
        embedding_model_provider: str | None = None,
        original_document_id: str | None = None,
    ) -> DocumentAndBatch:
        """Create a document from text.

        POST /datasets/{dataset_id}/document/create-by-text

        Indexing goes on after the answer: follow it with the answer's `batch`, or with the document's own
        `indexing_status`. An older server (1.9.2) fails with 500 when `process_rule` is left out.

        Args:
            dataset_id: The knowledge base
            name: The document's name
            text: The document's text
            indexing_technique: Needed for the first document of a knowledge base that has none yet; later ones
                follow it
            doc_form: Dify's default is `text_model`; must be the knowledge base's own once it has documents
            doc_language: Language of the text, used to make questions and answers; Dify's default is `English`
            process_rule: How to clean and split the text; left out, Dify's own rules
            retrieval_model: How to search the knowledge base; it counts with its first document
            embedding_model: The embedding model, for `high_quality`
            embedding_model_provider: The provider of the embedding model
            original_document_id: A document that this one replaces
        """
        from .create_document_from_text import call

        return self._sender.send(
            call(
                dataset_id,
                name=name,
                text=text,
                indexing_technique=indexing_technique,
                doc_form=doc_form,
                doc_language=doc_language,
                process_rule=process_rule,
                retrieval_model=retrieval_model,
                embedding_model=embedding_model,
                embedding_model_provider=embedding_model_provider,
                original_document_id=original_document_id,
            )
        )

    def create_document_from_file(
        self, dataset_id: str, *, file: File, data: CreateDocumentFromFileData | Mapping[str, Any] | None = None
    ) -> DocumentAndBatch:
        """Create a document from a file.

        POST /datasets/{dataset_id}/document/create-by-file

        The file goes along in the request; a file uploaded before cannot be named by its id. A file that is too large
        or of a type that is not taken is answered with 400 `invalid_param` and an empty message.

        Args:
            dataset_id: The knowledge base
            file: The file, with a name; exactly one
            data: How to index it; sent as one form field that holds this object as a JSON string
        """
        from .create_document_from_file import call

        return self._sender.send(call(dataset_id, file=file, data=data))

    def list_documents(
        self,
        dataset_id: str,
        *,
        page: int | None = None,
        limit: int | None = None,
        keyword: str | None = None,
        status: DocumentDisplayStatus | str | None = None,
    ) -> DocumentList:
        """List the documents of a knowledge base.

        GET /datasets/{dataset_id}/documents

        Pages of at most 100: a larger `limit` is echoed and cut off silently, and `has_more` only says that the page
        was full.

        Args:
            dataset_id: The knowledge base
            page: Page, counted from 1; Dify's default is 1
            limit: Documents per page; Dify's default is 20, at most 100 come
            keyword: Only documents with this text in their name
            status: Only documents shown with this status; an unknown one filters nothing
        """
        from .list_documents import call

        return self._sender.send(call(dataset_id, page=page, limit=limit, keyword=keyword, status=status))

    def get_document_detail(
        self, dataset_id: str, document_id: str, *, metadata: DocumentMetadataSelection | str | None = None
    ) -> DocumentDetail:
        """Get a document.

        GET /datasets/{dataset_id}/documents/{document_id}

        More than the list tells of it: process rules, times and segment counts. With `metadata` set to `only`, nothing
        but `id`, `doc_type` and `doc_metadata`.

        Args:
            dataset_id: The knowledge base
            document_id: The document
            metadata: Which fields come; Dify's default is `all`
        """
        from .get_document_detail import call

        return self._sender.send(call(dataset_id, document_id, metadata=metadata))

    def delete_document(self, dataset_id: str, document_id: str) -> None:
        """Delete a document.

        DELETE /datasets/{dataset_id}/documents/{document_id}

        Its segments go with it. An archived document is refused with 403 `archived_document_immutable`: take it out of
        the archive first.

        Args:
            dataset_id: The knowledge base
            document_id: The document
        """
        from .delete_document import call

        return self._sender.send(call(dataset_id, document_id))

    def update_document(
        self,
        dataset_id: str,
        document_id: str,
        *,
        file: File | None = None,
        data: UpdateDocumentData | Mapping[str, Any] | None = None,
    ) -> DocumentAndBatch:
        """Replace the file of a document.

        PATCH /datasets/{dataset_id}/documents/{document_id}

        Indexes the document anew from another file, or from the same one by another process rule; one of the two has to
        be there. Absent on older servers (1.9.2), which have `update-by-file` instead and answer 405.

        Args:
            dataset_id: The knowledge base
            document_id: The document
            file: The new file, with a name
            data: How to index it; sent as one form field that holds this object as a JSON string
        """
        from .update_document import call

        return self._sender.send(call(dataset_id, document_id, file=file, data=data))

    def download_document(self, dataset_id: str, document_id: str) -> DocumentDownload:
        """Get a link to a document's file.

        GET /datasets/{dataset_id}/documents/{document_id}/download

        The link is signed and works without a key. Only documents that came from a file or text have one. Absent on
        older servers (1.9.2).

        Args:
            dataset_id: The knowledge base
            document_id: The document
        """
        from .download_document import call

        return self._sender.send(call(dataset_id, document_id))

    def get_document_indexing_status(self, dataset_id: str, batch: str) -> DocumentIndexingStatusList:
        """Get how far the indexing of a batch is.

        GET /datasets/{dataset_id}/documents/{batch}/indexing-status

        One entry for each document of the batch. Done when every `indexing_status` is `completed` or `error`; `paused`
        waits for somebody.

        Args:
            dataset_id: The knowledge base
            batch: The `batch` from the answer that created or updated the documents
        """
        from .get_document_indexing_status import call

        return self._sender.send(call(dataset_id, batch))

    def update_document_by_text(
        self,
        dataset_id: str,
        document_id: str,
        *,
        name: str | None = None,
        text: str | None = None,
        process_rule: ProcessRuleInput | Mapping[str, Any] | None = None,
        doc_form: DocForm | str | None = None,
        doc_language: str | None = None,
        retrieval_model: RetrievalModelInput | Mapping[str, Any] | None = None,
    ) -> DocumentAndBatch:
        """Replace the text of a document.

        POST /datasets/{dataset_id}/documents/{document_id}/update-by-text

        Indexes the document anew. A text needs a `name` beside it, and a `name` alone is refused: a text or a process
        rule has to be there.

        Args:
            dataset_id: The knowledge base
            document_id: The document
            name: The document's name from now on; needed with `text`
            text: The new text
            process_rule: How to clean and split the text anew
            doc_form: Dify's default is `text_model`; must be the knowledge base's own
            doc_language: Language of the text, used to make questions and answers; Dify's default is `English`
            retrieval_model: How to search the knowledge base
        """
        from .update_document_by_text import call

        return self._sender.send(
            call(
                dataset_id,
                document_id,
                name=name,
                text=text,
                process_rule=process_rule,
                doc_form=doc_form,
                doc_language=doc_language,
                retrieval_model=retrieval_model,
            )
        )

    def update_document_by_file(
        self,
        dataset_id: str,
        document_id: str,
        *,
        file: File | None = None,
        data: UpdateDocumentData | Mapping[str, Any] | None = None,
    ) -> DocumentAndBatch:
        """Replace the file of a document, as older servers want it.

        POST /datasets/{dataset_id}/documents/{document_id}/update-by-file

        The same as PATCH on the document, which newer servers prefer; servers like 1.9.2 have only this one.

        Args:
            dataset_id: The knowledge base
            document_id: The document
            file: The new file, with a name
            data: How to index it; sent as one form field that holds this object as a JSON string
        """
        from .update_document_by_file import call

        return self._sender.send(call(dataset_id, document_id, file=file, data=data))

    def download_documents_zip(self, dataset_id: str, *, document_ids: Sequence[str]) -> bytes:
        """Download documents as one ZIP.

        POST /datasets/{dataset_id}/documents/download-zip

        One that has no file of its own, or is unknown, fails the whole request. Absent on older servers (1.9.2).

        Args:
            dataset_id: The knowledge base
            document_ids: Ids of the documents, 1 to 100
        """
        from .download_documents_zip import call

        return self._sender.send(call(dataset_id, document_ids=document_ids))

    def batch_update_document_status(self, dataset_id: str, action: str, *, document_ids: Sequence[str]) -> Result:
        """Enable, disable, archive or restore documents.

        PATCH /datasets/{dataset_id}/documents/status/{action}

        Ids that Dify does not know are passed over: the answer is success all the same. A document that is still being
        indexed is refused with 400 `invalid_action`.

        Args:
            dataset_id: The knowledge base
            action: What to do with them
            document_ids: Ids of the documents
        """
        from .batch_update_document_status import call

        return self._sender.send(call(dataset_id, action, document_ids=document_ids))


class AsyncDocumentsApi:
    """The operations of the area `documents` by Dify's own names."""

    def __init__(self, sender: AsyncSender) -> None:
        self._sender = sender

    async def create_document_from_text(
        self,
        dataset_id: str,
        *,
        name: str,
        text: str,
        indexing_technique: IndexingTechnique | str | None = None,
        doc_form: DocForm | str | None = None,
        doc_language: str | None = None,
        process_rule: ProcessRuleInput | Mapping[str, Any] | None = None,
        retrieval_model: RetrievalModelInput | Mapping[str, Any] | None = None,
        embedding_model: str | None = None,
        embedding_model_provider: str | None = None,
        original_document_id: str | None = None,
    ) -> DocumentAndBatch:
        """Create a document from text.

        POST /datasets/{dataset_id}/document/create-by-text

        Indexing goes on after the answer: follow it with the answer's `batch`, or with the document's own
        `indexing_status`. An older server (1.9.2) fails with 500 when `process_rule` is left out.

        Args:
            dataset_id: The knowledge base
            name: The document's name
            text: The document's text
            indexing_technique: Needed for the first document of a knowledge base that has none yet; later ones
                follow it
            doc_form: Dify's default is `text_model`; must be the knowledge base's own once it has documents
            doc_language: Language of the text, used to make questions and answers; Dify's default is `English`
            process_rule: How to clean and split the text; left out, Dify's own rules
            retrieval_model: How to search the knowledge base; it counts with its first document
            embedding_model: The embedding model, for `high_quality`
            embedding_model_provider: The provider of the embedding model
            original_document_id: A document that this one replaces
        """
        from .create_document_from_text import call

        return await self._sender.send(
            call(
                dataset_id,
                name=name,
                text=text,
                indexing_technique=indexing_technique,
                doc_form=doc_form,
                doc_language=doc_language,
                process_rule=process_rule,
                retrieval_model=retrieval_model,
                embedding_model=embedding_model,
                embedding_model_provider=embedding_model_provider,
                original_document_id=original_document_id,
            )
        )

    async def create_document_from_file(
        self, dataset_id: str, *, file: File, data: CreateDocumentFromFileData | Mapping[str, Any] | None = None
    ) -> DocumentAndBatch:
        """Create a document from a file.

        POST /datasets/{dataset_id}/document/create-by-file

        The file goes along in the request; a file uploaded before cannot be named by its id. A file that is too large
        or of a type that is not taken is answered with 400 `invalid_param` and an empty message.

        Args:
            dataset_id: The knowledge base
            file: The file, with a name; exactly one
            data: How to index it; sent as one form field that holds this object as a JSON string
        """
        from .create_document_from_file import call

        return await self._sender.send(call(dataset_id, file=file, data=data))

    async def list_documents(
        self,
        dataset_id: str,
        *,
        page: int | None = None,
        limit: int | None = None,
        keyword: str | None = None,
        status: DocumentDisplayStatus | str | None = None,
    ) -> DocumentList:
        """List the documents of a knowledge base.

        GET /datasets/{dataset_id}/documents

        Pages of at most 100: a larger `limit` is echoed and cut off silently, and `has_more` only says that the page
        was full.

        Args:
            dataset_id: The knowledge base
            page: Page, counted from 1; Dify's default is 1
            limit: Documents per page; Dify's default is 20, at most 100 come
            keyword: Only documents with this text in their name
            status: Only documents shown with this status; an unknown one filters nothing
        """
        from .list_documents import call

        return await self._sender.send(call(dataset_id, page=page, limit=limit, keyword=keyword, status=status))

    async def get_document_detail(
        self, dataset_id: str, document_id: str, *, metadata: DocumentMetadataSelection | str | None = None
    ) -> DocumentDetail:
        """Get a document.

        GET /datasets/{dataset_id}/documents/{document_id}

        More than the list tells of it: process rules, times and segment counts. With `metadata` set to `only`, nothing
        but `id`, `doc_type` and `doc_metadata`.

        Args:
            dataset_id: The knowledge base
            document_id: The document
            metadata: Which fields come; Dify's default is `all`
        """
        from .get_document_detail import call

        return await self._sender.send(call(dataset_id, document_id, metadata=metadata))

    async def delete_document(self, dataset_id: str, document_id: str) -> None:
        """Delete a document.

        DELETE /datasets/{dataset_id}/documents/{document_id}

        Its segments go with it. An archived document is refused with 403 `archived_document_immutable`: take it out of
        the archive first.

        Args:
            dataset_id: The knowledge base
            document_id: The document
        """
        from .delete_document import call

        return await self._sender.send(call(dataset_id, document_id))

    async def update_document(
        self,
        dataset_id: str,
        document_id: str,
        *,
        file: File | None = None,
        data: UpdateDocumentData | Mapping[str, Any] | None = None,
    ) -> DocumentAndBatch:
        """Replace the file of a document.

        PATCH /datasets/{dataset_id}/documents/{document_id}

        Indexes the document anew from another file, or from the same one by another process rule; one of the two has to
        be there. Absent on older servers (1.9.2), which have `update-by-file` instead and answer 405.

        Args:
            dataset_id: The knowledge base
            document_id: The document
            file: The new file, with a name
            data: How to index it; sent as one form field that holds this object as a JSON string
        """
        from .update_document import call

        return await self._sender.send(call(dataset_id, document_id, file=file, data=data))

    async def download_document(self, dataset_id: str, document_id: str) -> DocumentDownload:
        """Get a link to a document's file.

        GET /datasets/{dataset_id}/documents/{document_id}/download

        The link is signed and works without a key. Only documents that came from a file or text have one. Absent on
        older servers (1.9.2).

        Args:
            dataset_id: The knowledge base
            document_id: The document
        """
        from .download_document import call

        return await self._sender.send(call(dataset_id, document_id))

    async def get_document_indexing_status(self, dataset_id: str, batch: str) -> DocumentIndexingStatusList:
        """Get how far the indexing of a batch is.

        GET /datasets/{dataset_id}/documents/{batch}/indexing-status

        One entry for each document of the batch. Done when every `indexing_status` is `completed` or `error`; `paused`
        waits for somebody.

        Args:
            dataset_id: The knowledge base
            batch: The `batch` from the answer that created or updated the documents
        """
        from .get_document_indexing_status import call

        return await self._sender.send(call(dataset_id, batch))

    async def update_document_by_text(
        self,
        dataset_id: str,
        document_id: str,
        *,
        name: str | None = None,
        text: str | None = None,
        process_rule: ProcessRuleInput | Mapping[str, Any] | None = None,
        doc_form: DocForm | str | None = None,
        doc_language: str | None = None,
        retrieval_model: RetrievalModelInput | Mapping[str, Any] | None = None,
    ) -> DocumentAndBatch:
        """Replace the text of a document.

        POST /datasets/{dataset_id}/documents/{document_id}/update-by-text

        Indexes the document anew. A text needs a `name` beside it, and a `name` alone is refused: a text or a process
        rule has to be there.

        Args:
            dataset_id: The knowledge base
            document_id: The document
            name: The document's name from now on; needed with `text`
            text: The new text
            process_rule: How to clean and split the text anew
            doc_form: Dify's default is `text_model`; must be the knowledge base's own
            doc_language: Language of the text, used to make questions and answers; Dify's default is `English`
            retrieval_model: How to search the knowledge base
        """
        from .update_document_by_text import call

        return await self._sender.send(
            call(
                dataset_id,
                document_id,
                name=name,
                text=text,
                process_rule=process_rule,
                doc_form=doc_form,
                doc_language=doc_language,
                retrieval_model=retrieval_model,
            )
        )

    async def update_document_by_file(
        self,
        dataset_id: str,
        document_id: str,
        *,
        file: File | None = None,
        data: UpdateDocumentData | Mapping[str, Any] | None = None,
    ) -> DocumentAndBatch:
        """Replace the file of a document, as older servers want it.

        POST /datasets/{dataset_id}/documents/{document_id}/update-by-file

        The same as PATCH on the document, which newer servers prefer; servers like 1.9.2 have only this one.

        Args:
            dataset_id: The knowledge base
            document_id: The document
            file: The new file, with a name
            data: How to index it; sent as one form field that holds this object as a JSON string
        """
        from .update_document_by_file import call

        return await self._sender.send(call(dataset_id, document_id, file=file, data=data))

    async def download_documents_zip(self, dataset_id: str, *, document_ids: Sequence[str]) -> bytes:
        """Download documents as one ZIP.

        POST /datasets/{dataset_id}/documents/download-zip

        One that has no file of its own, or is unknown, fails the whole request. Absent on older servers (1.9.2).

        Args:
            dataset_id: The knowledge base
            document_ids: Ids of the documents, 1 to 100
        """
        from .download_documents_zip import call

        return await self._sender.send(call(dataset_id, document_ids=document_ids))

    async def batch_update_document_status(
        self, dataset_id: str, action: str, *, document_ids: Sequence[str]
    ) -> Result:
        """Enable, disable, archive or restore documents.

        PATCH /datasets/{dataset_id}/documents/status/{action}

        Ids that Dify does not know are passed over: the answer is success all the same. A document that is still being
        indexed is refused with 400 `invalid_action`.

        Args:
            dataset_id: The knowledge base
            action: What to do with them
            document_ids: Ids of the documents
        """
        from .batch_update_document_status import call

        return await self._sender.send(call(dataset_id, action, document_ids=document_ids))
