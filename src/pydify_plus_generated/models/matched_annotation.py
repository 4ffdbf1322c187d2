from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ..types import Decoder, View

if TYPE_CHECKING:
    from .account_summary import AccountSummary


class MatchedAnnotation(View):
    """The annotation that answered in place of the model."""

    id: str
    """Id of the annotation."""
    account: AccountSummary
    """Who wrote it."""

    _fields = {"id": "id", "account": "account"}
    _required = frozenset({"id", "account"})

    @classmethod
    def _decoders(cls) -> Mapping[str, Decoder]:
        from .account_summary import AccountSummary

        return {"account": AccountSummary.from_dict}
