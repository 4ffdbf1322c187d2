"""What a command is given: its settings, its output, and clients."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

from .config import Config, no_key, resolve
from .interrupt import NOTE, TwoStageInterrupt
from .output import Format, Output
from .progress import Progress

if TYPE_CHECKING:
    import typer

    from pydify_plus import AsyncClient, Client

_GIVEN, _MADE = f"{__name__}.given", f"{__name__}.made"


class Context:
    """Made once for a command by `context_of(ctx)`.

    Args:
        given: The shared options of the command line, by name; those behind the command's name may come into it later.
        at_end: Takes what is called when the command is over.
    """

    def __init__(self, given: Mapping[str, Any], at_end: Callable[[Callable[[], None]], object]) -> None:
        self._given = given
        self._at_end = at_end
        self._logs = False

    @cached_property
    def output(self) -> Output:
        """Where data and remarks go."""
        return Output(Format(self._given.get("output") or Format.table))

    @property
    def verbose(self) -> bool:
        """Whether requests are logged."""
        return bool(self._given.get("verbose"))

    @cached_property
    def config(self) -> Config:
        """Server, keys and user, from the options, the environment, `.env` and the profile."""
        return resolve(self._given)

    @property
    def secrets(self) -> list[str]:
        """The keys that no output may show."""
        config = self.__dict__.get("config")  # not read for this alone
        return [key.reveal() for key in config.keys.values()] if isinstance(config, Config) else []

    @property
    def user(self) -> str:
        """The end user in whose name calls are made."""
        from pydify_plus._core.settings import DEFAULT_USER

        return self.config.user or DEFAULT_USER

    def client(self, needs: Literal["app", "dataset"] | None = None, **parameters: Any) -> Client:
        """A client; close it, or use it in a `with`.

        Args:
            needs: The kind of key that the command uses; None when it can do without any.
            **parameters: Of `Client`, in place of those that the command line gives.

        Raises:
            UsageFailure: There is no key at all, or a setting cannot be right.
        """
        from pydify_plus import Client

        return Client(**self._parameters(needs), **parameters)

    def async_client(self, needs: Literal["app", "dataset"] | None = None, **parameters: Any) -> AsyncClient:
        """The same for coroutines."""
        from pydify_plus import AsyncClient

        return AsyncClient(**self._parameters(needs), **parameters)

    def progress(self, description: str, *, total: int | None = None, unit: str = "items") -> Progress:
        """A progress bar on standard error, to be used in a `with`."""
        return Progress(self.output, description, total=total, unit=unit)

    def interrupt(self, on_first: Callable[[], object] | None = None, *, note: str = NOTE) -> TwoStageInterrupt:
        """Ctrl-C in two stages, to be used in a `with`."""
        return TwoStageInterrupt(self.output, on_first, note=note)

    @property
    def connection(self) -> dict[str, Any]:
        """The proxy and the CA certificates, as `Client` takes them, where the command line gives any."""
        return self._given_as(proxy="proxy", ca_file="verify")

    def _given_as(self, **names: str) -> dict[str, Any]:
        return {names[option]: self._given[option] for option in names if self._given.get(option) is not None}

    def _parameters(self, needs: Literal["app", "dataset"] | None) -> dict[str, Any]:
        if needs is not None and not self.config.keys:
            raise no_key(self.config, needs)
        parameters: dict[str, Any] = {"base_url": self.config.base_url, "user": self.user}
        for name, secret in self.config.keys.items():
            parameters[name] = secret.reveal  # a callable: no key in a local variable on the way
        parameters |= self._given_as(timeout="timeout", retries="retries") | self.connection
        if self.verbose and not self._logs:
            self._logs = True
            self._at_end(_log_to_stderr())
        return parameters


def context_of(ctx: typer.Context) -> Context:
    """The context of the command that runs."""
    made = ctx.meta.get(_MADE)
    if not isinstance(made, Context):
        made = ctx.meta[_MADE] = Context(given_to(ctx), ctx.find_root().call_on_close)
    return made


def given_to(ctx: typer.Context) -> dict[str, Any]:
    """The shared options that have been read so far, wherever on the line they stood."""
    given: dict[str, Any] = ctx.meta.setdefault(_GIVEN, {})
    return given


def _log_to_stderr() -> Callable[[], None]:
    """Log every request; what is returned ends that."""
    logger = logging.getLogger("pydify_plus")
    handler, level = logging.StreamHandler(), logger.level
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    logger.addHandler(handler)
    logger.setLevel(logging.DEBUG)

    def end() -> None:
        logger.removeHandler(handler)
        logger.setLevel(level)

    return end
