"""Christmas, Easter and the end of the school year, as the last day before them."""

import re
from collections.abc import Sequence
from datetime import date, timedelta

from dateutil.easter import easter

from bot.calendar.quiet import Period

NAMED = (
    r"(?:(?P<christmas>kerst(?:mis|dagen)?|christmas|x-?mas)|(?P<easter>pasen|easter)|"
    r"(?P<schoolyear>(?:end|einde?) (?:of|van) (?:the |this |het |dit |ons |our )?"
    r"(?:school ?year|schooljaar)|eind schooljaar))"
    # What is named after a feast is another day, or no day at all.
    r"(?!\w)(?![- ](?:holidays?|break|vacation|recess|school|vakantie|eve|day|week|weekend|tree|"
    r"party|dinner|lunch|show|play|concert|fair|market|cards?|service|morning|term|time|boom|"
    r"markt|diner|ontbijt|viering|feest|spel|pakket|kaart|kaarten|eggs?|bunny|sunday|monday|"
    r"maandag|zondag|and\b|or\b|en\b|of\b)(?!\w))"
)
DAY = timedelta(days=1)


def day_before(
    match: re.Match[str], periods: Sequence[Period], today: date, year: int | None
) -> date | None:
    """Return the last day before what a match of NAMED names; None when that is not known.

    Where the feast falls in a holiday period of the network, that is the last day before it.
    """
    if match["schoolyear"]:
        summer = re.compile("zomer|summer", re.IGNORECASE)
        summers = [one.first - DAY for one in periods if summer.search(one.name)]
        return _first([day for day in summers if year in (None, day.year)], today)
    years = (year,) if year else (today.year, today.year + 1)
    feasts = [date(one, 12, 25) if match["christmas"] else easter(one) for one in years]
    return _first([_before(feast, periods, today) for feast in feasts], today)


def _before(feast: date, periods: Sequence[Period], today: date) -> date:
    free = [one.first - DAY for one in periods if one.first <= feast <= one.last]
    return next((day for day in free if day >= today), feast - DAY)


def _first(days: Sequence[date], today: date) -> date | None:
    return min((day for day in days if day >= today), default=None)
