from __future__ import annotations

import pytest

from pydify_plus._core.times import iso_time


@pytest.mark.parametrize("text", ["soon", "555:555555555555555555555555555555552", "1" * 400, ""])
def test_what_is_no_time_is_refused_by_the_parameters_name(text: str) -> None:
    with pytest.raises(ValueError, match="created_at_after="):
        iso_time("created_at_after", text)
