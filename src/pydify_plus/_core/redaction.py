"""Masking of API keys and other secrets in text and headers, for logs and errors."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

MASK = "***"

_SECRET_HEADERS = frozenset(
    {
        "api-key",
        "authorization",
        "cookie",
        "ocp-apim-subscription-key",
        "proxy-authorization",
        "set-cookie",
        "x-api-key",
        "x-auth-token",
    }
)

# A secret ends where white space, a quote, or a sign of markup or JSON begins.
_WORD = r"[^\s\"'<>,;&#}\\]+"
_PATTERNS = (
    # Dify's keys: a kind and 24 random letters and digits.
    (re.compile(r"(?<![A-Za-z0-9])(app|dataset)-[A-Za-z0-9]{16,}"), rf"\1-{MASK}"),
    (
        re.compile(rf"\b(authorization\\?[\"']?\s*[:=]\s*\\?[\"']?(?:(?:basic|bearer|token)\s+)?){_WORD}", re.I),
        rf"\1{MASK}",
    ),
    (re.compile(rf"\b(bearer\s+){_WORD}", re.I), rf"\1{MASK}"),
    (re.compile(rf"\b((?:api[-_]?key|access[-_]?token)=){_WORD}", re.I), rf"\1{MASK}"),
    (re.compile(r"(://)[^/\s@\"']+@"), rf"\1{MASK}@"),
)


def is_secret(header: str) -> bool:
    """Whether a header of that name carries a secret."""
    return header.lower() in _SECRET_HEADERS


def secrets_in(headers: Mapping[str, str]) -> list[str]:
    """The secrets that a request's headers carry: keys, tokens, cookies."""
    return [value.rpartition(" ")[2] for name, value in headers.items() if is_secret(name)]


def redact(text: str, secrets: Iterable[str] = ()) -> str:
    """The text with every key masked.

    Keys are the given secrets, and whatever looks like a Dify key, a bearer token, an Authorization header's value,
    an api_key in a query, or the user and password of a URL.

    Example:
        >>> redact("GET https://me:pw@host/info, Authorization: Bearer app-Ab1Cd2Ef3Gh4Ij5Kl6Mn7Op8")
        'GET https://***@host/info, Authorization: Bearer ***'
    """
    # Longest first, so that a secret that starts with another one leaves no rest behind.
    for secret in sorted(filter(None, secrets), key=len, reverse=True):
        text = text.replace(secret, MASK)
    for pattern, replacement in _PATTERNS:
        text = pattern.sub(replacement, text)
    return text


def redact_headers(headers: Mapping[str, str], secrets: Iterable[str] = ()) -> dict[str, str]:
    """The headers with the values of those that carry secrets masked, and keys masked in all others."""
    secrets = tuple(secrets)
    return {name: MASK if is_secret(name) else redact(value, secrets) for name, value in headers.items()}


def redact_json(value: object, secrets: Iterable[str] = ()) -> object:
    """A copy of decoded JSON with keys masked in every string of it."""
    secrets = tuple(secrets)
    if isinstance(value, str):
        return redact(value, secrets)
    if isinstance(value, list):
        return [redact_json(item, secrets) for item in cast("list[object]", value)]
    if isinstance(value, dict):
        return {
            redact(name, secrets): redact_json(item, secrets) for name, item in cast("dict[str, object]", value).items()
        }
    return value
