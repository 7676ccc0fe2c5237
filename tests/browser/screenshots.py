"""Photographs of the demo, for the README: `python -m tests.browser.screenshots`."""

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from aiohttp.test_utils import unused_port
from playwright.async_api import Page, expect

from tests.browser.chromium import DESK, PHONE, chromium

ROOT = Path(__file__).resolve().parent.parent.parent
PICTURES = ROOT / "docs" / "pictures"
LOOKED_AT = ROOT / "build" / "pictures"
SHOWN = ("room", "plan", "reading", "phone-room", "admin")
"""The pictures that the pages show; the others are made to be looked at."""
EVENTS = 20
"""How many events the demo lives through at most before the pre-reading goes out."""


@asynccontextmanager
async def demo() -> AsyncIterator[str]:
    """Run the demo on a free port; give its address."""
    port = str(unused_port())
    start = "from adapters.cli import app; app()"
    command = [sys.executable, "-c", start, "demo", "--port", port, "--no-open"]
    running = await asyncio.create_subprocess_exec(*command, cwd=ROOT, stdout=subprocess.PIPE)
    assert running.stdout
    try:
        while b"demo is at" not in (line := await running.stdout.readline()):
            assert line, "the demo did not start"
        yield f"http://127.0.0.1:{port}"
    finally:
        running.terminate()
        await running.wait()


async def photograph(page: Page, name: str) -> None:
    await page.evaluate("() => document.fonts.ready")
    folder = PICTURES if name in SHOWN else LOOKED_AT
    await page.screenshot(path=folder / f"{name}.png")


async def steering(page: Page) -> str:
    """Return the path of the first facilitator's pages."""
    await page.goto("/")
    first = page.locator(".people a", has=page.locator(".steers")).first
    return str(await first.get_attribute("href"))


async def live(page: Page) -> None:
    """Let events happen until the group is given something to read."""
    for _ in range(EVENTS):
        if await page.get_by_role("button", name="Ask a question").count():
            return
        before = await page.locator("#clock-now").get_attribute("datetime")
        await page.click("[data-move=next]")
        await expect(page.locator("#clock-now")).not_to_have_attribute("datetime", str(before))
        await expect(page.locator("#clock")).to_have_attribute("data-moving", "no")


async def say(page: Page, line: str) -> None:
    await page.fill("#line", line)
    await page.press("#line", "Enter")
    await expect(page.locator("#line")).to_have_value("")


async def poll(page: Page, others: list[str], room: str) -> None:
    """Let the facilitator ask something and some of the others answer it."""
    await page.goto(room)
    await say(page, '/kring poll "What shall we eat together?" "Soup" "Sandwiches" "We cook"')
    name = room.rpartition("/")[2]
    for other, answer in zip(others, ("Soup", "We cook", "Soup"), strict=False):
        await page.goto(f"{other}/in/{name}")
        await page.locator(".card button", has_text=answer).last.click()
        await expect(page.locator(".card").last).to_contain_text(answer)
    await say(page, "Soup it is, I know a good baker near the school.")
    await page.goto(room)
    await expect(page.locator(".bar-note")).to_have_count(2)
    await expect(page.locator(".rooms .badge:visible")).to_have_count(0)
    await page.reload()


async def desk(page: Page, me: str) -> str:
    await photograph(page, "who")
    links = page.locator(".group").first.locator("a")
    others = [str(await links.nth(n).get_attribute("href")) for n in (1, 2, 3)]
    await page.goto(me)
    room = str(await page.locator('.rooms a[href*="/in/"]').first.get_attribute("href"))
    await poll(page, others, room)
    await photograph(page, "room")
    await live(page)
    await page.get_by_role("button", name="Ask a question").scroll_into_view_if_needed()
    await photograph(page, "reading")
    await page.goto(me)
    await photograph(page, "home")
    await page.goto(f"{me}/kring")
    await say(page, "plan")
    await expect(page.locator(".card").last).to_contain_text("nobody answers")
    await photograph(page, "plan")
    await page.fill("#line", "/")
    await photograph(page, "commands")
    await page.fill("#line", "poll")
    await page.press("#line", "Enter")
    await expect(page.locator("#forms dialog")).to_be_visible()
    await photograph(page, "form")
    await page.goto("/admin")
    await photograph(page, "admin")
    await page.emulate_media(color_scheme="dark")
    await page.goto(room)
    await photograph(page, "room-dark")
    await page.emulate_media(color_scheme="light")
    return room


async def phone(page: Page, me: str, room: str) -> None:
    await page.set_viewport_size(PHONE)  # type: ignore[arg-type] # a Viewport is a dict of these
    await page.goto(room)
    await photograph(page, "phone-room")
    await page.click("[data-drawer]")
    await photograph(page, "phone-drawer")
    await page.goto(me)
    await photograph(page, "phone-home")


async def main() -> None:
    for folder in (PICTURES, LOOKED_AT):
        folder.mkdir(parents=True, exist_ok=True)
    async with demo() as url, chromium() as browser:
        context = await browser.new_context(
            base_url=url, viewport=DESK, reduced_motion="reduce", locale="en-GB"
        )
        page = await context.new_page()
        me = await steering(page)
        room = await desk(page, me)
        await phone(page, me, room)
        await context.close()


if __name__ == "__main__":
    asyncio.run(main())
