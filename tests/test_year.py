"""The rehearsal tells the truth: a year in the local chat equals the year rehearsed."""

import json
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import pairwise

import pytest

from bot.effects import To
from bot.networkfile import Script
from bot.registry import standard
from bot.rehearse import rehearse
from bot.timetable.rehearsal import Planned, Rehearsal
from storage.database import Database
from tests.year import EXAMPLES, NAMES, example, rehearsed, script, year

REGISTRY = standard()
BEGIN = datetime(2026, 8, 31, 7, tzinfo=UTC)
sqlite_only = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
at_once = {"monthly", "knowledge-group"}
all_networks = pytest.mark.parametrize(
    "name",
    [name if name in at_once else pytest.param(name, marks=pytest.mark.slow) for name in NAMES],
)
nobody_answers = pytest.param(False, id="nobody answers", marks=pytest.mark.slow)
both_years = pytest.mark.parametrize(
    "scripted", [nobody_answers, pytest.param(True, id="scripted")]
)


@cache
def year_of(name: str, scripted: bool) -> tuple[Rehearsal, Script]:
    file = example(name, REGISTRY)
    played = script(name, file) if scripted else Script()
    return rehearse(REGISTRY, file, played, BEGIN), played


@pytest.mark.slow
@sqlite_only
@all_networks
@both_years
async def test_the_chat_receives_what_was_rehearsed(
    database: Database, name: str, scripted: bool
) -> None:
    found, played = year_of(name, scripted)
    file = example(name, REGISTRY)
    async with year(database, file, played) as lived:
        received = await lived.live()
    told = rehearsed(found, rooms=len(file.room_names))
    assert sorted(received, key=str) == sorted(told, key=str)


@all_networks
@both_years
def test_nobody_gets_too_much(name: str, scripted: bool) -> None:
    found, _played = year_of(name, scripted)
    private = [one for one in found.planned if one.to.kind == "person" and not one.urgent]
    for person in {one.to for one in private}:
        days = sorted(found.view.local(one.due_at).date() for one in private if one.to == person)
        assert all(later > earlier for earlier, later in pairwise(days)), "two on one day"
        in_a_week = timedelta(days=7)
        assert all(days[n + 2] - days[n] >= in_a_week for n in range(len(days) - 2)), person


@both_years
def test_a_monthly_network_costs_little(scripted: bool) -> None:
    found, _played = year_of("monthly", scripted)
    rooms = [one for one in found.planned if one.to.kind == "room"]
    # Four about each meeting, news left out; a month with parts of two meetings can hold five.
    plain = [one for one in rooms if not {"networks", "meetings"} & set(one.why)]
    about = Counter(one.cards[0].args[0] for one in plain)
    assert max(about.values()) <= 4
    assert max(Counter(month(found, one) for one in rooms).values()) <= 5
    for member in found.view.members:
        if not member.facilitator:
            mine = [one for one in found.planned if one.to == To("person", member.id)]
            assert max(Counter(month(found, one) for one in mine).values(), default=0) <= 3


def month(found: Rehearsal, one: Planned) -> tuple[int, int]:
    local = found.view.local(one.due_at)
    return local.year, local.month


@all_networks
@both_years
def test_nothing_goes_out_at_a_bad_time(name: str, scripted: bool) -> None:
    found, _played = year_of(name, scripted)
    quiet = found.view.quiet
    assert [one for one in found.planned if quiet.is_quiet(found.view.local(one.due_at))] == []


@pytest.mark.slow
@pytest.mark.parametrize("name", ["monthly", "knowledge-group"])
def test_rehearsing_twice_gives_the_same_bytes(name: str) -> None:
    command = [sys.executable, "-m", "adapters.cli", "rehearse", str(EXAMPLES / f"{name}.yaml")]
    command += ["--json", "--answers", str(EXAMPLES / "answers" / f"{name}.yaml")]
    once, again = (subprocess.run(command, capture_output=True, check=True) for _ in range(2))
    assert once.stdout == again.stdout
    lines = [json.loads(line) for line in once.stdout.splitlines()]
    assert len(lines) > 20
