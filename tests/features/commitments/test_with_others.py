"""Commitments with others: help asked once and ended, consent to who sees it, no trace of a no."""

import pytest
from sqlalchemy import text

from storage import commitments
from storage.database import Database
from tests.conversation import Conversation
from tests.features.commitments.test_commitments import begun, kept

pytestmark = pytest.mark.slow

LINE = {
    "en": "commit Bram and I write the report by 12 March",
    "nl": "voornemen Bram en ik schrijven het verslag voor 12 maart",
}
KEEP = {"en": "Keep", "nl": "Bewaren"}
languages = pytest.mark.parametrize("language", ["en", "nl"])


async def together(database: Database, language: str = "en"):
    """Give a network in which Anna and Bram do something together."""
    chat, people = await begun(database, language)
    _vera, anna, bram, _carla = people
    await anna.says(LINE[language])
    await anna.presses(KEEP[language])
    await bram.gets_press("commitments.accept", 1)
    return chat, people


async def test_the_group_is_told_once(database: Database) -> None:
    chat, (vera, anna, *_rest) = await begun(database)
    await kept(chat, anna, "commit I visit two schools by 12 March")
    assert "passed it on" in await anna.gets_press("commitments.tell", 1, "facilitators")
    assert "passed it on" in await anna.gets_press("commitments.tell", 1, "group")
    for _again in range(2):
        assert "can read it already" in await anna.gets_press("commitments.tell", 1, "group")
    assert len(chat.room.all()) == len(vera.private.all()) == 1


@pytest.mark.parametrize("whom", ["", "everybody", "Facilitators", "x" * 10_000])
async def test_a_forged_recipient_is_refused(database: Database, whom: str) -> None:
    chat, (vera, anna, *_rest) = await begun(database)
    await kept(chat, anna, "commit I visit two schools by 12 March")
    assert "older card" in await anna.gets_press("commitments.tell", 1, whom)
    assert vera.private.all() == chat.room.all() == []


@pytest.mark.parametrize("end", ["done", "let_go", "leave", "let_go together"])
async def test_a_request_for_help_ends_with_it(database: Database, end: str) -> None:
    chat, (vera, anna, bram, _carla) = await begun(database)
    words = "Bram and I" if "together" in end else "I"
    await kept(chat, anna, f"commit {words} visit two schools by 12 March")
    if "together" in end:
        await bram.gets_press("commitments.accept", 1)
    for whom in ("group", "facilitators"):
        await anna.gets_press("commitments.tell", 1, whom)
    await chat.advance(minutes=5)
    assert len(chat.room.all()) == len(vera.private.all()) == 1
    if end == "leave":
        await anna.leaves()
    else:
        await anna.gets_press(f"commitments.{end.split()[0]}", 1)
    await chat.advance(minutes=5)
    assert chat.room.all() == vera.private.all() == []


@languages
async def test_one_alone_shows_it_to_nobody_more(database: Database, language: str) -> None:
    _chat, (_vera, anna, bram, carla) = await together(database, language)
    for wider in ({"visible": "group"}, {"visible": "buddy", "buddy": str(carla.id)}):
        await bram.gets_press("commitments.change", 1)
        said = await bram.fills_in(**wider)
        assert ("let it go and make it anew" if language == "en" else "maak het opnieuw") in said
    await bram.gets_press("commitments.change", 1)
    assert await bram.fills_in(text="write it")
    await carla.gets_press("commitments.group")
    await anna.gets_press("commitments.let_go", 1)
    await bram.gets_press("commitments.change", 1)
    said = await bram.fills_in(visible="group")
    assert ("The group" if language == "en" else "De groep") in said


@languages
async def test_who_is_asked_hears_who_will_see_it(database: Database, language: str) -> None:
    _chat, (_vera, anna, bram, _carla) = await begun(database, language)
    await anna.says(LINE[language])
    await anna.presses(KEEP[language])
    seen = {"en": "only those who do it", "nl": "alleen wie het doet"}
    assert seen[language] in bram.private.last()


async def traces(chat: Conversation) -> list[tuple[object, ...]]:
    """Return what the tables of messages keep, the times and ids left out."""

    def work(unit) -> list[tuple[object, ...]]:
        parts = unit.connection.execute(text("SELECT kind, to_id, state FROM part ORDER BY id"))
        sent = unit.connection.execute(text("SELECT to_id, refs, state FROM delivery"))
        cards = unit.connection.execute(text("SELECT card FROM showncard"))
        return [tuple(map(str, row)) for rows in (parts, sent, cards) for row in rows]

    return await chat.database.read(work)


@pytest.mark.parametrize("kind", ["owner", "buddy"])
async def test_no_row_tells_what_was_answered(database: Database, kind: str) -> None:
    answers = {"owner": ("accept", "decline"), "buddy": ("buddy_yes", "buddy_no")}[kind]
    left = []
    for number, answer in enumerate(answers, 1):
        if number == 1:
            chat, (_vera, anna, bram, _carla) = await begun(database)
        await anna.says("commit")
        more = {"visible": "buddy", "buddy": str(bram.id)}
        if kind == "owner":
            more = {"owners": (str(anna.id), str(bram.id))}
        await anna.fills_in(text="write it", until="12 March", **more)
        await anna.presses("Keep")
        await chat.advance(days=1)
        await bram.gets_press(f"commitments.{answer}", number)
        await chat.advance(minutes=5)
        rows = await traces(chat)
        assert not any("commitments.ask" in str(row) for row in rows)
        assert not any("commitments.buddy" in str(row) for row in rows)
        left.append(len(rows))
    assert left[1] == 2 * left[0]
    assert bram.private.all() == []


@languages
async def test_nothing_is_asked_before_ready(database: Database, language: str) -> None:
    chat = await Conversation.open(database)
    (vera, anna, *_rest) = await chat.network(ready=False, language=language)
    await anna.says("commit I visit two schools by 12 March")
    said = await anna.gets_press("commitments.keep", 1)
    held = {"en": "Once a facilitator has pressed ready", "nl": "op klaar heeft gedrukt"}
    assert held[language] in said
    await chat.advance(days=14)
    assert anna.private.all() == []
    await vera.gets_press("networks.ready")
    await chat.advance(days=5)
    assert [one for one in anna.private.all() if "visit two schools" in one]


async def test_what_is_done_before_its_question_goes_out_is_not_asked(database: Database) -> None:
    chat, (_vera, anna, *_rest) = await begun(database)
    await kept(chat, anna, "commit I visit two schools by 12 March")
    for day in ("10 March", "11 March"):
        await kept(chat, anna, f"commit I read a book by {day}")
    await chat.advance(days=10, hours=3)
    await anna.gets_press("commitments.done", 1)
    await chat.advance(days=5)
    assert not [one for one in anna.private.all() if "two schools" in one]
    row = await chat.database.read(lambda unit: commitments.get(unit.connection, 1, 1))
    assert row.state == "done"


MOVED = {
    "en": "This has changed since you last saw it.",
    "nl": "Dit is veranderd sinds je het voor het laatst zag.",
}


@languages
async def test_yes_to_a_date_that_changed_is_asked_once_more(
    database: Database, language: str
) -> None:
    chat, (vera, anna, bram, _carla) = await begun(database, language)
    line = {
        "en": "commit Bram and I write the report by the next meeting",
        "nl": "voornemen Bram en ik schrijven het verslag voor de volgende bijeenkomst",
    }
    await anna.says(line[language])
    await anna.presses(KEEP[language])
    assert "26" in bram.private.last()
    await vera.gets_press("meetings.cancel", 1)
    await chat.advance(minutes=5)
    assert [one for one in bram.private.all() if "23 april" in one.casefold()]
    said = await bram.gets_press("commitments.accept", 1, "202603261400")
    assert MOVED[language] in said
    assert "23 april" in said.casefold()
    states = await chat.database.read(lambda unit: commitments.owners_of(unit.connection, 1))
    assert states[bram.id] == "asked"
    took_part = await bram.presses("I take part" if language == "en" else "Ik doe mee")
    assert MOVED[language] not in took_part
    states = await chat.database.read(lambda unit: commitments.owners_of(unit.connection, 1))
    assert states[bram.id] == "yes"


@languages
async def test_who_does_it_too_hears_of_another_day_and_of_letting_go(
    database: Database, language: str
) -> None:
    chat, (_vera, anna, bram, carla) = await together(database, language)
    await bram.gets_press("commitments.not_yet", 1)
    await bram.fills_in(choice="other", until="20 March" if language == "en" else "20 maart")
    await chat.advance(hours=3)
    said = {"en": "Bram chose another day for this: by the end of Friday 20 March 2026."}
    said["nl"] = "Bram koos hier een andere dag voor: uiterlijk vrijdag 20 maart 2026."
    assert len([one for one in anna.private.all() if said[language] in one]) == 1
    why = {"en": "hears only that, never why", "nl": "hoort alleen dat, nooit waarom"}
    assert why[language] in await bram.gets_press("commitments.let_go", 1)
    await chat.advance(days=2)
    gone = {"en": "Bram let this go.", "nl": "Bram heeft dit losgelaten."}
    assert len([one for one in anna.private.all() if gone[language] in one]) == 1
    assert not [one for one in bram.private.all() if said[language] in one]
    assert carla.private.all() == chat.room.all() == []
    alone = {"en": "nobody is told", "nl": "niemand hoort ervan"}
    assert alone[language] in await anna.gets_press("commitments.let_go", 1)


@languages
async def test_a_draft_for_a_meeting_that_went_is_shown_with_the_next_before_it_counts(
    database: Database, language: str
) -> None:
    _chat, (vera, anna, *_rest) = await begun(database, language)
    line = {
        "en": "commit I write the report by the next meeting",
        "nl": "voornemen ik schrijf het verslag voor de volgende bijeenkomst",
    }
    await anna.says(line[language])
    await vera.gets_press("meetings.cancel", 1)
    for keep in (
        lambda: anna.presses(KEEP[language]),
        lambda: anna.gets_press("commitments.keep", 1, "20260326"),
    ):
        said = await keep()
        assert MOVED[language] in said
        assert "23 april 2026" in said.casefold()
        assert "(1)" not in await anna.says("commitments")
    await anna.says("help")
    assert await anna.gets_press("commitments.keep", 1, "older") == said
    kept_ = {"en": "Kept: write the report", "nl": "Bewaard: schrijf het verslag"}
    assert kept_[language] in await anna.presses(KEEP[language])


@languages
async def test_who_does_it_too_hears_of_other_words_and_who_is_asked_reads_them(
    database: Database, language: str
) -> None:
    chat, (_vera, anna, bram, carla) = await together(database, language)
    changed = {"en": "Bram changed what this says", "nl": "Bram heeft dit veranderd"}
    for number in (1, 2, 3):
        await bram.gets_press("commitments.change", 1)
        await bram.fills_in(text=f"write {number} books")
    await bram.gets_press("commitments.change", 1)
    await bram.fills_in()  # nothing new, so nothing is told
    await chat.advance(days=2)
    told = [one for one in anna.private.all() if changed[language] in one]
    assert ["write 3 books" in one for one in told] == [True, True]  # the second one waited
    assert "write 3 books" in await anna.presses(
        {"en": "Your commitment", "nl": "Je voornemen"}[language]
    )
    assert carla.private.all() == chat.room.all() == bram.private.all() == []


@languages
async def test_yes_to_words_that_changed_is_asked_once_more(
    database: Database, language: str
) -> None:
    _chat, (_vera, anna, bram, _carla) = await begun(database, language)
    await anna.says(LINE[language])
    await anna.presses(KEEP[language])
    yes = {"en": "I take part", "nl": "Ik doe mee"}[language]
    old = bram._button(yes).args
    await anna.gets_press("commitments.change", 1)
    await anna.fills_in(text="write a book")
    said = await bram.pushes("commitments.accept", *old)
    assert MOVED[language] in said
    assert "write a book" in said
    assert MOVED[language] not in await bram.presses(yes)


@pytest.mark.parametrize("word", ["want", "omdat"])
async def test_a_reason_keeps_its_own_word_whoever_reads_it(database: Database, word: str) -> None:
    _chat, (_vera, anna, *_rest) = await begun(database)
    said = await anna.says(
        f"voornemen voor 12 maart bel ik de bibliotheek, {word} dan lezen de kinderen"
    )
    assert f"bel de bibliotheek, {word} dan lezen de kinderen\n" in said
    assert "because" not in said
