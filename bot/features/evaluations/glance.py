"""The evaluations of a network at a glance: what is open, what comes, what came out."""

from dataclasses import dataclass

from bot.cards import Actions, Button, Card, Element, Option, Pick, Text
from bot.features.evaluations import cards, ready
from bot.features.evaluations.cards import Asked
from bot.texts import _, short_date


@dataclass(frozen=True)
class Glance:
    """What is open, what comes, what came out; not who has answered, for chats keep their cards.

    `closed` are the ids and titles of results; `usual` is how the form after meetings is called.
    """

    network: int
    open: tuple[Asked, ...] = ()
    coming: tuple[Asked, ...] = ()
    closed: tuple[tuple[int, str], ...] = ()
    steers: bool = False
    usual: str = ""


def glance(seen: Glance) -> Card:
    """Show what is open, and lead to results and to new ones."""
    title = _("Evaluations")
    body: list[Element] = []
    for asked in seen.open:
        body += [Text(asked.title, "strong"), Text(cards.how_long(asked.questions))]
        # Said in full for one; beside each other it would be a wall of words.
        body += cards.promise(asked) if len(seen.open) == 1 else [cards.open_until(asked)]
        body += cards.ways(asked)
    if not body:
        body.append(Text(_("Nothing is open now.")))
    for asked in seen.coming:
        goes = _("Goes out on {when}: {title}", title=asked.title, when=_day(asked))
        manage_it = Button(_("Manage"), "evaluations.manage", asked.here)
        body += [Text(goes), *([Actions((manage_it,))] if asked.manages else [])]
    body += _results(seen)
    return Card(title, (*body, *(_steering(seen) if seen.steers else [])), title)


def _day(asked: Asked) -> str:
    return short_date(asked.opens.date()) if asked.opens else ""


def _results(seen: Glance) -> list[Element]:
    if not seen.closed:
        return []
    offered = tuple(Option(title[:75], str(number)) for number, title in seen.closed)
    pick = Pick(_("Results"), "evaluations.show", offered, (seen.network,))
    overview = Button(_("All results"), "evaluations.overview", (seen.network,))
    return [Text(_("What came out"), "strong"), Actions((pick, overview))]


def _steering(seen: Glance) -> list[Element]:
    forms = tuple(Option(ready.title_of(name), name) for name in ready.READY)
    here = (seen.network,)
    return [
        Text(_("Ask something now"), "strong"),
        Actions(
            (
                Pick(_("A ready-made form"), "evaluations.prepare", forms, here),
                Button(_("Your own questions"), "evaluations.compose", here),
            )
        ),
        Text(_("After each meeting: {form}.", form=seen.usual), "quiet"),
        Actions((Button(_("Change what is asked"), "evaluations.choose", here),)),
    ]
