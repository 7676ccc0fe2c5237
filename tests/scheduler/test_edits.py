"""A card that was posted is kept up to date: few edits, and the last state always wins."""

import itertools
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy.exc import OperationalError

from bot.cards import Card, Text
from scheduler.lanes import EDITS
from storage.delivery import Parcel
from tests.scheduler.stand_in import SECOND, START, House, number, row


async def test_500_votes_in_a_second_cost_a_handful_of_edits(house: House):
    await house.put(row(1))
    await house.pump.settle()
    for vote in range(1, 501):
        house.stage.state = vote
        await house.want(1)
        house.clock.move(timedelta(milliseconds=2))
        if vote % 10 == 0:
            await house.pump.settle()
    await house.advance.to(START + 10 * SECOND)
    times = [at for _, _, at in house.ledger.edits]
    assert all(b - a >= EDITS.every for a, b in itertools.pairwise(times))
    assert len(times) == 2
    assert house.ledger.edits[-1][1] == "500"
    assert await house.pump.next_due() is None


async def test_two_cards_in_one_room_share_its_edits_and_rooms_do_not(house: House):
    await house.put(row(1, "a"), row(2, "a"), row(3, "b"))
    await house.pump.settle()
    for n in (1, 2, 3):
        await house.want(n)
    await house.advance.to(START + 10 * SECOND)
    first, second, later = sorted(at for _, _, at in house.ledger.edits)
    assert (first, second, later) == (START, START, START + EDITS.every)


async def test_an_edit_waits_for_its_post_and_is_sent_again_when_unknown(house: House):
    house.ledger.faults[number(1)] = ["kept", "kept", "rest"]
    await house.put(row(1))
    await house.pump.settle()
    house.stage.state = 7
    await house.want(1)
    await house.pump.settle()
    assert house.ledger.edits == []
    await house.advance.to(START + 60 * SECOND)
    assert [text for _, text, _ in house.ledger.edits] == ["7", "7"]
    assert (await house.get(1)).attempt == 0


async def test_a_change_while_it_is_drawn_is_not_lost(house: House):
    await house.put(row(1))
    draw = house.stage.draw_all

    async def draw_late(deliveries: Sequence[Parcel]) -> list[Card | None]:
        cards = await draw(deliveries)
        if house.stage.state == 0:
            house.stage.state = 1
            await house.want(1)
        return cards

    house.stage.draw_all = draw_late
    await house.pump.settle()
    assert [text for _, text, _ in house.ledger.edits] == ["1"]


async def test_a_post_that_somebody_removed_is_edited_no_more(house: House):
    await house.put(row(1))
    await house.pump.settle()
    house.ledger.faults[number(1)] = ["permanent"]
    await house.want(1)
    await house.advance.to(START + 60 * SECOND)
    assert house.ledger.edits == []
    assert (await house.states(1), (await house.get(1)).last_error) == (["sent"], "gone")


async def test_a_card_that_cannot_be_drawn_again_stays_as_it_was(house: House):
    await house.put(row(1))
    await house.pump.settle()
    house.stage.cards[number(1)] = lambda: 1 // 0
    await house.want(1)
    await house.advance.to(START + 60 * SECOND)
    assert house.ledger.edits == []
    assert await house.states(1) == ["sent"]


async def test_a_card_is_drawn_again_once_the_database_is_back(house: House):
    away = [OperationalError("SELECT", {}, Exception("gone away"))] * 2  # together, and by itself

    def drawn() -> Card:
        if house.ledger.posts and away:
            raise away.pop()
        return Card("Back", (Text(str(len(away))),), "")

    house.stage.cards[number(1)] = drawn
    await house.put(row(1))
    await house.pump.settle()
    await house.want(1)
    await house.advance.to(START + 60 * SECOND)
    assert not away
    assert [text for _, text, _ in house.ledger.edits] == ["0"]
    assert (await house.get(1)).last_error == ""
