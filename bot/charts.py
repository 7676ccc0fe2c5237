"""Pictures of counts and means, described as plain data; whoever draws them knows no language.

All words and numbers come as they are to be read; lengths are shares from 0 to 1. What is known
only coarsely is a stretch between two shares, and is drawn as one.
"""

from dataclasses import asdict, dataclass, fields
from typing import Any, Literal

Form = Literal["png", "svg"]
MIMES = {"png": "image/png", "svg": "image/svg+xml"}


@dataclass(frozen=True)
class Value:
    """Something measured: exactly, at `high`, or somewhere from `low` to `high`.

    `words` say the same; `low` is None for what is exact.
    """

    words: str
    high: float
    low: float | None = None


@dataclass(frozen=True)
class Bar:
    """A bar and what it is of."""

    label: str
    value: Value


@dataclass(frozen=True)
class Part:
    """A question with its bars; `said` stands under it, in words, and alone where there are none.

    `ends` are the words under the two ends of its bars, () for none.
    """

    title: str
    said: str = ""
    bars: tuple[Bar, ...] = ()
    ends: tuple[str, str] | tuple[()] = ()


@dataclass(frozen=True)
class Bars:
    """What came out of one round; `alt` says in words what the picture shows."""

    title: str
    said: str
    parts: tuple[Part, ...]
    alt: str


@dataclass(frozen=True)
class Course:
    """How one question went over the rounds; None where a round has no value for it.

    `ends` name the lowest and the highest of its scale.
    """

    title: str
    values: tuple[Value | None, ...]
    ends: tuple[str, str]


@dataclass(frozen=True)
class Trend:
    """Several rounds, oldest first, that `moments` name; each course has a value for each.

    `alt` says in words what the picture shows.
    """

    title: str
    said: str
    moments: tuple[str, ...]
    courses: tuple[Course, ...]
    alt: str


Chart = Bars | Trend


def dump(chart: Chart) -> dict[str, Any]:
    """Write a picture's description as plain data, for another process."""
    return {"kind": type(chart).__name__, **asdict(chart)}


def load(data: dict[str, Any]) -> Chart:
    """Read a picture's description from plain data."""
    if data["kind"] == "Bars":
        return Bars(**_named(Bars, data) | {"parts": tuple(map(_part, data["parts"]))})
    return Trend(**_named(Trend, data) | {"courses": tuple(map(_course, data["courses"]))})


def _course(data: dict[str, Any]) -> Course:
    values = tuple(Value(**value) if value else None for value in data["values"])
    return Course(**_named(Course, data) | {"values": values})


def _part(data: dict[str, Any]) -> Part:
    bars = tuple(Bar(one["label"], Value(**one["value"])) for one in data["bars"])
    return Part(**_named(Part, data) | {"bars": bars})


def _named(kind: type[Chart | Part | Course], data: dict[str, Any]) -> dict[str, Any]:
    return {
        one.name: tuple(data[one.name]) if isinstance(data[one.name], list) else data[one.name]
        for one in fields(kind)
    }
