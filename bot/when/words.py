"""The words of dates in English and Dutch, and the pattern fragments made of them."""

import re
from collections.abc import Iterable

from bot.when.pieces import PartName

WEEKDAYS = {
    word: number
    for number, words in enumerate(
        (
            "monday maandag",
            "tuesday dinsdag",
            "wednesday woensdag",
            "thursday donderdag",
            "friday vrijdag",
            "saturday zaterdag",
            "sunday zondag",
        )
    )
    for word in words.split()
}
SHORT_WEEKDAYS = {
    word: number
    for number, words in enumerate(
        (
            "mon ma",
            "tue tues di",
            "wed weds wo woe",
            "thu thur thurs do don",
            "fri vr vrij",
            "sat za zat",
            "sun zo zon",
        )
    )
    for word in words.split()
}
PLURAL_WEEKDAYS = {
    f"{word}{ending}": number
    for word, number in WEEKDAYS.items()
    for ending in (("s", "en") if word.endswith("dag") else ("s",))
}
MONTHS = {
    word: number
    for number, words in enumerate(
        (
            "january januari jan",
            "february februari feb",
            "march maart mar mrt",
            "april apr",
            "may mei",
            "june juni jun",
            "july juli jul",
            "august augustus aug",
            "september sept sep",
            "october oktober oct okt",
            "november nov",
            "december dec",
        ),
        start=1,
    )
    for word in words.split()
}


def spelt(words: str) -> list[str]:
    """Split a row of words."""
    return words.split()


_ENGLISH = spelt(
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen twenty"
)
_DUTCH = spelt(
    "een twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien "
    "zestien zeventien achttien negentien twintig"
)
_ENGLISH_NTH = spelt(
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth "
    "thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
)
_DUTCH_NTH = spelt(
    "eerste tweede derde vierde vijfde zesde zevende achtste negende tiende elfde twaalfde "
    "dertiende veertiende vijftiende zestiende zeventiende achttiende negentiende twintigste"
)


def _dutch_tens(ten: str, start: int) -> dict[str, int]:
    joints = (("ën" if unit.endswith("e") else "en") for unit in _DUTCH[:9])
    # Accents are taken off before reading, so 'tweeëntwintig' arrives as 'tweeentwintig'.
    joined = (f"{u}{j}{ten}".replace("ë", "e") for u, j in zip(_DUTCH, joints, strict=False))
    return {word: start + n for n, word in enumerate(joined, start=1)}


def _cardinals() -> dict[str, int]:
    words = {word: n for names in (_ENGLISH, _DUTCH) for n, word in enumerate(names, start=1)}
    words |= {"thirty": 30, "dertig": 30, "forty": 40, "veertig": 40, "fifty": 50, "vijftig": 50}
    words |= _dutch_tens("twintig", 20) | _dutch_tens("dertig", 30)
    for ten, start in (("twenty", 20), ("thirty", 30)):
        for n, unit in enumerate(_ENGLISH[:9], start=1):
            words |= {f"{ten} {unit}": start + n, f"{ten}-{unit}": start + n}
    return words


def _ordinals() -> dict[str, int]:
    pairs = (_ENGLISH_NTH, _DUTCH_NTH)
    words = {word: n for names in pairs for n, word in enumerate(names, start=1)}
    words |= {"thirtieth": 30, "dertigste": 30}
    dutch = _dutch_tens("twintig", 20) | _dutch_tens("dertig", 30)
    words |= {f"{word}ste": n for word, n in dutch.items()}
    for ten, start in (("twenty", 20), ("thirty", 30)):
        for n, unit in enumerate(_ENGLISH_NTH[:9], start=1):
            words |= {f"{ten} {unit}": start + n, f"{ten}-{unit}": start + n}
    return words


CARDINALS = _cardinals()
ORDINALS = _ordinals()
LAST = {"last": -1, "laatste": -1}
UNITS = {
    "day": "days",
    "days": "days",
    "dag": "days",
    "dagen": "days",
    "week": "weeks",
    "weeks": "weeks",
    "weken": "weeks",
    "month": "months",
    "months": "months",
    "maand": "months",
    "maanden": "months",
    "year": "years",
    "years": "years",
    "jaar": "years",
}
PARTS: dict[str, PartName] = {
    "morning": "morning",
    "ochtend": "morning",
    "morgen": "morning",
    "voormiddag": "morning",
    "afternoon": "afternoon",
    "middag": "afternoon",
    "namiddag": "afternoon",
    "evening": "evening",
    "avond": "evening",
    "night": "night",
    "nacht": "night",
}


def one_of(words: Iterable[str]) -> str:
    """Make a pattern that matches any of the words, the longest first."""
    return "|".join(re.escape(word) for word in sorted(words, key=lambda w: (-len(w), w)))


FULL_DAY = f"(?:{one_of(WEEKDAYS)})"
ANY_DAY = f"(?:{one_of(WEEKDAYS | SHORT_WEEKDAYS)})"
PLURAL_DAY = f"(?:{one_of(PLURAL_WEEKDAYS)})"
MONTH = f"(?:{one_of(MONTHS)})"
NUMBER = rf"(?:\d{{1,3}}|an?|{one_of(CARDINALS)})"
HOUR = rf"(?:\d{{1,2}}|{one_of(w for w, n in CARDINALS.items() if n <= 12)})"
DIGIT_NTH = r"(?:\d{1,2}(?:ste|st|nd|rd|th|de|e))"
NTH = rf"(?:{DIGIT_NTH}|{one_of(ORDINALS)})"
PART = f"(?:{one_of(PARTS)})"
YEAR = r"(?:[12]\d{3})"


def number(word: str) -> int:
    """Read a cardinal or ordinal, in digits ('12', '12e') or in words; 'a' is one."""
    if word in ("a", "an"):
        return 1
    digits = re.match(r"\d+", word, re.ASCII)
    return int(digits.group()) if digits else (CARDINALS | ORDINALS | LAST)[word]


def weekday(word: str) -> int:
    """Read a weekday's name, short, whole or plural: Monday is 0."""
    return (WEEKDAYS | SHORT_WEEKDAYS | PLURAL_WEEKDAYS)[word]
