"""A local chat on SQLite, open in Chromium, which each file of tests starts once."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest_asyncio
from playwright.async_api import Browser, Page

from storage.database import Database
from tests.adapters.web.house import House, build
from tests.browser.chromium import DESK, chromium, served


@pytest_asyncio.fixture(loop_scope="module")
async def house(sqlite_copy: Callable[[Path], str], tmp_path: Path) -> AsyncIterator[House]:
    database = Database.open(sqlite_copy(tmp_path / "kring.db"))
    yield await build(database)
    await database.close()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as started:
        yield started


@pytest_asyncio.fixture(loop_scope="module")
async def page(house: House, browser: Browser) -> AsyncIterator[Page]:
    """An empty page of a visitor of its own; what goes wrong on it fails the test.

    Paths are the chat's.
    """
    faults: list[str] = []
    async with served(house.app) as url:
        context = await browser.new_context(base_url=url, viewport=DESK, reduced_motion="reduce")
        opened = await context.new_page()
        opened.on("pageerror", lambda error: faults.append(str(error)))
        opened.on("console", lambda line: _note(line.type, line.text, faults))
        yield opened
        await context.close()
    assert faults == []


def _note(kind: str, text: str, faults: list[str]) -> None:
    # Answers of 4xx and broken lines are part of some tests; a broken policy never is.
    if kind == "error" and "Failed to load resource" not in text and "ERR_" not in text:
        faults.append(text)
