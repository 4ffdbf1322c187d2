"""What is written by hand: HTTP libraries alone, and httpx-sse with json.loads for streams."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

from .base import KEY, USER, Client, Ends, body

HEADERS = {"Authorization": f"Bearer {KEY}"}


class Httpx(Client):
    """httpx: the floor of all ratios. Of a stream it counts the bytes that end events."""

    imports = "import httpx"

    def open(self) -> None:
        import httpx

        self.http: Any = httpx.Client(base_url=self.base_url, headers=HEADERS, timeout=30)

    async def aopen(self) -> None:
        import httpx

        self.ahttp: Any = httpx.AsyncClient(base_url=self.base_url, headers=HEADERS, timeout=30, limits=httpx.Limits())

    async def aclose(self) -> None:
        await self.ahttp.aclose()

    def get(self) -> str:
        name: str = self.http.get("/info").raise_for_status().json()["name"]
        return name

    def datasets(self, limit: int) -> list[str]:
        answer = self.http.get("/datasets", params={"page": 1, "limit": limit}).raise_for_status().json()
        return [dataset["name"] for dataset in answer["data"]]

    def chat(self) -> str:
        answer: str = self.http.post("/chat-messages", json=body("blocking")).raise_for_status().json()["answer"]
        return answer

    def stream(self, events: int) -> Iterator[Any]:
        with self.http.stream("POST", "/chat-messages", json=body("streaming", events)) as response:
            ends = Ends()
            for piece in response.raise_for_status().iter_bytes():
                yield from range(ends.within(piece))

    def upload(self, path: str) -> str:
        with Path(path).open("rb") as file:
            form = {"files": {"file": ("big.bin", file, "application/octet-stream")}, "data": {"user": USER}}
            uploaded: str = self.http.post("/files/upload", **form).raise_for_status().json()["id"]
        return uploaded

    def download(self, size: int, to: str) -> None:
        with self.http.stream("GET", f"/files/{size}/preview") as response, Path(to).open("wb") as file:
            for piece in response.raise_for_status().iter_bytes():
                file.write(piece)

    async def achat(self) -> str:
        response = await self.ahttp.post("/chat-messages", json=body("blocking"))
        answer: str = response.raise_for_status().json()["answer"]
        return answer

    async def astream(self, events: int) -> AsyncIterator[Any]:
        async with self.ahttp.stream("POST", "/chat-messages", json=body("streaming", events)) as response:
            ends = Ends()
            async for piece in response.raise_for_status().aiter_bytes():
                for event in range(ends.within(piece)):
                    yield event

    async def aupload(self, path: str) -> str:
        with Path(path).open("rb") as file:  # noqa: ASYNC230 - as it is done by hand
            form: Any = {"files": {"file": ("big.bin", file, "application/octet-stream")}, "data": {"user": USER}}
            response = await self.ahttp.post("/files/upload", **form)
        uploaded: str = response.raise_for_status().json()["id"]
        return uploaded

    async def adownload(self, size: int, to: str) -> None:
        async with self.ahttp.stream("GET", f"/files/{size}/preview") as response:
            with Path(to).open("wb") as file:  # noqa: ASYNC230 - as it is done by hand
                async for piece in response.raise_for_status().aiter_bytes():
                    file.write(piece)


class Httpx2(Client):
    """httpx2: for what it does with many calls in flight."""

    imports = "import httpx2"

    async def aopen(self) -> None:
        import httpx2

        self.ahttp: Any = httpx2.AsyncClient(
            base_url=self.base_url, headers=HEADERS, timeout=30, limits=httpx2.Limits()
        )

    aclose = Httpx.aclose
    achat = Httpx.achat


class Aiohttp(Client):
    """httpx over aiohttp: the same."""

    imports = "import httpx_aiohttp"

    async def aopen(self) -> None:
        import httpx
        from httpx_aiohttp import HttpxAiohttpClient

        self.ahttp: Any = HttpxAiohttpClient(base_url=self.base_url, headers=HEADERS, timeout=30, limits=httpx.Limits())

    aclose = Httpx.aclose
    achat = Httpx.achat


class HttpxSse(Client):
    """httpx-sse with json.loads: what a careful integration does with a stream."""

    imports = "import httpx_sse"
    open = Httpx.open
    aopen = Httpx.aopen
    aclose = Httpx.aclose

    def stream(self, events: int) -> Iterator[Any]:
        from httpx_sse import connect_sse

        with connect_sse(self.http, "POST", "/chat-messages", json=body("streaming", events)) as source:
            source.response.raise_for_status()
            for event in source.iter_sse():
                yield json.loads(event.data)

    def streamed_chat(self, events: int) -> str:
        return "".join(event["answer"] for event in self.stream(events) if event["event"] == "message")

    async def astream(self, events: int) -> AsyncIterator[Any]:
        from httpx_sse import aconnect_sse

        async with aconnect_sse(self.ahttp, "POST", "/chat-messages", json=body("streaming", events)) as source:
            source.response.raise_for_status()
            async for event in source.aiter_sse():
                yield json.loads(event.data)
