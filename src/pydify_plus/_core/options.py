"""The keywords that methods share, and the check that a keyword is one of a method's."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, TypedDict, cast

if TYPE_CHECKING:
    from .content import UploadProgress

from .settings import given_headers


class RequestOptions(TypedDict, total=False):
    """Keywords of every method, beside its own."""

    user: str | None
    """The end user in whose name the call is made, in place of the client's; not sent where Dify takes none."""
    timeout: float | None
    """Seconds for connecting and for silence, in place of the client's; None for no limit."""
    retries: int
    """The most repeats of this call, in place of the client's."""
    extra_headers: Mapping[str, str] | None
    """Headers laid over the request's own."""
    extra_query: Mapping[str, Any] | None
    """Query parameters laid over the request's own."""
    extra_body: Mapping[str, Any] | None
    """Fields laid over the request's body."""


class UploadOptions(RequestOptions, total=False):
    """Keywords of every method that uploads a file."""

    on_progress: Callable[[UploadProgress], Any] | None
    """Called with an `UploadProgress` after each piece that is sent; in the asynchronous client it may be an async function."""


class StreamOptions(RequestOptions, total=False):
    """Keywords of every method that reads a stream."""

    idle_timeout: float | None
    """Seconds without an event, pings not counted; None for no limit."""
    total_timeout: float | None
    """Seconds for the whole stream; None for no limit."""
    resume: bool
    """Whether the stream of a workflow or chatflow that breaks off is taken up again, from the run's own events; True when left out.
    What is missing then is told by the stream's `gaps`."""
    collect_audio: bool
    """Keep the speech that comes with the answer, for the stream's `audio`."""


class GenerationOptions(StreamOptions, total=False):
    """Keywords of the methods that generate."""

    response_mode: Literal["streaming", "blocking"] | None
    """How the answer is waited for when no stream is asked for: `streaming` reads one, whose pings keep a long run connected, and puts
    the answer together; `blocking` is the wire's own way. Default: the client's."""
    files: Sequence[Any] | None
    """Files of the message or run: an `InputFile` of `pydify_plus.models` each, or dicts as Dify takes them."""
    validate_inputs: bool
    """Check the inputs against the app's form before anything is sent: DifyInputError says which are wrong. The form is asked for once
    in a few minutes."""
    trace_session_id: str | None
    """Groups requests in the tracing tools that the app sends to; 1 to 200 characters."""


class TurnKeywords(GenerationOptions, total=False):
    """Keywords of a conversation's turns."""

    auto_generate_name: bool | None
    """Whether Dify names a new conversation by its first message; True when left out."""
    workflow_id: str | None
    """The published version of a chatflow to run; the current one when left out."""
    trace_id: str | None
    """Your id for this request in tracing tools: 1 to 128 of letters, digits, `_` and `-`."""


class ChatKeywords(TurnKeywords, total=False):
    """Keywords of the chat methods."""

    query: str | None
    """The user's message."""
    inputs: Mapping[str, Any] | None
    """Values for the app's input variables, by name; a file variable takes an `InputFile`."""
    conversation_id: Any
    """The conversation to go on with: its id, or an answer, stream or conversation that carries it."""
    history: Literal["transcript"] | None
    """`transcript` sends earlier `messages` as labelled text within the query; without it they are an error."""


class CompletionKeywords(GenerationOptions, total=False):
    """Keywords of the completion methods."""

    inputs: Mapping[str, Any] | None
    """Values for the app's input variables, by name; a file variable takes an `InputFile`."""
    variable: str
    """The input variable that takes the prompt; `query` when left out."""


class WorkflowKeywords(GenerationOptions, total=False):
    """Keywords of the workflow methods."""

    raise_on_failure: bool
    """Whether a run that failed is an error, as it is of a chatflow, in place of an answer; False when left out. The text that had come
    is the error's `text`."""
    trace_id: str | None
    """Your id for this request in tracing tools: 1 to 128 of letters, digits, `_` and `-`."""


def reading(options: RequestOptions) -> RequestOptions:
    """The options of a call that only reads, before the one that they are given for: what is laid over a request is meant for that."""
    return cast("RequestOptions", {**options, "extra_body": None, "extra_query": None})


def check_keywords(options: Any, known: type[Any], *, depth: int) -> None:
    """Refuse a keyword that a method does not have, naming the one that was probably meant: Dify would ignore it silently.

    Args:
        options: The keywords left over by the method `depth` frames up the stack: its own dict, in which headers are veiled.
        known: The TypedDict of the keywords that it has beside its parameters.
        depth: How far up that method's frame is.

    Raises:
        TypeError: A keyword is unknown.
    """
    given = cast("dict[str, Any]", options)
    if "extra_headers" in given:  # a traceback that shows local variables must not show keys
        given["extra_headers"] = given_headers(given["extra_headers"])
    if known.__annotations__.keys() >= given.keys():
        return
    from difflib import get_close_matches

    code = sys._getframe(depth + 1).f_code
    names = [*code.co_varnames[1 : code.co_argcount + code.co_kwonlyargcount], *known.__annotations__]
    wrong = next(name for name in given if name not in known.__annotations__)
    close = get_close_matches(wrong, names, n=1, cutoff=0.5)
    meant = f"did you mean {close[0]!r}?" if close else f"it has {', '.join(names)}"
    raise TypeError(f"{code.co_name}() has no keyword {wrong!r}: {meant}")
