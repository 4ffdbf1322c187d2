"""One call of every kind, each of which knows whether what it got is right."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from unit.loops import Loop

    from pydify_plus import Client

PIXEL = bytes(range(256)) * 8
QUERY = "[[chunks:6]] 你好"


def prepare(client: Client) -> dict[str, Any]:
    """Make what the calls need: a dataset to search and a file to download."""
    dataset = again(lambda: client.dataset.create_dataset("kb", indexing_technique="economy"))
    made = again(lambda: client.documents.create_document_from_text(dataset, name="tea.txt", text="Green tea."))
    client.documents.wait_until_indexed(dataset, batch=made)
    file = again(lambda: client.files.upload_file(("pixel.png", PIXEL, "image/png")))
    again(lambda: client.chat.create_chat_message(query="Look", files=[file.as_input()]))
    return {"dataset": dataset.id, "retrieval_model": dataset.retrieval_model_dict.to_dict(), "file": file.id}


def again(make: Any) -> Any:
    """What a call gives that may meet a fault: at the third time, if need be."""
    from pydify_plus import DifyError

    for _ in range(2):
        try:
            return make()
        except DifyError:
            continue
    return make()


async def do(loop: Loop, client: Any, call: str, things: dict[str, Any], **options: Any) -> Any:
    """What a call gives, compared with what it should."""
    match call:
        case "get":
            return (await loop.get(client.app_config.get_app_basic_info(**options))).name == "chat"
        case "safe post":
            found = await loop.get(
                client.dataset.search_dataset(
                    things["dataset"], "tea", retrieval_model=things["retrieval_model"], **options
                )
            )
            return found.records[0].segment.content == "Green tea."
        case "unsafe post":
            return (await loop.get(client.annotations.create_annotation("q", "a", **options))).answer == "a"
        case "upload":
            file = ("notes.png", PIXEL, "image/png")
            return (await loop.get(client.files.upload_file(file, **options))).size == len(PIXEL)
        case "download":
            return await loop.get(client.files.get_file_preview(things["file"], **options)) == PIXEL
        case "chat stream":
            stream = client.chat.stream_chat_message(query=QUERY, **options)
            return (await loop.get(stream.final())).answer.startswith("word0 word1 word2 word3 word4 word5")
        case _:
            stream = client.workflows.stream_workflow(inputs={"text": QUERY}, **options)
            run = await loop.get(stream.final())
            return run.status == "succeeded" and run.outputs["answer"].startswith("word0 word1 word2 word3 word4 word5")
