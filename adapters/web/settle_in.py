"""A network from a file moves into the local chat: its rooms, and its people in them."""

from dataclasses import dataclass
from datetime import datetime

from bot.networkfile import NetworkFile
from bot.networkfile.to_rows import write_network
from storage import meetings, speakers, webrooms
from storage.tables import id_of
from storage.unit import Unit


@dataclass
class Settled:
    """A network in the chat: its id, its first room, and the users by the names of the file.

    `facilitator` acts where a script names nobody. `meetings` gives the ids by the file's
    numbers, `speakers` those by number and name.
    """

    network: int
    room: str
    users: dict[str, str]
    facilitator: str
    meetings: dict[int, int]
    speakers: dict[tuple[int, str], int]


def settle_in(unit: Unit, file: NetworkFile, now: datetime) -> Settled:
    """Write the network and fill the chat's rooms. Nothing is sent before it is ready.

    `now` is UTC. Raises Refusal when there is a network of that name already.
    """
    waiting = file.model_copy(update={"ready_at": None})
    made = write_network(unit.session, waiting, now, webrooms.PLATFORM, webrooms.TENANT)
    unit.session.flush()
    users = {
        member.name: user for member, (_id, user) in zip(file.members, made.persons, strict=True)
    }
    # Where nobody facilitates, the first member owns the rooms; it gives no role in the network.
    first = min(file.members, key=lambda member: not member.facilitates)
    steers = users[first.name]
    for (_id, ref), name in zip(made.rooms, file.room_names, strict=True):
        webrooms.make(unit.connection, ref, name, owner=steers)
        for user in users.values():
            webrooms.join(unit.connection, ref, user)
    known = {row.number: id_of(row) for row in meetings.of_network(unit.connection, made.network)}
    guests = {
        (number, guest.name): id_of(guest)
        for number, meeting in known.items()
        for guest in speakers.of_meeting(unit.session, meeting)
    }
    return Settled(made.network, made.rooms[0][1], users, steers, known, guests)
