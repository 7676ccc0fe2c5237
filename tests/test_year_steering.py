"""A year in which the facilitator's role goes round, or nobody has it for a while, as rehearsed."""

from datetime import UTC, datetime

import pytest

from bot.networkfile import BadFile, NetworkFile, Script, read, read_answers
from bot.registry import standard
from bot.rehearse import rehearse
from bot.timetable.rehearsal import Rehearsal
from storage.database import Database
from tests.year import example, rehearsed, script, year

REGISTRY = standard()
BEGIN = datetime(2026, 8, 31, 7, tzinfo=UTC)
TO_WHO_STEERS = ("meetings.warning", "speakers.questions", "checkin.calls")
sqlite_only = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
networks = pytest.mark.parametrize(
    "name", ["monthly", pytest.param("curriculum", marks=pytest.mark.slow)]
)


def of_kind(found: Rehearsal, *kinds: str) -> list[tuple[int, int]]:
    """Return (meeting, person) of whom cards of these kinds go to."""
    return [
        (int(card.args[0]), one.to.id)
        for one in found.planned
        for card in one.cards
        if card.kind in kinds
    ]


def laid_down(file: NetworkFile) -> Script:
    """Give a year in which the facilitators step down at its beginning, and one takes it up."""
    steer = [one.name for one in file.members if one.facilitates]
    newcomer = next(one.name for one in file.members if not one.facilitates)
    lines = [f'- {{at: 2026-09-01 10:00, steps_down: {{who: "{name}"}}}}' for name in steer]
    lines.append(f'- {{at: 2027-02-01 10:00, neemt_rol: {{wie: "{newcomer}"}}}}')
    return read_answers("\n".join(lines), file)


@networks
def test_what_a_facilitator_gets_goes_to_who_leads_the_meeting(name: str) -> None:
    file = example(name, REGISTRY).model_copy(update={"facilitator_rotates": True})
    found = rehearse(REGISTRY, file, script(name, file), BEGIN)
    steer = {one.id for one in found.view.facilitators}
    leading = {(turn.meeting, turn.person) for turn in found.view.turns if turn.told}
    lists = of_kind(found, "speakers.questions", "checkin.calls")
    assert lists
    for meeting, person in lists:
        led = {one for at, one in leading if at == meeting}
        assert person in (led or steer)


@networks
def test_a_network_without_anybody_who_steers_lives_through_its_year(name: str) -> None:
    file = example(name, REGISTRY)
    nobody = [one.model_copy(update={"role": "participant"}) for one in file.members]
    file = file.model_copy(update={"members": tuple(nobody)})
    found = rehearse(REGISTRY, file, Script(), BEGIN)
    assert found.view.facilitators == ()
    prepare = {turn.person for turn in found.view.turns}
    assert {person for _meeting, person in of_kind(found, *TO_WHO_STEERS)} <= prepare
    assert of_kind(found, *TO_WHO_STEERS)


@networks
def test_the_group_hears_that_nobody_steers_and_who_takes_it_up(name: str) -> None:
    file = example(name, REGISTRY)
    found = rehearse(REGISTRY, file, laid_down(file), BEGIN)
    told = [card.kind for one in found.planned for card in one.cards if one.to.kind == "room"]
    assert told.count("members.opened") == told.count("members.taken") == 1
    assert [one.name for one in found.view.facilitators] == [
        next(one.name for one in file.members if not one.facilitates)
    ]


@pytest.mark.slow
@sqlite_only
@networks
@pytest.mark.parametrize("how", ["goes round", "laid down"])
async def test_the_chat_receives_what_was_rehearsed(
    database: Database, name: str, how: str
) -> None:
    file = example(name, REGISTRY)
    if how == "goes round":
        file = file.model_copy(update={"facilitator_rotates": True})
    played = script(name, file) if how == "goes round" else laid_down(file)
    found = rehearse(REGISTRY, file, played, BEGIN)
    async with year(database, file, played) as lived:
        received = await lived.live()
    told = rehearsed(found, rooms=len(file.room_names))
    assert sorted(received, key=str) == sorted(told, key=str)


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("steps_down: {who: Milan}", "no facilitator by then"),
        ("takes_up: {who: Milan}", "Hester facilitates by then"),
        ("takes_up: {who: Zoë}", "Zoë"),
    ],
)
def test_a_script_says_what_cannot_be(line: str, fault: str) -> None:
    assert fault in faults_of(f"- {{at: 2026-09-02 10:00, {line}}}")


def test_nobody_moves_a_meeting_while_nobody_steers() -> None:
    down = "- {at: 2026-09-02 10:00, steps_down: {who: Hester}}\n"
    assert "takes_up" in faults_of(down + "- {at: 2026-09-03 10:00, cancels: {meeting: 1}}")


def faults_of(text: str) -> str:
    file = read(
        "name: X\nmembers: [{name: Hester, role: facilitator}, {name: Milan}]\n"
        "meetings: [{begins: 2026-10-13 15:30, ends: 2026-10-13 17:30}]\n"
    )
    with pytest.raises(BadFile) as refused:
        read_answers(text, file)
    return str(refused.value)
