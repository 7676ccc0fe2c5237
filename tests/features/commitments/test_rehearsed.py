"""Commitments in a script: rehearsed, and shown to nobody in a plan."""

from datetime import UTC, datetime

import pytest

from bot.events import Press
from bot.networkfile import BadFile, read, read_answers
from bot.registry import standard
from bot.rehearse import rehearse
from storage.database import Database
from tests.features.commitments.test_commitments import begun, kept

FILE = """
name: Circle
language: en
template: monthly
co_preparers: 0
members:
  - {name: Vera, role: facilitator}
  - {name: Anna}
meetings:
  - {begins: 2026-10-22 14:00, ends: 2026-10-22 17:00, place: Here}
  - {begins: 2026-11-19 14:00, ends: 2026-11-19 17:00, place: Here}
"""
MADE = "- {at: 2026-09-07 10:00, commits: {who: Anna, text: Visit two schools, by: 2026-09-17}}\n"
BEGIN = datetime(2026, 9, 1, 7, tzinfo=UTC)


def asked(script: str) -> list[str]:
    """Return when Anna is asked how it is going, as wall-clock times."""
    registry = standard()
    file = read(FILE.encode(), known_lines=tuple(registry.lines))
    found = rehearse(registry, file, read_answers(script.encode(), file), BEGIN)
    return [
        f"{found.view.local(one.due_at):%a %d %b %H:%M}"
        for one in found.planned
        if any(card.kind == "commitments.nudge" for card in one.cards)
    ]


def report(at: str, answer: str) -> str:
    return f"- {{at: {at}, reports: {{who: Anna, text: Visit two schools, answer: {answer}}}}}\n"


def test_on_the_day_after_a_week_and_at_the_meetings() -> None:
    assert asked(MADE) == [
        "Thu 17 Sep 09:00",
        "Thu 24 Sep 09:00",
        "Wed 21 Oct 09:00",
        "Wed 18 Nov 09:00",
    ]


@pytest.mark.parametrize("answer", ["done", "let-go"])
def test_an_answer_ends_it(answer: str) -> None:
    assert asked(MADE + report("2026-09-17 12:00", answer)) == ["Thu 17 Sep 09:00"]


def test_later_is_asked_on_another_day() -> None:
    script = MADE + report("2026-09-17 12:00", "later, by: 2026-10-01")
    script += report("2026-10-01 12:00", "done")
    assert asked(script) == ["Thu 17 Sep 09:00", "Thu 01 Oct 09:00"]


def test_who_leaves_is_asked_no_more() -> None:
    script = MADE + "- {at: 2026-09-18 10:00, leaves: {who: Anna}}\n"
    assert asked(script) == ["Thu 17 Sep 09:00"]


@pytest.mark.parametrize(
    ("script", "said"),
    [
        (report("2026-09-17 12:00", "done"), "no open commitment"),
        (MADE + MADE, "open already"),
        (MADE.replace("2026-09-17", "2026-09-01"), "has passed by then"),
        (MADE.replace("2026-09-07", "2026-12-01").replace(", by: 2026-09-17", ""), "no next"),
        (MADE.replace("Anna", "Nobody"), "Nobody"),
        (MADE.replace("2026-09-17", "someday"), "cannot read the day"),
        (MADE.replace("}}", ", visible: boss}}"), "boss"),
    ],
)
def test_what_cannot_be_is_said(script: str, said: str) -> None:
    with pytest.raises(BadFile, match=said):
        asked(script)


@pytest.mark.slow
async def test_the_plan_shows_nobody_another_s(database: Database) -> None:
    chat, (vera, anna, _bram, carla) = await begun(database)
    for day in (10, 11, 12):
        await kept(chat, anna, f"commit I read book {day} by {day} March")
    await chat.advance(days=10, hours=3)  # the third waits: two private messages a week
    assert len(anna.private.all()) == 2
    shown = [await person.says("plan", privately=True) for person in (vera, carla)]
    await vera.says("plan", privately=True)
    for number in (anna.id, vera.id):
        press = Press(vera.origin(), "plan.as", (chat.network_id,), str(number))
        shown.append(await vera._gets(press))
    assert not [one for one in shown if "Commitment" in one or "book" in one]
    assert "book 12" in await anna.says("plan", privately=True)
