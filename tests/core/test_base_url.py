from __future__ import annotations

import pytest

from pydify_plus._core.base_url import DIFY_CLOUD, normalize_base_url

UUID = "4aec26ab-71ca-4331-aa8f-ffa03d4ffee9"


@pytest.mark.parametrize(
    ("given", "url"),
    [
        (None, "https://api.dify.ai/v1"),
        ("https://api.dify.ai", "https://api.dify.ai/v1"),
        ("https://api.dify.ai/v1/", "https://api.dify.ai/v1"),
        ("HTTPS://API.Dify.AI/v1", "https://api.dify.ai/v1"),
        (" http://localhost:5001\n", "http://localhost:5001/v1"),
        ("http://localhost:5001//v1//", "http://localhost:5001/v1"),
        ("http://[::1]:5001", "http://[::1]:5001/v1"),
        ("https://gw.example.com/ai/dify", "https://gw.example.com/ai/dify/v1"),
        ("https://gw.example.com/Dify/v1/", "https://gw.example.com/Dify/v1"),
        ("https://gw.example.com/v1/dify", "https://gw.example.com/v1/dify/v1"),
        ("https://gw.example.com/team/apps", "https://gw.example.com/team/apps/v1"),
        ("https://gw.example.com/chat", "https://gw.example.com/chat/v1"),
        ("https://gw.example.com/datasets/v1", "https://gw.example.com/datasets/v1"),
    ],
)
def test_an_address_is_brought_into_one_form_and_stays_so(given: str | None, url: str) -> None:
    assert normalize_base_url(given) == url
    assert normalize_base_url(url) == url


@pytest.mark.parametrize(
    ("given", "problem", "instead"),
    [
        ("", "is empty", DIFY_CLOUD),
        ("  ", "is empty", DIFY_CLOUD),
        ("api.dify.ai/v1", "http:// or https://", "https://dify.example.com/v1"),
        ("localhost:5001", "http:// or https://", "https://dify.example.com/v1"),
        ("ftp://host/v1", "http:// or https://", "not ftp://"),
        ("https://", "names no host", "https://dify.example.com/v1"),
        ("https:///v1", "names no host", "https://dify.example.com/v1"),
        ("https://host:port/v1", "not a URL", ""),
        ("https://[::1/v1", "not a URL", ""),
        ("https://{host}/v1", "no URL has", "placeholder"),
        ("https://my host/v1", "no URL has", "placeholder"),
        ("https://höst/v1", "no URL has", ""),
        ("https://me:hunter2@host/v1", "user or password", "api_key="),
        ("https://host/v1?x=1", "query", "up to /v1"),
        ("https://host/v1#top", "fragment", "up to /v1"),
        ("https://host/v1?", "query", "up to /v1"),
        ("https://host/a/../v1", ". or ..", "full address"),
        ("https://cloud.dify.ai/apps", "not its API", DIFY_CLOUD),
        ("https://dify.ai", "not its API", DIFY_CLOUD),
        ("http://api.dify.ai/v1", "unencrypted", DIFY_CLOUD),
        ("https://xn--.test", "cannot be one", "xn--.test"),
        ("http://a..b", "cannot be one", "a..b"),
        ("http://[::1]x80", "cannot be one", "[::1]x80"),
        (f"http://{'a' * 64}.test", "cannot be one", "aaa"),
        ("ht\ntp://x", "must start with", "https://"),
        ("https://host/console/api", "console", "use https://host/v1"),
        ("https://host/gw/console/api/apps", "console", "use https://host/gw/v1"),
        ("https://host:8443/apps", "console", "use https://host:8443/v1"),
        (f"https://host/app/{UUID}/develop", "console", "use https://host/v1"),
        (f"https://host/datasets/{UUID}/documents", "console", "use https://host/v1"),
        ("https://host/signin", "console", "use https://host/v1"),
        ("https://host/chat/AbCdEfGh12345678", "web app", "use https://host/v1"),
        ("https://host/v1/chat-messages", "an operation", "use https://host/v1"),
        ("https://host/gw/v1/datasets/x", "an operation", "use https://host/gw/v1"),
        ("https://host/chat-messages", "an operation", "use https://host/v1"),
        ("https://host/v1/v1", "twice", "use https://host/v1"),
    ],
)
def test_what_is_no_address_of_an_api_is_refused_with_what_to_give_instead(
    given: str, problem: str, instead: str
) -> None:
    with pytest.raises(ValueError) as raised:
        normalize_base_url(given)
    assert problem in str(raised.value)
    assert instead in str(raised.value)
    assert "hunter2" not in str(raised.value)
