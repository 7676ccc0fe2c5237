"""Whose turn it is, told from the picture of a network alone."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest

from bot.calendar.quiet import Quiet
from bot.features.prepare import lines, rules
from bot.timetable.templates import PREPARERS, TEMPLATES
from bot.timetable.turns import given_back, swapped, turn_of
from bot.timetable.view import MeetingView, MemberView, NetworkView, TurnView

BEGIN = datetime(2026, 3, 5, 14)  # noqa: DTZ001 - a wall-clock time
START = datetime(2026, 1, 5, 8, tzinfo=UTC)
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


def meeting(number: int, **more: object) -> MeetingView:
    begins = BEGIN + timedelta(weeks=4 * (number - 1))
    return replace(
        MeetingView(number, number, begins, begins + timedelta(hours=3), START),
        **more,  # type: ignore[arg-type] # passed on as they are
    )


def member(number: int, **more: object) -> MemberView:
    return replace(
        MemberView(number, f"M{number}", joined_at=START),
        **more,  # type: ignore[arg-type] # passed on as they are
    )


def network(members: int = 6, meetings: int = 4, **more: object) -> NetworkView:
    people = (member(0, facilitator=True), *(member(one) for one in range(1, members + 1)))
    view = NetworkView(
        1, "Circle", "en", ZoneInfo("Europe/Amsterdam"), "monthly", Quiet(), START, now=NOW
    )
    standing = tuple(meeting(one) for one in range(1, meetings + 1))
    return replace(view, members=people, meetings=standing, **more)  # type: ignore[arg-type] # passed on as they are


def everybody(view: NetworkView) -> list[int]:
    return [one for people in rules.proposed(view).values() for one in people]


def test_each_template_has_its_number_and_its_lines() -> None:
    assert PREPARERS == {
        "monthly": 2,
        "five-times": 2,
        "twice-a-year": 2,
        "knowledge-group": 3,
        "half-days": 0,
    }
    asks = {name: offsets["prepare.ask"] for name, offsets in TEMPLATES.items()}
    assert asks == {
        "monthly": "B-32d",
        "five-times": "B-6w",
        "twice-a-year": "B-12w",
        "knowledge-group": "B-8w",
        "half-days": "off",
    }
    for offsets in TEMPLATES.values():
        assert offsets["prepare.next"] == offsets["meetings.after"]
        assert offsets["prepare.told"] == offsets["speakers.reading"]


@pytest.mark.parametrize("number", [0, 1, 2, 3])
def test_the_network_s_number_counts(number: int) -> None:
    plan = rules.proposed(network(preparers=number))
    assert [len(plan.get(at, ())) for at in range(1, 5)] == [number] * 4


def test_facilitators_leavers_and_those_without_kring_are_passed_over() -> None:
    view = network()
    changed = [replace(one, less="without") if one.id == 1 else one for one in view.members]
    changed = [replace(one, left_at=NOW) if one.id == 2 else one for one in changed]
    changed = [replace(one, pool=False) if one.id == 3 else one for one in changed]
    assert set(everybody(replace(view, members=tuple(changed)))) == {4, 5, 6}


def test_who_cannot_come_or_said_no_is_passed_over_for_that_meeting_only() -> None:
    view = network(3, attendance={(1, 1): "no"}, unsuited=frozenset({(1, 2)}))
    plan = rules.proposed(view)
    assert plan[1] == [3]
    assert {1, 2} <= {one for number in (2, 3, 4) for one in plan[number]}


def test_what_is_known_stays_when_somebody_leaves() -> None:
    turns = tuple(TurnView(1, one, "accepted", asked_at=NOW, told=True) for one in (1, 2))
    view = network(turns=turns)
    gone = tuple(replace(one, left_at=NOW) if one.id == 2 else one for one in view.members)
    after = replace(view, turns=turns[:1], members=gone)
    plan = rules.proposed(after)
    assert turn_of(after, 1, 1) == turns[0]
    assert len(plan[1]) == 1
    assert 1 not in plan[1]


def test_a_newcomer_is_taken_to_have_had_what_the_others_had() -> None:
    late = datetime(2026, 4, 10, 9, tzinfo=UTC)
    turns = tuple(TurnView(at, one, "accepted") for at, one in ((1, 1), (1, 2), (2, 3), (2, 4)))
    view = network(4, 4, turns=turns, now=late)
    view = replace(view, members=(*view.members, member(9, joined_at=late)))
    known = rules.season(view).known
    assert known[9].had == Fraction(1)
    assert known[9].could == known[1].could == 4


def test_absence_counts_and_a_no_does_not() -> None:
    view = network(2, 4, attendance={(3, 1): "no"}, unsuited=frozenset({(4, 2)}))
    known = rules.season(view).known
    assert (known[1].could, known[2].could) == (3, 4)


def test_the_group_hears_three_working_days_later_at_the_earliest() -> None:
    friday = datetime(2026, 3, 6, 9, tzinfo=UTC)
    turn = TurnView(2, 1, asked_at=friday)
    for day, certain in ((9, False), (10, False), (11, True)):
        view = network(turns=(turn,), now=datetime(2026, 3, day, 9, tzinfo=UTC))
        assert rules.is_certain(view, turn) == certain
    quick = replace(turn, state="accepted")
    assert rules.is_certain(network(now=friday), quick)


def test_silence_is_no_yes_from_somebody_who_gets_no_messages() -> None:
    turn = TurnView(2, 1, asked_at=START)
    view = network(turns=(turn,))
    home = tuple(replace(one, less="home") if one.id == 1 else one for one in view.members)
    assert rules.is_certain(view, turn)
    assert not rules.is_certain(replace(view, members=home), turn)


def test_what_is_open_goes_to_who_prepares_while_there_is_no_facilitator() -> None:
    turns = (TurnView(1, 2, "accepted"), TurnView(2, 3, "accepted"))
    view = network(turns=turns)
    assert [one.id for one in view.steering(1)] == [0]
    alone = replace(view, members=view.members[1:])
    assert [one.id for one in alone.steering(1)] == [2]


def test_a_swap_exchanges_two_turns_and_nothing_else() -> None:
    turns = tuple(TurnView(at, one, "accepted") for at, one in ((1, 1), (1, 2), (2, 3)))
    view = network(turns=turns)
    assert given_back(view, 1, 1, 3) == 2
    assert given_back(view, 1, 1, 4) == 0
    after = swapped(view, 1, 1, 3, 2)
    assert {(turn.meeting, turn.person) for turn in after.turns} == {(1, 3), (1, 2), (2, 1)}


def test_lines_say_nothing_twice() -> None:
    turns = (TurnView(1, 1, "accepted"), TurnView(1, 2, "accepted", told=True))
    view = network(turns=turns)
    assert list(lines.told(view, view.meeting(1))) == []
    fresh = network(turns=turns[:1])
    (post,) = lines.told(fresh, fresh.meeting(1))
    after = lines.heard(fresh, fresh.meeting(1), [post])
    assert list(lines.told(after, after.meeting(1))) == []
