"""What cards are drawn from is read once at a look, in each language that is spoken."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Connection

from bot.links import Links
from bot.registry import standard
from bot.texts import _, language, speaking
from bot.turn import Scene
from storage.database import Database, Unit

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


# Nothing is read from the database itself.
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_what_is_read_once_is_in_the_language_of_who_reads_it(database: Database) -> None:
    asked: list[str] = []

    def name(_connection: Connection) -> str:
        asked.append(language())
        return _("somebody who left")

    def look(unit: Unit) -> list[str]:
        scene, said = Scene(unit, NOW, 1, ZoneInfo("UTC"), Links("secret"), standard()), []
        for spoken in ("en", "nl", "en", "nl"):
            with speaking(spoken):
                said.append(scene.once(name))
        return said

    english, dutch = "somebody who left", "iemand die wegging"
    assert await database.read(look) == [english, dutch] * 2
    assert asked == ["en", "nl"]
