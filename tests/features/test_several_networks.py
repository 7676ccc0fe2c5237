"""Somebody in several networks types privately: asked once, then remembered, and always told."""

import json
from datetime import timedelta

import pytest

from bot import choosing
from bot.cards import Button
from bot.events import Command, Press, Submission
from storage import chosen
from storage.chosen import Choice, Chosen
from storage.database import Database
from storage.ending import forget_network
from storage.erasing import erase
from storage.tables import table
from tests.conversation import Conversation, Somebody

WHICH = {"en": "Which network is this about?", "nl": "Over welk netwerk gaat dit?"}
SAME = {"en": "The same in another network:", "nl": "Hetzelfde in een ander netwerk:"}
COMMIT = {
    "en": "commit I visit two schools by 12 March",
    "nl": "voornemen ik bezoek twee scholen voor 12 maart",
}


async def in_two(
    database: Database, language: str = "en", garden: tuple[str, ...] = ("Vera",)
) -> tuple[Conversation, Somebody]:
    """Vera steers Circle; Garden is steered by whom the test says."""
    chat = await Conversation.open(database)
    [vera, *_] = await chat.network("Circle", language=language)
    others = ("Vera",) if "Vera" not in garden else ()
    await chat.network("Garden", garden, (*others, "Bram"), language=language)
    return chat, vera


async def goes(vera: Somebody, label: str) -> str:
    """Press the button of a network in her private chat."""
    button = vera._button(label)
    return await vera._gets(Press(vera.origin(privately=True), button.action, button.args))


@pytest.mark.parametrize("language", ["en", "nl"])
async def test_who_is_in_two_is_asked_once(database: Database, language: str) -> None:
    _chat, vera = await in_two(database, language)
    asked = await vera.says("plan", privately=True)
    assert asked.startswith(WHICH[language])
    assert "[Circle] [Garden]" in asked
    assert "Garden" in await goes(vera, "Garden")
    again = await vera.says(COMMIT[language], privately=True)
    assert WHICH[language] not in again
    assert "\nGarden\n" in again
    assert again.endswith(f"{SAME[language]}\n[Circle]")


async def test_the_button_does_it_in_the_other_and_stays_there(database: Database) -> None:
    _chat, vera = await in_two(database)
    await vera.says("members", privately=True)
    await goes(vera, "Garden")
    assert "Anna" not in await vera.says("members", privately=True)
    there = await goes(vera, "Circle")
    assert "Circle" in there
    assert "Anna" in there
    assert "Anna" in await vera.says("members", privately=True)


async def test_it_is_forgotten_after_an_hour_and_lasts_while_it_is_used(database: Database) -> None:
    chat, vera = await in_two(database)
    await vera.says("members", privately=True)
    await goes(vera, "Garden")
    for _ in range(3):
        await chat.advance(minutes=40)
        assert "Garden" in await vera.says("members", privately=True)
    await chat.advance(minutes=61)
    assert (await vera.says("members", privately=True)).startswith(WHICH["en"])


async def test_only_one_network_that_one_steers_is_taken_and_named(database: Database) -> None:
    _chat, vera = await in_two(database, garden=("Bram",))
    told = await vera.says("history", privately=True)
    assert "Circle" in told
    assert SAME["en"] not in told
    # That says nothing of what is for members.
    assert (await vera.says("members", privately=True)).startswith(WHICH["en"])
    await goes(vera, "Garden")
    assert "Circle" in await vera.says("history", privately=True)
    assert "Garden" in await vera.says("members", privately=True)


async def test_a_form_and_its_answer_name_the_network(database: Database) -> None:
    _chat, vera = await in_two(database)
    await vera.says("commit", privately=True)
    await goes(vera, "Garden")
    opened = await vera.says("commit", privately=True)
    assert vera.form.intro.startswith("Garden")
    assert "This is about Garden." in opened
    assert "[Circle]" in opened
    form = vera.form
    filled = {"text": ("I visit two schools",), "until": ("12 March",), "visible": ("me",)}
    values = {**filled, "owners": (str(vera.id),)}
    event = Submission(vera.origin(privately=True), form.action, form.args, values)
    said = await vera._gets(event)
    assert "Garden" in said
    assert "[Circle]" not in said


async def test_a_refusal_names_it_and_does_not_make_it_forgotten(database: Database) -> None:
    _chat, vera = await in_two(database)
    await vera.says("meeting 31 february", privately=True)
    assert (await goes(vera, "Garden")).startswith("Garden: ")
    told = await vera.says("meeting 31 february", privately=True)
    assert told.startswith("Garden\n")
    assert told.endswith("[Circle]")


async def test_the_group_says_which_network_and_is_not_remembered(database: Database) -> None:
    _chat, vera = await in_two(database)
    told = await vera.says("members")
    assert "Anna" in told
    assert WHICH["en"] not in told
    assert SAME["en"] not in told
    assert (await vera.says("members", privately=True)).startswith(WHICH["en"])


async def test_help_and_start_are_about_no_network(database: Database) -> None:
    _chat, vera = await in_two(database, garden=("Bram",))
    for line in ("help", "hi", "start", "privacy"):
        assert WHICH["en"] not in await vera.says(line, privately=True)
    assert "remind:" in await vera.says("help", privately=True)
    assert "history:" in await vera.says("help", privately=True)


@pytest.mark.slow
async def test_who_has_left_is_asked_nothing_and_acts_where_they_are(database: Database) -> None:
    _chat, vera = await in_two(database, garden=("Bram",))
    await vera.says("members", privately=True)
    await goes(vera, "Garden")
    await vera.leaves()  # the room of Circle: out of that network
    told = await vera.says("members", privately=True)
    assert WHICH["en"] not in told
    assert SAME["en"] not in told


async def test_a_message_that_was_pressed_is_not_lost_by_the_question(database: Database) -> None:
    _chat, vera = await in_two(database)
    words = "I visit two schools"
    event = Press(vera.origin(privately=True), "commitments.from_message", (0, ""), words)
    assert (await vera._gets(event)).startswith(WHICH["en"])
    button = vera._button("Garden")
    assert isinstance(button, Button)
    assert button.args[-1] == words
    await goes(vera, "Garden")
    assert words in str(vera.form)


async def test_a_long_message_that_was_pressed_fits_on_the_buttons(database: Database) -> None:
    _chat, vera = await in_two(database)
    link = "x" * 300
    origin = vera.origin(privately=True)
    await vera._gets(Press(origin, "commitments.from_message", (0, link), '"\n' * 5000))
    args = vera._button("Garden").args
    assert args[1] == link
    assert len(json.dumps(args, ensure_ascii=False)) <= 2000


async def test_each_account_has_a_memory_of_its_own_that_ends(database: Database) -> None:
    chat, vera = await in_two(database)
    await vera.says("members", privately=True)
    await goes(vera, "Garden")
    account = Command(vera.origin(privately=True), "members").origin.account

    def kept(user: str, later: timedelta) -> Choice | None:
        here, at = (account.platform, account.tenant, user), chat.clock.now + later
        return database.read_now(lambda unit: chosen.last(unit.connection, *here, at))

    assert kept(account.user, timedelta(minutes=59)) is not None
    assert kept("somebody-else", timedelta(minutes=59)) is None
    assert kept(account.user, timedelta(minutes=60)) is None
    await chat.database.write(
        lambda unit: chosen.forget(unit.connection, chat.clock.now + timedelta(hours=1))
    )
    rows = table(Chosen)
    assert not chat.database.read_now(lambda unit: unit.connection.execute(rows.select()).all())


async def test_nothing_is_remembered_by_a_clock_that_was_set_back(database: Database) -> None:
    chat, vera = await in_two(database)
    now = chat.clock.now
    chat.clock.now = now + timedelta(days=365)
    await vera.says("members", privately=True)
    await goes(vera, "Garden")
    chat.clock.now = now
    assert (await vera.says("members", privately=True)).startswith(WHICH["en"])
    await chat.database.write(lambda unit: chosen.forget(unit.connection, now))
    rows = table(Chosen)
    assert not chat.database.read_now(lambda unit: unit.connection.execute(rows.select()).all())


async def test_nothing_is_remembered_of_a_network_that_is_gone(database: Database) -> None:
    chat, vera = await in_two(database)
    event = Command(vera.origin(privately=True), "members")
    gone, now = chat.network_id + 1, chat.clock.now
    await chat.database.write(lambda unit: choosing.keep(unit, event, gone, now))
    rows = table(Chosen)
    assert not chat.database.read_now(lambda unit: unit.connection.execute(rows.select()).all())


async def test_what_was_chosen_goes_with_the_person_and_with_the_network(
    database: Database,
) -> None:
    chat, vera = await in_two(database)
    bram = chat.people["Bram"]
    for one in (vera, bram):
        await one.says("members", privately=True)
        await goes(one, "Garden")
    rows = table(Chosen)

    def kept() -> int:
        return chat.database.read_now(
            lambda unit: len(unit.connection.execute(rows.select()).all())
        )

    assert kept() == 2
    await chat.database.write(lambda unit: erase(unit, bram.id, chat.clock.now))
    assert kept() == 1
    await chat.database.write(lambda unit: forget_network(unit.connection, chat.network_id))
    assert kept() == 0
