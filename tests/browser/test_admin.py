"""The administrators' page in Chromium: it reads well, on a phone too, and sends again."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from adapters import noticed
from adapters.admin.pages import add_admin
from adapters.backups import note_backup
from adapters.noticed import Noticed
from adapters.settings import Settings
from adapters.web.app import links_app
from bot.admission import link_to
from bot.events import AccountRef
from storage.database import Unit
from tests.adapters.web.house import NOW, House
from tests.browser.chromium import served, violations
from tests.browser.test_chat import sideways
from tests.storage.loaded import waiting

pytestmark = [pytest.mark.slow, pytest.mark.asyncio(loop_scope="module")]
TENANT = "a-tenant-with-a-long-name-0123456789"


@pytest_asyncio.fixture(loop_scope="module")
async def house(house: House, tmp_path: Path) -> AsyncIterator[House]:
    """The local chat with the administrators' page, and troubles to show there."""
    await house.core.database.write(troubled)
    settings = Settings(data=tmp_path)
    note_backup(tmp_path, NOW - timedelta(hours=7))
    before = list(noticed.LAST)
    noticed.LAST.append(Noticed("2026-02-19T08:00", "error", "turn failed", "turn: 4f", "a.B"))
    add_admin(house.app, house.core, settings, trouble, reached=False)
    yield house
    noticed.LAST.clear()
    noticed.LAST.extend(before)


async def trouble() -> str:
    return "disk"


def troubled(unit: Unit) -> None:
    failed = waiting("failed", "failed", NOW - timedelta(days=1))
    failed.why, failed.last_error = "meetings.practical", "archived: is_archived"
    unknown = waiting("unknown", "unknown", NOW - timedelta(days=2), 1, "teams")
    unit.session.add_all([failed, unknown])


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1180, 360])
async def test_axe_finds_nothing_and_the_page_is_not_too_wide(
    page: Page, scheme: str, width: int
) -> None:
    await page.set_viewport_size({"width": width, "height": 740})
    await page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type] # one of the schemes above
    for language, heading in (("en", "Messages that did not arrive"), ("nl", "Berichten die niet")):
        await page.goto(f"/admin?language={language}")
        await expect(page.locator("#troubles")).to_contain_text(heading)
        assert await violations(page) == [], language
        assert await sideways(page) == 0, language


async def test_a_message_is_sent_again_by_keyboard(page: Page, house: House) -> None:
    await page.goto("/admin?language=nl")
    button = page.get_by_role("button", name="Opnieuw sturen").first
    await button.focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("status")).to_have_text("Het wordt opnieuw gestuurd.")
    await expect(page.get_by_role("button", name="Opnieuw sturen")).to_have_count(1)
    assert await violations(page) == []


@pytest.mark.parametrize("width", [1180, 360])
async def test_axe_finds_nothing_at_the_door(
    page: Page, house: House, width: int, tmp_path: Path
) -> None:
    settings = Settings(data=tmp_path, url="https://kring.example.org", admins="slack:T1:U1")
    app = links_app(house.core)
    add_admin(app, house.core, settings, trouble, reached=True)
    link = link_to(house.core.links, AccountRef("slack", "T1", "U1"), house.now(), "n1")
    await page.set_viewport_size({"width": width, "height": 740})
    async with served(app) as url:
        for place, words in ((link, "half an hour"), ("/admin", "private chat")):
            await page.goto(f"{url}{place}")
            await expect(page.locator(".notice")).to_contain_text(words)
            assert await violations(page) == [], place
            assert await sideways(page) == 0, place
