"""Rules that repeat."""

# ruff: noqa: DTZ001 - a wall-clock time has no zone of its own

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.calendar.recurrence import Recurrence
from bot.calendar.wallclock import to_local, to_utc

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
FIRST = datetime(2026, 1, 5, 9)


def days(rule: str, first: datetime = FIRST, count: int = 5) -> list[str]:
    found = Recurrence(rule, first).after(datetime(2026, 1, 1), count)
    return [f"{local:%m-%d %H:%M}" for local in found]


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("FREQ=DAILY", ["01-05 09:00", "01-06 09:00", "01-07 09:00"]),
        ("RRULE:FREQ=WEEKLY;BYDAY=MO,TH", ["01-05 09:00", "01-08 09:00", "01-12 09:00"]),
        ("freq=weekly;interval=2", ["01-05 09:00", "01-19 09:00", "02-02 09:00"]),
        ("FREQ=MONTHLY;BYDAY=-1FR", ["01-30 09:00", "02-27 09:00", "03-27 09:00"]),
        ("FREQ=DAILY;COUNT=2", ["01-05 09:00", "01-06 09:00"]),
        ("FREQ=DAILY;UNTIL=20260106T090000", ["01-05 09:00", "01-06 09:00"]),
    ],
)
def test_the_next_moments_of_a_rule(rule: str, expected: list[str]) -> None:
    assert days(rule, count=3) == expected


def test_a_month_without_the_31st_has_its_last_day() -> None:
    expected = ["01-31 09:00", "02-28 09:00", "03-31 09:00", "04-30 09:00"]
    assert days("FREQ=MONTHLY", datetime(2026, 1, 31, 9), 4) == expected
    assert days("FREQ=MONTHLY", datetime(2026, 1, 29, 9), 2) == ["01-29 09:00", "02-28 09:00"]


def test_after_means_later_and_a_finished_rule_has_nothing_left() -> None:
    rule = Recurrence("FREQ=DAILY;COUNT=2", FIRST)
    assert rule.after(FIRST) == [datetime(2026, 1, 6, 9)]
    last = to_utc(datetime(2026, 1, 6, 9), AMSTERDAM)
    assert rule.next_after(to_utc(FIRST, AMSTERDAM), AMSTERDAM) == last
    assert rule.next_after(last, AMSTERDAM) is None


@pytest.mark.parametrize(
    "rule",
    [
        *("", "nonsense", "FREQ=HOURLY", "FREQ=DAILY;BYHOUR=9,10", "FREQ=DAILY;INTERVAL=0"),
        *("FREQ=DAILY;INTERVAL=99999999999", "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", "BYDAY=MO"),
        *("FREQ=WEEKLY;BYDAY=XX", "FREQ=WEEKLY;UNTIL=20260401T000000Z", "FREQ=DAILY;FREQ=WEEKLY"),
        *("FREQ=DAILY\nEXDATE:20260105T090000", "FREQ=MONTHLY;BYDAY=+9MO", "FREQ=DAILY;COUNT=x"),
        *("FREQ=DAILY;INTERVAL=-1", "FREQ=DAILY;INTERVAL=", "A" * 10_000),
    ],
)
def test_a_rule_that_cannot_be_read_is_refused(rule: str) -> None:
    with pytest.raises(ValueError, match="cannot read the rule") as refused:
        Recurrence(rule, FIRST)
    assert len(str(refused.value)) < 200


@pytest.mark.parametrize("rule", ["FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=DAILY;COUNT=0"])
def test_a_rule_that_never_happens_is_refused(rule: str) -> None:
    with pytest.raises(ValueError, match="never happens"):
        Recurrence(rule, FIRST)


def test_a_rule_starts_at_a_wall_clock_time() -> None:
    with pytest.raises(ValueError, match="without a zone"):
        Recurrence("FREQ=DAILY", FIRST.replace(tzinfo=UTC))


@given(
    st.sampled_from(["FREQ=DAILY", "FREQ=WEEKLY", "FREQ=MONTHLY", "FREQ=DAILY;INTERVAL=3"]),
    st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31)).map(
        lambda local: local.replace(second=0, microsecond=0)
    ),
)
def test_the_chain_of_moments_is_the_list_of_nominal_days(rule: str, first: datetime) -> None:
    recurrence = Recurrence(rule, first)
    moment = to_utc(datetime(2025, 12, 1), AMSTERDAM)
    for nominal in recurrence.after(datetime(2025, 12, 1), 10):
        following = recurrence.next_after(moment, AMSTERDAM)
        assert following == to_utc(nominal, AMSTERDAM)
        assert to_local(following, AMSTERDAM).date() == nominal.date()
        moment = following
