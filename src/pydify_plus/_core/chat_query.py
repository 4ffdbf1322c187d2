"""Chat messages in the style of model APIs, as the one query that Dify takes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast


def query_of(
    query: str | None,
    messages: Sequence[Any] | None,
    *,
    has_conversation: bool,
    history: str | None,
) -> tuple[str, list[dict[str, Any]]]:
    """The query, and the files that the messages name by URL.

    Dify keeps the history of a conversation itself. So the last user message is the query, and earlier messages count as known when
    the conversation goes on.

    Args:
        query: Dify's own parameter; it goes before `messages`.
        messages: Objects or dicts with `role` and `content`; a content is text, or a list of parts of type `text` or `image_url`.
        has_conversation: Whether the call goes on with a conversation.
        history: `transcript` to send earlier messages as labelled text.

    Raises:
        ValueError: There is nothing to ask, or there are earlier messages that Dify would not see.
        TypeError: A message is not one.
    """
    if history not in (None, "transcript"):
        raise ValueError(f"history must be 'transcript' or left out, not {history!r}")
    if query is not None:
        if messages:
            raise ValueError("give query= or messages=, not both: Dify takes one message and keeps the history itself")
        if not isinstance(query, str):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise TypeError(f"query must be a string, not {type(query).__name__}")
        return query, []
    if not messages:
        raise ValueError("nothing to ask: give query='...', or messages= with a user message")
    *before, last = [_read(message) for message in messages]
    role, text, files = last
    if role != "user":
        raise ValueError(f"the last of messages must be the user's, not of role {role!r}: it becomes Dify's query")
    if not before or (has_conversation and history is None):
        return text, files
    if history is None:
        raise ValueError(
            f"Dify takes one message, and {len(before)} come before it: pass conversation_id= to go on with a conversation that Dify "
            "has, move instructions into the app's prompt or inputs, or pass history='transcript' to send them as text"
        )
    lines = [f"{role}: {text}" for role, text, _ in before]
    return "\n".join([*lines, f"user: {text}"]), [file for _, _, found in before for file in found] + files


def _field(value: Any, name: str) -> Any:
    """A field of a dict or an attribute of an object; None without."""
    return cast("Mapping[str, Any]", value).get(name) if isinstance(value, Mapping) else getattr(value, name, None)


def _read(message: Any) -> tuple[str, str, list[dict[str, Any]]]:
    role, content = _field(message, "role"), _field(message, "content")
    if not isinstance(role, str) or content is None:
        raise TypeError(
            f"a message has a role and a content, such as {{'role': 'user', 'content': 'Hello'}}, not {message!r}"
        )
    if isinstance(content, str):
        return str(role), content, []
    texts: list[str] = []
    files: list[dict[str, Any]] = []
    for part in content:
        kind = _field(part, "type")
        if kind == "text":
            texts.append(str(_field(part, "text")))
        elif kind == "image_url":
            image = _field(part, "image_url")
            url = image if isinstance(image, str) else _field(image, "url")
            if not str(url).startswith(("http://", "https://")):
                raise ValueError(
                    "an image in messages must be an http(s) URL: upload other images with files.upload_file and pass files="
                )
            files.append({"type": "image", "transfer_method": "remote_url", "url": url})
        else:
            raise ValueError(f"a part of a message's content must be of type text or image_url, not {kind!r}")
    return str(role), "\n".join(texts), files
