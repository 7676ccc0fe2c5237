"""What the history of a network looks like."""

from collections.abc import Sequence

from bot.cards import Actions, Button, Card, Element, Text
from bot.texts import _, n_

PAGE = 12


def draw(
    name: str, network: int, lines: Sequence[str], skipped: int, total: int, days: int
) -> Card:
    """Draw a page of changes, each with its day; the newest first."""
    title = _("What was changed in {name}", name=name)
    kept = n_(
        "Facilitators see this. It is kept for {n} day; what people answer or read is not in it.",
        "Facilitators see this. It is kept for {n} days; what people answer or read is not in it.",
        days,
    )
    body: list[Element] = [Text(line) for line in lines]
    if not lines:
        body.append(Text(_("Nothing was changed yet.")))
    body.append(Text(kept, "quiet"))
    if buttons := _ways(network, skipped, total):
        body.append(Actions(tuple(buttons)))
    return Card(title, tuple(body), title)


def _ways(network: int, skipped: int, total: int) -> list[Button]:
    found = []
    if skipped:
        found.append(Button(_("Newer"), "history.page", (network, max(skipped - PAGE, 0))))
    if skipped + PAGE < total:
        found.append(Button(_("Older"), "history.page", (network, skipped + PAGE)))
    return found
