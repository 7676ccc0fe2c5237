"""Where people find commitments: the two lists, the home view, and the ways in."""

from collections.abc import Iterator
from datetime import datetime

from bot.cards import (
    Actions,
    Arg,
    Button,
    Card,
    CardRef,
    Element,
    Link,
    Text,
    command_button,
    mention,
)
from bot.effects import Present, Reply
from bot.features.commitments import views
from bot.features.commitments.cards import mine_card, others_card, row
from bot.features.commitments.declared import feature
from bot.features.commitments.model import Item
from bot.features.commitments.views import Reader
from bot.features.commitments.wording import by_when, sentence
from bot.telling import OpenEnd
from bot.texts import _, n_
from bot.timetable.load import load_view
from bot.turn import Scene, Turn

MOST_AT_HOME = 3
MINE, GROUP = "mine", "group"


@feature.command(
    "commitments", "voornemens", help=lambda: _("See your commitments and those of the group.")
)
def show_mine(_turn: Turn, _words: str) -> Reply:
    """List one's own commitments."""
    return [Present(CardRef("commitments.mine"))]


@feature.press("group")
def show_group(_turn: Turn) -> Reply:
    """List what the group sees."""
    return [Present(CardRef("commitments.group"))]


@feature.card("mine")
def draw_mine(scene: Scene) -> Card | None:
    """Draw the list of the person who asks."""
    if scene.viewer is None:
        return None
    items = views.mine(scene.connection, reader(scene))
    return mine_card(scene.network, items, files(scene, MINE))


@feature.card("group")
def draw_group(scene: Scene) -> Card | None:
    """Draw the group's list, and what the reader is the buddy of."""
    if scene.viewer is None:
        return None
    found = reader(scene)
    group, buddy = views.of_group(scene.connection, found), views.as_buddy(scene.connection, found)
    return others_card(scene.network, group, buddy, files(scene, GROUP))


def reader(scene: Scene) -> Reader:
    """Return who looks, and when."""
    network = scene.once(load_view, scene.network)
    return Reader(scene.viewer or 0, network, scene.local_now)


def files(scene: Scene, which: str) -> tuple[Link, ...]:
    """Return the signed links to a list as a file."""
    return tuple(
        Link(name, scene.links.to("commitments", scene.network, f"{scene.viewer}:{which}:{kind}"))
        for name, kind in ((_("As CSV"), "csv"), (_("As Excel"), "xlsx"))
    )


@feature.home(order=30)
def at_home(scene: Scene) -> Iterator[Element]:
    """Show what one is asked and what is open, and the ways in."""
    if scene.viewer:
        found = reader(scene)
        yield from _asked(scene, found)
        mine = [one for one in views.mine(scene.connection, found) if one.state == "open"]
        for item in mine[:MOST_AT_HOME]:
            yield from row(item)
    new = command_button(_("Make a commitment"), scene.network, "commit")
    yield Actions((new, command_button(_("Commitments"), scene.network, "commitments")))


def _asked(scene: Scene, found: Reader) -> Iterator[Element]:
    for what, one in views.waiting(scene.connection, found):
        args = (scene.network, views.number(one))
        item = views.as_other(one, {}, found)
        said = _(
            "{maker} asks: do you take part in “{text}”?",
            maker=mention(one.maker_id),
            text=sentence(item),
        )
        yes, no = "commitments.accept", "commitments.decline"
        label = _("I take part")
        if what == "buddy":
            said = _(
                "{maker} asks: will you be a buddy for “{text}”?",
                maker=mention(one.maker_id),
                text=one.text,
            )
            yes, no, label = "commitments.buddy_yes", "commitments.buddy_no", _("I will")
        yield Text(said)
        agreed: tuple[Arg, ...] = args
        if what == "owner":
            yield Text(by_when(item), "quiet")
            agreed = (*args, item.shown)
        yield Actions((Button(label, yes, agreed), Button(_("No, thanks"), no, args)))


@feature.open_ends
def open_ends(scene: Scene) -> Iterator[OpenEnd]:
    """Count one's own open commitments, and those that the group sees: nobody as late."""
    found = reader(scene)
    mine = [one for one in views.mine(scene.connection, found) if one.state == "open"]
    if mine:
        button = command_button(_("Commitments"), scene.network, "commitments")
        yield OpenEnd(_own(mine, found.now), button, mine=True)
    group = [one for one in views.of_group(scene.connection, found) if one.state == "open"]
    if group and scene.facilitator:
        text = n_(
            "{n} commitment that the group sees is open.",
            "{n} commitments that the group sees are open.",
            len(group),
        )
        button = Button(_("Commitments of the group"), "commitments.group", (scene.network,))
        yield OpenEnd(text, button)


def _own(mine: list[Item], now: datetime) -> str:
    text = n_("{n} commitment of yours is open.", "{n} commitments of yours are open.", len(mine))
    past = sum(one.until is not None and one.until < now for one in mine)
    if not past:
        return text
    more = _("The day has passed for {n}.", n=past)
    return f"{text} {more}"
