"""The profile file: servers and their keys by name, readable by nobody but their owner."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

from .failure import UsageFailure

FILE_VARIABLE = "PYDIFY_PLUS_PROFILES"
"""The environment variable that names another file."""

FIELDS = ("base_url", "api_key", "dataset_api_key", "user")
KEYS = ("api_key", "dataset_api_key")

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


def profiles_path() -> Path:
    """Where the file is: what `PYDIFY_PLUS_PROFILES` says, else `profiles.yaml` in the user's folder for configuration."""
    named = os.environ.get(FILE_VARIABLE)
    if named:
        return Path(named)
    from platformdirs import user_config_path

    return user_config_path("pydify-plus", appauthor=False) / "profiles.yaml"


class Profiles:
    """What the file holds.

    Attributes:
        path: Where it is, or will be.
        by_name: The profiles, each with some of `FIELDS`.
        default: The name of the profile that counts when none is named.
    """

    def __init__(self, path: Path, by_name: dict[str, dict[str, str]], default: str | None) -> None:
        self.path = path
        self.by_name = by_name
        self.default = default

    def __repr__(self) -> str:
        return f"<Profiles {', '.join(self.by_name) or 'none'}>"

    @classmethod
    def read(cls) -> Profiles:
        """The file as it is; without one, no profiles.

        Raises:
            UsageFailure: Others may read it, or it is not such a file.
        """
        path = profiles_path()
        try:
            with path.open(encoding="utf-8") as file:
                _check_permission(path, os.fstat(file.fileno()))
                text = file.read()
        except FileNotFoundError:
            return cls(path, {}, None)
        except (OSError, UnicodeDecodeError) as error:
            raise UsageFailure(f"the profile file {path} cannot be read: {error}", kind="config") from None
        return cls(path, *_parsed(text, path))

    def get(self, name: str) -> dict[str, str]:
        """A profile.

        Raises:
            UsageFailure: There is none of that name.
        """
        if name not in self.by_name:
            known = f"there are {', '.join(self.by_name)}" if self.by_name else "there is none yet"
            raise UsageFailure(
                f"no profile {name!r} in {self.path}: {known}",
                hint=f"pydify-plus profile add {name if _NAME.fullmatch(name) else 'NAME'}",
                kind="config",
            )
        return self.by_name[name]

    def write(self) -> None:
        """Put the file in the place of the one before, readable by its owner alone.

        Raises:
            UsageFailure: The folder does not take it.
        """
        import yaml

        text = yaml.safe_dump({"default": self.default, "profiles": self.by_name}, sort_keys=False, allow_unicode=True)
        beside = self.path.with_name(f".{self.path.name}.{os.getpid()}")
        try:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            # Never for a moment with more permission than that.
            descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            try:
                with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                    file.write(text)
                beside.replace(self.path)
            except BaseException:
                beside.unlink(missing_ok=True)
                raise
        except OSError as error:
            raise UsageFailure(f"the profile file {self.path} cannot be written: {error}", kind="config") from None


def check_name(name: str) -> str:
    """A name that a profile can have.

    Raises:
        UsageFailure: It has other characters.
    """
    if not _NAME.fullmatch(name):
        raise UsageFailure(f"a profile's name is made of letters, digits and . _ -, not {name!r}")
    return name


def _check_permission(path: Path, status: os.stat_result) -> None:
    if os.name == "posix" and status.st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise UsageFailure(
            f"{path} holds API keys, and others may read it (its permissions are {stat.S_IMODE(status.st_mode):04o})",
            hint=f"chmod 600 {path}",
            kind="config",
        )


def _parsed(text: str, path: Path) -> tuple[dict[str, dict[str, str]], str | None]:
    import yaml

    try:
        content: Any = yaml.safe_load(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)  # the message itself quotes the line, which may hold a key
        at = f" (line {mark.line + 1})" if mark is not None else ""
        raise UsageFailure(f"{path} is not YAML{at}", kind="config") from None
    if content is None:
        return {}, None
    whole: Mapping[str, Any] = cast("Mapping[str, Any]", content) if isinstance(content, Mapping) else {}
    given: object = whole.get("profiles", {} if whole else None)
    if not isinstance(given, Mapping):
        raise UsageFailure(f"{path} must hold a mapping `profiles`", kind="config")
    found: dict[str, dict[str, str]] = {}
    for name, fields in cast("Mapping[object, object]", given).items():
        if not isinstance(fields, Mapping):
            raise UsageFailure(f"{path}: profile {name!r} must be a mapping", kind="config")
        kept = {str(key): value for key, value in cast("Mapping[object, object]", fields).items() if value is not None}
        wrong = next((key for key, value in kept.items() if key not in FIELDS or not isinstance(value, str)), None)
        if wrong is not None:
            raise UsageFailure(
                f"{path}: profile {name!r} has {wrong!r}: it takes {', '.join(FIELDS)}, each a text", kind="config"
            )
        found[str(name)] = cast("dict[str, str]", kept)
    default = whole.get("default")
    return found, None if default is None else str(default)
