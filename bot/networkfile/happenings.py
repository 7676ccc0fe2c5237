"""What may happen in a scripted year, as the answers' file writes it."""

from dataclasses import dataclass
from datetime import datetime

from pydantic import ValidationInfo, field_validator

from bot.networkfile.fields import (
    Answer,
    By,
    Language,
    Less,
    Line,
    Local,
    Name,
    Number,
    Paragraphs,
    Seen,
    State,
    Url,
)
from bot.networkfile.models import LONGEST, Part
from bot.texts import _

MOST_LINES = 5


class Comes(Part):
    """Somebody says whether they come: 'yes' or 'no'."""

    who: Name
    meeting: Number
    answer: Answer


class Asks(Part):
    """Somebody puts a question to a guest speaker."""

    who: Name
    meeting: Number
    speaker: Name
    text: Paragraphs


class Moves(Part):
    """A facilitator moves a meeting (wall-clock times)."""

    meeting: Number
    begins: Local
    ends: Local

    @field_validator("ends")
    @classmethod
    def _ends_later(cls, ends: datetime, info: ValidationInfo) -> datetime:
        begins = info.data.get("begins")
        if begins and not begins < ends <= begins + LONGEST:
            raise ValueError(
                _("The meeting ends before it begins, or over a month later. Look at both moments.")
            )
        return ends


class Cancels(Part):
    """A facilitator cancels a meeting."""

    meeting: Number


class Joins(Part):
    """A newcomer joins; '' for a language is the network's."""

    name: Name
    organisation: Line = ""
    language: Language = ""


class Leaves(Part):
    """Somebody leaves the network."""

    who: Name


class AddsItem(Part):
    """A facilitator adds something to read to a speaker."""

    meeting: Number
    speaker: Name
    title: Name
    url: Url


class WritesYield(Part):
    """A facilitator writes what a meeting yielded, in one to five lines."""

    who: Name
    meeting: Number
    lines: tuple[Name, ...]

    @field_validator("lines")
    @classmethod
    def _few(cls, lines: tuple[str, ...]) -> tuple[str, ...]:
        if not 1 <= len(lines) <= MOST_LINES:
            raise ValueError(_("Write a list of one to five lines here."))
        return lines


class Chooses(Part):
    """Somebody chooses how much reaches them (see storage.networks.Membership)."""

    who: Name
    less: Less


class Accepts(Part):
    """Somebody whose turn it is says that it suits."""

    who: Name
    meeting: Number


class Declines(Part):
    """Somebody whose turn it is says that it does not suit."""

    who: Name
    meeting: Number


class Swaps(Part):
    """Somebody asks another to take over a turn, or to swap, and the other agrees at once."""

    who: Name
    meeting: Number
    partner: Name


class StepsDown(Part):
    """A facilitator becomes a participant; after the last one nobody steers."""

    who: Name


class TakesUp(Part):
    """A participant takes the facilitator's role up where nobody has it."""

    who: Name


class Commits(Part):
    """Somebody takes something on: by a day, or by the next meeting (None).

    `visible` is 'me' or 'group'.
    """

    who: Name
    text: Name
    by: By = None
    visible: Seen = "me"


class Reports(Part):
    """Somebody says how it went: 'done', 'later' (by a day, or the next meeting) or 'let_go'."""

    who: Name
    text: Name
    answer: State
    by: By = None


Single = (
    Comes
    | Asks
    | Moves
    | Cancels
    | Joins
    | Leaves
    | AddsItem
    | Chooses
    | Accepts
    | Declines
    | Swaps
    | StepsDown
    | TakesUp
    | WritesYield
)
"""What is done in one go; what is promised takes more than one step."""

Happening = Single | Commits | Reports


class Entry(Part):
    """One line of the script: a moment and exactly one happening."""

    at: Local
    comes: Comes | None = None
    asks: Asks | None = None
    moves: Moves | None = None
    cancels: Cancels | None = None
    joins: Joins | None = None
    leaves: Leaves | None = None
    adds_item: AddsItem | None = None
    writes_yield: WritesYield | None = None
    chooses: Chooses | None = None
    accepts: Accepts | None = None
    declines: Declines | None = None
    swaps: Swaps | None = None
    steps_down: StepsDown | None = None
    takes_up: TakesUp | None = None
    commits: Commits | None = None
    reports: Reports | None = None

    @property
    def happening(self) -> Happening:
        """The one thing that happens."""
        found: Happening = next(one for name in HAPPENINGS if (one := getattr(self, name)))
        return found


HAPPENINGS = tuple(name for name in Entry.model_fields if name != "at")


@dataclass(frozen=True)
class Event:
    """A happening at a wall-clock moment in the network's zone."""

    at: datetime
    what: Happening


@dataclass(frozen=True)
class Script:
    """A year's happenings in order of time; at one moment, in the file's order.

    People are named as in the network file, speakers too; meetings are numbered from 1 in the
    file's order of beginning, whatever is moved later.
    """

    events: tuple[Event, ...] = ()
