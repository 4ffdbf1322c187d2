"""Which server, keys and user a command works with: options, then the environment, then `.env`, then a profile."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydify_plus._core.base_url import normalize_base_url
from pydify_plus._core.keys import APP_KEY, DATASET_KEY, KeySource, Secret

from .dotenv import read_dotenv
from .failure import UsageFailure
from .profiles import KEYS, Profiles

ENVIRONMENT = {
    "base_url": "DIFY_BASE_URL",
    "api_key": "DIFY_API_KEY",
    "dataset_api_key": "DIFY_DATASET_API_KEY",
    "user": "DIFY_USER",
    "profile": "DIFY_PROFILE",
}
_KEY_SOURCES = {"api_key": APP_KEY, "dataset_api_key": DATASET_KEY}


@dataclass(frozen=True, slots=True)
class Config:
    """What a command works with.

    Attributes:
        base_url: The server.
        keys: The keys by the client's parameter for them.
        user: The end user; None for the client's default.
        profile: The name of the profile that gave something, or could have.
        sources: Where each value came from, in words.
        unused_keys: The keys of the profile that were left out, since the base URL is not the profile's.
    """

    base_url: str
    keys: Mapping[str, Secret] = field(repr=False)
    user: str | None
    profile: str | None
    sources: Mapping[str, str]
    unused_keys: tuple[str, ...] = ()


def resolve(given: Mapping[str, Any], folder: Path | None = None) -> Config:
    """The settings that hold.

    A profile that is named by `--profile` comes before the environment, as an option does; another one after `.env`. The keys of a
    profile go to that profile's server alone: what names another server, a `.env` file say, has to come with a key of its own.

    Args:
        given: The options of the command line, by name.
        folder: Where `.env` is looked for; the current folder when left out.

    Raises:
        UsageFailure: A file cannot be used, a profile does not exist, or a value cannot be right.
    """
    options = {setting: given[setting] for setting in ("base_url", "user") if given.get(setting) is not None}
    for key in KEYS:
        source = given.get(f"{key}_file")
        if source is not None:
            options[key] = _key_from(source, key)
    environment = _of_variables(os.environ)
    of_file = read_dotenv(folder or Path())
    dotenv = _of_variables(of_file)

    named: str | None = given.get("profile") or environment.get("profile") or dotenv.get("profile")
    profiles = Profiles.read()
    name: str | None = named or profiles.default
    profile = profiles.get(name) if name else {}
    of_profile = (f"the profile {name!r}", profile)
    places: list[tuple[str, Mapping[str, str]]] = [
        ("an option", options),
        ("the environment", environment),
        (".env", dotenv),
    ]
    places.insert(1 if given.get("profile") else len(places), of_profile)

    found: dict[str, str] = {}
    sources: dict[str, str] = {}
    for place, values in places:
        for setting in ("base_url", "api_key", "dataset_api_key", "user"):
            if setting in values and setting not in found:
                found[setting], sources[setting] = values[setting], place
    try:
        base_url = normalize_base_url(found.get("base_url"))
        own_url = normalize_base_url(profile.get("base_url"))
    except ValueError as error:
        raise UsageFailure(str(error).replace("base_url", "the base URL", 1), kind="config") from None
    unused = tuple(key for key in KEYS if sources.get(key) == of_profile[0] and base_url != own_url)
    secrets: dict[str, Secret] = {}
    for key in KEYS:
        if found.get(key) and key not in unused:
            secrets[key] = _secret(found[key], _KEY_SOURCES[key], sources[key])
    return Config(
        base_url=base_url,
        keys=secrets,
        user=found.get("user") or None,
        profile=name,
        sources={
            "base_url": "the default, Dify Cloud",
            **{key: value for key, value in sources.items() if key not in unused},
        },
        unused_keys=unused,
    )


def no_key(config: Config, kind: str | None = None) -> UsageFailure:
    """What to say when there is no key for what is asked."""
    what = {"app": "the key of an app", "dataset": "a knowledge key"}.get(kind or "", "an API key")
    variable = "DIFY_DATASET_API_KEY" if kind == "dataset" else "DIFY_API_KEY"
    if config.unused_keys:
        return UsageFailure(
            f"no key for {config.base_url}, which {config.sources['base_url']} names: the keys of the profile "
            f"{config.profile!r} are for its own server",
            hint=f"set {variable}, or make a profile for that server: pydify-plus profile add NAME",
            kind="config",
        )
    return UsageFailure(
        f"no API key: this needs {what} of {config.base_url}",
        hint=f"set {variable}, in the environment or in .env, or keep it in a file of your own: pydify-plus profile add NAME",
        kind="config",
    )


def masked(key: str) -> str:
    """A key to be recognised by, not used: its kind and its last characters, where enough of it stays hidden."""
    if len(key) < 16:
        return "***"
    kind, dash, _ = key.partition("-")
    return f"{kind}-…{key[-4:]}" if dash and len(kind) <= 8 else f"…{key[-4:]}"


def _of_variables(variables: Mapping[str, str]) -> dict[str, str]:
    # A set but empty key is one that somebody forgot, or took away on purpose; an empty URL is never meant.
    found = {setting: variables[name] for setting, name in ENVIRONMENT.items() if name in variables}
    return {setting: value for setting, value in found.items() if value or setting == "base_url"}


def _key_from(source: str, name: str) -> str:
    """A key from a file's first line, from standard input, or, at a terminal, from a hidden prompt."""
    if source != "-":
        try:
            with Path(source).open(encoding="utf-8") as file:
                return file.readline().strip()
        except (OSError, UnicodeDecodeError) as error:
            raise UsageFailure(f"the key cannot be read from {source}: {error}", kind="config") from None
    if sys.stdin.isatty():
        import typer

        return str(typer.prompt(f"{name} (hidden)", hide_input=True, err=True)).strip()
    return sys.stdin.readline().strip()


def _secret(value: str, source: KeySource, place: str) -> Secret:
    problem = None
    try:
        return Secret(value, source)
    except ValueError as error:
        problem = str(error)
    raise UsageFailure(f"{problem} (from {place})", kind="config")
