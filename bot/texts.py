"""Texts for people: English beside its use, other languages from the catalogues."""

import gettext
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from babel.dates import format_date, format_time

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog

LANGUAGES = ("en", "nl")
CATALOGUES = Path(__file__).resolve().parent / "locale"
_language: ContextVar[str] = ContextVar("language", default="en")


def read_catalogue(language: str) -> "Catalog":
    """Merge the .po files of one language, a file a slice; English has none and is empty."""
    # Not needed before the first text, when Kring has started.
    from babel.messages.catalog import Catalog
    from babel.messages.pofile import read_po

    merged = Catalog(language)
    for path in sorted((CATALOGUES / language).glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale=language):
                merged[message.id] = message
    return merged


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    from babel.messages.mofile import write_mo

    # Compiled in memory at first use, so that no build step can be forgotten.
    compiled = BytesIO()
    write_mo(compiled, read_catalogue(language))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def language() -> str:
    """Return the language texts are now written in: one of LANGUAGES."""
    return _language.get()


@contextmanager
def speaking(wanted: str) -> Iterator[None]:
    """Write the texts inside this block in the wanted language, or English if unknown."""
    token = _language.set(wanted if wanted in LANGUAGES else "en")
    try:
        yield
    finally:
        _language.reset(token)


def _(message: str, /, **values: object) -> str:
    """Translate an English text and fill in its {named} places."""
    text = _catalogue(language()).gettext(message)
    return text.format(**values) if values else text


def n_(one: str, many: str, number: int, /, **values: object) -> str:
    """Translate a text that depends on a number; {n} is filled with that number."""
    return _catalogue(language()).ngettext(one, many, number).format(n=number, **values)


def long_date(day: date) -> str:
    """Write a day in full with weekday and year: 'Thursday 12 March 2026'."""
    return format_date(day, "EEEE d MMMM y", locale=language())


def short_date(day: date) -> str:
    """Write a day briefly with its weekday: 'Thu 12 March'."""
    return format_date(day, "EEE d MMMM", locale=language())


def brief_date(day: date) -> str:
    """Write a day briefly with its year: '12 Mar 2026'."""
    return format_date(day, "d MMM y", locale=language())


def clock_time(local: datetime) -> str:
    """Write the hour and minutes of a local moment: '09:30'."""
    return format_time(local, "HH:mm", locale=language())


def long_moment(local: datetime) -> str:
    """Write a local moment in full: 'Thursday 12 March 2026, 09:30'."""
    return f"{long_date(local.date())}, {clock_time(local)}"


def listed(names: list[str]) -> str:
    """Join names as people do: 'Anna, Bram and Carla'."""
    if len(names) < 2:
        return "".join(names)
    return _("{names} and {last}", names=", ".join(names[:-1]), last=names[-1])
