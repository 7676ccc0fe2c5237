"""The local chat as people use it: by mouse, by keyboard, on a phone, and by what is read aloud."""

import re

import pytest
from playwright.async_api import Page, expect

from tests.adapters.web.house import House
from tests.adapters.web.sample import CHOICES, meeting_card, poll_card
from tests.browser.chromium import PHONE, violations

pytestmark = [pytest.mark.slow, pytest.mark.asyncio(loop_scope="module")]
PLACES = [
    "/",
    "/as/anna",
    "/as/anna/kring",
    "/as/bram/in/circle",
    "/gallery",
    "/anonymity",
    "/anonimiteit",
]


async def write(page: Page, text: str) -> None:
    await page.fill("#line", text)
    await page.press("#line", "Enter")
    await expect(page.locator("#line")).to_have_value("")


async def sideways(page: Page) -> int:
    """Return by how many pixels a page is wider than its window."""
    return await page.evaluate(
        "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )


async def furnish(house: House) -> None:
    await house.post(1, meeting_card(), room="circle")
    await house.post(2, poll_card({1: CHOICES[0], 2: CHOICES[1]}), room="circle")
    await house.post(3, meeting_card(), user="anna")


async def look_at(page: Page, places: list[str], scheme: str, width: int) -> None:
    """See that axe finds nothing on these pages, and that none is wider than the window."""
    await page.set_viewport_size({"width": width, "height": 740})
    await page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type] # one of the schemes above
    for place in places:
        await page.goto(place)
        assert await violations(page) == [], place
        assert await sideways(page) == 0, place


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1180, 360])
async def test_axe_finds_nothing_and_no_page_is_too_wide(
    page: Page, house: House, scheme: str, width: int
) -> None:
    await furnish(house)
    await look_at(page, PLACES, scheme, width)


@pytest.mark.parametrize(("scheme", "width"), [("light", 1180), ("dark", 360)])
async def test_axe_finds_nothing_in_any_card_or_form(
    page: Page, house: House, scheme: str, width: int
) -> None:
    galleries = [f"/gallery/{feature}" for feature in house.core.galleries()]
    assert len(galleries) > 10
    await look_at(page, galleries, scheme, width)


async def test_axe_finds_nothing_in_dialogs_lists_and_answers(page: Page, house: House) -> None:
    await furnish(house)
    await page.goto("/as/anna/in/circle")
    for opener in ("switch", "new-room", "room-people", "to-date"):
        await page.click(f"[data-open={opener}]")
        await expect(page.locator(f"#{opener}")).to_be_visible()
        assert await violations(page) == [], opener
        await page.keyboard.press("Escape")
        await expect(page.locator(f"#{opener}")).to_be_hidden()
    await page.fill("#line", "/")
    await expect(page.locator("#commands")).to_be_visible()
    assert await violations(page) == []
    await page.fill("#line", "")
    await page.click("summary >> text=Which session?")
    assert await violations(page) == []
    await write(page, "/sample")
    await expect(page.locator("#forms dialog")).to_be_visible()
    await page.click("#forms .main")
    await expect(page.locator("#forms .fault:visible")).to_have_count(1)
    assert await violations(page) == []


async def test_a_line_reaches_the_others_and_is_told_aloud(page: Page, house: House) -> None:
    await page.goto("/as/anna/in/circle")
    other = await page.context.new_page()
    await other.goto("/as/bram/kring")
    await write(page, "Good morning")
    await expect(page.locator(".said")).to_have_text("Good morning")
    await expect(other.locator('[data-unread="circle"]')).to_contain_text("1")
    await expect(other).to_have_title("(1) Kring · Kring")
    await other.click("text=Schoolleiders Noord")
    await expect(other.locator(".new-from")).to_be_visible()
    await expect(other).to_have_title("Schoolleiders Noord · Kring")
    await write(page, "And a second")
    await expect(other.locator("#announce")).to_have_text("Anna de Boer: And a second")
    await expect(other.locator(".said")).to_have_count(2)


async def test_a_vote_changes_the_card_where_it_stands(page: Page, house: House) -> None:
    await page.goto("/as/anna/in/circle")
    await write(page, "/vote")
    button = page.locator(".card button", has_text=CHOICES[0])
    await expect(button).to_be_visible()
    await button.focus()
    await page.keyboard.press("Enter")
    await expect(page.locator(".bar-note")).to_have_text("Anna de Boer")
    await expect(button).to_be_focused()
    await expect(page.locator(".message .card")).to_have_count(1)


async def test_a_press_is_asked_about_first_where_the_card_says_so(
    page: Page, house: House
) -> None:
    await furnish(house)
    await page.goto("/as/anna/in/circle")
    await page.click(".card button >> text=I cannot")
    dialog = page.locator("#confirm")
    await expect(dialog).to_contain_text("Shall I note that you cannot?")
    await page.keyboard.press("Escape")
    await expect(dialog).to_be_hidden()
    await page.click(".card button >> text=I cannot")
    await dialog.get_by_role("button", name="I cannot").click()
    await expect(dialog).to_be_hidden()


async def test_everything_goes_by_keyboard(page: Page, house: House) -> None:
    await furnish(house)
    await page.goto("/as/anna/in/circle")
    await page.keyboard.press("Tab")
    await expect(page.locator(".skip")).to_be_focused()
    await page.keyboard.press("Enter")
    await page.focus("#line")
    await page.keyboard.type("/sam")
    await expect(page.locator("#commands [aria-selected=true]")).to_contain_text("sample")
    await page.keyboard.press("Tab")
    await expect(page.locator("#line")).to_have_value("/kring sample ")
    await page.keyboard.press("Enter")
    form = page.locator("#forms dialog")
    await expect(form.get_by_label("What is it about?")).to_be_focused()
    await page.keyboard.type("Books")
    await page.keyboard.press("Enter")
    await expect(form).to_have_count(0)
    await expect(page.locator(".said").last).to_contain_text("Kept: Books")
    await expect(page.locator("#line")).to_be_focused()


async def test_commands_are_chosen_with_the_arrows(page: Page) -> None:
    await page.goto("/as/bram/kring")
    await page.fill("#line", "/")
    chosen = page.locator("#commands [aria-selected=true]")
    first = await chosen.inner_text()
    await page.press("#line", "ArrowDown")
    assert await chosen.inner_text() != first
    await page.press("#line", "ArrowUp")
    await expect(chosen).to_have_text(re.compile(re.escape(first.split()[0])))
    await page.press("#line", "Escape")
    await expect(page.locator("#commands")).to_be_hidden()
    await page.fill("#line", "/stem")
    await expect(chosen).to_contain_text("Vraag de groep iets")


async def test_a_fault_stands_at_its_field_and_what_was_typed_stays(page: Page) -> None:
    await page.goto("/as/anna")
    await page.click("text=Plan a meeting")
    title = page.locator("#forms").get_by_label("What is it about?")
    await title.fill("=1+1")
    await page.get_by_label("Programme").set_input_files(
        {"name": "a.txt", "mimeType": "text/plain", "buffer": b"hello"}
    )
    await page.click("#forms .main")
    await expect(page.locator("#forms .fault:visible")).to_have_text(
        "A title begins with a letter."
    )
    await expect(title).to_be_focused()
    await expect(title).to_have_attribute("aria-invalid", "true")
    await title.fill("Books")
    await page.click("#forms .main")
    await expect(page.locator("#notice")).to_contain_text("Kept: Books, file 1")


async def test_without_a_line_nothing_typed_is_lost(page: Page, house: House) -> None:
    await page.goto("/as/anna/in/circle")
    await page.context.set_offline(True)
    await page.fill("#line", "Good morning")
    await page.press("#line", "Enter")
    await expect(page.locator("#toast")).to_contain_text("Not saved")
    await expect(page.locator("#line")).to_have_value("Good morning")
    await page.context.set_offline(False)
    await page.press("#line", "Enter")
    await expect(page.locator(".said")).to_have_text("Good morning")
    await page.context.set_offline(True)
    await page.fill("#line", "A draft")
    await page.context.set_offline(False)
    await page.reload()
    await expect(page.locator("#line")).to_have_value("A draft")


async def test_time_passes_when_asked(page: Page, house: House) -> None:
    await page.goto("/as/anna/kring")
    now = page.locator("#clock-now")
    await expect(now).to_contain_text("Thursday 19 February 2026")
    await page.click("[data-move=day]")
    await expect(now).to_contain_text("Friday 20 February 2026")
    await page.click("[data-open=to-date]")
    await page.fill("#moment", "2026-03-12T09:30")
    await page.click("#to-date-form .main")
    await expect(now).to_contain_text("Thursday 12 March 2026")
    await expect(now).to_contain_text("09:30")


async def test_on_a_phone_the_side_bar_is_a_drawer(page: Page, house: House) -> None:
    await page.set_viewport_size(PHONE)  # type: ignore[arg-type] # a Viewport is a dict of these
    await furnish(house)
    await page.goto("/as/anna/in/circle")
    side = page.locator("#side")
    await expect(side).not_to_be_in_viewport()
    await page.click("[data-drawer]")
    await expect(side).to_be_in_viewport()
    await expect(page.locator(".shut")).to_be_focused()
    assert await violations(page) == []
    await page.keyboard.press("Escape")
    await expect(page.locator("[data-drawer]")).to_be_focused()
    await page.click("[data-drawer]")
    await side.get_by_role("link", name="Home").click()
    await page.click("text=Plan a meeting")
    await expect(page.locator("#forms dialog")).to_be_in_viewport()
    assert await sideways(page) == 0


async def test_one_can_be_somebody_else_and_read_another_language(page: Page) -> None:
    await page.goto("/as/anna/in/circle")
    await page.click("[data-open=switch]")
    await page.click("#switch >> text=Bram Özgür")
    await expect(page.locator(".who")).to_contain_text("Bram Özgür")
    await expect(page.locator("html")).to_have_attribute("lang", "nl")
    await expect(page.locator("h1")).to_have_text("Schoolleiders Noord")
    await page.click("text=English")
    await expect(page.locator("html")).to_have_attribute("lang", "en")


async def test_a_room_is_made_and_people_come_and_go(page: Page) -> None:
    await page.goto("/as/anna")
    await page.click("[data-open=new-room]")
    await page.fill("#room-name", "Reading together")
    await page.get_by_label("Bram Özgür").check()
    await page.click("#new-room .main")
    await expect(page.locator(".members")).to_contain_text("2 people")
    await page.click(".members")
    await page.select_option("#add-person", label="Chloé van der Meer")
    await page.click("#room-people .main")
    await expect(page.locator(".members")).to_contain_text("3 people")
    await page.click(".members")
    await page.click("text=Leave this room")
    await expect(page.locator("h1")).to_have_text("Home")
    await expect(page.locator("#side")).not_to_contain_text("Reading together")


async def test_emoji_right_to_left_and_html_stay_what_they_are(page: Page) -> None:
    await page.goto("/as/anna/in/circle")
    for text in ("<img src=x onerror=alert(1)>", "مرحبا بالعالم 👩🏽‍🏫", "=1+1"):
        await write(page, text)
        await expect(page.locator(".said").last).to_have_text(text)
    assert await page.locator(".messages img").count() == 0


async def test_who_is_erased_reads_that_it_is_done(page: Page) -> None:
    await page.goto("/as/anna/kring")
    await write(page, "privacy erase")
    await page.click(".card button >> text=Erase everything")
    await page.locator("#confirm").get_by_role("button", name="Erase everything").click()
    await expect(page.locator("main")).to_contain_text("Everything about you is erased.")
    await expect(page.locator("#line")).to_have_count(0)
    assert await violations(page) == []
