"""Evaluations of one's own: a line or a form, a draft, opening, series, and polls without names."""

from contextlib import suppress
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ballots.questions import Question
from bot.cards import Button
from bot.errors import Refusal
from bot.feature import Reading
from bot.features.evaluations import line, ready
from storage.database import Database
from storage.evaluations import Evaluation, SealedBallot
from storage.polls import Poll
from tests.conversation import MONDAY, Conversation, Somebody
from tests.features.speaking import rows

READING = Reading(MONDAY, ZoneInfo("Europe/Amsterdam"))
ONE = 'evaluate "Was it useful?" 1-5 no / yes; "What stays?" line; "Next topic?" reading, writing'
FIVE = ("Anna", "Bram", "Carla", "Dirk", "Eva")


async def opened(
    database: Database, typed: str = ONE, language: str = "en"
) -> tuple[Conversation, list[Somebody]]:
    """Give a network in which an evaluation was just opened."""
    chat = await Conversation.open(database)
    people = await chat.network(members=FIVE, language=language)
    for one in people:
        one.language = language
    await people[0].says(typed)
    await people[0].presses("Openen" if language == "nl" else "Open it")
    return chat, people


@pytest.mark.parametrize(
    ("written", "kinds"),
    [
        ('"Was it useful?" 1-5; "What stays?" line; "Next?" a, b', ["scale", "line", "one"]),
        ("Was it useful? 1-5\nWhat stays?\nNext? a, b", ["scale", "line", "one"]),
        ("“Was het nuttig?” 1–5; Wat blijft? regel; Wat hierna? a | b", ["scale", "line", "one"]),
        ('"Which days?" several: Monday, Tuesday', ["several"]),
        ('"Welke dagen?" meer maandag, dinsdag', ["several"]),
        ("It was useful 1-5", ["scale"]),
        ('"Useful?" 1 - 5 not at all / very much', ["scale"]),
        ("What stays with you", ["line"]),
        ("Evaluation was useful? 1-5", ["scale"]),
        ('"Was it useful?" 1-5 "What stays?" line', ["scale", "line"]),
        ('"Was it useful?" "What stays?"', ["line", "line"]),
        ('"It was useful" 1-5 no / yes "I come again" 1-5', ["scale", "scale"]),
        ('"Next?" reading, writing "What stays?"', ["one", "line"]),
        ('"Next?" "reading" "writing" "What stays?"', ["one", "line"]),
        ("“Was het nuttig?” 1-5 “Wat blijft?” regel", ["scale", "line"]),
        ('"Welke dagen?" meer: "maandag?", "dinsdag?" "Waarom?"', ["several", "line"]),
    ],
)
def test_questions_are_read_from_a_line(written: str, kinds: list[str]) -> None:
    found = line.read_questions(written)
    assert [one.kind for one in found] == kinds
    assert line.read_questions(line.written(found)) == found


def test_options_may_stand_in_quotation_marks() -> None:
    [asked] = line.read_questions('"Next?" "Reading" "Writing"')
    assert asked == Question("one", "Next?", ("Reading", "Writing"))


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ('"Half a quotation 1-5', "quotation mark"),
        ('"Next?" only', "2 to 10 options"),
        ('"Next?" a, A', "twice"),
        ('"" 1-5', "has no words"),
        ("a; b; c; d; e; f; g; h; i; j; k", "one to 10 questions"),
        ("x" * 200, "150 characters fit"),
        ('"Next?" ' + "y" * 80 + ", z", "75 characters fit"),
        ("a 1-5 --nonsense", "I don't know --nonsense"),
        ("a 1-5 --closes", "Say something after --closes"),
        ("a 1-5 --least 2", "at least 3 answers"),
        ("a 1-5 --closes yesterday", "closing time is past"),
        ("z" * 5000, "too long for one line"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_way_out(written: str, said: str) -> None:
    with pytest.raises(Refusal, match=said):
        line.read_words(READING, written)


@pytest.mark.parametrize(
    ("written", "word"),
    [("resutls", "results"), ("uitkomstn", "uitkomsten"), ("results now", "results")],
)
def test_a_mistyped_word_is_no_question(written: str, word: str) -> None:
    assert line.read_words(READING, written) == line.Wish("meant", word=word)


@pytest.mark.parametrize("written", ["compare", "compare them", "xyzzy --least 3"])
def test_a_word_nobody_knows_is_refused_with_an_example(written: str) -> None:
    with pytest.raises(Refusal, match=r"I don't know '.*For example: evaluate"):
        line.read_words(READING, written)


@pytest.mark.parametrize(
    ("written", "title", "first"),
    [
        (
            "A quick look\nHow full is your head? 1-5 empty / bursting",
            "A quick look",
            "How full is your head?",
        ),
        ("Useful? 1-5\nWhy?", "", "Useful?"),
        ("It was useful 1-5\nWhy?", "", "It was useful"),
        ("A quick look\n", "", "A quick look"),
    ],
)
def test_a_first_line_without_a_question_is_the_title(written: str, title: str, first: str) -> None:
    draft = line.read_words(READING, written).draft
    assert draft
    assert (draft.title, draft.questions[0].text) == (title, first)


@pytest.mark.parametrize(
    ("language", "typed", "button"),
    [("en", "evaluate resutls", "evaluate results"), ("nl", "evaluatie uitkomstn", "resultaten")],
)
async def test_a_mistyped_word_is_offered_as_it_was_meant(
    database: Database, language: str, typed: str, button: str
) -> None:
    chat = await Conversation.open(database)
    vera, *_others = await chat.network(language=language)
    vera.language = language
    offered = await vera.says(typed)
    assert button in offered
    label = offered.rpartition("[")[2].rstrip("]")
    said = await vera.presses(label)
    assert ("no results yet" if language == "en" else "nog geen uitkomsten") in said


def test_the_first_word_of_a_question_stays() -> None:
    wish = line.read_words(READING, "Evaluation was useful? 1-5")
    assert wish.draft
    assert wish.draft.questions[0].text == "Evaluation was useful?"


@given(st.text(max_size=200))
def test_any_line_is_read_or_refused(written: str) -> None:
    with suppress(Refusal):
        wish = line.read_words(READING, written)
        if wish.draft and wish.draft.form == ready.OWN:
            found = wish.draft.questions
            assert line.read_questions(line.written(found)) == found


@pytest.mark.parametrize("name", ready.READY)
def test_every_ready_made_form_can_be_written_and_called(name: str) -> None:
    asked = ready.READY[name].questions()
    assert [one.kind for one in line.read_questions(line.written(asked))] == [
        one.kind for one in asked
    ]
    assert all(ready.called(word) == name for word in ready.READY[name].words)
    assert all(isinstance(one, Question) and one.text for one in asked)


@pytest.mark.slow
async def test_a_line_becomes_a_draft_that_opens(database: Database) -> None:
    chat = await Conversation.open(database)
    vera, anna, *others = await chat.network(members=FIVE)
    draft = await vera.says(ONE)
    assert draft.startswith("A draft\nWas it useful?: 1 to 5 (no – yes)")
    assert "Next topic?: reading · writing" in draft
    assert "Closes: Saturday" not in draft
    assert chat.room.all() == []
    form = await vera.presses("Change")
    assert form.startswith("An evaluation of your own")
    changed = await vera.fills_in(questions="How was it? 1-5\nWhy?", title="Halfway", least="3")
    assert "Halfway\nHow was it?: 1 to 5\nWhy?: in your own words" in changed
    assert "It is open until Monday 9 March 2026, 08:00." in await vera.presses("Open it")
    assert "Halfway\n2 questions, under two minutes." in chat.room.last()
    assert "gone out already" in await vera.presses("Open it")
    for one in (anna, *others[:2]):
        await one.presses("Answer")
        await one.fills_in(q0="4", q1="Words.")
    await chat.advance_to(datetime(2026, 3, 9, 7, 5, tzinfo=UTC))
    assert "What came out: Halfway\n3 of 6 took part." in chat.room.last()
    assert "How was it?\nAverage: 4.0 on a scale from 1 to 5." in chat.room.last()
    assert "Why?\nToo few answered this question." in chat.room.last()


@pytest.mark.slow
async def test_a_draft_is_thrown_away_or_asked_after_each_meeting(database: Database) -> None:
    chat = await Conversation.open(database)
    vera, *_others = await chat.network(members=FIVE)
    await vera.says(ONE)
    assert "asked after each meeting" in await vera.presses("Ask it after each meeting")
    assert "After each meeting: your own questions." in await vera.says("evaluate")
    await vera.says(ONE)
    assert await vera.presses("Throw away") == "The draft is gone."
    assert "no longer there" in await vera.presses("Open it")
    await vera.says("meeting 10 March 14:00-17:00")
    await chat.advance_to(datetime(2026, 3, 10, 15, 55, tzinfo=UTC))
    assert "3 questions, under two minutes." in chat.room.last()


@pytest.mark.slow
async def test_members_answer_and_facilitators_ask(database: Database) -> None:
    chat = await Conversation.open(database)
    vera, anna, *_others = await chat.network(members=FIVE, ready=False)
    assert "A facilitator opens an evaluation." in await anna.says(ONE)
    assert "for the facilitators" in await anna.gets_press("evaluations.compose")
    await vera.says("evaluate energy")
    assert "Nothing is sent before you press ready" in await vera.presses("Open it")
    await vera.says("evaluate")
    assert "An evaluation of your own" in await vera.presses("Your own questions")
    assert "A quotation mark is missing" in await vera.fills_in(questions='"oops')
    assert "A draft" in await vera.fills_in(questions="How? 1-5")
    await vera.says("evaluate")
    assert "Give and take" in await vera.picks("A ready-made form", "Give and take")


@pytest.mark.slow
async def test_one_question_is_answered_in_one_press(database: Database) -> None:
    chat, (vera, *others) = await opened(database, 'evaluate "Next topic?" reading, writing')
    assert "Next topic?\nOne question." in chat.room.last()
    button = others[0]._button("reading")
    assert isinstance(button, Button)
    assert button.confirm == "Send “reading”? It cannot be changed afterwards."
    for one in others:
        assert "It is sealed" in await one.presses("reading")
    assert "You have answered already" in await others[0].presses("writing")
    assert "not in this evaluation" in await vera.gets_press("evaluations.vote", 1, 7)
    await chat.advance(days=8)
    assert "reading: two thirds or more\nwriting: up to a third" in chat.room.last()


@pytest.mark.slow
async def test_many_options_are_a_form(database: Database) -> None:
    chat, (_vera, anna, *_rest) = await opened(database, 'evaluate "When?" 8, 9, 10, 11, 12, 13')
    await anna.presses("Answer")
    assert "It is sealed" in await anna.fills_in(q0="1")
    assert len(await rows(chat, SealedBallot)) == 1


@pytest.mark.parametrize("typed", ["evaluate", "tussentijdse evaluatie", "korte evaluatie"])
async def test_it_has_many_names(database: Database, typed: str) -> None:
    chat = await Conversation.open(database)
    vera, *_others = await chat.network()
    assert "Evaluations\nNothing is open now." in await vera.says(typed)


@pytest.mark.slow
async def test_it_is_closed_or_called_off_before_its_time(database: Database) -> None:
    chat, (vera, *others) = await opened(database)
    for one in others:
        await one.presses("Answer")
        await one.fills_in(q0="5", q2="1")
    await vera.says("evaluate")
    await vera.presses("Manage")
    assert "The group sees what came out" in await vera.presses("Close now")
    assert "5 of 6 took part." in chat.room.last()
    assert "ended already" in await vera.presses("Close now")
    told = await vera.says("history")
    assert told.count("Vera closed an evaluation before its time.") == 1
    assert chat.core.keys.kept() == {}


@pytest.mark.slow
async def test_a_series_comes_back_until_it_is_stopped(database: Database) -> None:
    chat = await Conversation.open(database)
    vera, *others = await chat.network(members=FIVE)
    await vera.says("evaluate energy --every monday 9:00")
    assert "It goes out on Monday 9 March 2026, 09:00" in await vera.presses("Plan it")
    assert "Goes out on Mon 9 March: Energy" in await vera.says("evaluate")
    await chat.advance_to(datetime(2026, 3, 9, 8, 5, tzinfo=UTC))
    assert "Energy\n2 questions" in chat.room.last()
    for one in others:
        await one.presses("Answer")
        await one.fills_in(q0="2")
    await chat.advance_to(datetime(2026, 3, 16, 8, 5, tzinfo=UTC))
    for one in others:
        await one.presses("Answer")
        await one.fills_in(q0="4")
    await vera.says("evaluate")
    await vera.presses("Manage")
    assert "The series is stopped" in await vera.presses("Stop the series")
    await chat.advance_to(datetime(2026, 3, 30, 8, 5, tzinfo=UTC))
    assert "last time: 2.0." in chat.room.last()
    assert len([said for said in chat.room.all() if said.startswith("Energy")]) == 2


@pytest.mark.slow
async def test_a_poll_without_names(database: Database) -> None:
    chat = await Conversation.open(database)
    vera, anna, *others = await chat.network(members=FIVE)
    said = await anna.says('poll "Shall we go on?" "Yes" "No" --anonymous --closes friday 17:00')
    assert "The poll is in the group, without names. Open until Friday 6 March 2026, 17:00" in said
    assert "Shall we go on?\nOne question." in chat.room.last()
    assert await rows(chat, Poll) == []
    for one in (vera, *others):
        assert "It is sealed" in await one.presses("Yes")
    await anna.says("evaluate")
    assert "Close now" in await anna.presses("Manage")
    await chat.advance_to(datetime(2026, 3, 6, 16, 5, tzinfo=UTC))
    assert "What came out: Shall we go on?\n5 of 6 took part." in chat.room.last()


@pytest.mark.slow
async def test_a_poll_without_names_from_the_form_in_dutch(database: Database) -> None:
    chat = await Conversation.open(database)
    people = await chat.network(members=FIVE, language="nl")
    _vera, anna, bram, *_rest = people
    for one in people:
        one.language = "nl"
    await anna.says("peiling")
    asked = await anna.fills_in(
        question="Welke dagen?", options="ma\ndi", many="yes", anonymous="yes"
    )
    assert "zonder namen" in asked
    await bram.presses("Antwoorden")
    assert "Het is verzegeld" in await bram.fills_in(q0=("0", "1"))
    later = await anna.says('peiling "Verder?" "Ja" "Nee" --anoniem --op morgen 9:00')
    assert "Hij gaat de deur uit op dinsdag 3 maart 2026, 09:00" in later
    await chat.advance(days=1)
    assert "Verder?\nEén vraag." in chat.room.last()
    named = await anna.says('peiling "Soep?" "Ja" "Nee"')
    assert "in de groep" in named
    assert len(await rows(chat, Poll)) == 1


@pytest.mark.slow
@pytest.mark.parametrize("typed", ["😀" * 20, "مرحبا؟", "<b>?</b>", "=1+1?", "\u202eabc?"])
async def test_whatever_is_typed_stands_as_it_was(database: Database, typed: str) -> None:
    chat, (_vera, *others) = await opened(database, f'evaluate "{typed}" line')
    shown = typed.replace("\u202e", "")
    assert shown in chat.room.last()
    for one in others:
        await one.presses("Answer")
        assert "It is sealed" in await one.fills_in(q0=typed)
    await chat.advance(days=8)
    assert f"“{shown}”" in chat.room.last()
    assert [one.state for one in await rows(chat, Evaluation)] == ["closed"]
