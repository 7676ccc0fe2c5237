"""What evaluations look like before their results, drawn from plain values."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.ballots.asking import options
from bot.ballots.counting import LEAST_FOR_LINES, NEVER_UNDER
from bot.ballots.questions import Question
from bot.cards import (
    Actions,
    Arg,
    Button,
    Card,
    Element,
    Facts,
    Option,
    Text,
    command_button,
)
from bot.texts import _, long_moment, n_

MOST_BUTTONS = 5


@dataclass(frozen=True)
class Asked:
    """An evaluation as its cards show it; `opens` and `closes` are wall-clock times.

    `state` is as storage.evaluations.Evaluation has it; `commits` offers 'what will you do?',
    `manages` that the reader may manage it; `after` names the meeting it is about, or ''.
    """

    network: int
    id: int
    title: str
    questions: tuple[Question, ...]
    closes: datetime
    least: int
    state: str = "open"
    opens: datetime | None = None
    after: str = ""
    commits: bool = False
    manages: bool = False
    recurring: bool = False

    @property
    def here(self) -> tuple[Arg, ...]:
        """What the arguments of its buttons begin with."""
        return (self.network, self.id)

    @property
    def in_one_press(self) -> bool:
        """Whether it is answered on the card: one question with a few answers."""
        first = self.questions[0]
        few = first.kind == "scale" or (first.kind == "one" and len(first.options) <= MOST_BUTTONS)
        return few and len(self.questions) == 1


def ask(asked: Asked) -> Card:
    """Ask the group, and say beforehand what happens with an answer."""
    if asked.state == "cancelled":
        text = _("This evaluation was called off. What was answered is destroyed, unread.")
        return Card(asked.title, (Text(text),), f"{asked.title}: {text}")
    if asked.state == "closed":
        return _closed(asked)
    title = asked.title
    body = [Text(how_long(asked.questions)), *promise(asked), *ways(asked)]
    return Card(title, tuple(body), _("{title}: anonymous, your answer counts.", title=title))


def _closed(asked: Asked) -> Card:
    text = _("Closed. What people answered is only there as results.")
    button = Button(_("Results"), "evaluations.result", asked.here)
    return Card(asked.title, (Text(text), Actions((button,))), f"{asked.title}: {text}")


def how_long(questions: Sequence[Question]) -> str:
    """Say how much is asked."""
    if len(questions) == 1:
        return _("One question.")
    count = len(questions)
    return n_("{n} question, under two minutes.", "{n} questions, under two minutes.", count)


def promise(asked: Asked) -> list[Element]:
    """Say, before anybody answers, what is kept, who can see it and until when it is open."""
    lines = [
        _(
            "Anonymous: until it closes nobody can read an answer, and afterwards nobody can "
            "tell whose it was."
        ),
        _("Nobody sees who took part. What you send cannot be changed."),
    ]
    has_lines = any(question.kind == "line" for question in asked.questions)
    if has_lines:
        lines.append(_("Mind that how somebody writes can tell who it is."))
    least = max(asked.least, NEVER_UNDER)
    shown = _("Results are shown from {least} answers on", least=least)
    if has_lines and least < LEAST_FOR_LINES:
        shown += " " + _("(what is written from {least} on)", least=LEAST_FOR_LINES)
    lines.append(f"{shown}. " + _("Open until {when}.", when=long_moment(asked.closes)))
    return [Text(" ".join(lines), "quiet")]


def open_until(asked: Asked) -> Text:
    """Say in short that it is anonymous, and until when it is open."""
    return Text(_("Anonymous. Open until {when}.", when=long_moment(asked.closes)), "quiet")


def ways(asked: Asked) -> list[Element]:
    """Offer what can be done with an open evaluation."""
    more = [Button(_("What is kept?"), "evaluations.kept", asked.here)]
    if asked.commits:
        more.append(command_button(_("What will you do?"), asked.network, "commit"))
    if asked.manages:
        more.append(Button(_("Manage"), "evaluations.manage", asked.here))
    if not asked.in_one_press:
        answer = Button(_("Answer"), "evaluations.answer", asked.here, main=True)
        return [Actions((answer, *more))]
    sure = Text(_("Press your answer; you are asked once more before it is sent."), "quiet")
    return [*choices(asked), sure, Actions(tuple(more))]


def choices(asked: Asked) -> list[Element]:
    """Offer the answers to the only question: a press each, confirmed."""
    offered = options(asked.questions[0])
    return [Actions(tuple(vote_button(asked, option) for option in offered))]


def vote_button(asked: Asked, option: Option) -> Button:
    """Make the button of one answer."""
    sure = _("Send “{answer}”? It cannot be changed afterwards.", answer=option.label)
    args = (*asked.here, int(option.value))
    return Button(option.label, "evaluations.vote", args, confirm=sure)


def private(asked: Asked) -> Card | None:
    """Lead one person to the evaluation; nothing once it is closed."""
    return ask(asked) if asked.state == "open" else None


def last_call(asked: Asked) -> Card:
    """Remind somebody once."""
    title = _("{title} Open until {when}.", title=asked.title, when=long_moment(asked.closes))
    text = _("I won't ask again. Leaving it is fine, and nobody sees who took part.")
    return Card(title, (Text(text), *ways(asked)), title)


def preview(asked: Asked, title: str, *, later: bool, own: bool) -> Card:
    """Show a draft as it will be asked, and what can be done with it."""
    body: list[Element] = [Text(asked.title, "strong"), Facts(facts(asked, later=later))]
    body.append(Text(_("This is a draft: nobody else sees it, and it holds no answers."), "quiet"))
    label = _("Plan it") if later else _("Open it")
    items = [Button(label, "evaluations.launch", asked.here, main=True)]
    items.append(Button(_("Change"), "evaluations.edit", asked.here))
    if own:
        items.append(Button(_("Ask it after each meeting"), "evaluations.adopt", asked.here))
    items.append(Button(_("Throw away"), "evaluations.discard", asked.here))
    return Card(title, (*body, Actions(tuple(items))), title)


def facts(asked: Asked, *, later: bool) -> tuple[tuple[str, str], ...]:
    """List the questions and times of an evaluation."""
    rows = [(one.text, kind_words(one)) for one in asked.questions]
    if later and asked.opens:
        rows.append((_("Goes out"), long_moment(asked.opens)))
    rows.append((_("Closes"), long_moment(asked.closes)))
    if asked.recurring:
        rows.append((_("Comes back"), _("yes")))
    rows.append((_("Results from"), n_("{n} answer", "{n} answers", asked.least)))
    return tuple(rows)


def kind_words(question: Question) -> str:
    """Say how a question is answered."""
    if question.kind == "scale":
        ends = f" ({question.low} – {question.high})" if question.low and question.high else ""
        return _("1 to 5") + ends
    if question.kind == "line":
        return _("in your own words")
    offered = " · ".join(question.options)
    return _("several of: {options}", options=offered) if question.kind == "several" else offered


def manage(asked: Asked) -> Card:
    """Offer what can be done with an evaluation to those who may."""
    waits, about_meeting = asked.state == "scheduled", bool(asked.after)
    buttons = []
    if not waits and not about_meeting:
        text = _("Nobody can answer after that. Close it?")
        buttons.append(Button(_("Close now"), "evaluations.close", asked.here, confirm=text))
    text = _("What was answered is destroyed, unread. Call it off?")
    buttons.append(Button(_("Call it off"), "evaluations.cancel", asked.here, confirm=text))
    if asked.recurring:
        text = _("No new one comes after this. Stop?")
        buttons.append(Button(_("Stop the series"), "evaluations.stop", asked.here, confirm=text))
    title = _("Manage this evaluation")
    rows = Facts(facts(asked, later=waits))
    body = (Text(asked.title, "strong"), rows, Actions(tuple(buttons)))
    return Card(title, body, f"{title}: {asked.title}")
