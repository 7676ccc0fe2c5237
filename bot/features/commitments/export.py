"""Commitments as files: CSV and XLSX, in which no cell can be a formula."""

import csv
import re
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO, StringIO

from xlsxwriter import Workbook

from bot.calendar.wallclock import to_local
from bot.cards import with_names
from bot.features.commitments import views
from bot.features.commitments.model import Item
from bot.features.commitments.wording import by_when, by_whom, seen_by
from bot.texts import _, speaking
from bot.timetable.load import load_view
from storage.database import Unit

FORMULA = ("=", "+", "-", "@", "\t", "\r")
_BEGINS_ANEW = re.compile(r"([;\t\r\n][\s\"]*)(?=[=+\-@])")
MIMES = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
Rows = list[list[str]]


@dataclass(frozen=True)
class File:
    """A list as a file."""

    name: str
    mime: str
    content: bytes


def list_file(unit: Unit, network: int, extra: str, now: datetime) -> File | None:
    """Write what a link's `extra` ('person:mine:csv') names, as things stand now (UTC).

    None when the person is not in the network any more, or the link names nothing.
    """
    person, _colon, rest = extra.partition(":")
    which, _colon, kind = rest.partition(":")
    if not person.isdecimal() or kind not in MIMES:
        return None
    try:
        view = load_view(unit.connection, network)
    except LookupError:
        return None
    member = next((one for one in view.present if one.id == int(person)), None)
    if member is None:
        return None
    reader = views.Reader(member.id, view, to_local(now, view.zone))
    names = {one.id: one.name for one in view.members}
    with speaking(member.language):
        rows = _mine(unit, reader) if which == "mine" else _group(unit, reader)
        named = [[with_names(cell, lambda one: names.get(one, "")) for cell in row] for row in rows]
        write = csv_file if kind == "csv" else xlsx_file
        return File(f"{_('commitments')}.{kind}", MIMES[kind], write(named))


def _mine(unit: Unit, reader: views.Reader) -> Rows:
    head = [_("What"), _("If"), _("Because"), _("Who"), _("By when"), _("Who sees it"), _("State")]
    states = {"open": _("Open"), "done": _("Done"), "let_go": _("Let go")}
    return [
        head,
        *(
            [*_said(item), by_whom(item), by_when(item), seen_by(item), states[item.state]]
            for item in views.mine(unit.connection, reader)
        ),
    ]


def _group(unit: Unit, reader: views.Reader) -> Rows:
    head = [_("What"), _("If"), _("Because"), _("Who"), _("By when"), _("State")]
    states = {"open": _("Open"), "done": _("Done")}
    rows = [head]
    for item in views.of_group(unit.connection, reader):
        when = by_when(item) if item.state == "open" else ""
        rows.append([*_said(item), by_whom(item), when, states[item.state]])
    return rows


def _said(item: Item) -> list[str]:
    return [item.text, item.trigger, item.because]


def safe(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def guarded(cell: str) -> str:
    """Return a CSV cell that is safe too where a spreadsheet ends cells at ';', tabs and lines.

    Many in Europe do so whatever the file says, and then what follows is a cell of its own.
    """
    return _BEGINS_ANEW.sub(r"\1'", safe(cell))


def csv_file(rows: Rows) -> bytes:
    """Write rows as CSV, marked as UTF-8 for spreadsheets."""
    written = StringIO()
    csv.writer(written).writerows([guarded(cell) for cell in row] for row in rows)
    return written.getvalue().encode("utf-8-sig")


def xlsx_file(rows: Rows) -> bytes:
    """Write rows as a sheet of texts, the first in bold."""
    written = BytesIO()
    with Workbook(written, {"in_memory": True}) as book:
        sheet, bold = book.add_worksheet(), book.add_format({"bold": True})
        for at, row in enumerate(rows):
            for column, cell in enumerate(row):
                sheet.write_string(at, column, safe(cell), bold if at == 0 else None)
        sheet.set_column(0, len(rows[0]) - 1, 28)
    return written.getvalue()
