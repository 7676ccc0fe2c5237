"""What is open: one list for whoever looks, each line with its button, nothing of others' own."""

from datetime import UTC, datetime

import pytest

from bot.cards import Button, plain
from bot.features.open.handlers import MOST, card
from bot.telling import OpenEnd
from storage.database import Database
from tests.conversation import Conversation

AFTERWARDS = datetime(2026, 3, 18, 9, tzinfo=UTC)
ASKED = {"en": "What is open?", "nl": "Wat staat er open?"}


async def test_a_new_network_says_what_it_lacks(database: Database) -> None:
    chat = await Conversation.open(database)
    vera, anna, *_ = await chat.network(ready=False)
    said = await vera.says("open")
    assert "No meeting is planned.\n[Plan a meeting]" in said
    assert "Nothing is sent before you press ready, in the plan.\n[The plan]" in said
    assert await anna.says("open") == "What is open\nNothing is open just now."


@pytest.mark.parametrize("language", ["en", "nl"])
async def test_everything_that_waits_is_in_it(database: Database, language: str) -> None:
    chat = await Conversation.open(database)
    vera, anna, *_ = await chat.network(language=language, preparers=2)
    for line in (
        "meeting 26 March 14:00-17:00",
        "speaker Marit de Wit",
        'poll "Lunch?" "Soup" "Bread"',
    ):
        await vera.says(line)
    await anna.presses("Soup")
    await anna.says("come yes")
    said = await vera.says(ASKED[language])
    wanted = {
        "en": (
            "Do you come on Thu 26 March?\n[Answer]",
            "Lunch? · 1 has chosen · open until",
            "Meeting 1 has no place yet.\n[Change]",
            "3 people have not said whether they come on Thu 26 March.\n[Who comes]",
            "The group does not know yet who helps prepare Thu 26 March.\n[Preparing together]",
            "There is nothing to read yet from Marit de Wit, on Thu 26 March.\n[Guest speakers]",
            "What goes out next:\n",
        ),
        "nl": (
            "Kom je do 26 maart?\n[Antwoorden]",
            "Lunch? · 1 persoon heeft gekozen · open tot",
            "Bijeenkomst 1 heeft nog geen plek.\n",
            "3 mensen hebben nog niet gezegd of ze do 26 maart komen.\n",
            "De groep weet nog niet wie do 26 maart mee voorbereidt.\n",
            "Van Marit de Wit is er nog niets te lezen, voor do 26 maart.\n",
            "Wat er nu uitgaat:\n",
        ),
    }
    for part in wanted[language]:
        assert part in said
    mine = await anna.says("open")
    assert "Lunch" not in mine
    assert "Marit" not in mine
    assert "[Who comes]" not in mine


@pytest.mark.slow
async def test_each_button_leads_there(database: Database) -> None:
    chat = await Conversation.open(database)
    vera, *_ = await chat.network()
    await vera.says("meeting 26 March 14:00-17:00")
    await vera.says('poll "Lunch?" "Soup" "Bread"')
    await vera.says("open")
    assert "Lunch?" in await vera.presses("Show the poll")
    await vera.presses("Soup")
    assert "Lunch? · 1 has chosen" in await vera.says("open")
    assert "Who comes" in await vera.presses("Who comes")
    assert "What is open" in await vera.home()
    assert "Meeting 1 has no place yet." in await vera.presses("What is open")


async def test_a_poll_of_another_network_or_planned_shows_nothing(database: Database) -> None:
    chat = await Conversation.open(database)
    vera, *_ = await chat.network("Garden", ("Vera",), ("Tom",))
    await vera.says('poll "Lunch?" "Soup" "Bread"')
    _vera, anna, *_ = await chat.network()
    nothing = "There is nothing to show any more."
    for number in (1, 2, 2**31 - 1):
        assert await anna.gets_press("polls.show", number) == nothing


@pytest.mark.slow
async def test_an_open_evaluation_counts_nobody(database: Database) -> None:
    chat = await Conversation.open(database)
    vera, anna, *_ = await chat.network()
    await vera.says("meeting 3 March 11:00-12:00 at De Linde")
    await chat.advance(days=1, hours=3)
    before = await vera.says("open")
    assert "How was Meeting 1? Open until" in before
    assert "how many answered shows after that.\n[Evaluations]" in before
    waits = await anna.says("open")
    assert "How was Meeting 1? Open until" in waits
    await anna.presses("Answer")
    await anna.fills_in(**{f"q{number}": "4" for number in range(5)}, q5="")
    # A chat keeps both lists: beside each other they do not tell that she took part.
    assert await anna.says("open") == waits
    assert await vera.says("open") == before


def test_a_pile_is_cut_off_and_not_its_end() -> None:
    button = Button("Go", "polls.show", (1, 1))
    mine = [OpenEnd(f"mine {number}", button, mine=True) for number in range(MOST + 3)]
    drawn = plain(card([*mine, *(OpenEnd(f"shared {number}", button) for number in range(9))]))
    assert f"mine {MOST - 1}" in drawn
    assert f"mine {MOST}" not in drawn
    assert "shared" not in drawn


async def test_of_commitments_only_ones_own_are_late(database: Database) -> None:
    chat = await Conversation.open(database)
    vera, anna, *_ = await chat.network()
    await anna.says("commit I visit two schools by 4 March")
    await anna.presses("Keep")
    await chat.advance(days=3)
    mine = await anna.says("open")
    assert "1 commitment of yours is open. The day has passed for 1." in mine
    assert "commitment" not in await vera.says("open")


async def test_a_no_to_preparing_changes_nothing_for_others(database: Database) -> None:
    chat = await Conversation.open(database)
    vera, _anna, *_ = await chat.network(preparers=1)
    await vera.says("meeting 26 March 14:00-17:00 at De Linde")
    await chat.advance(hours=1)
    asked = [one for one in chat.people.values() if "suit" in await one.says("open")]
    before = (await vera.says("open")).split("What goes out next:")[0]
    assert len(asked) == 1
    await asked[0].says("prepare no")
    assert (await vera.says("open")).split("What goes out next:")[0] == before


@pytest.mark.slow
async def test_what_a_meeting_leaves_open_is_in_it_until_it_is_done(database: Database) -> None:
    chat = await Conversation.open(database)
    vera, anna, *_ = await chat.network(template="five-times")
    await vera.says("meeting 10 March 14:00-17:00 at De Linde: reading")
    await vera.says("speaker Marit de Wit")
    await anna.says("ask What helped most?")
    await anna.says("commit")
    await anna.fills_in(text="visit two schools", until="27 March", visible="group")
    await anna.presses("Keep")
    await chat.advance_to(AFTERWARDS)
    left = (
        "3 calls to make after reading.\n[Call list]",
        "The yield of reading is not written yet.\n[The yield]",
        "1 question of Tue 10 March is not marked as answered.\n[Guest speakers]",
        "1 commitment that the group sees is open.\n[Commitments of the group]",
    )
    said = await vera.says("open")
    for line in left:
        assert line in said
    await vera.says("yield Read five minutes a day.")
    assert "The yield of reading" not in await vera.says("open")
