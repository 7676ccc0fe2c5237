"""Wall-clock times and moments."""

# ruff: noqa: DTZ001 - a wall-clock time has no zone of its own

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.calendar.wallclock import to_local, to_utc, zone_named
from bot.texts import speaking

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
NAMES = ["Europe/Amsterdam", "Australia/Lord_Howe", "America/Nuuk", "Asia/Kathmandu", "UTC"]
LOCALS = st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1))


def test_a_time_that_the_spring_skips_moves_forward_by_the_gap() -> None:
    moment = to_utc(datetime(2026, 3, 29, 2, 30), AMSTERDAM)
    assert to_local(moment, AMSTERDAM) == datetime(2026, 3, 29, 3, 30)


def test_a_time_that_the_autumn_repeats_is_the_first() -> None:
    repeated = datetime(2026, 10, 25, 2, 30)
    assert to_utc(repeated, AMSTERDAM) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert to_utc(repeated.replace(fold=1), AMSTERDAM) == to_utc(repeated, AMSTERDAM)


@given(LOCALS, st.sampled_from(NAMES))
def test_local_times_come_back_unless_a_gap_swallows_them(local: datetime, name: str) -> None:
    zone = zone_named(name)
    back = to_local(to_utc(local, zone), zone)
    assert timedelta(0) <= back - local <= timedelta(hours=1)
    assert to_utc(back, zone) == to_utc(local, zone)


@pytest.mark.parametrize("text", ["Europe/Amsterdam", " europe/amsterdam "])
def test_a_zone_is_found_by_its_name_in_any_case(text: str) -> None:
    assert zone_named(text).key == "Europe/Amsterdam"


@pytest.mark.parametrize("text", ["", "Mars/Base", "Europe", "../etc/passwd", "/etc/hosts", "é\0"])
def test_an_unknown_zone_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(ValueError, match="Write a name such as Europe/Amsterdam"):
        zone_named(text)
    with speaking("nl"), pytest.raises(ValueError, match="Ik ken de tijdzone"):
        zone_named(text)


def test_moments_and_wall_clock_times_are_not_confused() -> None:
    with pytest.raises(ValueError, match="no zone of its own"):
        to_utc(datetime(2026, 1, 1, tzinfo=UTC), AMSTERDAM)
    with pytest.raises(ValueError, match="needs a zone"):
        to_local(datetime(2026, 1, 1), AMSTERDAM)
