"""Between wall-clock times (naive, with a zone) and moments (aware, in UTC)."""

from datetime import UTC, datetime
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from bot.texts import _


def to_utc(local: datetime, zone: ZoneInfo) -> datetime:
    """Return the UTC moment at which clocks in the zone show this naive local time.

    A time that does not exist moves forward by the length of the gap; one that exists twice is
    the first. Raises ValueError for an aware time.
    """
    if local.tzinfo is not None:
        raise ValueError("a wall-clock time carries no zone of its own")
    # With fold=0 zoneinfo reckons with the offset from before the change (PEP 495): that is both
    # the first of two equal times and, in a gap, a step forward by exactly its length.
    return local.replace(tzinfo=zone, fold=0).astimezone(UTC)


def to_local(moment: datetime, zone: ZoneInfo) -> datetime:
    """Return the naive local time that clocks in the zone show at an aware moment.

    Raises ValueError for a naive moment.
    """
    if moment.tzinfo is None:
        raise ValueError("a moment needs a zone")
    return moment.astimezone(zone).replace(tzinfo=None, fold=0)


@cache
def _names() -> dict[str, str]:
    return {name.casefold(): name for name in available_timezones()}


def zone_named(text: str) -> ZoneInfo:
    """Return the time zone of an IANA name in any case, such as Europe/Amsterdam.

    Raises ValueError, with a text for people, for a name that is not in the zone data.
    """
    name = _names().get(text.strip().casefold())
    if name is None:
        raise ValueError(
            _(
                "I do not know the time zone “{name}”. Write a name such as Europe/Amsterdam.",
                name=text.strip()[:40],
            )
        )
    return ZoneInfo(name)
