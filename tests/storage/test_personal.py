"""The list of what is kept about people is whole: every table and column is declared."""

import pytest
from sqlalchemy import JSON, LargeBinary, String, Table
from sqlalchemy.types import TypeDecorator

from bot.features.privacy import words
from storage import migrate
from storage.impersonal import IMPERSONAL
from storage.personal import KEPT, KINDS
from storage.types import Json

TABLES = {rows.name: rows for rows in migrate.models().sorted_tables}
every_table = pytest.mark.parametrize("rows", TABLES.values(), ids=TABLES.keys())


def declared(rows: Table) -> set[str]:
    mine = [one for one in KEPT if one.table is rows]
    return {name for one in mine for name in (*one.refers, *one.texts, *one.codes)}


def names_a_person(rows: Table) -> set[str]:
    return {key.parent.name for key in rows.foreign_keys if key.column.table.name == "person"}


def holds_text(rows: Table) -> set[str]:
    kinds = (String, JSON, LargeBinary, Json)
    return {
        column.name
        for column in rows.columns
        if isinstance(column.type, kinds)
        and (not isinstance(column.type, TypeDecorator) or isinstance(column.type, Json))
    } | {column.name for column in rows.columns if type(column.type).__name__ == "AutoString"}


@every_table
def test_every_table_is_declared(rows: Table) -> None:
    assert (rows.name in IMPERSONAL) != any(one.table is rows for one in KEPT)


@every_table
def test_every_column_that_names_a_person_is_declared(rows: Table) -> None:
    named = names_a_person(rows)
    assert not (named and rows.name in IMPERSONAL)
    listed = {name for one in KEPT if one.table is rows for name in one.refers}
    assert named <= listed


@every_table
def test_every_text_of_a_table_about_people_is_declared(rows: Table) -> None:
    if rows.name not in IMPERSONAL:
        assert holds_text(rows) <= declared(rows)


def test_a_new_column_would_be_seen() -> None:
    rows = TABLES["pollvote"]
    assert names_a_person(rows) == {"person_id"}
    assert holds_text(TABLES["question"]) == {"text"}
    assert "lines" in holds_text(TABLES["meetingyield"])


def test_what_is_declared_exists_and_has_words() -> None:
    for one in KEPT:
        assert {*one.refers, *one.texts, *one.codes, *one.export} <= set(one.table.c.keys())
        assert set(one.export) <= set(words.labels())
    assert set(KINDS) == set(words.titles()) == set(words.seen_by()) == set(words.kept_for())
