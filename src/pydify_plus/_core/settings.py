"""A client's settings: what was given and what the environment adds, checked once."""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from errno import ENOENT
from typing import Any, Literal, cast
from urllib.parse import urlsplit

from .app_memory import AppMemory
from .base_url import normalize_base_url
from .given_headers import GivenHeaders
from .keys import APP_KEY, DATASET_KEY, KeySource, Secret, Veil
from .redaction import is_secret
from .retry import RetryPolicy
from .tracing import TraceId, check_trace_id

DEFAULT_USER = "DEFAULT-USER"
"""The end user that Dify itself takes when none is named."""

_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_PROXIES = ("http", "https", "socks5", "socks5h")

Key = str | Callable[[], str]


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that a client needs to know to make a call."""

    base_url: str
    app_key: Secret | None
    dataset_key: Secret | None
    user: str
    timeout: float | None
    policy: RetryPolicy
    response_mode: str
    headers: Mapping[str, str] = field(repr=False)
    logger: logging.Logger
    trace_id: TraceId | None
    app: AppMemory = field(default_factory=AppMemory, repr=False, compare=False)

    def changed(self, **changes: Any) -> Settings:
        """A copy with the changes that are given in the words of a client's parameters; keys are veiled.

        Raises:
            TypeError: A parameter that cannot be changed on a copy, or does not exist.
            ValueError: A value that the client itself would refuse.
        """
        fields: dict[str, Any] = {}
        for name, value in changes.items():
            match name:
                case "api_key":
                    fields["app_key"] = _secret(value, APP_KEY)
                case "dataset_api_key":
                    fields["dataset_key"] = _secret(value, DATASET_KEY)
                case "user":
                    fields["user"] = check_user(value)
                case "timeout":
                    fields["timeout"] = check_timeout(value)
                case "retries":
                    fields["policy"] = replace(fields.get("policy", self.policy), retries=value)
                case "retry_backoff_factor":
                    fields["policy"] = replace(fields.get("policy", self.policy), backoff_factor=value)
                case "response_mode":
                    fields["response_mode"] = check_response_mode(value)
                case "default_headers":
                    fields["headers"] = GivenHeaders({**self.headers, **check_headers(value)})
                case "trace_id":
                    fields["trace_id"] = _trace_source(value)
                case "logger":
                    fields["logger"] = value
                case _:
                    raise TypeError(
                        f"with_options() has no keyword {name!r}: it takes api_key, dataset_api_key, user, timeout, retries, "
                        "retry_backoff_factor, response_mode, default_headers, trace_id and logger"
                    )
        if not fields.keys().isdisjoint(("app_key", "dataset_key", "headers")):
            fields["app"] = AppMemory()  # it may be another one
        return replace(self, **fields)

    def portable(self) -> dict[str, Any]:
        """What a pickled client carries of these: the parameters to make it again, without its keys."""
        return {
            "base_url": self.base_url,
            "user": self.user,
            "timeout": self.timeout,
            "retries": self.policy.retries,
            "retry_backoff_factor": self.policy.backoff_factor,
            "response_mode": self.response_mode,
            "default_headers": {name: value for name, value in self.headers.items() if not is_secret(name)},
            "trace_id": self.trace_id,
            "logger": self.logger,
        }


def wake(kind: type[Any], parameters: dict[str, Any]) -> Any:
    """A pickled client where it wakes: its keys come from the environment there."""
    return kind(**parameters)


def make_settings(
    *,
    base_url: str | None,
    api_key: Veil,
    dataset_api_key: Veil,
    user: str | None,
    timeout: float | None,
    retries: int,
    retry_backoff_factor: float,
    response_mode: str,
    default_headers: Mapping[str, str] | None,
    trace_id: TraceId | None,
    logger: logging.Logger | None,
) -> Settings:
    """Settings from a client's parameters, completed from the environment.

    Raises:
        ValueError: A value cannot be right; the message says which, and what to give.
    """
    env = os.environ.get
    # A set but empty variable is an address that somebody forgot; None alone means Dify Cloud.
    return Settings(
        base_url=normalize_base_url(env("DIFY_BASE_URL") if base_url is None else base_url),
        app_key=_secret(api_key, APP_KEY) or _secret(Veil(env(APP_KEY.env) or None), APP_KEY),
        dataset_key=_secret(dataset_api_key, DATASET_KEY) or _secret(Veil(env(DATASET_KEY.env) or None), DATASET_KEY),
        user=check_user((env("DIFY_USER") or DEFAULT_USER) if user is None else user),
        timeout=check_timeout(timeout),
        policy=RetryPolicy(retries=retries, backoff_factor=retry_backoff_factor),
        response_mode=check_response_mode(response_mode),
        headers=check_headers(default_headers or {}),
        trace_id=_trace_source(trace_id),
        logger=logger or logging.getLogger("pydify_plus"),
    )


def _secret(key: Veil, source: KeySource) -> Secret | None:
    return None if key.unveil() is None else Secret(cast("Key", key.unveil()), source)


def _trace_source(value: TraceId | None) -> TraceId | None:
    return value if value is None or callable(value) else check_trace_id(value)


def check_user(value: str) -> str:
    """An end user's id, which must be a string with something in it."""
    if not isinstance(value, str) or not value:  # pyright: ignore[reportUnnecessaryIsInstance]
        raise ValueError(f"user must be a non-empty string that names your end user, not {value!r}")
    return value


def check_timeout(value: float | None, name: str = "timeout") -> float | None:
    """A number of seconds above 0, or None for no limit."""
    if value is not None and (isinstance(value, bool) or not isinstance(value, (int, float)) or not value > 0):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise ValueError(f"{name} must be a number of seconds above 0, or None for no limit, not {value!r}")
    return value


def check_max_connections(value: int) -> int:
    """A whole number above 0."""
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:  # pyright: ignore[reportUnnecessaryIsInstance]
        raise ValueError(f"max_connections must be a whole number, 1 or more, not {value!r}")
    return value


def check_http_client(
    value: Any,
    *,
    close: Literal["close", "aclose"],
    name: str = "http_client",
    proxy: Veil | None = None,
    verify: Any = True,
) -> None:
    """A client of the right world, beside which nothing is given that it alone could follow."""
    if value is None:
        return
    for method in ("build_request", "send", close):
        if not callable(getattr(value, method, None)):
            kind = "httpx.Client" if close == "close" else "httpx.AsyncClient"
            raise TypeError(
                f"{name} must be an {kind} or have its interface: a {type(value).__name__} has no {method}()"
            )
    if (proxy is not None and proxy.unveil() is not None) or verify is not True:
        raise ValueError("proxy and verify are for the client's own connections: give them to your http_client")


def check_response_mode(value: str) -> str:
    """`streaming` or `blocking`."""
    if value not in ("streaming", "blocking"):
        raise ValueError(f"response_mode must be 'streaming' or 'blocking', not {value!r}")
    return value


def check_headers(headers: Mapping[str, str]) -> GivenHeaders:
    """Headers that HTTP can carry; a value is never part of the message, since it may be a secret.

    Raises:
        TypeError: No mapping of names to values.
        ValueError: A name or value that no request can have.
    """
    if not isinstance(headers, GivenHeaders):
        if not isinstance(headers, Mapping):  # pyright: ignore[reportUnnecessaryIsInstance]
            headers, kind = {}, type(headers).__name__
            raise TypeError(f"headers must be a mapping of names to values, not {kind}")
        headers = GivenHeaders(headers)  # a traceback that shows local variables must not show keys
    for name in headers:
        if not isinstance(name, str) or not _HEADER_NAME.fullmatch(name):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise ValueError(f"{name!r} cannot be the name of a header")
        if not _can_be_sent(headers[name]):
            raise ValueError(f"the value of header {name!r} must be a string without control characters")
    return headers


def _can_be_sent(value: object) -> bool:
    # Without the value in a local variable of any frame that raises.
    return isinstance(value, str) and re.search(r"[\x00-\x08\x0a-\x1f\x7f\ud800-\udfff]", value) is None


def given_headers(headers: Mapping[str, str] | None) -> Mapping[str, str] | None:
    """What a caller gave as headers, so held that a traceback does not show it; unchecked."""
    return GivenHeaders(headers) if headers and isinstance(headers, Mapping) else headers  # pyright: ignore[reportUnnecessaryIsInstance]


def check_proxy(proxy: Veil) -> Veil:
    """The URL of a proxy, or an `httpx.Proxy`. Its user and password are never part of the message.

    Raises:
        ValueError: No URL of a proxy.
    """
    if not isinstance(proxy.unveil(), str):
        return proxy
    scheme, marked, _ = str(proxy.unveil()).partition("://")
    host = ""
    try:
        host = urlsplit(str(proxy.unveil())).hostname or ""
        urlsplit(str(proxy.unveil())).port  # noqa: B018 - read for its check
    except ValueError:
        host = ""
    if not marked or scheme.lower() not in _PROXIES or not host:
        raise ValueError(f"proxy must be the URL of one, such as http://proxy.example.com:8080 ({', '.join(_PROXIES)})")
    return proxy


def holds_password(proxy: Veil) -> bool:
    """Whether a proxy is given with a user or a password."""
    given: Any = proxy.unveil()
    return "@" in str(given) or bool(getattr(given, "raw_auth", None)) or bool(getattr(given, "headers", None))


def check_verify(verify: Any) -> Any:
    """What `verify` may be: True, False, the path of CA certificates that are there, or an `ssl.SSLContext`.

    Raises:
        FileNotFoundError: The path leads nowhere.
        TypeError: It is none of these.
    """
    if isinstance(verify, (str, os.PathLike)):
        path = os.fspath(cast("str", verify))
        if not os.path.exists(path):  # noqa: PTH110
            raise FileNotFoundError(
                ENOENT, "verify must be a file or folder of CA certificates, and there is none", path
            )
        return path
    # By its method, so that `ssl` need not be imported.
    if not isinstance(verify, bool) and not hasattr(verify, "wrap_socket"):
        raise TypeError(
            f"verify must be True, False, the path of CA certificates or an ssl.SSLContext, not {type(verify).__name__}"
        )
    return verify
