"""What a poll may be, when it closes, and who has most votes: pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.calendar.recurrence import Recurrence
from bot.cards import clean
from bot.errors import Refusal
from bot.opening import CLOSING_TIME, NO_TIMES, Times
from bot.texts import _

LONGEST_QUESTION = 200
LONGEST_OPTION = 75
FEWEST, MOST = 2, 10
A_WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Draft:
    """A poll as it was typed or filled in. Without options: yes, no, it depends."""

    question: str
    options: tuple[str, ...] = ()
    many: bool = False
    times: Times = NO_TIMES
    anonymous: bool = False


def example() -> str:
    """Show how a poll is made in one line."""
    return _('For example: poll "Lunch?" "Soup" "Bread" --closes friday 17:00')


def checked_question(text: str) -> str:
    """Return a question as it is kept; Refusal when it is empty or too long."""
    question = " ".join(clean(text).split())
    if not question:
        raise Refusal(
            _("A poll begins with a question. {example}", example=example()), field="question"
        )
    if len(question) > LONGEST_QUESTION:
        raise Refusal(
            _(
                "A question has at most {most} characters; this one has {count}.",
                most=LONGEST_QUESTION,
                count=len(question),
            ),
            field="question",
        )
    return question


def checked_options(texts: list[str]) -> tuple[str, ...]:
    """Return options as they are kept, none for none; Refusal says what to change."""
    options = [" ".join(clean(text).split()) for text in texts]
    options = [option for option in options if option]
    if options and not FEWEST <= len(options) <= MOST:
        raise Refusal(
            _(
                "A poll has {fewest} to {most} options; this one has {count}. {example}",
                fewest=FEWEST,
                most=MOST,
                count=len(options),
                example=example(),
            ),
            field="options",
        )
    for option in options:
        _check_option(option, options)
    return tuple(options)


def _check_option(option: str, options: list[str]) -> None:
    if len(option) > LONGEST_OPTION:
        raise Refusal(
            _(
                "An option has at most {most} characters. This one is longer: “{option}…”",
                most=LONGEST_OPTION,
                option=option[:40],
            ),
            field="options",
        )
    if sum(option.casefold() == other.casefold() for other in options) > 1:
        raise Refusal(
            _("“{option}” is there twice. Leave one out, or word it differently.", option=option),
            field="options",
        )


def usual_options() -> tuple[str, ...]:
    """Return the options of a poll that names none."""
    return (_("Yes"), _("No"), _("It depends"))


def closing(opens: datetime, times: Times) -> datetime:
    """Return when a poll that opens at a wall-clock time closes.

    Unless said otherwise that is after a week at 17:00; a recurring one closes at the latest
    when the next one opens.
    """
    if times.closes:
        return times.closes
    usual = datetime.combine(opens.date() + A_WEEK, CLOSING_TIME)
    following = Recurrence(times.rule, opens).after(opens, 1) if times.rule else []
    return min([usual, *following])


def leaders(counts: list[int]) -> list[int]:
    """Return the options with most votes, in order; none when nobody voted."""
    most = max(counts, default=0)
    return [option for option, count in enumerate(counts) if most and count == most]
