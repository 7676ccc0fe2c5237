"""Microsoft's own renderer of Adaptive Cards in Chromium: what it shows and what it warns of."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from playwright.async_api import Page

from tests.browser.chromium import chromium
from tests.peers.emulate import HERE

Json = dict[str, Any]
SCRIPTS = ("markdown-it/dist/markdown-it.min.js", "adaptivecards/dist/adaptivecards.min.js")
WIDTH = 360
_PAGE = """<!doctype html><meta charset="utf-8"><title>cards</title>
<style>body{margin:0;padding:12px;font:14px/20px sans-serif}</style><main></main>"""
# Colours as Teams has them, or nearly; for the rest the renderer's own. Mentions are Teams' own
# as well: it takes <at> for what stands in msteams.entities.
_COLORS = {"default": "#ffffff", "emphasis": "#f0f0f0", "accent": "#5b5fc7"}
_HOST = {
    "fontFamily": "sans-serif",
    "containerStyles": {name: {"backgroundColor": color} for name, color in _COLORS.items()},
}
_SHOW = """([host, cards]) => cards.map(card => {
  const { AdaptiveCard, HostConfig, SerializationContext, Version } = AdaptiveCards;
  const drawn = new AdaptiveCard();
  drawn.version = new Version(1, 5);
  drawn.hostConfig = new HostConfig(host);
  const context = new SerializationContext(new Version(1, 5));
  drawn.parse(card, context);
  const said = Array.from({ length: context.eventCount }, (_, i) => context.getEventAt(i).message);
  said.push(...drawn.validateProperties().validationEvents.map(one => one.message));
  const html = drawn.render();
  document.querySelector("main").replaceChildren(html);
  const sticksOut = one => one.getBoundingClientRect().right > innerWidth + 1;
  const isCut = one => one.scrollWidth > one.clientWidth + 1
    && getComputedStyle(one).overflow === "hidden";
  const wide = [...html.querySelectorAll("*")].filter(one => sticksOut(one) || isCut(one));
  return { said, words: html.innerText, wide: wide.map(one => one.outerHTML.slice(0, 200)) };
})"""
_MARKDOWN = """() => {
  const md = markdownit();
  AdaptiveCards.AdaptiveCard.onProcessMarkdown = (text, result) => {
    result.outputHtml = md.render(text.replaceAll(/<at>(.*?)<.at>/g, "**$1**"));
    result.didProcess = true;
  };
}"""


class Renderer:
    """A page as wide as a phone that shows one card at a time."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.said: list[str] = []

    async def show(self, *cards: Json) -> list[Json]:
        """Draw cards, the last stays; return of each its words, warnings and what is too wide."""
        self.said.clear()
        found: list[Json] = await self.page.evaluate(_SHOW, [_HOST, list(cards)])
        return found


@asynccontextmanager
async def renderer() -> AsyncIterator[Renderer]:
    """Start Chromium with the renderer in it."""
    async with chromium() as browser:
        page = await browser.new_page(viewport={"width": WIDTH, "height": 900})
        await page.set_content(_PAGE)
        css = HERE / "node_modules/adaptivecards/dist/adaptivecards.css"
        await page.add_style_tag(path=css)
        shown = Renderer(page)
        page.on("console", lambda line: shown.said.append(line.text))
        page.on("pageerror", lambda error: shown.said.append(str(error)))
        for script in SCRIPTS:
            path = HERE / "node_modules" / script
            assert path.exists(), "run `make test`, or `npm ci` in tests/peers/npm"
            await page.add_script_tag(path=path)
        await page.evaluate(_MARKDOWN)
        yield shown
