"""Where the records of a job go while it runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from .journal import Records


class Sink(Protocol):
    """Makes something of a job's records, such as a file that can be read while the job runs.

    The journal is the truth, and the sink's work can be made again from it at any time: after a kill, what it wrote may lack
    records or hold ones that the journal does not have. All methods run in the journal's thread, never on the event loop.
    """

    def open(self, records: Records) -> None:
        """Begin: write what `records` has from earlier runs of the job, in place of whatever is there.

        Args:
            records: What the journal has.
        """

    def advance(self, records: Records) -> None:
        """Add what has been recorded since. It is called a few times a second at the most.

        Args:
            records: What the journal has.
        """

    def close(self, records: Records) -> None:
        """End, adding what is missing. It is called however the job ends, but for a kill.

        Args:
            records: What the journal has.
        """
