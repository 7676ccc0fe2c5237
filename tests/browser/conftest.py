"""A local chat on SQLite, open in Chromium."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from playwright.async_api import Page

from storage.database import Database
from tests.adapters.web.house import House, build
from tests.browser.chromium import DESK, chromium, served


@pytest.fixture
async def house(sqlite_copy: Callable[[Path], str], tmp_path: Path) -> AsyncIterator[House]:
    database = Database.open(sqlite_copy(tmp_path / "kring.db"))
    yield await build(database)
    await database.close()


@pytest.fixture
async def page(house: House) -> AsyncIterator[Page]:
    """An empty page; what goes wrong on it fails the test. Paths are the chat's."""
    faults: list[str] = []
    async with served(house.app) as url, chromium() as browser:
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
