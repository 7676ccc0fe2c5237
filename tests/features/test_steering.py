"""Nobody steers for a while: stepping down, taking it up, and what goes on meanwhile."""

from datetime import UTC, datetime

import pytest

from bot.events import Press
from storage.database import Database
from storage.networks import Membership
from tests.conversation import MONDAY, Conversation, Somebody
from tests.features.speaking import rows
from tests.features.test_prepare import offers
from tests.pressing import does
from tests.processes import at_once

pytestmark = pytest.mark.slow

STEP_DOWN, TAKE_UP = "Step down as facilitator", "I steer from now on"


async def without(database: Database, **how: object) -> tuple[Conversation, list[Somebody]]:
    """Give a network whose facilitator Vera has just stepped down."""
    chat = await Conversation.open(database)
    people = await chat.network(**how)  # type: ignore[arg-type] # plain values
    await people[0].says("members")
    await people[0].presses(STEP_DOWN)
    return chat, people


async def steer(chat: Conversation) -> list[int]:
    return [one.person_id for one in await rows(chat, Membership) if one.role == "facilitator"]


async def test_the_group_hears_it_and_the_first_who_presses_takes_it_up(
    database: Database,
) -> None:
    chat, (vera, anna, bram, _carla) = await without(database)
    assert "Nobody steers Circle just now." in chat.room.last()
    assert "comes to those who prepare the next meeting" in chat.room.last()
    for line in ("members", "meeting 30 April 14:00-17:00"):
        assert "steer" in await bram.says(line)
    assert "Nobody steers Circle just now" in await bram.home()
    assert "Thank you, you steer from now on" in await anna.presses(TAKE_UP)
    assert "Anna steers Circle from now on. Thank you!" in chat.room.last()
    assert any("Anna steers now." in card for card in chat.room.all())
    assert all("Nobody steers" not in card for card in chat.room.all())
    assert "Anna steers already" in await bram.gets_press("members.take_up")
    assert "You steer Circle already" in await anna.gets_press("members.take_up")
    assert "Planned" in await anna.says("meeting 30 April 14:00-17:00 at De Linde")
    assert "for the facilitators of Circle" in await vera.gets_press("networks.texts")
    assert await steer(chat) == [anna.id]


async def test_what_needs_a_facilitator_says_how_to_take_that_up(database: Database) -> None:
    chat, (vera, anna, *_) = await without(database)
    how = "Nobody steers Circle just now. Type 'members' and press 'I steer from now on'"
    lines = ("meeting 30 April 14:00-17:00", "speaker Noor", "remind bram tomorrow at 9: a poster")
    for line in (*lines, "evaluate energy", "intake list"):
        assert how in await anna.says(line)
    for action in ("networks.texts", "networks.quiet", "networks.lines", "members.add"):
        assert how in await vera.gets_press(action)
    assert how in await vera.gets_press("members.step_down")
    assert "The plan of Circle" in await anna.says("plan")
    assert await steer(chat) == []


async def test_before_ready_nothing_is_posted_and_a_member_gets_it_ready(
    database: Database,
) -> None:
    chat, (_vera, anna, *_) = await without(database, ready=False)
    assert "Nobody steers Circle just now." in await anna.says("members")
    await anna.presses(TAKE_UP)
    assert chat.room.all() == []
    assert await steer(chat) == [anna.id]
    await anna.says("plan")
    await anna.presses("Ready")
    assert "Meet Kring" in chat.room.last()


async def test_no_outsider_seizes_it_and_who_left_neither(database: Database) -> None:
    chat = await Conversation.open(database)
    await chat.network(name="Elsewhere", facilitators=("Olga",), members=("Otto",))
    olga, otto = chat.people["Olga"], chat.people["Otto"]
    vera, anna, *_ = await chat.network()
    await vera.says("members")
    await vera.presses(STEP_DOWN)
    stranger = Somebody(chat, "Zoë <b>=1+1", 99, "elsewhere")
    await anna.leaves()
    for one in (olga, otto, stranger, anna):
        origin = one.origin(privately=True)
        said = await one._gets(Press(origin, "members.take_up", (chat.network_id,)))
        assert "You are not in this learning network" in said
    for number in (-1, 0, 10**30, "1", "x" * 10_000):
        await anna._gets(Press(anna.origin(), "members.take_up", (number,)))
    assert await steer(chat) == [olga.id]


async def test_leaving_as_the_last_opens_it_and_coming_back_gives_no_role(
    database: Database,
) -> None:
    chat = await Conversation.open(database)
    vera, anna, *_ = await chat.network()
    await vera.leaves()
    assert "Nobody steers Circle just now." in chat.room.last()
    await vera.joins()
    assert "Add people" not in await vera.says("members")
    await anna.presses(TAKE_UP)
    assert [anna.id] == [
        one.person_id
        for one in await rows(chat, Membership)
        if one.role == "facilitator" and one.left_at is None
    ]


async def test_what_is_settled_by_the_morning_is_told_once(database: Database) -> None:
    chat = await Conversation.open(database)
    vera, anna, *_ = await chat.network()
    await chat.advance(hours=10)
    await vera.says("members")
    await vera.presses(STEP_DOWN)
    assert chat.room.all() == []
    await anna.says("members")
    await anna.presses(TAKE_UP)
    await chat.advance(days=1)
    assert len(chat.room.all()) == 1
    assert "Anna steers Circle from now on" in chat.room.last()
    assert "Nobody" not in chat.room.last()


async def test_warnings_and_lists_go_to_those_who_prepare(database: Database) -> None:
    chat = await Conversation.open(database)
    vera, anna, bram, _carla = await chat.network(template="five-times", preparers=0)
    await vera.says("meeting 30 April 14:00-17:00")
    await vera.says("meeting 4 June 14:00-17:00 at De Linde")
    await vera.says("speaker Noor --topic reading")
    await offers(anna, "prepare 30 April")
    await offers(bram, "prepare 4 June")
    await vera.says("members")
    await vera.presses(STEP_DOWN)
    await chat.advance_to(datetime(2026, 4, 1, 12, tzinfo=UTC))
    warned = next(card for card in anna.private.all() if "what is open" in card)
    assert "Nobody steers just now, so it comes to you" in warned
    assert all("what is open" not in card for card in vera.private.all() + bram.private.all())
    await chat.advance_to(datetime(2026, 5, 15, 12, tzinfo=UTC))
    calls = next(card for card in bram.private.all() if "Call" in card)
    assert "Only those who have this list" in calls
    assert "Carla" in await bram.says("checkin")
    assert all("Only those who have" not in card for card in anna.private.all())
    assert "Nobody steers Circle just now" in await anna.gets_press("checkin.calls", 1)
    seen = [await one.says("plan") for one in (vera, anna, bram)]
    assert all("The plan of Circle" in one for one in seen)


async def test_in_dutch(database: Database) -> None:
    chat = await Conversation.open(database)
    vera, anna, bram, *_ = await chat.network(language="nl")
    for one in (vera, anna, bram):
        one.language = "nl"
    await vera.says("deelnemers")
    await vera.presses("Stoppen als procesbegeleider")
    assert "Niemand begeleidt Circle op dit moment." in chat.room.last()
    assert "druk op 'Ik begeleid vanaf nu'" in await bram.says("bijeenkomst 30 april 14:00-17:00")
    assert "jij begeleidt vanaf nu" in await anna.presses("Ik begeleid vanaf nu")
    assert "Anna begeleidt Circle vanaf nu. Dank je wel!" in chat.room.last()
    assert "Anna begeleidt al" in await bram.gets_press("members.take_up")


async def test_of_two_who_press_at_once_exactly_one_steers(
    database: Database, database_url: str
) -> None:
    chat, (_vera, _anna, *_) = await without(database)
    both = [(database_url, MONDAY, name, "members.take_up", (1,)) for name in ("Anna", "Bram")]
    said = at_once(does, *both)
    assert sorted("Thank you, you steer from now on" in one for one in said) == [False, True]
    assert any("steers already" in one for one in said)
    assert len(await steer(chat)) == 1
