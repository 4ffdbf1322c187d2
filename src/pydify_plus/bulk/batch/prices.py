"""What runs cost: sums of prices."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ..engine.journal import Records
    from ..engine.sinks import Sink


class Price:
    """A sum of prices."""

    def __init__(self) -> None:
        self._sum: Decimal | None = None
        self.currency: str | None = None

    def add(self, price: Any, currency: str | None) -> None:
        """Add a price.

        Args:
            price: It, as Dify writes it; what is no number counts for nothing.
            currency: Its currency.
        """
        try:
            amount = Decimal(str(price))
        except InvalidOperation:
            return
        self._sum = amount if self._sum is None else self._sum + amount
        self.currency = currency or self.currency

    @property
    def text(self) -> str | None:
        """The sum, as Dify writes prices; None when there was none."""
        return None if self._sum is None else str(self._sum)


class Prices:
    """A sink that sums the prices of all records, beside another sink.

    Args:
        other: What the records go to as well.
    """

    def __init__(self, other: Sink | None) -> None:
        self._other = other
        self._sums: dict[str | None, Price] = {}
        self._last = 0

    @property
    def text(self) -> str | None:
        """The sum of each currency, such as `0.0213 USD`; None when nothing had a price."""
        sums = (f"{price.text} {currency or ''}".strip() for currency, price in self._sums.items())
        return ", ".join(sums) or None

    def open(self, records: Records) -> None:
        if self._other is not None:
            self._other.open(records)
        self._add(records)

    def advance(self, records: Records) -> None:
        if self._other is not None:
            self._other.advance(records)
        self._add(records)

    def close(self, records: Records) -> None:
        if self._other is not None:
            self._other.close(records)
        self._add(records)

    def _add(self, records: Records) -> None:
        for record in records.as_ended(self._last):
            self._last = record.ended
            price, currency = record.value.get("price"), record.value.get("currency")
            if price is not None:
                self._sums.setdefault(currency, Price()).add(price, currency)
