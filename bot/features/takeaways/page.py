"""One person's take-away as a page of plain text, which only they can send on."""

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.features.takeaways import drawing
from bot.features.takeaways.cards import TakeAway
from bot.links import Links
from bot.registry import Registry
from bot.texts import _, speaking
from bot.turn import Scene
from storage import meetings, networks
from storage.database import Unit
from storage.people import Person


def take_away_page(
    unit: Unit, registry: Registry, meeting: int, person: int, now: datetime
) -> str | None:
    """Write a person's page about a meeting; None when they are not in its network (any more)."""
    network = meetings.network_of(unit.connection, meeting)
    place = networks.place(unit.connection, network, person) if network else None
    who = unit.session.get(Person, person)
    if place is None or not place.role or who is None:
        return None
    zone = ZoneInfo(place.zone)
    scene = Scene(unit, now, place.id, zone, Links(""), registry, person)
    view = drawing.view_of(scene)
    found = drawing.find(view, meeting)
    if found is None:
        return None
    with speaking(who.language):
        return _written(drawing.take_away(scene, view, found, person), place.name)


def _written(taken: TakeAway, network: str) -> str:
    parts = [f"{taken.name}\n{network}\n{taken.day}"]
    if taken.lines:
        parts.append("\n".join([_("What it yielded"), *(f"- {line}" for line in taken.lines)]))
    mine = [_("I tell: {what}", what=taken.tell)] if taken.tell else []
    mine += [_("I ask: {what}", what=taken.ask)] if taken.ask else []
    if mine:
        parts.append("\n".join(mine))
    if taken.reading:
        items = [f"- {name} {url}".rstrip() for name, url in taken.reading]
        parts.append("\n".join([_("To read"), *items]))
    return "\n\n".join(parts) + "\n"
