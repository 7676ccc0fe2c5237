"""Commitments as conversations: made, asked after, carried along, shared, let go."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.events import Press
from storage import commitments
from storage.database import Database
from storage.networks import LineSetting
from tests.conversation import Conversation, Somebody

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
BEGINS = datetime(2026, 3, 26, 14, 0)  # noqa: DTZ001 - a wall-clock time
LATER = datetime(2026, 4, 23, 14, 0)  # noqa: DTZ001
OFF = ("come.ask", "come.ask_room", "come.unsaid")
OFF += ("meetings.warning", "meetings.practical", "meetings.after")


async def begun(database: Database, language: str = "en") -> tuple[Conversation, list[Somebody]]:
    """Give a network with two meetings in which only commitments are talked about."""
    chat = await Conversation.open(database)
    people = await chat.network(language=language)
    for one in people:
        one.language = language

    def work(unit) -> None:
        for line in OFF:
            unit.session.add(LineSetting(network_id=chat.network_id, line=line, offset="off"))

    await database.write(work)
    await chat.meeting(BEGINS)
    await chat.meeting(LATER, number=2)
    return chat, people


def sent(chat: Conversation) -> list[str]:
    local = [message.due_at.astimezone(AMSTERDAM) for message in chat.ledger.posts()]
    return [f"{one:%a %d %b %H:%M}" for one in local]


async def kept(chat: Conversation, person: Somebody, line: str) -> str:
    await person.says(line)
    return await person.presses("Keep")


async def test_one_is_shown_in_full_before_it_counts(database: Database) -> None:
    _chat, (_vera, anna, *_rest) = await begun(database)
    assert await anna.says("commit I visit two schools by 12 March") == (
        "Is this what you mean?\nvisit two schools\nWho: Anna (you)\n"
        "By when: by the end of Thursday 12 March 2026\nWho sees it: only you\n"
        "[Keep] [Change] [Never mind]"
    )
    assert "Nothing is noted" in await anna.says("commitments")
    said = await anna.presses("Keep")
    assert said.startswith("Kept: visit two schools, by the end of Thursday 12 March 2026.")
    assert "kept already" in await anna.presses("Keep")
    assert "visit two schools" in await anna.home()


async def test_in_dutch_from_words_to_done(database: Database) -> None:
    chat, (_vera, anna, *_rest) = await begun(database, "nl")
    said = await anna.says("voornemen ik bezoek twee scholen voor 12 maart")
    assert "uiterlijk donderdag 12 maart 2026" in said
    assert await anna.presses("Bewaren")
    await chat.advance(days=11)
    assert sent(chat) == ["Thu 12 Mar 09:00"]
    assert "bezoek twee scholen" in anna.private.last()
    assert await anna.presses("Gedaan")
    await chat.advance(days=60)
    assert sent(chat) == ["Thu 12 Mar 09:00"]
    assert "Gedaan (1)" in await anna.says("voornemens")


async def test_asked_on_the_day_after_a_week_and_then_at_meetings(database: Database) -> None:
    chat, (vera, anna, *_rest) = await begun(database)
    await kept(chat, anna, "commit I visit two schools by 12 March")
    await chat.advance(days=70)
    times = ["Thu 12 Mar 09:00", "Thu 19 Mar 09:00", "Wed 25 Mar 09:00", "Wed 22 Apr 09:00"]
    assert sent(chat) == times
    await anna.says("commitments")
    card = await anna.presses("How is it going: “visit two schools”")
    assert "Taken along 2 times." in card
    assert chat.room.all() == []
    assert vera.private.all() == []


@pytest.mark.parametrize(
    ("language", "line", "keep", "words", "let_go"),
    [
        ("en", "commit I visit two schools by 12 March", "Keep", "commitments", "Let go"),
        (
            "nl",
            "voornemen ik bezoek twee scholen voor 12 maart",
            "Bewaren",
            "voornemens",
            "Loslaten",
        ),
    ],
)
async def test_one_is_let_go_in_the_list(
    database: Database, language: str, line: str, keep: str, words: str, let_go: str
) -> None:
    chat = await Conversation.open(database)
    _vera, anna, bram, *_ = await chat.network(language=language)
    await anna.says(line)
    await anna.presses(keep)
    assert f"[{let_go}]" in await anna.says(words)
    number = anna._button(let_go).args[1]
    await bram.gets_press("commitments.let_go", number)
    assert f"[{let_go}]" in await anna.says(words)  # it is not Bram's to let go
    said = await anna.presses(let_go)
    assert said.startswith({"en": "Let go.", "nl": "Losgelaten."}[language])
    assert f"[{let_go}]" not in await anna.says(words)


async def test_not_yet_takes_a_new_date_as_the_same_item(database: Database) -> None:
    chat, (_vera, anna, *_rest) = await begun(database)
    await kept(chat, anna, "commit I visit two schools by 12 March")
    await chat.advance(days=11)
    assert "A new date" in await anna.presses("Not yet")
    assert "by the end of Friday 27 March 2026" in await anna.fills_in(choice="fortnight")
    await chat.advance(days=15)
    assert sent(chat) == ["Thu 12 Mar 09:00", "Fri 27 Mar 09:00"]
    await anna.says("commitments")
    card = await anna.presses("How is it going: “visit two schools”")
    assert "What changed" in card
    assert "Thursday 12 March 2026 → by the end of Friday 27 March 2026" in card


async def test_another_day_in_words(database: Database) -> None:
    chat, (_vera, anna, *_rest) = await begun(database)
    await kept(chat, anna, "commit I visit two schools by 12 March")
    await chat.advance(days=11)
    await anna.presses("Not yet")
    assert "By when?" in await anna.fills_in(choice="other")
    assert "no date or time" in await anna.fills_in(choice="other", until="someday maybe")
    assert "has passed" in await anna.fills_in(choice="other", until="1 March 2026")
    assert "20 March 2026" in await anna.fills_in(choice="other", until="20 March")
    await anna.presses("Not yet")
    assert "by the next meeting" in await anna.fills_in(choice="meeting")


@pytest.mark.slow
async def test_what_is_due_at_the_meeting_moves_with_it(database: Database) -> None:
    chat, (vera, anna, *_rest) = await begun(database)
    said = await anna.says("commit I bring my plan to the next meeting")
    assert "By when" in said
    await anna.says("commit I write my plan before the next meeting")
    await anna.presses("Keep")
    await vera.says("meeting next", privately=True)
    await vera.presses("Move")
    await vera.fills_in(day="2026-03-30", last_day="2026-03-30", start="14:00", end="17:00")
    assert "by the next meeting, Monday 30 March 2026" in await anna.home()
    await chat.advance(days=29)
    assert "Mon 30 Mar 09:00" in sent(chat)
    assert "Thu 26 Mar 09:00" not in sent(chat)


@pytest.mark.slow
async def test_a_cancelled_meeting_passes_it_on_to_the_one_after(database: Database) -> None:
    chat, (vera, anna, *_rest) = await begun(database)
    await kept(chat, anna, "commit I write my plan before the next meeting")
    await vera.says("meeting next", privately=True)
    await vera.presses("Cancel the meeting")
    assert "Thursday 23 April 2026" in await anna.home()
    await vera.says("meeting next", privately=True)
    await vera.presses("Cancel the meeting")
    assert "once it has a date" in await anna.home()
    await chat.advance(days=70)
    assert [one for one in anna.private.all() if "How is it going" in one] == []


async def test_a_co_owner_is_asked_and_takes_part(database: Database) -> None:
    chat, (_vera, anna, bram, _carla) = await begun(database)
    said = await anna.says("commit Bram and I write the report by 12 March")
    assert "Whoever you name is asked privately first." in said
    assert "asked privately" in await anna.presses("Keep")
    assert "Anna asks you to do this together." in bram.private.last()
    assert "write the report" in await bram.presses("I take part")
    await chat.advance(days=11)
    assert "How is it going?" in bram.private.last()
    assert "How is it going?" in anna.private.last()
    await bram.presses("Done")
    assert anna.private.all() == []
    assert "Done (1)" in await anna.says("commitments")


@pytest.mark.parametrize(
    "line", ["commit Bram and I write it by 12 March", "commit Bram: write it by 12 March"]
)
async def test_declining_leaves_no_trace(database: Database, line: str) -> None:
    chat, (_vera, anna, bram, _carla) = await begun(database)
    await kept(chat, anna, line)
    before = await anna.says("commitments"), await anna.home(), await anna.says("plan")
    assert "Nobody hears of it" in await bram.presses("No, thanks")
    assert (await anna.says("commitments"), await anna.home(), await anna.says("plan")) == before
    rows = await database.read(lambda unit: commitments.owners(unit.connection, chat.network_id))
    assert all(bram.id not in states for states in rows.values())
    await chat.advance(days=11)
    assert "write it" not in await bram.home()
    assert [one for one in bram.private.all() if "How is it" in one] == []


async def test_what_nobody_agreed_to_is_forgotten_on_its_day(database: Database) -> None:
    chat, (_vera, anna, bram, _carla) = await begun(database)
    await kept(chat, anna, "commit Bram: write it by 12 March")
    await chat.advance(days=12)
    assert "no longer open" in await bram.gets_press("commitments.accept", 1)
    rows = await database.read(lambda unit: commitments.owners(unit.connection, chat.network_id))
    assert rows == {}


@pytest.mark.slow
async def test_letting_go_leaves_it_to_the_others(database: Database) -> None:
    chat, (_vera, anna, bram, _carla) = await begun(database)
    await kept(chat, anna, "commit Bram and I write the report by 12 March")
    await bram.presses("I take part")
    await chat.advance(days=11)
    assert "hears only that, never why" in await anna.presses("Let go")
    # The words may change from now on, and they are the others' alone.
    assert "the report" not in await anna.says("commitments")
    assert "Open (1)" in await bram.says("commitments")
    await bram.presses("Let go")
    assert "What you let go (1)" in await bram.says("commitments")
    await chat.advance(days=40)
    assert len(anna.private.messages) <= 1


async def test_a_buddy_is_asked_and_sees_it(database: Database) -> None:
    _chat, (vera, anna, bram, carla) = await begun(database)
    assert "A commitment" in await anna.says("commit")
    said = await anna.fills_in(
        text="visit two schools", until="12 March", visible="buddy", buddy=str(bram.id)
    )
    assert "Who sees it: you and Bram" in said
    await anna.presses("Keep")
    assert "visit two schools" in bram.private.last()
    await bram.says("commitments")
    assert "visit two schools" not in await bram.presses("Commitments of the group")
    await bram.presses("I will")
    await bram.says("commitments")
    assert "visit two schools" in await bram.presses("Commitments of the group")
    for other in (vera, carla):
        await other.says("commitments")
        assert "visit two schools" not in await other.presses("Commitments of the group")


async def test_help_is_asked_only_of_whom_the_owner_chooses(database: Database) -> None:
    chat, (vera, anna, bram, _carla) = await begun(database)
    await kept(chat, anna, "commit I visit two schools by 12 March")
    await chat.advance(days=11)
    assert "Whom shall I tell?" in await anna.presses("I need help")
    assert vera.private.all() == []
    assert chat.room.all() == []
    assert "tell nobody" in await anna.presses("Nobody")
    await anna.presses("I need help")
    assert "passed it on" in await anna.presses("The facilitators")
    assert "Anna would like some help with this." in vera.private.last()
    await anna.presses("I need help")
    await anna.presses("The group")
    assert "visit two schools" in chat.room.last()
    assert "March" not in chat.room.last()
    assert bram.private.all() == []


async def test_unclear_words_open_a_form_with_what_was_clear(database: Database) -> None:
    _chat, (_vera, anna, *_rest) = await begun(database)
    said = await anna.says("commit I visit two schools in week 12")
    assert said.startswith("A commitment\n")
    assert anna.form.inputs[0].value == "visit two schools in week 12"
    assert "leaves the day open" in said
    said = await anna.says("commit we visit two schools by 12 March")
    assert "Who does it?" in said
    assert "Is this what you mean?" in await anna.fills_in(until="12 March")


async def test_a_draft_is_changed_and_dropped(database: Database) -> None:
    chat, (_vera, anna, *_rest) = await begun(database)
    await anna.says("commit If the lesson starts then I wait by 12 March because it helps")
    await anna.presses("Change")
    said = await anna.fills_in(text="wait ten seconds", until="next meeting")
    assert "If the lesson starts, then: wait ten seconds, because it helps" in said
    assert "by the next meeting, Thursday 26 March 2026" in said
    assert "nothing is kept" in await anna.presses("Never mind")
    assert "no longer open" in await anna.presses("Keep")
    before = chat.clock.now + timedelta(days=1)
    await anna.says("commit I read by 12 March")
    gone = await database.write(lambda unit: commitments.forget_drafts(unit.connection, before))
    assert gone == 1


async def test_editing_leaves_a_trace_for_owners(database: Database) -> None:
    chat, (_vera, anna, bram, _carla) = await begun(database)
    await kept(chat, anna, "commit I visit two schools by 12 March")
    await anna.says("commitments")
    await anna.presses("How is it going: “visit two schools”")
    await anna.presses("Change")
    said = await anna.fills_in(text="visit three schools", visible="group", until="20 March")
    assert "What: visit two schools → visit three schools" in said
    assert "Who sees it: Only me → The group" in said
    await bram.says("commitments")
    group = await bram.presses("Commitments of the group")
    assert "Anna: visit three schools, by the end of Friday 20 March 2026" in group
    assert "two schools" not in group


async def test_another_network_reaches_nothing(database: Database) -> None:
    chat, (_vera, anna, *_rest) = await begun(database)
    await kept(chat, anna, "commit I visit two schools by 12 March")
    _eva, dirk = await chat.network("Square", ("Eva",), ("Dirk",))
    for action in ("manage", "done", "let_go", "not_yet", "help", "accept", "keep", "change"):
        press = Press(dirk.origin(), f"commitments.{action}", (chat.network_id, 1))
        assert "no longer open" in await dirk._gets(press)
    assert "Open (1)" in await anna.says("commitments")


async def test_after_a_no_the_next_question_still_comes(database: Database) -> None:
    chat, (_vera, anna, bram, *_rest) = await begun(database)
    await kept(chat, anna, "commit Bram visits two schools by 12 March")
    await bram.presses("No, thanks")
    await kept(chat, anna, "commit Bram reads a book by 13 March")
    await chat.advance(days=1)  # one message a day, also after one that was taken back
    assert "reads a book" in bram.private.last()


async def test_before_ready_others_are_not_written_to(database: Database) -> None:
    chat = await Conversation.open(database)
    (vera, anna, bram, _carla) = await chat.network(ready=False)
    await anna.says("commit Bram visits two schools by 12 March")
    assert "Nothing is sent before" in await anna.presses("Keep")
    assert "Kept" in await kept(chat, anna, "commit I visit two schools by 12 March")
    await anna.says("commitments")
    await anna.presses("How is it going: “visit two schools”")
    await anna.presses("I need help")
    assert "Nothing is sent before" in await anna.presses("The facilitators")
    assert bram.private.all() == vera.private.all() == []
