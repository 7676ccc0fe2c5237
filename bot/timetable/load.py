"""Draw the picture of a network from the database."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, ScalarSelect, bindparam, func, select

from bot.calendar.quiet import Period, Quiet
from bot.texts import _
from bot.timetable.view import MeetingView, MemberView, NetworkView, SpeakerView, TurnView
from storage import preparers, takeaways
from storage.meetings import Attendance, Meeting, ParallelSession
from storage.networks import HolidayPeriod, LineSetting, Membership, Network
from storage.people import Organisation, Person
from storage.questions import Question
from storage.speakers import Item, Speaker
from storage.tables import table

_network, _period, _line = table(Network), table(HolidayPeriod), table(LineSetting)
_member, _person, _organisation = table(Membership), table(Person), table(Organisation)
_meeting, _session, _attendance = table(Meeting), table(ParallelSession), table(Attendance)
_speaker, _item, _question = table(Speaker), table(Item), table(Question)


def _count(rows: Any, *which: Any) -> ScalarSelect[int]:
    return select(func.count()).select_from(rows).where(*which).scalar_subquery()


# The picture is drawn with all that happens, so what it asks is put together once.
_of_it = _meeting.c.network_id == bindparam("network")
_the_network = select(_network).where(_network.c.id == bindparam("network"))
_its_lines = select(_line.c.line, _line.c.offset).where(_line.c.network_id == bindparam("network"))
_its_periods = select(_period.c.first, _period.c.last, _period.c.name).where(
    _period.c.network_id == bindparam("network")
)
_its_members = (
    select(
        _person.c.id,
        _person.c.name,
        _member.c.role,
        _organisation.c.name,
        _member.c.less,
        _person.c.language,
        _member.c.joined_at,
        _member.c.left_at,
    )
    .select_from(_member)
    .join(_person, _person.c.id == _member.c.person_id)
    .outerjoin(_organisation, _organisation.c.id == _member.c.organisation_id)
    .where(_member.c.network_id == bindparam("network"))
    .order_by(_member.c.id)
)
_its_meetings = (
    select(
        _meeting,
        _count(_session, _session.c.meeting_id == _meeting.c.id).label("sessions"),
    )
    .where(_of_it)
    .order_by(_meeting.c.begins)
)
_asked = _question.c.speaker_id == _speaker.c.id
_its_speakers = (
    select(
        _speaker.c.meeting_id,
        _speaker.c.id,
        _speaker.c.name,
        _count(_item, _item.c.speaker_id == _speaker.c.id),
        _count(_question, _asked),
        _count(_question, _asked, _question.c.answered.is_(True)),
    )
    .join(_meeting, _meeting.c.id == _speaker.c.meeting_id)
    .where(_of_it)
    .order_by(_speaker.c.id)
)
_its_answers = (
    select(_attendance.c.meeting_id, _attendance.c.person_id, _attendance.c.answer)
    .join(_meeting, _meeting.c.id == _attendance.c.meeting_id)
    .where(_of_it, _attendance.c.sequence == _meeting.c.sequence)
)


def load_view(connection: Connection, network: int) -> NetworkView:
    """Return the network as its timetable sees it; LookupError if there is none."""
    this = {"network": network}
    row = connection.execute(_the_network, this).mappings().first()
    if row is None:
        raise LookupError(network)
    return NetworkView(
        id=network,
        name=row["name"],
        language=row["language"],
        zone=ZoneInfo(row["zone"]),
        template=row["template"],
        quiet=_quiet(connection, row),
        ready_at=row["ready_at"],
        lines={row.line: row.offset for row in connection.execute(_its_lines, this)},
        members=tuple(_members(connection, network)),
        meetings=tuple(_meetings(connection, network)),
        attendance=_answers(connection, network),
        preparers=preparers.number(connection, network),
        turns=tuple(_turns(connection, network)),
        unsuited=frozenset(preparers.unsuited(connection, network)),
        rotates=row["rotates"],
    )


def _turns(connection: Connection, network: int) -> Iterable[TurnView]:
    for one in preparers.turns(connection, network):
        yield TurnView(one.meeting_id, one.person_id, one.state, one.how, one.asked_at, one.told)


def _quiet(connection: Connection, row: Any) -> Quiet:
    periods = connection.execute(_its_periods, {"network": row["id"]})
    return Quiet(
        start=row["quiet_from"],
        end=row["quiet_until"],
        weekends=frozenset({5, 6}) if row["quiet_weekends"] else frozenset(),
        country=row["country"] or None,
        region=row["region"] or None,
        periods=tuple(Period(*period) for period in periods),
    )


def _members(connection: Connection, network: int) -> Iterable[MemberView]:
    pool = preparers.pool(connection, network)
    found = connection.execute(_its_members, {"network": network})
    for person, name, role, organisation, less, language, joined, left in found:
        called = name or _("somebody who left")
        known = (person, called, role == "facilitator", organisation or "", less, language)
        yield MemberView(*known, joined, left, pool.get(person))


def _meetings(connection: Connection, network: int) -> Iterable[MeetingView]:
    speakers = _speakers(connection, network)
    written = takeaways.written(connection, network)
    writers = takeaways.writers(connection, network)
    for row in connection.execute(_its_meetings, {"network": network}).mappings():
        yield MeetingView(
            id=row["id"],
            number=row["number"],
            begins=row["begins"],
            ends=row["ends"],
            announced_at=row["announced_at"],
            title=row["title"],
            place=row["place"],
            sequence=row["sequence"],
            cancelled=row["state"] == "cancelled",
            speakers=tuple(speakers[row["id"]]),
            sessions=row["sessions"],
            has_yield=row["id"] in written,
            writers=tuple(writers.get(row["id"], ())),
        )


def _speakers(connection: Connection, network: int) -> dict[int, list[SpeakerView]]:
    found: dict[int, list[SpeakerView]] = defaultdict(list)
    for meeting, *speaker in connection.execute(_its_speakers, {"network": network}):
        found[meeting].append(SpeakerView(*speaker))
    return found


def _answers(connection: Connection, network: int) -> dict[tuple[int, int], str]:
    found = connection.execute(_its_answers, {"network": network})
    return {(row[0], row[1]): row[2] for row in found}
