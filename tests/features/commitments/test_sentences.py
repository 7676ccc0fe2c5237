"""Commitments in plain words: a hundred sentences read right or asked back, none wrong."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.calendar.quiet import Period
from bot.features.commitments.sentence import Circle, Sentence, Unsure, read
from bot.texts import LANGUAGES, speaking
from tests.features.commitments.attacks import ATTACKS
from tests.features.commitments.everyday import MORE_DUTCH, MORE_ENGLISH
from tests.features.commitments.fresh import NEW_DUTCH, NEW_ENGLISH
from tests.features.commitments.sentences import DUTCH, ENGLISH, MEETING, SENTENCES

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
ZONE = ZoneInfo("Europe/Amsterdam")
NAMES = {1: "Vera Smit", 2: "Anna de Wit", 3: "Karim", 4: "Bram de Vries", 5: "Bram Smit"}
PERIODS = (
    Period(date(2026, 4, 25), date(2026, 5, 3), "Meivakantie"),
    Period(date(2026, 7, 4), date(2026, 8, 16), "Zomervakantie"),
    Period(date(2026, 10, 17), date(2026, 10, 25), "Herfstvakantie"),
    Period(date(2026, 12, 19), date(2027, 1, 3), "Kerstvakantie"),
)
CIRCLE = Circle(1, tuple(NAMES.items()), ("De Brug", "De Linde"), "De Brug", PERIODS)


def by_when(said: Sentence) -> str:
    if said.meeting:
        return MEETING
    return f"{said.at:%d %b %Y %H:%M}" if said.at else f"{said.day:%d %b %Y}"


def owners(said: Sentence) -> set[str]:
    names = {NAMES[one].split()[0] for one in said.owners}
    return {*names, f"+{said.organisation}"} if said.organisation else names


def expected(names: str) -> set[str]:
    first, _plus, organisation = names.partition("+")
    return {*first.split(), f"+{organisation}"} if organisation else set(first.split())


def understood(words: str) -> Sentence | None:
    try:
        return read(words, NOW, ZONE, CIRCLE)
    except Unsure as unsure:
        asked(unsure)
        return None


def asked(unsure: Unsure) -> None:
    for language in LANGUAGES:
        with speaking(language):
            assert unsure.question()


EVERYDAY = [*SENTENCES, *MORE_DUTCH, *MORE_ENGLISH, *NEW_DUTCH, *NEW_ENGLISH]


@pytest.mark.parametrize(("words", "who", "text", "when"), EVERYDAY)
def test_a_sentence(words: str, who: str | None, text: str | None, when: str | None) -> None:
    said = understood(words)
    if who is None or said is None:
        assert (said, who) == (None, None)
        return
    assert (owners(said), said.text, by_when(said)) == (expected(who), text, when)


def test_there_are_a_hundred_and_half_are_dutch() -> None:
    assert len(ENGLISH) == len(DUTCH) == 50
    assert min(len(MORE_ENGLISH), len(MORE_DUTCH)) >= 50


@pytest.mark.parametrize(("words", "meant"), ATTACKS)
def test_a_sentence_that_tries_to_mislead(words: str, meant: tuple[str, str] | None) -> None:
    said = understood(words)
    assert (said and (" ".join(sorted(owners(said))), by_when(said))) == meant
