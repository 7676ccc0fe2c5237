"""The contract names tests that are there."""

import re
from pathlib import Path

from tests.contract import DIRECT_ONLY, EVERY_TIME, FEATURES, NOT_THROUGH
from tests.ways import WAYS


def written() -> dict[Path, str]:
    return {path: path.read_text(encoding="utf-8") for path in FEATURES.rglob("test_*.py")}


def test_what_goes_through_every_time_is_there() -> None:
    there = {path.stem for path in written()}
    assert all(there >= modules for modules in EVERY_TIME.values())
    assert EVERY_TIME.keys() == WAYS.keys()


def test_what_goes_to_the_core_only_is_there() -> None:
    there = {name for text in written().values() for name in re.findall(r"def (test_\w+)", text)}
    for named in (DIRECT_ONLY, *NOT_THROUGH.values()):
        assert there >= named.keys()
        assert all(named.values())
