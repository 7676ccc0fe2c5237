"""Making a commitment from a message of the room, by mouse and by keyboard."""

import pytest
from playwright.async_api import Page, expect

from tests.adapters.web.house import House
from tests.browser.chromium import PHONE, violations

pytestmark = [pytest.mark.slow, pytest.mark.asyncio(loop_scope="module")]


async def written(page: Page, text: str) -> None:
    await page.fill("#line", text)
    await page.press("#line", "Enter")
    await expect(page.locator(".said")).to_have_text(text)


async def test_a_message_becomes_a_commitment_with_a_link_back(page: Page, house: House) -> None:
    await page.goto("/as/anna/in/circle")
    await written(page, "Shall we visit a school?")
    menu = page.locator(".message-menu summary")
    await menu.focus()
    await page.keyboard.press("Enter")
    assert await violations(page) == []
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    form = page.locator("#forms dialog")
    await expect(form.get_by_label("What are you going to do?")).to_have_value(
        "Shall we visit a school?"
    )
    assert await violations(page) == []
    await form.get_by_label("By when?").fill("12 March")
    await form.get_by_role("button", name="Show it").click()
    await expect(page.get_by_text("by the end of Thursday 12 March 2026")).to_be_visible()
    await page.get_by_role("link", name="The message it came from").click()
    await expect(page.locator(".said:visible")).to_have_text("Shall we visit a school?")
    assert "/as/anna/in/circle?before=" in page.url


async def test_the_menu_fits_a_phone_and_escape_closes_it(page: Page, house: House) -> None:
    await page.set_viewport_size(PHONE)
    await page.goto("/as/anna/in/circle")
    await written(page, "Hello")
    await page.locator(".message-menu summary").click()
    await expect(page.get_by_role("button", name="Make this a commitment")).to_be_in_viewport()
    assert await violations(page) == []
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("button", name="Make this a commitment")).to_be_hidden()
