"""How long each kind of thing is kept, in one table, and the forgetting of what is older."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Table, and_, exists, func, or_, select
from sqlmodel import SQLModel

from storage import evaluations, history, scrub
from storage.checkins import CallNote, CheckIn
from storage.commitments import Commitment, CommitmentChange, CommitmentOwner
from storage.delivery import Delivery
from storage.ending import forget_network
from storage.erasing import TOUCHED, erase, forget_deliveries, forget_polls, forget_reminders
from storage.evaluations import Evaluation
from storage.files import StoredFile
from storage.mailbox import Part
from storage.meetings import Attendance, Meeting
from storage.networks import Membership, Network
from storage.people import Person
from storage.polls import Poll
from storage.questions import HasRead, Question, Upvote
from storage.reminders import Reminder
from storage.speakers import Item, Speaker
from storage.tables import table
from storage.takeaways import SchoolNote
from storage.unit import Unit
from storage.webchat import WebMessage

PERIODS: dict[str, timedelta] = {
    "drafts": timedelta(days=1),
    "keys": timedelta(days=7),
    "messages": timedelta(days=180),
    "posts": timedelta(days=400),
    "chat": timedelta(days=400),
    "calls": timedelta(days=400),
    "checkins": timedelta(days=400),
    "takeaways": timedelta(days=400),
    "questions": timedelta(days=400),
    "reading": timedelta(days=400),
    "polls": timedelta(days=400),
    "evaluations": timedelta(days=400),
    "reminders": timedelta(days=90),
    "commitments": timedelta(days=400),
    "changes": timedelta(days=400),
    "stays": timedelta(days=30),
    "files": timedelta(days=7),
    "left": timedelta(days=400),
    "empty": timedelta(days=30),
    "idle": timedelta(days=1095),
}
"""How long after its end each kind is kept; 400 days, so that a year can be looked back on."""

MOST = 500
"""Rows of a kind forgotten in one go: writing never waits long, and the rest follows."""

_meeting, _part, _delivery = table(Meeting), table(Part), table(Delivery)
_member, _network, _message = table(Membership), table(Network), table(WebMessage)
_question, _poll, _reminder = table(Question), table(Poll), table(Reminder)
_evaluation = table(Evaluation)
_commitment, _file, _item = table(Commitment), table(StoredFile), table(Item)
_ENDED = ("sent", "failed", "cancelled", "expired", "unknown")


@dataclass(frozen=True)
class Since:
    """The moment (UTC) at which the forgetting is done."""

    now: datetime

    def before(self, kind: str) -> datetime:
        """Return the moment before which a kind is forgotten."""
        return self.now - PERIODS[kind]

    def held(self, kind: str) -> Any:
        """Choose the meetings that ended so long ago; half a day covers every zone."""
        local = (self.before(kind) - timedelta(hours=14)).replace(tzinfo=None)
        return select(_meeting.c.id).where(_meeting.c.ends < local)


def forget(unit: Unit, now: datetime) -> int:
    """Forget what is older than its period, at most `MOST` rows of a kind; return how many."""
    connection, since = unit.connection, Since(now)
    unit.flush()
    found = [
        _messages(connection, since),
        _of_meetings(connection, since),
        _questions(connection, since),
        _polls(connection, since),
        _evaluations(connection, since),
        _reminders(connection, since),
        _commitments(connection, since),
        _files(connection, since),
        history.forget(connection, since.before("changes")),
        _left(unit, since),
        _networks(unit, since),
    ]
    if any(found):
        scrub.wish(connection, TOUCHED, now)
    unit.session.expire_all()
    return sum(found)


def _ids(connection: Connection, rows: Table, *which: Any) -> list[Any]:
    chosen = select(rows.c.id).where(*which).order_by(rows.c.id).limit(MOST)
    return list(connection.execute(chosen).scalars())


def _gone(connection: Connection, rows: Table, *which: Any) -> int:
    return connection.execute(rows.delete().where(*which)).rowcount


def _messages(connection: Connection, since: Since) -> int:
    private = and_(_delivery.c.to_kind == "person", _delivery.c.due_at < since.before("messages"))
    posted = and_(_delivery.c.to_kind == "room", _delivery.c.due_at < since.before("posts"))
    old = _ids(connection, _delivery, or_(private, posted), _delivery.c.state.in_(_ENDED))
    forget_deliveries(connection, old)
    parts = _ids(
        connection, _part, _part.c.state != "waiting", _part.c.wish < since.before("posts")
    )
    _gone(connection, _part, _part.c.id.in_(parts))
    # The newest stays: from it the next change is numbered.
    last = select(func.max(_message.c.rev)).scalar_subquery()
    old_chat = _ids(
        connection, _message, _message.c.at < since.before("chat"), _message.c.rev < last
    )
    _gone(connection, _message, _message.c.id.in_(old_chat))
    return len(old) + len(parts) + len(old_chat)


def _of_meetings(connection: Connection, since: Since) -> int:
    kinds: dict[str, type[SQLModel]] = {
        "calls": CallNote,
        "checkins": CheckIn,
        "takeaways": SchoolNote,
    }
    found = 0
    for kind, model in kinds.items():
        rows = table(model)
        found += _gone(connection, rows, rows.c.meeting_id.in_(since.held(kind)))
    stays = table(Attendance)
    known = or_(stays.c.night.is_not(None), stays.c.diet != "")
    over = stays.c.meeting_id.in_(since.held("stays"))
    blank = stays.update().where(known, over).values(night=None, diet="")
    return found + connection.execute(blank).rowcount


def _questions(connection: Connection, since: Since) -> int:
    speaker = table(Speaker)
    old = select(speaker.c.id).where(speaker.c.meeting_id.in_(since.held("questions")))
    upvote, read = table(Upvote), table(HasRead)
    asked = select(_question.c.id).where(_question.c.speaker_id.in_(old))
    items = select(_item.c.id).where(_item.c.speaker_id.in_(old))
    found = _gone(connection, read, read.c.item_id.in_(items))
    found += _gone(connection, upvote, upvote.c.question_id.in_(asked))
    whole = _question.c.speaker_id.in_(old)
    connection.execute(_question.update().where(whole).values(merged_into=None))
    return found + _gone(connection, _question, whole)


def _polls(connection: Connection, since: Since) -> int:
    old = _ids(
        connection,
        _poll,
        _poll.c.state.in_(("closed", "cancelled")),
        _poll.c.closes_at < since.before("polls"),
    )
    forget_polls(connection, old)
    return len(old)


def _evaluations(connection: Connection, since: Since) -> int:
    old = _ids(
        connection,
        _evaluation,
        _evaluation.c.state.in_(("closed", "cancelled")),
        _evaluation.c.closes_at < since.before("evaluations"),
    )
    evaluations.forget(connection, old)
    return len(old)


def _reminders(connection: Connection, since: Since) -> int:
    ended = _reminder.c.state.in_(("done", "cancelled", "replaced"))
    old = _ids(connection, _reminder, ended, _reminder.c.made_at < since.before("reminders"))
    forget_reminders(connection, old)
    return len(old)


def _commitments(connection: Connection, since: Since) -> int:
    ended = _commitment.c.state.in_(("done", "let_go"))
    before = since.before("commitments")
    old = _ids(connection, _commitment, ended, _commitment.c.ended_at < before)
    for rows in (table(CommitmentOwner), table(CommitmentChange)):
        _gone(connection, rows, rows.c.commitment_id.in_(old))
    return _gone(connection, _commitment, _commitment.c.id.in_(old))


def _files(connection: Connection, since: Since) -> int:
    shown = exists().where(_item.c.file_id == _file.c.id)
    return _gone(connection, _file, _file.c.at < since.before("files"), ~shown)


def _left(unit: Unit, since: Since) -> int:
    """Erase who left their last network so long ago, unless a name was erased before."""
    person = table(Person)
    last = func.max(_member.c.left_at)
    stays = func.count() - func.count(_member.c.left_at)
    chosen = (
        select(_member.c.person_id)
        .join(person, person.c.id == _member.c.person_id)
        .where(person.c.name != "")
        .group_by(_member.c.person_id)
        .having(stays == 0, last < since.before("left"))
        .limit(MOST)
    )
    gone = list(unit.connection.execute(chosen).scalars())
    for number in gone:
        erase(unit, number, since.now)
    return len(gone)


def _networks(unit: Unit, since: Since) -> int:
    """Remove networks that nobody is in, or in which nothing has happened for years.

    Who is in no other network is erased with it.
    """
    inside = (_member.c.network_id == _network.c.id) & _member.c.left_at.is_(None)
    here = _member.c.network_id == _network.c.id
    lately = exists().where(here, _member.c.left_at >= since.before("empty"))
    once = exists().where(here)
    empty = and_(once, ~exists().where(inside), ~lately)
    quiet = since.before("idle").replace(tzinfo=None)
    met = exists().where(_meeting.c.network_id == _network.c.id, _meeting.c.ends >= quiet)
    joined = exists().where(here, _member.c.joined_at >= since.before("idle"))
    idle = and_(once, ~met, ~joined)
    old = _ids(unit.connection, _network, or_(empty, idle))
    for number in old:
        chosen = select(_member.c.person_id).where(_member.c.network_id == number)
        people = list(unit.connection.execute(chosen).scalars())
        forget_network(unit.connection, number)
        for person in people:
            elsewhere = select(_member.c.id).where(_member.c.person_id == person)
            if unit.connection.execute(elsewhere).first() is None:
                erase(unit, person, since.now)
    return len(old)
