"""Counts what a move away from botbuilder would touch: python -m tests.adapters.teams.sdk_lines.

Counted are the imports of botbuilder and botframework, and in full every function that uses what
they bring, or the class or statement where that is in no function.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[3] / "adapters" / "teams"
SDK = ("botbuilder", "botframework")
Block = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def brought(tree: ast.AST) -> dict[str, ast.stmt]:
    """Return the names that the SDK's imports bring, each with its import."""
    found = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in SDK:
            found.update({one.asname or one.name: node for one in node.names})
        elif isinstance(node, ast.Import):
            sdk = [one for one in node.names if one.name.split(".")[0] in SDK]
            found.update({(one.asname or one.name).split(".")[0]: node for one in sdk})
    return found


def touched(node: ast.AST, names: set[str], within: ast.stmt | None) -> Iterator[ast.stmt]:
    """Give the smallest blocks that use one of these names."""
    for child in ast.iter_child_nodes(node):
        inner = child if isinstance(child, Block) else within
        if isinstance(child, ast.stmt) and inner is None:
            yield from touched(child, names, child)
            continue
        if isinstance(child, ast.Name) and child.id in names and within is not None:
            yield within
        yield from touched(child, names, inner)


def lines(path: Path) -> set[int]:
    """Return the numbers of the lines of a file that would be touched."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = brought(tree)
    blocks = [*names.values(), *touched(tree, set(names), None)]
    return {n for one in blocks for n in range(one.lineno, (one.end_lineno or one.lineno) + 1)}


def main() -> None:
    """Print the count of each file, of all, and of the folder."""
    files = sorted(FOLDER.glob("*.py"))
    counted = {path.name: len(lines(path)) for path in files}
    for name, count in counted.items():
        if count:
            print(f"{count:4} {name}")  # noqa: T201 - a program's answer
    total = sum(len(path.read_text(encoding="utf-8").splitlines()) for path in files)
    print(f"{sum(counted.values()):4} of {total} lines")  # noqa: T201 - the same


if __name__ == "__main__":
    main()
