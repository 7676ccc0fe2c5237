"""A person's home view: what waits in each of their networks, and the way to everything."""

from collections.abc import Sequence

from bot.attention import attention
from bot.called import called
from bot.cards import Card, Element, Text
from bot.registry import Registry
from bot.texts import _
from bot.turn import Scene


def home_card(registry: Registry, scenes: Sequence[tuple[str, Scene]], platform: str) -> Card:
    """Draw the home view of somebody who is in these networks (name and scene of each)."""
    body: list[Element] = []
    for name, scene in scenes:
        if len(scenes) > 1:
            body.append(Text(name, "strong"))
        body += [*attention(registry, scene), *registry.home(scene)]
    if not scenes:
        begin = _(
            "You are not in a learning network yet. To begin one, open your group and type "
            "'{line}' there.",
            line=called(platform, "start"),
        )
        body.append(Text(begin))
    title = scenes[0][0] if len(scenes) == 1 else _("Your networks")
    return Card(title, tuple(body), title)
