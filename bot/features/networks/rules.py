"""What people write about a network, read and checked: offsets, periods, quiet hours."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from bot.calendar.holidays_file import read_ics
from bot.calendar.offsets import offset_of
from bot.calendar.quiet import Period, Quiet
from bot.calendar.wallclock import to_local
from bot.cards import clean
from bot.errors import Refusal
from bot.feature import Reading
from bot.forms import Values, one
from bot.networkfile import BadFile, NetworkFile, read
from bot.texts import _
from bot.timetable.templates import OFF, TEMPLATES
from bot.when import Unclear, explain, read_clock, read_day

MOST_FAULTS = 8
LONGEST_NAME = 100
SEPARATORS = (" to ", " until ", " tot en met ", " t/m ", " tot ")
LESS = {"less", "fewer", "none", "stop", "minder", "geen"}
"""What somebody types after 'settings' who wants fewer messages, or none."""


@dataclass(frozen=True)
class Start:
    """What a new network begins with: a file, or a name, a template and a goal."""

    name: str = ""
    template: str = "monthly"
    goal: str = ""
    file: NetworkFile | None = None


@dataclass(frozen=True)
class QuietSettings:
    """Checked quiet hours and holidays."""

    start: time
    end: time
    weekends: bool
    country: str
    periods: tuple[Period, ...]


def read_start(reading: Reading, values: Values) -> Start:
    """Read the start form; a file, when there is one, says everything."""
    content = reading.attachment(one(values, "file"))
    if content is not None:
        return Start(file=_network_file(content, reading.lines))
    name = text(values, "name", 80)
    if not name:
        raise Refusal(_("Give the network a name; you can change it later."), "name")
    template = one(values, "template") or "monthly"
    if template not in TEMPLATES:
        raise Refusal(_("Choose one of the kinds in the list."), "template")
    return Start(name, template, text(values, "goal", 1000))


def _network_file(content: bytes, lines: tuple[str, ...]) -> NetworkFile:
    try:
        return read(content, known_lines=lines)
    except BadFile as bad:
        faults = [
            _("Line {line}: {text}", line=fault.line, text=fault.text)
            for fault in bad.faults[:MOST_FAULTS]
        ]
        raise Refusal("\n".join(faults), "file") from bad


def text(values: Values, name: str, longest: int) -> str:
    """Return a cleaned text; Refusal when it is too long."""
    found = clean(one(values, name))
    if len(found) > longest:
        raise Refusal(_("That is too long: {n} characters at most, please.", n=longest), name)
    return found


def read_quiet(reading: Reading, values: Values) -> QuietSettings:
    """Read the form of quiet hours and holidays."""
    start, end = _clock(values, "from"), _clock(values, "until")
    weekends = one(values, "weekends") == "yes"
    country = one(values, "country").upper()
    periods = _periods(reading, one(values, "periods"))
    content = reading.attachment(one(values, "file"))
    if content is not None:
        periods += _from_calendar(content, reading.zone)
    weekend_days = frozenset({5, 6}) if weekends else frozenset()
    try:
        quiet = Quiet.checked(start, end, weekend_days, country or None, None, periods)
    except ValueError as fault:
        raise Refusal(str(fault), "country") from fault
    _check_room_to_send(reading, quiet)
    return QuietSettings(start, end, weekends, country, tuple(dict.fromkeys(periods)))


def _check_room_to_send(reading: Reading, quiet: Quiet) -> None:
    """Refuse holidays after which nothing is allowed for over a year: nothing would ever go out."""
    now = to_local(reading.now, reading.zone)
    coming = (
        datetime.combine(one.first, time.min) for one in quiet.periods if one.last > now.date()
    )
    try:
        for moment in (now, *coming):
            quiet.next_allowed(moment)
    except (ValueError, OverflowError) as fault:
        text = _("These holidays leave no day for messages in over a year. Look at their years.")
        raise Refusal(text, "periods") from fault


def _clock(values: Values, name: str) -> time:
    try:
        return read_clock(one(values, name))
    except Unclear as unclear:
        raise Refusal(explain(unclear), name) from unclear


def _from_calendar(content: bytes, zone: ZoneInfo) -> tuple[Period, ...]:
    try:
        return tuple(read_ics(content, zone))
    except ValueError as fault:
        raise Refusal(str(fault), "file") from fault


def _periods(reading: Reading, written: str) -> tuple[Period, ...]:
    lines = [clean(line) for line in written.splitlines() if line.strip()]
    return tuple(_period(reading, line) for line in lines[:100])


def _period(reading: Reading, line: str) -> Period:
    first, rest = _cut(line)
    last, _space, name = rest.partition(" ")
    try:
        return Period(_day(reading, first), _day(reading, last), name.strip()[:LONGEST_NAME])
    except (Unclear, ValueError) as fault:
        raise Refusal(
            _(
                "I cannot read '{line}'. Write: 17-10-2026 to 25-10-2026 autumn break",
                line=line[:40],
            ),
            "periods",
        ) from fault


def _day(reading: Reading, written: str) -> date:
    # As the form writes them itself; what has passed stays, for the plan looks back as well.
    if re.fullmatch(r"[0-9]{2}-[0-9]{2}-[0-9]{4}", written):
        return datetime.strptime(written, "%d-%m-%Y").date()  # noqa: DTZ007 - a day has no zone
    return read_day(written, reading.now, reading.zone)


def _cut(line: str) -> tuple[str, str]:
    for separator in SEPARATORS:
        before, found, after = line.partition(separator)
        if found:
            return before.strip(), after.strip()
    return line, line


def written(periods: list[Period]) -> str:
    """Write holiday periods as the form reads them, a line each."""
    return "\n".join(
        f"{period.first:%d-%m-%Y} t/m {period.last:%d-%m-%Y} {period.name}".strip()
        for period in periods
    )


def read_lines(_reading: Reading, values: Values) -> dict[str, str]:
    """Read the timetable's form: line name → offset or 'off'."""
    return {name.replace("-", "."): _offset(name, one(values, name) or OFF) for name in values}


def offset_in_full(offset: str) -> str:
    """Write an offset as the form reads it, with its time of day: 'B-14d' is 'B-14d 09:00'."""
    return offset if offset == OFF else str(offset_of(offset))


def _offset(name: str, wish: str) -> str:
    if wish.casefold() in (OFF, "uit"):
        return OFF
    try:
        return str(offset_of(wish))
    except ValueError as fault:
        raise Refusal(str(fault), name) from fault
