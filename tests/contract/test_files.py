"""`client.files`: files for messages and runs."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from contract.conftest import Connect
from contract.helpers import PNG, UNKNOWN, filled_form, unique

from pydify_plus.errors import DifyAuthError, DifyNotFoundError

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize("given", ["path", "text path", "open file", "bytes in memory", "named bytes"])
async def test_a_file_is_uploaded_whichever_way_it_is_given(connect: Connect, tmp_path: Path, given: str) -> None:
    client = connect("chat")
    path = tmp_path / "pixel.png"
    path.write_bytes(PNG)
    with path.open("rb") as opened:
        ways: dict[str, Any] = {
            "path": path,
            "text path": str(path),
            "open file": opened,
            "bytes in memory": ("pixel.png", io.BytesIO(PNG)),
            "named bytes": ("pixel.png", PNG, "image/png"),
        }
        file = await client.files.upload_file(file=ways[given])
    assert (file.name, file.extension, file.mime_type, file.size) == ("pixel.png", "png", "image/png", len(PNG))
    assert dict(file.as_input()) == {"type": "image", "transfer_method": "local_file", "upload_file_id": file.id}


async def test_a_file_name_in_any_script_arrives_as_it_is(connect: Connect) -> None:
    client = connect("chat")
    assert (await client.files.upload_file(("茶 – été.txt", b"tea"))).name == "茶 – été.txt"


async def test_a_file_that_a_message_used_can_be_read_back(connect: Connect, tmp_path: Path) -> None:
    client = connect("chat")
    if not (await client.app_config.get_app_parameters()).file_upload.to_dict().get("image", {}).get("enabled"):
        pytest.skip("the app takes no images")
    file = await client.files.upload_file(("pixel.png", PNG, "image/png"))
    with pytest.raises(DifyNotFoundError, match="message"):
        await client.files.get_file_preview(file.id)
    answer = await client.chat.create_chat_message(
        query=f"What is this? {unique()}", files=[file.as_input()], inputs=await filled_form(client)
    )
    assert await client.files.get_file_preview(file.id) == PNG
    assert await client.files.get_file_preview(file, to=tmp_path / "back.png") == len(PNG)
    assert (tmp_path / "back.png").read_bytes() == PNG
    message = await client.chat.get_chat_message(answer)
    assert [each.filename for each in message.message_files] == ["pixel.png"]


async def test_an_unknown_file_is_not_found(connect: Connect) -> None:
    with pytest.raises(DifyNotFoundError):
        await connect("chat").files.get_file_preview(UNKNOWN)


async def test_a_path_that_leads_nowhere_is_said_before_anything_is_sent(connect: Connect, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        await connect("chat").files.upload_file(tmp_path / "missing.png")


async def test_a_wrong_key_is_an_auth_error(connect: Connect) -> None:
    with pytest.raises(DifyAuthError):
        await connect("chat", api_key="app-wrong").files.upload_file(("a.txt", b"a"))
