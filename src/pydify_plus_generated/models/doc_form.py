from enum import StrEnum


class DocForm(StrEnum):
    """How a document is cut: `text_model` into segments, `hierarchical_model` into segments with child chunks,
    `qa_model` into questions and answers."""

    TEXT_MODEL = "text_model"
    HIERARCHICAL_MODEL = "hierarchical_model"
    QA_MODEL = "qa_model"
