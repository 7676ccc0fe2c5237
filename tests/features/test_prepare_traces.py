"""Who was asked to prepare, and what they said, is found in no table after the meeting."""

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import SQLModel

from storage.database import Database, Unit
from storage.inbox import Seen
from storage.networks import LineSetting
from storage.teamsplaces import TeamsAccount, TeamsPlace
from tests.conversation import Conversation, Somebody
from tests.features.speaking import OTHERS
from tests.features.test_prepare import ASKED, asked, planned

pytestmark = pytest.mark.slow

ELSEWHERE = (*OTHERS, "takeaways.ask", "takeaways.school", "takeaways.post")
OVER = datetime(2026, 4, 30, 16, tzinfo=UTC)
CLEARED = datetime(2026, 5, 9, 12, tzinfo=UTC)
PEOPLE = ("person_id", "other_id", "written_by", "to_id")
OF_CHATS = (Seen.__tablename__, TeamsAccount.__tablename__, TeamsPlace.__tablename__)
"""Hashes of what was done once; and that somebody has a private chat, whatever it is about."""
Rows = list[tuple[str, str]]


async def only_preparing(database: Database) -> tuple[Conversation, list[Somebody]]:
    """Give a network whose other messages are off: they do not depend on who said what here."""
    chat, people = await planned(database)

    def work(unit: Unit) -> None:
        for line in ELSEWHERE:
            unit.session.add(LineSetting(network_id=chat.network_id, line=line, offset="off"))

    await database.write(work)
    return chat, people


async def everything(chat: Conversation) -> list[tuple[str, dict[str, Any]]]:
    """Read all rows of all tables but those of OF_CHATS."""

    def work(unit: Unit) -> list[tuple[str, dict[str, Any]]]:
        found = []
        for name, table in SQLModel.metadata.tables.items():
            if name not in OF_CHATS:
                rows = unit.connection.execute(select(table)).mappings()
                found += [(name, dict(row)) for row in rows]
        return found

    return await chat.database.read(work)


async def about(chat: Conversation, who: Somebody) -> Rows:
    """Return what the tables hold about a person, written as if it were about anybody."""
    found = []
    for name, row in await everything(chat):
        if is_about(row, who):
            text = repr({column: _of_anybody(column, row[column], who) for column in row})
            text = text.replace(who.name, "who").replace(who.account.user, "who")
            found.append((name, text))
    return sorted(found)


def _of_anybody(column: str, value: object, who: Somebody) -> object:
    if column == "id":
        return "·"
    return "who" if column in PEOPLE and value == who.id else value


def is_about(row: dict[str, Any], who: Somebody) -> bool:
    people = [row.get(column) for column in PEOPLE[:3]]
    if row.get("to_kind") == "person":
        people.append(row["to_id"])
    cards = [[row.get("kind"), row.get("args")], *(row.get("refs") or ())]
    for kind, args in cards:
        if str(kind).startswith("prepare.") and args:
            people += args[1:]
    names = (who.name.casefold(), who.account.user.casefold())
    return who.id in people or any(name in repr(row).casefold() for name in names)


async def lived(
    chat: Conversation, members: list[Somebody]
) -> tuple[Somebody, Somebody, Somebody, Somebody]:
    """Return who said yes, who said no, who said nothing and who was never asked."""
    await chat.advance_to(ASKED)
    yes, no = asked(members)
    await yes.presses("That suits me")
    await no.presses("It does not suit me")
    await chat.settle()
    silent = next(one for one in asked(members) if one not in (yes, no))
    never = next(one for one in members if one not in (yes, no, silent))
    return yes, no, silent, never


async def test_after_the_meeting_a_no_a_yes_and_silence_left_the_same(database: Database) -> None:
    chat, (_vera, *members) = await only_preparing(database)
    yes, no, silent, never = await lived(chat, members)
    assert await about(chat, no) != await about(chat, never)
    await chat.advance_to(CLEARED)
    nothing = await about(chat, never)
    assert await about(chat, no) == nothing
    for one in (yes, silent):
        left = await about(chat, one)
        (turn,) = [row for row in left if row not in nothing]
        assert turn[0] == "preparer_turn"
        assert len(left) == len(nothing) + 1


async def test_the_question_leaves_the_private_chat_when_the_meeting_is_over(
    database: Database,
) -> None:
    chat, (_vera, *members) = await only_preparing(database)
    people = await lived(chat, members)
    await chat.advance_to(OVER)
    for one in people:
        assert not [card for card in one.private.all() if "help prepare" in card]


async def test_swaps_leave_nothing_but_whose_turn_it_was(database: Database) -> None:
    chat, (_vera, *members) = await only_preparing(database)
    await chat.advance_to(ASKED)
    first, second = asked(members)
    third, fourth, fifth = (one for one in members if one not in (first, second))
    await first.says(f"swap with {third.name}")
    await third.presses("No, thank you")
    await second.says(f"swap with {fourth.name}")
    await fourth.presses("Yes, I take it over")
    await chat.advance_to(CLEARED)
    nothing = await about(chat, fifth)
    assert await about(chat, third) == nothing
    assert await about(chat, second) == nothing
    kept = [row for row in await everything(chat) if "prepare.swap" in repr(row)]
    assert kept == []


async def test_what_went_out_in_one_message_keeps_its_other_parts(database: Database) -> None:
    chat, (_vera, *members) = await planned(database)
    await chat.advance_to(datetime(2026, 4, 20, 12, tzinfo=UTC))
    first, *_rest = asked(members)
    merged = [
        row["refs"]
        for name, row in await everything(chat)
        if name == "delivery" and row["to_id"] == first.id and row["to_kind"] == "person"
    ]
    await chat.advance_to(CLEARED)
    left = [ref for refs in merged for ref in refs if not ref[0].startswith("prepare.")]
    rows = [row for name, row in await everything(chat) if name == "delivery"]
    known = [ref for row in rows for ref in row["refs"]]
    assert all(ref in known for ref in left)
    assert not [ref for ref in known if ref[0] == "prepare.ask"]
