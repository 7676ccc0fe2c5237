"""The shape of the code: small modules, short functions, each module introduced."""

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HOUSE = ("adapters", "scheduler", "bot", "storage", "benchmarks")
OUTSIDE_THE_HOUSE = {"tests", "benchmarks"}
MOST_LINES_OF_A_MODULE = 299
MOST_LINES_OF_A_FUNCTION = 40
LINES_OF_NINE_IN_TEN = 25


def modules() -> Iterator[tuple[str, str]]:
    """Give each module's path and source, migrations (a record, not prose) left out."""
    for folder in HOUSE:
        for path in sorted((ROOT / folder).rglob("*.py")):
            if "versions" not in path.parts:
                yield path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")


def statements(node: ast.AST) -> Iterator[ast.AST]:
    """Give all statements below a node, without looking into expressions: no function is there."""
    for below in ast.iter_child_nodes(node):
        if isinstance(below, ast.stmt | ast.excepthandler | ast.match_case):
            yield below
            yield from statements(below)


def functions() -> Iterator[tuple[str, int]]:
    """Give each function's place and number of lines, decorators not counted."""
    for path, source in modules():
        for node in statements(ast.parse(source)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                yield f"{path}:{node.lineno} {node.name}", length


def test_modules_are_small() -> None:
    lengths = {path: len(source.splitlines()) for path, source in modules()}
    large = {path: n for path, n in lengths.items() if n > MOST_LINES_OF_A_MODULE}
    assert not large, f"too long: {large}"


def test_functions_are_short() -> None:
    lengths = dict(functions())
    longest = {place: n for place, n in lengths.items() if n > MOST_LINES_OF_A_FUNCTION}
    assert not longest, f"too long: {longest}"
    long = {place: n for place, n in lengths.items() if n >= LINES_OF_NINE_IN_TEN}
    assert len(long) <= len(lengths) / 10, f"nine of ten are shorter than 25 lines: {long}"


def test_modules_introduce_themselves() -> None:
    silent = [path for path, source in modules() if not source.startswith('"""')]
    assert not silent, f"without a docstring: {silent}"


def test_every_package_has_its_layer() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")}
    assert packages - OUTSIDE_THE_HOUSE == set(project["tool"]["importlinter"]["root_packages"])
