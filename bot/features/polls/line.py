"""A poll in one line: quoted or not, with flags in English or Dutch."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.errors import Refusal
from bot.feature import Reading
from bot.features.polls.rules import MOST, Draft, checked_options, checked_question, example
from bot.features.polls.times import read_times
from bot.texts import _

LONGEST_LINE = 2000
FLAGS = {
    "many": ("many", "several", "meer", "meerdere"),
    "closes": ("closes", "close", "sluit", "sluiten"),
    "opens": ("at", "on", "op", "om"),
    "every": ("every", "each", "elke", "elk", "iedere"),
}
_NAMES = {word: flag for flag, words in FLAGS.items() for word in words}
_TOKEN = re.compile(
    # A quotation opens after a space and closes before one; phones turn quotes and dashes.
    r"(?<![^\s,])[\"“”„«](?P<double>[^\"“”„«»]*)[\"“”»](?=[\s,]|$)"
    r"|(?<![^\s,])['‘’‚](?P<single>.*?)['‘’](?=[\s,]|$)"
    r"|(?<!\S)(?:--|—|–)(?P<flag>[^\W\d_]+)"
)
_LOOSE = re.compile(r"[\"“”„«»]")
_OR = re.compile(r"\s+(?:or|of)\s+", re.IGNORECASE)
MOST_REPEATED = 60  # characters of somebody's own words, in an example made of them
_FILLING = {"", "or", "of", "and", "en"}


@dataclass(frozen=True)
class Piece:
    """A part of the line, with or without quotation marks around it."""

    text: str
    quoted: bool


def read_line(reading: Reading, words: str) -> Draft:
    """Read what follows the command; Refusal with an example when it is no poll."""
    if len(words) > LONGEST_LINE:
        raise Refusal(
            _(
                "That is too long for one line: at most {most} characters."
                " Type 'poll' alone to get a form.",
                most=LONGEST_LINE,
            )
        )
    body, flags = _sorted(words)
    question, options = _split(body)
    times = read_times(
        reading, flags.get("opens", ""), flags.get("closes", ""), flags.get("every", "")
    )
    return Draft(checked_question(question), checked_options(options), "many" in flags, times)


def _tokens(words: str) -> Iterator[Piece | str]:
    """Give the pieces of a line in order, a flag as its plain name."""
    at = 0
    for match in _TOKEN.finditer(words):
        if words[at : match.start()].strip(" ,"):
            yield Piece(words[at : match.start()].strip(" ,"), quoted=False)
        quoted = match["double"] if match["double"] is not None else match["single"]
        yield match["flag"].casefold() if match["flag"] else Piece(quoted, quoted=True)
        at = match.end()
    if words[at:].strip(" ,"):
        yield Piece(words[at:].strip(" ,"), quoted=False)


def _sorted(words: str) -> tuple[list[Piece], dict[str, str]]:
    body: list[Piece] = []
    flags: dict[str, str] = {}
    now = ""
    for token in _tokens(words):
        if isinstance(token, str):
            now = _flag(token)
            flags[now] = ""
            now = "" if now == "many" else now
        elif now:
            flags[now] = f"{flags[now]} {token.text}".strip()
        else:
            body.append(token)
    for flag, value in flags.items():
        _check_value(flag, value)
    return body, flags


def _flag(word: str) -> str:
    if word not in _NAMES:
        raise Refusal(
            _("I don't know --{word}. These I know: --many, --closes, --at, --every.", word=word)
        )
    return _NAMES[word]


def _check_value(flag: str, value: str) -> None:
    if flag != "many" and not value:
        raise Refusal(
            _("Say when after --closes, --at or --every, such as “friday 17:00”.") + f" {example()}"
        )


def _split(body: list[Piece]) -> tuple[str, list[str]]:
    """Return the question and the options."""
    loose = [piece.text for piece in body if not piece.quoted]
    if any(_LOOSE.search(text) for text in loose):
        raise Refusal(_("A quotation mark is missing or too many. {example}", example=example()))
    quoted = [piece.text for piece in body if piece.quoted]
    if not quoted:
        return _unquoted(" ".join(loose))
    if not body[0].quoted:
        quoted, loose = [body[0].text, *quoted], loose[1:]
    left = [text for text in loose if text.casefold() not in _FILLING]
    if left and len(quoted) == 1:
        return quoted[0], _listed(quoted[0], ",".join(left))
    if left:
        raise Refusal(
            _(
                "I don't know what to do with “{text}”: put quotation marks around it too."
                " {example}",
                text=left[0][:40],
                example=example(),
            )
        )
    return quoted[0], quoted[1:]


def _unquoted(text: str) -> tuple[str, list[str]]:
    question, mark, rest = text.partition("?")
    if not mark and text:
        raise Refusal(
            _(
                "I cannot tell the question from the options. End the question with a question"
                " mark, or put quotation marks around each part. {example}",
                example=example(),
            )
        )
    return question + mark, _listed(question + mark, rest) if rest.strip() else []


def _listed(question: str, text: str) -> list[str]:
    """Return the options of a text with commas; Refusal shows where commas may go."""
    options = [option for option in text.split(",") if option.strip()]
    if len(options) != 1:
        return options
    words = _OR.split(text.strip(" ,")) if _OR.search(text) else text.split()
    guessed = [word.strip(" ,")[:MOST_REPEATED] for word in words if word.strip(" ,")][:MOST]
    guessed += [_("something else")] if len(guessed) == 1 else []
    raise Refusal(
        _(
            "Put a comma between the options, like this: poll {question} {options}",
            question=question.strip()[:MOST_REPEATED],
            options=", ".join(guessed),
        )
    )
