"""Commitments read from the database, for those who may see them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from bot.features.commitments import rules
from bot.features.commitments.model import Item
from bot.features.commitments.wording import change_line
from bot.timetable.view import NetworkView
from storage import commitments
from storage.commitments import Commitment

MINE = ("open", "done", "let_go")
OF_OTHERS = ("open", "done")


@dataclass(frozen=True)
class Reader:
    """Who looks, in which network, at what wall-clock time."""

    person: int
    network: NetworkView
    now: datetime


def number(row: Commitment) -> int:
    """Return the id of a commitment that is kept."""
    if row.id is None:
        raise LookupError("the commitment has not been kept")
    return row.id


def agreed(states: dict[int, str]) -> tuple[int, ...]:
    """Return those who do it."""
    return tuple(person for person, state in states.items() if state == "yes")


def as_owner(row: Commitment, states: dict[int, str], reader: Reader) -> Item:
    """Show a commitment to one of its owners, with all that is kept of it."""
    return Item(
        network=row.network_id,
        id=number(row),
        text=row.text,
        owners=agreed(states) if row.state != "let_go" else tuple(states),
        me=reader.person,
        trigger=row.trigger,
        because=row.because,
        organisation=row.organisation,
        until=row.until,
        has_time=row.has_time,
        meeting=row.meeting_id is not None or row.until is None,
        visible=row.visible,
        buddy=row.buddy_id or 0 if row.buddy_agreed else 0,
        link=row.link,
        state=row.state,
        carried=row.carried,
        stage=row.stage,
    )


def as_other(row: Commitment, states: dict[int, str], reader: Reader) -> Item:
    """Show a commitment to somebody else: never late, never how often it was taken along."""
    until = rules.seen_by_others(row.until, reader.now)
    tied = row.meeting_id is not None
    following = rules.coming(reader.network.meetings, reader.now)
    if until is None or tied:
        until = following.begins if following else None
    return Item(
        network=row.network_id,
        id=number(row),
        text=row.text,
        owners=agreed(states),
        me=reader.person,
        trigger=row.trigger,
        because=row.because,
        organisation=row.organisation,
        until=until,
        has_time=row.has_time and not tied and until == row.until,
        meeting=until is None or until != row.until or tied,
        visible=row.visible,
        link=row.link,
        state=row.state,
    )


def draft(row: Commitment, states: dict[int, str], reader: Reader) -> Item:
    """Show a draft to its maker: everybody it names, and the buddy who will be asked."""
    item = as_owner(row, states, reader)
    asked = tuple(person for person, state in states.items() if state == "asked")
    return Item(**{**vars(item), "asked": asked, "buddy": row.buddy_id or 0})


def with_changes(connection: Connection, item: Item) -> Item:
    """Add what changed when, for an owner."""
    lines = tuple(change_line(one) for one in commitments.changes(connection, item.id))
    return Item(**{**vars(item), "changes": lines})


def mine(connection: Connection, reader: Reader) -> list[Item]:
    """Return what somebody took on, open or ended.

    What they left to others is theirs no longer: its words may have changed since.
    """
    found = []
    for row, states in _rows(connection, reader, MINE):
        state = states.get(reader.person, "")
        if state == "yes" or (state == "let_go" and row.state == "let_go"):
            found.append(as_owner(row, states, reader))
    return found


def of_group(connection: Connection, reader: Reader) -> list[Item]:
    """Return what the group sees, nobody as late."""
    rows = _rows(connection, reader, OF_OTHERS)
    return [as_other(row, states, reader) for row, states in rows if row.visible == "group"]


def as_buddy(connection: Connection, reader: Reader) -> list[Item]:
    """Return the open commitments that somebody is the buddy of."""
    return [
        as_other(row, states, reader)
        for row, states in _rows(connection, reader, ("open",))
        if is_buddy(row, reader.person)
    ]


def is_buddy(row: Commitment, person: int) -> bool:
    """Whether somebody agreed to be the buddy of a commitment that shows itself to one."""
    return row.buddy_id == person and row.buddy_agreed and row.visible == "buddy"


def waiting(connection: Connection, reader: Reader) -> list[tuple[str, Commitment]]:
    """Return what somebody is asked to take part in ('owner') or to be the buddy of ('buddy')."""
    found: list[tuple[str, Commitment]] = []
    for row, states in _rows(connection, reader, ("asked", "open")):
        if states.get(reader.person) == "asked":
            found.append(("owner", row))
        elif row.buddy_id == reader.person and not row.buddy_agreed:
            found.append(("buddy", row))
    return found


def _rows(
    connection: Connection, reader: Reader, states: Iterable[str]
) -> Iterable[tuple[Commitment, dict[int, str]]]:
    owners = commitments.owners(connection, reader.network.id)
    for row in commitments.of_network(connection, reader.network.id, states):
        yield row, owners.get(number(row), {})
