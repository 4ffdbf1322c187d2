"""The operations of the Service API, by area, each with Dify's own checks in Dify's own order."""

from __future__ import annotations

from . import (
    app_config,
    chat,
    completion,
    conversations,
    datasets,
    documents,
    feedback,
    files,
    messages,
    models,
    segments,
    tags,
    workflows,
)

AREAS = (
    app_config.index,
    app_config.routes,
    chat.routes,
    completion.routes,
    workflows.routes,
    conversations.routes,
    messages.routes,
    feedback.routes,
    files.routes,
    files.links,
    models.routes,
    tags.routes,
    datasets.routes,
    documents.routes,
    segments.routes,
)
