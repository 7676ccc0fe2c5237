"""What is the owner's alone: declining, lateness and carry counts reach nobody else."""

import re
from io import BytesIO
from zipfile import ZipFile

import pytest
import structlog

from bot.events import Press
from bot.features.commitments.export import list_file
from storage import commitments
from storage.database import Database
from tests.conversation import MONDAY, Conversation, Somebody
from tests.features.commitments.test_commitments import begun, kept
from tests.pressing import does
from tests.processes import at_once

pytestmark = pytest.mark.slow

LATE = re.compile(
    r"12 March|12 maart|late|overdue|taken along|a week ago|carried|declin|no, thanks",
    re.IGNORECASE,
)
SEEN = ("commitments", "plan", "help", "members", "meeting next")


async def all_that(chat: Conversation, person: Somebody) -> list[str]:
    """Return every card, file and message that somebody can reach."""
    found = [await person.says(word, privately=True) for word in SEEN]
    await person.says("commitments", privately=True)
    found += [await person.presses("Commitments of the group"), await person.home()]
    found += [*chat.room.all(), *person.private.all()]
    found += [await file_of(chat, person, which) for which in ("mine", "group")]
    found += [await cells_of(chat, person, which) for which in ("mine", "group")]
    if person.name == "Vera":
        found += [await seen_as(person, other) for other in chat.people.values()]
    return found


async def seen_as(facilitator: Somebody, other: Somebody) -> str:
    """Return what a facilitator sees as a participant."""
    press = Press(facilitator.origin(), "plan.as", (facilitator.chat.network_id,), str(other.id))
    return await facilitator._gets(press)


async def cells_of(chat: Conversation, person: Somebody, which: str) -> str:
    """Return every text in the XLSX file that somebody can fetch."""
    extra, now, network = f"{person.id}:{which}:xlsx", chat.clock.now, chat.network_id
    file = await chat.database.read(lambda unit: list_file(unit, network, extra, now))
    with ZipFile(BytesIO(file.content)) as book:
        parts = [book.read(name).decode() for name in book.namelist() if name.endswith(".xml")]
    cells = re.findall(r"<(?:t|v)(?: [^>]*)?>([^<]*)</(?:t|v)>", "".join(parts))
    assert cells
    return "\n".join(cells)


async def file_of(chat: Conversation, person: Somebody, which: str) -> str:
    extra, now, network = f"{person.id}:{which}:csv", chat.clock.now, chat.network_id
    file = await chat.database.read(lambda unit: list_file(unit, network, extra, now))
    return file.content.decode("utf-8-sig")


async def test_nobody_else_finds_who_is_late_or_declined(database: Database) -> None:
    with structlog.testing.capture_logs() as logs:
        chat, (vera, anna, bram, carla) = await begun(database)
        await anna.says("commit")
        await anna.fills_in(
            text="visit two schools",
            until="12 March",
            visible="group",
            owners=(str(anna.id), str(bram.id)),
        )
        await anna.presses("Keep")
        await bram.presses("No, thanks")
        await chat.advance(days=14, hours=13)  # in the evening: the question of a week waits
        for other in (vera, bram, carla):
            for text in await all_that(chat, other):
                assert not LATE.search(text), text
        await chat.advance(days=46)
        await anna.says("commitments")
        card = await anna.presses("How is it going: “visit two schools”")
        assert "12 March" in card
        assert "Taken along" in card
        for other in (vera, bram, carla):
            for text in await all_that(chat, other):
                assert not LATE.search(text), text
    assert not LATE.search(str(logs))
    assert "visit two schools" not in str(logs)


async def test_what_is_private_is_nowhere_for_others(database: Database) -> None:
    chat, (vera, anna, _bram, carla) = await begun(database)
    await kept(chat, anna, "commit I visit two schools by 12 March")
    await chat.advance(days=30)
    await anna.presses("Let go")
    for other in (vera, carla):
        for text in await all_that(chat, other):
            assert "two schools" not in text


async def test_what_is_let_go_leaves_the_group_s_list(database: Database) -> None:
    chat, (vera, anna, *_rest) = await begun(database)
    await anna.says("commit")
    await anna.fills_in(text="visit two schools", until="12 March", visible="group")
    await anna.presses("Keep")
    await vera.says("commitments")
    assert "visit two schools" in await vera.presses("Commitments of the group")
    await chat.advance(days=11)
    await anna.presses("Let go")
    await vera.says("commitments")
    assert "visit two schools" not in await vera.presses("Commitments of the group")


@pytest.mark.parametrize("second", ["accept", "decline"])
async def test_two_at_the_same_moment_from_two_processes(
    database: Database, database_url: str, second: str
) -> None:
    chat, (_vera, anna, bram, _carla) = await begun(database)
    await kept(chat, anna, "commit Bram and I write it by 12 March")
    network = chat.network_id
    calls = ("Anna", "let_go"), ("Bram", second)
    both = [
        (database_url, MONDAY, who, f"commitments.{action}", (network, 1)) for who, action in calls
    ]
    gone, answer = at_once(does, *both)
    assert "Let go. That is fine" in gone
    row = await database.read(lambda unit: commitments.get(unit.connection, network, 1))
    states = await database.read(lambda unit: commitments.owners_of(unit.connection, 1))
    took_part = second == "accept" and "no longer open" not in answer
    assert row.state == ("open" if took_part else "let_go")
    assert [one for one, state in states.items() if state == "yes"] == [
        bram.id if took_part else anna.id
    ]
    assert "asked" not in states.values()
