"""Pages of the documentation that cards lead to, for everybody: nothing in them is anybody's."""

from functools import cache
from pathlib import Path

from aiohttp import web
from markupsafe import Markup

from adapters.web.chat import CHAT
from adapters.web.guard import HEADERS
from bot.links import ANONYMITY
from bot.texts import speaking

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGES = {path: f"{path.removeprefix('/')}.md" for path in ANONYMITY.values()}


async def anonymity(request: web.Request) -> web.Response:
    """Show what anonymous means, in the language that the address is in."""
    spoken = next(one for one, path in ANONYMITY.items() if path == request.path)
    with speaking(spoken):
        page = request.app[CHAT].page("document.html", content=written(PAGES[request.path]))
    return web.Response(text=page, content_type="text/html", headers=HEADERS)


@cache
def written(name: str) -> Markup:
    """Return a page of the documentation as HTML, its links among each other made ours."""
    from markdown_it import MarkdownIt  # nobody has asked for a page when Kring starts

    text = (DOCS / name).read_text(encoding="utf-8")
    for address, file in PAGES.items():
        text = text.replace(f"({file})", f"({address})")
    html = MarkdownIt("commonmark", {"html": False}).enable("table").render(text)
    # On a phone a table is moved sideways within the page, by the keyboard too.
    html = html.replace("<table>", '<div class="table" role="group" tabindex="0"><table>')
    return Markup(html.replace("</table>", "</table></div>"))  # noqa: S704 - our own pages
