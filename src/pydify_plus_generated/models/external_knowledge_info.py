from __future__ import annotations

from ..types import View


class ExternalKnowledgeInfo(View):
    """Where an external knowledge base is; all null for one that Dify keeps."""

    external_knowledge_id: str | None
    """Its id at the external service."""
    external_knowledge_api_id: str | None
    """Id of the connection to the external service."""
    external_knowledge_api_name: str | None
    """Name of the connection."""
    external_knowledge_api_endpoint: str | None
    """Address of the external service."""

    _fields = {
        "external_knowledge_id": "external_knowledge_id",
        "external_knowledge_api_id": "external_knowledge_api_id",
        "external_knowledge_api_name": "external_knowledge_api_name",
        "external_knowledge_api_endpoint": "external_knowledge_api_endpoint",
    }
