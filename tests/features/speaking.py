"""Ready-made conversations about a guest speaker."""

from datetime import datetime

from sqlmodel import Session, SQLModel, select

from storage.database import Database, Unit
from storage.networks import LineSetting
from tests.conversation import Conversation, Somebody

BEGINS = datetime(2026, 3, 26, 14, 0)  # noqa: DTZ001 - a wall-clock time
"""Thursday 26 March 2026: its card goes out on 12 March, its list before the 24th."""

SPEAKER = "speaker Marit de Wit, De Linde: data in the classroom"


OTHERS = ("come.ask", "come.ask_room", "come.unsaid")
OTHERS += ("meetings.warning", "meetings.practical", "meetings.after", "evaluations.open")


async def a_network(database: Database, **more: object) -> tuple[Conversation, list[Somebody]]:
    """Give a network in which only guest speakers are talked about."""
    chat = await Conversation.open(database)
    people = await chat.network(**more)

    def work(unit: Unit) -> None:
        for line in OTHERS:
            unit.session.add(LineSetting(network_id=chat.network_id, line=line, offset="off"))

    await database.write(work)
    return chat, people


async def with_speaker(
    database: Database, *, language: str = "en", members: int = 3, posted: bool = True
) -> tuple[Conversation, list[Somebody]]:
    """Give a network with a meeting, a speaker and perhaps her card in the room."""
    names = ("Anna", "Bram", "Carla", *(f"Member {number}" for number in range(4, members + 1)))
    chat, people = await a_network(database, members=names[:members], language=language)
    await chat.meeting(BEGINS)
    await people[0].says(SPEAKER)
    if posted:
        await chat.advance(days=11)
    return chat, people


async def rows(chat: Conversation, model: type[SQLModel]) -> list[SQLModel]:
    """Return all rows of a table."""

    def work(unit: Unit) -> list[SQLModel]:
        session: Session = unit.session
        return list(session.exec(select(model)))

    return await chat.database.read(work)


async def change(chat: Conversation, model: type[SQLModel], number: int, **values: object) -> None:
    """Change a row behind Kring's back, as another slice would."""

    def work(unit: Unit) -> None:
        row = unit.session.get(model, number)
        for name, value in values.items():
            setattr(row, name, value)
        unit.session.add(row)

    await chat.database.write(work)
