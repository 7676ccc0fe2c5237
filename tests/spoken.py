"""Finds the texts that Kring speaks: every call of `_` and `n_` in the code and the pages."""

import ast
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from string import Formatter

from jinja2 import Environment, nodes

ROOT = Path(__file__).resolve().parent.parent
CODE = ("bot", "adapters", "scheduler")
PAGES = ROOT / "adapters" / "web"
PAGE_ENDINGS = {".html", ".jinja", ".j2"}
LITERALS = {"_": 1, "n_": 2}
"""How many first arguments each of the two functions takes literally."""


@dataclass(frozen=True)
class Spoken:
    """One call: its literal texts (one, or singular and plural) and the names it fills in."""

    path: str
    line: int
    texts: tuple[str, ...]
    names: frozenset[str]
    is_literal: bool
    passes_more: bool
    """Names are passed as **values too, so that they cannot be read off."""

    @property
    def place(self) -> str:
        """Say where the call is: path:line."""
        return f"{self.path}:{self.line}"

    @property
    def id(self) -> str | tuple[str, ...]:
        """Return the id of the message in a catalogue."""
        return self.texts[0] if len(self.texts) == 1 else self.texts


def placeholders(text: str) -> frozenset[str]:
    """Return the names between braces: {who.name} and {who[0]} are 'who'."""
    fields = (field for _, field, _, _ in Formatter().parse(text) if field is not None)
    return frozenset(field.split(".")[0].split("[")[0] for field in fields)


def spoken() -> list[Spoken]:
    """Find all calls of the project, in a stable order."""
    code = chain.from_iterable(sorted((ROOT / folder).rglob("*.py")) for folder in CODE)
    pages = sorted(page for page in PAGES.rglob("*") if page.suffix in PAGE_ENDINGS)
    return [
        *chain.from_iterable(in_python(path.read_text("utf-8"), _relative(path)) for path in code),
        *chain.from_iterable(in_page(path.read_text("utf-8"), _relative(path)) for path in pages),
    ]


def _relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def in_python(source: str, path: str) -> Iterator[Spoken]:
    """Find the calls in a Python module, `texts._()` among them."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        called = node.func.attr if isinstance(node.func, ast.Attribute) else None
        called = node.func.id if isinstance(node.func, ast.Name) else called
        if called in LITERALS:
            first = node.args[: LITERALS[called]]
            texts = [each.value for each in first if isinstance(each, ast.Constant)]
            names = {word.arg for word in node.keywords}
            yield _spoken(path, node.lineno, called, texts, names, None in names)


def in_page(source: str, path: str) -> Iterator[Spoken]:
    """Find the calls in a Jinja page."""
    tree = Environment(autoescape=True).parse(source)
    for node in tree.find_all(nodes.Call):
        if isinstance(node.node, nodes.Name) and node.node.name in LITERALS:
            first = node.args[: LITERALS[node.node.name]]
            texts = [each.value for each in first if isinstance(each, nodes.Const)]
            names = {word.key for word in node.kwargs}
            yield _spoken(path, node.lineno, node.node.name, texts, names, bool(node.dyn_kwargs))


def _spoken(
    path: str, line: int, called: str, texts: Sequence[object], names: Set[str | None], more: bool
) -> Spoken:
    literal = tuple(text for text in texts if isinstance(text, str))
    given = frozenset(name for name in names if name) | ({"n"} if called == "n_" else set())
    return Spoken(path, line, literal, given, len(literal) == LITERALS[called], more)
