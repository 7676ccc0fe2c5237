"""The rules of preparing together as conversations in Dutch."""

from datetime import UTC, datetime

import pytest

from storage.database import Database
from tests.conversation import Conversation, Somebody
from tests.features.test_prepare import ASKED, TOLD, asked, offers, planned, times_asked

pytestmark = pytest.mark.slow

LINE = "bijeenkomst 30 april 14:00-17:00 in De Linde: lezen"
LATER = "bijeenkomst 11 juni 14:00-17:00 in De Linde: schrijven"
OVER = datetime(2026, 5, 1, 12, tzinfo=UTC)
READ_BY_ALL = ("voorbereiden", "voorbereiden seizoen", "planning", "bijeenkomst volgende")


async def dutch(
    database: Database, *lines: str, **how: object
) -> tuple[Conversation, list[Somebody]]:
    """Give a network that speaks Dutch, with a meeting about reading."""
    chat, people = await planned(database, *(lines or (LINE,)), language="nl", **how)
    for one in people:
        one.language = "nl"
    return chat, people


def told(chat: Conversation) -> str:
    """Return who prepares, as the group reads it."""
    return next(card for card in chat.room.all() if "mee voor. Ideeën zijn welkom." in card)


async def test_who_has_a_turn_is_asked_before_the_group_hears(database: Database) -> None:
    chat, (vera, *members) = await dutch(database)
    await chat.advance_to(ASKED)
    first, second = asked(members)
    assert first.private.last() == (
        "Jouw beurt om lezen mee voor te bereiden?\n"
        "Wanneer: donderdag 30 april 2026, 14:00 tot 17:00\nWaar: De Linde\n"
        "Je bent aan de beurt om deze bijeenkomst mee voor te bereiden. "
        "De groep weet er nog niets van. Hoor ik niets, dan reken ik op je.\n"
        "[Dat past] [Het past niet] [Ruilen] [Waarom ik?]"
    )
    assert vera.private.all() == []
    assert "Je helpt deze bijeenkomst voorbereiden." in await first.presses("Dat past")
    assert f"{first.name} helpt ook mee." in second.private.last()
    assert all("bereid" not in card for card in chat.room.all())
    await chat.advance_to(TOLD)
    names = f"{first.name} en {second.name}"
    assert f"{names} bereiden deze bijeenkomst mee voor. Ideeën zijn welkom." in chat.room.last()


async def test_a_no_leaves_no_trace_and_the_next_is_asked(database: Database) -> None:
    chat, (vera, *members) = await dutch(database)
    await chat.advance_to(ASKED)
    first, second = asked(members)
    said = await first.presses("Het past niet")
    assert "Dat is prima. Niemand hoort ervan, en ik vraag iemand anders." in said
    await chat.settle()
    third = next(one for one in asked(members) if one not in (first, second))
    await chat.advance_to(TOLD)
    assert f"{second.name} en {third.name}" in told(chat)
    seen = [*chat.room.all(), await vera.home(), await second.says("voorbereiden waarom")]
    for one in (vera, second, third):
        seen += [*one.private.all(), *[await one.says(line) for line in READ_BY_ALL]]
        assert f"{first.name}: –" in await one.says("voorbereiden overzicht")
    assert [card for card in seen if first.name in card] == []


async def test_who_leaves_hands_on_only_their_own_turn(database: Database) -> None:
    chat, (_vera, *members) = await dutch(database)
    await chat.advance_to(ASKED)
    first, second = asked(members)
    await first.presses("Dat past")
    await second.leaves()
    await chat.settle()
    third = next(one for one in asked(members) if one not in (first, second))
    assert "De groep weet er nog niets van." in third.private.last()
    assert "Je helpt deze bijeenkomst voorbereiden." in first.private.last()
    await chat.advance_to(TOLD)
    assert f"{first.name} en {third.name} bereiden deze bijeenkomst mee voor." in told(chat)
    listed = await first.says("voorbereiden overzicht")
    assert f"{third.name}: do 30 april 2026" in listed
    assert second.name not in listed


async def test_who_is_away_is_not_drawn_and_who_cannot_come_is_replaced(
    database: Database,
) -> None:
    chat, (_vera, anna, *members) = await dutch(database)
    assert "Je kunt niet. Dat is prima." in await anna.says("aanwezig nee")
    refused = "Je zei dat je dan niet kunt. Verander dat eerst met 'aanwezig ja'."
    assert await offers(anna, "voorbereiden 30 april") == refused
    await chat.advance_to(ASKED)
    assert anna not in asked([anna, *members])
    first, second = asked(members)
    await second.presses("Dat past")
    await second.says("aanwezig nee")
    await chat.settle()
    assert "Voor deze bijeenkomst ben je niet aan de beurt." in second.private.last()
    third = next(one for one in asked(members) if one not in (first, second))
    await chat.advance_to(TOLD)
    assert f"{first.name} en {third.name} bereiden deze bijeenkomst mee voor." in told(chat)


async def test_why_me_and_the_list(database: Database) -> None:
    chat, (vera, *members) = await dutch(database)
    assert "Je had nog geen beurt." in await members[0].says("voorbereiden waarom")
    await chat.advance_to(OVER)
    first, second = asked(members)
    other = next(one for one in members if one not in (first, second))
    could = "bij 1 bijeenkomst die je mee had kunnen voorbereiden."
    why = await first.says("voorbereiden waarom")
    assert f"Waarom ik?\nJe had 1 beurt {could}\nDe laatste was do 30 april.\n" in why
    assert "Wie er niet bij kan zijn, wordt overgeslagen." in why
    assert f"Je had 0 beurten {could}" in await other.says("voorbereiden waarom")
    assert "Als procesbegeleider ben je zelf niet aan de beurt." in await vera.says(
        "voorbereiden waarom"
    )
    await other.says("voorbereiden")
    assert await other.picks("Meer", "Ik hielp lezen voorbereiden") == (
        "Dank je wel. Het telt als beurt, en iedereen kan het in de lijst zien."
    )
    listed = await first.says("voorbereiden overzicht")
    assert all(f"{one.name}: do 30 april 2026" in listed for one in (first, second, other))
    assert "Vera" not in listed


async def test_a_newcomer_begins_at_the_average(database: Database) -> None:
    chat, (_vera, anna, *_rest) = await dutch(database)
    await chat.advance_to(OVER)
    fien = Somebody(chat, "Fien", 0, anna.room, language="nl")
    await fien.joins()
    average = "Voor de tijd voordat je erbij kwam, tel ik wat de anderen gemiddeld hadden."
    assert average in await fien.says("voorbereiden waarom")
    assert average not in await anna.says("voorbereiden waarom")


async def test_a_moved_meeting_keeps_its_turns(database: Database) -> None:
    chat, (vera, *members) = await dutch(database)
    await chat.advance_to(ASKED)
    first, second = asked(members)
    await first.presses("Dat past")
    await vera.says("bijeenkomst volgende")
    await vera.presses("Verzetten")
    said = await vera.fills_in(day="2026-05-07")
    assert "Ik vraag opnieuw wie er komt; eerdere antwoorden tellen niet meer." in said
    mine = first.private.all()[0]
    assert "Wanneer: donderdag 7 mei 2026, 14:00 tot 17:00" in mine
    assert "Je helpt deze bijeenkomst voorbereiden." in mine
    await chat.advance_to(datetime(2026, 4, 24, 12, tzinfo=UTC))
    assert "Wanneer: donderdag 7 mei 2026" in told(chat)
    assert f"{first.name} en {second.name} bereiden deze bijeenkomst mee voor." in told(chat)
    assert len(asked(members)) == 2


async def test_a_cancelled_meeting_counts_for_nothing(database: Database) -> None:
    chat, (vera, *members) = await dutch(database)
    await chat.advance_to(ASKED)
    first, _second = asked(members)
    await vera.says("bijeenkomst volgende")
    assert "Afgezegd: lezen" in await vera.presses("Afzeggen")
    assert "Deze bijeenkomst gaat niet door." in first.private.last()
    assert await first.gets_press("prepare.accept", 1) == (
        "Die bijeenkomst gaat niet door, dus er valt niets voor te bereiden."
    )
    assert "Je had nog geen beurt." in await first.says("voorbereiden waarom")
    await chat.advance_to(TOLD)
    assert not [card for card in chat.room.all() if "Ideeën zijn welkom" in card]


async def test_when_it_has_begun_old_buttons_answer_kindly(database: Database) -> None:
    chat, (_vera, *members) = await dutch(database)
    await chat.advance_to(ASKED)
    first, _second = asked(members)
    await first.says("voorbereiden ja")
    assert "Je bent voorlopig niet aan de beurt." in await first.says("voorbereiden ja")
    await first.presses("Het past toch niet")
    assert "Dit is jouw beurt niet meer." in await first.gets_press("prepare.accept", 1)
    await chat.advance_to(datetime(2026, 4, 30, 13, tzinfo=UTC))
    begun = "Die bijeenkomst is begonnen; de beurten blijven zoals ze zijn."
    assert await first.gets_press("prepare.accept", 1) == begun


async def test_a_free_place_is_offered_until_it_is_over(database: Database) -> None:
    chat, (_vera, anna, *members) = await dutch(database)
    await offers(anna, "voorbereiden 30 april")
    for one in members:
        await one.gets_press("prepare.pool", 0)
    await chat.advance_to(TOLD)
    assert "Anna bereidt deze bijeenkomst mee voor. Ideeën zijn welkom." in chat.room.last()
    assert "[Ik doe mee]" in chat.room.last()
    await chat.advance_to(datetime(2026, 4, 30, 16, tzinfo=UTC))
    assert not [card for card in chat.room.all() if "Ik doe mee" in card]


async def test_nobody_is_asked_twice_before_everybody_had_a_turn(database: Database) -> None:
    chat, (_vera, *members) = await dutch(database, LINE, LATER)
    await chat.advance_to(datetime(2026, 5, 12, 12, tzinfo=UTC))
    assert sorted(times_asked(one) for one in members) == [0, 1, 1, 1, 1]
    title = "Jouw beurt om schrijven mee voor te bereiden?"
    again = [one for one in members if any(title in card for card in one.private.all())]
    assert len(again) == 2
    for one in again:
        assert "Je had 0 beurten" in await one.says("voorbereiden waarom")


async def test_in_a_pool_only_who_offered_is_asked(database: Database) -> None:
    chat, (_vera, anna, *members) = await dutch(database, LATER, template="knowledge-group")
    await anna.says("voorbereiden")
    await anna.picks("Meer", "Je mag mij vragen")
    await chat.advance_to(datetime(2026, 4, 20, 12, tzinfo=UTC))
    assert asked([anna, *members]) == [anna]
    assert "Jouw beurt om schrijven mee voor te bereiden?" in anna.private.last()


async def with_turn(database: Database, *lines: str) -> tuple[Conversation, Somebody, Somebody]:
    """Give a network that speaks Dutch, who has a turn in it, and somebody who has none."""
    chat, (_vera, *members) = await dutch(database, *lines)
    await chat.advance_to(ASKED)
    drawn = asked(members)
    return chat, drawn[0], next(one for one in members if one not in drawn)


async def test_turn_for_turn_redraws_what_the_group_heard(database: Database) -> None:
    chat, first, other = await with_turn(database, LINE, LATER)
    await offers(other, "voorbereiden 11 juni")
    await chat.advance_to(TOLD)
    await first.says(f"ruilen 30 april met {other.name}")
    days = "jij donderdag 30 april 2026", "donderdag 11 juni 2026."
    wish = f"{first.name} wil graag ruilen: {days[0]}, {first.name} {days[1]}"
    assert wish in other.private.last()
    assert "Je vond het goed; het is geregeld." in await other.presses("Ja, ruilen")
    agreed = f"{other.name} vindt het goed: {other.name} donderdag 30 april 2026, jij {days[1]}"
    assert agreed in first.private.last()
    assert other.name in told(chat)
    assert first.name not in told(chat)


async def test_a_no_leaves_the_turn_and_another_can_be_asked(database: Database) -> None:
    _chat, first, other = await with_turn(database)
    await first.says(f"ruilen met {other.name}")
    assert "Je hebt al iemand gevraagd." in await first.says(f"ruilen met {other.name}")
    assert "Je zei nee. Dat is prima." in await other.presses("Nee, dank je")
    assert f"Met {other.name} is het niet gelukt." in first.private.last()
    assert "je kunt iemand anders vragen." in first.private.last()
    settled = "Deze ruil is al afgehandeld; er verandert niets."
    assert settled in await other.gets_press("prepare.swap_yes", 1)


async def test_who_cannot_come_or_is_gone_takes_no_turn_over(database: Database) -> None:
    _chat, first, other = await with_turn(database)
    await first.says(f"ruilen met {other.name}")
    await other.says("aanwezig nee")
    assert "Je zei dat je dan niet kunt." in await other.presses("Ja, ik neem de beurt over")
    await first.leaves()
    settled = "Deze ruil is al afgehandeld; er verandert niets."
    assert settled in await other.gets_press("prepare.swap_yes", 1)


async def test_the_plan_does_not_say_whom_it_will_ask(database: Database) -> None:
    chat, (vera, *members) = await dutch(database)
    said = await vera.says("planning")
    assert "Help jij mee voorbereiden?" in said
    assert "privé, aan wie het aangaat" in said
    await chat.advance_to(ASKED)
    before = await vera.says("planning")
    await asked(members)[0].presses("Het past niet")
    assert await vera.says("planning") == before


async def test_looking_changes_nothing_and_what_is_settled_is_said(database: Database) -> None:
    chat, (vera, *members) = await dutch(database)
    seen = await vera.says("voorbereiden 30 april")
    assert "De groep heeft nog niet gehoord wie deze bijeenkomst mee voorbereidt." in seen
    assert "[Ik wil graag mee voorbereiden]" in seen
    await chat.advance_to(ASKED)
    first, second = asked(members)
    await first.presses("Dat past")
    assert first.private.last().startswith("Je helpt lezen voorbereiden\n")
    assert await vera.says("voorbereiden 30 april") == seen
    assert "De groep weet er nog niets van." in await second.says("voorbereiden 30 april")
