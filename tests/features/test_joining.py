"""A group joins a network and an account a person: by a code, once, confirmed, for an hour."""

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.events import AccountRef, Command, Origin, Press, RoomRef
from storage import joining, networks, people
from storage.database import Database, Unit
from storage.networks import Membership, Room
from storage.people import Account, Person
from storage.tables import table
from tests.conversation import Conversation, Somebody

both = pytest.mark.parametrize("language", ["en", "nl"])
WORD = {"en": "join", "nl": "koppelen"}
YES = {"en": "yes", "nl": "ja"}


@dataclass
class Stranger(Somebody):
    """Somebody with an account in another workspace, who owns a group there."""

    owns: bool = True

    @property
    def account(self) -> AccountRef:
        return AccountRef("slack", "T0OTHER", self.name.casefold())

    def origin(self, *, privately: bool = False, key: str = "") -> Origin:
        room = None if privately else RoomRef("slack", "T0OTHER", self.room)
        number = key or f"other-{next(self.chat.keys)}"
        return Origin(
            number, self.account, room, self.name, self.language, owns_room=self.owns and bool(room)
        )


def stranger(chat: Conversation, language: str = "en", **more: bool) -> Stranger:
    found = Stranger(chat, "Tom", 0, "C0OTHER", language=language)
    found.owns = more.get("owns", True)
    return found


def code_in(text: str) -> str:
    found = re.search(r"join ([A-Z2-9]{4}-[A-Z2-9]{4})", text)
    assert found, text
    return found[1]


async def group_code(chat: Conversation, by: Somebody) -> str:
    return code_in(await by.pushes("joining.group", chat.network_id))


async def account_code(chat: Conversation, by: Somebody) -> str:
    await by.says("join", privately=True)
    return code_in(await by._gets(press(by, "joining.account", 0)))


def press(by: Somebody, action: str, *args: int) -> Press:
    return Press(by.origin(privately=True), action, args)


async def rooms(chat: Conversation) -> list[tuple[str, str, str]]:
    def work(unit: Unit) -> Any:
        return [row[1:] for row in networks.rooms(unit.connection, chat.network_id)]

    return await chat.database.read(work)


@both
async def test_a_group_joins_when_both_sides_say_yes(database: Database, language: str) -> None:
    chat = await Conversation.open(database)
    vera, anna, *_ = await chat.network("Circle", language=language)
    tom = stranger(chat, language)
    assert "[" in await vera.says(WORD[language], privately=True)
    told = await vera.pushes("joining.group", chat.network_id)
    code = code_in(told)
    assert f"/kring join {code}\nIn Teams: @Kring join {code}" in told
    said = await tom.says(f"{WORD[language]} {code.lower()}")
    assert "Circle" in said
    assert len(await rooms(chat)) == 1

    said = await tom.says(f"{WORD[language]} {code} {YES[language]}")
    assert "Circle" in said
    assert len(await rooms(chat)) == 1
    assert "Slack" in vera.private.last()
    label = {"en": "Let the group in", "nl": "Laat de groep erbij"}[language]
    assert label not in await anna.home()
    assert label in await vera.home()
    assert "Circle" in await vera.presses(label)
    assert ("slack", "T0OTHER", "C0OTHER") in await rooms(chat)
    assert "Circle" in chat.room.last()
    meets = {"en": "Vera let the network meet", "nl": "Vera laat het netwerk"}[language]
    assert meets in await vera.says("history")
    # Whoever asked is a member now, and the group is the network's.
    assert "Circle" in await tom.says("plan")
    assert label not in await vera.home()


async def test_a_code_serves_once(database: Database) -> None:
    chat = await Conversation.open(database)
    vera, *_ = await chat.network("Circle")
    tom = stranger(chat)
    code = await group_code(chat, vera)
    await tom.says(f"join {code} yes")
    assert "do not know this code" in await tom.says(f"join {code}")
    assert "do not know this code" in await tom.says(f"join {code} yes")
    await vera.presses("No, thank you")
    assert "answered already" in await vera.presses("Let the group in")
    assert len(await rooms(chat)) == 1


async def test_a_code_expires_and_so_does_a_request(database: Database) -> None:
    chat = await Conversation.open(database)
    vera, *_ = await chat.network("Circle")
    tom = stranger(chat)
    code = await group_code(chat, vera)
    await chat.advance(minutes=61)
    assert "do not know this code" in await tom.says(f"join {code} yes")
    code = await group_code(chat, vera)
    await tom.says(f"join {code} yes")
    await chat.advance(days=8)
    assert "too long ago" in await vera.presses("Let the group in")


async def test_a_new_code_takes_the_place_of_the_one_before(database: Database) -> None:
    chat = await Conversation.open(database)
    vera, *_ = await chat.network("Circle")
    tom = stranger(chat)
    first = await group_code(chat, vera)
    second = await group_code(chat, vera)
    assert first != second
    assert "do not know" in await tom.says(f"join {first}")
    assert "May Circle meet here too?" in await tom.says(f"join {second}")


@both
async def test_wrong_codes_are_counted_and_then_refused(database: Database, language: str) -> None:
    chat = await Conversation.open(database)
    vera, *_ = await chat.network("Circle", language=language)
    tom = stranger(chat, language)
    code = await group_code(chat, vera)
    for wrong in ("AAAA-AAAA", "=1+1", "😀" * 40, "x" * 1500, "<b>", "تجربة"):
        await tom.says(f"join {wrong} x")
    refused = {"en": "many wrong codes", "nl": "veel verkeerde codes"}[language]
    assert refused in await tom.says(f"join {code}")
    assert len(await rooms(chat)) == 1
    await chat.advance(minutes=59)
    assert refused in await tom.says(f"join {code}")
    await chat.advance(minutes=2)
    assert refused not in await tom.says(f"join {await group_code(chat, vera)}")


async def test_who_may_not(database: Database) -> None:
    chat = await Conversation.open(database)
    vera, anna, *_ = await chat.network("Circle")
    assert "for the facilitators" in await anna.pushes("joining.group", chat.network_id)
    assert "Another group" not in await anna.says("join")
    code = await group_code(chat, vera)
    tom = stranger(chat, owns=False)
    assert "owner of a group" in await tom.says(f"join {code} yes")
    tom.owns = True
    assert "in the group that is to join" in await tom.says(f"join {code} yes", privately=True)
    assert "not in this learning network" in await tom.pushes("joining.group", chat.network_id)
    assert "not in this learning network" in await tom.pushes("joining.accept", chat.network_id, 1)
    await tom.says(f"join {code} yes")
    assert "for the facilitators" in await anna.pushes("joining.accept", chat.network_id, 1)
    assert len(await rooms(chat)) == 1


async def test_a_group_of_another_network_stays_there(database: Database) -> None:
    chat = await Conversation.open(database)
    vera, *_ = await chat.network("Circle")
    first = chat.network_id
    bea, *_ = await chat.network("Square", facilitators=("Bea",), members=("Bram",))
    code = code_in(await vera.pushes("joining.group", first))
    answer = await bea.says(f"join {code} yes")
    assert "belongs to Square already" in answer
    # A request of the one network is not the other's to answer.
    tom = stranger(chat)
    await tom.says(f"join {code} yes")
    assert "answered already" in await bea.pushes("joining.accept", chat.network_id, 1)
    assert "not in this learning network" in await bea.pushes("joining.accept", first, 1)
    # While the facilitators think, the group begins a network of its own.
    await database.write(
        lambda unit: unit.session.add(
            Room(network_id=chat.network_id, platform="slack", tenant="T0OTHER", room_ref="C0OTHER")
        )
    )
    assert "already" in await vera.pushes("joining.accept", first, 1)


@both
async def test_an_account_joins_its_person(database: Database, language: str) -> None:
    chat = await Conversation.open(database)
    _vera, anna, *_ = await chat.network("Circle", language=language)
    other = Stranger(chat, "Annie", 0, "C0OTHER", language=language)
    await chat.network("Square", facilitators=("Bea",), members=())
    square = chat.network_id

    def member(unit: Unit) -> Any:
        who = people.add(
            unit.session, Person(name="Annie", language=language), "slack", "T0OTHER", "annie"
        )
        unit.session.add(Membership(network_id=square, person_id=who.id, joined_at=chat.clock.now))

    await database.write(member)
    code = await account_code(chat, anna)
    said = await other.says(f"{WORD[language]} {code}", privately=True)
    assert "Anna" in said
    said = await other.says(f"{WORD[language]} {code} {YES[language]}", privately=True)
    assert "Anna" in said
    home = chat.plain(await chat.core.home(other.account))
    assert "Circle" in home
    assert "Square" in home

    def kept(unit: Unit) -> Any:
        rows = table(Account)
        found = unit.connection.execute(
            select(rows.c.person_id).where(rows.c.user_ref.in_(("anna", "annie")))
        ).scalars()
        names = unit.connection.execute(select(table(Person).c.name)).scalars().all()
        return set(found), names, networks.present(unit.connection, square)

    found, names, present = await database.read(kept)
    assert found == {anna.id}
    assert "Annie" not in names
    assert anna.id in present
    # Used once.
    third = Stranger(chat, "Eve", 0, "C0OTHER", language=language)
    answer = await third.says(f"{WORD[language]} {code} {YES[language]}", privately=True)
    assert {"en": "do not know this code", "nl": "ken ik niet"}[language] in answer


async def test_an_account_never_joins_in_a_room_or_itself(database: Database) -> None:
    chat = await Conversation.open(database)
    _vera, anna, bram, *_ = await chat.network("Circle")
    assert "private chat" in await anna.pushes("joining.account", 0)
    code = await account_code(chat, anna)
    assert "private chat" in await bram.says(f"join {code} yes")
    assert "your own code" in await anna.says(f"join {code} yes", privately=True)
    # Nobody becomes anybody without the yes, and the same name means nothing.
    same = Stranger(chat, "Anna", 0, "C0OTHER")
    await same.says(f"join {code}", privately=True)
    assert "Circle" not in chat.plain(await chat.core.home(same.account))
    await chat.advance(minutes=61)
    assert "do not know" in await same.says(f"join {code} yes", privately=True)


async def test_codes_and_who_typed_them_are_kept_as_hashes_and_not_for_long(
    database: Database,
) -> None:
    chat = await Conversation.open(database)
    vera, *_ = await chat.network("Circle")
    code = await group_code(chat, vera)
    tom = stranger(chat)
    await tom.says("join WRONG")

    def rows(unit: Unit) -> Any:
        tables = (table(joining.JoinCode), table(joining.JoinAttempt))
        return [unit.connection.execute(select(one)).all() for one in tables]

    kept = str(await database.read(rows))
    assert code.replace("-", "") not in kept
    assert "tom" not in kept
    later = chat.clock.now + timedelta(days=1)
    await database.write(lambda unit: joining.forget(unit.connection, later, later))
    assert await database.read(rows) == [[], []]


async def test_the_form_takes_a_code_too(database: Database) -> None:
    chat = await Conversation.open(database)
    vera, *_ = await chat.network("Circle")
    code = await group_code(chat, vera)
    tom = stranger(chat)
    await tom.says("join")
    await tom.presses("I have a code")
    assert "May Circle meet here too?" in await tom.fills_in(code=f" {code.lower()} ")
    assert "I have asked" in await tom.presses("Yes, ask them")
    unused = Command(tom.origin(key="twice"), "join")
    assert await chat.core.dispatch(unused)
    assert not await chat.core.dispatch(unused)
