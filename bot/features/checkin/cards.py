"""The cards and forms of the call list and the check-in, drawn from plain facts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.cards import Actions, Button, Card, Element, Facts, Option, Pick, Text, mention
from bot.features.checkin.rules import LONGEST, ME, VISIBLE
from bot.forms import Form, PickInput, TextInput, ToggleInput
from bot.texts import _, listed, long_date
from storage.checkins import Said, Subject

MOST_PICKED = 100
MOST_SHOWN = 40


@dataclass(frozen=True)
class Call:
    """Whom to call, whether it was done, and the note that was made."""

    subject: Subject
    called: bool = False
    note: str = ""


@dataclass(frozen=True)
class CallFacts:
    """A call list after a meeting; its notes are deleted on `until`, and then it is `closed`."""

    network: int
    meeting: int
    name: str
    until: date
    calls: tuple[Call, ...] = ()
    closed: bool = False


@dataclass(frozen=True)
class AskFacts:
    """The question to one person; `colleagues` are the names of who shares their answer."""

    network: int
    meeting: int
    name: str
    turn: str
    text: str = ""
    visible: str = ""
    mine: bool = True
    colleagues: tuple[str, ...] = ()

    @property
    def here(self) -> tuple[int, int, str]:
        """The arguments of its buttons."""
        return (self.network, self.meeting, self.turn)


def visible_text(visible: str) -> str:
    """Say who sees an answer."""
    return {
        "me": _("only you see it"),
        "facilitators": _("the facilitators see it"),
        "group": _("the group can see it"),
    }[visible]


def call_list(facts: CallFacts) -> Card:
    """Show facilitators whom to call, with a line of notes each."""
    title = _("Call list after {name}", name=facts.name)
    said = Button(_("What others say"), "checkin.list", (facts.network,))
    if facts.closed:
        gone = Text(_("This call list is closed and its notes are deleted."))
        return Card(title, (gone, Actions((said,))), title)
    intro = _("A short call to each: what came of what they took home?")
    kept = _(
        "Only those who have this list see these notes. They are deleted on {day}.",
        day=long_date(facts.until),
    )
    picks = _picks(facts) if facts.calls else ()
    body = [Text(intro), Text(kept, "quiet"), *_rows(facts.calls), Actions((*picks, said))]
    return Card(title, tuple(body), title)


def _rows(calls: Sequence[Call]) -> list[Element]:
    if not calls:
        return [Text(_("There is nobody to call yet."))]
    rows = tuple((one.subject.name, _done(one)) for one in calls[:MOST_SHOWN])
    done = [Text(_("Everybody has been called."))] if all(one.called for one in calls) else []
    return [Facts(rows), *done]


def _picks(facts: CallFacts) -> tuple[Pick, Pick]:
    options = tuple(
        Option(one.subject.name[:75], one.subject.owner) for one in facts.calls[:MOST_PICKED]
    )
    here = (facts.network, facts.meeting)
    note = Pick(_("Write a note"), "checkin.open_note", options, here)
    return note, Pick(_("Tick off"), "checkin.tick", options, here)


def _done(call: Call) -> str:
    people = listed([mention(person) for person in call.subject.people])
    alone = call.subject.owner.startswith("p")
    to_call = _("to call") if alone else _("to call: {people}", people=people)
    said = _("called") if call.called else to_call
    return f"{said} · {call.note}" if call.note else said


def note_form(facts: CallFacts, call: Call) -> Form:
    """Ask the note of one call."""
    inputs = (
        TextInput("note", _("One line"), call.note, required=False, longest=LONGEST),
        ToggleInput("called", _("We have spoken"), on=call.called),
    )
    args = (facts.network, facts.meeting, call.subject.owner)
    intro = _("Only those who have this list see these notes.")
    return Form(call.subject.name[:75], "checkin.note", inputs, _("Save"), args, intro)


def question(facts: AskFacts) -> Card:
    """Ask one person, or show what they or their organisation answered."""
    title = _("How is it going after {name}?", name=facts.name)
    if not facts.text:
        text = _("What came of what you took home? One line is enough.")
        choose = _("You choose who sees it. Not answering is fine.")
        answer = Button(_("Answer"), "checkin.answer", facts.here, main=True)
        body = (Text(text), Text(choose, "quiet"), Actions((answer,)))
        return Card(title, body, title)
    items = [Button(_("Change"), "checkin.answer", facts.here)]
    if facts.mine:
        items.append(Button(_("Take it back"), "checkin.withdraw", facts.here))
    items.append(Button(_("What others say"), "checkin.list", (facts.network,)))
    seen = visible_text(facts.visible)
    seen = seen if facts.mine else _("your organisation's answer; {seen}", seen=seen)
    return Card(title, (Text(facts.text), Text(seen, "quiet"), Actions(tuple(items))), title)


def answer_form(facts: AskFacts, begun: str = "") -> Form:
    """Ask the line and who may see it; `begun` is what was typed already."""
    labels = (_("Only me"), _("The facilitators"), _("The group"))
    options = tuple(Option(label, value) for label, value in zip(labels, VISIBLE, strict=True))
    inputs = (
        TextInput("text", _("In one line"), begun or facts.text, longest=LONGEST),
        PickInput("visible", _("Who may see it?"), options, (facts.visible or ME,)),
    )
    title = _("How is it going?")
    return Form(title, "checkin.answer", inputs, _("Save"), facts.here, _shared(facts))


def _shared(facts: AskFacts) -> str:
    about = _("How is it going after {name}?", name=facts.name)
    if not facts.colleagues:
        return about
    names = listed(list(facts.colleagues))
    shared = _(
        "What others may see is one answer of you and {names}: the newest counts.", names=names
    )
    return f"{about} {shared}"


def answers(network: int, found: Sequence[tuple[str, Sequence[Said]]], viewer: int) -> Card:
    """List the answers that somebody may see, by meeting."""
    title = _("How it is going")
    body: list[Element] = []
    for name, said in found:
        body += [Text(_("After {name}", name=name), "strong")]
        body += [Text(_line(one, viewer)) for one in said[:MOST_SHOWN]]
    if not body:
        body = [Text(_("There are no answers that you can see."))]
    body.append(Actions((Button(_("Answer"), "checkin.open", (network,)),)))
    return Card(title, tuple(body), title)


def _line(said: Said, viewer: int) -> str:
    who = mention(said.person)
    named = f"{said.organisation} ({who})" if said.organisation else who
    mine = f" · {visible_text(said.visible)}" if said.person == viewer else ""
    return f"{named}: {said.text}{mine}"
