"""A database with something in many tables, as a year of use leaves it."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from storage import rows
from storage.database import Unit
from storage.delivery import Delivery
from storage.evaluations import Evaluation, RollEntry, SealedBallot
from storage.keys import Keys
from storage.meetings import Meeting
from storage.networks import Membership, Network, Room
from storage.people import Person
from storage.polls import Poll, PollVote
from storage.questions import Question
from storage.speakers import Speaker

VOTERS = 400
FIRST = 10
"""The id of the first of the voters."""

WAITING = (
    ("sending", "sending", -1),
    ("due", "pending", 1),
    ("ahead", "pending", 99),
    ("sent", "sent", -2),
)
"""Messages by their keys: their state, and how many hours from now they are due."""


def fill(unit: Unit, keys: Keys, now: datetime) -> None:
    """Put a network with people, a poll, an open evaluation, questions and messages in."""
    session = unit.session
    session.add(Network(id=1, name="Circle", ready_at=now))
    session.add_all(Person(id=number, name=f"P{number}") for number in range(1, FIRST + VOTERS))
    session.flush()
    session.add(Membership(network_id=1, person_id=1, role="facilitator", joined_at=now))
    session.add(Room(network_id=1, platform="web", tenant="local", room_ref="circle"))
    local = now.replace(tzinfo=None)
    session.add(Meeting(id=1, network_id=1, number=1, begins=local, ends=local, announced_at=now))
    session.flush()
    _asked(unit, now, local)
    _sealed(unit, keys, now, local)
    for key, state, hours in WAITING:
        session.add(waiting(key, state, now + timedelta(hours=hours)))
    session.flush()
    # Ids of our own choice were given out without the database knowing.
    rows.set_last_ids(unit.connection, rows.last_ids(unit.connection))


def _asked(unit: Unit, now: datetime, local: datetime) -> None:
    session = unit.session
    session.add(Speaker(id=1, meeting_id=1, name="Noor"))
    session.flush()
    session.add(Question(id=2, speaker_id=1, person_id=1, text="Why?", asked_at=now))
    session.flush()
    # What a row refers to in its own table may come after it.
    session.add(Question(id=1, speaker_id=1, person_id=1, text="W?", asked_at=now, merged_into=2))
    times = {"opens": local, "closes": local + timedelta(days=1), "closes_at": now}
    session.add(Poll(id=1, network_id=1, person_id=1, question="?", options=["a", "b"], **times))
    session.flush()


def _sealed(unit: Unit, keys: Keys, now: datetime, local: datetime) -> None:
    name = UUID(int=7).hex
    times = {"opens": local, "closes": local + timedelta(days=1), "closes_at": now}
    round_ = Evaluation(
        id=1, network_id=1, form="own", least=4, key=name, public=keys.make(name), **times
    )
    unit.session.add(round_)
    unit.session.flush()
    unit.session.add(SealedBallot(key=UUID(int=8), evaluation_id=1, box=b"\x00sealed\xff"))
    unit.session.add(RollEntry(evaluation_id=1, person_id=1))


def waiting(
    why: str, state: str, due: datetime, network: int = 1, platform: str = "web"
) -> Delivery:
    """Return a message to a room."""
    values: dict[str, Any] = {
        "network_id": network,
        "to_kind": "room",
        "to_id": network,
        "platform": platform,
        "tenant": "local",
        "room": "circle",
        "lane": "circle",
        "language": "en",
        "refs": [["a.b", [1]]],
    }
    again = None if state == "sent" else due
    number = UUID(int=sum(map(ord, why)))
    values |= {"due_at": due, "edit_at": due, "again_at": again}
    return Delivery(id=number, why=why, state=state, **values)


def vote(unit: Unit, number: int) -> None:
    """Keep the vote of one of the voters, from 0."""
    unit.session.add(PollVote(poll_id=1, person_id=FIRST + number, option=number % 2))
