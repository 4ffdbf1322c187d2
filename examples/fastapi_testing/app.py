"""A help desk: a FastAPI app that answers through a chat app of Dify's."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated

from fastapi import Depends, FastAPI, Request
from fastapi.responses import JSONResponse, StreamingResponse
from pydantic import BaseModel

from pydify_plus import AsyncClient
from pydify_plus.errors import DifyError, DifyNotFoundError, DifyRateLimitError


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    async with AsyncClient() as dify:  # DIFY_BASE_URL and DIFY_API_KEY say where and with which key
        app.state.dify = dify
        yield


def get_dify(request: Request) -> AsyncClient:
    dify: AsyncClient = request.app.state.dify
    return dify


app = FastAPI(lifespan=lifespan)
Dify = Annotated[AsyncClient, Depends(get_dify)]


class Question(BaseModel):
    user: str
    text: str
    conversation: str | None = None


class Answer(BaseModel):
    text: str
    conversation: str


@app.post("/ask")
async def ask(question: Question, dify: Dify) -> Answer:
    answer = await dify.chat.create_chat_message(
        query=question.text, user=question.user, conversation_id=question.conversation
    )
    return Answer(text=answer.answer, conversation=answer.conversation_id)


@app.get("/ask/stream")
async def ask_stream(text: str, user: str, dify: Dify) -> StreamingResponse:
    async def words() -> AsyncIterator[str]:
        try:
            async for piece in dify.chat.stream_chat_message(query=text, user=user).text():
                yield piece
        except DifyError:
            yield "\n[The answer broke off. Please ask again.]"

    return StreamingResponse(words(), media_type="text/plain; charset=utf-8")


@app.exception_handler(DifyError)
async def unavailable(request: Request, error: DifyError) -> JSONResponse:
    if isinstance(error, DifyNotFoundError):
        return JSONResponse({"detail": "No such conversation."}, 404)
    if isinstance(error, DifyRateLimitError) and error.retry_after:
        headers = {"Retry-After": str(round(error.retry_after))}
        return JSONResponse({"detail": "Too many questions; try again later."}, 503, headers)
    return JSONResponse({"detail": "The assistant is not available."}, 502)
