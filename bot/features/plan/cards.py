"""What the plan looks like."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from bot.cards import Actions, Button, Card, Element, Facts, Option, Pick, Text, mention
from bot.features.plan.rules import Load, Row
from bot.ready import ready_button
from bot.texts import _, clock_time, n_, short_date

A_PAGE = 12


@dataclass(frozen=True)
class Stuck:
    """A message that failed or could not be confirmed; `id` is the delivery's, as text.

    `advice` says what to do before it is sent again, '' where nobody knows.
    """

    id: str
    what: str
    unknown: bool
    advice: str = ""


@dataclass(frozen=True)
class PlanPage:
    """All that a plan shows, ready to be drawn. `whose` names the participant it is seen as.

    `say` writes what the reasons of a message are about.
    """

    network: int
    name: str
    ready: bool
    steers: bool
    rows: Sequence[Row]
    say: Callable[[Iterable[tuple[str, int]]], str]
    load: Load
    page: int = 0
    whose: str = ""
    missed: Sequence[str] = ()
    stuck: Sequence[Stuck] = ()
    people: Sequence[tuple[int, str]] = ()
    viewer: int = 0


def draw(page: PlanPage) -> Card:
    """Draw a page of the plan with its counts, its troubles and the ways to change it."""
    title = _("The plan of {name}", name=page.name)
    body: list[Element] = [Text(_opening(page), "quiet"), *_listed(page)]
    if page.rows:
        body.append(Text(_load(page.load), "quiet"))
    for stuck in page.stuck:
        body += _stuck(page.network, stuck)
    if page.missed:
        body.append(Text(_("Not sent, because it would have come too late:"), "strong"))
        body.append(Text("\n".join(page.missed)))
    buttons = _buttons(page)
    if buttons:
        body.append(Actions(buttons))
    return Card(title, tuple(body), title)


def _opening(page: PlanPage) -> str:
    if not page.ready:
        return _opening_before(page.whose)
    if page.whose:
        return _("As {who} will see it, if nobody answers anything.", who=page.whose)
    return _("This is what will happen if nobody answers anything.")


def _opening_before(whose: str) -> str:
    if whose:
        return _(
            "Nothing is sent yet. As {who} would see it, if ready were pressed now.", who=whose
        )
    return _("Nothing is sent yet. This is what would happen if ready were pressed now.")


def _listed(page: PlanPage) -> list[Element]:
    shown = page.rows[page.page * A_PAGE : (page.page + 1) * A_PAGE]
    if not shown:
        return [Text(_("Nothing is planned. Plan a meeting, and its messages appear here."))]
    facts = tuple((_when(row), _what(row, page)) for row in shown)
    return [Facts(facts)]


def coming(page: PlanPage, most: int) -> list[str]:
    """Write the next messages, a line each."""
    return [f"{_when(row)}: {_what(row, page)}" for row in page.rows[:most]]


def _when(row: Row) -> str:
    return f"{short_date(row.local.date())} {row.local.year}, {clock_time(row.local)}"


def _what(row: Row, page: PlanPage) -> str:
    return f"{_whom(row, page.viewer)} · {row.what or page.say(row.about)}"


def _whom(row: Row, viewer: int) -> str:
    if row.to_room:
        return _("the group")
    if not row.people:
        return _("privately, to whom it concerns")
    if row.people == (viewer,):
        return _("you, privately")
    if len(row.people) <= 2:
        return ", ".join(mention(person) for person in row.people)
    return n_("{n} person, privately", "{n} people, privately", len(row.people))


def _load(load: Load) -> str:
    room = n_("{n} message in the group", "{n} messages in the group", load.room)
    private = n_(
        "{n} private one for each person", "{n} private ones for each person", load.private
    )
    return _("In the busiest month at most {room} and {private}.", room=room, private=private)


def _stuck(network: int, stuck: Stuck) -> list[Element]:
    text = (
        _("I could not see whether this arrived: {what}.", what=stuck.what)
        if stuck.unknown
        else _("This did not arrive: {what}.", what=stuck.what)
    )
    if stuck.advice:
        text = f"{text} {stuck.advice}"
    again = Button(
        _("Send again"),
        "plan.send_again",
        (network, stuck.id),
        confirm=_("If it did arrive after all, people get it twice."),
    )
    return [Text(text), Actions((again,))]


def _buttons(page: PlanPage) -> tuple[Button | Pick, ...]:
    found: list[Button | Pick] = []
    if page.page:
        found.append(Button(_("Earlier"), "plan.page", (page.network, page.page - 1)))
    if len(page.rows) > (page.page + 1) * A_PAGE:
        found.append(Button(_("Later"), "plan.page", (page.network, page.page + 1)))
    if page.steers:
        if not page.ready:
            found.insert(0, ready_button(page.network))
        found.append(Button(_("Change the timetable"), "networks.lines", (page.network,)))
        options = tuple(Option(name[:75], str(number)) for number, name in page.people[:100])
        if options:
            found.append(Pick(_("View as participant"), "plan.as", options, (page.network,)))
    return tuple(found)
