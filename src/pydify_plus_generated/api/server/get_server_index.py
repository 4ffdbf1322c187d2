from __future__ import annotations

from typing import TYPE_CHECKING

from ...types import Call

if TYPE_CHECKING:
    from ...models.server_index import ServerIndex


def call() -> Call[ServerIndex]:
    """Ask the server who it is.

    GET /

    Needs no key. Dify's code has this page, yet servers were seen to answer 404 with HTML; the server's version also
    stands in the `X-Version` header of every answer, an error included.
    """
    from ...models.server_index import ServerIndex

    return Call(
        operation="getServerIndex",
        method="GET",
        path="/",
        key="none",
        repeatable=True,
        answer="json",
        parse=ServerIndex.from_dict,
    )
