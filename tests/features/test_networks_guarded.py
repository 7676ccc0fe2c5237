"""Outsiders and forged buttons: what a network is called, and where it meets, is its own."""

from bot.events import Press, Submission
from storage.database import Database
from tests.conversation import Conversation, Somebody
from tests.features.test_networks import owner


async def test_an_outsider_is_not_told_what_a_network_is_called(database: Database) -> None:
    chat = await Conversation.open(database)
    await chat.network("Circle")
    number = chat.network_id
    [olga, *_] = await chat.network("Other", facilitators=("Olga",), members=())
    for action, args in (
        ("core.command", (number, "settings")),
        ("core.command", (number, "start")),
        ("core.command", (number, "here")),
        ("core.command", (number, "help")),
        ("members.list", (number,)),
    ):
        assert "Circle" not in await olga._gets(Press(olga.origin(), action, args))


async def test_a_room_of_a_network_starts_no_other(database: Database) -> None:
    chat = await Conversation.open(database)
    await chat.network("Circle", members=("Anna",))
    vera = await owner(chat)
    assert "belongs to Circle" in await vera.says("start")
    forged = Submission(vera.origin(), "networks.start", (999,), {"name": ("Mine",)})
    assert "belongs to Circle" in await vera._gets(forged)
    press = Press(vera.origin(), "core.command", (999, "here"))
    assert "belongs to Circle" in await vera._gets(press)


async def test_only_a_rooms_owner_lets_a_network_meet_in_it(database: Database) -> None:
    chat = await Conversation.open(database)
    [vera, *_] = await chat.network("Circle")
    vera.room = "elsewhere"
    assert "Only the owner" in await vera.says("here")


async def test_calling_kring_by_name_again_and_again(database: Database) -> None:
    chat = await Conversation.open(database)
    [vera, *_] = await chat.network("Circle")
    assert "What I can do" in await vera.says("kring " * 6_000)
    assert "Settings of Circle" in await vera.says("/kring @Kring /kring settings")


async def test_a_number_of_thousands_of_digits_is_nobody_and_no_file(database: Database) -> None:
    chat = await Conversation.open(database)
    [vera, *_] = await chat.network("Circle")
    many, network = ("1" * 5000,), (chat.network_id,)
    added = Submission(vera.origin(), "members.add", network, {"people": many})
    assert "Choose at least one person" in await vera._gets(added)
    quiet = {"from": ("18:00",), "until": ("08:00",), "file": many}
    kept = Submission(vera.origin(), "networks.quiet", network, quiet)
    assert "Saved" in await vera._gets(kept)


async def holidays(vera: Somebody, written: str) -> str:
    """Hand in the form of quiet hours with these holiday periods."""
    await vera.says("settings")
    await vera.presses("Quiet hours and holidays")
    return await vera.fills_in(periods=written)


async def test_holidays_without_an_end_are_refused(database: Database) -> None:
    chat = await Conversation.open(database)
    [vera, *_] = await chat.network("Circle")
    assert "no day for messages" in await holidays(vera, "01-04-2026 to 31-12-2028 long")
    assert "no day for messages" in await holidays(vera, "01-01-9999 to 31-12-9999 far")
    assert "I cannot read '1-2" in await holidays(vera, "1-2-2026 " + "x" * 10_000)


async def test_holidays_that_have_passed_can_be_handed_in_again(database: Database) -> None:
    chat = await Conversation.open(database)
    [vera, *_] = await chat.network("Circle")
    assert "Saved" in await holidays(vera, "2-5-2026 to 10-5-2026 " + "May " * 5_000)
    await chat.advance(days=100)
    await vera.says("settings")
    await vera.presses("Quiet hours and holidays")
    assert "Saved" in await vera.fills_in()


async def test_the_question_which_network_does_not_repeat_an_endless_line(
    database: Database,
) -> None:
    chat = await Conversation.open(database)
    await chat.network("Circle")
    [vera, *_] = await chat.network("Other", facilitators=("Vera",), members=())
    asked = await vera.says("poll " + "x" * 39_000, privately=True)
    assert "Which network" in asked
    assert len(asked) < 200
    assert "poll" in (await vera.presses("Circle")).lower()
