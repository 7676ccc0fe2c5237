"""A real Chromium before a real local chat."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from aiohttp import web
from playwright.async_api import Browser, Page, async_playwright

from tests.provision import find_chromium

AXE = Path(__file__).parent / "node_modules" / "axe-core" / "axe.min.js"
# All rules are tried; only of what is wrong it writes down where, which takes most of its time.
RUN = """
    async () => (await axe.run(document, {resultTypes: ["violations"]})).violations
"""
ARGS = [
    *("--no-sandbox", "--disable-gpu", "--disable-background-networking"),
    *("--disable-component-update", "--disable-default-apps", "--no-first-run"),
]
DESK = {"width": 1180, "height": 800}
PHONE = {"width": 360, "height": 740}


@asynccontextmanager
async def served(app: web.Application) -> AsyncIterator[str]:
    """Serve an application on a free port of this machine; give its address."""
    runner = web.AppRunner(app, shutdown_timeout=1)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """Start Chromium; AssertionError says how to get one."""
    program = find_chromium()
    assert program, "The browser tests need Chromium: install Debian's package 'chromium'."
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=program, args=ARGS)
        yield browser
        await browser.close()


async def violations(page: Page) -> list[str]:
    """Return what axe-core finds wrong on a page, a line each."""
    assert AXE.exists(), "The browser tests need axe-core: run 'make test' or 'npm ci' once."
    await page.evaluate(AXE.read_text(encoding="utf-8"))
    found: list[dict[str, Any]] = await page.evaluate(RUN)
    return [
        f"{each['id']}: {node['html'][:160]} {node['failureSummary']}"
        for each in found
        for node in each["nodes"]
    ]
