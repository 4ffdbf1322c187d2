from __future__ import annotations

from typing import TYPE_CHECKING

from ...types import Call, json_body

if TYPE_CHECKING:
    from ...models.annotation import Annotation


def call(*, question: str, answer: str) -> Call[Annotation]:
    """Create an annotation.

    POST /apps/annotations

    Prepares an answer for a question. The app uses it once annotation reply is switched on. Nothing keeps two
    annotations from having the same question, nor the question from being empty.

    Args:
        question: The question to be matched
        answer: The answer to give
    """
    from ...models.annotation import Annotation

    return Call(
        operation="createAnnotation",
        method="POST",
        path="/apps/annotations",
        key="app",
        repeatable=False,
        answer="json",
        parse=Annotation.from_dict,
        json=json_body({"question": question, "answer": answer}),
    )
