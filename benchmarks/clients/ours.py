"""pydify_plus, on each of the HTTP clients that it takes."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any

from .base import KEY, QUERY, USER, Client


class PydifyPlus(Client):
    """Typed answers and typed events, as its README shows."""

    imports = "import pydify_plus"

    def open(self) -> None:
        import pydify_plus

        self.client: Any = pydify_plus.Client(self.url, KEY, user=USER)

    async def aopen(self) -> None:
        import pydify_plus

        self.http: Any = self.engine()
        self.aclient: Any = pydify_plus.AsyncClient(self.url, KEY, user=USER, http_client=self.http)

    def engine(self) -> Any:
        """The HTTP client to use; None for its own."""

    async def aclose(self) -> None:
        await self.aclient.aclose()
        if self.http is not None:
            await self.http.aclose()

    def get(self) -> str:
        name: str = self.client.app_config.get_app_basic_info().name
        return name

    def datasets(self, limit: int) -> list[str]:
        return [dataset.name for dataset in self.client.dataset.list_datasets(page=1, limit=limit).data]

    def chat(self) -> str:
        answer: str = self.client.chat.create_chat_message(query=QUERY, inputs={}, response_mode="blocking").answer
        return answer

    def streamed_chat(self, events: int) -> str:
        answer: str = self.client.chat.create_chat_message(query=QUERY, inputs={"events": events}).answer
        return answer

    def stream(self, events: int) -> Iterator[Any]:
        for event in self.client.chat.stream_chat_message(query=QUERY, inputs={"events": events}):
            yield event.event

    def upload(self, path: str) -> str:
        uploaded: str = self.client.files.upload_file(path).id
        return uploaded

    def download(self, size: int, to: str) -> None:
        self.client.files.get_file_preview(str(size), to=to)

    async def achat(self) -> str:
        chat = self.aclient.chat
        answer: str = (await chat.create_chat_message(query=QUERY, inputs={}, response_mode="blocking")).answer
        return answer

    async def astream(self, events: int) -> AsyncIterator[Any]:
        async for event in self.aclient.chat.stream_chat_message(query=QUERY, inputs={"events": events}):
            yield event.event

    async def aupload(self, path: str) -> str:
        uploaded: str = (await self.aclient.files.upload_file(path)).id
        return uploaded

    async def adownload(self, size: int, to: str) -> None:
        await self.aclient.files.get_file_preview(str(size), to=to)


class OnHttpx2(PydifyPlus):
    """On httpx2."""

    def engine(self) -> Any:
        import httpx2

        return httpx2.AsyncClient(limits=httpx2.Limits())


class OnAiohttp(PydifyPlus):
    """On httpx over aiohttp."""

    def engine(self) -> Any:
        import httpx
        from httpx_aiohttp import HttpxAiohttpClient

        return HttpxAiohttpClient(limits=httpx.Limits())
