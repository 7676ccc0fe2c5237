"""What people see of what is kept about them, and before they erase it."""

from collections.abc import Mapping, Sequence

from bot.cards import Actions, Button, Card, Element, Facts, Link, Text
from bot.features.privacy import words
from bot.texts import _, listed


def overview(counts: Mapping[str, int], readable: str, machine: str, network: int) -> Card:
    """List what is kept by kind, with the two files to take along and the way to erase it."""
    title = _("What is kept about you")
    seen, long = words.seen_by(), words.kept_for()
    rows = tuple(
        (name, _line(counts[kind], seen[kind], long[kind]))
        for kind, name in words.titles().items()
        if counts.get(kind)
    )
    body: list[Element] = [
        Text(_("In all your networks together: how many, who sees it, how long it is kept.")),
        Facts(rows),
        Text(_("What others wrote is theirs, also where it is about you."), "quiet"),
        Text(
            _(
                "Of answers without your name only that you gave one is kept, until the closing. "
                "What you take along says so; a card never does, for a chat keeps its cards."
            ),
            "quiet",
        ),
        Text(_("Whoever looks after the database can read it, and keeps backups."), "quiet"),
        Actions(
            (
                Link(_("Take it along, to read"), readable),
                Link(_("Take it along, as JSON"), machine),
                Button(_("Erase"), "privacy.explain", (network,)),
            )
        ),
        Text(_("The two links are yours alone and work for an hour."), "quiet"),
    ]
    return Card(title, tuple(body), title)


def _line(count: int, seen: str, long: str) -> str:
    return f"{count} · {seen} · {long}"


def explain(networks: Sequence[str], alone: Sequence[str], last: Sequence[str], first: int) -> Card:
    """Say what erasing does, before it is done; `alone` are networks steered by nobody else."""
    title = _("Erase everything about you?")
    lines = [
        _("You leave every network: {names}.", names=listed(list(networks))) if networks else "",
        _("Your name, accounts, texts, answers, votes and what waits for you are gone for good."),
        _("Your turns ahead go to others. Past turns stay counted as somebody who left."),
        _(
            "What several took on stays with the others, and polls that others voted in, files "
            "that the group reads, yields and reminders for the group stay without your name."
        ),
        _(
            "Answers you gave without your name stay sealed and count: nobody can tell which are "
            "yours. What you asked without names stays where somebody answered it."
        ),
        _("What others wrote stays theirs. Posts that show you are drawn again without you."),
        _("Slack and Teams keep what was written there. Backups go when they are replaced."),
    ]
    body: list[Element] = [Text(line) for line in lines if line]
    for name in alone:
        text = _(
            "You are the only facilitator of {name}. It goes on without one until somebody takes "
            "over. To hand over first, type 'members'.",
            name=name,
        )
        body.append(Text(text, "strong"))
    for name in last:
        text = _("You are the last in {name}: it is erased in {time}.", name=name, time=_empty())
        body.append(Text(text, "strong"))
    sure = _("Nobody can bring it back. Erase everything?")
    button = Button(_("Erase everything"), "privacy.erase", (first,), confirm=sure)
    return Card(title, (*body, Actions((button,))), title)


def _empty() -> str:
    return words.period("empty")
