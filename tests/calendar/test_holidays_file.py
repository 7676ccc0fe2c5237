"""Holiday periods from a calendar file."""

from contextlib import suppress
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.calendar.holidays_file import read_ics
from bot.calendar.quiet import Period


def event(*lines: str, name: str = "Kerstvakantie") -> str:
    return "\r\n".join(("BEGIN:VEVENT", "UID:1", f"SUMMARY:{name}", *lines, "END:VEVENT", ""))


def calendar(*events: str) -> bytes:
    head = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Example//EN\r\n"
    return (head + "".join(events) + "END:VCALENDAR\r\n").encode()


def whole(first: str, after: str) -> tuple[str, str]:
    return f"DTSTART;VALUE=DATE:{first}", f"DTEND;VALUE=DATE:{after}"


CHRISTMAS = Period(date(2026, 12, 19), date(2027, 1, 3), "Kerstvakantie")
STUDY_DAY = Period(date(2026, 3, 12), date(2026, 3, 12), "Studiedag")


def test_a_school_s_calendar_gives_its_periods_in_order_and_once() -> None:
    data = calendar(
        event(*whole("20261219", "20270104")),
        event(*whole("20261219", "20270104")),
        event("DTSTART;VALUE=DATE:20260312", name="Studiedag"),
        event("DTSTART:20260320T190000Z", "DTEND:20260320T210000Z", name="Ouderavond"),
        event(*whole("20260401", "20260403"), "STATUS:CANCELLED", name="Afgelast"),
    )
    assert read_ics(data) == [STUDY_DAY, CHRISTMAS]


@pytest.mark.parametrize(
    "lines",
    [
        ("DTSTART;VALUE=DATE:20260312", "DTEND;VALUE=DATE:20260312"),  # as some calendars write
        ("DTSTART;VALUE=DATE:20260312", "DURATION:P1D"),
        ("DTSTART:20260312T000000", "DTEND:20260313T000000"),
        ("DTSTART:20260311T230000Z", "DTEND:20260312T230000Z"),
        (
            "DTSTART;TZID=Europe/Amsterdam:20260312T000000",
            "DTEND;TZID=Europe/Amsterdam:20260313T000000",
        ),
    ],
)
def test_a_day_is_one_day_however_it_is_written(lines: tuple[str, ...]) -> None:
    data = calendar(event(*lines, name="Studiedag"))
    assert read_ics(data, ZoneInfo("Europe/Amsterdam")) == [STUDY_DAY]


def test_days_with_a_time_run_from_their_first_to_their_last_day() -> None:
    data = calendar(event("DTSTART:20260312T170000", "DTEND:20260316T083000", name="Reis"))
    assert read_ics(data) == [Period(date(2026, 3, 12), date(2026, 3, 16), "Reis")]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "found no event"),
        (calendar(), "found no event"),
        (calendar(event("DTSTART:20260320T190000Z")), "found no event"),
        (b"hello", "Save it as a calendar file"),
        (b"\xff\xfe\x00", "Save it as a calendar file"),
        (b"x" * 1_000_001, "larger than 1 MB"),
        (calendar(event("DTSTART;VALUE=DATE,:20261219")), "Save it as a calendar file"),
        (calendar("BEGIN:VEVENT\r\n" * 9000, "END:VEVENT\r\n" * 9000), "cannot read the days"),
        (calendar(event("DTSTART;VALUE=DATE:20261219", "DURATION:P999999999D")), "cannot read the"),
        (calendar(event()), "cannot read the days of “Kerstvakantie”"),
        (calendar(event("DTSTART;VALUE=DATE:2026zz")), "cannot read the days"),
        (calendar(event(*whole("20261219", "20261201"))), "Look at the days"),
        (calendar(event(*whole("20261219", "20361219"))), "Look at the days"),
        (calendar(event(*whole("20261225", "20261226"), "RRULE:FREQ=YEARLY")), "repeats"),
        (calendar(event("DTSTART:20260312T170000", "DTEND:20260316T083000Z")), ""),
    ],
)
def test_a_file_that_is_of_no_use_is_refused_with_the_reason(data: bytes, said: str) -> None:
    if not said:
        assert len(read_ics(data)) == 1
        return
    with pytest.raises(ValueError, match=said):
        read_ics(data)


@given(st.binary(max_size=200), st.integers(0, 200))
def test_a_damaged_file_is_read_or_refused(noise: bytes, place: int) -> None:
    whole_file = calendar(event(*whole("20261219", "20270104")))
    with suppress(ValueError):
        assert read_ics(whole_file[:place] + noise + whole_file[place:])


def day(number: int, name: str) -> str:
    first = date(2026, 5, 1) + timedelta(days=number)
    lines = (f"DTSTART;VALUE=DATE:{first:%Y%m%d}", "DURATION:P1D")
    return event(*lines, name=name)


def test_a_name_forges_no_mention() -> None:
    [period] = read_ics(calendar(day(0, "May \ue0001\ue001\x00\u202e break")))
    assert period.name == "May 1 break"


def test_hundreds_of_holidays_are_refused() -> None:
    with pytest.raises(ValueError, match="more than 200"):
        read_ics(calendar(*(day(number, "n") for number in range(201))))
