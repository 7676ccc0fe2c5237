"""Any text at all gives a moment or an Unclear; what is written out in full reads back the same."""

from contextlib import suppress
from datetime import date, datetime, time, timedelta

import pytest
from babel.dates import format_date
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.when import (
    Unclear,
    find_moment,
    find_repeat,
    read_clock,
    read_day,
    read_moment,
    read_repeat,
)
from bot.when.words import CARDINALS, MONTHS, ORDINALS, SHORT_WEEKDAYS, UNITS, WEEKDAYS, spelt
from tests.when.moment import NOW, ZONE

SMALL = spelt(
    "the de of van at om on op in over next volgende this deze last laatste every elke week half "
    "kwart quarter past voor to until tot 9 12 31 99 0 12/3 9:30 25:00 9.10 17.00 12e 5pm uur u "
    "am morgen tomorrow ochtend avond eind end year maand 2027 0000 9999 , . - 🎉 שלום 999 a.s. ag"
)
WORDS = sorted({*CARDINALS, *ORDINALS, *MONTHS, *WEEKDAYS, *SHORT_WEEKDAYS, *UNITS}) + SMALL
ODD = st.text(max_size=250) | st.lists(st.sampled_from(WORDS), max_size=9).map(" ".join)
COMING = st.dates(date(2026, 3, 3), date(2036, 12, 31))
PATTERNS = (
    "d MMMM y",
    "EEEE d MMMM y",
    "EEE d MMM y",
    "d MMM y",
    "dd-MM-y",
    "d/M/y",
    "y-MM-dd",
    "dd.MM.y",
)


def read_all(text):
    for read in (read_moment, read_day, find_moment, find_repeat, read_repeat):
        with suppress(Unclear):
            read(text, NOW, ZONE)
    with suppress(Unclear):
        read_clock(text)


@settings(deadline=None, max_examples=150)
@given(ODD)
def test_nothing_but_unclear_is_raised(text):
    read_all(text)


@pytest.mark.slow
@settings(deadline=None, max_examples=40)
@given(st.sampled_from([*"1 9,.:/-|'", "🎉", "١", "½", "do ", "on ", "every ", "12/3 ", "\u2066a"]))
def test_ten_thousand_of_anything(unit):
    for length in (190, 1900, 10000):
        read_all((unit * length)[:length])


@settings(deadline=None, max_examples=150)
@given(COMING, st.times(), st.sampled_from(PATTERNS), st.sampled_from(("en", "en_GB", "nl")))
def test_a_date_and_time_written_in_full_reads_back(day, at, pattern, locale):
    text = f"{format_date(day, pattern, locale=locale)} {at:%H:%M}"
    found = read_moment(text, NOW, ZONE)
    assert found.local == datetime.combine(day, time(at.hour, at.minute))
    assert find_moment(f"Lunch {text}", NOW, ZONE).rest == "Lunch"


@settings(deadline=None, max_examples=60)
@given(st.integers(1, 360), st.sampled_from(("EEEE d MMMM", "d MMM", "EEE d MMM")))
def test_a_date_without_a_year_is_the_coming_one(days, pattern):
    day = NOW.date() + timedelta(days=days)
    for locale in ("en", "nl"):
        assert read_day(format_date(day, pattern, locale=locale), NOW, ZONE) == day
