"""One network in Slack, in Teams and in the browser: everything in it is there once."""

import re
from datetime import UTC, datetime

import pytest

from bot.events import Press
from storage.database import Database
from storage.preparers import Preparing
from storage.tables import table
from tests.adapters.across import PLATFORMS, Network3, met, opened
from tests.somebody import Somebody

pytestmark = pytest.mark.slow

SIX = {
    "Vera": "slack", "Anna": "web", "Bram": "slack", "Carla": "teams", "Dirk": "teams",
    "Eva": "web",
}  # fmt: skip
MEETING = "meeting 10 March 14:00-17:00 at De Linde: reading"
OPENED = datetime(2026, 3, 10, 15, 55, tzinfo=UTC)
CLOSED = datetime(2026, 3, 16, 7, 5, tzinfo=UTC)
CODE = re.compile(r"join ([A-Z2-9]{4}-[A-Z2-9]{4})")


def everywhere(found: Network3, words: str) -> bool:
    return all(any(words in card for card in found.reads(one)) for one in PLATFORMS)


async def test_a_polls_card_is_one_in_three_rooms(database: Database) -> None:
    async with met(database, **SIX) as (found, (vera, anna, _bram, carla, *_)):
        await vera.says('poll "Lunch?" "Soup" "Bread"')
        assert everywhere(found, "Soup: 0")
        await anna.presses("Soup")
        await carla.presses("Soup")
        await vera.presses("Bread")
        for platform in PLATFORMS:
            [card] = found.reads(platform)
            assert "Bread: 1 Vera" in card
            assert re.search("Soup: 2 Anna(,| and) Carla", card), card
        await carla.presses("Bread")
        assert everywhere(found, "Soup: 1 Anna")


async def test_an_evaluation_counts_across(database: Database) -> None:
    async with met(database, **SIX) as (found, (vera, anna, bram, carla, dirk, eva)):
        await vera.says(MEETING)
        await found.chat.advance_to(OPENED)
        assert everywhere(found, "How was reading?")
        for number, one in enumerate((anna, bram, carla, dirk, eva)):
            await one.presses("Answer")
            line = f"From {number}" if one in (anna, dirk) else ""
            said = await one.fills_in(**{f"q{n}": "4" for n in range(5)}, q5=line)
            assert "It is sealed" in said
        assert "You have answered already." in await dirk.presses("Answer")
        await found.chat.advance_to(CLOSED)
        # No platform has four answers of its own: what is shown was counted together.
        assert everywhere(found, "5 of 6 took part.")
        assert everywhere(found, "Average: 4.0 on a scale from 1 (low) to 5 (high).")
        assert everywhere(found, "“From 0”")
        assert everywhere(found, "“From 3”")


async def turned(found: Network3, vera: Somebody) -> None:
    """Ask one person for each meeting, and plan one."""

    def work(unit: object) -> None:
        rows = table(Preparing)
        unit.connection.execute(rows.update().values(number=1))  # type: ignore[attr-defined] # a Unit

    await found.chat.database.write(work)
    await vera.says("meeting 30 April 14:00-17:00 at De Linde")


async def test_a_turn_goes_from_the_browser_to_teams_or_back(database: Database) -> None:
    lives = {"Vera": "slack", "Anna": "web", "Carla": "teams"}
    async with met(database, **lives) as (found, [vera, *others]):
        await turned(found, vera)
        await found.chat.advance_to(datetime(2026, 3, 30, 12, tzinfo=UTC))
        [first] = [one for one in others if any("Your turn" in card for card in one.private.all())]
        [other] = [one for one in others if one is not first]
        said = await first.says(f"swap with {other.name}")
        assert f"I asked {other.name} privately" in said
        assert f"{first.name} asks whether you would take over" in other.private.last()
        assert "You agreed" in await other.presses("Yes, I take it over")
        assert f"{other.name} takes over your turn" in first.private.last()
        await found.chat.advance_to(datetime(2026, 4, 16, 12, tzinfo=UTC))
        heard = [card for one in PLATFORMS for card in found.reads(one) if "Preparing" in card]
        assert len(heard) == len(PLATFORMS)
        assert all(other.name in card for card in heard)


async def test_there_is_one_list_of_commitments(database: Database) -> None:
    async with met(database, **SIX) as (_found, (vera, anna, _bram, carla, *_)):
        for one, what in (
            (vera, "I read a book"),
            (anna, "I visit two schools"),
            (carla, "I call"),
        ):
            assert "Is this what you mean?" in await one.says(f"commit {what} by 30 April")
            await one.presses("Change")
            await one.fills_in(visible="group")
            await one.presses("Keep")
        for one in (vera, anna, carla):
            await one.says("commitments")
            seen = await one.presses("Commitments of the group")
            assert all(what in seen for what in ("read a book", "visit two schools", "call"))


async def test_a_moved_meeting_is_heard_in_every_room(database: Database) -> None:
    async with met(database, **SIX) as (found, (vera, anna, _bram, carla, *_)):
        await vera.says(MEETING)
        await found.chat.advance(days=1)
        assert everywhere(found, "10 March")
        await vera.says("meeting next")
        await vera.presses("Move")
        await vera.fills_in(day="2026-03-17")
        await found.chat.advance(hours=1)
        assert everywhere(found, "Tuesday 17 March")
        for one in (anna, carla):
            assert "17 March" in await one.home()


async def code(one: Somebody, action: str, *args: int) -> str:
    said = await one._gets(Press(one.origin(privately=True), action, args))
    match = CODE.search(said)
    assert match, said
    return match[1]


async def test_rooms_and_an_account_join_by_code(database: Database) -> None:
    lives = {"Vera": "slack", "Tess": "teams", "Eva": "web", "Veerle": "teams"}
    async with opened(database, **lives) as found:
        chat = found.chat
        vera = found.somebody("Vera", owns=True)
        await vera.says("start Circle")
        await vera.fills_in(name="Circle", template="monthly")
        await vera.says("plan")
        await vera.presses("Ready")
        chat.network_id = 1
        tess = found.somebody("Tess", owns=True)
        number = await code(vera, "joining.group", 1)
        assert "Circle" in await tess.says(f"join {number} yes")
        assert found.reads("teams") == []
        assert "Circle" in await vera.presses("Let the group in")
        eva = await found.invites(vera, "Eva")
        assert everywhere(found, "Circle meets in one more group")
        assert "Welcome to Circle" in eva.private.last()
        for one in (tess, eva):
            assert "Circle" in await one.says("plan")
        await vera.says('poll "Lunch?" "Soup" "Bread"')
        assert everywhere(found, "Soup: 0")
        other = found.somebody("Veerle")
        assert "Circle" not in await other.home()
        number = await code(vera, "joining.account", 0)
        await other.says(f"join {number} yes", privately=True)
        assert "Circle" in await other.home()
        assert "The plan" in await other.home()
