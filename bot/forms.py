"""The closed set of things a form asks; each adapter shows them in its own dialog."""

from dataclasses import dataclass

from bot.cards import Arg, Option


@dataclass(frozen=True)
class TextInput:
    """A line, or a few when `many_lines`; at most `longest` characters."""

    name: str
    label: str
    value: str = ""
    hint: str = ""
    required: bool = True
    many_lines: bool = False
    longest: int = 200


@dataclass(frozen=True)
class PickInput:
    """One or several of a list; `chosen` holds the values that are on beforehand."""

    name: str
    label: str
    options: tuple[Option, ...]
    chosen: tuple[str, ...] = ()
    many: bool = False
    required: bool = True
    hint: str = ""


@dataclass(frozen=True)
class DayInput:
    """A date; comes back as '2026-03-12' or in plain words where the platform has no picker."""

    name: str
    label: str
    value: str = ""
    required: bool = True
    hint: str = ""


@dataclass(frozen=True)
class ClockInput:
    """A time of day; comes back as '09:30' or in plain words where there is no picker."""

    name: str
    label: str
    value: str = ""
    required: bool = True
    hint: str = ""


@dataclass(frozen=True)
class ToggleInput:
    """Yes or no; comes back as 'yes' or is absent."""

    name: str
    label: str
    on: bool = False
    hint: str = ""


@dataclass(frozen=True)
class FileInput:
    """A file; comes back as the id of the stored file in digits."""

    name: str
    label: str
    required: bool = False
    hint: str = ""


Input = TextInput | PickInput | DayInput | ClockInput | ToggleInput | FileInput


@dataclass(frozen=True)
class Form:
    """A dialog; handing it in sends `action` ('slice.name') with `args` and the values."""

    title: str
    action: str
    inputs: tuple[Input, ...]
    submit: str
    args: tuple[Arg, ...] = ()
    intro: str = ""


Values = dict[str, tuple[str, ...]]
"""What came back: for each input's name the values filled in, none when left empty."""


def one(values: Values, name: str) -> str:
    """Return the single value of an input, '' when it was left empty."""
    found = values.get(name, ())
    return found[0].strip() if found else ""


def number_of(value: str) -> int | None:
    """Return the number that a value from a list or a field stands for, None when it is none."""
    return int(value) if value.isascii() and value.isdecimal() and len(value) < 10 else None
