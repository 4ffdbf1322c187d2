"""What a few harmless answers tell about a server, keys and an app, in words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pydify_plus.errors import DifyAPIError, DifyPermissionError, DifyTransportError
from pydify_plus.models.diagnosis import Check, Diagnosis

if TYPE_CHECKING:
    from pydify_plus.errors import DifyError

CHECKED_VERSION = "1.14.2"
"""The Dify that this package was checked with, beside the older one that `OLDER` tells of."""
OLDER = "1.9.2"

_OF_OLDER_SERVERS = (
    "Not there: human input, end users, knowledge pipelines, downloads of documents, the event stream that takes up a run again.",
    "Documents cannot be updated by PATCH, as update_document(file=...) does.",
    "Making, changing and binding knowledge tags, and the filter tag_ids= of datasets, answer 404: a fault of those servers.",
    "A document made from text needs process_rule=, and renaming a conversation needs a name: without, they answer 500.",
    "A chatflow refuses an unknown conversation_id with 404, where newer servers begin another conversation.",
    "An unknown workflow run is answered with all fields null, and a conversation can be deleted twice without an error.",
    "A missing input of a streamed run is an error before the stream begins; a run whose model has no credentials ends as failed.",
)

_EVERY_APP = ("app_config", "end_users", "files")
_CONVERSING = ("chat", "sessions", "feedback", "audio", "annotations", *_EVERY_APP)
_OF_APP = {
    "chat": _CONVERSING,
    "agent-chat": _CONVERSING,
    "advanced-chat": (*_CONVERSING, "human_input"),
    "completion": ("textgen", "feedback", "audio", "annotations", *_EVERY_APP),
    "workflow": ("workflows", "human_input", "audio", *_EVERY_APP),
}
_OF_KNOWLEDGE = ("dataset", "documents", "blocks", "metadata", "tags", "models", "pipelines")
_OF_NO_KEY = ("server",)


@dataclass(frozen=True, slots=True)
class Probe:
    """What came back from one request.

    Attributes:
        answer: The JSON object, when it came with success.
        error: What came instead.
        version: What the header X-Version says.
        seconds: How long it took.
    """

    answer: Mapping[str, Any] | None = None
    error: DifyError | None = None
    version: str | None = None
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class KeyProbes:
    """What one key was answered.

    Attributes:
        parameter: The client's parameter that it was given as.
        problem: Why it could not be tried.
        info: GET /info, which the key of an app may ask.
        parameters: GET /parameters, asked when `info` was answered.
        datasets: GET /datasets, which a knowledge key may ask.
    """

    parameter: str
    problem: str | None = None
    info: Probe | None = None
    parameters: Probe | None = None
    datasets: Probe | None = None

    @property
    def probes(self) -> list[Probe]:
        return [probe for probe in (self.info, self.parameters, self.datasets) if probe is not None]


def diagnosis(base_url: str, index: Probe, keys: Sequence[KeyProbes]) -> Diagnosis:
    """The findings, from what the index and each key were answered.

    Args:
        base_url: What the client asks.
        index: GET /, which needs no key.
        keys: The keys that were given; none when the index was not reached.
    """
    if isinstance(index.error, DifyTransportError):
        return Diagnosis(base_url, (Check("host", False, _unreachable(base_url, index.error)),))
    host = Check("host", True, f"answered in {index.seconds * 1000:.0f} ms")
    probes = [index, *(probe for key in keys for probe in key.probes)]
    if not any(_is_of_dify(probe) for probe in probes):
        return Diagnosis(base_url, (host, Check("dify", False, _not_dify(probes))))

    version = next(filter(None, [_of_index(index), *(probe.version for probe in probes)]), None)
    checks = [host, Check("dify", True, "this is a Dify"), Check("version", True, _about(version))]
    kinds = {key.parameter: _kinds(key) for key in keys}
    checks += [_key_check(key, kinds) for key in keys] or [Check("api_key", False, _NO_KEY)]
    mode = None
    groups = [*_OF_NO_KEY]
    for key in keys:
        used_for = ("app", "dataset") if len(keys) == 1 else (_RIGHT[key.parameter],)
        if key.info is not None and key.info.answer is not None:
            mode = str(key.info.answer.get("mode"))
            checks.append(_app_check(key.info.answer, key.parameters))
            groups += _OF_APP.get(mode, _EVERY_APP) if "app" in used_for else ()
        if key.datasets is not None and key.datasets.answer is not None and "dataset" in used_for:
            groups += _OF_KNOWLEDGE
    usable = tuple(dict.fromkeys(groups))
    checks.append(Check("groups", usable != _OF_NO_KEY, _about_groups(usable)))
    older = version is not None and _number(version) < _number(CHECKED_VERSION)
    return Diagnosis(base_url, tuple(checks), version, mode, usable, _OF_OLDER_SERVERS if older else ())


# The host.


def _unreachable(base_url: str, error: DifyTransportError) -> str:
    text = error.message
    if re.search(r"//(localhost|127\.|\[::1\])", base_url):
        text += "; is Dify running on this machine? Within a container, localhost is the container itself"
    elif "certificate" not in text:
        text += "; check base_url, and whether this machine needs a proxy (proxy=) or a VPN to get there"
    return text


# Dify.


def _is_of_dify(probe: Probe) -> bool:
    if probe.version or _of_index(probe):
        return True
    if probe.answer is not None:
        return "mode" in probe.answer or {"data", "has_more"} <= probe.answer.keys()
    body = probe.error.body if isinstance(probe.error, DifyAPIError) else None
    return isinstance(body, dict) and {"code", "message", "status"} <= body.keys()


def _of_index(probe: Probe) -> str | None:
    version = (probe.answer or {}).get("server_version")
    return version if isinstance(version, str) else None


def _not_dify(probes: Sequence[Probe]) -> str:
    seen = ""
    for probe in probes:
        if isinstance(probe.error, DifyAPIError):
            kind, server = (probe.error.headers.get(name, "") for name in ("content-type", "server"))
            seen = f": {probe.error.status_code} {kind.partition(';')[0] or 'without a type'}{f' of {server}' if server else ''}"
            break
    return (
        f"something answers, but not Dify's API{seen}. base_url must lead to the API, which for a server of your own is mostly "
        "http://HOST/v1; an app's API Access page in Dify shows it"
    )


# Its version.


def _about(version: str | None) -> str:
    if version is None:
        return "the server does not tell: a proxy before it takes the header X-Version away"
    if _number(version) < _number(CHECKED_VERSION):
        return (
            f"{version}, older than {CHECKED_VERSION}, with which this package was checked; of {OLDER} this is known:"
        )
    if _number(version) > _number(CHECKED_VERSION):
        return (
            f"{version}, newer than {CHECKED_VERSION}, with which this package was checked: what is new in its answers is there by its "
            "JSON name, and events that are new come as they are"
        )
    return f"{version}, with which this package was checked"


def _number(version: str) -> tuple[int, ...]:
    return tuple(int(digits) for digits in re.findall(r"\d+", version)[:3])


# Keys.

_NO_KEY = "none was given: pass api_key= (an app's key) or dataset_api_key= (a knowledge key), or set DIFY_API_KEY or DIFY_DATASET_API_KEY"
_NAMES = {"app": "the key of an app", "dataset": "a knowledge key"}
_RIGHT = {"api_key": "app", "dataset_api_key": "dataset"}


def _kinds(key: KeyProbes) -> list[str]:
    """What the key opens; also where its API is switched off, since that tells what it is."""
    return [
        kind
        for kind, probe in (("app", key.info), ("dataset", key.datasets))
        if probe is not None and (probe.answer is not None or isinstance(probe.error, DifyPermissionError))
    ]


def _key_check(key: KeyProbes, kinds: Mapping[str, list[str]]) -> Check:
    found = kinds[key.parameter]
    if key.problem is not None:
        return Check(key.parameter, False, key.problem)
    if not found:
        return Check(key.parameter, False, _why_unknown(key))
    names = " and ".join(_NAMES[kind] for kind in found)
    for probe in key.probes:
        if isinstance(probe.error, DifyPermissionError):
            return Check(key.parameter, False, f"{names}, but {probe.error.message} Switch API access on in Dify.")
    if _RIGHT[key.parameter] not in found:
        if len(kinds) > 1:
            other = next(parameter for parameter in kinds if parameter != key.parameter)
            return Check(key.parameter, False, f"this is {names}: give it as {other}=")
        return Check(key.parameter, True, f"{names}, used for everything, as the only one that was given")
    return Check(key.parameter, True, names)


def _why_unknown(key: KeyProbes) -> str:
    for probe in key.probes:
        error = probe.error
        if not (isinstance(error, DifyAPIError) and error.status_code == 401):
            return f"what it opens cannot be told: {error}"
    return (
        "Dify knows it neither as the key of an app nor as a knowledge key (401): copy it again from the app's API Access page, or from "
        "Knowledge, API, of this very server; it may have been deleted"
    )


# The app.


def _app_check(info: Mapping[str, Any], parameters: Probe | None) -> Check:
    mode = info.get("mode")
    named = f"{info.get('name')!r}, of the mode {mode}"
    if mode not in _OF_APP:
        return Check(
            "app", True, f"{named}, which is newer than this package: client._request() reaches what it offers"
        )
    error = parameters.error if parameters is not None else None
    if isinstance(error, DifyAPIError) and error.code == "app_unavailable":
        return Check("app", False, f"{named}, was never published: publish it in Dify")
    if error is not None:
        return Check("app", False, f"{named}, but its parameters cannot be read: {error}")
    return Check("app", True, named)


def _about_groups(usable: tuple[str, ...]) -> str:
    if usable == _OF_NO_KEY:
        return "only server can be used, until a key is right"
    every = {group for groups in (*_OF_APP.values(), _OF_KNOWLEDGE) for group in groups}
    missing = sorted(every.difference(usable))
    text = f"these can be used: {', '.join(usable)}"
    return (
        f"{text}; not {', '.join(missing)}, which need the key of another app or the other kind of key"
        if missing
        else text
    )
