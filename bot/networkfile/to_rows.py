"""From a network file to rows, in the order that gives a first import the ids of `to_view`."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from itertools import count

from sqlmodel import Session, select

from bot.errors import Refusal
from bot.networkfile.checks import comes_later
from bot.networkfile.models import GuestSpeaker, MeetingPart, NetworkFile
from bot.texts import _
from storage import people
from storage.evaluations import EvaluationChoice
from storage.meetings import Meeting, ParallelSession
from storage.networks import HolidayPeriod, LineSetting, Membership, Network, Room
from storage.people import Account, Person
from storage.preparers import PoolChoice, PreparerTurn, Preparing
from storage.speakers import Item, Speaker
from storage.tables import Stored, id_of


@dataclass(frozen=True)
class Imported:
    """The ids a file's rows were given, in the file's order; refs are the platform's names."""

    network: int
    persons: tuple[tuple[int, str], ...]
    rooms: tuple[tuple[int, str], ...]


def import_network(
    session: Session,
    file: NetworkFile,
    now: datetime,
    platform: str = "web",
    tenant: str = "local",
    *,
    with_rooms: bool = True,
) -> int:
    """Write a network into the database and return its id; nobody hears of it.

    `now` (UTC) is when people joined and meetings were announced, where the file says nothing
    and names no moment it was ready. Raises Refusal if a network of this name is there already,
    and if somebody joins or leaves later than that moment. Without `with_rooms` no room is made:
    for a network that begins in a room that is there.
    """
    return write_network(session, file, now, platform, tenant, with_rooms=with_rooms).network


def write_network(
    session: Session,
    file: NetworkFile,
    now: datetime,
    platform: str,
    tenant: str,
    *,
    with_rooms: bool = True,
) -> Imported:
    """Write all rows of a network and say which ids they were given."""
    _refuse_twice(session, file.name)
    start = file.starts_at(now)
    _refuse_later(file, start)
    network = _kept(session, _network(file))
    _settings(session, file, network)
    persons = _members(session, file, network, start, _Refs(session, platform, tenant))
    rooms = _rooms(session, file, network, platform, tenant) if with_rooms else ()
    ids = {member.name: known[0] for member, known in zip(file.members, persons, strict=True)}
    for number, meeting in enumerate(file.meetings, 1):
        made = _meeting(session, file, network, number, meeting, start)
        for name in meeting.volunteers:
            session.add(_volunteer(made, ids[name], start))
    session.flush()
    return Imported(network, persons, rooms)


def _refuse_twice(session: Session, name: str) -> None:
    names = session.exec(select(Network.name)).all()
    if name.casefold() in {one.casefold() for one in names}:
        raise Refusal(
            _(
                "There is a network called “{name}” already. Change the name in the file, or go on "
                "with the network that is there.",
                name=name,
            ),
            "name",
        )


def _refuse_later(file: NetworkFile, start: datetime) -> None:
    # A file that names no moment it is ready can only be judged now.
    moments = [file.utc(at) for one in file.members for at in (one.joins, one.leaves)]
    if any(at > start for at in moments if at):
        raise Refusal(comes_later(), "members")


def _kept(session: Session, row: Stored) -> int:
    session.add(row)
    session.flush()
    return id_of(row)


def _network(file: NetworkFile) -> Network:
    return Network(
        name=file.name,
        goal=file.goal,
        agreements=file.agreements,
        language=file.language,
        zone=file.zone,
        template=file.template,
        ready_at=file.utc(file.ready_at),
        quiet_from=file.quiet.start,
        quiet_until=file.quiet.until,
        quiet_weekends=file.quiet.weekends,
        country=file.country,
        region=file.region,
        rotates=file.facilitator_rotates,
    )


def _settings(session: Session, file: NetworkFile, network: int) -> None:
    for one in file.holidays:
        period = HolidayPeriod(network_id=network, first=one.first, last=one.last, name=one.name)
        session.add(period)
    for line, offset in file.lines.items():
        session.add(LineSetting(network_id=network, line=line, offset=offset))
    if file.co_preparers is not None:
        session.add(Preparing(network_id=network, number=file.co_preparers))
    if file.evaluation is not None:
        asked = file.evaluation
        session.add(EvaluationChoice(network_id=network, form=asked.form, least=asked.least))
    session.flush()


class _Refs:
    """Names for accounts on a platform, each free there: anna-de-wit, anna-de-wit-2."""

    def __init__(self, session: Session, platform: str, tenant: str) -> None:
        self.platform = platform
        self.tenant = tenant
        of_platform = select(Account.user_ref).where(
            Account.platform == platform, Account.tenant == tenant
        )
        self._taken = set(session.exec(of_platform).all())

    def free(self, name: str) -> str:
        return free_ref(name, self._taken)


def free_ref(name: str, taken: set[str]) -> str:
    """Return a name for an address that is not taken yet, and take it."""
    ascii_only = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    slug = re.sub("[^a-z0-9]+", "-", ascii_only.lower()).strip("-")[:60] or "x"
    ref = next(ref for n in count(1) if (ref := slug if n == 1 else f"{slug}-{n}") not in taken)
    taken.add(ref)
    return ref


def _members(
    session: Session, file: NetworkFile, network: int, start: datetime, refs: _Refs
) -> tuple[tuple[int, str], ...]:
    found = []
    for member in file.members:
        language = member.language or file.language
        person = _kept(session, Person(name=member.name, language=language, zone=file.zone))
        ref = refs.free(member.name)
        organisation = (
            people.organisation(session, member.organisation).id if member.organisation else None
        )
        session.add(
            Account(platform=refs.platform, tenant=refs.tenant, user_ref=ref, person_id=person)
        )
        session.add(
            Membership(
                network_id=network,
                person_id=person,
                role=member.role,
                organisation_id=organisation,
                less=member.less,
                joined_at=file.utc(member.joins) or start,
                left_at=file.utc(member.leaves),
            )
        )
        if member.pool is not None:
            session.add(PoolChoice(network_id=network, person_id=person, inside=member.pool))
        found.append((person, ref))
    return tuple(found)


def _rooms(
    session: Session, file: NetworkFile, network: int, platform: str, tenant: str
) -> tuple[tuple[int, str], ...]:
    of_platform = select(Room.room_ref).where(Room.platform == platform, Room.tenant == tenant)
    taken = set(session.exec(of_platform).all())
    found = []
    for name in file.room_names:
        ref = free_ref(name, taken)
        room = Room(network_id=network, platform=platform, tenant=tenant, room_ref=ref, name=name)
        found.append((_kept(session, room), ref))
    return tuple(found)


def _meeting(
    session: Session,
    file: NetworkFile,
    network: int,
    number: int,
    part: MeetingPart,
    start: datetime,
) -> int:
    meeting = Meeting(
        network_id=network,
        number=number,
        title=part.title,
        begins=part.begins,
        ends=part.ends,
        place=part.place,
        bring=part.bring,
        announced_at=file.utc(part.announced) or start,
    )
    id_ = _kept(session, meeting)
    sessions = {
        one.title: _kept(
            session,
            ParallelSession(meeting_id=id_, title=one.title, place=one.place, seats=one.seats),
        )
        for one in part.sessions
    }
    for speaker in part.speakers:
        _speaker(session, file, id_, speaker, sessions.get(speaker.session))
    return id_


def _volunteer(meeting: int, person: int, start: datetime) -> PreparerTurn:
    return PreparerTurn(
        meeting_id=meeting, person_id=person, state="accepted", how="volunteer", asked_at=start
    )


def _speaker(
    session: Session, file: NetworkFile, meeting: int, part: GuestSpeaker, parallel: int | None
) -> None:
    speaker = Speaker(
        meeting_id=meeting,
        name=part.name,
        organisation=part.organisation,
        topic=part.topic,
        brings=part.brings,
        language=part.language or file.language,
        session_id=parallel,
    )
    id_ = _kept(session, speaker)
    for item in part.items:
        row = Item(
            speaker_id=id_, title=item.title, url=item.url, note=item.note, minutes=item.minutes
        )
        _kept(session, row)
