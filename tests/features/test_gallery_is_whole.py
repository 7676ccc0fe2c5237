"""The gallery draws all there is: every line that draws a card is walked by some sample."""

import sys
from collections.abc import Iterator
from inspect import CO_OPTIMIZED
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

import pytest

from bot import features
from bot.registry import standard
from bot.texts import speaking

FOLDER = Path(features.__file__).parent
DRAWING = [
    *("prepare/board.py", "prepare/cards.py", "prepare/seasons.py", "prepare/swap_cards.py"),
    *("prepare/forms.py", "commitments/cards.py", "commitments/wording.py"),
    *("takeaways/cards.py", "checkin/cards.py"),
]
NOTHING = ("return None", "return []", 'return ""')


def lines_of(code: CodeType) -> Iterator[int]:
    """Return the numbers of the lines of all functions in a piece of code."""
    for inner in code.co_consts:
        if not isinstance(inner, CodeType):
            continue
        if inner.co_flags & CO_OPTIMIZED:  # a function, not a class
            yield from (line for _from, _to, line in inner.co_lines() if line)
        yield from lines_of(inner)


def walked(paths: set[str]) -> set[tuple[str, int]]:
    """Return the lines that are run while the gallery is drawn."""
    found: set[tuple[str, int]] = set()

    def trace(frame: FrameType, _event: str, _arg: object) -> Any:
        if frame.f_code.co_filename not in paths:
            return None
        found.add((frame.f_code.co_filename, frame.f_lineno))
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        list(standard().samples())
    finally:
        sys.settrace(before)
    return found


@pytest.mark.slow
def test_every_line_that_draws_is_walked() -> None:
    paths = {str(FOLDER / name) for name in DRAWING}
    with speaking("en"):
        seen = walked(paths)
    missing = []
    for path in sorted(paths):
        source = Path(path).read_text(encoding="utf-8")
        texts = [line.strip() for line in source.splitlines()]
        for number in sorted(set(lines_of(compile(source, path, "exec")))):
            text = texts[number - 1]
            drawn = (path, number) in seen or text.startswith(("def ", "@"))
            if not drawn and text not in NOTHING:
                missing.append(f"{Path(path).parent.name}/{Path(path).name}:{number} {text}")
    assert missing == []
