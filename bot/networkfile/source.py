"""From the text of a YAML file to a tree whose leaves are all plain texts with their lines.

No value is interpreted here: NO, off, 08:00 and 012 stay what was written. The tree is built from
the parser's events, so neither depth nor references can make it larger than the file.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import yaml
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)
from yaml.reader import ReaderError

from bot.networkfile.faults import BadFile, Fault
from bot.texts import _

LARGEST = 1_000_000  # bytes
DEEPEST = 12
MOST = 30_000  # of the parser's events; two hundred members with all their fields are 3,000
_LOADER = yaml.CBaseLoader if yaml.__with_libyaml__ else yaml.BaseLoader


@dataclass(frozen=True)
class Scalar:
    """A text; `empty` when nothing at all was written after the colon."""

    line: int
    text: str
    empty: bool = False


@dataclass(frozen=True)
class Listing:
    """Entries, each after a dash."""

    line: int
    nodes: "tuple[Node, ...]"


@dataclass(frozen=True)
class Mapping:
    """Names and what stands after their colons, in order, doubles included."""

    line: int
    entries: "tuple[tuple[Scalar, Node], ...]"


Node = Scalar | Listing | Mapping


def tree(content: str | bytes) -> Node:
    """Read YAML; BadFile for what is too large, no text, or no YAML a facilitator would write."""
    text = _as_text(content)
    try:
        return _document(_bounded(yaml.parse(text, Loader=_LOADER)))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        raise BadFile([Fault(line, "", _why_unreadable(text, line, str(error.problem)))]) from None
    except ReaderError as error:
        line = text.encode()[: error.position].count(b"\n") + 1
        raise _bad(line, _("There is a character here that no text holds. Take it out.")) from None


def _as_text(content: str | bytes) -> str:
    try:
        data = content if isinstance(content, bytes) else content.encode()
        text = data.decode("utf-8-sig")
    except UnicodeError:
        sentence = _("This is not a text file in UTF-8. Save it as plain text in UTF-8.")
        raise _bad(1, sentence) from None
    if len(data) > LARGEST:
        raise _bad(1, _("This file is larger than 1 MB. Leave out what is no part of a network."))
    return text


def _why_unreadable(text: str, line: int, problem: str) -> str:
    lines = text.splitlines()
    if line <= len(lines) and "\t" in lines[line - 1]:
        return _("There is a tab in this line. Use spaces instead.")
    if "mapping values are not allowed" in problem:
        return _(
            "I cannot read this line. Is there a colon inside a text? Put that text between "
            "quotes. Otherwise look at the indentation."
        )
    return _(
        "I cannot read this line. Look at the indentation, the colons and the quotes here and in "
        "the line above."
    )


def _bad(line: int, text: str) -> BadFile:
    return BadFile([Fault(line, "", text)])


def _line(event: Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1


def _bounded(events: Iterator[Event]) -> Iterator[Event]:
    for number, event in enumerate(events):
        if number == MOST:
            sentence = _("No network is as large as this file. Leave out what is no part of it.")
            raise _bad(_line(event), sentence)
        yield event


def _document(events: Iterator[Event]) -> Node:
    found: Node | None = None
    for event in events:
        if not isinstance(event, DocumentStartEvent):
            continue
        if found is not None:
            raise _bad(_line(event), _("A second file begins here, after ---. Keep one in a file."))
        found = _node(next(events), events, 1)
    return found or Scalar(1, "", empty=True)


def _node(event: Event, events: Iterator[Event], depth: int) -> Node:
    line = _line(event)
    if depth > DEEPEST:
        raise _bad(line, _("This lies too deep: look at the brackets and the indentation."))
    if isinstance(event, AliasEvent):
        raise _bad(line, _("I follow no references such as *{name}. Write it out.", name="name"))
    if getattr(event, "tag", None):
        raise _bad(line, _("I read no types such as {tag}. Take it out.", tag="!!str"))
    if isinstance(event, SequenceStartEvent):
        return Listing(line, tuple(_nodes(events, depth)))
    if isinstance(event, MappingStartEvent):
        return Mapping(line, tuple(_entries(events, depth)))
    assert isinstance(event, ScalarEvent)  # noqa: S101 - the parser knows no other kind
    return Scalar(line, event.value, empty=not event.value and not event.style)


def _nodes(events: Iterator[Event], depth: int) -> Iterator[Node]:
    for event in events:
        if isinstance(event, SequenceEndEvent):
            return
        yield _node(event, events, depth + 1)


def _entries(events: Iterator[Event], depth: int) -> Iterator[tuple[Scalar, Node]]:
    for event in events:
        if isinstance(event, MappingEndEvent):
            return
        key = _node(event, events, depth + 1)
        if not isinstance(key, Scalar):
            raise _bad(key.line, _("Before a colon belongs the name of one field."))
        yield key, _node(next(events), events, depth + 1)
