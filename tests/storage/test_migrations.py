"""The steps of the tables' history: they lead to the models and lose nothing on the way."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import Connection, MetaData, inspect, select, text

from storage import migrate, polls, revision, waiting
from storage.database import Database
from storage.engines import address, make_engine
from storage.migrate import MigrationError
from tests.storage import probe

STEP = '''"""A step."""

import sqlalchemy as sa
from alembic import op

revision = "{number}"
down_revision = {before!r}


def upgrade() -> None:
    {what}
'''
FAMILY = """op.create_table("parent", sa.Column("id", sa.Integer, primary_key=True))
    op.create_table("child", sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("parent_id", sa.Integer,
            sa.ForeignKey("parent.id", name="fk_child_parent_id", ondelete="CASCADE")))
    op.execute("INSERT INTO parent VALUES (1)")
    op.execute("INSERT INTO child VALUES (1, 1)")"""
REBUILD = """with op.batch_alter_table("parent", recreate="auto") as batch:
        batch.alter_column("id", type_=sa.BigInteger())"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A history of its own, still without a step."""
    ignored = shutil.ignore_patterns("versions", "__pycache__")
    shutil.copytree(migrate.FOLDER, tmp_path / "steps", ignore=ignored)
    (tmp_path / "steps" / "versions").mkdir()
    return tmp_path / "steps"


def write_step(folder: Path, number: int, what: str) -> None:
    before = str(number - 1) if number > 1 else None
    step = STEP.format(number=number, before=before, what=what)
    (folder / "versions" / f"{number}.py").write_text(step)


@contextmanager
def connected(url: str) -> Iterator[Connection]:
    engine = make_engine(address(url))
    with engine.begin() as connection:
        yield connection
    engine.dispose()


def differences(url: str, metadata: MetaData) -> list[str]:
    with connected(url) as connection:
        return migrate.differences(connection, metadata)


def test_the_history_leads_to_the_models(empty_url: str, folder: Path) -> None:
    metadata = migrate.models()
    if migrate.head() is None:  # before the first step: the one that would be written
        migrate.revise("First", folder=folder)
    else:
        folder = migrate.FOLDER
    migrate.upgrade(empty_url, folder=folder)
    assert differences(empty_url, metadata) == []
    assert revision.current(empty_url) == revision.head(folder) == migrate.head(folder)


def test_a_step_is_written_from_the_models(empty_url: str, folder: Path) -> None:
    path = migrate.revise("Probe", folder=folder, metadata=probe.metadata)
    assert "from storage.types import Json, Moment, WallTime" in path.read_text()
    assert differences(empty_url, probe.metadata) != []
    migrate.upgrade(empty_url, folder=folder)
    assert differences(empty_url, probe.metadata) == []


def test_a_missing_file_has_no_revision_and_is_not_made(tmp_path: Path) -> None:
    assert revision.current(f"sqlite:///{tmp_path / 'none.db'}") is None
    assert not (tmp_path / "none.db").exists()


def test_upgrading_twice_changes_nothing(empty_url: str, folder: Path) -> None:
    write_step(folder, 1, FAMILY)
    migrate.upgrade(empty_url, folder=folder)
    migrate.upgrade(empty_url, folder=folder)
    assert revision.current(empty_url) == "1"


def test_replacing_a_parent_keeps_its_children(empty_url: str, folder: Path) -> None:
    write_step(folder, 1, FAMILY)
    migrate.upgrade(empty_url, folder=folder)
    write_step(folder, 2, REBUILD)
    migrate.upgrade(empty_url, folder=folder)
    with connected(empty_url) as connection:
        assert connection.scalar(text("SELECT count(*) FROM child")) == 1


def test_a_step_that_loses_a_parent_is_undone(empty_url: str, folder: Path) -> None:
    write_step(folder, 1, FAMILY)
    migrate.upgrade(empty_url, folder=folder)
    sqlite = empty_url.startswith("sqlite")
    # PostgreSQL refuses by itself what SQLite lets pass while its foreign keys are off.
    lose = "DELETE FROM parent" if sqlite else "INSERT INTO child VALUES (2, 404)"
    write_step(folder, 2, f'op.execute("{lose}")')
    with pytest.raises(MigrationError if sqlite else Exception):
        migrate.upgrade(empty_url, folder=folder)
    assert revision.current(empty_url) == "1"
    with connected(empty_url) as connection:
        assert connection.scalar(text("SELECT count(*) FROM parent")) == 1


ROWS: tuple[str, ...] = (
    (
        "INSERT INTO network (id, name, goal, agreements, language, zone, template, quiet_from, "
        "quiet_until, quiet_weekends, country, region) VALUES (1, 'Circle', '', '', 'en', "
        "'Europe/Amsterdam', 'monthly', '18:00:00', '08:00:00', true, 'NL', '')"
    ),
    "INSERT INTO person (id, name, language, zone) VALUES (1, 'Vera', 'en', 'Europe/Amsterdam')",
    (
        "INSERT INTO membership (id, network_id, person_id, role, less, joined_at) VALUES "
        "(1, 1, 1, 'facilitator', 'all', '2026-03-02 09:00:00')"
    ),
    "INSERT INTO preparing (network_id, number) VALUES (1, 2)",
)


MORE = (
    (
        "INSERT INTO meeting (id, network_id, number, title, begins, ends, place, bring, state, "
        "sequence, announced_at) VALUES (1, 1, 1, 'Reading', '2026-04-30 14:00:00', "
        "'2026-04-30 17:00:00', 'De Linde', '', 'planned', 0, '2026-03-02T09:00:00.000000+00:00')"
    ),
    (
        "INSERT INTO poll (id, network_id, person_id, question, options, many, state, opens, "
        "closes, closes_at, rule) VALUES "
        "(1, 1, 1, 'Lunch?', '[\"Soup\", \"Bread\"]', false, 'open', "
        "'2026-03-02 10:00:00', '2026-03-09 10:00:00', '2026-03-09T09:00:00.000000+00:00', '')"
    ),
    "INSERT INTO pollvote (poll_id, person_id, option) VALUES (1, 1, 1)",
    (
        "INSERT INTO delivery (id, key, network_id, to_kind, to_id, platform, tenant, room, "
        '"user", lane, language, refs, why, urgent, place, due_at, state, attempt, owner, '
        "external_ref, last_error, wanted_rev, shown_rev, edit_at) VALUES "
        "('00000000000000000000000000000007', 'k', 1, 'room', 1, 'web', 'local', 'circle', '', "
        "'circle', 'en', '[[\"polls.poll\", [1]]]', '', false, 1, "
        "'2026-03-02T09:00:00.000000+00:00', 'pending', 0, '', '', '', 1, 0, "
        "'2026-03-02T09:00:00.000000+00:00')"
    ),
)
"""What else the first revision could hold; both kinds of database read the same words."""


GONE = {"delivery": {"key"}}
"""The columns that a later revision took out: all it held stands in another."""


def released() -> list[str]:
    """Return every revision there is, the first first."""
    before = revision.steps()
    ordered: list[str] = []
    at = revision.head()
    while at is not None:
        ordered.insert(0, at)
        at = before[at]
    return ordered


@pytest.mark.slow
@pytest.mark.parametrize("at", released())
def test_rows_of_every_released_revision_go_on_as_they_were(empty_url: str, at: str) -> None:
    migrate.upgrade(empty_url, to=released()[0])
    with connected(empty_url) as connection:
        for row in (*ROWS, *MORE):
            connection.exec_driver_sql(row)
    migrate.upgrade(empty_url, to=at)
    assert revision.current(empty_url) == at
    before = everything(empty_url)
    migrate.upgrade(empty_url)
    after = everything(empty_url)
    assert differences(empty_url, migrate.models()) == []
    for table, found in before.items():
        kept = [{name: row[name] for name in row.keys() - GONE.get(table, set())} for row in found]
        assert [{**one, **row} for one, row in zip(after[table], kept, strict=True)] == after[table]
    read = Database.open(empty_url)
    try:
        kept = read.read_now(lambda unit: unit.connection.execute(select(polls.Poll)).one())
        due = read.read_now(lambda unit: waiting.ready(unit.connection, kept.closes_at))
        assert kept.options == ["Soup", "Bread"]
        assert [one.id for one in due] == [UUID(int=7)]
    finally:
        read.close_now()


def everything(url: str) -> dict[str, list[dict[str, object]]]:
    """Return all rows of all tables as the database itself tells them."""
    with connected(url) as connection:
        names = set(inspect(connection).get_table_names()) - {"alembic_version"}
        return {name: rows_of(connection, name) for name in sorted(names)}


def rows_of(connection: Connection, name: str) -> list[dict[str, object]]:
    found = connection.execute(text(f'SELECT * FROM "{name}"'))  # noqa: S608 - a name of ours
    return [dict(row) for row in found.mappings()]


def test_networks_of_the_first_revision_go_on_as_they_were(empty_url: str, folder: Path) -> None:
    first = next((migrate.FOLDER / "versions").glob("b720cab173eb_*.py"))
    shutil.copy(first, folder / "versions")
    migrate.upgrade(empty_url, folder=folder)
    with connected(empty_url) as connection:
        for row in ROWS:
            connection.execute(text(row))
    migrate.upgrade(empty_url)
    with connected(empty_url) as connection:
        kept = connection.execute(text("SELECT name, rotates FROM network")).all()
        assert [(name, bool(rotates)) for name, rotates in kept] == [("Circle", False)]
        for table in ("membership", "preparing"):
            assert connection.scalar(text(f"SELECT count(*) FROM {table}")) == 1  # noqa: S608 - a name of ours
