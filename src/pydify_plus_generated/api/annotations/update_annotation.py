from __future__ import annotations

from typing import TYPE_CHECKING

from ...types import Call, json_body, path_with

if TYPE_CHECKING:
    from ...models.annotation import Annotation


def call(annotation_id: str, *, question: str, answer: str) -> Call[Annotation]:
    """Replace an annotation's question and answer.

    PUT /apps/annotations/{annotation_id}

    Both texts are needed, the unchanged one too.

    Args:
        annotation_id: The annotation to change
        question: The question to be matched
        answer: The answer to give
    """
    from ...models.annotation import Annotation

    return Call(
        operation="updateAnnotation",
        method="PUT",
        path=path_with("/apps/annotations/{annotation_id}", annotation_id=annotation_id),
        key="app",
        repeatable=True,
        answer="json",
        parse=Annotation.from_dict,
        json=json_body({"question": question, "answer": answer}),
    )
