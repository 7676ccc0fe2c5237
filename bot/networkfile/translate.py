"""From a tree with the names people wrote to data with the names the models have.

Guided by the models: each block's names are looked up among that block's fields, so that an
unknown one can be answered with the nearest of just those. Lines and written names are kept, by
the place in the data, for what the models find later.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from types import UnionType
from typing import Any, Union, get_args, get_origin

from pydantic import BaseModel

from bot.networkfile.faults import Fault
from bot.networkfile.names import LATER, names_for, nearest, plain, shown
from bot.networkfile.source import Listing, Mapping, Node, Scalar
from bot.texts import _

Place = tuple[str | int, ...]


@dataclass
class Translation:
    """The data of a file, where each part of it stands, and what was wrong on the way."""

    faults: list[Fault] = field(default_factory=list)
    lines: dict[Place, int] = field(default_factory=dict)
    written: dict[Place, str] = field(default_factory=dict)

    def data(self, node: Node, kind: Any, place: Place = (), written: str = "") -> object:
        """Return plain data of the shape `kind` (an annotation of a model) has."""
        self.lines.setdefault(place, node.line)
        self.written[place] = written
        if isinstance(node, Scalar):
            return node.text
        if isinstance(node, Listing):
            inner = _inner(kind)
            return [
                self.data(one, inner, (*place, index), f"{written}[{index + 1}]")
                for index, one in enumerate(node.nodes)
            ]
        if get_origin(kind) is dict:
            return dict(self._free(node, place, written))
        model = _model(kind)
        return dict(self._block(node, model, place, written)) if model else {}

    def fault(self, place: Place, text: str) -> None:
        """Report what is wrong at a place in the data; where that has no line, its block's."""
        near = place
        while near not in self.lines:
            near = near[:-1]
        written = self.written[near]
        missing = place[len(near) :]
        if len(missing) == 1 and isinstance(missing[0], str) and missing[0] != "[key]":
            written = _under(written, shown(missing[0]))
        self.faults.append(Fault(self.lines[near], written, text))

    def _block(
        self, node: Mapping, model: type[BaseModel], place: Place, written: str
    ) -> Iterator[tuple[str, object]]:
        fields = kinds(model)
        names = names_for(list(fields))
        seen: dict[str, str] = {}
        for key, value in node.entries:
            where = _under(written, key.text.strip()[:40])
            name = names.get(plain(key.text))
            if name is None:
                self.faults.append(Fault(key.line, where, _unknown(key.text, names)))
                continue
            if name in seen:
                self.faults.append(Fault(key.line, where, _double(key.text, seen[name])))
                continue
            seen[name] = key.text
            if not (isinstance(value, Scalar) and value.empty):
                self.lines[*place, name] = key.line
                yield name, self.data(value, fields[name], (*place, name), where)

    def _free(self, node: Mapping, place: Place, written: str) -> Iterator[tuple[str, object]]:
        seen = set()
        for key, value in node.entries:
            name, where = key.text.strip(), _under(written, key.text.strip()[:40])
            if name in seen:
                self.faults.append(Fault(key.line, where, _double(name, name)))
                continue
            seen.add(name)
            self.lines[*place, name] = key.line
            yield name, self.data(value, str, (*place, name), where)


def kinds(model: type[BaseModel]) -> dict[str, Any]:
    """Return the names a model's fields have in a file, with their annotations."""
    fields = model.model_fields.items()
    return {one.alias or name: one.annotation for name, one in fields}


def _inner(kind: Any) -> Any:
    return get_args(kind)[0] if get_origin(kind) is tuple else str


def _model(kind: Any) -> type[BaseModel] | None:
    if get_origin(kind) in (Union, UnionType):
        kind = next(one for one in get_args(kind) if one is not type(None))
    return kind if isinstance(kind, type) and issubclass(kind, BaseModel) else None


def _under(written: str, name: str) -> str:
    return f"{written}.{name}" if written else name


def _unknown(written: str, names: dict[str, str]) -> str:
    if plain(written) in LATER:
        return _("This is not supported yet. Take it out; nothing in a file is passed over.")
    close = nearest(plain(written), list(names))
    if close:
        return _("I do not know this field. Did you mean “{close}”?", close=close)
    options = ", ".join(dict.fromkeys(shown(name) for name in names.values()))
    return _("I do not know this field. Here belong: {options}.", options=options)


def _double(written: str, first: str) -> str:
    if written.strip() == first.strip():
        return _("This field stands here twice. Keep one of them.")
    return _("This is the same field as “{first}”. Keep one of them.", first=first.strip()[:40])
