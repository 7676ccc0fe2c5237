"""Look up meetings, speakers, items and questions of one network; refuse kindly what is gone."""

from datetime import datetime

from sqlmodel import Session
from sqlmodel import select as choose

from bot.errors import Refusal
from bot.features.speakers.which import Which
from bot.texts import _, listed, short_date
from bot.timetable.present import LINE, occurrence
from bot.turn import Turn
from storage import moments, questions, speakers
from storage.meetings import Meeting, ParallelSession
from storage.questions import Question
from storage.speakers import Item, Speaker
from storage.tables import id_of, table

_meeting, _speaker, _session = table(Meeting), table(Speaker), table(ParallelSession)


def upcoming(session: Session, network: int, now: datetime) -> list[Meeting]:
    """Return the meetings that stand and have not ended at a wall-clock time, soonest first."""
    chosen = choose(Meeting).where(
        _meeting.c.network_id == network,
        _meeting.c.state == "planned",
        _meeting.c.ends > now,
    )
    return list(session.exec(chosen.order_by(_meeting.c.begins, _meeting.c.id)))


def with_speakers(session: Session, network: int, now: datetime) -> Meeting | None:
    """Return the first meeting that has not begun and has a speaker."""
    for meeting in upcoming(session, network, now):
        if meeting.begins > now and speakers.of_meeting(session, id_of(meeting)):
            return meeting
    return None


def newest_with_speakers(session: Session, network: int, now: datetime) -> Meeting | None:
    """Return the last meeting that has begun, stood and had a speaker."""
    chosen = choose(Meeting).where(
        _meeting.c.network_id == network,
        _meeting.c.state == "planned",
        _meeting.c.begins <= now,
        _meeting.c.id.in_(choose(_speaker.c.meeting_id)),
    )
    return session.exec(chosen.order_by(_meeting.c.begins.desc())).first()


def parallel(session: Session, meetings: list[int]) -> list[ParallelSession]:
    """Return the parallel sessions of these meetings."""
    chosen = choose(ParallelSession).where(_session.c.meeting_id.in_(meetings))
    return list(session.exec(chosen.order_by(_session.c.id)))


def next_meeting(turn: Turn) -> Meeting:
    """Return the next meeting, or the one that goes on now; Refusal when none is planned."""
    found = upcoming(turn.session, turn.network.id, turn.local_now)
    found.sort(key=lambda one: one.begins <= turn.local_now)
    if not found:
        raise Refusal(_("No meeting is planned yet. A facilitator can plan one: type 'meeting'."))
    return found[0]


def meant(turn: Turn, which: Which) -> Meeting:
    """Return the meeting that a line names, the next one where it names none."""
    if not which.number and which.day is None:
        return next_meeting(turn)
    found = upcoming(turn.session, turn.network.id, turn.local_now)
    named = [one for one in found if _is_named(one, which)]
    if named:
        return named[0]
    if not found:
        return next_meeting(turn)
    days = listed([short_date(one.begins.date()) for one in found[:6]])
    if which.number:
        raise Refusal(
            _("There is no meeting of that number ahead. The next ones: {days}.", days=days)
        )
    raise Refusal(_("There is no meeting on that day. The next ones: {days}.", days=days))


def is_ahead(turn: Turn, which: Which) -> bool:
    """Say whether a meeting that is planned is the one named."""
    ahead = upcoming(turn.session, turn.network.id, turn.local_now)
    return any(_is_named(one, which) for one in ahead)


def _is_named(meeting: Meeting, which: Which) -> bool:
    first, last = meeting.begins.date(), meeting.ends.date()
    return bool(which.day and first <= which.day <= last) or meeting.number == which.number


def the_meeting(turn: Turn, meeting: int) -> Meeting:
    """Return a meeting of this network that stands; Refusal when it is gone or cancelled."""
    row = turn.session.get(Meeting, meeting)
    if row is None or row.network_id != turn.network.id:
        raise Refusal(_("This meeting is not there any more. Type 'help' to go on."))
    return _standing(row)


def _standing(row: Meeting) -> Meeting:
    if row.state == "cancelled":
        raise Refusal(_("This meeting does not take place, so there is nothing to do for it."))
    return row


def _found(turn: Turn, speaker: int) -> tuple[Speaker, Meeting] | None:
    """Return a speaker of this network with their meeting, None for anybody else's."""
    row = turn.session.get(Speaker, speaker)
    meeting = turn.session.get(Meeting, row.meeting_id) if row else None
    if row is None or meeting is None or meeting.network_id != turn.network.id:
        return None
    return row, meeting


def the_speaker(turn: Turn, speaker: int) -> tuple[Speaker, Meeting]:
    """Return a speaker of this network whose meeting stands; Refusal otherwise."""
    found = _found(turn, speaker)
    if found is None:
        raise Refusal(_("This speaker is not there any more. Type 'read' to see who comes."))
    _standing(found[1])
    return found


def the_item(turn: Turn, item: int) -> tuple[Item, Speaker, Meeting]:
    """Return an item of this network whose meeting stands; Refusal otherwise."""
    row = turn.session.get(Item, item)
    found = _found(turn, row.speaker_id) if row else None
    if row is None or found is None:
        raise Refusal(_("This is not there to read any more. Type 'read' to see what is."))
    _standing(found[1])
    return row, *found


def the_question(turn: Turn, question: int) -> tuple[Question, Speaker, Meeting]:
    """Return a question of this network whose meeting stands; Refusal otherwise."""
    row = turn.session.get(Question, question)
    found = _found(turn, row.speaker_id) if row else None
    if row is None or found is None:
        raise Refusal(_("This question was withdrawn. Type 'read' to see the others."))
    _standing(found[1])
    return row, *found


def parents(session: Session, speaker: int) -> dict[int, int | None]:
    """Return by id into which question each question to a speaker was merged."""
    return {id_of(one): one.merged_into for one in questions.of_speakers(session, [speaker])}


def line_is_done(turn: Turn, line: str, meeting: int) -> bool:
    """Say whether a line of the timetable has had its turn for a meeting."""
    name = occurrence(line, meeting)
    moment = moments.find(turn.connection, LINE, str(turn.network.id), name)
    return moment is not None and moment.state == "done"
