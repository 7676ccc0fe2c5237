"""An evaluation that is open moves with its meeting, and says from which network it comes."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.cards import plain
from storage.database import Database, Unit
from storage.delivery import Delivery
from storage.evaluations import SealedBallot
from storage.networks import LineSetting
from tests.conversation import Conversation, Somebody
from tests.features.speaking import rows
from tests.features.test_evaluations import CLOSED, LAST_CALL, OPENED, answers, ballot

pytestmark = pytest.mark.slow

MEMBERS = ("Anna", "Bram", "Carla", "Dirk", "Eva")
EARLY = datetime(2026, 3, 9, 9, 5, tzinfo=UTC)
WORDS = {
    "en": (
        "meeting 10 March 14:00-17:00 at De Linde: reading",
        "Answer",
        "Open until Monday 30 March 2026, 08:00.",
        "5 of 6 took part.",
    ),
    "nl": (
        "bijeenkomst 10 maart 14:00-17:00 in De Linde: lezen",
        "Antwoorden",
        "Open tot maandag 30 maart 2026, 08:00.",
        "5 van de 6 deden mee.",
    ),
}


async def lines(chat: Conversation, **offsets: str) -> None:
    """Set lines of the newest network's timetable ('evaluations_open' is 'evaluations.open')."""
    set_ = [
        LineSetting(network_id=chat.network_id, line=name.replace("_", "."), offset=offset)
        for name, offset in offsets.items()
    ]
    await chat.database.write(lambda unit: unit.session.add_all(set_))


@pytest.mark.parametrize("language", ["en", "nl"])
async def test_what_opened_before_a_meeting_closes_after_its_new_time(
    database: Database, language: str
) -> None:
    typed, answer, until, part = WORDS[language]
    chat = await Conversation.open(database)
    vera, *others = await chat.network(members=MEMBERS, language=language)
    for one in (vera, *others):
        one.language = language
    await lines(chat, evaluations_open="B-1d 10:00")
    await vera.says(typed)
    await chat.advance_to(EARLY)
    for one in others:
        await answers(one, answer, **ballot())
    await vera.gets_press("meetings.open_move", 1)
    await vera.fills_in(day="2026-03-24", start="14:00", end="17:00")
    assert any(until in said for said in chat.room.all())
    await chat.advance_to(CLOSED)
    assert not any(part in said for said in chat.room.all())
    await chat.advance_to(datetime(2026, 3, 30, 6, 5, tzinfo=UTC))
    assert part in chat.room.last()


async def in_two(database: Database) -> tuple[Conversation, Somebody]:
    """Give Bram, who was in two meetings that ended at one hour, both to be evaluated."""
    chat = await Conversation.open(database)
    for name, vera in (("Circle", "Vera"), ("Square", "Wim")):
        people = await chat.network(name, (vera,), MEMBERS)
        await lines(chat, takeaways_school="off", evaluations_ask="E-10min")
        await people[0].says("meeting 10 March 14:00-17:00 at De Linde: reading")
    return chat, chat.people["Bram"]


async def test_a_private_message_names_its_network_where_somebody_is_in_two(
    database: Database,
) -> None:
    chat, bram = await in_two(database)
    await chat.advance_to(OPENED)
    sent = [one.card for one in bram.private.messages]
    assert {plain(card).splitlines()[1] for card in sent} == {"Circle", "Square"}
    assert {card.summary.partition(":")[0] for card in sent} == {"Circle", "Square"}
    assert "Circle" not in chat.people["Vera"].private.last()


async def test_what_no_private_message_tells_waits_in_the_room_and_at_home(
    database: Database,
) -> None:
    chat, bram = await in_two(database)
    await chat.advance_to(LAST_CALL)
    asked = [said for said in bram.private.all() if "How was reading?" in said]
    assert len(asked) < 4  # two invitations and two last calls are more than a week has room for
    assert len([said for said in chat.room.all() if said.startswith("How was reading?")]) == 2
    waiting = await bram.home()
    assert waiting.count("How was reading?") == 2
    chat.network_id = 1
    for number in (1, 2):
        chat.network_id = number
        await bram.gets_press("evaluations.answer", number)
        assert "It is sealed" in await bram.fills_in(**ballot())
    assert "How was reading?" not in await bram.home()


async def test_a_command_asks_once_which_network_and_does_it(database: Database) -> None:
    chat, bram = await in_two(database)
    await chat.advance_to(OPENED)
    assert "Which network" in await bram.says("evaluate", privately=True)
    assert "How was reading?" in await bram.presses("Square")
    await bram.presses("Answer")
    assert "It is sealed" in await bram.fills_in(**ballot())


async def test_from_the_closing_on_the_outbox_tells_of_no_last_call(database: Database) -> None:
    chat = await Conversation.open(database)
    vera, anna, *_rest = await chat.network(members=MEMBERS)
    await lines(chat, takeaways_school="off", takeaways_ask="off")
    await vera.says("meeting 10 March 14:00-17:00 at De Linde: reading")
    await chat.advance_to(OPENED)
    await answers(anna, **ballot())
    await chat.advance_to(LAST_CALL)
    assert "won't ask again" in chat.people["Bram"].private.last()
    await chat.advance_to(CLOSED)

    def told(unit: Unit) -> set[tuple[object, ...]]:
        columns = ("state", "external_ref", "attempt", "intent_at", "owner", "again_at")
        columns += ("wanted_rev", "shown_rev", "edit_at", "due_at", "last_error", "urgent")
        query = f"SELECT {', '.join(columns)} FROM delivery WHERE why = 'evaluations.last'"  # noqa: S608 - our own names
        found = unit.connection.exec_driver_sql(query).all()
        assert len(found) == len(MEMBERS)
        return {tuple(map(str, row)) for row in found}

    assert len(await chat.database.read(told)) == 1
    assert await rows(chat, Delivery)


SOONER = {
    "en": (
        "meeting 24 March 14:00-17:00 at De Linde: reading",
        "Answer",
        "Open until Monday 30 March 2026, 08:00.",
        "5 of 6 took part.",
        "What came out: How was reading?",
    ),
    "nl": (
        "bijeenkomst 24 maart 14:00-17:00 in De Linde: lezen",
        "Antwoorden",
        "Open tot maandag 30 maart 2026, 08:00.",
        "5 van de 6 deden mee.",
        "Wat eruit kwam: Hoe was lezen?",
    ),
}
SAID = datetime(2026, 3, 30, 6, 0, tzinfo=UTC)


@pytest.mark.parametrize("how", ["meeting", "timetable"])
@pytest.mark.parametrize("language", ["en", "nl"])
async def test_what_is_open_never_closes_sooner_than_was_said(
    database: Database, language: str, how: str
) -> None:
    """Whoever could choose the end could choose it right after somebody has answered."""
    typed, answer, until, part, told = SOONER[language]
    chat = await Conversation.open(database)
    vera, *others = await chat.network(members=MEMBERS, language=language)
    for one in (vera, *others):
        one.language = language
    await lines(chat, evaluations_open="B-5d 10:00", takeaways_school="off", takeaways_ask="off")
    await vera.says(typed)
    await chat.advance_to(datetime(2026, 3, 19, 9, 5, tzinfo=UTC))
    for one in others:
        await answers(one, answer, **ballot())
    if how == "meeting":
        await vera.gets_press("meetings.open_move", 1)
        await vera.fills_in(day="2026-03-20", start="14:00", end="17:00")
    else:
        await vera.gets_press("networks.lines")
        await vera.fills_in(**{"evaluations-results": "B-4d 10:00"})
    assert told in await vera.says("plan")
    await chat.advance_to(SAID - timedelta(minutes=1))
    assert not any(part in said for said in chat.room.all())
    assert any(until in said for said in chat.room.all())
    assert len(await rows(chat, SealedBallot)) == 5
    await chat.advance_to(SAID)
    assert sum(part in said for said in chat.room.all()) == 1
    await chat.advance(days=9)
    assert sum(part in said for said in chat.room.all()) == 1


async def test_what_moved_to_sooner_and_back_is_told_once(database: Database) -> None:
    """The line came while people were answering, told nothing, and comes no second time."""
    typed, answer, _until, part, told = SOONER["en"]
    chat = await Conversation.open(database)
    vera, *others = await chat.network(members=MEMBERS)
    await lines(chat, evaluations_open="B-5d 10:00", takeaways_school="off", takeaways_ask="off")
    await vera.says(typed)
    await chat.advance_to(datetime(2026, 3, 19, 9, 5, tzinfo=UTC))
    for one in others:
        await answers(one, answer, **ballot())
    for offset in ("B-4d 10:00", "E+9d 10:00"):
        await vera.gets_press("networks.lines")
        await vera.fills_in(**{"evaluations-results": offset})
        await chat.advance_to(datetime(2026, 3, 24, 9, 5, tzinfo=UTC))
    assert told in await vera.says("plan")
    await chat.advance_to(SAID)
    assert not any(part in said for said in chat.room.all())
    await chat.advance(days=9)
    assert sum(part in said for said in chat.room.all()) == 1
