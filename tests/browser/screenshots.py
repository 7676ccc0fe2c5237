"""Photographs of the stand-in, to look at."""

import asyncio
import shutil
import sys
import tempfile
from pathlib import Path

from aiohttp import web
from playwright.async_api import Browser, async_playwright, expect

from bot.texts import speaking
from storage.database import Database
from tests.adapters.web.house import House, build
from tests.adapters.web.sample import CHOICES, meeting_card, poll_card
from tests.databases import make_tables

ARGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


async def serve(house: House) -> tuple[web.AppRunner, str]:
    runner = web.AppRunner(house.app, shutdown_timeout=1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    return runner, f"http://127.0.0.1:{runner.addresses[0][1]}"


async def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    place = Path(tempfile.mkdtemp())
    make_tables(f"sqlite:///{place}/a.db")
    database = Database.open(f"sqlite:///{place}/a.db")
    house = await build(database)
    runner, url = await serve(house)
    async with async_playwright() as playwright:
        chromium = shutil.which("chromium")
        browser = await playwright.chromium.launch(executable_path=chromium, args=ARGS)
        await shoot(browser, url, house, folder)
        await browser.close()
    await runner.cleanup()
    await database.close()


async def shoot(browser: Browser, url: str, house: House, folder: Path) -> None:
    page = await browser.new_page(viewport={"width": 1180, "height": 800})
    page.on("console", lambda m: print("console", m.text))
    page.on("pageerror", lambda e: print("error", e))
    await page.goto(url)
    await page.screenshot(path=folder / "choose.png")
    await page.goto(f"{url}/as/bram/in/circle")
    for text in ("Goedemorgen allemaal!", "Ik neem mijn leervraag mee, over het team van morgen."):
        await page.fill("#line", text)
        await page.keyboard.press("Enter")
        await expect(page.locator("#line")).to_have_value("")
    await page.goto(f"{url}/as/anna/in/circle")
    await page.fill("#line", "Fijn Bram, ik ook. Zie https://example.org/lezen voor het stuk.")
    await page.keyboard.press("Enter")
    await expect(page.locator("#line")).to_have_value("")
    await house.advance_by(1)
    with speaking("nl"):
        await house.post(1, meeting_card(), room="circle")
        cast = {1: CHOICES[0], 2: CHOICES[0], 3: CHOICES[1]}
        await house.post(2, poll_card(cast), room="circle")
        await house.post(3, meeting_card(), user="anna")
    await page.fill("#line", "/kring pol Lunch?")
    await page.keyboard.press("Enter")
    await expect(page.locator("#line")).to_have_value("")
    await page.wait_for_timeout(800)
    await page.screenshot(path=folder / "room.png")
    await page.goto(f"{url}/as/bram")
    await page.screenshot(path=folder / "home.png")
    await page.click("text=Plan een bijeenkomst")
    await page.wait_for_selector("dialog[open]")
    await page.wait_for_timeout(300)
    await page.screenshot(path=folder / "form.png")
    await page.goto(f"{url}/as/bram/kring")
    await page.fill("#line", "/")
    await page.wait_for_timeout(300)
    await page.screenshot(path=folder / "commands.png")
    await page.emulate_media(color_scheme="dark")
    await page.goto(f"{url}/as/bram/in/circle")
    await page.wait_for_timeout(300)
    await page.screenshot(path=folder / "room-dark.png")
    await page.emulate_media(color_scheme="light")
    await page.set_viewport_size({"width": 360, "height": 740})
    await page.goto(f"{url}/as/bram/in/circle")
    await page.wait_for_timeout(300)
    await page.screenshot(path=folder / "phone.png")
    await page.click("[data-drawer]")
    await page.wait_for_timeout(400)
    await page.screenshot(path=folder / "phone-drawer.png")
    await page.goto(f"{url}/as/bram")
    await page.click("text=Plan een bijeenkomst")
    await page.wait_for_timeout(400)
    await page.screenshot(path=folder / "phone-form.png")
    await page.set_viewport_size({"width": 1180, "height": 800})
    await page.goto(f"{url}/gallery")
    await page.screenshot(path=folder / "gallery.png", full_page=True)


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1] if len(sys.argv) > 1 else "docs/pictures")))
