"""Cards of a person's own questions, and what is answered after asking one."""

from bot.cards import Actions, Button, Card, Element, Text
from bot.features.speakers.model import Own
from bot.features.speakers.typed import shortened
from bot.texts import _

LINE = 300


def mine(network: int, questions: list[Own]) -> Card:
    """Draw somebody's own questions with what they can still do with them."""
    title = _("My questions")
    if not questions:
        text = _("You have no questions on a list now. Type 'ask' to ask one.")
        return Card(title, (Text(text),), text)
    body: list[Element] = []
    for one in questions:
        body.append(Text(f"“{shortened(one.text, LINE)}”\n{_facts(one)}"))
        if one.open:
            body.append(Actions(choices(network, one.id)))
    return Card(title, tuple(body), title)


def _facts(one: Own) -> str:
    parts = [
        _("for {name}", name=one.speaker),
        _("with your name") if one.named else _("your name is not shown"),
    ]
    if one.merged:
        parts.append(_("put together with a question like it"))
    if one.hidden:
        parts.append(_("hidden by a facilitator"))
    if not one.open:
        parts.append(_("the list has gone out"))
    return " · ".join(parts)


def choices(network: int, question: int) -> tuple[Button, ...]:
    """What somebody can do with a question of their own."""
    sure = _("Take this question off the list?")
    return (
        Button(_("Change it"), "speakers.change", (network, question)),
        Button(_("Withdraw it"), "speakers.withdraw", (network, question), confirm=sure),
    )


def taken(network: int, question: int, text: str, notes: list[str]) -> Card:
    """Confirm a question of one's own, with what to know about it."""
    title = _("Your question is on the list")
    body: tuple[Element, ...] = (
        Text(f"“{shortened(text, LINE)}”"),
        *(Text(one, "quiet") for one in notes),
        Actions(choices(network, question)),
    )
    return Card(title, body, title)
