"""A daily rule, in every zone that changes its clocks in 2026, at every half hour."""

# ruff: noqa: DTZ001 - a wall-clock time has no zone of its own

import zoneinfo
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.calendar.recurrence import Recurrence
from bot.calendar.wallclock import to_local

DAY = timedelta(days=1)
STEP = timedelta(minutes=15)
HALF_HOURS = [time(hour, minute) for hour in range(24) for minute in (0, 30)]


@pytest.fixture(scope="module", autouse=True)
def locked_zones() -> Iterator[None]:
    """Read the locked tzdata package, not whatever this machine carries."""
    zoneinfo.reset_tzpath(())
    ZoneInfo.clear_cache()
    yield
    zoneinfo.reset_tzpath()
    ZoneInfo.clear_cache()


def changes(zone: ZoneInfo) -> list[tuple[date, timedelta]]:
    """Find the days of 2026 on which a zone's clocks move, and by how much."""
    noons = [datetime(2026, 1, 1, 12, tzinfo=UTC) + n * DAY for n in range(366)]
    offsets = [noon.astimezone(zone).utcoffset() or timedelta(0) for noon in noons]
    return [
        (noons[n].date(), offsets[n] - offsets[n - 1])
        for n in range(1, len(noons))
        if offsets[n] != offsets[n - 1]
    ]


def shown_first(zone: ZoneInfo, around: date) -> dict[datetime, datetime]:
    """Watch a zone's clock for nine days: each local time, and the moment it is first shown."""
    moment = datetime.combine(around, time.min, UTC) - 4 * DAY
    seen: dict[datetime, datetime] = {}
    for _step in range(9 * 24 * 4):
        seen.setdefault(moment.astimezone(zone).replace(tzinfo=None, fold=0), moment)
        moment += STEP
    return seen


def fired(rule: Recurrence, zone: ZoneInfo, since: datetime, count: int) -> list[datetime]:
    """Let a rule run on as the schedule does, each occurrence asked for at the one before."""
    moments: list[datetime] = []
    moment: datetime | None = since
    while len(moments) < count and (moment := rule.next_after(moment or since, zone)):
        moments.append(moment)
    return moments


@pytest.mark.slow
def test_a_daily_rule_happens_exactly_once_a_day_in_every_zone() -> None:
    zones = {name: changes(ZoneInfo(name)) for name in sorted(zoneinfo.available_timezones())}
    changing = {name: found for name, found in zones.items() if found}
    assert len(changing) > 150
    gaps = 0
    for name, found in changing.items():
        zone = ZoneInfo(name)
        for day, moved in found:
            seen = shown_first(zone, day)
            for at in HALF_HOURS:
                nominal = [datetime.combine(day + n * DAY, at) for n in range(-2, 3)]
                moments = fired(
                    Recurrence("FREQ=DAILY", nominal[0]), zone, min(seen.values()), len(nominal)
                )
                missing = [local for local in nominal if local not in seen]
                gaps += len(missing)
                shifted = [local + moved if local in missing else local for local in nominal]
                assert moments == [seen[local] for local in shifted], (name, day, at)
                assert [to_local(moment, zone) for moment in moments] == shifted
                assert len(missing) <= (moved > timedelta(0))
    assert gaps > 150


def test_a_chain_that_starts_in_the_repeated_hour_does_not_repeat_it() -> None:
    amsterdam = ZoneInfo("Europe/Amsterdam")
    rule = Recurrence("FREQ=DAILY", datetime(2026, 10, 24, 2, 30))
    second = datetime(2026, 10, 25, 1, 15, tzinfo=UTC)  # 02:15 for the second time
    assert rule.next_after(second, amsterdam) == datetime(2026, 10, 26, 1, 30, tzinfo=UTC)


def test_a_chain_that_starts_after_a_gap_still_finds_what_the_gap_moved() -> None:
    amsterdam = ZoneInfo("Europe/Amsterdam")
    rule = Recurrence("FREQ=DAILY", datetime(2026, 3, 20, 2, 30))
    ten_past_three = datetime(2026, 3, 29, 1, 10, tzinfo=UTC)
    assert rule.next_after(ten_past_three, amsterdam) == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
