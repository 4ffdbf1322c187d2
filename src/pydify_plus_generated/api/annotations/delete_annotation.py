from __future__ import annotations

from ...types import Call, nothing, path_with


def call(annotation_id: str) -> Call[None]:
    """Delete an annotation.

    DELETE /apps/annotations/{annotation_id}

    Deleting it once more is a 404.

    Args:
        annotation_id: The annotation to delete
    """
    return Call(
        operation="deleteAnnotation",
        method="DELETE",
        path=path_with("/apps/annotations/{annotation_id}", annotation_id=annotation_id),
        key="app",
        repeatable=True,
        answer="empty",
        parse=nothing,
    )
