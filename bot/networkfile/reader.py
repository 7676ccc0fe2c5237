"""Read a network file: either all of it is sound, or every fault is told at once."""

from collections.abc import Collection
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from bot.networkfile.checks import network_checks
from bot.networkfile.faults import BadFile, Fault
from bot.networkfile.models import NetworkFile
from bot.networkfile.names import SAMPLES, shown
from bot.networkfile.source import Mapping, tree
from bot.networkfile.translate import Translation
from bot.texts import _

Model = TypeVar("Model", bound=BaseModel)


def read(content: str | bytes, *, known_lines: Collection[str] = ()) -> NetworkFile:
    """Read a network file (YAML, at most 1 MB of UTF-8).

    `known_lines` are the names of the timetable's lines that a file may change. Raises BadFile
    with every fault in it, in the language now spoken.
    """
    root = tree(content)
    if not isinstance(root, Mapping):
        raise BadFile([Fault(root.line, "", _nothing())])
    translation = Translation()
    data = translation.data(root, NetworkFile)
    for place, text in network_checks(data):
        translation.fault(place, text)
    return checked(translation, NetworkFile, data, {"known_lines": list(known_lines)})


def checked(
    translation: Translation, model: type[Model], data: object, context: dict[str, Any]
) -> Model:
    """Make the model of the data; raises BadFile with its faults and those found before."""
    try:
        made = model.model_validate(data, context=context)
    except ValidationError as error:
        for fault in error.errors(include_url=False, include_input=False):
            translation.fault(fault["loc"], sentence(fault))
    if translation.faults:
        raise BadFile(translation.faults)
    return made


def _nothing() -> str:
    return _(
        "This is no network file. Begin with a line such as “{line}”.", line=f"{shown('name')}: …"
    )


def sentence(fault: Any) -> str:
    """Say in the reader's language what pydantic found, and how to mend it."""
    match fault["type"]:
        case "value_error":
            return str(fault["ctx"]["error"])
        case "missing":
            return _missing(str(fault["loc"][-1]))
        case "tuple_type" | "list_type":
            return _("Here belongs a list: each entry on a line of its own, after a dash.")
        case "model_type" | "model_attributes_type" | "dict_type":
            return _("Here belong fields, each on a line of its own: a name, a colon, a value.")
        case _:
            return _("I cannot use this: {why}.", why=fault["msg"])


def _missing(name: str) -> str:
    if name == "members":
        return _("The members are missing. Add at least one.")
    return _(
        "This is missing. Add a line such as “{line}”.",
        line=f"{shown(name)}: {SAMPLES.get(name, '…')}",
    )
