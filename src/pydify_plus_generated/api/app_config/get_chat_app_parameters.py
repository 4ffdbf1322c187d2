from __future__ import annotations

from typing import TYPE_CHECKING

from ...types import Call

if TYPE_CHECKING:
    from ...models.app_parameters import AppParameters


def call() -> Call[AppParameters]:
    """Get the app's input form and features.

    GET /parameters

    Which inputs the app asks for, which features are switched on and how large files may be. A workflow or chatflow
    that was never published answers 400 `app_unavailable`.
    """
    from ...models.app_parameters import AppParameters

    return Call(
        operation="getChatAppParameters",
        method="GET",
        path="/parameters",
        key="app",
        repeatable=True,
        answer="json",
        parse=AppParameters.from_dict,
    )
