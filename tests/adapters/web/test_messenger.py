"""The local chat as a platform that Kring sends to: each message once, found again, corrected."""

from uuid import UUID

import pytest

from bot import cardjson
from bot.errors import DeliveryError
from bot.messenger import Target
from storage import webchat
from storage.webchat import Place, WebMessage
from storage.webrooms import PLATFORM, TENANT
from tests.adapters.web.house import NOW, House, outgoing
from tests.adapters.web.sample import meeting_card, poll_card

ROOM = Target(PLATFORM, TENANT, room="circle")


async def seen_by(house: House, user: str, room: str = "") -> list[WebMessage]:
    place = Place(user, room)
    return await house.core.database.read(lambda unit: webchat.history(unit.connection, place))


async def test_a_message_is_in_its_room_with_the_card_it_was_drawn_from(house: House) -> None:
    ref = await house.post(1, meeting_card(), room="circle")
    (kept,) = await seen_by(house, "anna", "circle")
    assert (str(kept.id), kept.author, kept.delivery_id) == (ref, "kring", UUID(int=1))
    assert cardjson.load_card(kept.card) == meeting_card()
    assert (kept.due_at, kept.at, kept.refs) == (NOW, NOW, [["sample.poll", [1]]])


async def test_a_private_message_is_seen_by_one(house: House) -> None:
    await house.post(1, meeting_card(), user="anna")
    assert len(await seen_by(house, "anna")) == 1
    assert await seen_by(house, "bram") == []
    assert await seen_by(house, "anna", "circle") == []


async def test_a_delivery_is_found_again(house: House) -> None:
    assert await house.messenger.find(ROOM, UUID(int=1), NOW) is None
    ref = await house.post(1, meeting_card(), room="circle")
    assert await house.messenger.find(ROOM, UUID(int=1), NOW) == ref


async def test_a_double_would_show(house: House) -> None:
    first = await house.post(1, meeting_card(), room="circle")
    second = await house.post(1, meeting_card(), room="circle")
    assert first != second
    assert await house.messenger.find(ROOM, UUID(int=1), NOW) == first
    ledger = await house.core.database.read(lambda unit: webchat.ledger(unit.connection))
    assert [row.delivery_id for row in ledger] == [UUID(int=1)] * 2


async def test_an_edit_replaces_the_card_and_makes_nothing_unread(house: House) -> None:
    ref = await house.post(1, meeting_card(), room="circle")
    (before,) = await seen_by(house, "anna", "circle")
    await house.messenger.edit(ref, outgoing(1, poll_card({}), ROOM))
    (after,) = await seen_by(house, "anna", "circle")
    assert (after.id, after.edits, after.rev > before.rev) == (before.id, 1, True)
    assert cardjson.load_card(after.card) == poll_card({})


async def test_what_is_taken_back_is_gone_but_stays_in_the_ledger(house: House) -> None:
    ref = await house.post(1, meeting_card(), room="circle")
    await house.messenger.delete(ref, ROOM)
    assert await seen_by(house, "anna", "circle") == []
    assert await house.messenger.find(ROOM, UUID(int=1), NOW) == ref
    (kept,) = await house.core.database.read(lambda unit: webchat.ledger(unit.connection))
    assert kept.deleted


@pytest.mark.parametrize("target", [{"room": "nowhere"}, {"user": "nobody"}])
async def test_a_room_or_user_that_is_not_here_is_told_at_once(
    house: House, target: dict[str, str]
) -> None:
    with pytest.raises(DeliveryError) as caught:
        await house.post(1, meeting_card(), **target)
    assert caught.value.outcome == "permanent"


async def test_an_edit_of_nothing_is_told_at_once(house: House) -> None:
    with pytest.raises(DeliveryError) as caught:
        await house.messenger.edit("999", outgoing(1, meeting_card(), ROOM))
    assert caught.value.outcome == "permanent"


async def test_every_change_has_a_number_of_its_own(house: House) -> None:
    refs = [await house.post(number, meeting_card(), room="circle") for number in range(3)]
    await house.messenger.edit(refs[0], outgoing(0, meeting_card(), ROOM))
    revs = [row.rev for row in await seen_by(house, "anna", "circle")]
    assert sorted(revs) == [2, 3, 4]
    changed = await house.core.database.read(
        lambda unit: webchat.changed(unit.connection, Place("anna", "circle"), 3)
    )
    assert [row.rev for row in changed] == [4, 2, 3]


async def test_unread_counts_what_others_said_since(house: House) -> None:
    await house.post(1, meeting_card(), room="circle")
    last = int(await house.post(2, meeting_card(), room="circle"))
    await house.post(3, meeting_card(), user="anna")

    async def unread(user: str) -> dict[str, int]:
        return await house.core.database.read(
            lambda unit: webchat.unread(unit.connection, user, ["circle"])
        )

    assert await unread("anna") == {"circle": 2, "": 1}
    for number in (last, last - 1):
        await house.core.database.write(
            lambda unit, to=number: webchat.see(unit.connection, Place("anna", "circle"), to)
        )
    assert await unread("anna") == {"": 1}
    assert await unread("bram") == {"circle": 2}
