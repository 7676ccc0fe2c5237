"""Each rule of quick polls, in Dutch."""

from datetime import timedelta

import pytest

from storage.database import Database
from tests.conversation import Conversation, Somebody

pytestmark = pytest.mark.slow

LUNCH = 'peiling "Lunch?" "Soep" "Brood"'


async def in_dutch(
    database: Database, **more: object
) -> tuple[Conversation, Somebody, Somebody, Somebody]:
    """Give a network in Dutch with Vera, Anna and Bram."""
    chat = await Conversation.open(database)
    vera, anna, bram, *_rest = people = await chat.network(language="nl", **more)
    for one in people:
        one.language = "nl"
    return chat, vera, anna, bram


async def test_a_choice_moves_stands_and_is_refused_after_the_closing(database: Database) -> None:
    chat, vera, anna, bram = await in_dutch(database)
    await anna.says(f"{LUNCH} --sluit morgen 12:00")
    await bram.presses("Soep")
    await bram.presses("Brood")
    assert await bram.presses("Brood") == "Je keuze staat: Brood."
    assert "hoort niet bij deze peiling" in await bram.gets_press("polls.vote", 1, 9)
    assert "is er niet meer" in await bram.gets_press("polls.vote", 99, 0)
    await vera.presses("Soep")
    await chat.advance(days=2)
    assert "“Soep” en “Brood” staan samen bovenaan, met elk 1 stem." in chat.room.last()
    assert "Gesloten op dinsdag 3 maart 2026, 12:00. Gevraagd door Anna." in chat.room.last()
    assert "dus je keuze is niet geteld" in await bram.gets_press("polls.vote", 1, 0)


async def test_the_form_of_a_poll(database: Database) -> None:
    chat, _vera, anna, _bram = await in_dutch(database)
    assert (await anna.says("peiling")).startswith("Een nieuwe peiling")
    assert "Een peiling begint met een vraag." in await anna.fills_in(question=" ")
    assert "staat er twee keer" in await anna.fills_in(question="V?", options="a\nA")
    assert "sluitingstijd is voorbij" in await anna.fills_in(question="V?", closes="2026-03-01")
    said = await anna.fills_in(question="Doen?", closes="2026-03-05", closes_time="12:30")
    assert "Ja · Nee · Hangt ervan af" in said
    assert "Sluit: donderdag 5 maart 2026, 12:30" in said
    await anna.says("peiling")
    await anna.fills_in(question="Welke dag?", options="ma\ndi\nwo\ndo\nvr\nza")
    await anna.picks("Jouw keuze", "do")
    assert "do: 1 Anna" in chat.room.last()


REFUSED = (
    ("peiling Lunch", "niet wat de vraag is"),
    (f"{LUNCH[:-1]}", "aanhalingsteken te weinig"),
    ('peiling "Lunch?" "Soep"', "2 tot 10 keuzes; deze heeft er 1"),
    (f'peiling "{"x" * 201}" "a" "b"', "hooguit 200 tekens"),
    (f'peiling "V?" "{"x" * 76}" "b"', "hooguit 75 tekens"),
    (f"peiling {'x' * 10_000}", "te lang voor één regel"),
    (f"{LUNCH} --kleur rood", "Ik ken --kleur niet."),
    (f"{LUNCH} --sluit", "Zeg na --sluit"),
    (f"{LUNCH} --sluit 1 oktober", "hooguit een half jaar"),
    (f"{LUNCH} --elke blauwe maan", "Ik zie niet hoe vaak"),
    (f"{LUNCH} --op zaterdag 9:00 --sluit zondag 17:00", "Al die tijd is het stil"),
    ('peiling "V?" "a" en dan "b"', "Ik weet niet wat ik met “en dan” kan"),
)


async def test_what_is_no_poll_is_answered_with_a_way_out(database: Database) -> None:
    chat, _vera, anna, _bram = await in_dutch(database)
    for line, answer in REFUSED:
        assert answer in await anna.says(line), line
    assert chat.room.all() == []
    assert "Er is nu geen peiling." in await anna.says("peiling lijst")


async def test_who_asked_and_procesbegeleiders_manage(database: Database) -> None:
    chat, vera, anna, bram = await in_dutch(database)
    await anna.says(LUNCH)
    assert "Wie deze peiling vroeg, kan die aanpassen" in await bram.presses("Beheren")
    assert "Deze peiling beheren" in await anna.presses("Beheren")
    assert "Een andere sluitingstijd" in await anna.presses("Sluitingstijd aanpassen")
    assert "sluitingstijd is voorbij" in await anna.fills_in(closes="2026-03-01")
    said = await anna.fills_in(closes="2026-03-04", closes_time="12:00")
    assert said == "De peiling sluit nu op woensdag 4 maart 2026, 12:00."
    await vera.presses("Beheren")
    assert "De peiling is gesloten." in await vera.presses("Nu sluiten")
    assert "Niemand heeft gekozen." in chat.room.last()
    assert "is al gesloten" in await anna.presses("Nu sluiten")


async def test_a_planned_poll_waits_and_is_cancelled(database: Database) -> None:
    chat, _vera, anna, bram = await in_dutch(database)
    said = await anna.says(f"{LUNCH} --op zaterdag 9:00 --sluit maandag 17:00")
    assert "De peiling is gepland." in said
    assert "Gaat uit: maandag 9 maart 2026, 08:00" in said
    assert "Verschoven: zaterdag 7 maart 2026, 09:00 valt in een stille tijd." in said
    assert "Deze peiling opent op" in await bram.gets_press("polls.vote", 1, 0)
    assert "is niet uitgegaan. Annuleren kan wel." in await anna.gets_press("polls.close", 1)
    await anna.presses("Beheren")
    cancelled = await anna.presses("Deze peiling annuleren")
    assert cancelled == "De peiling is geannuleerd. Er gaat niets uit."
    await chat.advance(days=8)
    assert chat.room.all() == []


async def test_a_series_comes_back_until_it_is_stopped(database: Database) -> None:
    chat, vera, anna, bram = await in_dutch(database)
    said = await anna.says(f"{LUNCH} --elke maandag 9:00 --sluit vrijdag 17:00")
    assert "Daarna: ma 16 maart, ma 23 maart, ma 30 maart" in said
    await chat.advance(days=7)
    await bram.presses("Soep")
    assert "is al uitgegaan. Sluiten kan wel." in await anna.gets_press("polls.cancel", 1)
    await chat.advance(days=7)
    assert "Beheer “Lunch?”" in await vera.says("peiling lijst")
    await vera.presses("Beheer “Lunch?”")
    assert "De reeks is gestopt." in await vera.presses("De reeks stoppen")
    assert "geen peiling meer gepland" in await vera.presses("De reeks stoppen")
    await chat.advance(days=21)
    assert len(chat.ledger.posts()) == 2


async def test_before_ready_at_home_and_in_another_network(database: Database) -> None:
    chat, vera, anna, _bram = await in_dutch(database, ready=False)
    assert "zodra een procesbegeleider op klaar heeft gedrukt" in await vera.says(LUNCH)
    first = chat.network_id
    *_people, noor = await chat.network("Ander", ("Wim",), ("Noor",), language="nl")
    noor.language = "nl"
    await noor.says(LUNCH)
    assert "Lunch?" in await noor.home()
    assert "niet in dit leernetwerk" in await anna.pushes("polls.vote", chat.network_id, 1, 0)
    chat.clock.now += timedelta(days=30)  # a standstill
    await chat.settle()
    assert "Gesloten op maandag 9 maart 2026, 17:00." in chat.room.last()
    assert chat.network_id != first
