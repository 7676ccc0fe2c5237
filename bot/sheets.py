"""Rows as files: CSV and XLSX, in which no cell can be a formula."""

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO, StringIO

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a cell may not begin with; some spreadsheets take the wide signs for the narrow ones."""

_BEGINS_ANEW = re.compile(r"([;\t\r\n][\s\"]*)(?=[=+\-@＝＋－＠])")
MIMES = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
Cell = str | int | float
Rows = Sequence[Sequence[Cell]]
"""The first row names the columns."""


@dataclass(frozen=True)
class File:
    """Something written, as a file to save."""

    name: str
    mime: str
    content: bytes


def sheet(name: str, kind: str, rows: Rows) -> File:
    """Write rows as a file of this kind, one of MIMES; the name is without its ending."""
    write = csv_file if kind == "csv" else xlsx_file
    return File(f"{name}.{kind}", MIMES[kind], write(rows))


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
    csv.writer(written).writerows([guarded(str(cell)) for cell in row] for row in rows)
    return written.getvalue().encode("utf-8-sig")


def xlsx_file(rows: Rows) -> bytes:
    """Write rows as a sheet of texts and numbers, the first in bold."""
    written = BytesIO()
    from xlsxwriter import Workbook  # it is seldom asked for, and takes memory

    with Workbook(written, {"in_memory": True}) as book:
        page, bold = book.add_worksheet(), book.add_format({"bold": True})
        for at, row in enumerate(rows):
            for column, cell in enumerate(row):
                if isinstance(cell, str):
                    page.write_string(at, column, safe(cell), bold if at == 0 else None)
                else:
                    page.write_number(at, column, cell)
        page.set_column(0, len(rows[0]) - 1, 28)
    return written.getvalue()
