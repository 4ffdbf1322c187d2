from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ..types import Decoder, View

if TYPE_CHECKING:
    from .datasource_page_input import DatasourcePageInput


class DatasourceInfo(View):
    """One thing for a pipeline to read; which fields it needs depends on the datasource's type."""

    reference: str | None
    """For `local_file`, the id of a file uploaded for a pipeline."""
    related_id: str | None
    """For `local_file`, the same id under its older name."""
    name: str | None
    """The document's name, for a file; Dify's default is `untitled`."""
    type: str | None
    """For `online_drive`, `file` or `folder`; for `local_file`, the kind of file, such as `document`."""
    size: int | None
    """For `local_file`, the size in bytes."""
    extension: str | None
    """For `local_file`, the extension."""
    mime_type: str | None
    """For `local_file`, the MIME type."""
    transfer_method: str | None
    """For `local_file`, `local_file`."""
    url: str | None
    """For `website_crawl`, the page to read."""
    title: str | None
    """For `website_crawl`, the document's name; Dify's default is `untitled`."""
    workspace_id: str | None
    """For `online_document`, the workspace on the other side."""
    page: DatasourcePageInput | None
    """For `online_document`, the page to read."""
    credential_id: str | None
    """The credential to use; left out, the default one."""
    id: str | None
    """For `online_drive`, the file or folder."""
    bucket: str | None
    """For `online_drive`, the bucket, where the provider has buckets."""

    _fields = {
        "reference": "reference",
        "related_id": "related_id",
        "name": "name",
        "type": "type",
        "size": "size",
        "extension": "extension",
        "mime_type": "mime_type",
        "transfer_method": "transfer_method",
        "url": "url",
        "title": "title",
        "workspace_id": "workspace_id",
        "page": "page",
        "credential_id": "credential_id",
        "id": "id",
        "bucket": "bucket",
    }

    @classmethod
    def _decoders(cls) -> Mapping[str, Decoder]:
        from .datasource_page_input import DatasourcePageInput

        return {"page": DatasourcePageInput.from_dict}
