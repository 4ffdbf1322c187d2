"""What a client remembers of the app behind its key."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pydify_plus.models.app_parameters import AppParameters


class AppMemory:
    """One app, as clients of one server and key have it in common. It is known by identity alone.

    Attributes:
        form: The app's input form as it was last asked for; None before.
        form_until: When it is to be asked for again, on the monotonic clock.
    """

    def __init__(self) -> None:
        self.form: AppParameters | None = None
        self.form_until = 0.0
