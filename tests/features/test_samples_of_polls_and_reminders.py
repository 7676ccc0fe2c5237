"""The gallery's cards and forms of polls and reminders, in both languages."""

import pytest

from bot.cards import Card, plain
from bot.features.polls.handlers import feature as polls
from bot.features.remind.handlers import feature as remind
from bot.forms import Form
from bot.texts import LANGUAGES, speaking


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sample_is_drawn(language: str) -> None:
    with speaking(language):
        drawn = [one for feature in (polls, remind) for make in feature.samples for one in make()]
    assert sum(isinstance(one, Form) for one in drawn) == 3
    assert all(plain(one) and one.summary for one in drawn if isinstance(one, Card))


def test_samples_speak_their_language() -> None:
    spoken = []
    for language in LANGUAGES:
        with speaking(language):
            cards = [one for make in polls.samples for one in make() if isinstance(one, Card)]
            spoken.append([plain(card) for card in cards])
    english, dutch = spoken
    assert all(one != other for one, other in zip(english, dutch, strict=True))
