"""Facilitators put doubles together, hide a line about a person, and mark what was answered."""

from rapidfuzz import fuzz

from bot.effects import Reply, Whisper
from bot.errors import Refusal
from bot.feature import FACILITATOR
from bot.features.speakers import finding, managing_cards, rules, typed
from bot.features.speakers.loading import occasion
from bot.features.speakers.model import Asked, Guest
from bot.features.speakers.news import redrawn
from bot.features.speakers.slice import feature
from bot.texts import _
from bot.turn import Turn
from storage import questions
from storage.meetings import Meeting
from storage.questions import Question
from storage.tables import id_of


def _guest(turn: Turn, meeting: Meeting, speaker: int) -> Guest:
    """Return a speaker with all questions, hidden ones too."""
    turn.session.flush()
    found = occasion(turn.scene, id_of(meeting), hidden=True)
    guests = found.guests if found else ()
    return next(guest for guest in guests if guest.id == speaker)


def _after(turn: Turn, meeting: Meeting, speaker: int) -> Reply:
    card = managing_cards.manage(turn.network.id, _guest(turn, meeting, speaker), 0)
    return [*redrawn(id_of(meeting)), Whisper(card)]


@feature.press("manage", role=FACILITATOR)
def manage(turn: Turn, speaker: int, offset: int) -> Reply:
    """Show all questions to a speaker with what can be done."""
    _row, meeting = finding.the_speaker(turn, speaker)
    guest = _guest(turn, meeting, speaker)
    return [Whisper(managing_cards.manage(turn.network.id, guest, max(offset, 0)))]


@feature.press("merge", role=FACILITATOR)
def merge(turn: Turn, question: int) -> Reply:
    """Ask with which question this one is put together, the most alike first."""
    row, _speaker, meeting = _open(turn, question)
    guest = _guest(turn, meeting, row.speaker_id)
    this = next(one for one in guest.questions if one.id == question)
    others = [one for one in guest.questions if one.id != question and not one.hidden]
    if not others:
        raise Refusal(_("There is no other question to put this together with."))
    others.sort(key=lambda one: (-_alike(this, one), one.id))
    return [Whisper(managing_cards.merge(turn.network.id, this, others))]


def _alike(one: Asked, other: Asked) -> float:
    return fuzz.token_set_ratio(one.text.casefold(), other.text.casefold())


def _open(turn: Turn, question: int) -> tuple[Question, int, Meeting]:
    """Return a question that stands for itself and is shown, with speaker and meeting."""
    row, speaker, meeting = finding.the_question(turn, question)
    if row.hidden:
        raise Refusal(_("This question is hidden. Show it again first."))
    if row.merged_into is not None:
        raise Refusal(_("This question is part of another already. Take that one apart first."))
    return row, id_of(speaker), meeting


@feature.press("into", role=FACILITATOR)
def into(turn: Turn, question: int, chosen: str) -> Reply:
    """Put a question together with another; each person counts once."""
    row, speaker, meeting = _open(turn, question)
    wanted, theirs, _meeting = finding.the_question(turn, typed.picked(chosen))
    parents = finding.parents(turn.session, speaker)
    target = rules.root_of(id_of(wanted), parents)
    if theirs.id != speaker or target == question:
        raise Refusal(_("Pick another question to the same speaker."))
    _open(turn, target)
    row.merged_into = target
    turn.record("merged", meeting=id_of(meeting))
    return _after(turn, meeting, speaker)


@feature.press("unmerge", role=FACILITATOR)
def unmerge(turn: Turn, question: int) -> Reply:
    """Take apart what was put together with a question; each stands for itself again."""
    row, speaker, meeting = finding.the_question(turn, question)
    parts = questions.of_speakers(turn.session, [id_of(speaker)])
    parts = [one for one in parts if one.merged_into == row.id]
    for other in parts:
        other.merged_into = None
    if parts:
        turn.record("unmerged", meeting=id_of(meeting))
    return _after(turn, meeting, id_of(speaker))


@feature.press("hide", role=FACILITATOR)
def hide(turn: Turn, question: int, on: int) -> Reply:
    """Hide a question, or show it again; the card says that one was hidden."""
    row, speaker, meeting = finding.the_question(turn, question)
    if row.hidden != bool(on):
        turn.record("hidden" if on else "shown", meeting=id_of(meeting))
    row.hidden = bool(on)
    return _after(turn, meeting, id_of(speaker))


@feature.press("answered", role=FACILITATOR)
def answered(turn: Turn, question: int, on: int) -> Reply:
    """Mark a question as answered at the meeting, or not after all."""
    row, speaker, meeting = finding.the_question(turn, question)
    row.answered = bool(on)
    return _after(turn, meeting, id_of(speaker))
