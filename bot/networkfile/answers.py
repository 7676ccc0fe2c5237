"""Read the script of a year: who answers what and when, checked against a network file."""

from pydantic import ValidationError

from bot.networkfile.faults import BadFile, Fault
from bot.networkfile.happenings import HAPPENINGS, Entry, Event, Script
from bot.networkfile.models import NetworkFile
from bot.networkfile.names import shown
from bot.networkfile.reader import sentence
from bot.networkfile.source import Listing, tree
from bot.networkfile.story import Story
from bot.networkfile.translate import Translation
from bot.texts import _


def read_answers(content: str | bytes, file: NetworkFile) -> Script:
    """Read a script (YAML, a list) for a network; BadFile with every fault in it."""
    root = tree(content)
    if not isinstance(root, Listing):
        raise BadFile([Fault(root.line, "", _nothing())])
    translation = Translation()
    data = translation.data(root, tuple[Entry, ...])
    listed = enumerate(data if isinstance(data, list) else [])
    read = [(at, entry) for at, block in listed if (entry := _entry(translation, at, block))]
    in_time = sorted(read, key=lambda one: one[1].at)
    _check(translation, file, in_time)
    if translation.faults:
        raise BadFile(translation.faults)
    return Script(tuple(Event(entry.at, entry.happening) for _at, entry in in_time))


def _entry(translation: Translation, at: int, block: object) -> Entry | None:
    chosen = [name for name in HAPPENINGS if isinstance(block, dict) and name in block]
    if isinstance(block, dict) and len(chosen) != 1:
        translation.fault((at,), _one_of())
    try:
        entry = Entry.model_validate(block)
    except ValidationError as error:
        for fault in error.errors(include_url=False, include_input=False):
            translation.fault((at, *fault["loc"]), sentence(fault))
        return None
    return entry if len(chosen) == 1 else None


def _check(translation: Translation, file: NetworkFile, entries: list[tuple[int, Entry]]) -> None:
    story = Story(file)
    for at, entry in entries:
        name = next(name for name in HAPPENINGS if getattr(entry, name) is not None)
        for inner, text in story.faults(entry):
            translation.fault((at, name, inner), text)


def _one_of() -> str:
    options = ", ".join(map(shown, HAPPENINGS))
    return _("Write exactly one thing that happens: {options}.", options=options)


def _nothing() -> str:
    return _("This is no script. Write a list: each entry after a dash, with its moment (at).")
