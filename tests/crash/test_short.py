"""The crash proof in short, and that it would see what it looks for; `make crash` has it all."""

import pytest

from tests.crash.__main__ import Figures, play
from tests.crash.verdict import WRONG

pytestmark = pytest.mark.slow


def played(row: str, kills: int) -> Figures:
    found = play(row, 0, kills, lambda: None)
    assert found is not None
    assert found["kills"] == kills
    return found


@pytest.mark.parametrize(
    ("row", "kills"), [("killed", 12), ("killed-pg", 5), ("frozen", 3), ("full", 2), ("bereft", 1)]
)
def test_whatever_befalls_it_nothing_is_lost_or_doubled(row: str, kills: int):
    found = played(row, kills)
    assert found["faults_of_lives"] == []
    assert {name: found[name] for name in WRONG} == dict.fromkeys(WRONG, 0)


def test_the_proof_sees_what_is_doubled_when_nothing_is_written_down_first():
    assert any(played("naive", 5)["doubled"] > 0 for _attempt in range(8))
