"""The facilitator's role goes round: with the turn comes the role, and with it the role ends."""

from datetime import UTC, datetime

import pytest

from storage.database import Database
from tests.conversation import Conversation, Somebody
from tests.features.test_prepare import LATER, LINE, offers, planned
from tests.features.tongue import Tongue, in_both

ASKED = datetime(2026, 3, 30, 12, tzinfo=UTC)
TOLD = datetime(2026, 4, 16, 12, tzinfo=UTC)
AFTER = datetime(2026, 5, 1, 12, tzinfo=UTC)
TWO_WEEKS_AFTER = datetime(2026, 5, 14, 16, tzinfo=UTC)
CHOICES = "How it goes here"
ROUND = "Let the facilitator's role go round"


DUTCH = {
    CHOICES: "Hoe het hier gaat",
    ROUND: "De begeleiding laten rondgaan",
    "2 people prepare and facilitate each meeting": "2 mensen bereiden elke bijeenkomst voor",
    "Add people": "Mensen toevoegen",
    "Ask one of them": "Vraag het een van hen.",
    "Change": "aanpassen",
    "Facilitates": "Begeleidt",
    "How many each time": "Hoeveel per keer",
    "I asked": "privé gevraagd",
    "I ask 2 people for each meeting": "ik vraag voor elke bijeenkomst 2 mensen",
    "I helped prepare reading": "Ik hielp reading voorbereiden",
    "Let the facilitators steer again": "De procesbegeleiders weer laten begeleiden",
    "More": "Meer",
    "Nobody steers": "Niemand begeleidt Circle op dit moment.",
    "Only the facilitators see": "Alleen de procesbegeleiders zien",
    "Only those who have this list": "Alleen wie deze lijst heeft, ziet deze notities.",
    "Planned": "Gepland",
    "Preparing together\n": "Samen voorbereiden\n",
    "Step down": "Stoppen",
    "Step down as facilitator": "Stoppen als procesbegeleider",
    "That suits me": "Dat past",
    "The facilitator's role goes round.": "De begeleiding gaat rond.",
    "The group knows nothing yet": "De groep weet er nog niets van.",
    "The questions, ready": "De vragen, klaar om door te sturen",
    "There are enough people": "Voor die bijeenkomst zijn er genoeg mensen.",
    "Who facilitates?": "Wie begeleidt?",
    "Yes, I take it over": "Ja, ik neem de beurt over",
    "You agreed": "Je vond het goed",
    "You are not in this learning network": "Je zit niet in dit leernetwerk.",
    "You facilitate this meeting.": "Je begeleidt deze bijeenkomst.",
    "You may ask me": "Je mag mij vragen",
    "Your role is for your meeting": "Je rol geldt voor jouw bijeenkomst",
    "Your turn to facil": "te begeleiden?\n",
    "checkin": "tussenstand",
    "facilitated": "begeleidde",
    "facilitates it too": "begeleidt die ook",
    "facilitates reading.": "begeleidt reading.",
    "facilitates this meeting": "begeleidt deze bijeenkomst",
    "facilitator now as well": "is nu ook procesbegeleider",
    "for the facilitators": "Dit is voor de procesbegeleiders",
    "from 1 to 3": "van 1 tot en met 3",
    "goes round": "gaat rond",
    "intake list": "kennismaken lijst",
    "look after that meeting": "wie voor die bijeenkomst zorgt",
    "meeting next": "bijeenkomst volgende",
    "members": "deelnemers",
    "plan": "planning",
    "prepare": "voorbereiden",
    "prepare 28 May": "voorbereiden 28 mei",
    "prepare 30 April": "voorbereiden 30 april",
    "prepare list": "voorbereiden overzicht",
    "prepare no": "voorbereiden nee",
    "privately, to whom it concerns": "privé, aan wie het aangaat",
    "ready to send on": "klaar om door te sturen",
    "steer every meeting again": "De procesbegeleiders begeleiden elke bijeenkomst weer",
    "steers already": "begeleidt al",
    "swap with": "ruilen met",
    "turns are for preparing alone": "beurten zijn alleen om voor te bereiden",
    "what is open": "wat nog openstaat",
    "you steer from now on": "jij begeleidt vanaf nu",
    "you, privately · reading": "jij, privé · reading",
}
pytestmark = [pytest.mark.slow, in_both(DUTCH)]


async def spoken(
    database: Database, t: Tongue, *lines: str, **how: object
) -> tuple[Conversation, list[Somebody]]:
    """Give a network in which this language is spoken, with a meeting about reading."""
    chat, people = await planned(database, *lines, language=t.language, **how)
    for one in people:
        one.language = t.language
    return chat, people


async def going_round(
    database: Database, t: Tongue, *lines: str, **how: object
) -> tuple[Conversation, Somebody, list[Somebody]]:
    """Give a network in which one person facilitates each meeting, with Vera for good."""
    chat, (vera, *members) = await spoken(database, t, *lines, **how)
    await vera.says(t("prepare"))
    await vera.picks(t("More"), t(CHOICES))
    await vera.presses(t(ROUND))
    await vera.says(t("prepare"))
    await vera.picks(t("More"), t(CHOICES))
    await vera.picks(t("How many each time"), "1")
    return chat, vera, members


def asked(people: list[Somebody], t: Tongue) -> list[Somebody]:
    return [one for one in people if any(t("Your turn to facil") in c for c in one.private.all())]


async def test_it_is_chosen_in_the_chat_and_the_group_hears_it(
    database: Database, t: Tongue
) -> None:
    chat, (vera, anna, *_) = await spoken(database, t)
    assert t(ROUND) not in await anna.says(t("prepare"))
    assert t("Preparing together\n") in await anna.gets_press("prepare.more", "choices")
    assert t("for the facilitators") in await anna.gets_press("prepare.rotate", 1)
    await vera.says(t("prepare"))
    await vera.picks(t("More"), t(CHOICES))
    assert t("I ask 2 people for each meeting") in await vera.presses(t(ROUND))
    assert t("The facilitator's role goes round.") in chat.room.last()
    assert t("2 people prepare and facilitate each meeting") in await anna.says(t("prepare"))
    assert t("facilitates it too") in await anna.says(t("prepare list"))
    assert t("from 1 to 3") in await vera.gets_press("prepare.number", "0")
    await vera.gets_press("prepare.rotate", 1)
    assert len([card for card in chat.room.all() if t("Who facilitates?") in card]) == 1
    await vera.says(t("prepare"))
    await vera.picks(t("More"), t(CHOICES))
    assert t("steer every meeting again") in await vera.presses(
        t("Let the facilitators steer again")
    )
    assert t("turns are for preparing alone") in chat.room.last()


async def test_who_says_yes_gets_the_role_and_loses_it_two_weeks_after(
    database: Database, t: Tongue
) -> None:
    chat, vera, members = await going_round(database, t)
    await chat.advance_to(ASKED)
    (first,) = asked(members, t)
    assert t("The group knows nothing yet") in first.private.last()
    assert t("for the facilitators") in await first.gets_press("meetings.open_change", 1)
    assert t("You facilitate this meeting.") in await first.presses(t("That suits me"))
    assert t("for the facilitators") in await first.gets_press("meetings.open_change", 1)
    other = next(one for one in members if one is not first)
    assert first.name not in await other.says(t("meeting next"))
    await chat.advance_to(TOLD)
    assert t("Change") in await first.gets_press("meetings.open_change", 1)
    assert t("Planned") in await first.says("meeting 11 June 14:00-17:00 at De Linde: more")
    assert t("for the facilitators") in await other.gets_press("meetings.open_change", 1)
    assert f"{first.name} {t('facilitates this meeting')}" in chat.room.last()
    assert f"{t('Facilitates')}: {first.name}" in await other.says(t("meeting next"))
    assert f"{first.name} {t('facilitates reading.')}" in await other.home()
    assert f"{first.name}: " in await other.says(t("prepare list"))
    await chat.advance_to(AFTER)
    assert t("Change") in await first.gets_press("meetings.open_change", 2)
    await chat.advance_to(TWO_WEEKS_AFTER)
    assert t("for the facilitators") in await first.gets_press("meetings.open_change", 2)
    assert any(f"{first.name} {t('facilitated')}" in card for card in chat.room.all())
    assert t("Change") in await vera.gets_press("meetings.open_change", 2)


async def test_an_offer_alone_shows_nobody_what_was_told_to_facilitators(
    database: Database, t: Tongue
) -> None:
    chat, (vera, anna, bram, *_) = await spoken(database, t, LINE, LATER)
    refused = t("Only the facilitators see")
    await vera.gets_press("prepare.rotate", 1)
    await vera.gets_press("prepare.number", "1")
    await bram.gets_press("intake.open")
    await bram.fills_in(q1="I eat no nuts")
    await offers(anna, t("prepare 30 April"))
    assert refused in await anna.says(t("intake list"))
    await chat.advance_to(TOLD)
    assert "no nuts" in await anna.says(t("intake list"))
    assert refused in await bram.says(t("intake list"))


async def test_a_no_leaves_no_trace_and_takes_the_role_along(database: Database, t: Tongue) -> None:
    chat, vera, members = await going_round(database, t)
    await chat.advance_to(ASKED)
    (first,) = asked(members, t)
    await first.presses(t("That suits me"))
    await first.says(t("prepare no"))
    assert t("for the facilitators") in await first.gets_press("meetings.open_change", 1)
    await chat.settle()
    second = next(one for one in asked(members, t) if one is not first)
    await second.presses(t("That suits me"))
    for line in (t("prepare"), t("prepare list"), t("plan"), t("meeting next"), t("members")):
        said = await vera.says(line)
        assert first.name not in said.replace(f"{first.name}: –", "").replace(
            f"{first.name}\n", "\n"
        )
        assert line in (t("prepare list"), t("members")) or second.name not in said


async def test_a_swap_hands_the_role_on(database: Database, t: Tongue) -> None:
    chat, _vera, members = await going_round(database, t)
    await chat.advance_to(ASKED)
    (first,) = asked(members, t)
    await first.presses(t("That suits me"))
    other = next(one for one in members if one is not first)
    assert t("I asked") in await first.says(f"{t('swap with')} {other.name}")
    assert t("for the facilitators") in await other.gets_press("meetings.open_change", 1)
    assert t("You agreed") in await other.presses(t("Yes, I take it over"))
    await chat.advance_to(TOLD)
    assert t("Change") in await other.gets_press("meetings.open_change", 1)
    assert t("for the facilitators") in await first.gets_press("meetings.open_change", 1)


async def test_warnings_and_lists_come_to_who_leads_and_not_to_the_facilitator(
    database: Database, t: Tongue
) -> None:
    line = "meeting 30 April 14:00-17:00"
    chat, vera, members = await going_round(database, t, line, template="five-times")
    await vera.says("speaker Noor --topic reading")
    first = members[0]
    await offers(first, t("prepare 30 April"))
    await chat.advance_to(datetime(2026, 5, 11, 12, tzinfo=UTC))
    # What was open came up before the group had heard who facilitates.
    assert any(t("what is open") in card for card in vera.private.all())
    for one in (t("ready to send on"), t("Only those who have this list")):
        assert any(one in card for card in first.private.all()), one
        assert all(one not in card for card in vera.private.all()), one
    assert t("Only those who have this list") in await vera.says(t("checkin"))


async def test_a_call_list_stays_with_who_led_that_meeting(database: Database, t: Tongue) -> None:
    lines = ("meeting 30 April 14:00-17:00 at X", "meeting 28 May 14:00-17:00 at X")
    chat, _vera, members = await going_round(database, t, *lines, template="five-times")
    first, second, *_ = members
    await offers(first, t("prepare 30 April"))
    await offers(second, t("prepare 28 May"))
    await chat.advance_to(datetime(2026, 5, 11, 12, tzinfo=UTC))
    assert t("Change") in await second.gets_press("meetings.open_change", 2)
    assert t("look after that meeting") in await second.gets_press("checkin.calls", 1)
    assert t("Only those who have this list") in await first.gets_press("checkin.calls", 1)


async def test_a_role_for_a_meeting_passes_nothing_on_for_good(
    database: Database, t: Tongue
) -> None:
    chat, vera, members = await going_round(database, t)
    first, second, *_ = members
    await offers(first, t("prepare 30 April"))
    await chat.advance_to(TOLD)
    for action in ("members.promote", "members.remove"):
        target = second.id if action.endswith("promote") else vera.id
        said = await first.pushes(action, chat.network_id, str(target))
        assert t("Your role is for your meeting") in said
    assert t("Your role is for your meeting") in await first.gets_press("members.step_down")
    assert "Vera" in await first.gets_press("members.take_up")
    said = await first.says(t("members"))
    assert t("Add people") in said
    assert t("Step down") not in said


async def test_prepared_outside_the_plan_or_with_no_place_left_gives_no_role(
    database: Database, t: Tongue
) -> None:
    chat, _vera, members = await going_round(database, t, LINE, LATER)
    first, second, third, *_ = members
    await offers(first, t("prepare 30 April"))
    assert t("There are enough people") in await offers(second, t("prepare 30 April"))
    await chat.advance_to(AFTER)
    await third.says(t("prepare"))
    await third.picks(t("More"), t("I helped prepare reading"))
    assert t("for the facilitators") in await third.gets_press("meetings.open_change", 2)


async def test_a_facilitator_who_wants_to_goes_round_too(database: Database, t: Tongue) -> None:
    chat, vera, members = await going_round(database, t)
    assert "Vera" not in await members[0].says(t("prepare list"))
    await vera.says(t("prepare"))
    await vera.picks(t("More"), t("You may ask me"))
    assert "Vera: –" in await members[0].says(t("prepare list"))
    for one in members:
        await one.gets_press("prepare.pool", 0)
    await chat.advance_to(ASKED)
    assert asked([vera, *members], t) == [vera]


async def test_without_anybody_for_good_the_one_who_leads_steers(
    database: Database, t: Tongue
) -> None:
    chat, vera, members = await going_round(database, t)
    first, second, *_ = members
    await offers(first, t("prepare 30 April"))
    await chat.advance_to(TOLD)
    await vera.says(t("members"))
    await vera.presses(t("Step down as facilitator"))
    assert f"{first.name} {t('steers already')}" in await second.gets_press("members.take_up")
    assert t("Change") in await first.gets_press("meetings.open_change", 1)
    assert t("Ask one of them") in await second.gets_press("meetings.open_change", 1)
    assert t("Nobody steers") in await first.gets_press("members.promote", str(second.id))
    assert t("you steer from now on") in await first.gets_press("members.take_up")
    assert t("facilitator now as well") in await first.gets_press("members.promote", str(second.id))


async def test_another_network_is_left_alone(database: Database, t: Tongue) -> None:
    chat, (vera, *_) = await spoken(database, t)
    first_network = chat.network_id
    olga, *_ = await chat.network("Elsewhere", ("Olga",), ("Otto",), t.language)
    olga.language = t.language
    said = await olga.pushes("prepare.rotate", first_network, 1)
    assert t("You are not in this learning network") in said
    assert t("goes round") not in await vera.says(t("prepare"))


async def test_the_plan_names_nobody_whose_turn_is_not_known(database: Database, t: Tongue) -> None:
    chat, vera, members = await going_round(database, t, LINE)
    await vera.says("speaker Noor --topic reading")
    said = await vera.says(t("plan"))
    about = [line for line in said.splitlines() if t("The questions, ready") in line]
    assert about
    assert all(t("privately, to whom it concerns") in line for line in about)
    assert not [one.name for one in members for line in about if one.name in line]
    await chat.advance_to(ASKED)
    (first,) = asked(members, t)
    await first.presses(t("That suits me"))
    assert first.name not in await vera.says(t("plan"))
    assert t("you, privately · reading") in await first.says(t("plan"))
