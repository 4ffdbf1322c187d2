"""The operations of the Service API, by area, each with Dify's own checks in Dify's own order."""

from __future__ import annotations

from . import (
    annotation,
    app_config,
    audio,
    chat,
    completion,
    conversations,
    datasets,
    documents,
    end_users,
    feedback,
    files,
    human_input,
    messages,
    metadata,
    models,
    pipelines,
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
    human_input.routes,
    conversations.routes,
    messages.routes,
    feedback.routes,
    files.routes,
    audio.routes,
    annotation.routes,
    end_users.routes,
    files.links,
    models.routes,
    tags.routes,
    pipelines.routes,
    datasets.routes,
    metadata.routes,
    documents.routes,
    segments.routes,
)
