"""Give an administrator the link to their page: for them alone, for minutes, and once."""

from collections.abc import Iterator

from bot.admission import LASTS, link_to
from bot.cards import Actions, Card, Link, Text
from bot.effects import Reply, Whisper
from bot.errors import Refusal
from bot.events import Origin
from bot.feature import ADMINISTRATOR, Feature
from bot.texts import _, n_
from bot.turn import Turn

feature = Feature("administer")


@feature.command(
    "admin",
    "beheer",
    role=ADMINISTRATOR,
    help=lambda: _("Open the administrators' page."),
)
def admin(turn: Turn, _words: str) -> Reply:
    """Give the link in a private chat, to who is named in the settings and nobody else."""
    origin = turn.origin
    if origin is None or not turn.administers:
        raise Refusal(_refusal(origin))
    if origin.room is not None:
        raise Refusal(_("Ask me this in our private chat: the link is for you alone."))
    url = link_to(turn.links, origin.account, turn.now, turn.new_id().hex)
    return [Whisper(card(url))]


def _refusal(origin: Origin | None) -> str:
    if origin is None or origin.room is not None:
        return _("This page is for whoever keeps Kring running.")
    return _(
        "This page is for whoever keeps Kring running. Is that you? Then add this account to "
        "KRING_ADMINS and start Kring again: {account}",
        account=origin.account.name,
    )


def card(url: str) -> Card:
    """Draw the way to the page."""
    title = _("The administrators' page")
    minutes = int(LASTS.total_seconds()) // 60
    told = n_(
        "The link is for you alone. It works once, in the next {n} minute.",
        "The link is for you alone. It works once, in the next {n} minutes.",
        minutes,
    )
    without = _("No button here? Then KRING_URL does not say where people's browsers reach Kring.")
    body = (Text(told), Actions((Link(_("Open the page"), url),)), Text(without, "quiet"))
    return Card(title, body, title)


@feature.sample
def samples() -> Iterator[Card]:
    """Show the way to the page."""
    yield card("/admin/enter/example")
