"""Two small tables of the tests' own, and pieces of work on them."""

from collections.abc import Callable

from sqlalchemy import Column, ForeignKey, Integer, MetaData, String, Table, insert, select, update

from storage.types import Json, Moment, WallTime
from storage.unit import Unit

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    }
)
counter = Table(
    "probe_counter",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("n", Integer, nullable=False),
)
note = Table(
    "probe_note",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("text", String, nullable=False, unique=True),
    # Looked at when the transaction ends, so that it is the COMMIT that fails.
    Column("counter_id", ForeignKey("probe_counter.id", deferrable=True, initially="DEFERRED")),
    Column("at", Moment),
    Column("local", WallTime),
    Column("extra", Json),
)


def make(unit: Unit) -> None:
    metadata.create_all(unit.connection)
    unit.connection.execute(insert(counter).values(id=1, n=0))


def add(text: str, **values: object) -> Callable[[Unit], str]:
    def work(unit: Unit) -> str:
        unit.connection.execute(insert(note).values(text=text, **values))
        return text

    return work


def notes(unit: Unit) -> list[str]:
    return list(unit.connection.scalars(select(note.c.text).order_by(note.c.text)))


def count_one_more(unit: Unit) -> int:
    """Read, add in Python, write: what loses updates where transactions are not what they say."""
    n = unit.connection.scalar(select(counter.c.n).where(counter.c.id == 1)) or 0
    unit.connection.execute(update(counter).where(counter.c.id == 1).values(n=n + 1))
    return n + 1


def counted(unit: Unit) -> int | None:
    return unit.connection.scalar(select(counter.c.n))
