"""Moments relative to a meeting."""

# ruff: noqa: DTZ001 - a wall-clock time has no zone of its own

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.calendar.offsets import Offset, offset_of, resolve
from bot.calendar.quiet import Period
from bot.texts import speaking

BEGINS = datetime(2026, 4, 16, 13, 30)
ENDS = datetime(2026, 4, 16, 16, 30)
MAY = Period(date(2026, 4, 18), date(2026, 5, 3), "May holidays")
CLOCKS = st.builds(time, st.integers(0, 23), st.integers(0, 59))
OFFSETS = st.one_of(
    st.builds(Offset, st.sampled_from("BE"), st.integers(-731, 731), st.just(0), CLOCKS),
    st.builds(Offset, st.sampled_from("BE"), minutes=st.integers(-9999, 9999)),
    st.builds(Offset, st.sampled_from("BE"), clock=CLOCKS, months=st.integers(-24, 24)),
)


@given(OFFSETS)
def test_an_offset_is_read_back_as_written(offset: Offset) -> None:
    assert offset_of(str(offset)) == offset


@pytest.mark.parametrize(
    ("text", "written", "moment"),
    [
        ("B-14d 09:00", "B-14d 09:00", "2026-04-02 09:00"),
        ("B-14d", "B-14d 09:00", "2026-04-02 09:00"),
        (" b - 3w ", "B-3w 09:00", "2026-03-26 09:00"),
        ("B−32d 8:15", "B-32d 08:15", "2026-03-15 08:15"),
        ("E+5d 17:00", "E+5d 17:00", "2026-04-21 17:00"),
        ("E-10min", "E-10min", "2026-04-16 16:20"),
        ("B-120min", "B-2h", "2026-04-16 11:30"),
        ("E+36h", "E+36h", "2026-04-18 04:30"),
        ("E", "E", "2026-04-16 16:30"),
        ("B", "B", "2026-04-16 13:30"),
        ("B 08:00", "B+0d 08:00", "2026-04-16 08:00"),
        ("E+6w", "E+6w 09:00", "2026-05-28 09:00"),
        ("E+4m", "E+4m 09:00", "2026-08-16 09:00"),
    ],
)
def test_what_a_timetable_writes(text: str, written: str, moment: str) -> None:
    offset = offset_of(text)
    assert str(offset) == written
    assert resolve(offset, BEGINS, ENDS) == datetime.fromisoformat(moment)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "B14d",
        "C-1d",
        "B-d",
        "B-1y",
        "B-1d 24:00",
        "B-1d 9",
        "E-10min 09:00",
        "B-٣d",
        "9" * 9999,
    ],
)
def test_what_cannot_be_read_is_refused_with_how_to_write_it(text: str) -> None:
    with pytest.raises(ValueError, match="B-14d 09:00, B-6w, E-10min") as refused:
        offset_of(text)
    assert len(str(refused.value)) < 250
    with speaking("nl"), pytest.raises(ValueError, match="Schrijf B"):
        offset_of(text)


@pytest.mark.parametrize("text", ["B-99999d", "E+99999w", "E+25m", "B-99999h"])
def test_far_away_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="two years"):
        offset_of(text)


def test_mixtures_are_refused() -> None:
    for days, minutes, clock in ((1, 0, None), (1, 1, None), (0, 1, time(9))):
        with pytest.raises(ValueError, match="or in minutes"):
            Offset("B", days, minutes, clock)
    with pytest.raises(ValueError, match="or in months"):
        Offset("B", days=1, months=1, clock=time(9))


def test_a_two_day_meeting_counts_from_the_end_of_its_second_day() -> None:
    begins, ends = datetime(2026, 11, 5, 10), datetime(2026, 11, 6, 16)
    assert resolve(offset_of("B-1d"), begins, ends) == datetime(2026, 11, 4, 9)
    assert resolve(offset_of("E-15min"), begins, ends) == datetime(2026, 11, 6, 15, 45)
    assert resolve(offset_of("E+7d"), begins, ends) == datetime(2026, 11, 13, 9)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("E+5d 17:00", "2026-05-07 17:00"),  # one day before the holidays, four after them
        ("E+1d 17:00", "2026-04-17 17:00"),
        ("E+2d 17:00", "2026-05-04 17:00"),
        ("E+0d 17:00", "2026-04-16 17:00"),
        ("E+48h", "2026-04-18 16:30"),  # hours are the meeting's own, not a deadline
        ("B-1d", "2026-04-15 09:00"),
        ("B+5d", "2026-04-21 09:00"),
    ],
)
def test_a_deadline_pauses_in_a_holiday_period(text: str, moment: str) -> None:
    assert resolve(offset_of(text), BEGINS, ENDS, [MAY]) == datetime.fromisoformat(moment)


def test_overlapping_pauses_count_once_and_a_month_moves_past_its_pause() -> None:
    again = Period(date(2026, 4, 25), date(2026, 5, 5), "more May holidays")
    assert resolve(offset_of("E+5d"), BEGINS, ENDS, [MAY, again]) == datetime(2026, 5, 9, 9)
    summer = Period(date(2026, 7, 11), date(2026, 8, 23), "summer")
    assert resolve(offset_of("E+4m"), BEGINS, ENDS, [summer]) == datetime(2026, 8, 24, 9)
    assert resolve(offset_of("E+5m"), BEGINS, ENDS, [summer]) == datetime(2026, 9, 16, 9)


def test_months_keep_to_the_end_of_a_shorter_month() -> None:
    ends = datetime(2026, 10, 31, 16)
    assert resolve(offset_of("E+4m"), ends, ends) == datetime(2027, 2, 28, 9)
    assert resolve(offset_of("B-1m"), ends, ends) == datetime(2026, 9, 30, 9)
    assert resolve(offset_of("E+16m"), ends, ends) == datetime(2028, 2, 29, 9)


@given(st.integers(1, 60), st.integers(0, 30), st.integers(0, 30))
def test_a_deadline_gives_the_days_it_promises(days: int, starts: int, lasts: int) -> None:
    first = ENDS.date() + timedelta(days=starts)
    pause = Period(first, first + timedelta(days=lasts), "away")
    day = resolve(Offset("E", days, clock=time(17)), BEGINS, ENDS, [pause]).date()
    since = [ENDS.date() + timedelta(days=n) for n in range(1, (day - ENDS.date()).days + 1)]
    assert day not in pause
    assert sum(each not in pause for each in since) == days
