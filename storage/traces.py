"""What a person left in messages: their own, and those of Kring that name or quote them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Self

from sqlalchemy import Connection, or_, select

from storage.delivery import Delivery
from storage.kept import users_here
from storage.networks import Membership
from storage.people import Person
from storage.personal import KEPT
from storage.tables import table
from storage.webchat import KRING, WebMessage

SHORTEST = 12
"""Characters: a shorter text of somebody is also said by others."""

_message, _delivery = table(WebMessage), table(Delivery)
_person, _member = table(Person), table(Membership)
_EMPTY: dict[str, Any] = {
    "text": "",
    "card": None,
    "refs": [],
    "author": "",
    "only_for": "",
    "deleted": True,
}
_DRAWN = ("pending", "sending", "sent", "unknown")


@dataclass(frozen=True)
class Traces:
    """How the local chat knows somebody, their networks, and a pattern of name and texts."""

    users: tuple[str, ...]
    networks: tuple[int, ...]
    pattern: re.Pattern[str] | None

    @classmethod
    def of(cls, connection: Connection, person: int) -> Self:
        """Look up what is to be wiped, while it is still known."""
        users = [row[0] for row in connection.execute(users_here(person))]
        here = select(_member.c.network_id).where(_member.c.person_id == person)
        name = connection.execute(select(_person.c.name).where(_person.c.id == person)).scalar()
        words = {text for text in _texts(connection, person) if len(text) >= SHORTEST}
        whole = [rf"(?<!\w){re.escape(name)}(?!\w)"] if name else []
        found = "|".join([*whole, *map(re.escape, sorted(words, key=len, reverse=True))])
        networks = tuple(connection.execute(here).scalars())
        return cls(tuple(users), networks, re.compile(found) if found else None)

    def wipe(self, connection: Connection) -> None:
        """Take out what they wrote and were told, and have all that is posted drawn again."""
        private = (_message.c.room == "") & _message.c.user_ref.in_(self.users)
        connection.execute(_message.delete().where(private))
        mine = or_(_message.c.author.in_(self.users), _message.c.only_for.in_(self.users))
        connection.execute(_message.update().where(mine).values(**_EMPTY, rev=_next(connection)))
        answers, deliveries = self._naming(connection)
        gone = _message.update().where(_message.c.id.in_(answers))
        connection.execute(gone.values(**_EMPTY, rev=_next(connection)))
        rooms = (_delivery.c.to_kind == "room") & _delivery.c.network_id.in_(self.networks)
        again = _delivery.update().where(or_(rooms, _delivery.c.id.in_(deliveries)))
        drawn = again.where(_delivery.c.state.in_(_DRAWN))
        connection.execute(drawn.values(wanted_rev=_delivery.c.wanted_rev + 1))

    def _naming(self, connection: Connection) -> tuple[list[int], list[Any]]:
        """Return Kring's answers that name or quote them, and the deliveries of those posted."""
        answers: list[int] = []
        deliveries: list[Any] = []
        columns = (_message.c.id, _message.c.delivery_id, _message.c.text, _message.c.card)
        kring = select(*columns).where(_message.c.author == KRING)
        for number, delivery, text, card in connection.execute(kring):
            if self.pattern and any(self.pattern.search(one) for one in _strings([text, card])):
                if delivery is None:
                    answers.append(number)
                else:
                    deliveries.append(delivery)
        return answers, deliveries


def _next(connection: Connection) -> int:
    last = connection.execute(select(_message.c.rev).order_by(_message.c.rev.desc()).limit(1))
    return int(last.scalar() or 0) + 1


def _texts(connection: Connection, person: int) -> Iterator[str]:
    for kept in KEPT:
        columns = [kept.table.c[name] for name in kept.texts if name not in ("data", "card")]
        if columns and kept.model is not WebMessage and kept.way != "nobody":
            mine = kept.whose(kept.table, person)
            for row in connection.execute(select(*columns).where(mine)):
                yield from _strings(list(row))


def _strings(found: object) -> Iterator[str]:
    if isinstance(found, str):
        yield found
    elif isinstance(found, dict):
        for each in found.values():
            yield from _strings(each)
    elif isinstance(found, list):
        for each in found:
            yield from _strings(each)
