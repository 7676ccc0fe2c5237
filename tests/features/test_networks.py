"""A network begins, is got ready, and is changed: as conversations."""

from datetime import datetime

import pytest

from bot.events import Command, Origin
from bot.forms import FileInput
from storage.database import Database
from tests.conversation import Conversation, Somebody


async def owner(chat: Conversation, name: str = "Vera", language: str = "en") -> Somebody:
    """Somebody who owns the room 'circle' that no network has yet."""
    who = Somebody(chat, name, 1, "circle", language=language)
    chat.people[name] = who
    account = who.account

    def origin(*, privately: bool = False, key: str = "") -> Origin:
        number = key or f"owner-{next(chat.keys)}"
        room = None if privately else chat.way.room("circle")
        anna = (chat.way.account("Anna", "en"), "Anna")
        return Origin(number, account, room, name, language, owns_room=True, present=(anna,))

    who.origin = origin  # type: ignore[method-assign] # of this one person only
    return who


async def test_the_first_five_minutes(database: Database) -> None:
    chat = await Conversation.open(database)
    vera = await owner(chat)
    assert "Nothing is sent until you say so" in await vera.says("/kring start")
    answer = await vera.fills_in(name="Reading together", template="monthly", goal="Pleasure")
    assert "Reading together has begun" in answer
    assert chat.ledger.posts() == []
    assert "2 people" in await vera.presses("Who is in it")
    await vera.says("help")
    assert "Nothing is sent yet" in await vera.says("plan")
    assert "Ready." in await vera.presses("Ready")
    assert "Meet Kring" in chat.room.last()
    assert "Our goal: Pleasure" in chat.room.last()


@pytest.mark.parametrize("language", ["en", "nl"])
async def test_without_a_network_the_way_to_one_is_the_one_that_works_there(
    database: Database, language: str
) -> None:
    chat = await Conversation.open(database)
    vera = await owner(chat, language=language)
    assert "'/kring start'" in await vera.says("/kring open")
    assert "'start'" in await vera.says("open", privately=True)


async def test_somebody_who_may_not_start_is_told_who_may(database: Database) -> None:
    chat = await Conversation.open(database)
    stranger = Somebody(chat, "Tom", 1, "circle", language="nl")
    assert "beheerder" in await stranger.says("start")


async def test_a_start_without_a_name_is_refused_at_its_field(database: Database) -> None:
    chat = await Conversation.open(database)
    vera = await owner(chat)
    await vera.says("start")
    assert "Give the network a name" in await vera.fills_in(name="", template="monthly")


async def test_less_is_full_membership(database: Database) -> None:
    chat = await Conversation.open(database)
    _vera, anna, *_ = await chat.network(language="nl")
    await anna.says("instellingen")
    await anna.presses("Hoeveel berichten ik krijg")
    assert "alleen wat een antwoord" in await anna.presses("Alleen wat een antwoord vraagt")


async def test_outsiders_and_participants_cannot_steer(database: Database) -> None:
    chat = await Conversation.open(database)
    vera, anna, *_ = await chat.network()
    outsider = Somebody(chat, "Tom", 99, "circle")
    assert "You are not in this learning network" in await outsider.says("settings")
    await vera.says("settings")
    anna.answers = vera.answers
    assert "for the facilitators of" in await anna.presses("The timetable")


async def test_a_mistyped_command_offers_the_nearest(database: Database) -> None:
    chat = await Conversation.open(database)
    vera, *_ = await chat.network()
    assert "[settings]" in await vera.says("setings")
    assert "Settings of Circle" in await vera.presses("settings")


async def test_the_timetable_can_be_changed_and_read_back(database: Database) -> None:
    chat = await Conversation.open(database)
    vera, *_ = await chat.network()
    await vera.says("settings")
    await vera.presses("The timetable")
    names = [one.name for one in vera.form.inputs]
    answer = await vera.fills_in(**{names[0]: "soon"})
    assert "Saved" not in answer
    assert "Saved" in await vera.fills_in(**{names[0]: "off"})


async def test_quiet_hours_and_holidays(database: Database) -> None:
    chat = await Conversation.open(database)
    vera, *_ = await chat.network()
    await vera.says("settings")
    await vera.presses("Quiet hours and holidays")
    assert any(isinstance(one, FileInput) for one in vera.form.inputs)
    bad = await vera.fills_in(periods="one fine day")
    assert "I cannot read 'one fine day'" in bad
    assert "Saved" in await vera.fills_in(periods="20-02-2027 to 28-02-2027 spring break")
    await vera.presses("Quiet hours and holidays")
    assert "spring break" in str(vera.form)


async def test_a_newcomer_is_welcomed_and_a_leaver_stays_known(database: Database) -> None:
    chat = await Conversation.open(database)
    vera, *_ = await chat.network()
    tom = Somebody(chat, "Tom", 5, "circle")
    chat.people["Tom"] = tom
    await tom.joins()
    assert "Welcome to Circle" in tom.private.last()
    assert "Tom" in await vera.says("members")
    await tom.leaves()
    assert "Tom" not in await vera.says("members")


async def test_a_facilitator_hands_the_role_on(database: Database) -> None:
    chat = await Conversation.open(database)
    vera, anna, *_ = await chat.network()
    await vera.says("members")
    assert "facilitator now as well" in await vera.picks("Make facilitator", "Anna")
    assert "participant from now on" in await vera.presses("Step down as facilitator")
    assert "Add people" in await anna.says("members")


async def test_a_form_handed_in_twice_counts_once(database: Database) -> None:
    chat = await Conversation.open(database)
    vera = await owner(chat)
    await vera.says("start")
    await vera.fills_in(key="once", name="Reading", template="monthly")
    assert await vera.fills_in(key="once", name="Reading", template="monthly") == ""


async def test_two_networks_ask_which(database: Database) -> None:
    chat = await Conversation.open(database)
    await chat.network("Circle")
    await chat.network("Square")
    vera = chat.people["Vera"]
    assert "Which network" in await vera.says("settings", privately=True)
    assert "Settings of Circle" in await vera.presses("Circle")


async def test_forged_arguments_reach_nothing(database: Database) -> None:
    from bot.events import Press

    chat = await Conversation.open(database)
    vera, *_ = await chat.network()
    for args in ((99,), ("x",), (1, "drop"), (1, 2, 3), (True,), (2**70,)):
        event = Press(vera.origin(), "networks.texts", args)
        [answer] = await chat.core.dispatch(event)
        assert "older card" in str(answer) or "no learning network" in str(answer)


async def test_nothing_of_the_clock_leaks_into_commands(database: Database) -> None:
    chat = await Conversation.open(database, datetime.fromisoformat("2026-03-02T09:00:00+00:00"))
    vera, *_ = await chat.network()
    [answer] = await chat.core.dispatch(Command(vera.origin(), "members"))
    assert "4 people" in str(answer)


async def test_a_facilitator_brings_a_network_into_their_room(database: Database) -> None:
    chat = await Conversation.open(database)
    vera = await owner(chat)
    answer = await vera.says("start", privately=True)
    assert "group" in answer or "Start" in answer
    await chat.network("Square", facilitators=("Vera",), members=("Bram",))
    assert "Square meets here" in await vera.says("here Square")
    assert "3 people" in await vera.says("members")


async def test_what_waits_is_not_sent_to_who_chose_less_since(database: Database) -> None:
    chat = await Conversation.open(database)
    vera, anna, *_ = await chat.network()
    await vera.says("remind Anna tomorrow 20:00 to bring a book")
    await vera.presses("Set it")
    await chat.advance(days=1, hours=12)  # in the evening it is quiet: it waits
    await anna.says("settings")
    await anna.presses("How much reaches me")
    await anna.presses("Only what needs an answer")
    await chat.advance(days=1)
    assert anna.private.all() == []


async def test_the_plan_tells_nobody_what_others_chose(database: Database) -> None:
    chat = await Conversation.open(database)
    vera, anna, *_ = await chat.network()
    await vera.says("meeting 26 March 14:00-17:00 at De Linde: reading aloud")
    before = await vera.says("plan")
    assert "4 people, privately" in before
    for wish in ("Only what needs an answer", "Only my home view", "Without Kring"):
        await anna.says("settings")
        await anna.presses("How much reaches me")
        await anna.presses(wish)
        assert await vera.says("plan") == before


async def test_who_speaks_another_language_meets_kring_privately_too(database: Database) -> None:
    chat = await Conversation.open(database)
    vera, anna, bram, _carla = await chat.network(ready=False)
    await anna.gets_press("members.language", "nl")
    await vera.gets_press("networks.ready")
    assert chat.room.last().startswith("Meet Kring")
    [met] = anna.private.all()
    assert met.startswith("Dit is Kring")
    assert bram.private.all() == []
