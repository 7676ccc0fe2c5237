"""What somebody takes along: all that is theirs, as a page to read and as JSON."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from html import escape
from typing import Any
from zoneinfo import ZoneInfo

from bot.calendar.wallclock import to_local
from bot.features.privacy import words
from bot.links import Links
from bot.sheets import File
from bot.texts import _, language, long_moment, speaking
from storage import mine, networks
from storage.database import Unit
from storage.mine import Mine
from storage.people import Person

HTML, JSON = "html", "json"
KIND = "privacy"
VALID = timedelta(hours=1)
_CODED = {"answer", "less", "role", "state", "turn", "visible", "what"}
_MIMES = {HTML: "text/html", JSON: "application/json"}
_STYLE = (
    "body{font:16px/1.5 sans-serif;max-width:60em;margin:2em auto;padding:0 1em}"
    "table{border-collapse:collapse;width:100%}"
    "th,td{border:1px solid #999;padding:.3em .5em;text-align:left;vertical-align:top;"
    "white-space:pre-wrap;overflow-wrap:anywhere}"
)


class Expired(Exception):  # noqa: N818 - it is answered kindly
    """A link that was good once; its person can ask for a new one."""


def link_to(links: Links, person: int, kind: str, now: datetime) -> str:
    """Return the address of somebody's own export, good for an hour from now (UTC)."""
    until = int((now + VALID).timestamp())
    return links.to(KIND, person, f"{kind}:{until}")


def own_file(unit: Unit, person: int, extra: str, now: datetime) -> File | None:
    """Write what a link's `extra` ('html:until') asks; None when nothing is kept any more.

    Raises Expired when the link's hour has passed.
    """
    kind, _colon, until = extra.partition(":")
    if kind not in _MIMES or not until.isdecimal():
        return None
    if now >= datetime.fromtimestamp(int(until), UTC):
        raise Expired
    who = unit.session.get(Person, person)
    if who is None or not who.name:
        return None
    with speaking(who.language):
        return _written(unit, who, kind, now)


def _written(unit: Unit, who: Person, kind: str, now: datetime) -> File:
    rows = list(mine.rows(unit.connection, who.id or 0))
    places = _networks(unit, {row.network for row in rows if row.network})
    given = [_Row(row, places, who.zone) for row in rows]
    text = _page(who, given, now) if kind == HTML else _json(who, given, now)
    return File(f"kring-{_('my-data')}.{kind}", _MIMES[kind], text.encode())


def _networks(unit: Unit, ids: set[int]) -> dict[int, tuple[str, str]]:
    found = (networks.get(unit.session, number) for number in sorted(ids))
    return {row.id or 0: (row.name, row.zone) for row in found}


@dataclass(frozen=True)
class _Row:
    """A row with the names and zones of networks, to be written down."""

    row: Mine
    places: dict[int, tuple[str, str]]
    own_zone: str

    def plain(self) -> dict[str, Any]:
        """Return what goes into JSON."""
        place: dict[str, Any] = {}
        if self.row.network:
            place["network"] = self.places[self.row.network][0]
        if self.row.begins:
            place["meeting"] = self.row.begins
        values = {name: _told(name, value) for name, value in self.row.values.items()}
        return {**place, **values}

    def read(self) -> dict[str, str]:
        """Return what stands in the page, in the reader's language and the network's zone."""
        known = self.places.get(self.row.network or 0)
        zone = ZoneInfo(known[1] if known else self.own_zone)
        codes = words.codes()
        return {
            name: codes.get(value, value) if name in _CODED else _words(value, zone)
            for name, value in self.plain().items()
        }


def _told(name: str, value: Any) -> Any:
    match name:
        case "option":  # counted from 0 in the database, and by people from 1
            return value + 1
        case "questions":
            return [" / ".join((one["text"], *one["options"])) for one in value]
        case _:
            return value


def _words(value: Any, zone: ZoneInfo) -> str:
    match value:
        case None | "":
            return ""
        case bool():
            return _("yes") if value else _("no")
        case datetime():
            return long_moment(to_local(value, zone) if value.tzinfo else value)
        case dict():
            names = words.told()
            return " · ".join(f"{names.get(name, name)}: {said}" for name, said in value.items())
        case list():
            return " · ".join(str(each) for each in value)
        case _:
            return str(value)


def _json(who: Person, rows: list[_Row], now: datetime) -> str:
    kinds: dict[str, dict[str, list[dict[str, Any]]]] = {}
    for one in rows:
        kinds.setdefault(one.row.kind, {}).setdefault(one.row.table, []).append(one.plain())
    told = {"name": who.name, "written_at": now, "kept": kinds}
    return json.dumps(told, ensure_ascii=False, indent=2, default=datetime.isoformat) + "\n"


def _page(who: Person, rows: list[_Row], now: datetime) -> str:
    title = _("What Kring keeps about {name}", name=who.name)
    day = long_moment(to_local(now, ZoneInfo(who.zone)))
    intro = _("Written on {day}. It holds only what is yours.", day=day)
    parts = "".join(_parts(rows))
    return (
        f'<!doctype html>\n<html lang="{language()}"><head><meta charset="utf-8">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head>\n"
        f"<body><h1>{escape(title)}</h1>\n<p>{escape(intro)}</p>\n{parts}</body></html>\n"
    )


def _parts(rows: list[_Row]) -> Iterator[str]:
    for kind, name in words.titles().items():
        tables = dict.fromkeys(one.row.table for one in rows if one.row.kind == kind)
        if not tables:
            continue
        yield f"<h2>{escape(name)}</h2>\n"
        for table in tables:
            yield _table([one for one in rows if one.row.kind == kind and one.row.table == table])


def _table(rows: list[_Row]) -> str:
    read = [one.read() for one in rows]
    columns = list(dict.fromkeys(name for one in read for name in one))
    shown = words.labels()
    head = "".join(f"<th>{escape(shown[name])}</th>" for name in columns)
    lines = "".join(
        "<tr>" + "".join(f"<td>{escape(one.get(name, ''))}</td>" for name in columns) + "</tr>\n"
        for one in read
    )
    return f"<table><tr>{head}</tr>\n{lines}</table>\n"
