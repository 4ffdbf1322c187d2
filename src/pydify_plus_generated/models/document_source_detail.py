from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ..types import Decoder, View

if TYPE_CHECKING:
    from .document_file import DocumentFile


class DocumentSourceDetail(View):
    """The file that a document came from; empty for a document of a pipeline."""

    upload_file: DocumentFile | None
    """The file."""

    _fields = {"upload_file": "upload_file"}

    @classmethod
    def _decoders(cls) -> Mapping[str, Decoder]:
        from .document_file import DocumentFile

        return {"upload_file": DocumentFile.from_dict}
