"""The facilitator's role goes round: with the turn comes the role, and with it the role ends."""

from datetime import UTC, datetime

import pytest

from storage.database import Database
from tests.conversation import Conversation, Somebody
from tests.features.test_prepare import LATER, LINE, offers, planned

pytestmark = pytest.mark.slow

ASKED = datetime(2026, 3, 30, 12, tzinfo=UTC)
TOLD = datetime(2026, 4, 16, 12, tzinfo=UTC)
AFTER = datetime(2026, 5, 1, 12, tzinfo=UTC)
TWO_WEEKS_AFTER = datetime(2026, 5, 14, 16, tzinfo=UTC)
CHOICES = "How it goes here"
ROUND = "Let the facilitator's role go round"


async def going_round(
    database: Database, *lines: str, **how: object
) -> tuple[Conversation, Somebody, list[Somebody]]:
    """Give a network in which one person facilitates each meeting, with Vera for good."""
    chat, (vera, *members) = await planned(database, *lines, **how)
    await vera.says("prepare")
    await vera.picks("More", CHOICES)
    await vera.presses(ROUND)
    await vera.says("prepare")
    await vera.picks("More", CHOICES)
    await vera.picks("How many each time", "1")
    return chat, vera, members


def asked(people: list[Somebody]) -> list[Somebody]:
    return [one for one in people if any("Your turn to facil" in c for c in one.private.all())]


async def test_it_is_chosen_in_the_chat_and_the_group_hears_it(database: Database) -> None:
    chat, (vera, anna, *_) = await planned(database)
    assert ROUND not in await anna.says("prepare")
    assert "Preparing together\n" in await anna.gets_press("prepare.more", "choices")
    assert "for the facilitators" in await anna.gets_press("prepare.rotate", 1)
    await vera.says("prepare")
    await vera.picks("More", CHOICES)
    assert "I ask 2 people for each meeting" in await vera.presses(ROUND)
    assert "The facilitator's role goes round." in chat.room.last()
    assert "2 people prepare and facilitate each meeting" in await anna.says("prepare")
    assert "facilitates it too" in await anna.says("prepare list")
    assert "from 1 to 3" in await vera.gets_press("prepare.number", "0")
    await vera.gets_press("prepare.rotate", 1)
    assert len([card for card in chat.room.all() if "Who facilitates?" in card]) == 1
    await vera.says("prepare")
    await vera.picks("More", CHOICES)
    assert "steer every meeting again" in await vera.presses("Let the facilitators steer again")
    assert "turns are for preparing alone" in chat.room.last()


async def test_who_says_yes_gets_the_role_and_loses_it_two_weeks_after(
    database: Database,
) -> None:
    chat, vera, members = await going_round(database)
    await chat.advance_to(ASKED)
    (first,) = asked(members)
    assert "The group knows nothing yet" in first.private.last()
    assert "for the facilitators" in await first.gets_press("meetings.open_change", 1)
    assert "You facilitate this meeting." in await first.presses("That suits me")
    assert "for the facilitators" in await first.gets_press("meetings.open_change", 1)
    other = next(one for one in members if one is not first)
    assert first.name not in await other.says("meeting next")
    await chat.advance_to(TOLD)
    assert "Change" in await first.gets_press("meetings.open_change", 1)
    assert "Planned" in await first.says("meeting 11 June 14:00-17:00 at De Linde: more")
    assert "for the facilitators" in await other.gets_press("meetings.open_change", 1)
    assert f"{first.name} facilitates this meeting" in chat.room.last()
    assert f"Facilitates: {first.name}" in await other.says("meeting next")
    assert f"{first.name} facilitates reading." in await other.home()
    assert f"{first.name}: " in await other.says("prepare list")
    await chat.advance_to(AFTER)
    assert "Change" in await first.gets_press("meetings.open_change", 2)
    await chat.advance_to(TWO_WEEKS_AFTER)
    assert "for the facilitators" in await first.gets_press("meetings.open_change", 2)
    assert any(f"{first.name} facilitated" in card for card in chat.room.all())
    assert "Change" in await vera.gets_press("meetings.open_change", 2)


@pytest.mark.parametrize(
    ("language", "lines", "refused"),
    [
        ("en", ("prepare 30 April", "intake list"), "Only the facilitators see"),
        ("nl", ("voorbereiden 30 april", "kennismaken lijst"), "Alleen de procesbegeleiders zien"),
    ],
)
async def test_an_offer_alone_shows_nobody_what_was_told_to_facilitators(
    database: Database, language: str, lines: tuple[str, str], refused: str
) -> None:
    chat, (vera, anna, bram, *_) = await planned(database, LINE, LATER, language=language)
    for one in (vera, anna, bram):
        one.language = language
    await vera.gets_press("prepare.rotate", 1)
    await vera.gets_press("prepare.number", "1")
    await bram.gets_press("intake.open")
    await bram.fills_in(q1="I eat no nuts")
    await offers(anna, lines[0])
    assert refused in await anna.says(lines[1])
    await chat.advance_to(TOLD)
    assert "no nuts" in await anna.says(lines[1])
    assert refused in await bram.says(lines[1])


async def test_a_no_leaves_no_trace_and_takes_the_role_along(database: Database) -> None:
    chat, vera, members = await going_round(database)
    await chat.advance_to(ASKED)
    (first,) = asked(members)
    await first.presses("That suits me")
    await first.says("prepare no")
    assert "for the facilitators" in await first.gets_press("meetings.open_change", 1)
    await chat.settle()
    second = next(one for one in asked(members) if one is not first)
    await second.presses("That suits me")
    for line in ("prepare", "prepare list", "plan", "meeting next", "members"):
        said = await vera.says(line)
        assert first.name not in said.replace(f"{first.name}: –", "").replace(
            f"{first.name}\n", "\n"
        )
        assert line in ("prepare list", "members") or second.name not in said


async def test_a_swap_hands_the_role_on(database: Database) -> None:
    chat, _vera, members = await going_round(database)
    await chat.advance_to(ASKED)
    (first,) = asked(members)
    await first.presses("That suits me")
    other = next(one for one in members if one is not first)
    assert "I asked" in await first.says(f"swap with {other.name}")
    assert "for the facilitators" in await other.gets_press("meetings.open_change", 1)
    assert "You agreed" in await other.presses("Yes, I take it over")
    await chat.advance_to(TOLD)
    assert "Change" in await other.gets_press("meetings.open_change", 1)
    assert "for the facilitators" in await first.gets_press("meetings.open_change", 1)


async def test_warnings_and_lists_come_to_who_leads_and_not_to_the_facilitator(
    database: Database,
) -> None:
    line = "meeting 30 April 14:00-17:00"
    chat, vera, members = await going_round(database, line, template="five-times")
    await vera.says("speaker Noor --topic reading")
    first = members[0]
    await offers(first, "prepare 30 April")
    await chat.advance_to(datetime(2026, 5, 11, 12, tzinfo=UTC))
    # What was open came up before the group had heard who facilitates.
    assert any("what is open" in card for card in vera.private.all())
    for one in ("ready to send on", "Only those who have this list"):
        assert any(one in card for card in first.private.all()), one
        assert all(one not in card for card in vera.private.all()), one
    assert "Only those who have this list" in await vera.says("checkin")


async def test_a_call_list_stays_with_who_led_that_meeting(database: Database) -> None:
    lines = ("meeting 30 April 14:00-17:00 at X", "meeting 28 May 14:00-17:00 at X")
    chat, _vera, members = await going_round(database, *lines, template="five-times")
    first, second, *_ = members
    await offers(first, "prepare 30 April")
    await offers(second, "prepare 28 May")
    await chat.advance_to(datetime(2026, 5, 11, 12, tzinfo=UTC))
    assert "Change" in await second.gets_press("meetings.open_change", 2)
    assert "look after that meeting" in await second.gets_press("checkin.calls", 1)
    assert "Only those who have this list" in await first.gets_press("checkin.calls", 1)


async def test_a_role_for_a_meeting_passes_nothing_on_for_good(database: Database) -> None:
    chat, vera, members = await going_round(database)
    first, second, *_ = members
    await offers(first, "prepare 30 April")
    await chat.advance_to(TOLD)
    for action in ("members.promote", "members.remove"):
        target = second.id if action.endswith("promote") else vera.id
        said = await first.pushes(action, chat.network_id, str(target))
        assert "Your role is for your meeting" in said
    assert "Your role is for your meeting" in await first.gets_press("members.step_down")
    assert "Vera" in await first.gets_press("members.take_up")
    said = await first.says("members")
    assert "Add people" in said
    assert "Step down" not in said


async def test_prepared_outside_the_plan_or_with_no_place_left_gives_no_role(
    database: Database,
) -> None:
    chat, _vera, members = await going_round(database, LINE, LATER)
    first, second, third, *_ = members
    await offers(first, "prepare 30 April")
    assert "There are enough people" in await offers(second, "prepare 30 April")
    await chat.advance_to(AFTER)
    await third.says("prepare")
    await third.picks("More", "I helped prepare reading")
    assert "for the facilitators" in await third.gets_press("meetings.open_change", 2)


async def test_a_facilitator_who_wants_to_goes_round_too(database: Database) -> None:
    chat, vera, members = await going_round(database)
    assert "Vera" not in await members[0].says("prepare list")
    await vera.says("prepare")
    await vera.picks("More", "You may ask me")
    assert "Vera: –" in await members[0].says("prepare list")
    for one in members:
        await one.gets_press("prepare.pool", 0)
    await chat.advance_to(ASKED)
    assert asked([vera, *members]) == [vera]


async def test_without_anybody_for_good_the_one_who_leads_steers(database: Database) -> None:
    chat, vera, members = await going_round(database)
    first, second, *_ = members
    await offers(first, "prepare 30 April")
    await chat.advance_to(TOLD)
    await vera.says("members")
    await vera.presses("Step down as facilitator")
    assert f"{first.name} steers already" in await second.gets_press("members.take_up")
    assert "Change" in await first.gets_press("meetings.open_change", 1)
    assert "Ask one of them" in await second.gets_press("meetings.open_change", 1)
    assert "Nobody steers" in await first.gets_press("members.promote", str(second.id))
    assert "you steer from now on" in await first.gets_press("members.take_up")
    assert "facilitator now as well" in await first.gets_press("members.promote", str(second.id))


async def test_another_network_is_left_alone(database: Database) -> None:
    chat, (vera, *_) = await planned(database)
    first_network = chat.network_id
    olga, *_ = await chat.network(name="Elsewhere", facilitators=("Olga",), members=("Otto",))
    said = await olga.pushes("prepare.rotate", first_network, 1)
    assert "You are not in this learning network" in said
    assert "goes round" not in await vera.says("prepare")


async def test_in_dutch(database: Database) -> None:
    chat, (vera, *members) = await planned(database, language="nl")
    for one in (vera, *members):
        one.language = "nl"
    await vera.says("voorbereiden")
    await vera.picks("Meer", "Hoe het hier gaat")
    said = await vera.presses("De begeleiding laten rondgaan")
    assert "ik vraag voor elke bijeenkomst 2 mensen" in said
    assert "De begeleiding gaat rond." in chat.room.last()
    await chat.advance_to(ASKED)
    turn = [one for one in members if any("Jouw beurt om" in c for c in one.private.all())]
    assert len(turn) == 2
    assert "Je begeleidt deze bijeenkomst." in await turn[0].presses("Dat past")
    await chat.advance_to(TOLD)
    assert "begeleiden deze bijeenkomst" in chat.room.last()
    assert "Begeleidt: " in await members[-1].says("bijeenkomst volgende")


async def test_the_plan_names_nobody_whose_turn_is_not_known(database: Database) -> None:
    chat, vera, members = await going_round(database, LINE)
    await vera.says("speaker Noor --topic reading")
    said = await vera.says("plan")
    about = [line for line in said.splitlines() if "The questions, ready" in line]
    assert about
    assert all("privately, to whom it concerns" in line for line in about)
    assert not [one.name for one in members for line in about if one.name in line]
    await chat.advance_to(ASKED)
    (first,) = asked(members)
    await first.presses("That suits me")
    assert first.name not in await vera.says("plan")
    assert "you, privately · reading" in await first.says("plan")
