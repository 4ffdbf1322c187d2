"""Times as people have them, for the operations that take one."""

from __future__ import annotations

from datetime import datetime


def iso_time(name: str, value: datetime | str | None) -> str | None:
    """A time in the ISO form that Dify reads.

    Args:
        name: The parameter, for the message of an error.
        value: A datetime, or text such as `2026-11-22` or `22 Nov 2026 14:00 +01:00`. Without a zone it is the server's.

    Raises:
        ValueError: No time can be read in it. Dify itself would answer with an internal message.
    """
    if value is None:
        return None
    if isinstance(value, str):
        from dateutil.parser import parse

        try:
            value = parse(value)
        except (ValueError, ArithmeticError):
            raise ValueError(
                f"{name}={value!r} is not a time: give a datetime, or text such as 2026-11-22T14:00:00+00:00"
            ) from None
    return value.isoformat()


def unix_time(value: datetime) -> int:
    """A time in the unix seconds in which Dify keeps the times of metadata.

    Raises:
        ValueError: It has no time zone, so that it may be any of a day's.
    """
    if value.utcoffset() is None:
        raise ValueError(f"{value!r} has no time zone: say which, such as datetime(2026, 11, 22, tzinfo=timezone.utc)")
    return int(value.timestamp())
