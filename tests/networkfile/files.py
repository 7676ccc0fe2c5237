"""What these tests read: the examples, and a small file to spoil."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot.networkfile import BadFile, Fault, NetworkFile, read
from bot.texts import speaking
from bot.timetable.templates import TEMPLATES

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = sorted((ROOT / "examples").glob("*.yaml"))
LINES = sorted({line for lines in TEMPLATES.values() for line in lines})
ANSWERS = ROOT / "examples" / "answers"

SMALL = """\
name: The valley
members:
  - {name: Hester, role: facilitator}
  - {name: Milan}
meetings:
  - begins: 2026-09-15 15:30
    ends: 2026-09-15 17:30
    speakers:
      - {name: Simone}
"""


def small(extra: str = "", **replaced: str) -> str:
    """Return the small file, ended with some lines or with one text for another."""
    text = SMALL + extra
    for old, new in replaced.items():
        text = text.replace(old, new)
    return text


def example(path: Path) -> NetworkFile:
    return read(path.read_bytes(), known_lines=LINES)


@contextmanager
def refused(language: str = "en") -> Iterator[list[Fault]]:
    """Expect a refusal in a language; the list holds its faults afterwards."""
    faults: list[Fault] = []
    with speaking(language), pytest.raises(BadFile) as caught:
        yield faults
    faults.extend(caught.value.faults)


def faults_of(text: str | bytes, language: str = "en") -> list[Fault]:
    with refused(language) as faults:
        read(text, known_lines=LINES)
    return faults
