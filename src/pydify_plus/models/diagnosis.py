"""What `client.diagnose()` found."""

from __future__ import annotations

from attrs import frozen


@frozen
class Check:
    """One thing that was looked at.

    Attributes:
        name: `host`, `dify`, `version`, `api_key`, `dataset_api_key`, `app` or `groups`.
        ok: Whether it is as it has to be.
        detail: What was found, and where it is not as it has to be, what to do.
    """

    name: str
    ok: bool
    detail: str


@frozen
class Diagnosis:
    """What stands between a client and its Dify. `print` it to read it.

    Attributes:
        base_url: The URL that was asked.
        checks: All that was looked at, in this order; a check that an earlier one made pointless is left out.
        server_version: Dify's version, such as `1.14.2`; None when it does not tell.
        app_mode: The mode of the app whose key was given, such as `chat`; None without one.
        groups: The groups of methods that the given keys can use.
        differences: In which ways this server is known to differ from the version that this package was checked with.
    """

    base_url: str
    checks: tuple[Check, ...]
    server_version: str | None = None
    app_mode: str | None = None
    groups: tuple[str, ...] = ()
    differences: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether every check is."""
        return all(check.ok for check in self.checks)

    def __str__(self) -> str:
        lines = [self.base_url]
        for check in self.checks:
            lines.append(f"  {'ok  ' if check.ok else 'FAIL'} {check.name}: {check.detail}")
            if check.name == "version":
                lines += [f"         - {difference}" for difference in self.differences]
        return "\n".join(lines)
