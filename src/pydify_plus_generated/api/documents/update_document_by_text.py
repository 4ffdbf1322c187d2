from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...types import Call, json_body, path_with

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ...models.doc_form import DocForm
    from ...models.document_and_batch import DocumentAndBatch
    from ...models.process_rule_input import ProcessRuleInput
    from ...models.retrieval_model_input import RetrievalModelInput


def call(
    dataset_id: str,
    document_id: str,
    *,
    name: str | None = None,
    text: str | None = None,
    process_rule: ProcessRuleInput | Mapping[str, Any] | None = None,
    doc_form: DocForm | str | None = None,
    doc_language: str | None = None,
    retrieval_model: RetrievalModelInput | Mapping[str, Any] | None = None,
) -> Call[DocumentAndBatch]:
    """Replace the text of a document.

    POST /datasets/{dataset_id}/documents/{document_id}/update-by-text

    Indexes the document anew. A text needs a `name` beside it, and a `name` alone is refused: a text or a process rule
    has to be there.

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
    from ...models.document_and_batch import DocumentAndBatch

    return Call(
        operation="updateDocumentByText",
        method="POST",
        path=path_with(
            "/datasets/{dataset_id}/documents/{document_id}/update-by-text",
            dataset_id=dataset_id,
            document_id=document_id,
        ),
        key="dataset",
        repeatable=False,
        answer="json",
        parse=DocumentAndBatch.from_dict,
        json=json_body(
            {
                "name": name,
                "text": text,
                "process_rule": process_rule,
                "doc_form": doc_form,
                "doc_language": doc_language,
                "retrieval_model": retrieval_model,
            }
        ),
    )
