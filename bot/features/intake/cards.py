"""The cards and the form of an intake, drawn from plain values."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.ballots import asking
from bot.cards import Actions, Button, Card, Element, Facts, Text, mention
from bot.features.intake.questions import NAMES, pairs, questions
from bot.forms import Form, TextInput
from bot.texts import _


def seen_by() -> str:
    """Say who sees an intake."""
    return _("You and the facilitators see this, nobody else. You can change it at any time.")


def form(network: int, answers: Mapping[str, str]) -> Form:
    """Ask somebody about themselves, with what they told before."""
    inputs = tuple(
        replace(one, value=answers.get(name, "")) if isinstance(one, TextInput) else one
        for name, one in zip(NAMES, asking.inputs(questions()), strict=True)
    )
    intro = seen_by() + " " + _("Leave out what you like.")
    return Form(_("Introduce yourself"), "intake.tell", inputs, _("Save"), (network,), intro)


def mine(network: int, answers: Mapping[str, str]) -> Card:
    """Show somebody what they told."""
    title = _("What you told about yourself")
    rows = pairs(answers)
    body: list[Element] = [Facts(rows)] if rows else [Text(_("Nothing is kept about you here."))]
    change = Button(_("Change"), "intake.open", (network,))
    return Card(title, (*body, Text(seen_by(), "quiet"), Actions((change,))), title)


def everybody(told: Sequence[tuple[int, Mapping[str, str]]]) -> Card:
    """Show facilitators what everybody told."""
    title = _("What everybody told about themselves")
    body: list[Element] = []
    for person, answers in told:
        body += [Text(mention(person), "strong"), Facts(pairs(answers))]
    if not told:
        body.append(Text(_("Nobody has told anything. A newcomer is offered it in the welcome.")))
    body.append(Text(_("Only they themselves and the facilitators see this."), "quiet"))
    return Card(title, tuple(body), title)
