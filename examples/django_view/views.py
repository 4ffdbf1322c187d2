"""A page that asks Dify: one view waits for the answer, another passes it on as it is made."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from functools import cache
from uuid import uuid4

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from pydify_plus import AsyncClient, Client
from pydify_plus.errors import DifyError

logger = logging.getLogger(__name__)

SORRY = "Sorry, there is no answer at the moment. Please try again."


# One client of each kind per process, for all threads and event loops. DIFY_BASE_URL and DIFY_API_KEY say where and with which key.
@cache
def dify() -> Client:
    return Client()


@cache
def async_dify() -> AsyncClient:
    return AsyncClient()


def end_user(request: HttpRequest) -> str:
    """The name of who asks, in Dify. With accounts that would be `str(request.user.pk)`."""
    name: str = request.session.setdefault("dify_user", f"web-{uuid4().hex}")
    return name


def ask(request: HttpRequest) -> HttpResponse:
    """A plain view. Each user has one conversation, which goes on."""
    question = request.POST.get("question", "")
    if not question:
        return render(request, "ask.html")
    try:
        chat = dify().chat.conversation(request.session.get("conversation"), user=end_user(request))
        answer = chat.send(question).answer
    except DifyError as error:
        logger.warning("no answer: %s", error)
        return render(request, "ask.html", {"question": question, "trouble": SORRY}, status=502)
    request.session["conversation"] = chat.id
    return render(request, "ask.html", {"question": question, "answer": answer})


@require_POST
async def stream(request: HttpRequest) -> StreamingHttpResponse:
    """An asynchronous view: the text, piece by piece."""
    pieces = answer_pieces(request.POST.get("question") or "Hello", end_user(request))
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}  # nginx would hold it back
    return StreamingHttpResponse(pieces, content_type="text/plain; charset=utf-8", headers=headers)


async def answer_pieces(question: str, user: str) -> AsyncIterator[str]:
    try:
        async with async_dify().chat.stream_chat_message(query=question, user=user) as answer:
            async for piece in answer.text():
                yield piece
    except DifyError as error:
        logger.warning("an answer broke off: %s", error)
        yield f"\n{SORRY}"
