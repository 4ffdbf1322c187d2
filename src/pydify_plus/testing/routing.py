"""Which handler answers a path: rules in the spelling of Dify's own web framework (Flask).

The spelling matters: an id that is no UUID matches no rule and gets the page of HTML, and a JSON 404 lists the rules that
look like the requested path.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from .errors import UnknownPath, method_not_allowed

if TYPE_CHECKING:
    from starlette.responses import Response

    from .request import ServiceRequest

KeyKind = Literal["app", "dataset"]
UserSource = Literal["json", "query", "form"]
Handler = Callable[["ServiceRequest"], Awaitable["Response"]]

PREFIX = "/v1"

_PLACEHOLDER = re.compile(r"<(uuid|string):(\w+)>")
_PATTERNS = {"uuid": r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}", "string": r"[^/]+"}
_PLACEHOLDERS = re.compile("<.*>")

# Rules of Dify's own web pages that come near enough to a path of this API to be listed in a 404.
_OTHER_RULES = (
    "/api/chat-messages",
    "/api/conversations",
    "/api/messages",
    "/api/form/human_input/<string:form_token>",
    "/api/form/human_input/<string:form_token>/upload-token",
)


@dataclass(frozen=True)
class Endpoint:
    """A handler and what it asks of a request before it is called.

    Attributes:
        key: The kind of key that opens it; None where none is needed.
        user: Where the end user is named, if the operation has one.
        user_required: Whether a request without a user is refused; else it is the shared one.
    """

    handler: Handler
    key: KeyKind | None
    user: UserSource | None
    user_required: bool


class Routes:
    """The endpoints of one area, collected by decorators.

    Args:
        key: The kind of key that opens them; None where none is needed.
        prefix: What all their paths begin with.
    """

    def __init__(self, key: KeyKind | None, prefix: str = PREFIX) -> None:
        self.key: KeyKind | None = key
        self.prefix = prefix
        self.found: list[tuple[str, str, Endpoint]] = []

    def __call__(
        self, method: str, *rules: str, user: UserSource | None = None, user_required: bool = False
    ) -> Callable[[Handler], Handler]:
        """Register a handler for a method and the rules of its path, below the prefix."""

        def register(handler: Handler) -> Handler:
            endpoint = Endpoint(handler, self.key, user, user_required)
            self.found.extend((method, self.prefix + rule, endpoint) for rule in rules)
            return handler

        return register


class Router:
    """All rules of a server."""

    def __init__(self, areas: Iterable[Routes]) -> None:
        self._fixed: dict[str, dict[str, Endpoint]] = {}
        self._patterns: dict[str, tuple[re.Pattern[str], dict[str, Endpoint]]] = {}
        self._rules: dict[str, str] = {_PLACEHOLDERS.sub("", rule): rule for rule in _OTHER_RULES}
        for area in areas:
            for method, rule, endpoint in area.found:
                self._rules[_PLACEHOLDERS.sub("", rule)] = rule
                if "<" not in rule:
                    self._fixed.setdefault(rule, {})[method] = endpoint
                elif rule in self._patterns:
                    self._patterns[rule][1][method] = endpoint
                else:
                    pattern = _PLACEHOLDER.sub(lambda found: f"(?P<{found[2]}>{_PATTERNS[found[1]]})", rule)
                    self._patterns[rule] = (re.compile(pattern), {method: endpoint})

    def match(self, method: str, path: str) -> tuple[Endpoint, dict[str, str]]:
        """The endpoint for a request, and what stands in its path.

        Raises:
            UnknownPath: No rule has this path.
            ServiceError: A rule has it, for other methods.
        """
        fixed = self._fixed.get(path, {})
        if method in fixed:
            return fixed[method], {}
        is_known = bool(fixed)
        for pattern, methods in self._patterns.values():
            if found := pattern.fullmatch(path):
                if method in methods:
                    return methods[method], found.groupdict()
                is_known = True
        if is_known:
            raise method_not_allowed()
        raise UnknownPath(path)

    def suggestion(self, path: str) -> str:
        """The sentence that a JSON 404 ends with when some rules look like its path; else nothing."""
        close = difflib.get_close_matches(path, self._rules)
        if not close:
            return ""
        rules = " or ".join(self._rules[match] for match in close)
        return f"You have requested this URI [{path}] but did you mean {rules} ?"
