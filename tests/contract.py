"""One contract for every adapter: which conversations go through which platform, and when.

`--through slack` sends all of tests/features through Slack, `--through all` through every
platform; without it, what `EVERY_TIME` names goes through them too.
"""

from pathlib import Path

import pytest

from tests.ways import DIRECT, WAYS

FEATURES = Path(__file__).parent / "features"
ALL = "all"
CHOICES = [*WAYS, ALL]
LOOK_INSIDE = {"ballots", "storage", "test_privacy_bytes.py"}
"""The tests that look into a PostgreSQL database's files or change tables: each has its own."""
DATABASES = ["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)]
EVERY_TIME = {
    "slack": {
        "test_attention",
        "test_come",
        "test_come_sessions",
        "test_evaluations_results",
        "test_everyday_words",
        "test_from_message",
        "test_members_leaving",
        "test_networks",
        "test_networks_guarded",
        "test_polls",
        "test_prepare_traces",
        "test_speakers_managing",
        "test_steering",
        "test_votes_at_once",
    },
    "teams": {
        "test_attention",
        "test_come_sessions",
        "test_everyday_words",
        "test_from_message",
        "test_members_leaving",
        "test_networks_guarded",
        "test_votes_at_once",
    },
}
"""The modules that `make test` sends through each platform."""

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
"""The conversations that go to the core only, and why.

So do the tests that open a database for each of hundreds of made-up arguments
(test_any_arguments_are_answered): adapters are fuzzed with payloads, in tests of their own.
"""

_NO_FILES = "Teams hands a bot no files in a form"
NOT_THROUGH = {
    "teams": {
        "test_quiet_hours_and_holidays": _NO_FILES,
        "test_a_file_of_ones_own_behind_a_signed_link": _NO_FILES,
    },
}
"""The conversations that one platform has no part in, and why."""


def generate(metafunc: pytest.Metafunc) -> None:
    """Give a test its databases, and a conversation its ways as well."""
    if "database_url" not in metafunc.fixturenames or _has_its_own(metafunc):
        return
    if not (ways := _ways(metafunc)):
        metafunc.parametrize("database_url", DATABASES, indirect=True)
    else:
        cases = [
            pytest.param("sqlite", DIRECT, id="sqlite"),
            pytest.param("postgresql", DIRECT, id="postgresql", marks=pytest.mark.slow),
            *(pytest.param("sqlite", way, id=way, marks=pytest.mark.slow) for way in ways),
        ]
        metafunc.parametrize(("database_url", "way"), cases, indirect=True)


def looks_inside(test: Path) -> bool:
    """Say whether a test of this file looks into files and tables that others have not used."""
    return not LOOK_INSIDE.isdisjoint(test.parts[-2:])


def _has_its_own(metafunc: pytest.Metafunc) -> bool:
    marks = metafunc.definition.iter_markers("parametrize")
    return any("database_url" in str(mark.args[0]) for mark in marks)


def _ways(metafunc: pytest.Metafunc) -> list[str]:
    """Return the platforms that a test goes through."""
    in_features = FEATURES in Path(str(metafunc.module.__file__)).parents
    name, module = metafunc.function.__name__, metafunc.module.__name__.rpartition(".")[2]
    if not in_features or "way" not in metafunc.fixturenames or name in DIRECT_ONLY:
        return []
    chosen = metafunc.config.getoption("--through")
    if chosen is None:
        ways = [way for way in WAYS if module in EVERY_TIME[way]]
    else:
        ways = list(WAYS) if chosen == ALL else [chosen]
    return [way for way in ways if name not in NOT_THROUGH.get(way, {})]


def choose(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what does not go through the platforms that were asked for."""
    if not config.getoption("--through"):
        return
    config.hook.pytest_deselected(items=[item for item in items if _way(item) == DIRECT])
    items[:] = [item for item in items if _way(item) != DIRECT]


def _way(item: pytest.Item) -> str:
    found = getattr(item, "callspec", None)
    return str(found.params.get("way", DIRECT)) if found else DIRECT
