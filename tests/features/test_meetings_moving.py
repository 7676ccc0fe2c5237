"""Moving, changing and cancelling: what the group hears, when, and what is taken back."""

from datetime import UTC, datetime

import pytest

from storage.database import Database
from tests.conversation import Conversation, Somebody

pytestmark = pytest.mark.slow

LINE = "meeting 26 March 14:00-17:00 at De Linde: reading"


async def planned(
    database: Database, line: str = LINE, **how: object
) -> tuple[Conversation, list[Somebody]]:
    chat = await Conversation.open(database)
    people = await chat.network(**how)  # type: ignore[arg-type] # passed on as they are
    await people[0].says(line)
    return chat, people


async def move(vera: Somebody, **values: str) -> str:
    await vera.says("meeting next")
    await vera.presses("Move")
    return await vera.fills_in(**values)


async def test_a_change_of_place_is_drawn_everywhere(database: Database) -> None:
    chat, (vera, *_rest) = await planned(database)
    await vera.says("meeting next")
    await vera.presses("Show it to the group")
    assert "Where: De Linde" in chat.room.last()
    await vera.presses("Change")
    assert "Saved: writing" in await vera.fills_in(place="De Eik", title="writing")
    assert "Where: De Eik" in chat.room.last()
    assert len(chat.room.all()) == 1


async def test_a_move_is_told_once_with_old_and_new_time_and_asked_again(
    database: Database,
) -> None:
    chat, (vera, anna, *_rest) = await planned(database)
    assert "You come." in await anna.says("come yes")
    said = await move(vera, day="2026-04-02")
    assert "Moved: reading" in said
    assert "Thursday 2 April 2026, 14:00 to 17:00" in said
    assert "earlier answers no longer count" in said
    assert "has moved" in chat.room.last()
    assert "Was: Thursday 26 March 2026, 14:00 to 17:00" in chat.room.last()
    assert "New: Thursday 2 April 2026, 14:00 to 17:00" in chat.room.last()
    assert len(chat.room.all()) == 1
    assert "You come." not in await anna.says("come")
    await chat.advance_to(datetime(2026, 3, 27, 12, tzinfo=UTC))
    asked = [one for one in anna.private.all() if "Do you come?" in one]
    assert len(asked) == 1
    assert "This is the last time I ask" in asked[0]


async def test_moving_twice_says_so_on_the_older_post(database: Database) -> None:
    chat, (vera, *_rest) = await planned(database)
    await move(vera, day="2026-04-02")
    await move(vera, day="2026-04-09")
    first, second = chat.room.all()
    assert "moved once more since" in first
    assert "moved once more since" not in second
    assert "New: Thursday 9 April" in second


async def test_moving_into_a_holiday_period(database: Database) -> None:
    chat, (vera, *_rest) = await planned(database)
    said = await move(vera, day="2026-04-27")
    assert "Monday 27 April 2026 is a public holiday" in said
    await chat.advance_to(datetime(2026, 4, 27, 12, tzinfo=UTC))
    practical = [one for one in chat.ledger.posts() if "practical" in one.refs[0].kind]
    # The King's day is quiet, and so is the weekend before it: Friday is last.
    assert [one.due_at for one in practical] == [datetime(2026, 4, 24, 15, 0, tzinfo=UTC)]


async def test_what_can_not_be_moved(database: Database) -> None:
    chat, (vera, *_rest) = await planned(database)
    assert "when it is already" in await move(vera)
    assert "has passed" in await move(vera, day="2026-03-01")
    await vera.says("meeting next")
    await chat.advance_to(datetime(2026, 3, 26, 13, tzinfo=UTC))
    assert "has begun or is over" in await vera.presses("Move")
    assert "has begun or is over" in await vera.presses("Cancel the meeting")


async def test_a_move_keeps_the_numbers_in_order(database: Database) -> None:
    _chat, (vera, *_rest) = await planned(database, "meeting 26 March 14:00-17:00")
    await vera.says("meeting 16 April 14:00-17:00")
    await move(vera, day="2026-04-30")
    listed = await vera.says("meeting list")
    assert "Meeting 1: Thursday 16 April 2026" in listed
    assert "Meeting 2: Thursday 30 April 2026" in listed


async def test_cancelling_says_so_once_and_takes_back_the_rest(database: Database) -> None:
    chat, (vera, anna, *_rest) = await planned(database)
    await chat.advance_to(datetime(2026, 3, 12, 12, tzinfo=UTC))
    assert "Do you come?" in chat.room.last()
    await vera.says("meeting next")
    assert "Called off: reading" in await vera.presses("Cancel the meeting")
    asked, told = chat.room.all()
    assert "This meeting does not take place." in asked
    assert "[I come]" not in asked
    assert "reading is off" in told
    assert "need not do anything" in told
    await chat.advance(days=60)
    assert len(chat.room.all()) == 2
    assert [one for one in anna.private.all() if "Do you come?" in one] == []


async def test_an_ask_that_waits_is_withdrawn_when_the_meeting_is_cancelled(
    database: Database,
) -> None:
    line = "meeting 9 April 14:00-17:00 at De Linde: reading"
    chat, (vera, anna, *_rest) = await planned(database, line, template="five-times")
    # Anna got two private messages this week, so the third question waits for the next.
    await vera.says("meeting 8 April 14:00-17:00 at De Linde: second")
    await vera.says("meeting 7 April 14:00-17:00 at De Linde: first")
    await chat.advance_to(datetime(2026, 3, 19, 9, tzinfo=UTC))
    assert len(anna.private.all()) == 2
    await vera.says("meeting list")
    await vera.presses("reading")
    await vera.presses("Cancel the meeting")
    await chat.advance_to(datetime(2026, 4, 9, 9, tzinfo=UTC))
    assert "reading" not in "".join(anna.private.all())


async def test_cancelling_twice_and_moving_what_is_off_are_refused(database: Database) -> None:
    chat, (vera, *_rest) = await planned(database)
    await vera.says("meeting next")
    card = vera.answers[-1]
    await vera.presses("Cancel the meeting")
    vera.answers.append(card)
    assert "is off already" in await vera.presses("Cancel the meeting")
    vera.answers.append(card)
    assert "is off already" in await vera.presses("Move")
    assert len(chat.room.all()) == 1


async def test_a_meeting_tonight_can_be_called_off_in_quiet_hours(database: Database) -> None:
    line = "meeting 5 March 19:30-21:00 at De Linde: reading"
    chat, (vera, *_rest) = await planned(database, line)
    await chat.advance_to(datetime(2026, 3, 5, 17, 30, tzinfo=UTC))
    before = len(chat.room.all())
    await vera.says("meeting next")
    said = await vera.presses("Cancel the meeting")
    assert "It is quiet now: the group hears it on Friday 6 March 2026, 08:00" in said
    assert "By then people may be on their way" in said
    assert len(chat.room.all()) == before
    assert "told now" in await vera.presses("Tell the group now")
    assert "reading is off" in chat.room.last()
    assert "heard it already" in await vera.presses("Tell the group now")
    await chat.advance(days=2)
    assert len(chat.room.all()) == before + 1


async def test_a_move_in_quiet_hours_waits_for_the_morning(database: Database) -> None:
    chat, (vera, *_rest) = await planned(database)
    await chat.advance_to(datetime(2026, 3, 3, 19, tzinfo=UTC))
    said = await move(vera, day="2026-04-02")
    assert "the group hears it on Wednesday 4 March 2026, 08:00" in said
    assert "Tell the group now" not in said
    assert chat.room.all() == []
    await chat.advance_to(datetime(2026, 3, 4, 7, tzinfo=UTC))
    assert "has moved" in chat.room.last()


async def test_in_dutch(database: Database) -> None:
    chat = await Conversation.open(database)
    vera, *_rest = await chat.network(language="nl")
    await vera.says("bijeenkomst 26 maart 14.00-17.00 in De Linde: voorlezen")
    await vera.says("bijeenkomst volgende")
    await vera.presses("Verzetten")
    await vera.fills_in(day="2026-04-02")
    assert "voorlezen is verzet" in chat.room.last()
    await vera.says("bijeenkomst volgende")
    await vera.presses("Afzeggen")
    assert "gaat niet door" in chat.room.last()


async def test_after_the_meeting_the_next_date_is_said(database: Database) -> None:
    chat, (vera, *_rest) = await planned(database)
    await vera.says("meeting 16 April 14:00-17:00 at De Linde: writing")
    await chat.advance_to(datetime(2026, 4, 1, 12, tzinfo=UTC))
    after = [one for one in chat.room.all() if one.startswith("After reading")]
    assert after
    assert "Next: writing: Thursday 16 April 2026" in after[0]
    await chat.advance_to(datetime(2026, 5, 1, 12, tzinfo=UTC))
    assert not [one for one in chat.room.all() if one.startswith("After writing")]


async def test_facilitators_are_warned_of_a_missing_place_only(database: Database) -> None:
    chat, (vera, anna, *_rest) = await planned(database, "meeting 7 May 14:00-17:00: reading")
    await vera.says("meeting 4 June 14:00-17:00 at De Linde: writing")
    await chat.advance_to(datetime(2026, 4, 17, 12, tzinfo=UTC))
    assert "There is no place yet." in vera.private.last()
    assert anna.private.all() == []
    await vera.says("meeting next")
    await vera.presses("Change")
    await vera.fills_in(place="De Eik")
    assert vera.private.all() == []


@pytest.mark.parametrize(("language", "ask"), [("en", "I come"), ("nl", "Ik kom")])
async def test_a_move_within_the_time_of_asking_asks_once_in_one_post(
    language: str, ask: str, database: Database
) -> None:
    chat, (vera, anna, *_rest) = await planned(database, language=language)
    await chat.advance_to(datetime(2026, 3, 13, 12, tzinfo=UTC))
    before = len(chat.room.all())
    await vera.says("meeting next")
    await vera.presses({"en": "Move", "nl": "Verzetten"}[language])
    await vera.fills_in(day="2026-03-25")
    [post] = chat.room.all()[before:]
    assert "---" in post  # the news and the question, in one message
    assert post.count(f"[{ask}]") == 1
    assert post.count("?") == 1
    await anna.presses(ask)
    assert "Anna" in chat.room.last()
