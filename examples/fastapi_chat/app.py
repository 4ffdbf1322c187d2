"""A chat page over a chat, agent or chatflow app of Dify's."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Annotated, Any, Literal
from uuid import UUID

from answers import Answer, Answers, Question
from fastapi import Depends, FastAPI, Header, HTTPException, Request, UploadFile
from fastapi import Path as InPath
from fastapi.responses import FileResponse, JSONResponse
from fastapi.sse import EventSourceResponse, ServerSentEvent
from fastapi.staticfiles import StaticFiles
from pydantic import BaseModel
from trouble import in_words
from users import User, greet

from pydify_plus import AsyncClient
from pydify_plus.errors import DifyError

logger = logging.getLogger(__name__)

STATIC = Path(__file__).parent / "static"
SECURITY = {
    # What a model writes is shown as HTML. It is sanitised; this is the second lock: nothing from elsewhere, no script in the page.
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types dompurify",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    async with AsyncClient() as dify:  # DIFY_BASE_URL and DIFY_API_KEY say where and with which key
        app.state.dify, app.state.answers = dify, Answers(dify)
        yield
        await app.state.answers.aclose()


app = FastAPI(title="Chat", lifespan=lifespan)
app.mount("/static", StaticFiles(directory=STATIC), name="static")


def user_client(request: Request, user: User) -> AsyncClient:
    """The client in the name of who is asking: each sees their own conversations and files, and no others."""
    dify: AsyncClient = request.app.state.dify
    return dify.as_user(user)


def all_answers(request: Request) -> Answers:
    answers: Answers = request.app.state.answers
    return answers


Dify = Annotated[AsyncClient, Depends(user_client)]
AllAnswers = Annotated[Answers, Depends(all_answers)]
AnswerId = Annotated[str, InPath(pattern="^[A-Za-z0-9-]{16,64}$")]


def find_answer(answer_id: AnswerId, user: User, answers: AllAnswers) -> Answer:
    answer = answers.find(user, answer_id)
    if answer is None:
        raise HTTPException(404, "This answer is not kept any more.")
    return answer


FoundAnswer = Annotated[Answer, Depends(find_answer)]


@app.exception_handler(DifyError)
async def tell(request: Request, error: DifyError) -> JSONResponse:
    logger.warning("%s %s: %s", request.method, request.url.path, error)
    status, words = in_words(error)
    return JSONResponse({"detail": words}, status)


@app.get("/", include_in_schema=False)
async def page(request: Request) -> FileResponse:
    response = FileResponse(STATIC / "index.html", headers={**SECURITY, "Cache-Control": "no-cache"})
    greet(request, response)
    return response


@app.get("/api/app")
async def describe_app(dify: Dify) -> dict[str, Any]:
    """What the page says of the app, and what the app asks for."""
    info = await dify.app_config.get_app_basic_info()
    parameters = await dify.app_config.get_app_parameters()
    upload: dict[str, Any] = parameters.get("file_upload") or {}
    return {
        "name": info.name,
        "description": info.get("description"),
        "opening": parameters.get("opening_statement"),
        "suggestions": parameters.get("suggested_questions") or [],
        "takes_files": bool(upload.get("enabled") or (upload.get("image") or {}).get("enabled")),
        "fields": [
            {
                "name": field.name,
                "label": field.label,
                "type": field.type,
                "required": field.required,
                "options": field.options,
                "max_length": field.max_length,
                "default": field.default,
            }
            for field in parameters.fields
            if not field.hidden and field.type in ("text-input", "paragraph", "select", "number", "checkbox")
        ],
    }


class File(BaseModel):
    id: UUID
    type: Literal["image", "document", "audio", "video", "custom"]
    name: str


@app.post("/api/files")
async def upload(file: UploadFile, dify: Dify) -> File:
    name = file.filename or "file"
    kept = await dify.files.upload_file((name, file.file, file.content_type or "application/octet-stream"))
    return File(id=UUID(kept.id), type=kept.as_input().type, name=name)


class Message(BaseModel):
    query: str
    conversation_id: UUID | None = None
    files: list[File] = []
    inputs: dict[str, Any] = {}


@app.put("/api/answers/{answer_id}", status_code=202)
async def ask(answer_id: AnswerId, message: Message, user: User, answers: AllAnswers) -> None:
    """Ask. The browser chooses the id, so that it can send this again when it does not know whether it arrived."""
    files = [
        {"type": file.type, "transfer_method": "local_file", "upload_file_id": str(file.id)} for file in message.files
    ]
    conversation_id = str(message.conversation_id) if message.conversation_id else None
    answers.ask(user, answer_id, Question(message.query, conversation_id, files, message.inputs))


@app.get("/api/answers/{answer_id}")
async def look(answer: FoundAnswer) -> dict[str, bool]:
    """Whether the answer is still kept, for a browser that cannot connect to its events."""
    return {"is_over": answer.is_over}


@app.get("/api/answers/{answer_id}/events", response_class=EventSourceResponse)
async def events(
    answer: FoundAnswer, after: int = 0, last_event_id: Annotated[int | None, Header()] = None
) -> AsyncIterator[ServerSentEvent]:
    """The answer as it is made, from its beginning or from where this browser was."""
    async for number, name, data in answer.watch(after if last_event_id is None else last_event_id):
        yield ServerSentEvent(data=data, event=name, id=str(number), retry=1000)


@app.post("/api/answers/{answer_id}/stop", status_code=204)
async def stop(answer: FoundAnswer) -> None:
    await answer.stop()


@app.get("/api/conversations")
async def list_conversations(dify: Dify, last_id: UUID | None = None) -> dict[str, Any]:
    page = await dify.sessions.list_conversations(limit=30, last_id=str(last_id) if last_id else None)
    found = [{"id": item.id, "name": item.name, "inputs": item.get("inputs") or {}} for item in page.data]
    return {"conversations": found, "has_more": page.has_more}


@app.get("/api/conversations/{conversation_id}")
async def read_conversation(
    conversation_id: UUID, dify: Dify, user: User, answers: AllAnswers, first_id: UUID | None = None
) -> dict[str, Any]:
    """The latest messages of a conversation, or those before `first_id`, and the answer that is being made in it."""
    page = await dify.sessions.get_conversation_messages(
        str(conversation_id), limit=30, first_id=str(first_id) if first_id else None
    )
    being_made = answers.being_made(user, str(conversation_id))
    return {
        "messages": [
            {
                "id": message.id,
                "query": message.query,
                "answer": message.answer,
                "files": [
                    {"name": file.get("filename")} for file in message.message_files if file.belongs_to == "user"
                ],
                "made": [
                    {"type": file.type, "url": file.url} for file in message.message_files if file.belongs_to != "user"
                ],
                "sources": list(dict.fromkeys(source.document_name for source in message.retriever_resources)),
                "failed": message.status == "error",
            }
            for message in page.data
            if being_made is None or message.id != being_made.message_id
        ],
        "has_more": page.has_more,
        "being_made": being_made and {"id": being_made.id, "query": being_made.question.query},
    }


class Name(BaseModel):
    name: str


@app.patch("/api/conversations/{conversation_id}", status_code=204)
async def rename_conversation(conversation_id: UUID, name: Name, dify: Dify) -> None:
    await dify.sessions.rename_conversation(str(conversation_id), name.name)


@app.delete("/api/conversations/{conversation_id}", status_code=204)
async def delete_conversation(conversation_id: UUID, dify: Dify) -> None:
    await dify.sessions.delete_conversation(str(conversation_id))
