"""What members see about themselves and each other."""

from dataclasses import dataclass, replace
from datetime import date

from bot.cards import Actions, Button, Card, Element, Option, Pick, Text, command_button, mention
from bot.forms import Form, PickInput
from bot.texts import _, listed, long_date, n_
from bot.timetable.view import MemberView

MOST_SHOWN = 60
MOST_PICKED = 100
FOR_GOOD, FOR_A_MEETING = "for good", "for a meeting"


def less_text(wish: str) -> str:
    """Say what a choice of how much reaches a person means."""
    return {
        "all": _("You get everything that concerns you."),
        "must": _("You get only what needs an answer from you."),
        "home": _(
            "You get no private messages; your home view shows what waits for you, and as "
            "facilitator what needs attention."
        ),
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


def stopping(now: str, network: int) -> Card:
    """Offer how much can reach somebody who wants to stop, and say how to be forgotten."""
    card = choose(now, network)
    more = _(
        "You stay a full member with each of these, and what is posted in the group stays there. "
        "To be forgotten altogether, type 'privacy erase'."
    )
    return replace(card, body=(*card.body, Text(more, "quiet")))


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


@dataclass(frozen=True)
class Steering:
    """Who looks after a network, for one person: whether they do, and may take it up.

    `steers` is FOR_GOOD, FOR_A_MEETING or ''; `alone` says that nobody else steers for good,
    `rotates` that the role goes round.
    """

    name: str
    network: int
    now: tuple[int, ...] = ()
    steers: str = ""
    alone: bool = False
    may_take: bool = False
    rotates: bool = False


def who_steers(facts: Steering) -> list[Element]:
    """Say who steers where that is not plain from the list; let a member take it up."""
    found: list[Element] = []
    if not facts.now:
        found.append(Text(nobody(facts.name)))
    if facts.now and facts.rotates:
        found.append(Text(_steer_now(facts.now)))
    if facts.rotates:
        found.append(Text(_("The facilitator's role goes round with the turns to prepare.")))
    return [*found, Actions((take_up(facts.network),))] if facts.may_take else found


def _steer_now(people: tuple[int, ...]) -> str:
    who = listed([mention(one) for one in people])
    return n_("{who} steers now.", "{who} steer now.", len(people), who=who)


def nobody(name: str) -> str:
    """Say that nobody steers a network of this name."""
    return _("Nobody steers {name} just now.", name=name)


def take_up(network: int) -> Button:
    """Take the facilitator's role up where nobody has it."""
    sure = _("You become the facilitator, and the group hears it.")
    return Button(_("I steer from now on"), "members.take_up", (network,), main=True, confirm=sure)


def opened(facts: Steering) -> Card:
    """Tell the group that nobody steers, and how it goes on; or who does by now."""
    title = _("Who steers {name}?", name=facts.name)
    if facts.now:
        return Card(title, (Text(_steer_now(facts.now)),), title)
    on = _(
        "What is planned goes out all the same, and what is open comes to those who prepare the "
        "next meeting. Any member can take this up, also for a while."
    )
    body = (Text(nobody(facts.name)), Text(on, "quiet"), Actions((take_up(facts.network),)))
    return Card(title, body, title)


def taken(name: str, person: int) -> Card:
    """Tell the group who took the facilitator's role up."""
    text = _("{who} steers {name} from now on. Thank you!", who=mention(person), name=name)
    title = _("Somebody steers again")
    return Card(title, (Text(text),), title)


def members(present: tuple[MemberView, ...], facts: Steering) -> Card:
    """List who is in the network; facilitators can change it here."""
    title = n_("{n} person in the network", "{n} people in the network", len(present))
    lines = [_line(member) for member in present[:MOST_SHOWN]]
    if len(present) > MOST_SHOWN:
        lines.append(_("… and {n} more", n=len(present) - MOST_SHOWN))
    body: list[Element] = [Text("\n".join(lines)), *who_steers(facts)]
    if facts.steers:
        body.append(Actions(_changes(present[:MOST_PICKED], facts)))
    return Card(title, tuple(body), title)


def _changes(present: tuple[MemberView, ...], facts: Steering) -> tuple[Button | Pick, ...]:
    here = (facts.network,)
    options = tuple(Option(member.name[:75], str(member.id)) for member in present)
    add = Button(_("Add people"), "members.add", here)
    out = Pick(_("Take out"), "members.remove", options, here)
    if facts.steers != FOR_GOOD:
        return add, out
    sure, label = _step_down(facts), _("Step down as facilitator")
    down = Button(label, "members.step_down", here, confirm=sure)
    return add, Pick(_("Make facilitator"), "members.promote", options, here), out, down


def _step_down(facts: Steering) -> str:
    if facts.alone and facts.rotates:
        return _("You become a participant; the role goes round with the turns to prepare.")
    if facts.alone:
        return _("You become a participant, and nobody steers until a member takes it up.")
    return _("You become a participant; somebody else steers.")


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
