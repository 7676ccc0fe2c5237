"""A speaker's line may end with its meeting, in both languages; what names none stays a name."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.feature import Reading
from bot.features.speakers.which import Which, perhaps, split
from storage.database import Database
from tests.conversation import Conversation

READING = Reading(datetime(2026, 3, 2, 9, tzinfo=UTC), ZoneInfo("Europe/Amsterdam"))
NEXT, APRIL = Which(), Which(day=date(2026, 4, 16))


@pytest.mark.parametrize(
    ("line", "rest", "which"),
    [
        ("Jan next meeting", "Jan", NEXT),
        ("Jan volgende bijeenkomst", "Jan", NEXT),
        ("Jan de Wit for the next meeting.", "Jan de Wit", NEXT),
        ("Jan bij de eerstvolgende bijeenkomst", "Jan", NEXT),
        ("Jan, De Linde, next time", "Jan, De Linde", NEXT),
        ("Jan volgende keer", "Jan", NEXT),
        ("next meeting", "", NEXT),
        ("Jan meeting 2", "Jan", Which(number=2)),
        ("Jan voor bijeenkomst 2", "Jan", Which(number=2)),
        ("Jan on 16 April", "Jan", APRIL),
        ("Jan 16 april 2026", "Jan", APRIL),
        ("Jan, De Linde, bijeenkomst van 16 april", "Jan, De Linde", APRIL),
        ("Jan, De Linde: reading, next meeting", "Jan, De Linde: reading", NEXT),
        ("Jan: reading for the next meeting", "Jan: reading", NEXT),
        ("Jan: what we do next meeting", "Jan: what we do next meeting", NEXT),
        ("Jan 16 Monkeys", "Jan 16 Monkeys", NEXT),
        ("Jan Meeting", "Jan Meeting", NEXT),
        ("Jan Next", "Jan Next", NEXT),
    ],
)
def test_the_meeting_is_split_off(line: str, rest: str, which: Which) -> None:
    assert split(READING, line) == (rest, which)


@pytest.mark.parametrize(
    "line",
    [
        "Jan: data 16 april",
        "Jan: data on 16 April.",
        "Jan: data op 16 april",
        "Jan: data (16 april)",
    ],
)
def test_a_bare_day_after_a_topic_may_be_the_meetings(line: str) -> None:
    assert split(READING, line) == (line, NEXT)
    assert perhaps(READING, line) == ("Jan: data", APRIL)


def test_no_day_and_no_topic_leave_nothing_to_choose() -> None:
    for line in ("Jan 16 april", "Jan: 16 monkeys", "Jan: data 31 april", "Jan: data"):
        assert perhaps(READING, line) is None


@given(st.text())
def test_any_line_keeps_its_beginning(text: str) -> None:
    rest, _which = split(READING, text)
    assert rest == text or " ".join(text.split()).startswith(rest)


OTHER_DAYS = {
    "en": "There is no meeting on that day. The next ones: Thu 26 March and Thu 16 April.",
    "nl": "Op die dag is er geen bijeenkomst. De volgende zijn: do 26 maart en do 16 april.",
}


@pytest.mark.parametrize(
    ("language", "lines"),
    [
        ("en", ("speaker Jan next meeting", "speaker Eva meeting 2", "speaker Tom 1 June")),
        ("nl", ("spreker Jan volgende bijeenkomst", "spreker Eva 16 april", "spreker Tom 1 juni")),
    ],
)
async def test_the_guest_comes_to_that_meeting(
    database: Database, language: str, lines: tuple[str, str, str]
) -> None:
    chat = await Conversation.open(database)
    vera, *_ = await chat.network(language=language)
    await vera.says("meeting 26 March 14:00-17:00 at De Linde")
    await vera.says("meeting 16 April 14:00-17:00 at De Linde")
    first = await vera.says(lines[0])
    assert "Jan" in first
    assert "volgende" not in first
    assert "next" not in first
    second = await vera.says(lines[1])
    assert "Eva" in second
    assert "Jan" not in second
    assert OTHER_DAYS[language] in await vera.says(lines[2])
    with_topic = await vera.says(f"{lines[0].split()[0]} Ada: data 16 april")
    assert "Eva" in with_topic
    assert "Ada" in with_topic
    assert "data 16 april" not in with_topic
    kept = await vera.says(f"{lines[0].split()[0]} Bo: data 17 april")
    assert "Jan" in kept
    assert "data 17 april" in kept


@pytest.mark.slow
async def test_without_a_name_the_form_opens_for_that_meeting(database: Database) -> None:
    chat = await Conversation.open(database)
    vera, *_ = await chat.network()
    assert "planned" in await vera.says("speaker Jan meeting 2")
    await vera.says("meeting 26 March 14:00-17:00 at De Linde")
    await vera.says("meeting 16 April 14:00-17:00 at De Linde")
    await vera.says("speaker 16 April")
    assert vera.form.inputs
    await vera.fills_in(name="Eva")
    assert "Eva" in await vera.says("speaker Jan meeting 2")
    assert "of that number" in await vera.says("speaker Jan meeting 7")
