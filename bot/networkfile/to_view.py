"""From a network file to the picture the timetable works with; ids as a first import gives them."""

from collections.abc import Iterator
from datetime import datetime
from itertools import count

from bot.networkfile.models import MeetingPart, Member, NetworkFile
from bot.timetable.view import MeetingView, MemberView, NetworkView, SpeakerView, TurnView


def to_view(file: NetworkFile, now: datetime | None = None) -> NetworkView:
    """Return the network as it stands before anybody answered.

    Network 1; persons from 1 in the file's order; meetings from 1 in order of beginning, and
    their speakers from 1 in the order of the meetings. `now` (UTC) means what it means in
    `import_network`; without it everything is taken as known a year before the first meeting.
    """
    speakers, start = count(1), file.starts_at(now)
    return NetworkView(
        id=1,
        name=file.name,
        language=file.language,
        zone=file.zone_info,
        template=file.template,
        quiet=file.quiet_times,
        ready_at=file.utc(file.ready_at),
        lines=dict(file.lines),
        members=tuple(_member(file, id_, one, start) for id_, one in enumerate(file.members, 1)),
        meetings=tuple(
            _meeting(file, number, one, speakers, start)
            for number, one in enumerate(file.meetings, 1)
        ),
        preparers=file.co_preparers,
        rotates=file.facilitator_rotates,
        turns=tuple(sorted(_turns(file, start), key=lambda turn: (turn.meeting, turn.person))),
    )


def _turns(file: NetworkFile, start: datetime) -> Iterator[TurnView]:
    ids = {member.name: number for number, member in enumerate(file.members, 1)}
    for number, meeting in enumerate(file.meetings, 1):
        for name in meeting.volunteers:
            yield TurnView(number, ids[name], "accepted", "volunteer", start)


def _member(file: NetworkFile, id_: int, member: Member, start: datetime) -> MemberView:
    return MemberView(
        id=id_,
        name=member.name,
        facilitator=member.facilitates,
        organisation=member.organisation,
        less=member.less,
        language=member.language or file.language,
        joined_at=file.utc(member.joins) or start,
        left_at=file.utc(member.leaves),
        pool=member.pool,
    )


def _meeting(
    file: NetworkFile, number: int, meeting: MeetingPart, speakers: "count[int]", start: datetime
) -> MeetingView:
    return MeetingView(
        id=number,
        number=number,
        begins=meeting.begins,
        ends=meeting.ends,
        announced_at=file.utc(meeting.announced) or start,
        title=meeting.title,
        place=meeting.place,
        speakers=tuple(
            SpeakerView(next(speakers), one.name, len(one.items)) for one in meeting.speakers
        ),
        sessions=len(meeting.sessions),
    )
