"""The plan reads as people would say it: when, to whom, which meeting and what of it."""

from datetime import UTC, datetime

import pytest

from bot.registry import standard
from bot.texts import speaking
from storage.database import Database
from tests.conversation import Conversation

LINES = {
    "en": "meeting 26 March 14:00-17:00 at De Linde: reading aloud",
    "nl": "bijeenkomst 26 maart 14.00-17.00 in De Linde: voorlezen",
}
GROUP = {
    "en": "Thu 12 March 2026, 09:00: the group · reading aloud (Thu 26 March): Do you come?",
    "nl": "do 12 maart 2026, 09:00: de groep · voorlezen (do 26 maart): Kom je?",
}
PRIVATE = {
    "en": "Fri 20 March 2026, 09:00: 4 people, privately · reading aloud (Thu 26 March): "
    "Do you come? Asked once more",
    "nl": "vr 20 maart 2026, 09:00: 4 mensen, privé · voorlezen (do 26 maart): "
    "Kom je? Nog één keer gevraagd",
}
MINE = {"en": "you, privately · reading aloud", "nl": "jij, privé · voorlezen"}
BUSY = {
    "en": "at most 4 messages in the group and 2 private ones for each person.",
    "nl": "hooguit 4 berichten in de groep en 2 privéberichten per persoon.",
}


@pytest.mark.parametrize("language", ["en", "nl"])
async def test_a_line_says_when_to_whom_and_of_which_meeting(
    language: str, database: Database
) -> None:
    chat = await Conversation.open(database)
    vera, anna, *_rest = await chat.network(language=language)
    await vera.says(LINES[language])
    seen = await vera.says("plan")
    assert GROUP[language] in seen
    assert PRIVATE[language] in seen
    assert BUSY[language] in seen
    assert MINE[language] in await anna.says("plan")


@pytest.mark.parametrize(
    ("language", "pick", "said"),
    [
        ("en", "View as participant", "Nothing is sent yet. As Anna would see it"),
        ("nl", "Bekijken als deelnemer", "Er gaat nog niets uit. Zoals Anna het zou zien"),
    ],
)
async def test_before_ready_the_plan_of_one_participant_says_whose_it_is(
    database: Database, language: str, pick: str, said: str
) -> None:
    chat = await Conversation.open(database)
    vera, *_rest = await chat.network(language=language, ready=False)
    await vera.says(LINES[language])
    await vera.says("plan")
    assert said in await vera.picks(pick, "Anna")


async def test_what_came_too_late_names_its_meeting(database: Database) -> None:
    chat = await Conversation.open(database)
    vera, *_rest = await chat.network()
    await vera.says(LINES["en"])
    chat.clock.now = datetime(2026, 3, 26, 16, 30, tzinfo=UTC)
    await chat.settle()
    missed = (await vera.says("plan")).split("come too late:")[1]
    assert "reading aloud (Thu 26 March): Do you come?" in missed


@pytest.mark.parametrize(
    ("language", "label"), [("en", "Do you come? (to the group)"), ("nl", "Kom je? (aan de groep)")]
)
async def test_the_timetable_says_to_whom_each_line_goes(
    language: str, label: str, database: Database
) -> None:
    chat = await Conversation.open(database)
    vera, *_rest = await chat.network(language=language)
    await vera.gets_press("networks.lines")
    assert label in [one.label for one in vera.form.inputs]


@pytest.mark.parametrize("language", ["en", "nl"])
def test_every_line_says_to_whom_apart_from_what(language: str) -> None:
    with speaking(language):
        said = [(line.title(), line.whom()) for line in standard().lines.values()]
    whoms = {whom for _title, whom in said}
    assert "" not in whoms
    assert [title for title, _whom in said if title.casefold().endswith(tuple(whoms))] == []
