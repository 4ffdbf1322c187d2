"""Annotations: questions whose answers people have written, and the jobs that switch answering by them on and off."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .json_values import Json
from .provider import PROVIDER
from .search import tokens

if TYPE_CHECKING:
    from .store import AppState, Workspace


@dataclass
class Annotation:
    """A question and the answer that somebody wrote for it."""

    id: str
    question: str
    answer: str
    created_at: float
    hit_count: int = 0


@dataclass
class AnnotationReply:
    """Whether an app answers by its annotations, and from which likeness on (0 to 1)."""

    id: str
    score_threshold: float
    provider: str
    model: str
    is_ready: bool = False

    def in_parameters(self) -> Json:
        return {
            "id": self.id,
            "enabled": True,
            "score_threshold": self.score_threshold,
            "embedding_model": {"embedding_provider_name": self.provider, "embedding_model_name": self.model},
        }


@dataclass
class AnnotationJob:
    """The switching on or off, which takes a while."""

    id: str
    action: str
    status: str = "waiting"
    error: str = ""


@dataclass
class Annotations:
    """What an app knows of annotations."""

    entries: dict[str, Annotation] = field(default_factory=dict[str, Annotation])
    jobs: dict[str, AnnotationJob] = field(default_factory=dict[str, AnnotationJob])
    reply: AnnotationReply | None = None

    def match(self, query: str) -> Annotation | None:
        """The annotation that answers a query, if answering by annotations is on and one is like enough."""
        if self.reply is None or not self.reply.is_ready:
            return None
        best = max(self.entries.values(), key=lambda one: likeness(one.question, query), default=None)
        if best is None or likeness(best.question, query) < self.reply.score_threshold:
            return None
        best.hit_count += 1
        return best


def likeness(one: str, other: str) -> float:
    """The share of words that two texts have in common, 1 for the same text."""
    if one.strip() == other.strip():
        return 1.0
    words, others = set(tokens(one)), set(tokens(other))
    return 2 * len(words & others) / (len(words) + len(others) or 1)


async def switch(workspace: Workspace, app: AppState, job: AnnotationJob, reply: AnnotationReply) -> None:
    """Do what a job is for."""
    annotations = app.annotations
    await asyncio.sleep(workspace.indexing_step)
    if job.action == "disable":
        annotations.reply = None
        job.status = "completed"
        return
    annotations.reply = reply
    if reply.provider != PROVIDER:
        job.status, job.error = "error", f"Provider {reply.provider} does not exist."
        return
    reply.is_ready = True
    job.status = "completed"
