"""Read, ask, change and withdraw a question of one's own, and support those of others."""

from bot.effects import Ask, Reply, Whisper
from bot.errors import Refusal
from bot.features.speakers import cards, finding, forms, loading, own, rules, typed
from bot.features.speakers.finding import known
from bot.features.speakers.news import QUESTIONS, redrawn
from bot.features.speakers.slice import feature
from bot.forms import Values, one
from bot.texts import _
from bot.turn import Turn
from storage import questions, speakers
from storage.meetings import Meeting
from storage.questions import Question
from storage.speakers import Speaker


@feature.command(
    "read", "lezen", help=lambda: _("See what there is to read for the next guest speaker.")
)
def read(turn: Turn, words: str) -> Reply:
    """Show the pre-reading of the next meeting that has a speaker."""
    del words
    return open_meeting(turn, known(_with_speakers(turn)))


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
    found = loading.occasion(turn.scene, known(meeting))
    guests = [guest for guest in found.guests if guest.id == speaker] if found else []
    return [Whisper(cards.everything(found, one, max(offset, 0))) for one in guests if found]


@feature.press("note")
def note(turn: Turn, item: int) -> Reply:
    """Show a note in full to one person."""
    _row, _speaker, meeting = finding.the_item(turn, item)
    found = loading.occasion(turn.scene, known(meeting))
    items = [one for guest in found.guests for one in guest.items] if found else []
    return [Whisper(cards.note(one, turn.network.id)) for one in items if one.id == item]


@feature.press("read")
def have_read(turn: Turn, item: int) -> Reply:
    """Note that somebody has read an item, or take it back; only the number is shown."""
    _row, _speaker, meeting = finding.the_item(turn, item)
    now = questions.turn_read(turn.connection, item, turn.who.id)
    text = _("Noted. The group sees a number and no names. Press again to take it back.")
    return [
        *redrawn(known(meeting)),
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
    there = speakers.of_meeting(turn.session, known(meeting))
    text = typed.within(words, typed.QUESTION)
    if not text or len(there) > 1:
        return [Ask(forms.ask(turn.network.id, there, text))]
    return _put(turn, there[0], meeting, text, named=True)


@feature.press("ask")
def ask_speaker(turn: Turn, speaker: int) -> Reply:
    """Open the form for a question to a speaker."""
    row, meeting = finding.the_speaker(turn, speaker)
    _check_time(turn, meeting)
    return [Ask(forms.ask(turn.network.id, [row]))]


@feature.form("ask")
def asked(turn: Turn, values: Values, speaker: int) -> Reply:
    """Put the question of a form on the list."""
    chosen = one(values, "speaker")
    if not speaker and not (chosen.isascii() and chosen.isdigit() and len(chosen) < 10):
        raise Refusal(_("Pick the speaker this is for."), "speaker")
    row, meeting = finding.the_speaker(turn, speaker or int(chosen))
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
    all_ = questions.of_speakers(turn.session, [known(row)])
    mine = [other for other in all_ if other.person_id == turn.who.id]
    if any(other.text.casefold() == text.casefold() for other in mine):
        raise Refusal(_("You have asked this already; it is on the list."), "text")
    if len(mine) >= rules.MOST_QUESTIONS:
        text = _("You have {n} questions on this list. Change one of them.", n=len(mine))
        raise Refusal(text, "text")
    question = Question(
        speaker_id=known(row),
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
    if finding.line_is_done(turn, QUESTIONS, known(meeting)):
        notes.append(_("The facilitators had the list already; they see that yours was added."))
    card = own.taken(turn.network.id, known(question), question.text, notes)
    return [*redrawn(known(meeting)), Whisper(card)]


@feature.press("mine")
def mine(turn: Turn) -> Reply:
    """Show somebody their own questions."""
    return [Whisper(own.mine(turn.network.id, loading.own_questions(turn)))]


def _own(turn: Turn, question: int) -> tuple[Question, Speaker, Meeting]:
    row, speaker, meeting = finding.the_question(turn, question)
    if row.person_id != turn.who.id:
        raise Refusal(_("Only the person who asked can change a question."))
    _check_time(turn, meeting)
    if finding.line_is_done(turn, QUESTIONS, known(meeting)):
        raise Refusal(
            _("The list has gone out, so this question stays as it is. Ask a facilitator.")
        )
    return row, speaker, meeting


@feature.press("change")
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
    return [*redrawn(known(meeting)), Whisper(_("Your question is off the list."))]


@feature.press("support")
def support(turn: Turn, speaker: int, chosen: str) -> Reply:
    """Support the question picked from a list."""
    finding.the_speaker(turn, speaker)
    if not (chosen.isascii() and chosen.isdigit() and len(chosen) < 10):
        raise Refusal(_("Pick one of the list."))
    return upvote(turn, int(chosen))


@feature.press("upvote")
def upvote(turn: Turn, question: int) -> Reply:
    """Support a question, or take that back; merged ones count as one."""
    _row, speaker, meeting = finding.the_question(turn, question)
    _check_time(turn, meeting)
    rows = questions.of_speakers(turn.session, [known(speaker)])
    parents = {known(other): other.merged_into for other in rows}
    root = rules.root_of(question, parents)
    whole = [other for other in rows if rules.root_of(known(other), parents) == root]
    if any(other.id == root and other.hidden for other in whole):
        raise Refusal(_("This question is not shown any more. Type 'read' to see the others."))
    if any(other.person_id == turn.who.id for other in whole):
        raise Refusal(_("You asked this yourself, so you are counted already."))
    text = _toggle(turn, root, [known(other) for other in whole])
    return [*redrawn(known(meeting)), Whisper(text)]


def _toggle(turn: Turn, root: int, whole: list[int]) -> str:
    if questions.support_no_more(turn.connection, whole, turn.who.id):
        return _("Taken back: you are not counted for this question any more.")
    questions.support(turn.connection, root, turn.who.id)
    return _("You are counted for this question. Press again to take it back.")
