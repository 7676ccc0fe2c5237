"""Dates and recurring phrases inside sentences."""

import pytest

from bot.when import Unclear, find_moment, find_repeat, read_repeat
from tests.when.moment import NOW, ZONE
from tests.when.sentences import REPEATS, SENTENCES
from tests.when.test_phrases import written


def found(text):
    try:
        result = find_moment(text, NOW, ZONE)
    except Unclear as unclear:
        return unclear.why
    return result and (written(result.moment), result.rest)


def repeated(text):
    try:
        result = read_repeat(text, NOW, ZONE)
    except Unclear as unclear:
        return unclear.why
    if result is None:
        return None
    hour = f"{result.first:%H:%M}" if result.has_time else "-"
    return result.rule, f"{result.first:%a %d %b %Y} {hour}"


@pytest.mark.parametrize(("text", "meant"), SENTENCES)
def test_the_date_in_a_sentence(text, meant):
    assert found(text) == meant


def test_the_place_of_the_phrase_is_told():
    text = "I visit two schools (by 12 March, 14:00), then rest"
    result = find_moment(text, NOW, ZONE)
    assert text[result.start : result.end] == "by 12 March, 14:00"


@pytest.mark.parametrize(("text", "meant"), REPEATS)
def test_a_recurring_phrase(text, meant):
    assert repeated(text) == meant


def test_a_recurring_phrase_in_a_sentence():
    text = "Send the agenda every first Tuesday at 9 to everybody"
    result = find_repeat(text, NOW, ZONE)
    assert text[result.start : result.end] == "every first Tuesday at 9"
    assert result.rest == "Send the agenda to everybody"
    assert find_repeat("every pupil counts", NOW, ZONE) is None


def test_a_long_sentence_is_not_searched():
    for search in (find_moment, find_repeat):
        with pytest.raises(Unclear, match="too_long"):
            search("friday " * 2000, NOW, ZONE)
