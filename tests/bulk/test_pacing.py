"""The arithmetic of rate limits and backing off."""

from __future__ import annotations

import pytest

from pydify_plus.bulk.engine.pacing import LONGEST_PAUSE, Pace, RateLimit
from pydify_plus.bulk.engine.progress import RateMeter, eta


def starts(limit: RateLimit, until: float, *, lag: float = 0.0) -> list[float]:
    now, found = 0.0, []
    while now < until:
        wait = limit.wait(now)
        if wait:
            now += wait + lag
        else:
            limit.take(now)
            found.append(now)
    return found


@pytest.mark.parametrize("lag", [0.0, 0.01, 0.3])
def test_no_minute_has_more_starts_than_allowed(lag: float) -> None:
    found = starts(RateLimit(120), 200.0, lag=lag)
    for begin in range(140):
        assert sum(begin <= at < begin + 60 for at in found) <= 121
    assert len(found) >= 390, "and a little lag costs no starts"


def test_a_silence_earns_no_burst() -> None:
    limit = RateLimit(60)
    limit.take(0.0)
    limit.take(100.0)
    assert limit.wait(100.0) == pytest.approx(1.0)


@pytest.mark.parametrize("rpm", [0, -1, float("inf"), float("nan")])
def test_a_rate_that_is_none(rpm: float) -> None:
    with pytest.raises(ValueError, match="rpm"):
        RateLimit(rpm)


@pytest.mark.parametrize("width", [0, -3, 1.5, True])
def test_a_concurrency_that_is_none(width: int) -> None:
    with pytest.raises(ValueError, match="concurrency"):
        Pace(width)


def test_a_refusal_slows_the_whole_job_and_success_brings_it_back() -> None:
    pace = Pace(16, random=lambda: 0.5)
    epochs = [pace.begin(0.0) for _ in range(16)]
    assert pace.wait(0.0) is None
    for epoch in epochs:
        pace.refused(1.0, epoch)  # all of one wave
        pace.end()
    assert pace.width == 11, "a wave of refusals narrows the job once"
    assert pace.wait(1.0) == pytest.approx(0.25)
    for _ in range(200):
        pace.begin(2.0)
        pace.succeeded(2.0)
        pace.end()
    assert pace.width == 16


def test_refusals_in_a_row_pause_longer_and_longer_up_to_a_bound() -> None:
    pace, now, pauses = Pace(4, random=lambda: 0.5), 0.0, []
    for _ in range(20):
        pace.refused(now, pace.begin(now))
        pace.end()
        pauses.append(pace.paused_for(now))
        now += pauses[-1]
    assert pauses == sorted(pauses)
    assert pauses[-1] == LONGEST_PAUSE
    assert pace.width == 1
    assert pace.in_vain_for(now) == now


def test_a_wait_that_is_asked_for_is_kept() -> None:
    pace = Pace(4)
    pace.refused(0.0, pace.begin(0.0), retry_after=17.0)
    pace.end()
    assert pace.wait(2.0) == pytest.approx(15.0)


def test_the_rate_is_that_of_the_last_half_minute() -> None:
    meter, count = RateMeter(0.0), 0
    assert meter.rate(0.5, 0) is None
    for second in range(1, 100):
        count += 10 if second < 50 else 2
        rate = meter.rate(float(second), count)
    assert rate == pytest.approx(2.0, rel=0.1)
    assert eta(1000, count, rate) == pytest.approx((1000 - count) / 2, rel=0.1)
    assert eta(None, count, rate) is None
    assert eta(10, 20, 1.0) == 0
