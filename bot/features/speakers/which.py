"""Which meeting the end of a speaker's line names: the next one, one by its number or its day."""

import re
from dataclasses import dataclass
from datetime import date

from bot.feature import Reading
from bot.when import Unclear, read_day

_SAID = r"(?:(?:for|at|on|to|during|voor|bij|op|tijdens) )?(?:(?:the|our|de|onze) )?"
_NEXT = (
    r"(?:next|following|upcoming|coming|volgende|eerstvolgende|komende)"
    r" (?:meeting|time|session|bijeenkomst|keer)"
)
_NUMBER = r"(?:meeting|bijeenkomst) (?P<number>\d{1,3})"
_DAY = r"(?:(?:meeting|bijeenkomst) (?:of|on|van|op) )?(?P<day>\d{1,2} [^\W\d]{3,}(?: \d{4})?)"
_MEETING = rf"{_SAID}(?:{_NEXT}|{_NUMBER}|{_DAY})[.!]?$"
_TAIL = re.compile(rf"(?:^|,? ){_MEETING}", re.IGNORECASE)
# At the end of a topic only what cannot be one: 'what we do next meeting' may well be.
_AFTER_TOPIC = re.compile(rf"(?:, | (?=for |at |voor |bij )){_MEETING}", re.IGNORECASE)
# A bare day there counts only when a meeting is on it.
_BARE_DAY = re.compile(rf",? \(?{_SAID}{_DAY}\)?[.!]?$", re.IGNORECASE)


@dataclass(frozen=True)
class Which:
    """A meeting by its number or its day; the next one where there is neither."""

    number: int = 0
    day: date | None = None


def split(reading: Reading, text: str) -> tuple[str, Which]:
    """Return a line without the meeting at its end, and that meeting.

    What stands there and is no day stays: it belongs to the name.
    """
    flat = " ".join(text.split())
    found = (_AFTER_TOPIC if ":" in flat else _TAIL).search(flat)
    if found is None:
        return text, Which()
    rest = flat[: found.start()]
    if found["number"]:
        return rest, Which(number=int(found["number"]))
    if not found["day"]:
        return rest, Which()
    there = _on(reading, found["day"])
    return (rest, there) if there else (text, Which())


def perhaps(reading: Reading, text: str) -> tuple[str, Which] | None:
    """Return a line without the bare day that ends its topic, and that day; None without one."""
    flat = " ".join(text.split())
    found = _BARE_DAY.search(flat) if ":" in flat else None
    there = _on(reading, found["day"]) if found else None
    return (flat[: found.start()], there) if found and there else None


def _on(reading: Reading, said: str) -> Which | None:
    """Return the meeting of a day as it is written, None for what is no day."""
    try:
        return Which(day=read_day(said, reading.now, reading.zone))
    except Unclear:
        return None
