"""Facilitators add, change and remove guest speakers, and what they give to read."""

from dataclasses import dataclass, replace

from bot.effects import Ask, Effect, Reply, Whisper
from bot.errors import Refusal
from bot.feature import FACILITATOR, Reading
from bot.features.speakers import finding, forms, managing_cards, rules, typed, which
from bot.features.speakers.loading import occasion
from bot.features.speakers.news import changed
from bot.features.speakers.sending import lists
from bot.features.speakers.slice import feature
from bot.features.speakers.which import Which
from bot.forms import Values, one
from bot.texts import LANGUAGES, _, long_moment
from bot.turn import Turn
from storage import speakers
from storage.meetings import Meeting
from storage.speakers import Speaker
from storage.tables import id_of

LISTS = ("list", "lijst")


@dataclass(frozen=True)
class Line:
    """What a line says: a speaker's name, organisation and topic, None for the form; and when.

    `perhaps` is how it reads with the day at the end of its topic as the meeting's.
    """

    speaker: tuple[str, str, str] | None
    which: Which
    perhaps: "Line | None" = None


def _typed(reading: Reading, words: str) -> str | Line:
    if words.casefold() in LISTS:
        return words
    rest, meeting = which.split(reading, words)
    said = Line(typed.speaker_line(rest) if rest else None, meeting)
    found = which.perhaps(reading, words) if meeting == Which() else None
    if found is None or not found[0].strip():
        return said
    return replace(said, perhaps=Line(typed.speaker_line(found[0]), found[1]))


@feature.command(
    "speaker",
    "spreker",
    role=FACILITATOR,
    parse=_typed,
    help=lambda: _("Add a guest speaker, or see the questions to send on with 'speaker list'."),
)
def speaker(turn: Turn, said: str | Line) -> Reply:
    """Add a speaker to the next meeting or the one named, give the lists, or open the form."""
    if isinstance(said, str):
        return lists(turn)
    if said.perhaps and finding.is_ahead(turn, said.perhaps.which):
        said = said.perhaps
    meeting = finding.meant(turn, said.which)
    if said.speaker is None:
        return _form(turn, meeting)
    name, organisation, topic = said.speaker
    row = Speaker(
        meeting_id=id_of(meeting),
        name=name,
        organisation=organisation,
        topic=topic,
        language=turn.network.language,
    )
    return _add(turn, row, meeting)


def _form(turn: Turn, first: Meeting) -> Reply:
    others = finding.upcoming(turn.session, turn.network.id, turn.local_now)
    meetings = [first, *(one for one in others if one.id != first.id)][:25]
    sessions = finding.parallel(turn.session, [id_of(one) for one in meetings])
    network = turn.network
    return [Ask(forms.add_speaker(network.id, meetings, sessions, network.language))]


@feature.press("add", role=FACILITATOR, asks=True)
def add(turn: Turn, meeting: int) -> Reply:
    """Open the form for a speaker of this meeting."""
    return _form(turn, finding.the_meeting(turn, meeting))


@feature.form("add", role=FACILITATOR)
def added(turn: Turn, values: Values) -> Reply:
    """Add the speaker of a form."""
    meeting = finding.the_meeting(turn, typed.picked(one(values, "meeting"), "meeting"))
    row = Speaker(meeting_id=id_of(meeting), name="")
    _fill(turn, row, meeting, values)
    return _add(turn, row, meeting)


def _fill(turn: Turn, row: Speaker, meeting: Meeting, values: Values) -> None:
    row.name = typed.line(one(values, "name"), typed.NAME, "name")
    if not row.name:
        raise Refusal(_("Fill in the speaker's name."), "name")
    row.organisation = typed.line(one(values, "organisation"), typed.NAME, "organisation")
    row.topic = typed.line(one(values, "topic"), typed.TOPIC, "topic")
    brings, language = one(values, "brings"), one(values, "language")
    row.brings = brings if brings in forms.BRINGS else ""
    row.language = language if language in LANGUAGES else turn.network.language
    row.session_id = _session(turn, meeting, one(values, "session"))


def _session(turn: Turn, meeting: Meeting, value: str) -> int | None:
    if not value:
        return None
    number = typed.picked(value, "session")
    known_ones = [one.id for one in finding.parallel(turn.session, [id_of(meeting)])]
    if number not in known_ones:
        raise Refusal(_("This session belongs to another meeting. Pick one of it."), "session")
    return number


def _add(turn: Turn, row: Speaker, meeting: Meeting) -> Reply:
    if meeting.ends <= turn.local_now:
        raise Refusal(_("This meeting is over. Pick one that is to come."), "meeting")
    there = speakers.of_meeting(turn.session, id_of(meeting))
    _check_name(row, there)
    if len(there) >= rules.MOST_SPEAKERS:
        text = _("A meeting has at most {most} speakers.", most=rules.MOST_SPEAKERS)
        raise Refusal(text, "name")
    turn.session.add(row)
    return [*changed(turn, meeting), *_overview(turn, meeting)]


def _check_name(row: Speaker, there: list[Speaker]) -> None:
    same = [one for one in there if one.name.casefold() == row.name.casefold()]
    if any(one.id != row.id for one in same):
        raise Refusal(_("{name} already speaks at this meeting.", name=row.name), "name")


def _overview(turn: Turn, meeting: Meeting) -> list[Effect]:
    turn.session.flush()
    found = occasion(turn.scene, id_of(meeting))
    return [Whisper(managing_cards.speakers(found))] if found else []


@feature.press("speakers", role=FACILITATOR)
def overview(turn: Turn, meeting: int) -> Reply:
    """Show the speakers of a meeting with what can be changed."""
    return _overview(turn, finding.the_meeting(turn, meeting))


@feature.press("edit", role=FACILITATOR, asks=True)
def edit(turn: Turn, speaker: int) -> Reply:
    """Open the form to change a speaker."""
    row, meeting = finding.the_speaker(turn, speaker)
    sessions = finding.parallel(turn.session, [id_of(meeting)])
    return [Ask(forms.edit_speaker(turn.network.id, row, sessions))]


@feature.form("edit", role=FACILITATOR)
def edited(turn: Turn, values: Values, speaker: int) -> Reply:
    """Change a speaker as a form says."""
    row, meeting = finding.the_speaker(turn, speaker)
    there = speakers.of_meeting(turn.session, id_of(meeting))
    with turn.session.no_autoflush:
        _fill(turn, row, meeting, values)
        _check_name(row, there)
    return [*changed(turn, meeting), *_overview(turn, meeting)]


@feature.press("remove", role=FACILITATOR)
def remove(turn: Turn, speaker: int) -> Reply:
    """Remove a speaker with everything that hangs on them."""
    row, meeting = finding.the_speaker(turn, speaker)
    name = row.name
    speakers.remove(turn.connection, speaker)
    turn.record("speaker_removed", meeting=id_of(meeting))
    turn.session.expire_all()
    when = long_moment(meeting.begins)
    text = _("{name} is no longer a speaker on {when}.", name=name, when=when)
    return [*changed(turn, meeting), Whisper(text)]
