from sqlalchemy import text

from storage.database import Database


async def test_smoke(database: Database):
    assert await database.read(lambda u: u.connection.scalar(text("select 1"))) == 1
