from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ..types import Decoder, View, open_enum

if TYPE_CHECKING:
    from .doc_form import DocForm
    from .indexing_technique import IndexingTechnique
    from .process_rule_input import ProcessRuleInput
    from .retrieval_model_input import RetrievalModelInput


class CreateDocumentFromFileData(View):
    """How to index a new file."""

    indexing_technique: IndexingTechnique | str | None
    """Needed for the first document of a knowledge base that has none yet; later ones follow it."""
    doc_form: DocForm | str | None
    """Dify's default is `text_model`; must be the knowledge base's own once it has documents."""
    doc_language: str | None
    """Language of the text, used to make questions and answers; Dify's default is `English`."""
    process_rule: ProcessRuleInput | None
    """How to clean and split the text; needed when the knowledge base has no rule yet."""
    retrieval_model: RetrievalModelInput | None
    """How to search the knowledge base; it counts with its first document."""
    embedding_model: str | None
    """The embedding model, for `high_quality`."""
    embedding_model_provider: str | None
    """The provider of the embedding model."""

    _fields = {
        "indexing_technique": "indexing_technique",
        "doc_form": "doc_form",
        "doc_language": "doc_language",
        "process_rule": "process_rule",
        "retrieval_model": "retrieval_model",
        "embedding_model": "embedding_model",
        "embedding_model_provider": "embedding_model_provider",
    }

    @classmethod
    def _decoders(cls) -> Mapping[str, Decoder]:
        from .doc_form import DocForm
        from .indexing_technique import IndexingTechnique
        from .process_rule_input import ProcessRuleInput
        from .retrieval_model_input import RetrievalModelInput

        return {
            "indexing_technique": open_enum(IndexingTechnique),
            "doc_form": open_enum(DocForm),
            "process_rule": ProcessRuleInput.from_dict,
            "retrieval_model": RetrievalModelInput.from_dict,
        }
