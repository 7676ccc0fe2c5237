"""Finds how the people in a card are named where it is read."""

import json
from collections.abc import Iterable

from adapters.teams.words import Readers
from bot import cardjson
from bot.cards import Card, mentioned
from bot.forms import Form
from storage import people
from storage.database import Database, Unit

PLATFORM = "teams"


async def readers(
    database: Database, tenant: str, shown: Card | Form | str, base: str = ""
) -> Readers:
    """Look up who a card names: their accounts in this tenant, and their names."""
    ids = _mentioned(shown)
    if not ids:
        return Readers(base=base)

    def work(unit: Unit) -> Readers:
        accounts = people.accounts_on(unit.connection, PLATFORM, tenant, ids)
        return Readers(accounts, people.names(unit.connection, ids), base)

    return await database.read(work)


async def names(database: Database, tenant: str, accounts: Iterable[str]) -> dict[str, str]:
    """Return the names that Kring knows of these accounts."""
    wanted = [one for one in accounts if one]
    if not wanted:
        return {}

    def work(unit: Unit) -> dict[str, str]:
        known = {one: people.find(unit.connection, PLATFORM, tenant, one) for one in wanted}
        return {one: who.name for one, who in known.items() if who}

    return await database.read(work)


def _mentioned(shown: Card | Form | str) -> set[int]:
    if isinstance(shown, str):
        return mentioned(shown)
    return mentioned(json.dumps(cardjson.dump(shown), ensure_ascii=False))
