"""Where everything about preparing together is found: one's turns, the meetings, the ledger."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.cards import (
    Actions,
    Button,
    Card,
    Element,
    Facts,
    Option,
    Pick,
    Text,
    command_button,
    mention,
)
from bot.features.prepare.cards import TurnFacts, names, volunteer
from bot.features.prepare.reasons import rule
from bot.features.prepare.rules import MOST
from bot.texts import _, n_, short_date

MOST_LISTED = 6
MOST_ROWS = 60


@dataclass(frozen=True)
class BoardFacts:
    """The meetings ahead for one person, the network's number, and the meeting just held.

    `asked` says whether they may be asked, `rotates` that who prepares facilitates too.
    """

    network: int
    coming: tuple[TurnFacts, ...]
    number: int
    asked: bool
    facilitator: bool
    past: TurnFacts | None = None
    rotates: bool = False


def board(facts: BoardFacts) -> Card:
    """Show who helps prepare what, and what one can do."""
    title = _("Preparing together")
    body: list[Element] = [Text(_how_many(facts.number, facts.rotates), "quiet")]
    shown = facts.coming[:MOST_LISTED]
    if shown:
        body.append(Facts(tuple((_day(one), _who(one)) for one in shown)))
    body += _turns(shown)
    ways = (season_button(facts.network), _more(facts))
    body.append(Actions((*_offers(facts.network, shown), *ways)))
    return Card(title, tuple(body), title)


def _offers(network: int, coming: Sequence[TurnFacts]) -> tuple[Button | Pick, ...]:
    free = [one for one in coming if not one.mine and one.room]
    if len(free) < 2:
        return tuple(volunteer(one, _offer(one)) for one in free)
    options = tuple(Option(_free(one)[:75], str(one.meeting.id)) for one in free)
    return (Pick(_("I offer to help prepare"), "prepare.offer", options, (network,)),)


def _free(facts: TurnFacts) -> str:
    return f"{_day(facts)}: {facts.name}"


def _how_many(number: int, rotates: bool) -> str:
    if rotates:
        return n_(
            "The facilitator's role goes round: {n} person prepares and facilitates each meeting.",
            "The facilitator's role goes round: {n} people prepare and facilitate each meeting.",
            number,
        )
    if not number:
        return _("Nobody is asked to help prepare here; you can always offer to.")
    return n_(
        "{n} person helps prepare each meeting.", "{n} people help prepare each meeting.", number
    )


def _day(facts: TurnFacts) -> str:
    return f"{short_date(facts.meeting.begins.date())} {facts.meeting.begins.year}"


def _who(facts: TurnFacts) -> str:
    known = names(facts.people) or _("nobody known yet")
    return f"{facts.name}: {known}"


def _offer(facts: TurnFacts) -> str:
    return _("I offer: {day}", day=short_date(facts.meeting.begins.date()))


def _turns(coming: Sequence[TurnFacts]) -> list[Element]:
    found: list[Element] = []
    for one in coming:
        swap = Button(_("Swap"), "prepare.open_swap", one.here)
        if one.mine == "asked":
            text = _all_right(one)
            yes = Button(_("That suits me"), "prepare.accept", one.here, main=True)
            no = Button(_("It does not suit me"), "prepare.decline", one.here)
            found += [Text(text), Actions((yes, no, swap))]
        if one.mine == "accepted":
            text = _settled(one)
            no = Button(_("It does not suit me after all"), "prepare.decline", one.here)
            found += [Text(text), Actions((swap, no))]
    return found


def _all_right(facts: TurnFacts) -> str:
    if facts.rotates:
        return _("Is it all right that you facilitate {name}?", name=facts.name)
    return _("Is it all right that you help prepare {name}?", name=facts.name)


def _settled(facts: TurnFacts) -> str:
    if facts.rotates:
        return _("You facilitate {name}.", name=facts.name)
    return _("You help prepare {name}.", name=facts.name)


def _more(facts: BoardFacts) -> Pick:
    """Fold away what is wanted now and then."""
    found = [("list", _("Who had which turns")), ("why", _("Why me?"))]
    if facts.rotates or not facts.facilitator:
        found.append(("out", _("Don't ask me")) if facts.asked else ("in", _("You may ask me")))
    if facts.past and not facts.past.mine:
        found.append(("credit", _("I helped prepare {name}", name=facts.past.name)))
    if facts.facilitator:
        found.append(("choices", _("How it goes here")))
    options = tuple(Option(label[:75], value) for value, label in found)
    return Pick(_("More"), "prepare.more", options, (facts.network,))


def choices(network: int, chosen: int, *, rotates: bool) -> Card:
    """Let facilitators choose how many prepare a meeting, and whether their role goes round."""
    title = _("Preparing together: how it goes here")
    least = int(rotates)
    options = tuple(Option(str(n), str(n)) for n in range(least, MOST + 1) if n != chosen)
    pick = Pick(_("How many each time"), "prepare.number", options, (network,))
    back = command_button(_("Preparing together"), network, "prepare")
    actions = Actions((pick, switch(network, rotates), back))
    return Card(title, (Text(_how_many(chosen, rotates)), actions), title)


def switch(network: int, rotates: bool) -> Button:
    """Let facilitators choose whether their role goes round."""
    label = _("Let the facilitator's role go round")
    sure = _("Whoever prepares a meeting then facilitates it too, and can do here what you can.")
    if rotates:
        label = _("Let the facilitators steer again")
        sure = _("Whoever prepares a meeting then no longer facilitates it.")
    return Button(label, "prepare.rotate", (network, int(not rotates)), confirm=sure)


def home(coming: Sequence[TurnFacts], network: int) -> list[Element]:
    """Show one's own turns, who facilitates next where that goes round, and lead to the rest."""
    more = command_button(_("Preparing together"), network, "prepare")
    return [*_next_led(coming[:1]), *_turns(coming), Actions((more,))]


def _next_led(coming: Sequence[TurnFacts]) -> list[Element]:
    found = [one for one in coming if one.rotates and one.people and not one.mine]
    return [Text(_led(one)) for one in found]


def _led(facts: TurnFacts) -> str:
    return n_(
        "{who} facilitates {name}.",
        "{who} facilitate {name}.",
        len(facts.people),
        who=names(facts.people),
        name=facts.name,
    )


@dataclass(frozen=True)
class LedgerRow:
    """Somebody's turns: the days of those the group knows of, as texts."""

    person: int
    days: tuple[str, ...]


def ledger(network: int, rows: Sequence[LedgerRow], rotates: bool = False) -> Card:
    """Show who had which turns, in the order in which they came; no reasons, no ranking."""
    title = _("Who had which turns")
    back = command_button(_("Preparing together"), network, "prepare")
    actions = Actions((season_button(network), back))
    return Card(title, (*_listed(rows, rotates=rotates), actions), title)


def reasons(network: int, rows: Sequence[LedgerRow]) -> Card:
    """Show who is not in the rotation how turns are shared out, and what came of it."""
    title = _("How turns are shared out")
    own = Text(_("As a facilitator you have no turns yourself."))
    heading = Text(_("Who had which turns"), "strong")
    back = command_button(_("Preparing together"), network, "prepare")
    actions = Actions((season_button(network), back))
    return Card(title, (own, Text(rule()), heading, *_listed(rows), actions), title)


def season_button(network: int) -> Button:
    """Lead to the season ahead."""
    return command_button(_("The season ahead"), network, "prepare season")


def _listed(rows: Sequence[LedgerRow], *, rotates: bool = False) -> list[Element]:
    shown = [f"{mention(row.person)}: {', '.join(row.days) or '–'}" for row in rows[:MOST_ROWS]]
    body: list[Element] = [Text("\n".join(shown) or _("There are no turns yet."))]
    if rotates:
        body.append(Text(_("Whoever prepares a meeting here facilitates it too."), "quiet"))
    more = len(rows) - MOST_ROWS
    if more > 0:
        body.append(Text(n_("And {n} more person.", "And {n} more people.", more), "quiet"))
    return body
