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
# Spacing, columns and colours of a host are its own; where a host says nothing, the renderer's
# own defaults hold. Mentions are Teams' own: it takes <at> for what stands in msteams.entities.
_SHOW = """card => {
  const { AdaptiveCard, HostConfig, SerializationContext, Version } = AdaptiveCards;
  const said = [];
  const drawn = new AdaptiveCard();
  drawn.version = new Version(1, 5);
  drawn.hostConfig = new HostConfig({ fontFamily: "sans-serif" });
  const context = new SerializationContext(new Version(1, 5));
  drawn.parse(card, context);
  for (let i = 0; i < context.eventCount; i++) said.push(context.getEventAt(i).message);
  for (const one of drawn.validateProperties().validationEvents) said.push(one.message);
  const html = drawn.render();
  document.querySelector("main").replaceChildren(html);
  const wide = [...document.querySelectorAll("main *")].filter(
    one => one.getBoundingClientRect().right > innerWidth + 1
      || (one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).overflow === "hidden"));
  return { said, words: html.innerText, wide: wide.map(one => one.outerHTML.slice(0, 200)) };
}"""
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

    async def show(self, card: Json) -> Json:
        """Draw a card; return its words, the warnings and what sticks out to the right."""
        self.said.clear()
        found: Json = await self.page.evaluate(_SHOW, card)
        return {**found, "said": [*found["said"], *self.said]}


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
