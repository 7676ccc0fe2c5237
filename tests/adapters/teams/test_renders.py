"""Cards and forms in Microsoft's own renderer: nothing that it warns of, nothing too wide."""

import pytest

from adapters.teams import forms, render
from bot.cards import Actions, Button, Card, Text
from bot.forms import Form
from bot.texts import speaking
from tests.adapters.teams.test_render import READERS, SIGNING, body, drawn, samples
from tests.peers.teams.renderer import Json, Renderer, renderer

pytestmark = pytest.mark.slow


def shown(sample: Card | Form) -> Json:
    if isinstance(sample, Form):
        return dict(forms.dialog(sample, READERS, SIGNING)["card"]["content"])
    return render.draw(sample, READERS, SIGNING).card


async def faults(page: Renderer, *cards: Json) -> list[str]:
    found = await page.show(*cards)
    return [*page.said, *(fault for one in found for fault in (*one["said"], *one["wide"]))]


async def test_every_sample_is_drawn_without_a_warning_on_a_phone() -> None:
    cards = []
    for language in ("en", "nl"):
        for _name, sample in samples(language):
            with speaking(language):
                cards.append(shown(sample))
    assert len(cards) > 300
    async with renderer() as page:
        assert await faults(page, *cards) == []
        # It does see what is wrong: Teams' own charts are unknown to it, as to the schema of 1.5.
        chart = {"type": "Chart.HorizontalBar", "data": [{"x": "Soup", "y": 2}], "fallback": "drop"}
        assert "Unknown element" in (await faults(page, {**cards[0], "body": [chart]}))[0]
        buttons = Actions(tuple(Button(f"A button with words {n}", "come.yes") for n in range(5)))
        alone = Actions((Button("A button with more words than a phone has room for", "come.no"),))
        card = drawn(body(buttons, Text("One\n\nTwo"), alone))
        assert await faults(page, card) == []
        rows = [one for one in card["body"] if one["type"] == "ActionSet"]  # type: ignore[attr-defined] # a list
        row = {"type": "ActionSet", "actions": [one for each in rows for one in each["actions"]]}
        assert "A button with" in "".join(await faults(page, {**cards[0], "body": [row]}))
