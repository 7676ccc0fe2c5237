"""Who has the facilitator's role at a moment, for good or for a meeting, and how to take it up."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from bot.errors import Refusal
from bot.texts import _
from bot.timetable.load import load_view
from storage import networks, preparers
from storage.networks import Place


def with_role(
    connection: Connection, place: Place | None, person: int, now: datetime
) -> Place | None:
    """Return a place with the role somebody has at a moment (UTC), also for a meeting only."""
    if place is None or not place.rotates or place.role != "participant":
        return place
    if not preparers.has_turns(connection, place.id, person):
        return place
    view = replace(load_view(connection, place.id), now=now)
    leads = any(one.id == person for one in view.steering_now())
    return replace(place, role="facilitator") if leads else place


def for_facilitators(
    connection: Connection, place: Place, now: datetime, otherwise: str, field: str = ""
) -> Refusal:
    """Return the refusal of what a facilitator does: `otherwise`, or how to take the role up."""
    steered = _is_steered(connection, place, now)
    return Refusal(otherwise if steered else nobody_steers(place.name), field)


def _is_steered(connection: Connection, place: Place, now: datetime) -> bool:
    if networks.is_steered(connection, place.id):
        return True
    if not place.rotates:
        return False
    return bool(replace(load_view(connection, place.id), now=now).steering_now())


def nobody_steers(name: str) -> str:
    """Say that nobody steers a network of this name, and how a member can take that up."""
    return _(
        "Nobody steers {name} just now. Type 'members' and press 'I steer from now on' to take "
        "that up.",
        name=name,
    )
