"""What members see about themselves and each other."""

from datetime import date

from bot.cards import Actions, Button, Card, Element, Option, Pick, Text, command_button, mention
from bot.forms import Form, PickInput
from bot.texts import _, long_date, n_
from bot.timetable.view import MemberView

MOST_SHOWN = 60
MOST_PICKED = 100


def less_text(wish: str) -> str:
    """Say what a choice of how much reaches a person means."""
    return {
        "all": _("You get everything that concerns you."),
        "must": _("You get only what needs an answer from you."),
        "home": _("You get no private messages; your home view shows what waits for you."),
        "without": _("Kring sends you nothing. You are a full member all the same."),
    }[wish]


def choose(now: str, network: int) -> Card:
    """Offer how much can reach a person."""
    title = _("How much reaches you")
    labels = {
        "all": _("Everything"),
        "must": _("Only what needs an answer"),
        "home": _("Only my home view"),
        "without": _("Without Kring"),
    }
    buttons = tuple(
        Button(label, "members.less", (network, wish), main=wish == now)
        for wish, label in labels.items()
    )
    return Card(title, (Text(less_text(now)), Actions(buttons)), title)


def chosen(less: str, first: date | None) -> Card:
    """Say what a choice means, and the day of the next message in the group or privately."""
    title = _("How much reaches you")
    body: list[Element] = [Text(less_text(less))]
    if first is not None:
        body.append(Text(_("The next message: {day}.", day=long_date(first)), "quiet"))
    return Card(title, tuple(body), title)


def languages(network: int) -> Card:
    """Offer the languages in their own words."""
    title = _("My language")
    buttons = (
        Button("English", "members.language", (network, "en")),
        Button("Nederlands", "members.language", (network, "nl")),
    )
    return Card(title, (Text(_("What only you see is written in it.")), Actions(buttons)), title)


def welcome(name: str, goal: str, agreements: str, network: int) -> Card:
    """Welcome a newcomer: what it is for, what is agreed, and how to get less."""
    title = _("Welcome to {name}", name=name)
    body: list[Element] = [Text(_("I am Kring. I remember, ask and count for this group."))]
    if goal:
        body.append(Text(_("Our goal: {goal}", goal=goal)))
    if agreements:
        body.append(Text(_("Our agreements: {agreements}", agreements=agreements)))
    kept = _("What you answer here is kept for this group. You choose how much reaches you.")
    body += [
        Text(kept, "quiet"),
        Actions(
            (
                Button(_("Fine"), "members.less", (network, "all"), main=True),
                Button(_("Less"), "members.choose", (network,)),
                command_button(_("Introduce yourself"), network, "intake"),
                command_button(_("What can you do?"), network, "help"),
            )
        ),
    ]
    return Card(title, tuple(body), title)


def members(present: tuple[MemberView, ...], network: int, steers: bool) -> Card:
    """List who is in the network; facilitators can change it here."""
    title = n_("{n} person in the network", "{n} people in the network", len(present))
    lines = [_line(member) for member in present[:MOST_SHOWN]]
    if len(present) > MOST_SHOWN:
        lines.append(_("… and {n} more", n=len(present) - MOST_SHOWN))
    body: list[Element] = [Text("\n".join(lines))]
    if steers:
        options = tuple(
            Option(member.name[:75], str(member.id)) for member in present[:MOST_PICKED]
        )
        body.append(
            Actions(
                (
                    Button(_("Add people"), "members.add", (network,)),
                    Pick(_("Make facilitator"), "members.promote", options, (network,)),
                    Pick(_("Take out"), "members.remove", options, (network,)),
                    Button(
                        _("Step down as facilitator"),
                        "members.step_down",
                        (network,),
                        confirm=_("You become a participant; somebody else steers."),
                    ),
                )
            )
        )
    return Card(title, tuple(body), title)


def _line(member: MemberView) -> str:
    parts = [mention(member.id)]
    if member.organisation:
        parts.append(member.organisation)
    if member.facilitator:
        parts.append(_("facilitator"))
    return " · ".join(parts)


def add_form(free: list[tuple[int, str]], network: int) -> Form:
    """Ask whom to add."""
    options = tuple(Option(name[:75], str(number)) for number, name in free[:MOST_PICKED])
    return Form(
        _("Add people"),
        "members.add",
        (PickInput("people", _("Who joins?"), options, many=True),),
        _("Add"),
        args=(network,),
        intro=_("Before the network is ready, nobody is told."),
    )
