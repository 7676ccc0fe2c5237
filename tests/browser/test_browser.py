"""Somebody without Slack or Teams, on a phone: from the link to an answer, and out again."""

import socket
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from aiohttp import web
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from playwright.async_api import expect

from adapters.web.app import browser_app
from adapters.web.chat import CHAT
from bot.browsing import Invitation, invitation_to
from bot.links import Links
from storage import browsers, networks, people
from storage.database import Unit
from tests.adapters.web.house import House
from tests.browser.chromium import PHONE, chromium, violations
from tests.browser.test_chat import sideways, write

pytestmark = pytest.mark.slow


def certified(folder: Path) -> ssl.SSLContext:
    """Return what serves https for localhost, by a certificate that nobody vouches for."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    begins, ends = datetime(2020, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name)
    made = made.public_key(key.public_key()).serial_number(1)
    signed = made.not_valid_before(begins).not_valid_after(ends).sign(key, hashes.SHA256())
    form = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    pem = serialization.Encoding.PEM
    path = folder / "localhost.pem"
    path.write_bytes(key.private_bytes(pem, *form) + signed.public_bytes(pem))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context


def invited(unit: Unit) -> int:
    """Let Anna facilitate, and open the network's room in the browser."""
    browsers.make_room(unit.session, 1, "the-room")
    anna = people.find(unit.connection, "web", "local", "anna")
    assert anna
    row = networks.membership(unit.session, 1, anna.id)
    assert row
    row.role = "facilitator"
    return anna.id


@asynccontextmanager
async def served(house: House, folder: Path) -> AsyncIterator[tuple[str, str]]:
    """Serve the browser over https; give its address, and a link for Eva."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        base = f"https://localhost:{door.getsockname()[1]}"
        house.core.links = Links("a secret", front=base)
        by = await house.core.database.write(invited)
        eva = Invitation("e1", 1, by, "Eva Smit", "en", "Europe/Amsterdam")
        app = browser_app(house.core, house.app[CHAT].hub, base, "another secret")
        runner = web.AppRunner(app, shutdown_timeout=1)
        await runner.setup()
        try:
            await web.SockSite(runner, door, ssl_context=certified(folder)).start()
            yield base, invitation_to(house.core.links, eva, house.now())
        finally:
            await runner.cleanup()


async def test_from_the_link_to_an_answer(house: House, tmp_path: Path) -> None:
    async with served(house, tmp_path) as (base, link), chromium() as browser:
        context = await browser.new_context(
            viewport=PHONE, ignore_https_errors=True, reduced_motion="reduce"
        )
        page = await context.new_page()
        await page.goto(link)
        assert await violations(page) == []
        await page.get_by_role("button", name="Come in as Eva Smit").click()
        await expect(page).to_have_url(f"{base}/me")
        assert await violations(page) == []
        assert await sideways(page) == 0
        await page.goto(f"{base}/me/in/the-room")
        await write(page, "Hello from outside")
        await expect(page.locator("#messages")).to_contain_text("Hello from outside")
        await write(page, "/kring invite Otto")
        await expect(page.locator("#messages")).to_contain_text("for the facilitators")
        assert await violations(page) == []
        await page.locator("[data-drawer]").click()
        assert await page.get_by_text("Chloé").count() == 0
        await page.get_by_role("button", name="Leave this browser").click()
        await expect(page.locator(".notice")).to_contain_text("You have left")
        await page.goto(f"{base}/me")
        await expect(page.locator(".notice")).to_contain_text("who was invited")
        await context.close()
