"""The other clients on PyPI. Several call their package `dify_client`: each is imported in an environment of its own."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

from .base import KEY, QUERY, USER, Client, Ends, body

BIG = "big.bin"
TYPE = "application/octet-stream"


class DifyClient(Client):
    """dify-client: the first official one, on requests."""

    imports = "import dify_client"

    def open(self) -> None:
        import dify_client

        self.client: Any = dify_client.ChatClient(KEY)
        self.client.base_url = self.base_url

    def message(self, mode: str, events: int = 0) -> Any:
        response = self.client.create_chat_message(**body(mode, events))
        response.raise_for_status()
        return response

    def chat(self) -> str:
        answer: str = self.message("blocking").json()["answer"]
        return answer

    def stream(self, events: int) -> Iterator[Any]:
        for line in self.message("streaming", events).iter_lines(decode_unicode=True):
            text = line.split("data:", 1)[-1].strip()
            if text:
                yield json.loads(text)

    def streamed_chat(self, events: int) -> str:
        return "".join(event["answer"] for event in self.stream(events) if event["event"] == "message")

    def upload(self, path: str) -> str:
        with Path(path).open("rb") as file:
            uploaded: str = self.client.file_upload(USER, {"file": (BIG, file, TYPE)}).json()["id"]
        return uploaded


class DifyPythonSdk(DifyClient):
    """dify-python-sdk: the second official one, on httpx."""

    def open(self) -> None:
        import dify_client

        self.client: Any = dify_client.ChatClient(KEY, base_url=self.base_url)
        self.knowledge: Any = dify_client.KnowledgeBaseClient(KEY, base_url=self.base_url)

    async def aopen(self) -> None:
        import dify_client

        self.aclient: Any = dify_client.AsyncChatClient(KEY, base_url=self.base_url)

    async def aclose(self) -> None:
        await self.aclient.aclose()

    def stream(self, events: int) -> Iterator[Any]:
        for line in self.message("streaming", events).iter_lines():
            text = line.split("data:", 1)[-1].strip()
            if text:
                yield json.loads(text)

    def get(self) -> str:
        name: str = self.client.get_app_info().json()["name"]
        return name

    def datasets(self, limit: int) -> list[str]:
        return [dataset["name"] for dataset in self.knowledge.list_datasets(page=1, page_size=limit).json()["data"]]

    async def achat(self) -> str:
        response = await self.aclient.create_chat_message(**body("blocking"))
        response.raise_for_status()
        answer: str = response.json()["answer"]
        return answer

    async def astream(self, events: int) -> AsyncIterator[Any]:
        response = await self.aclient.create_chat_message(**body("streaming", events))
        async for line in response.aiter_lines():
            if line.startswith("data:"):
                yield json.loads(line.removeprefix("data:"))


class DifyClientPython(Client):
    """dify-client-python: pydantic, on httpx and httpx-sse."""

    imports = "import dify_client"

    def open(self) -> None:
        import dify_client

        self.client: Any = dify_client.Client(api_key=KEY, api_base=self.base_url)

    async def aopen(self) -> None:
        import dify_client

        self.aclient: Any = dify_client.AsyncClient(api_key=KEY, api_base=self.base_url)

    def request(self, mode: str, events: int = 0) -> Any:
        from dify_client import models

        return models.ChatRequest(**body(mode, events))

    def chat(self) -> str:
        answer: str = self.client.chat_messages(self.request("blocking")).answer
        return answer

    def stream(self, events: int) -> Iterator[Any]:
        for event in self.client.chat_messages(self.request("streaming", events)):
            yield event.event

    def upload(self, path: str) -> str:
        from dify_client import models

        request = models.UploadFileRequest(user=USER)
        with Path(path).open("rb") as file:
            uploaded: str = self.client.upload_files((BIG, file, TYPE), request, timeout=60).id
        return uploaded

    async def achat(self) -> str:
        answer: str = (await self.aclient.achat_messages(self.request("blocking"))).answer
        return answer

    async def astream(self, events: int) -> AsyncIterator[Any]:
        async for event in await self.aclient.achat_messages(self.request("streaming", events)):
            yield event.event


class DifyOapi2(Client):
    """dify-oapi2: pydantic, on httpx. Its streams are bytes, which its users take apart: here they are counted."""

    imports = "import dify_oapi.client"

    def open(self) -> None:
        from dify_oapi.client import Client as Oapi
        from dify_oapi.core.model.request_option import RequestOption

        self.client: Any = Oapi.builder().domain(self.url).build()
        self.option: Any = RequestOption.builder().api_key(KEY).build()

    async def aclose(self) -> None:
        await self.client.aclose()

    def request(self, mode: str, events: int = 0) -> Any:
        from dify_oapi.api.chat.v1.model.chat_request import ChatRequest
        from dify_oapi.api.chat.v1.model.chat_request_body import ChatRequestBody

        made = ChatRequestBody.builder().inputs({"events": events}).query(QUERY).response_mode(mode).user(USER).build()
        return ChatRequest.builder().request_body(made).build()

    def chat(self) -> str:
        answer: str = self.client.chat.v1.chat.chat(self.request("blocking"), self.option, False).answer
        return answer

    def stream(self, events: int) -> Iterator[Any]:
        ends = Ends()
        for piece in self.client.chat.v1.chat.chat(self.request("streaming", events), self.option, True):
            yield from range(ends.within(piece))

    def datasets(self, limit: int) -> list[str]:
        from dify_oapi.api.knowledge.v1.model.list_datasets_request import ListDatasetsRequest

        request = ListDatasetsRequest.builder().page(1).limit(limit).build()
        return [dataset.name for dataset in self.client.knowledge.v1.dataset.list(request, self.option).data]

    def upload(self, path: str) -> str:
        from dify_oapi.api.dify.v1.model.upload_file_body import UploadFileBody
        from dify_oapi.api.dify.v1.model.upload_file_request import UploadFileRequest

        made = UploadFileBody.builder().user(USER).build()
        with Path(path).open("rb") as file:
            request = UploadFileRequest.builder().file(file, BIG).request_body(made).build()
            uploaded: str = self.client.dify.v1.file.upload(request, self.option).id
        return uploaded

    async def achat(self) -> str:
        answer: str = (await self.client.chat.v1.chat.achat(self.request("blocking"), self.option, False)).answer
        return answer

    async def astream(self, events: int) -> AsyncIterator[Any]:
        ends = Ends()
        async for piece in await self.client.chat.v1.chat.achat(self.request("streaming", events), self.option, True):
            for event in range(ends.within(piece)):
                yield event


class Pydify(Client):
    """pydify: dicts, on requests."""

    imports = "import pydify"

    def open(self) -> None:
        import pydify

        self.client: Any = pydify.ChatbotClient(KEY, self.base_url)

    def get(self) -> str:
        name: str = self.client.get_app_info()["name"]
        return name

    def chat(self) -> str:
        answer: str = self.client.send_message(QUERY, USER, response_mode="blocking", inputs={})["answer"]
        return answer

    def stream(self, events: int) -> Iterator[Any]:
        yield from self.client.send_message(QUERY, USER, response_mode="streaming", inputs={"events": events})

    def upload(self, path: str) -> str:
        uploaded: str = self.client.upload_file(path, USER, timeout=120)["id"]
        return uploaded


class DifyDatasetSdk(Client):
    """dify-dataset-sdk: knowledge alone, pydantic, on httpx."""

    imports = "import dify_dataset_sdk"

    def open(self) -> None:
        import dify_dataset_sdk

        self.client: Any = dify_dataset_sdk.DifyDatasetClient(KEY, self.url)

    def datasets(self, limit: int) -> list[str]:
        return [dataset["name"] for dataset in self.client.datasets.list(page=1, limit=limit).data]

    def upload(self, path: str) -> str:
        document: str = self.client.documents.create_by_file("ds-1", path).document.id
        return document
