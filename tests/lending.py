"""PostgreSQL databases that conversations borrow one after the other, emptied in between.

To empty one takes a millisecond, to make and to drop one seventy.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import LiteralString

import psycopg
from psycopg import sql

from tests.databases import Server

TIMES = 40
"""How often one is lent: what is deleted leaves its place behind in the files."""
OTHERS: LiteralString = """
    SELECT count(pg_terminate_backend(pid, 10000)) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
SHAPE: LiteralString = """
    SELECT string_agg(format('%s %s %s', relname, relkind, relnatts), ',' ORDER BY relname),
        (SELECT version_num FROM alembic_version)
    FROM pg_class WHERE relnamespace = 'public'::regnamespace
"""
TABLES: LiteralString = """
    SELECT relname FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relname <> 'alembic_version'
"""
FROM_ONE: LiteralString = "SELECT setval(oid::regclass, 1, false) FROM pg_class WHERE relkind = 'S'"


@dataclass
class Lent:
    """One database, with what drops it and how often it was lent."""

    url: str
    drop: ExitStack
    shape: object
    times: int = 0


@dataclass
class Lending:
    """The databases of one server that are lent; each borrower has one alone."""

    server: Server
    idle: list[Lent] = field(default_factory=list)

    @contextmanager
    def database(self) -> Iterator[str]:
        """Lend a database with all tables and no rows; another where one was left changed."""
        one = self.idle.pop() if self.idle else self._another()
        one.times += 1
        yield one.url
        if one.times < TIMES and _emptied(one):
            self.idle.append(one)
        else:
            one.drop.close()

    def _another(self) -> Lent:
        drop = ExitStack()
        url = drop.enter_context(self.server.database())
        with psycopg.connect(url) as connection:
            return Lent(url, drop, connection.execute(SHAPE).fetchone())


def _emptied(one: Lent) -> bool:
    """Delete all rows, and begin numbers anew; False when the tables are not what they were."""
    with psycopg.connect(one.url) as connection:
        connection.execute(OTHERS)  # where a test failed; who waits for it may be another test
        if connection.execute(SHAPE).fetchone() != one.shape:
            return False
        connection.execute("SET session_replication_role = replica")  # no key is looked after
        for (name,) in connection.execute(TABLES).fetchall():
            connection.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(name)))
        connection.execute(FROM_ONE)
    return True
