"""Every phrase is read exactly right or asked back."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from bot.texts import speaking
from bot.when import Unclear, Understood, explain, read_clock, read_day, read_moment
from tests.when.moment import NOW, ZONE
from tests.when.phrases import DUTCH, ENGLISH


def written(moment: Understood) -> str:
    hour = f"{moment.local:%H:%M}" if moment.has_time else "-"
    return f"{moment.local:%a %d %b %Y} {hour}"


def local(text: str) -> datetime:
    return datetime.fromisoformat(text)


def reading(text: str) -> str:
    try:
        return written(read_moment(text, NOW, ZONE))
    except Unclear as unclear:
        return unclear.why


@pytest.mark.parametrize(("text", "meant"), ENGLISH + DUTCH)
def test_a_phrase_is_read_right_or_asked_back(text, meant):
    assert reading(text) == meant
    # Capitals, spaces and a full stop change nothing.
    assert reading(f"  {text.upper().replace(' ', '   ')}.  ") == meant


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("9", time(9)),
        ("9:30", time(9, 30)),
        ("half tien", time(9, 30)),
        ("kwart over 3", time(15, 15)),
        ("kwart voor drie 's middags", time(14, 45)),
        ("9 uur", time(9)),
        ("5pm", time(17)),
        ("5 p.m.", time(17)),
        ("17.00", time(17)),
        ("9.10", time(9, 10)),
        ("noon", time(12)),
        ("12u30", time(12, 30)),
        ("9h", time(9)),
        ("14", time(14)),
        ("eight in the evening", time(20)),
        ("vijf voor twaalf", time(11, 55)),
        ("at 16:45", time(16, 45)),
    ],
)
def test_a_time_alone(text, meant):
    assert read_clock(text) == meant


@pytest.mark.parametrize(
    "text", ["", "25:00", "9:75", "friday", "12/3", "3:30", "lunch", "31", "9 9"]
)
def test_what_is_no_time_is_asked_back(text):
    with pytest.raises(Unclear):
        read_clock(text)


def test_a_day_alone():
    assert read_day("volgende vrijdag", NOW, ZONE) == date(2026, 3, 13)
    with pytest.raises(Unclear):
        read_day("9:30", NOW, ZONE)


def test_a_day_without_a_time_takes_the_default():
    assert read_moment("friday", NOW, ZONE, default_time=time(17)).local == local(
        "2026-03-06T17:00"
    )
    with pytest.raises(Unclear, match="past"):
        read_moment("today", NOW, ZONE, default_time=time(9))


def test_the_day_is_the_one_in_the_readers_zone():
    late = datetime(2026, 3, 2, 23, 30, tzinfo=UTC)
    assert read_day("today", late, ZONE) == date(2026, 3, 3)
    assert read_day("today", late, ZoneInfo("America/New_York")) == date(2026, 3, 2)


def test_hours_ahead_are_counted_on_the_real_clock():
    before_summer_time = datetime(2026, 3, 29, 0, 30, tzinfo=UTC)
    found = read_moment("in 2 hours", before_summer_time, ZONE)
    assert found.local == local("2026-03-29T04:30")


def test_a_time_that_the_clock_change_skips_is_left_as_said():
    found = read_moment("29 maart 02:30", NOW, ZONE)
    assert found.local == local("2026-03-29T02:30")


@pytest.mark.parametrize("text", ["1 " * 100, "1" * 200, "do " * 60, ", " * 90, "12/3 " * 40])
def test_absurd_texts_are_no_dates(text):
    with pytest.raises(Unclear):
        read_moment(text, NOW, ZONE)


def test_a_long_text_is_not_read():
    with pytest.raises(Unclear, match="too_long"):
        read_moment("friday " * 2000, NOW, ZONE)


@pytest.mark.parametrize("why", ["not_a_date", "impossible", "past", "ambiguous", "too_long"])
def test_every_refusal_says_what_to_write_in_both_languages(why):
    english = explain(Unclear(why))
    with speaking("nl"):
        dutch = explain(Unclear(why))
    assert "such as" in english or "Try" in english
    assert dutch != english
    assert ":" in dutch


def test_the_examples_in_the_refusals_can_be_read():
    for text in ("Friday at 9:30", "12 March 14:00", "vrijdag om 9:30", "morgen om 9:30"):
        assert read_moment(text, NOW, ZONE).has_time
    assert reading("donderdag 12 maart om 14:00") == "Thu 12 Mar 2026 14:00"
