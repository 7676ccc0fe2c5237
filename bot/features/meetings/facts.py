"""What is known of a meeting, read once for all its cards."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from bot.errors import Refusal
from bot.meeting_words import meeting_name
from bot.texts import _
from bot.turn import Scene, Turn
from storage import attendance, guests, meetings, networks, preparers
from storage.attendance import Places
from storage.guests import Guest
from storage.meetings import Meeting
from storage.tables import id_of


@dataclass(frozen=True)
class MeetingFacts:
    """A meeting as its cards show it. `ahead` says that it has not begun.

    `come` are the ids of those who come. `leading` are the ids of those who facilitate it, where
    that goes round and the group knows; `steered` says that the network has somebody who can
    change it; `alone` that one person alone sees the card.
    """

    network: int
    meeting: Meeting
    ahead: bool
    goal: str = ""
    agreements: str = ""
    come: tuple[int, ...] = ()
    calendar: str = ""
    facilitator: bool = False
    guests: tuple[Guest, ...] = ()
    sessions: tuple[Places, ...] = ()
    leading: tuple[int, ...] = ()
    steered: bool = True
    alone: bool = False

    @property
    def id(self) -> int:
        """The meeting's id."""
        return id_of(self.meeting)

    @property
    def name(self) -> str:
        """How it is called."""
        return meeting_name(self.meeting.number, self.meeting.title)

    @property
    def cancelled(self) -> bool:
        """Whether it does not take place."""
        return self.meeting.state == "cancelled"

    @property
    def was(self) -> tuple[datetime, datetime] | None:
        """Its times before it was moved, None when it was not."""
        before = self.meeting
        return (
            (before.was_begins, before.was_ends) if before.was_begins and before.was_ends else None
        )


def load(scene: Scene, meeting_id: int) -> MeetingFacts | None:
    """Read a meeting of the scene's network; None when there is none of that id."""
    meeting = meetings.get(scene.connection, scene.network, meeting_id)
    if meeting is None:
        return None
    network = networks.get(scene.session, scene.network)
    said = attendance.answers(scene.connection, meeting)
    return MeetingFacts(
        scene.network,
        meeting,
        ahead=meeting.begins > scene.local_now,
        goal=network.goal,
        agreements=network.agreements,
        come=tuple(one.person_id for one in said if one.answer == "yes"),
        calendar=scene.links.to("calendar", meeting_id),
        facilitator=scene.facilitator and scene.viewer is not None,
        guests=tuple(guests.guests(scene.connection, meeting_id)),
        sessions=tuple(attendance.places(scene.connection, meeting)),
        leading=tuple(_leading(scene, meeting_id)) if network.rotates else (),
        steered=scene.facilitator or networks.is_steered(scene.connection, scene.network),
        alone=scene.viewer is not None,
    )


def _leading(scene: Scene, meeting_id: int) -> Iterator[int]:
    for one in preparers.turns(scene.connection, scene.network):
        if one.meeting_id == meeting_id and one.told and one.how != "credit":
            yield one.person_id


def find(turn: Turn, meeting_id: int) -> MeetingFacts:
    """Return a meeting of the turn's network; a refusal when there is none of that id."""
    found = load(turn.scene, meeting_id)
    if found is None:
        raise Refusal(_("I cannot find that meeting. Type 'meeting list' to see them all."))
    return found


def find_ahead(turn: Turn, meeting_id: int) -> MeetingFacts:
    """Return a meeting that can be changed; a refusal when it is off, or has begun."""
    found = find(turn, meeting_id)
    if found.cancelled:
        raise Refusal(_("That meeting is off already. Plan a new one with 'meeting'."))
    if not found.ahead:
        raise Refusal(_("That meeting has begun or is over, so it stays as it was."))
    return found
