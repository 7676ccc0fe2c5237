"""The cards and forms of yields and of going back to school, drawn from plain facts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.cards import Actions, Button, Card, Element, Link, Option, Pick, Text
from bot.features.takeaways.rules import LONGEST, MOST_LINES
from bot.forms import Form, TextInput
from bot.texts import _, long_moment

MOST_PICKED = 100


@dataclass(frozen=True)
class YieldFacts:
    """A yield as its cards show it. `goes_at` is a wall-clock time, None when that is past.

    `others` are the people a facilitator can ask to write it; `can_post` says that it is
    written, and not in the group though its moment has passed.
    """

    network: int
    meeting: int
    name: str
    day: str
    lines: tuple[str, ...] = ()
    revision: int = 0
    goes_at: datetime | None = None
    shown: bool = False
    can_post: bool = False
    others: tuple[tuple[int, str], ...] = ()

    @property
    def here(self) -> tuple[int, int]:
        """What the arguments of its buttons begin with."""
        return (self.network, self.meeting)


@dataclass(frozen=True)
class TakeAway:
    """What one person takes to school: the yield if the group has it, two lines, the reading."""

    network: int
    meeting: int
    name: str
    day: str
    lines: tuple[str, ...] = ()
    tell: str = ""
    ask: str = ""
    reading: tuple[tuple[str, str], ...] = ()
    page: str = ""


def group(facts: YieldFacts) -> Card | None:
    """Show the group the yield; None when there is none."""
    if not facts.lines:
        return None
    title = _("What {name} yielded", name=facts.name)
    button = Button(_("Back to school"), "takeaways.page", facts.here)
    return Card(title, (*map(Text, facts.lines), Actions((button,))), title)


def ask(facts: YieldFacts) -> Card:
    """Ask a writer for the yield, or show what was written."""
    title = _("The yield of {name}", name=facts.name)
    return Card(title, (*_so_far(facts), *_moment(facts), *_doing(facts)), title)


def _so_far(facts: YieldFacts) -> list[Element]:
    if facts.lines:
        return [Text(line) for line in facts.lines]
    return [Text(_("What did this meeting bring? One to five lines, in your own words."))]


def _moment(facts: YieldFacts) -> list[Element]:
    if facts.shown:
        return [Text(_("The group has it; what you change, changes there too."), "quiet")]
    if facts.goes_at is None:
        return []
    moment = long_moment(facts.goes_at)
    if facts.lines:
        text = _("It goes to the group on {moment}. Until then you can change it.", moment=moment)
    else:
        text = _("What is written by {moment} goes to the group.", moment=moment)
    return [Text(text, "quiet")]


def _doing(facts: YieldFacts) -> list[Element]:
    label = _("Change the yield") if facts.lines else _("Write the yield")
    items: list[Button | Pick] = []
    if facts.can_post:
        items.append(Button(_("Put it in the group"), "takeaways.publish", facts.here, main=True))
    items.append(Button(label, "takeaways.write", facts.here, main=not facts.lines))
    if facts.others and not facts.lines:
        options = tuple(Option(name[:75], str(id_)) for id_, name in facts.others[:MOST_PICKED])
        items.append(Pick(_("Ask somebody to write it"), "takeaways.choose", options, facts.here))
    return [Actions(tuple(items))]


def form(facts: YieldFacts) -> Form:
    """Ask the lines of a yield."""
    written = (*facts.lines, *[""] * MOST_LINES)[:MOST_LINES]
    first = 0 if facts.lines else 1  # what was written may be taken out again
    inputs = tuple(
        TextInput(f"line{n}", _("Line {n}", n=n), line, required=n == first, longest=LONGEST)
        for n, line in enumerate(written, start=1)
    )
    title = _("The yield of {name}", name=facts.name)
    intro = _("What is worth keeping, also for who comes later? The group sees it.")
    args = (*facts.here, facts.revision)
    return Form(title, "takeaways.write", inputs, _("Save"), args, intro)


def listing(found: Sequence[YieldFacts], title: str) -> Card:
    """List yields, newest first."""
    body: list[Element] = []
    for facts in found:
        body += [Text(f"{facts.name}, {facts.day}", "strong"), *map(Text, facts.lines)]
    none = Text(_("No meeting has a yield yet."))
    return Card(title, tuple(body) or (none,), title)


def school(taken: TakeAway) -> Card:
    """Ask one person whom they tell at school and whom they ask."""
    title = _("Back to school after {name}", name=taken.name)
    body: list[Element] = [Text(_("Whom at school do you tell, and whom do you ask something?"))]
    body += [*_mine(taken), Text(_alone(), "quiet")]
    here = (taken.network, taken.meeting)
    first = not (taken.tell or taken.ask)
    label = _("Write two lines") if first else _("Change my lines")
    write = Button(label, "takeaways.school", here, main=first)
    page = Button(_("My one-page take-away"), "takeaways.page", here)
    return Card(title, (*body, Actions((write, page))), title)


def _alone() -> str:
    return _("Only you see this. Leaving it empty is fine.")


def _mine(taken: TakeAway) -> list[Element]:
    lines = [
        _("I tell: {what}", what=taken.tell) if taken.tell else "",
        _("I ask: {what}", what=taken.ask) if taken.ask else "",
    ]
    return [Text(line) for line in lines if line]


def school_form(taken: TakeAway) -> Form:
    """Ask the two lines of one person."""
    tell, question = _("Whom do I tell what?"), _("Whom do I ask what?")
    example = _("For example: my team, on Monday, how the guest began.")
    inputs = (
        TextInput("tell", tell, taken.tell, example, required=False, longest=LONGEST),
        TextInput("ask", question, taken.ask, required=False, longest=LONGEST),
    )
    here = (taken.network, taken.meeting)
    return Form(_("Back to school"), "takeaways.school", inputs, _("Save"), here, _alone())


def page(taken: TakeAway) -> Card:
    """Show one person what they can take to school, with a page that only they can send on."""
    title = _("To take to school: {name}", name=taken.name)
    body: list[Element] = [Text(taken.day)]
    if taken.lines:
        body += [Text(_("What it yielded"), "strong"), *map(Text, taken.lines)]
    body += _mine(taken)
    links = tuple(Link(name[:75], url) for name, url in taken.reading if url)[:10]
    if links:
        body += [Text(_("To read"), "strong"), Actions(links)]
    body.append(Text(_("Nobody gets this unless you send it on."), "quiet"))
    change = Button(_("Change my lines"), "takeaways.school", (taken.network, taken.meeting))
    body.append(Actions((Link(_("As a page"), taken.page), change)))
    return Card(title, tuple(body), title)
