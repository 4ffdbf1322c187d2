from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ..types import Decoder, View, list_of

if TYPE_CHECKING:
    from .retrieve_query import RetrieveQuery
    from .retrieve_record import RetrieveRecord


class RetrieveResult(View):
    """What a search found."""

    query: RetrieveQuery
    """What was searched for."""
    records: list[RetrieveRecord]
    """What was found, the best first."""

    _fields = {"query": "query", "records": "records"}
    _required = frozenset({"query", "records"})

    @classmethod
    def _decoders(cls) -> Mapping[str, Decoder]:
        from .retrieve_query import RetrieveQuery
        from .retrieve_record import RetrieveRecord

        return {"query": RetrieveQuery.from_dict, "records": list_of(RetrieveRecord.from_dict)}
