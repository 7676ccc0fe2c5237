"""Drives the schedule and the outbox in a conversation: all that is due, in order."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from bot.cards import CardRef
from bot.core import Core
from bot.messenger import Outgoing, Target
from storage import moments
from storage.database import Database, Unit
from storage.outbox import Delivery
from storage.tables import table
from tests.ledger import Ledger

_delivery = table(Delivery)


def drive(
    core: Core, database: Database, clock: Any, ledger: Ledger
) -> tuple[Callable[[], Awaitable[None]], Callable[[datetime], Awaitable[None]]]:
    """Return (settle, advance_to) for a conversation."""

    async def settle() -> None:
        while due := await database.read(lambda unit: moments.due(unit.connection, clock.now)):
            for moment in due:
                await core.due(moment)
        for delivery in await database.read(_open):
            await send(delivery)

    def _open(unit: Unit) -> list[Delivery]:
        chosen = select(_delivery).where(
            _delivery.c.state.in_(("pending", "sent")),
            _delivery.c.wanted_rev > _delivery.c.shown_rev,
            _delivery.c.due_at <= clock.now,
        )
        rows = unit.connection.execute(chosen.order_by(_delivery.c.due_at, _delivery.c.id))
        return [Delivery(**row) for row in rows.mappings()]

    async def send(delivery: Delivery) -> None:
        card = await core.draw(delivery)
        target = Target(delivery.platform, delivery.tenant, delivery.room, delivery.user)
        values: dict[str, Any] = {"state": "sent", "shown_rev": delivery.wanted_rev}
        if card is None:
            values["state"] = "cancelled"
            if delivery.external_ref:
                await ledger.delete(delivery.external_ref, target)
        else:
            refs = tuple(CardRef(kind, tuple(args)) for kind, args in delivery.refs)
            message = Outgoing(delivery.id, target, card, delivery.language, refs, delivery.due_at)
            if delivery.external_ref:
                await ledger.edit(delivery.external_ref, message)
            else:
                values["external_ref"] = await ledger.post(message)
        change = update(_delivery).where(_delivery.c.id == delivery.id).values(values)
        await database.write(lambda unit: unit.connection.execute(change) and None)

    async def advance_to(moment: datetime) -> None:
        while True:
            when = await database.read(lambda unit: moments.next_due(unit.connection))
            if when is None or when > moment:
                break
            clock.now = max(clock.now, when)
            await settle()
        clock.now = moment
        await settle()

    return settle, advance_to
