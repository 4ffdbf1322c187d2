from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...types import Call, json_body, path_with

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ...models.doc_form import DocForm
    from ...models.document_and_batch import DocumentAndBatch
    from ...models.indexing_technique import IndexingTechnique
    from ...models.process_rule_input import ProcessRuleInput
    from ...models.retrieval_model_input import RetrievalModelInput


def call(
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
) -> Call[DocumentAndBatch]:
    """Create a document from text.

    POST /datasets/{dataset_id}/document/create-by-text

    Indexing goes on after the answer: follow it with the answer's `batch`, or with the document's own
    `indexing_status`. An older server (1.9.2) fails with 500 when `process_rule` is left out.

    Args:
        dataset_id: The knowledge base
        name: The document's name
        text: The document's text
        indexing_technique: Needed for the first document of a knowledge base that has none yet; later ones follow
            it
        doc_form: Dify's default is `text_model`; must be the knowledge base's own once it has documents
        doc_language: Language of the text, used to make questions and answers; Dify's default is `English`
        process_rule: How to clean and split the text; left out, Dify's own rules
        retrieval_model: How to search the knowledge base; it counts with its first document
        embedding_model: The embedding model, for `high_quality`
        embedding_model_provider: The provider of the embedding model
        original_document_id: A document that this one replaces
    """
    from ...models.document_and_batch import DocumentAndBatch

    return Call(
        operation="createDocumentFromText",
        method="POST",
        path=path_with("/datasets/{dataset_id}/document/create-by-text", dataset_id=dataset_id),
        key="dataset",
        repeatable=False,
        answer="json",
        parse=DocumentAndBatch.from_dict,
        json=json_body(
            {
                "name": name,
                "text": text,
                "indexing_technique": indexing_technique,
                "doc_form": doc_form,
                "doc_language": doc_language,
                "process_rule": process_rule,
                "retrieval_model": retrieval_model,
                "embedding_model": embedding_model,
                "embedding_model_provider": embedding_model_provider,
                "original_document_id": original_document_id,
            }
        ),
    )
