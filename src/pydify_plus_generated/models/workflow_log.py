from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ..types import Decoder, View

if TYPE_CHECKING:
    from .account_summary import AccountSummary
    from .end_user_summary import EndUserSummary
    from .workflow_run_summary import WorkflowRunSummary


class WorkflowLog(View):
    """One entry of the log: a run and who started it."""

    id: str
    """Id of the entry."""
    workflow_run: WorkflowRunSummary
    """The run."""
    created_from: str
    """Where it was started, such as `service-api`."""
    created_by_role: str
    """`end_user` or `account`."""
    created_by_end_user: EndUserSummary
    """The end user who started it."""
    created_at: int
    """Unix seconds."""
    details: dict[str, Any] | None
    """More about a run that a trigger started."""
    created_by_account: AccountSummary | None
    """The account that started it."""

    _fields = {
        "id": "id",
        "workflow_run": "workflow_run",
        "created_from": "created_from",
        "created_by_role": "created_by_role",
        "created_by_end_user": "created_by_end_user",
        "created_at": "created_at",
        "details": "details",
        "created_by_account": "created_by_account",
    }
    _required = frozenset(
        {"id", "workflow_run", "created_from", "created_by_role", "created_by_end_user", "created_at"}
    )

    @classmethod
    def _decoders(cls) -> Mapping[str, Decoder]:
        from .account_summary import AccountSummary
        from .end_user_summary import EndUserSummary
        from .workflow_run_summary import WorkflowRunSummary

        return {
            "workflow_run": WorkflowRunSummary.from_dict,
            "created_by_end_user": EndUserSummary.from_dict,
            "created_by_account": AccountSummary.from_dict,
        }
