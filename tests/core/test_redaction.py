from __future__ import annotations

import pytest

from pydify_plus._core.redaction import redact, redact_headers, redact_json

KEY = "Ab1Cd2Ef3Gh4Ij5Kl6Mn7Op8"


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        (f"key app-{KEY}, dataset-{KEY}.", "key app-***, dataset-***."),
        (f"KEY_app-{KEY}_", "KEY_app-***_"),
        (f"Authorization: Bearer app-{KEY}", "Authorization: Bearer ***"),
        ("authorization=Basic dXNlcjpwdw==", "authorization=Basic ***"),
        ('{"Authorization": "Bearer sk.a-b_c~d+e/f=", "n": 1}', '{"Authorization": "Bearer ***", "n": 1}'),
        ("{'authorization': 'token-without-scheme'}", "{'authorization': '***'}"),
        (r'"{\"Authorization\": \"Bearer x1\"}"', r'"{\"Authorization\": \"Bearer ***\"}"'),
        ("curl -H 'x: BEARER   abc' https://h", "curl -H 'x: BEARER   ***' https://h"),
        ("https://me:pw@proxy:8080/ and http://token@h", "https://***@proxy:8080/ and http://***@h"),
        ("GET /x?api_key=abc&user=u&access-token=def#g", "GET /x?api_key=***&user=u&access-token=***#g"),
        ("first long-secret, then long-secret-2", "first ***, then ***"),
    ],
)
def test_keys_are_masked(text: str, masked: str) -> None:
    assert redact(text, ["long-secret", "long-secret-2"]) == masked


@pytest.mark.parametrize(
    "text",
    [
        "Authorization header must be provided and start with 'Bearer'",
        "the app-configuration of dataset-4aec26ab-71ca-4331-aa8f-ffa03d4ffee9",
        "write to me@example.com, see https://docs.dify.ai/en#auth",
        "",
    ],
)
def test_other_text_stays(text: str) -> None:
    assert redact(text, ["", "elsewhere"]) == text


def test_headers_that_carry_secrets_are_masked_whole_and_others_in_part() -> None:
    headers = {
        "Authorization": "x",
        "set-cookie": "a=b",
        "X-Api-Key": "x",
        "Proxy-Authorization": "x",
        "Via": f"app-{KEY} s3",
    }
    assert redact_headers(headers, ["s3"]) == {**dict.fromkeys(headers, "***"), "Via": "app-*** ***"}


def test_json_is_masked_in_names_and_values_at_any_depth_and_otherwise_equal() -> None:
    value = {"a": [1, None, True, f"app-{KEY}", {f"Bearer {KEY}": "s3"}], "b": 1.5}
    assert redact_json(value, ["s3"]) == {"a": [1, None, True, "app-***", {"Bearer ***": "***"}], "b": 1.5}
    assert value["a"][3] == f"app-{KEY}"  # type: ignore[index]
