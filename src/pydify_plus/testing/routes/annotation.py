"""Annotations, and answering by them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..annotations import Annotation, AnnotationJob, AnnotationReply, switch
from ..answers import answer, deleted
from ..errors import InternalError, invalid_param, not_found
from ..json_values import Json
from ..routing import Routes
from ..store import new_id
from ..validation import Model, integer, number, optional, required
from .datasets import page_of
from .payloads import TEXT, TEXT_REQUIRED

if TYPE_CHECKING:
    from starlette.responses import Response

    from ..request import ServiceRequest

routes = Routes("app")

_ANNOTATION = Model("AnnotationCreatePayload", question=TEXT_REQUIRED, answer=TEXT_REQUIRED)
_LIST = Model("AnnotationListQuery", page=optional(integer(), 1), limit=optional(integer(), 20), keyword=TEXT)
_SWITCH = Model(
    "AnnotationReplyActionPayload",
    score_threshold=required(number()),
    embedding_provider_name=TEXT_REQUIRED,
    embedding_model_name=TEXT_REQUIRED,
)
_ACTIONS = ("enable", "disable")


@routes("GET", "/apps/annotations")
async def list_annotations(request: ServiceRequest) -> Response:
    query = request.read_query(_LIST)
    found = list(reversed(request.app.annotations.entries.values()))
    if query["keyword"]:
        word = query["keyword"].lower()
        found = [one for one in found if word in one.question.lower() or word in one.answer.lower()]
    return answer(page_of(found, query, _told))


@routes("POST", "/apps/annotations")
async def create_annotation(request: ServiceRequest) -> Response:
    payload = await request.read_json(_ANNOTATION)
    annotation = Annotation(new_id(), payload["question"], payload["answer"], request.workspace.clock.now())
    request.app.annotations.entries[annotation.id] = annotation
    return answer(_told(annotation), 201)


@routes("PUT", "/apps/annotations/<uuid:annotation_id>")
async def update_annotation(request: ServiceRequest) -> Response:
    payload = await request.read_json(_ANNOTATION)
    annotation = _annotation_in_path(request)
    annotation.question, annotation.answer = payload["question"], payload["answer"]
    return answer(_told(annotation))


@routes("DELETE", "/apps/annotations/<uuid:annotation_id>")
async def delete_annotation(request: ServiceRequest) -> Response:
    del request.app.annotations.entries[_annotation_in_path(request).id]
    return deleted()


@routes("POST", "/apps/annotation-reply/<string:action>")
async def switch_annotation_reply(request: ServiceRequest) -> Response:
    payload = await request.read_json(_SWITCH)
    action = request.values["action"]
    if action not in _ACTIONS:
        raise InternalError
    names = ("score_threshold", "embedding_provider_name", "embedding_model_name")
    reply = AnnotationReply(new_id(), *(payload[name] for name in names))
    job = AnnotationJob(new_id(), action)
    request.app.annotations.jobs[job.id] = job
    request.workspace.start(switch(request.workspace, request.app, job, reply))
    return answer({"job_id": job.id, "job_status": job.status})


@routes("GET", "/apps/annotation-reply/<string:action>/status/<uuid:job_id>")
async def get_annotation_reply_status(request: ServiceRequest) -> Response:
    job = request.app.annotations.jobs.get(request.values["job_id"])
    if job is None or job.action != request.values["action"]:
        raise invalid_param("The job does not exist.")
    return answer({"job_id": job.id, "job_status": job.status, "error_msg": job.error})


def _annotation_in_path(request: ServiceRequest) -> Annotation:
    annotation = request.app.annotations.entries.get(request.values["annotation_id"])
    if annotation is None:
        raise not_found("Annotation not found")
    return annotation


def _told(annotation: Annotation) -> Json:
    return {
        "id": annotation.id,
        "question": annotation.question,
        "answer": annotation.answer,
        "hit_count": annotation.hit_count,
        "created_at": int(annotation.created_at),
    }
