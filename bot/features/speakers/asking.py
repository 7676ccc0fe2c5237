"""Read, ask, change and withdraw a question of one's own, and support those of others."""

from bot.effects import Ask, Reply, Whisper
from bot.errors import Refusal
from bot.features.speakers import cards, finding, forms, loading, own, rules, typed
from bot.features.speakers.news import QUESTIONS, redrawn
from bot.features.speakers.slice import feature
from bot.forms import Values, number_of, one
from bot.texts import _
from bot.turn import Turn
from storage import questions, speakers
from storage.meetings import Meeting
from storage.questions import Question
from storage.speakers import Speaker
from storage.tables import id_of


@feature.command(
    "read", "lezen", help=lambda: _("See what there is to read for the next guest speaker.")
)
def read(turn: Turn, _words: str) -> Reply:
    """Show the pre-reading of the next meeting that has a speaker."""
    return open_meeting(turn, id_of(_with_speakers(turn)))


def _with_speakers(turn: Turn) -> Meeting:
    found = finding.with_speakers(turn.session, turn.network.id, turn.local_now)
    if found is None:
        raise Refusal(_("No guest speaker is planned yet. A facilitator can add one."))
    return found


@feature.press("open")
def open_meeting(turn: Turn, meeting: int) -> Reply:
    """Show the reading card to one person, with what they have read."""
    finding.the_meeting(turn, meeting)
    found = loading.occasion(turn.scene, meeting)
    return [Whisper(cards.reading(found))] if found else []


@feature.press("more")
def more(turn: Turn, speaker: int, offset: int) -> Reply:
    """Show everything of one speaker to one person, a page of questions at a time."""
    _row, meeting = finding.the_speaker(turn, speaker)
    found = loading.occasion(turn.scene, id_of(meeting))
    guests = [guest for guest in found.guests if guest.id == speaker] if found else []
    return [Whisper(cards.everything(found, one, max(offset, 0))) for one in guests if found]


@feature.press("note")
def note(turn: Turn, item: int) -> Reply:
    """Show a note in full to one person."""
    _row, _speaker, meeting = finding.the_item(turn, item)
    found = loading.occasion(turn.scene, id_of(meeting))
    items = [one for guest in found.guests for one in guest.items] if found else []
    return [Whisper(cards.note(one, turn.network.id)) for one in items if one.id == item]


@feature.press("read")
def have_read(turn: Turn, item: int) -> Reply:
    """Note that somebody has read an item, or take it back; only the number is shown."""
    _row, _speaker, meeting = finding.the_item(turn, item)
    now = questions.turn_read(turn.connection, item, turn.who.id)
    text = _("Noted. The group sees a number and no names. Press again to take it back.")
    return [
        *redrawn(id_of(meeting)),
        Whisper(text if now else _("Taken back: you have not read it yet.")),
    ]


@feature.command(
    "ask",
    "vraag",
    help=lambda: _("Ask the next guest speaker something; half a sentence is enough."),
)
def ask(turn: Turn, words: str) -> Reply:
    """Ask the speaker of the next meeting; with several of them, ask whom it is for."""
    meeting = _with_speakers(turn)
    there = speakers.of_meeting(turn.session, id_of(meeting))
    text = typed.within(words, typed.QUESTION)
    if not text or len(there) > 1:
        return [Ask(forms.ask(turn.network.id, there, text))]
    return _put(turn, there[0], meeting, text, named=True)


@feature.press("ask", asks=True)
def ask_speaker(turn: Turn, speaker: int) -> Reply:
    """Open the form for a question to a speaker."""
    row, meeting = finding.the_speaker(turn, speaker)
    _check_time(turn, meeting)
    return [Ask(forms.ask(turn.network.id, [row]))]


@feature.form("ask")
def asked(turn: Turn, values: Values, speaker: int) -> Reply:
    """Put the question of a form on the list."""
    chosen = speaker or number_of(one(values, "speaker"))
    if not chosen:
        raise Refusal(_("Pick the speaker this is for."), "speaker")
    row, meeting = finding.the_speaker(turn, chosen)
    text = _text(values)
    return _put(turn, row, meeting, text, named=one(values, "nameless") != "yes")


def _text(values: Values) -> str:
    text = typed.within(one(values, "text"), typed.QUESTION, "text")
    if not text:
        raise Refusal(_("Write your question; half a sentence is enough."), "text")
    return text


def _check_time(turn: Turn, meeting: Meeting) -> None:
    if meeting.begins <= turn.local_now:
        raise Refusal(_("The meeting has begun; ask your question there."))


def _put(turn: Turn, row: Speaker, meeting: Meeting, text: str, *, named: bool) -> Reply:
    _check_time(turn, meeting)
    there = questions.of_speakers(turn.session, [id_of(row)])
    mine = [other for other in there if other.person_id == turn.who.id]
    if any(other.text.casefold() == text.casefold() for other in mine):
        raise Refusal(_("You have asked this already; it is on the list."), "text")
    if len(mine) >= rules.MOST_QUESTIONS:
        many = _("You have {n} questions on this list. Change one of them.", n=len(mine))
        raise Refusal(many, "text")
    question = Question(
        speaker_id=id_of(row),
        person_id=turn.who.id,
        text=text,
        named=named,
        asked_at=turn.now,
    )
    turn.session.add(question)
    turn.session.flush()
    return _confirmed(turn, question, row, meeting)


def _confirmed(turn: Turn, question: Question, row: Speaker, meeting: Meeting) -> Reply:
    turn.session.flush()
    notes = [_("It goes to {name}.", name=row.name)]
    notes.append(_("Your name stands with it.") if question.named else forms.honest())
    if finding.line_is_done(turn, QUESTIONS, id_of(meeting)):
        notes.append(_("The facilitators had the list already; they see that yours was added."))
    card = own.taken(turn.network.id, id_of(question), question.text, notes)
    return [*redrawn(id_of(meeting)), Whisper(card)]


@feature.press("mine")
def mine(turn: Turn) -> Reply:
    """Show somebody their own questions."""
    return [Whisper(own.mine(turn.network.id, loading.own_questions(turn)))]


def _own(turn: Turn, question: int) -> tuple[Question, Speaker, Meeting]:
    row, speaker, meeting = finding.the_question(turn, question)
    if row.person_id != turn.who.id:
        raise Refusal(_("Only the person who asked can change a question."))
    _check_time(turn, meeting)
    if finding.line_is_done(turn, QUESTIONS, id_of(meeting)):
        raise Refusal(
            _("The list has gone out, so this question stays as it is. Ask a facilitator.")
        )
    return row, speaker, meeting


@feature.press("change", asks=True)
def change(turn: Turn, question: int) -> Reply:
    """Open the form to change a question of one's own."""
    row, _speaker, _meeting = _own(turn, question)
    return [Ask(forms.change_question(turn.network.id, question, row.text, named=row.named))]


@feature.form("change")
def changed(turn: Turn, values: Values, question: int) -> Reply:
    """Change a question of one's own as a form says."""
    row, speaker, meeting = _own(turn, question)
    row.text = _text(values)
    row.named = one(values, "nameless") != "yes"
    return _confirmed(turn, row, speaker, meeting)


@feature.press("withdraw")
def withdraw(turn: Turn, question: int) -> Reply:
    """Take a question of one's own off the list; those put together with it stay."""
    row, _speaker, meeting = _own(turn, question)
    questions.withdraw(turn.session, row)
    return [*redrawn(id_of(meeting)), Whisper(_("Your question is off the list."))]


@feature.press("support")
def support(turn: Turn, speaker: int, chosen: str) -> Reply:
    """Support the question picked from a list."""
    finding.the_speaker(turn, speaker)
    return upvote(turn, typed.picked(chosen))


@feature.press("upvote")
def upvote(turn: Turn, question: int) -> Reply:
    """Support a question, or take that back; merged ones count as one."""
    _row, speaker, meeting = finding.the_question(turn, question)
    _check_time(turn, meeting)
    rows = questions.of_speakers(turn.session, [id_of(speaker)])
    parents = {id_of(other): other.merged_into for other in rows}
    root = rules.root_of(question, parents)
    whole = [other for other in rows if rules.root_of(id_of(other), parents) == root]
    if any(other.id == root and other.hidden for other in whole):
        raise Refusal(_("This question is not shown any more. Type 'read' to see the others."))
    if any(other.person_id == turn.who.id for other in whole):
        raise Refusal(_("You asked this yourself, so you are counted already."))
    text = _toggle(turn, root, [id_of(other) for other in whole])
    return [*redrawn(id_of(meeting)), Whisper(text)]


def _toggle(turn: Turn, root: int, whole: list[int]) -> str:
    if questions.support_no_more(turn.connection, whole, turn.who.id):
        return _("Taken back: you are not counted for this question any more.")
    questions.support(turn.connection, root, turn.who.id)
    return _("You are counted for this question. Press again to take it back.")
