"""One conversation in both languages: what is typed, pressed and read in each of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest


@dataclass(frozen=True)
class Tongue:
    """A language, and what a conversation written in English says in it."""

    language: str
    dutch: Mapping[str, str] = field(repr=False)

    def __call__(self, english: str) -> str:
        """Say it in this language; a KeyError names what has no Dutch yet."""
        return english if self.language == "en" else self.dutch[english]


def in_both(dutch: Mapping[str, str]) -> pytest.MarkDecorator:
    """Let a conversation run in English and in Dutch, as its argument `t` says."""
    tongues = [Tongue(one, dutch) for one in ("en", "nl")]
    return pytest.mark.parametrize("t", tongues, ids=[one.language for one in tongues])
