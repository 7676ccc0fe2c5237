"""How it goes between meetings: the facilitators' call list, and answers to a check-in."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, UniqueConstraint, select
from sqlmodel import Field, SQLModel

from storage.meetings import Meeting
from storage.networks import Membership
from storage.people import Organisation, Person
from storage.tables import loaded, table


class CallNote(SQLModel, table=True):
    """A line of the call list after a meeting; the facilitators' own, deleted in time.

    `owner` is whom it is about: 'o' and an organisation's id, or 'p' and a person's.
    """

    __table_args__ = (UniqueConstraint("meeting_id", "owner"),)
    id: int | None = Field(default=None, primary_key=True)
    meeting_id: int = Field(foreign_key="meeting.id")
    owner: str
    called: bool = False
    note: str = ""


class CheckIn(SQLModel, table=True):
    """One answer to 'how is it going?' after a meeting, the 'first' or 'second' time (`turn`).

    `owner` is whose it is: 'o' and an organisation's id, or 'p' and a person's. `visible` is to
    'me', 'facilitators' or 'group'; what only I see is always a person's. `person_id` wrote it.
    """

    __table_args__ = (UniqueConstraint("meeting_id", "turn", "owner"),)
    id: int | None = Field(default=None, primary_key=True)
    meeting_id: int = Field(foreign_key="meeting.id")
    turn: str
    owner: str
    person_id: int = Field(foreign_key="person.id", index=True)
    organisation_id: int | None = Field(default=None, foreign_key="organisation.id")
    text: str
    visible: str


@dataclass(frozen=True)
class Subject:
    """An organisation with those who are in the network from it, or one person without one."""

    owner: str
    name: str
    people: tuple[int, ...]


@dataclass(frozen=True)
class Said:
    """An answer: which time, who gave it for which organisation ('' for themselves).

    `school` is that organisation's id: the answer stays with it when its writer moves on.
    """

    turn: str
    person: int
    organisation: str
    text: str
    visible: str
    school: int | None = None


_call = table(CallNote)
_answer = table(CheckIn)
_meeting, _member = table(Meeting), table(Membership)
_organisation, _person = table(Organisation), table(Person)


def subjects(connection: Connection, network: int) -> list[Subject]:
    """Return whom to call: organisations and people without one, facilitators left out."""
    chosen = (
        select(_person.c.id, _person.c.name, _organisation.c.id, _organisation.c.name)
        .select_from(_member)
        .join(_person, _person.c.id == _member.c.person_id)
        .outerjoin(_organisation, _organisation.c.id == _member.c.organisation_id)
        .where(_member.c.network_id == network, _member.c.left_at.is_(None))
        .where(_member.c.role != "facilitator")
        .order_by(_member.c.id)
    )
    found: dict[str, Subject] = {}
    for person, name, organisation, school in connection.execute(chosen):
        owner = f"o{organisation}" if organisation else f"p{person}"
        before = found.get(owner)
        people = (*(before.people if before else ()), person)
        found[owner] = Subject(owner, school or name, people)
    return sorted(found.values(), key=lambda one: (one.name.casefold(), one.owner))


def calls(connection: Connection, meeting: int) -> dict[str, CallNote]:
    """Return the notes of a meeting's call list by whom they are about."""
    rows = connection.execute(select(_call).where(_call.c.meeting_id == meeting)).mappings()
    return {row["owner"]: loaded(CallNote, row) for row in rows}


def put_call(connection: Connection, meeting: int, owner: str, **values: bool | str) -> None:
    """Keep a note (`note`) or whether there was a call (`called`)."""
    same = (_call.c.meeting_id == meeting) & (_call.c.owner == owner)
    if connection.execute(_call.update().where(same).values(values)).rowcount == 0:
        kept: dict[str, Any] = {"called": False, "note": "", **values}
        connection.execute(_call.insert().values(meeting_id=meeting, owner=owner, **kept))


def forget_calls(connection: Connection, meeting: int) -> None:
    """Delete the notes of a meeting's call list."""
    connection.execute(_call.delete().where(_call.c.meeting_id == meeting))


def organisation_of(connection: Connection, network: int, person: int) -> int | None:
    """Return the id of the organisation a member comes from."""
    chosen = select(_member.c.organisation_id).where(
        _member.c.network_id == network, _member.c.person_id == person
    )
    found: int | None = connection.execute(chosen).scalar()
    return found


def colleagues(connection: Connection, network: int, person: int) -> list[int]:
    """Return who is in the network from a person's organisation, themselves included."""
    school = organisation_of(connection, network, person)
    if school is None:
        return [person]
    chosen = select(_member.c.person_id).where(
        _member.c.network_id == network,
        _member.c.organisation_id == school,
        _member.c.left_at.is_(None),
    )
    return list(connection.execute(chosen.order_by(_member.c.id)).scalars())


def mine(connection: Connection, network: int, meeting: int, turn: str, who: int) -> CheckIn | None:
    """Return a person's own answer, else the one their organisation shares.

    Else it is what they wrote for an organisation they have left: they can take that back.
    """
    school = organisation_of(connection, network, who)
    whose = [_answer.c.owner == f"p{who}", _answer.c.person_id == who]
    if school:
        whose.insert(1, _answer.c.owner == f"o{school}")
    for own in whose:
        chosen = select(_answer).where(_answer.c.meeting_id == meeting, _answer.c.turn == turn, own)
        row = connection.execute(chosen).mappings().first()
        if row:
            return loaded(CheckIn, row)
    return None


def put(connection: Connection, network: int, meeting: int, turn: str, answer: Said) -> None:
    """Keep an answer; what others may see is shared by the organisation, and replaces its last.

    Only what somebody wrote themselves is taken back when they choose to keep it to themselves.
    """
    who = answer.person
    school = organisation_of(connection, network, who)
    shared = school is not None and answer.visible != "me"
    owner = f"o{school}" if shared else f"p{who}"
    here = (_answer.c.meeting_id == meeting) & (_answer.c.turn == turn)
    others = here & (_answer.c.person_id == who) & (_answer.c.owner != owner)
    connection.execute(_answer.delete().where(others))
    values = {
        "person_id": who,
        "organisation_id": school if shared else None,
        "text": answer.text,
        "visible": answer.visible,
    }
    same = here & (_answer.c.owner == owner)
    if connection.execute(_answer.update().where(same).values(values)).rowcount == 0:
        keys = {"meeting_id": meeting, "turn": turn, "owner": owner}
        connection.execute(_answer.insert().values(**keys, **values))


def remove(connection: Connection, meeting: int, turn: str, who: int) -> None:
    """Forget what somebody answered, for themselves and for their organisation."""
    own = (_answer.c.meeting_id == meeting) & (_answer.c.turn == turn)
    connection.execute(_answer.delete().where(own, _answer.c.person_id == who))


def answers(connection: Connection, meeting: int) -> list[Said]:
    """Return all answers after a meeting, the first time before the second, oldest first."""
    chosen = (
        select(_answer, _organisation.c.name.label("school"))
        .outerjoin(_organisation, _organisation.c.id == _answer.c.organisation_id)
        .where(_answer.c.meeting_id == meeting)
        .order_by(_answer.c.turn, _answer.c.id)
    )
    return [
        Said(row.turn, row.person_id, row.school or "", row.text, row.visible, row.organisation_id)
        for row in connection.execute(chosen)
    ]


def forget(connection: Connection, network: int, person: int) -> None:
    """Forget what somebody who left kept to themselves, and the notes of calls with them."""
    here = select(_meeting.c.id).where(_meeting.c.network_id == network)
    private = (_answer.c.person_id == person) & (_answer.c.visible == "me")
    connection.execute(_answer.delete().where(private, _answer.c.meeting_id.in_(here)))
    about = (_call.c.owner == f"p{person}") & _call.c.meeting_id.in_(here)
    connection.execute(_call.delete().where(about))
