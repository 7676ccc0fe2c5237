"""Questions in one line: '"Was it useful?" 1-5; "What stays?" line; "Next topic?" a, b, c'."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.ballots.counting import LEAST, NEVER_UNDER
from bot.ballots.questions import (
    LONGEST_OPTION,
    LONGEST_QUESTION,
    MOST_OPTIONS,
    MOST_QUESTIONS,
    Question,
)
from bot.cards import clean
from bot.errors import Refusal
from bot.feature import Reading
from bot.features.evaluations import ready
from bot.features.evaluations.words import LIST, RESULTS, nearest
from bot.forms import number_of
from bot.opening import NO_TIMES, Times, read_times
from bot.texts import _

LONGEST, LONGEST_TITLE = 4000, 100
BARE = 3
"""From how many words on a line is a question without any mark of one."""
MOST_LEAST = 50
FLAGS = {
    "closes": ("closes", "close", "sluit", "sluiten"),
    "opens": ("at", "on", "op", "om"),
    "every": ("every", "each", "elke", "elk", "iedere"),
    "least": ("least", "minimum", "minstens"),
}
_NAMES = {word: flag for flag, words in FLAGS.items() for word in words}
_FLAG = re.compile(r"(?<!\S)(?:--|—|–)([^\W\d_]+)")
_CALLED = re.compile(r"\s*(?:evaluatie|evaluaties|evaluation|evaluations)\b\s*", re.IGNORECASE)
_QUOTES = re.compile("[“”„«»]")
_PIECE = re.compile(r"(?:[^;\n\"]|\"[^\"\n]*\")+")
_QUOTE = re.compile(r"\"([^\"]*)\"")
_QUOTED = re.compile(r"\s*\"([^\"]*)\"\s*(.*)")
_ALL_QUOTED = re.compile(r"(?:\s*\"[^\",|]*\"\s*)+")
_SCALE = re.compile(r"1\s*[-–—]\s*5(?:\s+(?P<low>[^/]+?)\s*/\s*(?P<high>[^/]+))?")
_BEFORE_SCALE = re.compile(r"(.+?)\s+(1\s*[-–—]\s*5(?:\s.*)?)")
_MARKED = re.compile(r"[?\"\n;,|:]|1\s*[-–—]\s*5")
_LOOSE = re.compile('[";]')
_LINE = {"line", "regel", "open", "text", "tekst"}
_SEVERAL = re.compile(r"(?:several|many|meer|meerdere)\s*:?\s+", re.IGNORECASE)


@dataclass(frozen=True)
class Draft:
    """An evaluation as it was typed or filled in; `form` is a ready-made one or 'own'."""

    questions: tuple[Question, ...] = ()
    form: str = ready.OWN
    title: str = ""
    times: Times = NO_TIMES
    least: int | None = None


@dataclass(frozen=True)
class Wish:
    """What the command asks for: 'open' (everything at a glance), 'results', or a draft.

    'meant' is a mistyped word, with the one that looks most like it as `word`.
    """

    verb: str = "open"
    draft: Draft | None = None
    word: str = ""


def example() -> str:
    """Show how questions are written in one line."""
    return _(
        'For example: evaluate "Was it useful?" 1-5; "What stays with you?" line; '
        '"What next?" reading, writing'
    )


def read_words(reading: Reading, words: str) -> Wish:
    """Read what follows the command; Refusal with an example when it cannot be read."""
    words = _without_name(words)
    plain = words.strip().casefold()
    if not plain or plain in LIST:
        return Wish()
    if plain in RESULTS:
        return Wish("results")
    if len(words) > LONGEST:
        text = _("That is too long for one line: at most {most} characters.", most=LONGEST)
        raise Refusal(text)
    head, *rest = _FLAG.split(_QUOTES.sub('"', words))
    flags = _flags(rest)
    times = read_times(reading, *(flags.get(name, "") for name in ("opens", "closes", "every")))
    least = read_least(flags.get("least", ""))
    form = ready.called(head)
    if form:
        return Wish("draft", Draft(form=form, times=times, least=least))
    title, asked = _titled(head)
    questions = read_questions(asked)
    if not title and (near := _mistyped(head)):
        return Wish("meant", word=near)
    return Wish("draft", Draft(questions, title=title, times=times, least=least))


def _titled(head: str) -> tuple[str, str]:
    """Take a first line that is no question, above others, as what it is called."""
    first, _break, rest = head.strip().partition("\n")
    if not clean(rest) or _MARKED.search(first):
        return "", head
    return _short(first, LONGEST_TITLE), rest


def _mistyped(head: str) -> str:
    """Return the known word that one or two bare words look like; Refusal when they look like none.

    Somebody who mistypes 'results' should not find a draft that asks 'resutls'.
    """
    if _MARKED.search(head) or len(head.split()) >= BARE:
        return ""
    if near := nearest(head):
        return near
    raise Refusal(_("I don't know '{word}'.", word=head.strip()[:40]) + f" {example()}")


def _without_name(words: str) -> str:
    """Drop the second word of 'korte evaluatie results', but not the first of a question."""
    rest = _CALLED.sub("", words, count=1) if _CALLED.match(words) else words
    plain = _FLAG.split(rest)[0].strip().casefold()
    return rest if not plain or plain in RESULTS | LIST or ready.called(plain) else words


def _flags(rest: Sequence[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for word, value in zip(rest[::2], rest[1::2], strict=True):
        name = _NAMES.get(word.casefold())
        if name is None:
            text = _(
                "I don't know --{word}. These I know: --closes, --at, --every, --least.",
                word=word[:40],
            )
            raise Refusal(text)
        if not clean(value):
            raise Refusal(_("Say something after --{word}.", word=word[:40]))
        found[name] = clean(value)
    return found


def read_least(written: str) -> int | None:
    """Read from how many answers on results are shown; None for the network's own number."""
    if not written:
        return None
    number = number_of(written)
    if number is None or not NEVER_UNDER <= number <= MOST_LEAST:
        text = _(
            "Results are shown from at least {fewest} answers on; {usual} is usual.",
            fewest=NEVER_UNDER,
            usual=LEAST,
        )
        raise Refusal(text, "least")
    return number


def read_questions(text: str) -> tuple[Question, ...]:
    """Read questions, divided by semicolons or lines; Refusal (questions) says what to mend."""
    text = _QUOTES.sub('"', text)
    if any(line.count('"') % 2 for line in text.splitlines()):
        raise _fault(_("A quotation mark is missing or too many.") + f" {example()}")
    pieces = [one for piece in _PIECE.findall(text) for one in _apart(piece) if clean(one)]
    if not 1 <= len(pieces) <= MOST_QUESTIONS:
        most = _("Ask one to {most} questions.", most=MOST_QUESTIONS)
        raise _fault(f"{most} {example()}")
    return tuple(_question(piece) for piece in pieces)


def _apart(piece: str) -> list[str]:
    """Divide questions that stand behind each other without a semicolon."""
    starts, end = [0], 0
    for quote in _QUOTE.finditer(piece):
        between = piece[end : quote.start()].strip(" ,")
        if _is_whole(between) or (quote[1].rstrip().endswith("?") and _may_follow(piece, quote)):
            starts.append(quote.start())
        end = quote.end()
    return [piece[start:stop] for start, stop in pairwise([*starts, len(piece)])]


def _is_whole(spec: str) -> bool:
    """Say whether nothing can come behind this but another question."""
    return bool(_SCALE.fullmatch(spec)) or spec.casefold() in _LINE


def _may_follow(piece: str, quote: re.Match[str]) -> bool:
    before = piece[: quote.start()].rstrip()
    return bool(before) and before[-1] not in ",|:"


def _question(piece: str) -> Question:
    text, spec = _split(piece)
    text = _short(text, LONGEST_QUESTION)
    if not text:
        raise _fault(_("A question has no words.") + f" {example()}")
    scale = _SCALE.fullmatch(spec)
    if scale:
        ends = [_label(scale[end] or "") for end in ("low", "high")]
        return Question("scale", text, (), *(ends if all(ends) else ()))
    if not spec or spec.casefold() in _LINE:
        return Question("line", text)
    several = _SEVERAL.match(spec)
    options = _options(spec[several.end() :] if several else spec)
    return Question("several" if several else "one", text, options)


def _split(piece: str) -> tuple[str, str]:
    quoted = _QUOTED.fullmatch(piece)
    if quoted:
        return quoted[1], quoted[2].strip(" ,|")
    text, mark, spec = piece.replace('"', "").partition("?")
    if mark:
        return text + mark, spec.strip(" ,|")
    scale = _BEFORE_SCALE.fullmatch(text.strip())
    return (scale[1], scale[2]) if scale else (text, "")


def _options(spec: str) -> tuple[str, ...]:
    quoted = _ALL_QUOTED.fullmatch(spec)
    parts = _QUOTE.findall(spec) if quoted else re.split(r"[,|]", spec)
    found = [_label(one) for one in parts]
    options = [one for one in found if one]
    if not 2 <= len(options) <= MOST_OPTIONS:
        text = _(
            "After a question comes 1-5, the word line, or 2 to {most} options with commas.",
            most=MOST_OPTIONS,
        )
        raise _fault(f"{text} {example()}")
    if len({one.casefold() for one in options}) < len(options):
        raise _fault(_("One of the options is there twice. Leave one out."))
    return tuple(options)


def _label(text: str) -> str:
    """Name an option or an end of a scale, without what would divide questions."""
    return _short(_LOOSE.sub("", text), LONGEST_OPTION).strip(", ")


def _short(text: str, most: int) -> str:
    short = " ".join(clean(text).split())
    if len(short) > most:
        text = _("This is too long: “{text}…”. {most} characters fit.", text=short[:40], most=most)
        raise _fault(text)
    return short


def _fault(text: str) -> Refusal:
    return Refusal(text, "questions")


def written(questions: Sequence[Question]) -> str:
    """Write questions the way they can be read again, one a line."""
    return "\n".join(f'"{one.text}" {_spec(one)}' for one in questions)


def _spec(question: Question) -> str:
    match question.kind:
        case "scale":
            ends = f" {question.low} / {question.high}" if question.low and question.high else ""
            return f"1-5{ends}"
        case "line":
            return _("line")
        case "one":
            return ", ".join(question.options)
        case "several":
            return _("several: {options}", options=", ".join(question.options))
