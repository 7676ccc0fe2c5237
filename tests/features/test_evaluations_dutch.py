"""Each rule of evaluations and of polls without names, in Dutch."""

from datetime import UTC, datetime

import pytest

from storage.database import Database
from storage.evaluations import EvaluationOutcome, RollEntry, SealedBallot
from tests.conversation import Conversation, Somebody
from tests.features.speaking import rows
from tests.features.test_evaluations import (
    CLOSED,
    FIVE,
    LAST_CALL,
    MANY,
    OPENED,
    after_a_meeting,
    answers,
    ballot,
    the_evaluation,
)
from tests.features.test_evaluations_own import opened

pytestmark = pytest.mark.slow

LATER = datetime(2026, 3, 9, 7, 5, tzinfo=UTC)
TWO = 'evaluatie "Was het nuttig?" 1-5 nee / ja "Wat blijft je bij?" regel'
CHOICE = 'evaluatie "Wat hierna?" lezen, schrijven, spreken'


async def in_dutch(
    database: Database, members: tuple[str, ...] = FIVE, **more: object
) -> tuple[Conversation, list[Somebody]]:
    """Give a network in Dutch whose people speak it."""
    chat = await Conversation.open(database)
    people = await chat.network(members=members, language="nl", **more)
    for one in people:
        one.language = "nl"
    return chat, people


async def answer(people: list[Somebody], **values: str) -> None:
    """Have each of these people hand in the same answers."""
    for one in people:
        assert "Het is verzegeld" in await answers(one, "Antwoorden", **values)


async def test_the_card_says_beforehand_what_is_kept(database: Database) -> None:
    chat, (_vera, anna, *_rest) = await opened(database, TWO, "nl")
    card = chat.room.last()
    for said in (
        "2 vragen, minder dan twee minuten.",
        "Anoniem: tot het sluit kan niemand een antwoord lezen",
        "Niemand ziet wie meedeed. Wat je verstuurt, is niet meer te veranderen.",
        "hoe iemand schrijft, kan verraden wie het is",
        "Uitkomsten zijn er vanaf 4 antwoorden (wat er geschreven is vanaf 5).",
        "Open tot maandag 9 maart 2026, 08:00.",
    ):
        assert said in card
    kept = await anna.presses("Wat wordt bewaard?")
    assert "vernietigt de antwoorden, de sleutel en de lijst" in kept
    assert "kunnen het eerder sluiten; tot dan hoort niemand hoeveel" in kept
    form = await anna.presses("Antwoorden")
    assert "Vragen overslaan mag." in form
    assert "hoe iemand schrijft, kan verraden wie het is" in form


async def test_what_is_no_answer_is_refused_and_repeats_nothing(database: Database) -> None:
    chat, (vera, anna, *others) = await opened(database, TWO, "nl")
    assert "Kies een van de antwoorden" in await answers(anna, "Antwoorden", q0="9")
    assert await anna.fills_in(q1="Zebrapad " * 99) == (
        "Dat is lang voor één antwoord: er passen hooguit 500 tekens in."
    )
    assert "Beantwoord minstens één vraag" in await anna.fills_in()
    assert await rows(chat, SealedBallot) == await rows(chat, RollEntry) == []
    assert "Er zijn nog geen uitkomsten" in await vera.says("evaluatie resultaten")
    early = await vera.gets_press("evaluations.result", 1)
    assert early == "Voor het sluiten zijn er geen uitkomsten, voor niemand."
    assert "alleen wie het vroeg en de procesbegeleiders" in await anna.gets_press(
        "evaluations.manage", 1
    )
    await chat.advance_to(LATER)
    assert "gesloten, dus je antwoord is niet bewaard" in await anna.fills_in(q0="4")
    assert "Het is al voorbij." in await vera.gets_press("evaluations.close", 1)
    assert "er niet meer" in await others[0].gets_press("evaluations.answer", 99)


async def test_few_answers_are_shown_coarsely_and_lines_by_the_alphabet(
    database: Database,
) -> None:
    chat, (_vera, *others) = await opened(database, TWO, "nl")
    for one, line in zip(others, ("zon", "maan", "Aarde", "", "ster"), strict=True):
        await answer([one], q0="1", q1=line)
    await chat.advance_to(LATER)
    shown = chat.room.last()
    assert "Gemiddeld: tot en met 1,5 op een schaal van 1 (nee) tot 5 (ja)." in shown
    assert "“Aarde”\n“maan”\n“ster”\n“zon”" in shown
    assert "Gemiddelden zijn afgerond op halven." in shown


async def test_a_choice_is_asked_about_once_more_and_shown_in_shares(database: Database) -> None:
    chat, (_vera, *others) = await opened(database, CHOICE, "nl")
    for one in others[:4]:
        assert "Het is verzegeld" in await one.presses("lezen")
    assert "Je hebt al geantwoord." in await others[0].presses("schrijven")
    assert "hoort niet bij deze evaluatie" in await others[4].gets_press("evaluations.vote", 1, 7)
    await chat.advance_to(LATER)
    assert "lezen: twee derde of meer\nschrijven: hooguit een derde" in chat.room.last()


async def test_under_the_minimum_all_is_destroyed_unread(database: Database) -> None:
    chat, (_vera, *others) = await opened(database, TWO, "nl")
    await answer(others[:3], q0="4", q1="Zebrapad")
    await chat.advance_to(LATER)
    assert "3 van de 6 deden mee.\nDat is minder dan 4, dus de antwoorden zijn ongelezen" in (
        chat.room.last()
    )
    assert await rows(chat, EvaluationOutcome) == []


async def test_a_question_with_too_few_says_so_and_none_is_fine(database: Database) -> None:
    chat, (vera, *others) = await opened(database, f"{TWO} --minstens 5", "nl")
    await answer(others[:4], q0="4")
    await answer([others[4]], q1="Alleen dit.")
    await chat.advance_to(LATER)
    assert "Was het nuttig?\nTe weinig mensen beantwoordden deze vraag." in chat.room.last()
    assert "“Alleen dit.”" in chat.room.last()
    assert "op zijn vroegst vanaf 3" in await vera.says(f"{TWO} --minstens 2")
    await vera.says(TWO)
    await vera.presses("Openen")
    await chat.advance(days=8)
    assert "Deze keer antwoordde niemand, en dat mag." in chat.room.last()


async def test_ten_answers_give_bars(database: Database) -> None:
    chat, (vera, *others) = await in_dutch(database, MANY)
    await vera.says(TWO)
    await vera.presses("Openen")
    await answer(others[:10], q0="4")
    await chat.advance_to(LATER)
    assert "10 van de 13 deden mee." in chat.room.last()
    assert "Gemiddeld: 4,0 op een schaal van 1 (nee) tot 5 (ja).\n1: 0\n2: 0\n3: 0\n4: 10" in (
        chat.room.last()
    )
    assert "Hier schreef niemand iets." in chat.room.last()


async def test_the_last_call_comes_once_and_a_late_joiner_and_a_leaver_are_met_kindly(
    database: Database,
) -> None:
    chat, (vera, anna, bram, *others) = await after_a_meeting(database, language="nl")
    number = (await the_evaluation(chat)).id or 0
    assert "Hoe was reading?\nAnoniem. Open tot maandag 16 maart" in await bram.home()
    await answer([anna, *others], **ballot())
    await others[0].leaves()
    await chat.advance_to(LAST_CALL)
    assert "Ik vraag het niet nog een keer. Overslaan mag" in bram.private.last()
    assert all("niet nog een keer" not in said for said in anna.private.all())
    lena = Somebody(chat, "Lena", 0, "circle", language="nl")
    await lena.joins()
    assert "van voor je erbij kwam" in await lena.gets_press("evaluations.answer", number)
    await chat.advance_to(CLOSED)
    assert "4 van de 5 deden mee." in chat.room.last()
    assert "sluit vanzelf" not in await vera.says("evaluatie")


async def test_the_next_round_stands_beside_the_last(database: Database) -> None:
    chat, (vera, *others) = await in_dutch(database)
    await vera.says("evaluatie energie --elke maandag 9:00")
    await vera.presses("Plannen")
    for scale in ("2", "4"):
        await chat.advance(days=7)
        assert "Energie\n2 vragen" in chat.room.last()
        await answer(others, q0=scale)
    await vera.says("evaluatie")
    await vera.presses("Beheren")
    assert "De reeks is gestopt." in await vera.presses("De reeks stoppen")
    assert "geen meer gepland" in await vera.gets_press("evaluations.stop", 2)
    await chat.advance(days=14)
    assert "vorige keer: 2,0." in chat.room.last()
    assert "Energie: door de rondes heen" in await vera.says("evaluatie resultaten")


async def test_it_is_called_off_or_closed_and_stays_so(database: Database) -> None:
    chat, (vera, anna, *others) = await opened(database, TWO, "nl")
    await answer([anna, *others], q0="5")
    await vera.says("evaluatie")
    await vera.presses("Beheren")
    assert "ongelezen vernietigd" in await vera.presses("Afgelasten")
    assert "Deze evaluatie is afgelast." in chat.room.last()
    assert "Je antwoord is niet bewaard." in await anna.gets_press("evaluations.answer", 1)
    assert await rows(chat, SealedBallot) == await rows(chat, RollEntry) == []
    assert chat.core.keys.kept() == {}


async def test_facilitators_ask_and_choose_what_is_asked(database: Database) -> None:
    begins = OPENED.replace(hour=15, minute=0)
    chat, (vera, anna, *_rest) = await after_a_meeting(database, begins, "nl")
    assert "Een procesbegeleider opent een evaluatie." in await anna.says(TWO)
    assert "Ik ken --onzin niet." in await vera.says("evaluatie energie --onzin")
    assert "aanhalingsteken te weinig" in await vera.says('evaluatie "Half')
    await vera.says("evaluatie")
    await vera.presses("Veranderen wat er gevraagd wordt")
    assert "Maak eerst je eigen vragen" in await vera.fills_in(form="own")
    assert "Bewaard." in await vera.fills_in(form="give", least="3")
    await chat.advance_to(OPENED)
    assert "4 vragen, minder dan twee minuten." in chat.room.last()
    assert "vanaf 3 antwoorden" in chat.room.last()
