"""All features put together, looked up by name; what two slices both claim is an error."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from importlib import import_module
from typing import Any, TypeVar

from rapidfuzz import fuzz, process

from bot.cards import Card, Element
from bot.effects import Reply
from bot.feature import CommandWord, Feature, Route
from bot.features import FEATURES
from bot.forms import Form
from bot.news import News
from bot.telling import OpenEnd, PlanLine
from bot.texts import language
from bot.timetable.lines import Line, Saying
from bot.turn import Scene

V = TypeVar("V")
ALIKE = 70
"""Percentage alike under which it is another word: 'cancel' is no slip for 'changes'."""


class Registry:
    """What every feature registered, as the core looks it up."""

    def __init__(self, features: Iterable[Feature]) -> None:
        """Put the features together; ValueError when two claim one name."""
        self.features = tuple(features)
        self.commands = [word for feature in self.features for word in feature.commands]
        self.words = _merge({_word: word} for word in self.commands for _word in _all(word))
        self.presses: Mapping[str, Route] = _merge(one.presses for one in self.features)
        self.forms: Mapping[str, Route] = _merge(one.forms for one in self.features)
        self.dues: Mapping[str, Callable[..., Reply]] = _merge(one.dues for one in self.features)
        self.cards: Mapping[str, Callable[..., Card | None]] = _merge(
            one.cards for one in self.features
        )
        self.lines: Mapping[str, Line] = _merge(one.lines for one in self.features)
        self.inbound: Mapping[Any, Callable[..., Reply]] = _merge(
            one.inbound for one in self.features
        )
        self.alarms = tuple(alarm for one in self.features for alarm in one.alarms)
        homes = [home for feature in self.features for home in feature.homes]
        self.homes = [draw for _order, draw in sorted(homes, key=lambda home: home[0])]

    def title(self, why: str) -> str:
        """Say in the reader's language what a line or a slice's message is about."""
        if why in self.lines:
            return self.lines[why].title()
        titles = {feature.name: feature.title for feature in self.features}
        return titles.get(why, str)() or why

    def command(self, word: str) -> CommandWord | None:
        """Return the command of a word in either language."""
        return self.words.get(word.casefold())

    def meant(self, line: str) -> str | None:
        """Return the command line that everyday words stand for, None for words nobody knows."""
        found = (feature.meant(line) for feature in self.features if feature.meant)
        return next((one for one in found if one), None)

    def nearest(self, word: str) -> str | None:
        """Return the reader's word for the command that looks most like this, None if none does."""
        best = process.extractOne(
            word.casefold(), list(self.words), scorer=fuzz.ratio, score_cutoff=ALIKE
        )
        if not best:
            return None
        found = self.words[best[0]]
        return found.dutch if language() == "nl" else found.english

    def reactions(self, news: News) -> Iterator[Callable[..., Reply]]:
        """Return the handlers that subscribed to a piece of news."""
        for feature in self.features:
            yield from (handle for kind, handle in feature.subscriptions if isinstance(news, kind))

    def sayings(self, news: News) -> Iterator[Saying]:
        """Return what a piece of news has people told."""
        for feature in self.features:
            yield from (saying for kind, saying in feature.sayings if isinstance(news, kind))

    def discreet(self, why: str) -> bool:
        """Say whether messages of this line or slice are shown to nobody but who gets them."""
        if why in self.lines:
            return self.lines[why].discreet
        return any(feature.name == why and feature.discreet for feature in self.features)

    def samples(self, of: str = "") -> Iterator[tuple[str, Card | Form]]:
        """Return every sample card and form with its feature's name, or those of one feature."""
        for feature in self.features:
            for samples in feature.samples if of in ("", feature.name) else ():
                yield from ((feature.name, sample) for sample in samples())

    def coming(self, scene: Scene) -> Iterator[PlanLine]:
        """Return what the slices' own schedules send, for the plan."""
        for feature in self.features:
            for coming in feature.plannings:
                yield from coming(scene)

    def open_ends(self, scene: Scene) -> Iterator[OpenEnd]:
        """Return what is open, slice by slice."""
        for feature in self.features:
            for ends in feature.open_endings:
                yield from ends(scene)

    def home(self, scene: Scene) -> Iterator[Element]:
        """Return the parts of a home view in their order."""
        for draw in self.homes:
            yield from draw(scene)


def _all(word: CommandWord) -> tuple[str, ...]:
    # Some words are the same in both languages.
    return tuple(dict.fromkeys((word.english, word.dutch, *word.aliases)))


def _merge(parts: Iterable[Mapping[Any, V]]) -> dict[Any, V]:
    merged: dict[Any, V] = {}
    for part in parts:
        if twice := merged.keys() & part.keys():
            raise ValueError(f"two features claim {sorted(map(str, twice))}")
        merged.update(part)
    return merged


def standard() -> Registry:
    """Return the registry of all features that Kring ships."""
    modules = [import_module(f"bot.features.{name}.handlers") for name in FEATURES]
    return Registry(module.feature for module in modules)
