"""Who counts as having come, and when few twice in a row is told; what a part outdates."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.calendar.quiet import Quiet
from bot.feature import Reading
from bot.features.come import rules
from bot.features.come.line import read_said
from bot.registry import standard
from bot.timetable.moments import is_outdated
from bot.timetable.view import MeetingView, MemberView, NetworkView

FIRST = datetime(2026, 1, 8, 14)  # noqa: DTZ001 - a wall-clock time


def view(*comes: int) -> NetworkView:
    """Give a network of ten people in which so many came to each meeting, a week apart."""
    meetings = tuple(
        MeetingView(
            number,
            number,
            FIRST + timedelta(weeks=number),
            FIRST + timedelta(weeks=number, hours=3),
            datetime(2026, 1, 1, tzinfo=UTC),
        )
        for number in range(1, len(comes) + 1)
    )
    said = {
        (number, person): "yes"
        for number, come in enumerate(comes, start=1)
        for person in range(1, come + 1)
    }
    return NetworkView(
        1,
        "Circle",
        "en",
        ZoneInfo("Europe/Amsterdam"),
        "monthly",
        Quiet(),
        members=tuple(MemberView(number, f"P{number}") for number in range(1, 11)),
        meetings=meetings,
        attendance=said,
    )


@pytest.mark.parametrize(
    ("comes", "told"),
    [
        ((5, 5), True),
        ((6, 5), False),
        ((5, 6), False),
        ((5,), False),
        ((5, 5, 5), False),
        ((5, 5, 6, 5, 5), True),
        ((5, 0), False),
        ((0, 0), False),
    ],
)
def test_few_twice_in_a_row(comes: tuple[int, ...], told: bool) -> None:
    network = view(*comes)
    assert rules.is_second_low(network, network.meetings[-1]) is told


def test_a_cancelled_meeting_counts_for_nothing() -> None:
    network = view(5, 1, 5)
    network = network.with_meeting(replace(network.meeting(2), cancelled=True))
    assert rules.is_second_low(network, network.meetings[-1])


def test_who_came_in_later_is_not_counted() -> None:
    network = view(5)
    late = replace(network.members[9], joined_at=datetime(2026, 6, 1, tzinfo=UTC))
    network = replace(network, members=(*network.members[:8], late))
    assert rules.share(network, network.meetings[0]) == 5 / 8


@pytest.mark.parametrize("word", ["yes", "Ja", "y,", "JA!"])
def test_yes_in_many_ways(word: str) -> None:
    reading = Reading(datetime(2026, 3, 2, tzinfo=UTC), ZoneInfo("UTC"), lambda _n: None, ())
    assert read_said(reading, word).answer == "yes"


@pytest.mark.parametrize(
    ("key", "why", "outdated"),
    [
        ("1:come.ask:5:0:person7:come.ask", "come.ask", True),
        ("1:come.ask:5:1:person7:come.ask", "come.ask", False),
        ("1:come.place:5:7:1:x", "come.place", False),
        ("1:MeetingMoved:1:5:1:room1:meetings.moved", "meetings", False),
        ("nonsense", "come.ask", False),
    ],
)
def test_what_waits_of_a_line_that_goes_out_anew_is_outdated(
    key: str, why: str, outdated: bool
) -> None:
    assert is_outdated(key, why, standard().lines, {("come.ask", 5, 1)}) is outdated
