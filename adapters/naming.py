"""Finds how the people in a card are named where it is read, on any platform."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from bot import cardjson
from bot.cards import Card, mentioned
from bot.forms import Form
from bot.texts import _
from storage import people
from storage.database import Database, Unit


@dataclass(frozen=True)
class Readers:
    """How people are named where a card is read: by their account there, else by their name.

    `base` is the address of Kring's own server, before links that begin with '/'.
    """

    accounts: Mapping[int, str] = field(default_factory=dict)
    names: Mapping[int, str] = field(default_factory=dict)
    base: str = ""

    def name(self, person: int) -> str:
        """Return a person's name; one that was erased is kept empty."""
        name = self.names.get(person)
        return name or (_("somebody") if name is None else _("somebody who left"))


async def readers(
    platform: str, database: Database, tenant: str, shown: Card | Form | str, base: str = ""
) -> Readers:
    """Look up who a card names: their accounts in this tenant, and their names."""
    ids = _mentioned(shown)
    if not ids:
        return Readers(base=base)

    def work(unit: Unit) -> Readers:
        accounts = people.accounts_on(unit.connection, platform, tenant, ids)
        return Readers(accounts, people.names(unit.connection, ids), base)

    return await database.read(work)


async def names(
    platform: str, database: Database, tenant: str, accounts: Iterable[str]
) -> dict[str, str]:
    """Return the names that Kring knows of these accounts."""
    wanted = [one for one in accounts if one]
    if not wanted:
        return {}

    def work(unit: Unit) -> dict[str, str]:
        known = {one: people.find(unit.connection, platform, tenant, one) for one in wanted}
        return {one: who.name for one, who in known.items() if who}

    return await database.read(work)


def _mentioned(shown: Card | Form | str) -> set[int]:
    if isinstance(shown, str):
        return mentioned(shown)
    return mentioned(json.dumps(cardjson.dump(shown), ensure_ascii=False))
