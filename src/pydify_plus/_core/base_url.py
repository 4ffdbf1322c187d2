"""The base URL that a user gives, brought into one form or refused with what to give instead."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, urlsplit

DIFY_CLOUD = "https://api.dify.ai/v1"

_CLOUD_SITES = frozenset({"dify.ai", "www.dify.ai", "cloud.dify.ai", "docs.dify.ai", "udify.app"})

# First segments of the Service API that can hardly be a gateway's own path, and those that are only clear behind /v1.
_OPERATIONS = r"chat-messages|completion-messages|audio-to-text|text-to-audio"
_OPERATIONS_IN_V1 = (
    r"app|apps|conversations|datasets|end-users|files|form|info|messages|meta|parameters|site|workflows?|workspaces"
)
_OPERATION = re.compile(rf"(?:/v1)?/(?:{_OPERATIONS})(?:/|$)|/v1/(?:{_OPERATIONS_IN_V1})(?:/|$)")

_UUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
# A page whose name may as well be a gateway's path counts only where the console has it: at the root.
_CONSOLE_PAGE = re.compile(
    rf"/console/api(?:/|$)|/app/{_UUID}(?:/|$)"
    rf"|^/(?:apps|datasets|explore|plugins|signin|signup|tools)$|^/datasets/(?:create|{_UUID})(?:/|$)"
)
_WEB_APP_PAGE = re.compile(r"/(?:agent|chat|chatbot|completion|workflow)/[A-Za-z0-9]{16}$")


def normalize_base_url(value: str | None) -> str:
    """The URL under which the Service API's paths stand: with `/v1`, without a slash at its end.

    Taken with and without `/v1`, with a gateway's path before it, with slashes and white space around it. None is Dify
    Cloud; an empty string is an error, since a private server's key would go there.

    Raises:
        ValueError: It is not the address of an API: the message says what is wrong and what to pass instead.

    Example:
        >>> normalize_base_url("https://gateway.example.com/dify/")
        'https://gateway.example.com/dify/v1'
    """
    if value is None:
        return DIFY_CLOUD
    url = value.strip()
    if not url:
        raise ValueError(
            f"base_url is empty: leave it out for Dify Cloud ({DIFY_CLOUD}), or give your server's address"
        )
    if not re.match(r"https?://", url, re.IGNORECASE):
        if re.match(r"[A-Za-z0-9+.-]+://", url):
            raise ValueError(f"base_url must start with http:// or https://, not {url.partition('://')[0]}://")
        raise ValueError("base_url must start with http:// or https://, such as https://dify.example.com/v1")
    parts = _split(url)
    host = parts.netloc.lower()
    path = "".join(f"/{segment}" for segment in parts.path.split("/") if segment)
    root = f"{parts.scheme}://{host}"

    if parts.hostname in _CLOUD_SITES:
        raise ValueError(f"base_url {root} is a site of Dify Cloud, not its API: use {DIFY_CLOUD}")
    if parts.scheme == "http" and parts.hostname == "api.dify.ai":
        raise ValueError(f"base_url would send API keys unencrypted: use {DIFY_CLOUD}")
    if operation := _OPERATION.search(path):
        raise ValueError(
            f"base_url ends in the path of an operation ({path}); the client adds it: "
            f"use {root}{path[: operation.start()]}/v1"
        )
    if page := _CONSOLE_PAGE.search(path):
        raise ValueError(
            f"base_url is an address of Dify's console ({path}), not of its API: use {root}{path[: page.start()]}/v1 "
            "(the app's API Access page shows it)"
        )
    if page := _WEB_APP_PAGE.search(path):
        raise ValueError(
            f"base_url is the page of a web app ({path}), not Dify's API: use {root}{path[: page.start()]}/v1"
        )
    if path.endswith("/v1/v1"):
        raise ValueError(f"base_url has /v1 twice: use {root}{path.removesuffix('/v1')}")
    return f"{root}{path}" if path.endswith("/v1") else f"{root}{path}/v1"


def _is_host(host: str) -> bool:
    """Whether a host can be looked up: what is wrong with its name would else be an error of whatever library looks first."""
    if ":" in host:  # urlsplit has read it as an IPv6 address
        return True
    labels = host.removesuffix(".").split(".")
    if len(host) > 253 or not all(re.fullmatch(r"[a-z0-9_-]{1,63}", label) for label in labels):
        return False
    if not any(label.startswith("xn--") for label in labels):
        return True
    from idna import IDNAError, decode  # with httpx, which reads such a name by it

    try:
        return bool(decode(host))
    except IDNAError:
        return False


def _split(url: str) -> SplitResult:
    """The parts of an http(s) URL that is nothing but scheme, host, port and path."""
    if re.search(r"[\s\\{}<>\"]|[^\x20-\x7e]", url):
        raise ValueError(
            "base_url contains a character that no URL has (white space, a brace, a quote …): a placeholder?"
        )
    try:
        parts = urlsplit(url)
        host = parts.hostname
        _ = parts.port  # Read for its check.
    except ValueError as problem:
        raise ValueError(f"base_url is not a URL: {problem}") from None
    if "@" in parts.netloc:
        raise ValueError("base_url holds a user or password: leave it out, Dify takes API keys only (api_key=)")
    if not host:
        raise ValueError("base_url names no host, such as https://dify.example.com/v1")
    if not _is_host(host) or not re.fullmatch(r"(?:\[[0-9a-f:.]+\]|[^:\[\]]+)(?::\d*)?", parts.netloc, re.IGNORECASE):
        raise ValueError(f"base_url names a host that cannot be one: {parts.netloc[:80]!r}")
    if parts.query or parts.fragment or url.endswith(("?", "#")):
        raise ValueError("base_url must not have a query (?…) or a fragment (#…): give the address up to /v1")
    if any(segment in {".", ".."} for segment in parts.path.split("/")):
        raise ValueError("base_url must not have . or .. in its path: give the full address")
    return parts
