"""A local chat for tests: three people, a room, and the stand-in core on a real database."""

from dataclasses import dataclass
from datetime import UTC, datetime

from aiohttp import web

from adapters.web.app import web_app
from adapters.web.hub import Hub
from bot.links import Links
from storage import people, webrooms
from storage.database import Database, Unit
from storage.people import Person
from storage.webrooms import PLATFORM, TENANT
from tests.adapters.web.standin import Clock, StandIn

NOW = datetime(2026, 2, 19, 8, 30, tzinfo=UTC)
PEOPLE = (
    ("anna", "Anna de Boer", "en"),
    ("bram", "Bram Özgür", "nl"),
    ("chloe", "Chloé van der Meer", "en"),
)


@dataclass
class House:
    app: web.Application
    core: StandIn
    database: Database
    links: Links
    clock: Clock


def furnish(unit: Unit) -> None:
    for ref, name, language in PEOPLE:
        people.add(unit.session, Person(name=name, language=language), PLATFORM, TENANT, ref)
    rooms = (("circle", "Schoolleiders Noord", "Luisteren in de school"), ("other", "Other", ""))
    for ref, name, about in rooms:
        webrooms.make(unit.connection, ref, name, about)
    for ref in ("anna", "bram"):
        webrooms.join(unit.connection, "circle", ref)
    webrooms.join(unit.connection, "other", "chloe")


async def build(database: Database) -> House:
    await database.write(furnish)
    hub, clock, links = Hub(), Clock(NOW), Links("a secret of the tests")
    core = StandIn(database, hub, clock.now)
    return House(web_app(core, hub, links, clock), core, database, links, clock)
