"""Erasing a person: every row that is theirs goes, what is the group's stays without them."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Table, exists, or_, select, update
from sqlmodel import SQLModel

from storage import scrub
from storage.checkins import CheckIn
from storage.commitments import Commitment, CommitmentOwner, drop
from storage.delivery import Delivery, ShownCard
from storage.evaluations import Evaluation, EvaluationOutcome, SealedBallot, forget
from storage.files import StoredFile
from storage.kept import to_person
from storage.networks import Membership
from storage.people import Account, Organisation, Person
from storage.personal import KEPT
from storage.polls import Poll, PollVote
from storage.postgres import lock
from storage.questions import Question, withdraw
from storage.reminders import Reminder, ReminderPerson
from storage.speakers import Item
from storage.tables import table
from storage.traces import Traces
from storage.unit import Unit
from storage.webchat import CHAT

_account, _person, _member = table(Account), table(Person), table(Membership)
_question = table(Question)
_commitment, _owner = table(Commitment), table(CommitmentOwner)
_poll, _vote = table(Poll), table(PollVote)
_evaluation, _box, _outcome = table(Evaluation), table(SealedBallot), table(EvaluationOutcome)
_reminder, _for = table(Reminder), table(ReminderPerson)
_file, _item = table(StoredFile), table(Item)
_delivery, _shown = table(Delivery), table(ShownCard)
_organisation, _checkin = table(Organisation), table(CheckIn)
TOUCHED = frozenset(
    {one.table.name for one in KEPT}
    | {"organisation", "showncard", "sealedballot", "evaluationoutcome"}
)
"""The tables to be scrubbed when somebody was erased."""


def hold(unit: Unit, person: int) -> None:
    """Wait until nobody else writes about a network that somebody is or was in, nor in the chat."""
    if unit.connection.dialect.name == "postgresql":
        chosen = select(_member.c.network_id).where(_member.c.person_id == person)
        for network in (*sorted(unit.connection.execute(chosen).scalars()), CHAT):
            lock(unit.connection, network)


def erase(unit: Unit, person: int, scrub_at: datetime) -> None:
    """Remove a person and all that is only theirs, and ask for a scrub from a moment (UTC) on.

    They have left their networks before. What remains of them is a number without a name, at the
    turns they had and the group's own things; not even that where there are none.
    """
    unit.flush()
    connection = unit.connection
    traces = Traces.of(connection, person)
    _questions(unit, person)
    _commitments(connection, person)
    _polls(connection, person)
    _evaluations(connection, person)
    _reminders(connection, person)
    _files(connection, person)
    _deliveries(connection, person)
    traces.wipe(connection)
    for kept in KEPT:
        chosen = kept.whose(kept.table, person)
        if kept.way == "delete":
            connection.execute(kept.table.delete().where(chosen))
        elif kept.way == "blank":
            connection.execute(kept.table.update().where(chosen).values(kept.blank))
    forget_organisations(connection)
    _forget_name(connection, person)
    scrub.wish(connection, TOUCHED, scrub_at)
    unit.session.expire_all()


def _ids(connection: Connection, rows: Table, *conditions: Any) -> list[int]:
    return list(connection.execute(select(rows.c.id).where(*conditions)).scalars())


def _questions(unit: Unit, person: int) -> None:
    for number in _ids(unit.connection, _question, _question.c.person_id == person):
        row = unit.session.get(Question, number)
        if row is not None:
            withdraw(unit.session, row)


def _commitments(connection: Connection, person: int) -> None:
    """Drop what nobody else does; the others go on with the rest, and no buddy is left."""
    others = exists().where(
        _owner.c.commitment_id == _commitment.c.id, _owner.c.person_id != person
    )
    does = select(_owner.c.commitment_id).where(_owner.c.person_id == person)
    about = or_(_commitment.c.maker_id == person, _commitment.c.id.in_(does))
    for number in _ids(connection, _commitment, about, ~others):
        drop(connection, number)
    of_drafts = (_commitment.c.maker_id == person, _commitment.c.state == "draft")
    for number in _ids(connection, _commitment, *of_drafts):
        drop(connection, number)
    freed = _commitment.update().where(_commitment.c.buddy_id == person)
    connection.execute(freed.values(buddy_id=None, buddy_agreed=False))


def _polls(connection: Connection, person: int) -> None:
    """Forget what nobody else voted in; the group keeps the others."""
    others = exists().where(_vote.c.poll_id == _poll.c.id, _vote.c.person_id != person)
    forget_polls(connection, _ids(connection, _poll, _poll.c.person_id == person, ~others))


def forget_polls(connection: Connection, numbers: list[int]) -> None:
    """Delete polls with their votes; the rest of a series stands by itself."""
    later = _poll.update().where(_poll.c.series.in_(numbers))
    connection.execute(later.values(series=None))
    connection.execute(_vote.delete().where(_vote.c.poll_id.in_(numbers)))
    connection.execute(_poll.delete().where(_poll.c.id.in_(numbers)))


def _evaluations(connection: Connection, person: int) -> None:
    """Forget what somebody asked and nobody answered; a box in it is left, whosever it is."""
    answered = or_(
        exists().where(_box.c.evaluation_id == _evaluation.c.id),
        exists().where(_outcome.c.evaluation_id == _evaluation.c.id),
    )
    forget(connection, _ids(connection, _evaluation, _evaluation.c.person_id == person, ~answered))


def _reminders(connection: Connection, person: int) -> None:
    """Forget what somebody asked to be reminded of; the group keeps what is for the group."""
    standing = _reminder.c.to_room & _reminder.c.state.in_(("on", "paused"))
    gone = _ids(connection, _reminder, _reminder.c.person_id == person, ~standing)
    forget_reminders(connection, gone)


def forget_reminders(connection: Connection, numbers: list[int]) -> None:
    """Delete reminders with whom they are for."""
    changed = _reminder.update().where(_reminder.c.replaces.in_(numbers))
    connection.execute(changed.values(replaces=None))
    connection.execute(_for.delete().where(_for.c.reminder_id.in_(numbers)))
    connection.execute(_reminder.delete().where(_reminder.c.id.in_(numbers)))


def _files(connection: Connection, person: int) -> None:
    shown = exists().where(_item.c.file_id == _file.c.id)
    connection.execute(_file.delete().where(_file.c.uploaded_by == person, ~shown))


def _deliveries(connection: Connection, person: int) -> None:
    forget_deliveries(connection, _ids(connection, _delivery, to_person(_delivery, person)))


def forget_deliveries(connection: Connection, numbers: Iterable[Any]) -> None:
    """Delete deliveries with what they show, whatever their state."""
    ids = list(numbers)
    connection.execute(_shown.delete().where(_shown.c.delivery_id.in_(ids)))
    connection.execute(_delivery.delete().where(_delivery.c.id.in_(ids)))


def forget_organisations(connection: Connection) -> None:
    """Forget the organisations that nobody comes from any more."""
    used = or_(
        exists().where(_member.c.organisation_id == _organisation.c.id),
        exists().where(_checkin.c.organisation_id == _organisation.c.id),
    )
    connection.execute(_organisation.delete().where(~used))


def _forget_name(connection: Connection, person: int) -> None:
    known = any(_refers(connection, column, person) for column in _references())
    if not known:
        connection.execute(_person.delete().where(_person.c.id == person))
        return
    nobody = {"name": "", "language": "en", "zone": "UTC"}
    connection.execute(update(_person).where(_person.c.id == person).values(nobody))


def _references() -> list[Any]:
    tables = SQLModel.metadata.tables.values()
    return [
        key.parent for rows in tables for key in rows.foreign_keys if key.column is _person.c.id
    ]


def _refers(connection: Connection, column: Any, person: int) -> bool:
    return connection.execute(select(column).where(column == person).limit(1)).first() is not None
