"""Dates and times in plain words, English and Dutch: read right, or asked back."""

from bot.when.moments import read_clock, read_day, read_moment
from bot.when.repeats import FoundRepeat, Repeat, find_repeat, read_repeat
from bot.when.sentences import Found, find_moment
from bot.when.unclear import Unclear, explain
from bot.when.understood import Understood

__all__ = [
    "Found",
    "FoundRepeat",
    "Repeat",
    "Unclear",
    "Understood",
    "explain",
    "find_moment",
    "find_repeat",
    "read_clock",
    "read_day",
    "read_moment",
    "read_repeat",
]
