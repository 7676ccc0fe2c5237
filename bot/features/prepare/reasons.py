"""Why it is somebody's turn, in words."""

from bot.cards import Card, Element, Text
from bot.features.prepare.rules import Reckoning
from bot.texts import _, n_, short_date


def why(found: Reckoning) -> Card:
    """Say in words why it is, or is not yet, somebody's turn."""
    title = _("Why me?")
    had = n_("You have had {n} turn", "You have had {n} turns", found.had)
    of = n_(
        "of {n} meeting that you could have helped prepare.",
        "of {n} meetings that you could have helped prepare.",
        found.could,
    )
    none = _("You have had no turn yet.")
    body: list[Element] = [Text(f"{had} {of}" if found.had or found.could else none)]
    if found.last:
        day = short_date(found.last.begins.date())
        body.append(Text(_("The last one was {day}.", day=day)))
    if found.newcomer:
        body.append(Text(_("For the time before you came I count what the others had on average.")))
    body.append(Text(rule(), "quiet"))
    return Card(title, tuple(body), title)


def rule() -> str:
    """Say how the next turn is chosen."""
    return _(
        "Who offers comes first. Then whoever had the fewest turns per meeting they could have "
        "served; then people who have not worked together, whose last turn is longest ago, and "
        "who come from different organisations. Whoever cannot come is passed over."
    )
