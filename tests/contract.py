"""One contract for every adapter: which conversations go through which platform, and when."""

from pathlib import Path

import pytest

from tests.ways import DIRECT, WAYS

FEATURES = Path(__file__).parent / "features"
BOTH = ("database_url", "way")
EVERY_TIME: set[str] = set()
"""What `make test` sends through every platform: names of modules, or of single tests."""

_PROCESSES = "two processes with cores of their own race each other, on one database"
DIRECT_ONLY = {
    "test_two_at_the_same_moment_from_two_processes": _PROCESSES,
    "test_of_two_who_press_at_once_exactly_one_steers": _PROCESSES,
    "test_of_agreeing_and_taking_back_at_once_exactly_one_wins": _PROCESSES,
    "test_leaving_and_accepting_at_once_leaves_no_turn": _PROCESSES,
    "test_of_leaving_and_agreeing_to_a_swap_at_once_the_turn_is_nobodys_twice": _PROCESSES,
    "test_of_two_who_offer_for_the_last_place_at_once_one_gets_it": _PROCESSES,
    "test_nothing_is_found_in_the_files": "about the history that the local chat keeps itself",
    "test_a_number_that_is_no_file_of_ones_own": "platforms hand over files, and no numbers",
}
"""What no platform can be asked for, by the name of its test, and why."""


DATABASES = ["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)]


def generate(metafunc: pytest.Metafunc) -> None:
    """Give a test its databases, and a conversation its ways as well."""
    if "database_url" not in metafunc.fixturenames or _has_its_own(metafunc):
        return
    if not _is_conversation(metafunc):
        metafunc.parametrize("database_url", DATABASES, indirect=True)
        return
    through, name = metafunc.config.getoption("--through"), metafunc.function.__name__
    chosen = {metafunc.module.__name__.rpartition(".")[2], name} & EVERY_TIME
    ways = [through] if through else list(WAYS) if chosen else []
    cases = [
        pytest.param("sqlite", DIRECT, id="sqlite"),
        pytest.param("postgresql", DIRECT, id="postgresql", marks=pytest.mark.slow),
        *(pytest.param("sqlite", way, id=way, marks=pytest.mark.slow) for way in ways),
    ]
    metafunc.parametrize(BOTH, cases, indirect=True)


def _has_its_own(metafunc: pytest.Metafunc) -> bool:
    marks = metafunc.definition.iter_markers("parametrize")
    return any("database_url" in str(mark.args[0]) for mark in marks)


def _is_conversation(metafunc: pytest.Metafunc) -> bool:
    in_features = FEATURES in Path(str(metafunc.module.__file__)).parents
    asked = "database" in metafunc.fixturenames
    return in_features and asked and metafunc.function.__name__ not in DIRECT_ONLY


def choose(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what does not go through the platform that was asked for."""
    through = config.getoption("--through")
    if not through:
        return
    kept = [item for item in items if _way(item) == through]
    config.hook.pytest_deselected(items=[item for item in items if _way(item) != through])
    items[:] = kept


def _way(item: pytest.Item) -> str:
    found = getattr(item, "callspec", None)
    return str(found.params.get("way", DIRECT)) if found else DIRECT
