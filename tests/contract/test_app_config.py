"""`client.app_config` and `client.server` with an app of each mode."""

from __future__ import annotations

import pytest
from contract.conftest import APPS, Connect

from pydify_plus.errors import DifyAuthError

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(("app", "mode"), APPS.items())
async def test_an_app_tells_what_it_is(connect: Connect, app: str, mode: str) -> None:
    info = await connect(app).app_config.get_app_basic_info()
    assert info.mode == mode
    assert info.name


@pytest.mark.parametrize("app", APPS)
async def test_an_app_tells_its_form_features_and_limits(connect: Connect, app: str) -> None:
    parameters = await connect(app).app_config.get_app_parameters()
    assert len(parameters.fields) == len(parameters.user_input_form)
    assert all(field.name and field.type and isinstance(field.required, bool) for field in parameters.fields)
    assert isinstance(parameters.suggested_questions_after_answer.enabled, bool)
    assert parameters.system_parameters.file_size_limit > 0


@pytest.mark.parametrize("app", APPS)
async def test_an_app_tells_its_tools_and_its_web_page(connect: Connect, app: str) -> None:
    client = connect(app)
    assert (await client.app_config.get_app_meta()).tool_icons is not None
    assert (await client.app_config.get_webapp_settings()).title


async def test_the_server_tells_its_version(connect: Connect) -> None:
    version = (await connect("chat").server.get_info()).server_version
    assert version is not None
    assert version[0].isdigit()


async def test_a_wrong_key_is_an_auth_error(connect: Connect) -> None:
    client = connect("chat", api_key="app-wrong")
    for ask in (
        client.app_config.get_app_basic_info,
        client.app_config.get_app_parameters,
        client.app_config.get_app_meta,
        client.app_config.get_webapp_settings,
    ):
        with pytest.raises(DifyAuthError):
            await ask()
