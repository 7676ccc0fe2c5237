"""Evaluations of one's own and polls without names, in Dutch."""

import pytest

from storage.database import Database
from storage.evaluations import RollEntry, SealedBallot
from tests.features.speaking import rows
from tests.features.test_evaluations import CLOSED, FIVE, OPENED, after_a_meeting, answers, ballot
from tests.features.test_evaluations_dutch import LATER, answer, in_dutch
from tests.features.test_evaluations_own import opened

pytestmark = pytest.mark.slow

THREE = (
    'evaluatie "Was het nuttig?" 1-5 nee / ja; "Wat blijft je bij?" regel; "Wat hierna?" a, b, c'
)


async def test_a_line_becomes_a_draft_that_is_changed_and_opens(database: Database) -> None:
    chat, (vera, _anna, *others) = await in_dutch(database)
    draft = await vera.says(THREE)
    assert draft.startswith("Een concept\nWas het nuttig?: 1 tot en met 5 (nee")
    assert "Wat blijft je bij?: in eigen woorden" in draft
    assert "Wat hierna?: a · b · c" in draft
    assert "niemand anders ziet het" in draft
    assert (await vera.presses("Aanpassen")).startswith("Een eigen evaluatie")
    assert "hooguit" in await vera.fills_in(questions="x 1-5", title="y" * 200)
    changed = await vera.fills_in(
        questions="Hoe was het? 1-5\nWaarom?", title="Halverwege", least="3"
    )
    assert "Halverwege\nHoe was het?: 1 tot en met 5\nWaarom?: in eigen woorden" in changed
    assert "staat open tot maandag 9 maart 2026, 08:00." in await vera.presses("Openen")
    assert "al de deur uit" in await vera.presses("Openen")
    await answer(others[:3], q0="4", q1="Woorden.")
    await chat.advance_to(LATER)
    assert "Wat eruit kwam: Halverwege\n3 van de 6 deden mee." in chat.room.last()
    assert "Gemiddeld: 4,0 op een schaal van 1 tot 5." in chat.room.last()
    assert "Waarom?\nTe weinig mensen beantwoordden deze vraag." in chat.room.last()


async def test_a_draft_is_thrown_away_or_asked_after_each_meeting(database: Database) -> None:
    chat, (vera, *_others) = await in_dutch(database)
    await vera.says(THREE)
    assert "na elke bijeenkomst gesteld" in await vera.presses("Na elke bijeenkomst vragen")
    assert "Na elke bijeenkomst: je eigen vragen." in await vera.says("evaluatie")
    await vera.says(THREE)
    assert await vera.presses("Weggooien") == "Het concept is weg."
    assert "Dit concept is er niet meer." in await vera.presses("Openen")
    await vera.says("bijeenkomst 10 maart 14:00-17:00")
    await chat.advance_to(OPENED)
    assert "3 vragen, minder dan twee minuten." in chat.room.last()


async def test_facilitators_ask_once_the_network_is_ready(database: Database) -> None:
    _chat, (vera, anna, *_others) = await in_dutch(database, ready=False)
    assert "Dit is voor de procesbegeleiders" in await anna.gets_press("evaluations.compose")
    await vera.says("evaluatie energie")
    assert "voordat je op klaar drukt" in await vera.presses("Openen")
    await vera.says("evaluatie")
    assert "Een eigen evaluatie" in await vera.presses("Je eigen vragen")
    assert "aanhalingsteken te weinig" in await vera.fills_in(questions='"oei')
    assert "Een concept" in await vera.fills_in(questions="Hoe? 1-5")
    await vera.says("evaluatie")
    assert "Geven en nemen" in await vera.picks("Een kant-en-klaar formulier", "Geven en nemen")


async def test_one_press_is_confirmed_and_many_options_are_a_form(database: Database) -> None:
    chat, (vera, anna, *others) = await opened(database, 'evaluatie "Wanneer?" 8, 9, 10', "nl")
    assert "Druk op je antwoord" in chat.room.last()
    button = anna._button("9")
    assert button.confirm == "“9” versturen? Daarna is het niet meer te veranderen."
    assert "Het is verzegeld" in await anna.presses("9")
    await vera.says('evaluatie "Wanneer?" 8, 9, 10, 11, 12, 13')
    await vera.presses("Openen")
    await answer(others[:1], q0="1")
    assert len(await rows(chat, SealedBallot)) == 2


async def test_it_is_closed_before_its_time(database: Database) -> None:
    chat, (vera, *others) = await opened(database, THREE, "nl")
    await answer(others, q0="5", q2="1")
    await vera.says("evaluatie")
    await vera.presses("Beheren")
    assert "De groep ziet wat eruit kwam" in await vera.presses("Nu sluiten")
    assert "5 van de 6 deden mee." in chat.room.last()
    assert "Het is al voorbij." in await vera.presses("Nu sluiten")
    assert "Vera heeft een evaluatie eerder dan gepland gesloten." in await vera.says(
        "geschiedenis"
    )


async def test_a_poll_without_names_is_answered_and_closed(database: Database) -> None:
    chat, (vera, anna, *others) = await in_dutch(database)
    said = await anna.says('peiling "Verder?" "Ja" "Nee" --anoniem --sluit vrijdag 17:00')
    assert "staat in de groep, zonder namen. Open tot vrijdag 6 maart 2026, 17:00" in said
    for one in (vera, *others):
        assert "Het is verzegeld" in await one.presses("Ja")
    await anna.says("evaluatie")
    assert "Nu sluiten" in await anna.presses("Beheren")
    await anna.presses("Nu sluiten")
    assert "Wat eruit kwam: Verder?\n5 van de 6 deden mee." in chat.room.last()


async def test_other_networks_and_lost_keys(database: Database) -> None:
    chat, (vera, *others) = await after_a_meeting(database, language="nl")
    first = chat.network_id
    mallory, *_others = await chat.network("Ander", ("Mallory",), ("Noor",), language="nl")
    mallory.language = "nl"
    assert "is er niet meer" in await mallory.gets_press("evaluations.answer", 1)
    assert "niet in dit leernetwerk" in await mallory.pushes("evaluations.answer", first, 1)
    chat.network_id = first
    assert "sluit vanzelf, op de tijd die gezegd is" in await vera.gets_press(
        "evaluations.close", 1
    )
    await answer(others, **ballot())
    for name in chat.core.keys.kept():
        chat.core.keys.destroy(name)
    await chat.advance_to(CLOSED)
    assert "De sleutel van de antwoorden was er niet" in chat.room.last()
    assert await rows(chat, SealedBallot) == await rows(chat, RollEntry) == []


async def test_pages_of_results(database: Database) -> None:
    chat, (vera, *others) = await in_dutch(database)
    for _round in "12":
        await vera.says("evaluatie energie")
        await vera.presses("Openen")
        for one in others:
            await answers(one, "Antwoorden", q0="4")
        await chat.advance(days=8)
    said = await others[0].says("evaluatie resultaten")
    assert said.startswith("Alle uitkomsten\nEnergie: ")
    assert "Ik ging met energie naar huis.: 4,0 · 4,0" in said
    assert len(FIVE) == len(others)
