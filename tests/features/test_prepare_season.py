"""The season ahead: what was announced, what is likely, and that neither tells who said no."""

import random
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.features.prepare.handlers import feature
from bot.features.prepare.replanning import kept, proposed, shared
from bot.features.prepare.rotation import evened, evenness
from bot.features.prepare.rules import season
from bot.features.prepare.season import outlook
from bot.timetable.view import NetworkView, TurnView
from storage.database import Database
from tests.features.test_prepare import ASKED, LATER, LINE, TOLD, asked, planned
from tests.features.test_prepare_rotation import a_season, repeats
from tests.features.test_prepare_rules import NOW, member, network

pytestmark = pytest.mark.slow

ASK = feature.lines["prepare.ask"]
JUST_NOW = NOW - timedelta(hours=1)
Seats = set[tuple[int, int]]


def seats(view: NetworkView) -> Seats:
    return {(meeting, one) for meeting, team in proposed(view).items() for one in team}


def a_network(dice: random.Random) -> NetworkView:
    """Throw a network whose first meeting has been announced."""
    view = network(dice.randint(4, 12), dice.randint(2, 8), preparers=dice.randint(1, 3))
    first = proposed(view)[1]
    turns = tuple(TurnView(1, one, "accepted", asked_at=NOW, told=True) for one in sorted(first))
    return replace(view, turns=turns)


def changed(view: NetworkView, dice: random.Random, what: str) -> tuple[NetworkView, set[int]]:
    """Let somebody come or go or a meeting change; return the meetings that are no more."""
    last = dice.randint(2, len(view.meetings))
    meeting = view.meeting(last)
    if what == "joins":
        return replace(view, members=(*view.members, member(99, joined_at=JUST_NOW))), set()
    if what == "cancels":
        return view.with_meeting(replace(meeting, cancelled=True)), {last}
    if what == "moves":
        by = timedelta(days=3)
        moved = replace(meeting, begins=meeting.begins + by, ends=meeting.ends + by)
        return view.with_meeting(moved), set()
    gone = dice.choice([one.id for one in view.members if not one.facilitator])
    left = (replace(one, left_at=JUST_NOW) if one.id == gone else one for one in view.members)
    turns = tuple(turn for turn in view.turns if turn.person != gone)
    return replace(view, members=tuple(left), turns=turns), set()


@pytest.mark.parametrize(
    ("what", "most"), [("joins", 1.5), ("leaves", 1.5), ("cancels", 1.5), ("moves", 0.3)]
)
def test_what_changes_leaves_the_likely_turns_of_others_where_they_are(
    what: str, most: float
) -> None:
    dice, more, cases = random.Random(7), 0, 60
    for _case in range(cases):
        view = a_network(dice)
        after, off = changed(view, dice, what)
        assert set(after.turns) <= set(view.turns)
        here = {one.id for one in after.present}
        left = {seat for seat in seats(view) if seat[0] not in off and seat[1] in here}
        more += len(left - seats(after))
    assert more / cases <= most


@given(st.integers(0, 10**9))
@settings(deadline=None, max_examples=60)
def test_a_plan_that_is_kept_is_as_fair_as_a_new_one(seed: int) -> None:
    dice = random.Random(seed)
    found = a_season(dice)
    before = {slot.meeting: dice.sample(range(1, 9), 3) for slot in found.slots}
    fresh, after = shared(found), kept(found, before)
    even = evenness(found, fresh)
    assert evenness(found, after) == evenness(found, evened(found, before)) == even
    assert repeats(found, after) <= repeats(found, fresh)
    for slot in found.slots:
        team = after[slot.meeting]
        assert set(team) <= slot.eligible
        assert len(set(team)) == len(team) == len(fresh[slot.meeting])
    again = kept(found, fresh)
    assert all(sorted(again[key]) == sorted(fresh[key]) for key in fresh)


@given(st.integers(0, 10**9))
@settings(deadline=None, max_examples=40)
def test_nothing_that_others_said_privately_changes_what_one_sees(seed: int) -> None:
    dice = random.Random(seed)
    view = a_network(dice)
    me, others = 1, [one.id for one in view.members if one.id > 1]
    before = outlook(view, me, ASK)
    secret = [
        TurnView(dice.randint(2, len(view.meetings)), one, dice.choice(["asked", "accepted"]))
        for one in dice.sample(others, 2)
    ]
    unsuited = frozenset((dice.choice(view.meetings).id, one) for one in others)
    after = replace(view, turns=(*view.turns, *secret), unsuited=unsuited)
    assert outlook(after, me, ASK) == before


@given(st.integers(5, 12), st.integers(2, 8), st.integers(1, 3))
@settings(deadline=None, max_examples=40)
def test_the_one_named_besides_is_not_the_same_in_all_rows(
    people: int, meetings: int, number: int
) -> None:
    view = replace(network(people, meetings, preparers=number), now=NOW - timedelta(days=900))
    plan = proposed(view)
    rows = [one for one in outlook(view, 1, ASK) if one.among]
    besides = [set(one.among) - set(plan[one.meeting.id]) for one in rows]
    assert len(rows) < 2 or len(set.union(*besides)) > 1


def test_a_season_is_what_its_parts_say() -> None:
    view = network(4, 2)
    assert shared(season(view)) == proposed(view)


@pytest.mark.parametrize(
    ("language", "line", "words"),
    [
        ("en", "prepare season", ("Tentative: nobody has been asked", "being asked privately")),
        ("nl", "voorbereiden seizoen", ("Voorlopig: er is nog niemand gevraagd", "wordt privé")),
    ],
)
async def test_facilitators_see_from_whom_and_members_only_themselves(
    database: Database, language: str, line: str, words: tuple[str, str]
) -> None:
    chat, (vera, *members) = await planned(database, LINE, LATER, language=language)
    before = await vera.says(line)
    assert words[0] in before
    assert any(one.name in before for one in members)
    for one in members:
        own = await one.says(line)
        assert not [other for other in members if other.name in own]
    await chat.advance_to(ASKED)
    asking = await vera.says(line)
    assert words[1] in asking
    first = next(one for one in members if one.private.all())
    await first.pushes("prepare.decline", chat.network_id, 1)
    await chat.settle()
    assert await vera.says(line) == asking
    await chat.advance_to(TOLD)
    assert words[1] not in await vera.says(line)


async def test_why_tells_a_facilitator_how_the_next_turn_is_chosen(database: Database) -> None:
    chat, (vera, *members) = await planned(database)
    await chat.advance_to(TOLD)
    said = await vera.says("prepare why")
    assert "As a facilitator you have no turns yourself" in said
    assert "Whoever cannot come is passed over" in said
    assert all(f"{one.name}: Thu 30 April 2026" in said for one in asked(members))
