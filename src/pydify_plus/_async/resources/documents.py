"""Documents of knowledge bases."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, Unpack, overload

from pydify_plus._core.documents import (
    AUTOMATIC,
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
from pydify_plus._core.downloads import file_name_in
from pydify_plus._core.ids import id_of
from pydify_plus._core.indexing import Pace, check_indexed
from pydify_plus._core.metadata import metadata_list
from pydify_plus._core.options import RequestOptions, UploadOptions, check_keywords, reading
from pydify_plus._core.paging import Numbered
from pydify_plus._core.request import is_rereadable
from pydify_plus._core.settings import check_timeout
from pydify_plus._core.uploads import upload_part
from pydify_plus.errors import DifyAPIError, DifyAuthError, DifyError, DifyNotFoundError, DifyPermissionError
from pydify_plus.models.indexing import IndexingReport, is_pending
from pydify_plus_generated.api.documents import (
    batch_update_document_status,
    create_document_from_file,
    create_document_from_text,
    delete_document,
    download_document,
    download_documents_zip,
    get_document_detail,
    get_document_indexing_status,
    list_documents,
    update_document,
    update_document_by_file,
    update_document_by_text,
)
from pydify_plus_generated.api.files import preview_chat_file
from pydify_plus_generated.api.metadata import batch_update_document_metadata, list_metadata_fields
from pydify_plus_generated.models import DocForm, Document
from pydify_plus_generated.types import json_body

from ..download import download
from ..engine import pause
from ..progress import tell
from ..resource import AsyncResource
from ..upload import part_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pydify_plus._core.downloads import Target
    from pydify_plus._core.uploads import FileSource
    from pydify_plus.models.process_rule import DocumentRule
    from pydify_plus_generated.models import (
        DocumentAndBatch,
        DocumentDetail,
        DocumentDisplayStatus,
        DocumentDownload,
        DocumentIndexingStatus,
        DocumentMetadataSelection,
        IndexingTechnique,
        MetadataValueInput,
        ProcessRuleInput,
        RetrievalModelInput,
    )
    from pydify_plus_generated.types import File

    from ..pager import AsyncPaged

_CANNOT_ATTACH = (
    "Dify cannot attach an uploaded file to a knowledge base by its id, and gives its content to the app's key only, "
    "and once a message has used it: pass file=, or what upload_file returned in place of the id."
)


class AsyncDocuments(AsyncResource):
    """The documents of knowledge bases. All methods need the knowledge key; objects may be given in place of ids."""

    async def create_document_from_text(
        self,
        dataset_id: Any,
        name: str,
        text: str,
        *,
        indexing_technique: IndexingTechnique | str | None = None,
        doc_form: DocForm | str | None = None,
        doc_language: str | None = None,
        process_rule: DocumentRule | ProcessRuleInput | Mapping[str, Any] | None = None,
        retrieval_model: RetrievalModelInput | Mapping[str, Any] | None = None,
        embedding_model: str | None = None,
        embedding_model_provider: str | None = None,
        original_document_id: Any = None,
        **options: Unpack[RequestOptions],
    ) -> DocumentAndBatch:
        """Create a document from text. Indexing goes on after the answer.

        POST /datasets/{dataset_id}/document/create-by-text

        Args:
            dataset_id: The knowledge base.
            name: The document's name.
            text: The document's text.
            indexing_technique: `high_quality` or `economy`; the first document of a knowledge base that has none yet
                needs it.
            doc_form: How it is cut: `text_model`, `hierarchical_model` or `qa_model`; the knowledge base's own once it
                has documents. It comes with a `process_rule` that `models.process_rule` made.
            doc_language: The language that questions and answers are made in; Dify's default is `English`.
            process_rule: How to clean and split the text: what the functions of `models.process_rule` return, or
                `mode` and `rules`. Left out, the knowledge base's latest rule, or Dify's own. Dify 1.9 does not do
                without.
            retrieval_model: How the knowledge base is searched; it counts with its first document.
            embedding_model: The embedding model, for `high_quality`.
            embedding_model_provider: That model's provider.
            original_document_id: A document that this one replaces.

        Returns:
            The document in `.document`, and the `.batch` by which its indexing is asked for. It may be passed on in
            place of the document's id.

        Raises:
            ValueError: The process rule and the document's form disagree.
            DifyNotFoundError: There is no such knowledge base.
            DifyValidationError: An argument is refused, or the indexing technique is missing.

        Example:
            >>> created = await client.documents.create_document_from_text(dataset, "Fruit", "Apples are red.")
            >>> status = await client.documents.get_document_embedding_status(dataset, created)
        """
        rule, form = rule_and_form(process_rule, doc_form)
        call = create_document_from_text.call(
            id_of(dataset_id, "id"),
            name=name,
            text=text,
            indexing_technique=indexing_technique,
            doc_form=form,
            doc_language=doc_language,
            process_rule=rule,
            retrieval_model=retrieval_model,
            embedding_model=embedding_model,
            embedding_model_provider=embedding_model_provider,
            original_document_id=None if original_document_id is None else document_id_of(original_document_id),
        )
        return await self._send(call, options)

    async def create_document_from_file(
        self,
        dataset_id: Any,
        name: str | None = None,
        file_id: Any = None,
        *,
        file: FileSource | None = None,
        content_type: str | None = None,
        indexing_technique: IndexingTechnique | str | None = None,
        doc_form: DocForm | str | None = None,
        doc_language: str | None = None,
        process_rule: DocumentRule | ProcessRuleInput | Mapping[str, Any] | None = None,
        retrieval_model: RetrievalModelInput | Mapping[str, Any] | None = None,
        embedding_model: str | None = None,
        embedding_model_provider: str | None = None,
        **options: Unpack[UploadOptions],
    ) -> DocumentAndBatch:
        """Create a document from a file. Indexing goes on after the answer.

        POST /datasets/{dataset_id}/document/create-by-file

        Dify cannot attach a file that was uploaded before, so that a `file_id` means: send that file's content. What
        `upload_file` returned remembers where to read it again; of a bare id the content is fetched, which Dify allows
        with the app's key once a message has used the file.

        Args:
            dataset_id: The knowledge base.
            name: The document's name. Dify names a document after its file and knows by the extension what it is, so
                that the file's extension is added where the name lacks it. Left out, the file's name.
            file_id: What `files.upload_file` returned, or its id; in place of `file`.
            file: The file itself: a path, bytes (then with a name that has an extension), an open binary file, or
                `(name, data)`.
            content_type: The file's content type; by its name when left out.
            indexing_technique: `high_quality` or `economy`; the first document of a knowledge base that has none yet
                needs it.
            doc_form: How it is cut: `text_model`, `hierarchical_model` or `qa_model`; the knowledge base's own once it
                has documents. It comes with a `process_rule` that `models.process_rule` made.
            doc_language: The language that questions and answers are made in; Dify's default is `English`.
            process_rule: How to clean and split it: what the functions of `models.process_rule` return, or `mode` and
                `rules`. Left out, the knowledge base's latest rule; where it has none, which Dify refuses, the file is
                sent again with the rule that texts get, the mode `automatic`.
            retrieval_model: How the knowledge base is searched; it counts with its first document.
            embedding_model: The embedding model, for `high_quality`.
            embedding_model_provider: That model's provider.

        Returns:
            The document in `.document`, and the `.batch` by which its indexing is asked for. It may be passed on in
            place of the document's id.

        Raises:
            FileNotFoundError: The path leads nowhere.
            ValueError: No file, or two, or one without an extension; a process rule and a form that disagree.
            DifyNotFoundError: There is no such knowledge base, or the content of a bare `file_id` cannot be fetched.
            DifyValidationError: The kind of file is not supported, it is too large, or the indexing technique is
                missing.

        Example:
            >>> created = await client.documents.create_document_from_file(dataset, file="handbook.pdf")
        """
        check_keywords(options, UploadOptions, depth=0)
        if (file is None) == (file_id is None):
            raise ValueError("a document comes from one file: pass file= (a path, bytes, an open file), or file_id=")
        dataset = id_of(dataset_id, "id")
        rule, form = rule_and_form(process_rule, doc_form)
        source = file if file is not None else await self._sent_before(file_id, options)
        part = document_part(await part_of(source, content_type=content_type), name)
        data = json_body(
            {
                "indexing_technique": indexing_technique,
                "doc_form": form,
                "doc_language": doc_language,
                "process_rule": rule,
                "retrieval_model": retrieval_model,
                "embedding_model": embedding_model,
                "embedding_model_provider": embedding_model_provider,
            }
        )
        call = create_document_from_file.call(dataset, file=part, data=data or None)
        try:
            return await self._client.send(call, None, options)
        except DifyAPIError as error:
            if rule is not None or not lacks_process_rule(error):
                raise
            if form == DocForm.HIERARCHICAL_MODEL:
                error.hint = (
                    "This form has no rule of Dify's own: pass process_rule=models.process_rule.parent_child()."
                )
                raise
            if not is_rereadable(call.parts):
                error.hint = f"The stream is read and cannot be sent again: pass process_rule={AUTOMATIC} at once."
                raise
        call = create_document_from_file.call(dataset, file=part, data={**data, "process_rule": AUTOMATIC})
        return await self._client.send(call, None, options)

    def list_documents(
        self,
        dataset_id: Any,
        *,
        page: int | None = None,
        limit: int | None = None,
        keyword: str | None = None,
        status: DocumentDisplayStatus | str | None = None,
        max_items: int | None = None,
        **options: Unpack[RequestOptions],
    ) -> AsyncPaged[Document]:
        """List the documents of a knowledge base, the newest first.

        GET /datasets/{dataset_id}/documents

        Args:
            dataset_id: The knowledge base.
            page: The page to begin with, counted from 1.
            limit: Documents per page, 20 when left out; Dify gives 100 at the most.
            keyword: Only documents with this text in their name.
            status: Only documents that Dify shows with this status: `queuing`, `indexing`, `paused`, `error`,
                `available`, `disabled` or `archived`. Dify takes no notice of any other.
            max_items: The most documents that iterating gives.

        Returns:
            The documents: a page when awaited, all of them when iterated.

        Raises:
            DifyNotFoundError: There is no such knowledge base.
        """
        call = list_documents.call(id_of(dataset_id, "id"), page=page, limit=limit, keyword=keyword, status=status)
        return self._list(call, options, Numbered(), Document, max_items)

    async def get_document(
        self,
        dataset_id: Any,
        document_id: Any,
        *,
        metadata: DocumentMetadataSelection | str | None = None,
        **options: Unpack[RequestOptions],
    ) -> DocumentDetail:
        """Get a document: how far its indexing is, how it is split, its counts and its metadata.

        GET /datasets/{dataset_id}/documents/{document_id}

        Args:
            dataset_id: The knowledge base.
            document_id: The document.
            metadata: `all`, also when left out; `only` for nothing but `id`, `doc_type` and `doc_metadata`; `without`
                for all but these.

        Raises:
            DifyNotFoundError: There is no such document.
        """
        call = get_document_detail.call(id_of(dataset_id, "id"), document_id_of(document_id), metadata=metadata)
        return await self._send(call, options)

    async def update_document(
        self,
        dataset_id: Any,
        document_id: Any,
        *,
        name: str | None = None,
        text: str | None = None,
        file: FileSource | None = None,
        process_rule: DocumentRule | ProcessRuleInput | Mapping[str, Any] | None = None,
        doc_form: DocForm | str | None = None,
        doc_language: str | None = None,
        retrieval_model: RetrievalModelInput | Mapping[str, Any] | None = None,
        embedding_model: str | None = None,
        embedding_model_provider: str | None = None,
        enabled: bool | None = None,
        archived: bool | None = None,
        metadata: Mapping[str, Any] | Sequence[MetadataValueInput | Mapping[str, Any]] | None = None,
        **options: Unpack[UploadOptions],
    ) -> DocumentAndBatch | None:
        """Change a document: its content, its state, its metadata.

        Dify has a call for each, made in this order: PATCH /datasets/{dataset_id}/documents/{document_id} for `file`;
        POST …/{document_id}/update-by-text for `text` and `process_rule`; PATCH …/documents/status/{action} for
        `enabled` and `archived`; POST …/documents/metadata for `metadata`. When a later one fails, its error says which
        were done.

        Args:
            dataset_id: The knowledge base.
            document_id: The document.
            name: Its new name. Dify takes one only when it indexes the document anew, for `text`, `file` or
                `process_rule`.
            text: The new text. The document keeps its name when none is given.
            file: The new file, as for `create_document_from_file`.
            process_rule: How to clean and split it anew, as for `create_document_from_text`; alone, the same content
                by another rule.
            doc_form: How it is cut; must be the knowledge base's own. Dify 1.9 takes `text_model` when it is left out.
            doc_language: The language that questions and answers are made in.
            retrieval_model: How the knowledge base is searched.
            embedding_model: The embedding model, with `file`.
            embedding_model_provider: That model's provider, with `file`.
            enabled: Whether retrieval looks at it. Dify refuses to disable a document that it is indexing.
            archived: Whether it is in the archive, where it is neither retrieved nor changed.
            metadata: Values by the names of their metadata fields, as for `metadata.set_document_metadata`, or a list
                of `id`, `name` and `value`. Fields that are not named keep their values; None for no value.

        Returns:
            The document, and the batch by which its new indexing is asked for; None when its content was left alone.

        Raises:
            FileNotFoundError: The path leads nowhere.
            ValueError: Nothing to update, or something that Dify takes only together with other things, or that
                disagrees; nothing was sent.
            TypeError: A metadata value is not of its field's type; nothing was sent.
            DifyNotFoundError: There is no such document.
            DifyValidationError: The document is not available (being indexed, disabled, archived), or an argument is
                refused.

        Example:
            >>> await client.documents.update_document(dataset, document, text="Apples are red.", enabled=True)
        """
        check_keywords(options, UploadOptions, depth=0)
        check_update(
            {
                "text": text,
                "file": file,
                "process_rule": process_rule,
                "name": name,
                "doc_form": doc_form,
                "doc_language": doc_language,
                "retrieval_model": retrieval_model,
                "embedding_model": embedding_model,
                "embedding_model_provider": embedding_model_provider,
                "enabled": enabled,
                "archived": archived,
                "metadata": metadata,
            }
        )
        dataset, document = id_of(dataset_id, "id"), document_id_of(document_id)
        rule, form = rule_and_form(process_rule, doc_form)
        part = None if file is None else document_part(await part_of(file), name)
        values = None if metadata is None else await self._metadata_list(dataset, metadata, options)
        answer: DocumentAndBatch | None = None
        done: list[str] = []
        try:
            if part is not None:
                data = json_body(
                    {
                        "name": name,
                        "doc_form": form,
                        "doc_language": doc_language,
                        "process_rule": rule,
                        "retrieval_model": retrieval_model,
                        "embedding_model": embedding_model,
                        "embedding_model_provider": embedding_model_provider,
                    }
                )
                answer = await self._replace_file(dataset, document, part, data, options)
                done.append("its file was replaced")
            elif text is not None or rule is not None:
                if text is not None and name is None:  # Dify asks for it beside a text
                    name = await self._name(dataset, document, options)
                by_text = update_document_by_text.call(
                    dataset,
                    document,
                    name=name,
                    text=text,
                    process_rule=rule,
                    doc_form=form,
                    doc_language=doc_language,
                    retrieval_model=retrieval_model,
                )
                answer = await self._client.send(by_text, None, options)
                done.append("its text was replaced" if text is not None else "it is split anew")
            for action in status_actions(enabled, archived):
                status = batch_update_document_status.call(dataset, action, document_ids=[document])
                await self._client.send(status, None, options)
                done.append(f"it was {action.replace('_', '-')}d")
            if values is not None:
                operation = {"document_id": document, "metadata_list": values, "partial_update": True}
                await self._client.send(
                    batch_update_document_metadata.call(dataset, operation_data=[operation]), None, options
                )
        except DifyError as error:
            tell_what_was_done(error, done)
            raise
        return answer

    async def update_document_status(
        self,
        dataset_id: Any,
        action: Literal["enable", "disable", "archive", "un_archive"],
        document_ids: Any,
        **options: Unpack[RequestOptions],
    ) -> None:
        """Enable, disable, archive or restore documents, several in one request.

        PATCH /datasets/{dataset_id}/documents/status/{action}. Dify passes over ids that it does not know.

        Args:
            dataset_id: The knowledge base.
            action: `enable`, `disable`, `archive` or `un_archive`.
            document_ids: The documents, or one.

        Raises:
            DifyValidationError: A document is still being indexed, or the action is none of these.
            DifyNotFoundError: There is no such knowledge base.
        """
        call = batch_update_document_status.call(
            id_of(dataset_id, "id"), action, document_ids=document_ids_of(document_ids)
        )
        await self._send(call, options)

    async def delete_document(self, dataset_id: Any, document_id: Any, **options: Unpack[RequestOptions]) -> None:
        """Delete a document and its segments, for good.

        DELETE /datasets/{dataset_id}/documents/{document_id}

        Args:
            dataset_id: The knowledge base.
            document_id: The document.

        Raises:
            DifyNotFoundError: There is no such document.
            DifyPermissionError: The document is archived.
        """
        await self._send(delete_document.call(id_of(dataset_id, "id"), document_id_of(document_id)), options)

    @overload
    async def get_document_embedding_status(
        self, dataset_id: Any, document_id: Any, *, batch: None = None, **options: Unpack[RequestOptions]
    ) -> DocumentDetail: ...
    @overload
    async def get_document_embedding_status(
        self, dataset_id: Any, document_id: Any, *, batch: Any, **options: Unpack[RequestOptions]
    ) -> DocumentIndexingStatus: ...
    async def get_document_embedding_status(
        self, dataset_id: Any, document_id: Any, *, batch: Any = None, **options: Unpack[RequestOptions]
    ) -> DocumentDetail | DocumentIndexingStatus:
        """Get how far the indexing of a document is.

        GET /datasets/{dataset_id}/documents/{document_id}, or with `batch` GET
        /datasets/{dataset_id}/documents/{batch}/indexing-status, which counts segments too.

        Args:
            dataset_id: The knowledge base.
            document_id: The document.
            batch: The batch of its indexing, or the answer that created or changed the document and holds it.

        Returns:
            In both cases `.indexing_status`: `waiting`, `parsing`, `cleaning`, `splitting`, `indexing`, then
            `completed` or `error`, the latter with `.error`; `paused` waits for somebody. With `batch` also
            `.completed_segments` and `.total_segments`.

        Raises:
            DifyNotFoundError: There is no such document or batch, or the document is not of this batch.
        """
        check_keywords(options, RequestOptions, depth=0)
        document = document_id_of(document_id)
        if batch is None:
            return await self.get_document(dataset_id, document, **options)
        for status in await self.get_batch_indexing_status(dataset_id, batch, **options):
            if status.id == document:
                return status
        raise DifyNotFoundError(
            f"document {document} is not in this batch",
            status_code=404,
            hint="Pass the batch that creating the document gave, or leave it out.",
            operation="getDocumentIndexingStatus",
        )

    async def get_batch_indexing_status(
        self, dataset_id: Any, batch: Any, **options: Unpack[RequestOptions]
    ) -> list[DocumentIndexingStatus]:
        """Get how far the indexing of each document of a batch is.

        GET /datasets/{dataset_id}/documents/{batch}/indexing-status

        Args:
            dataset_id: The knowledge base.
            batch: The batch, or the answer that holds it: of creating or changing a document, or of running a pipeline.

        Returns:
            One entry for each document: `.id`, `.indexing_status`, `.completed_segments`, `.total_segments`, `.error`.

        Raises:
            DifyNotFoundError: There is no such batch.
        """
        call = get_document_indexing_status.call(id_of(dataset_id, "id"), id_of(batch, "batch"))
        return (await self._send(call, options)).data

    async def wait_until_indexed(
        self,
        dataset_id: Any,
        documents: Any = None,
        *,
        batch: Any = None,
        total_timeout: float | None = 600.0,
        poll_interval: float = 0.5,
        max_poll_interval: float = 10.0,
        on_progress: Callable[[IndexingReport], Any] | None = None,
        raise_on_error: bool = False,
        **options: Unpack[RequestOptions],
    ) -> IndexingReport:
        """Wait until documents are indexed, or it is certain that they will not be.

        It ends when each document is `completed`, `error` or `paused`; the report says which. How far they are is
        asked for again and again, the less often the longer nothing moves: GET
        /datasets/{dataset_id}/documents/{document_id} for each, with `batch` GET
        /datasets/{dataset_id}/documents/{batch}/indexing-status, with neither GET /datasets/{dataset_id}/documents.

        Args:
            dataset_id: The knowledge base.
            documents: The documents, or one; or what created or changed them. Without `batch` too, all of the
                knowledge base.
            batch: In place of documents the batch that they were made in, or the answer that holds it.
            total_timeout: Seconds for all of it, looked at after each answer; None for no limit.
            poll_interval: Seconds until the next look, after something moved.
            max_poll_interval: The most seconds until the next look, after nothing has for long.
            on_progress: Called with a report after each look; in the asynchronous client it may be an async function.
            raise_on_error: Whether a document that failed or is paused is an error, once none goes on.

        Returns:
            The report: `.documents`, each with its `.indexing_status` and `.error`; `.completed`, `.failed`, `.paused`.

        Raises:
            DifyIndexingError: The time was up, or `raise_on_error`; its `.report` says how far each document is.
            DifyNotFoundError: There is no such knowledge base, document or batch.

        Example:
            >>> created = await client.documents.create_document_from_text(dataset, "Fruit", "Apples are red.")
            >>> report = await client.documents.wait_until_indexed(dataset, created, on_progress=print)
            >>> assert not report.failed
        """
        check_keywords(options, RequestOptions, depth=0)
        if documents is not None and batch is not None:
            raise ValueError("pass documents or batch=, not both: a batch is all documents that were made in it")
        pace = Pace(poll_interval, max_poll_interval, check_timeout(total_timeout, "total_timeout"))
        known: dict[str, DocumentDetail] = {}
        while True:
            if batch is not None:
                report = IndexingReport(await self.get_batch_indexing_status(dataset_id, batch, **options))
            elif documents is not None:
                for document_id in document_ids_of(documents):
                    if document_id not in known or is_pending(known[document_id]):
                        known[document_id] = await self.get_document(dataset_id, document_id, **options)
                report = IndexingReport([*known.values()])
            else:
                listed = self.list_documents(dataset_id, limit=100, **options)
                report = IndexingReport([document async for document in listed])
            await tell(on_progress, report)
            if report.is_finished:
                break
            await pause(pace.wait(report))
        if raise_on_error:
            check_indexed(report)
        return report

    async def download_document(
        self, dataset_id: Any, document_id: Any, **options: Unpack[RequestOptions]
    ) -> DocumentDownload:
        """Get a link to a document's file. Absent from Dify 1.9.

        GET /datasets/{dataset_id}/documents/{document_id}/download

        Args:
            dataset_id: The knowledge base.
            document_id: The document, made from a file or from text.

        Returns:
            The link in `.url`; it works without a key and expires.

        Raises:
            DifyNotFoundError: There is no such document, or the server does not have the operation.
        """
        return await self._send(download_document.call(id_of(dataset_id, "id"), document_id_of(document_id)), options)

    @overload
    async def download_documents_zip(
        self, dataset_id: Any, document_ids: Any, *, to: None = None, **options: Unpack[RequestOptions]
    ) -> bytes: ...
    @overload
    async def download_documents_zip(
        self, dataset_id: Any, document_ids: Any, *, to: Target, **options: Unpack[RequestOptions]
    ) -> int: ...
    async def download_documents_zip(
        self, dataset_id: Any, document_ids: Any, *, to: Target | None = None, **options: Unpack[RequestOptions]
    ) -> bytes | int:
        """Download the files of documents as one ZIP. Absent from Dify 1.9.

        POST /datasets/{dataset_id}/documents/download-zip

        Args:
            dataset_id: The knowledge base.
            document_ids: The documents, 1 to 100. One that is unknown or has no file fails the whole.
            to: A path, or a binary file open for writing, that the ZIP is written to as it comes. A path gets its file
                when all of it has come.

        Returns:
            The ZIP; with `to`, the number of bytes written.

        Raises:
            DifyNotFoundError: A document is unknown, or the server does not have the operation.
            DifyValidationError: There is none, or an id is not one.
        """
        check_keywords(options, RequestOptions, depth=0)
        call = download_documents_zip.call(id_of(dataset_id, "id"), document_ids=document_ids_of(document_ids))
        if to is None:
            return await self._client.send(call, None, options)
        return await download(self._client, call, options, to)

    async def _sent_before(self, file_id: Any, options: RequestOptions) -> File:
        """The file that was uploaded as `file_id`: from where it came, or from Dify."""
        source: File | None = getattr(file_id, "_source", None)
        if source is not None:
            try:
                return await part_of(source)
            except (OSError, ValueError):  # moved or closed since
                pass
        call = preview_chat_file.call(id_of(file_id, "id"), as_attachment=True, user=self._user(options))
        try:
            response = await self._client._exchange(call, reading(options), stream=False)
        except (DifyAuthError, DifyPermissionError, DifyNotFoundError) as error:
            error.hint = _CANNOT_ATTACH
            raise
        return upload_part(response.content, name=file_name_in(response.headers))

    async def _replace_file(
        self, dataset: str, document: str, part: File, data: dict[str, Any], options: RequestOptions
    ) -> DocumentAndBatch:
        patch = update_document.call(dataset, document, file=part, data=data or None)
        try:
            return await self._client.send(patch, None, options)
        except DifyAPIError as error:
            if not lacks_route(error):
                raise
            if not is_rereadable(patch.parts):
                error.hint = "An older server wants another request, and the stream is read: pass a path or bytes."
                raise
        call = update_document_by_file.call(dataset, document, file=part, data=data or None)
        return await self._client.send(call, None, options)

    async def _name(self, dataset: str, document: str, options: RequestOptions) -> str | None:
        return (await self._client.send(get_document_detail.call(dataset, document), None, reading(options))).name

    async def _metadata_list(
        self,
        dataset: str,
        metadata: Mapping[str, Any] | Sequence[MetadataValueInput | Mapping[str, Any]],
        options: RequestOptions,
    ) -> Sequence[Any]:
        if not isinstance(metadata, Mapping):
            return metadata
        fields = await self._client.send(list_metadata_fields.call(dataset), None, reading(options))
        return metadata_list(metadata, fields.doc_metadata)
