"""The script of a year: read in order of time, refused where it could not happen."""

from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.networkfile import BadFile, read, read_answers
from bot.networkfile.happenings import Cancels, Comes, Joins, Moves
from tests.networkfile.files import ANSWERS, EXAMPLES, SMALL, example, refused

FILE = read(SMALL)

CASES = {
    "nobody of that name": (
        "- {at: 2026-09-01 09:00, comes: {who: Milo, meeting: 1, answer: yes}}",
        (1, "[1].comes.who", "Did you mean “Milan”?", "Bedoel je “Milan”?"),
    ),
    "a stranger": (
        "- {at: 2026-09-01 09:00, leaves: {who: Zoroaster}}",
        (1, "[1].leaves.who", "Write the name as it stands there", "Schrijf de naam"),
    ),
    "no such meeting": (
        "- {at: 2026-09-01 09:00, cancels: {meeting: 7}}",
        (1, "[1].cancels.meeting", "numbered 1 to 1", "genummerd van 1 tot en met 1"),
    ),
    "no number": (
        "- {at: 2026-09-01 09:00, cancels: {meeting: first}}",
        (1, "[1].cancels.meeting", "whole number", "heel getal"),
    ),
    "no such speaker": (
        "- {at: 2026-09-01 09:00, asks: {who: Milan, meeting: 1, speaker: Simon, text: Why?}}",
        (1, "[1].asks.speaker", "Did you mean “Simone”?", "Bedoel je “Simone”?"),
    ),
    "too late": (
        "- {at: 2026-09-15 15:30, comes: {who: Milan, meeting: 1, answer: no}}",
        (1, "[1].comes.meeting", "Choose an earlier moment", "Kies een eerder moment"),
    ),
    "neither yes nor no": (
        "- {at: 2026-09-01 09:00, comes: {who: Milan, meeting: 1, answer: perhaps}}",
        (1, "[1].comes.answer", "Choose from: yes, no", "Kies uit: ja, nee"),
    ),
    "into the past": (
        (
            "- at: 2026-09-01 09:00\n"
            "  moves: {meeting: 1, begins: 2026-08-01 09:00, ends: 2026-08-01 10:00}"
        ),
        (2, "[1].moves.begins", "Choose a later day", "Kies een latere dag"),
    ),
    "ends first": (
        (
            "- at: 2026-09-01 09:00\n"
            "  moves: {meeting: 1, begins: 2026-09-20 09:00, ends: 2026-09-20 08:00}"
        ),
        (2, "[1].moves.ends", "Look at both moments", "Kijk beide momenten na"),
    ),
    "a yield before the meeting": (
        "- {at: 2026-09-15 15:00, writes_yield: {who: Hester, meeting: 1, lines: [Listen.]}}",
        (1, "[1].writes_yield.meeting", "Choose a later moment", "Kies een later moment"),
    ),
    "a yield by a participant": (
        "- {at: 2026-09-16 15:00, writes_yield: {who: Milan, meeting: 1, lines: [Listen.]}}",
        (1, "[1].writes_yield.who", "A facilitator writes", "Een procesbegeleider schrijft"),
    ),
    "a yield of no lines": (
        "- {at: 2026-09-16 15:00, writes_yield: {who: Hester, meeting: 1, lines: []}}",
        (1, "[1].writes_yield.lines", "one to five lines", "één tot vijf regels"),
    ),
    "a yield of another meeting": (
        "- {at: 2026-09-16 15:00, writes_yield: {who: Hester, meeting: 4, lines: [Listen.]}}",
        (1, "[1].writes_yield.meeting", "numbered 1 to 1", "genummerd van 1 tot en met 1"),
    ),
    "nothing happens": (
        "- {at: 2026-09-01 09:00}",
        (1, "[1]", "exactly one thing", "precies één ding"),
    ),
    "two things happen": (
        "- {at: 2026-09-01 09:00, leaves: {who: Milan}, cancels: {meeting: 1}}",
        (1, "[1]", "exactly one thing", "precies één ding"),
    ),
    "no moment": (
        "- leaves: {who: Milan}",
        (1, "[1].at", "at: 2026-09-24 09:30", "op: 2026-09-24 09:30"),
    ),
    "here already": (
        "- {at: 2026-09-01 09:00, joins: {name: Milan}}",
        (1, "[1].joins.name", "Choose another name", "Kies een andere naam"),
    ),
    "before joining": (
        (
            "- {at: 2026-09-01 09:00, joins: {name: Noor}}\n"
            "- {at: 2026-08-01 09:00, chooses: {who: Noor, less: home}}"
        ),
        (2, "[2].chooses.who", "Write the name", "Schrijf de naam"),
    ),
    "after leaving": (
        (
            "- {at: 2026-09-02 09:00, comes: {who: Milan, meeting: 1, answer: yes}}\n"
            "- {at: 2026-09-01 09:00, leaves: {who: Milan}}"
        ),
        (1, "[1].comes.who", "Choose an earlier moment", "Kies een eerder moment"),
    ),
    "after cancelling": (
        (
            "- {at: 2026-09-01 09:00, cancels: {meeting: 1}}\n"
            "- {at: 2026-09-02 09:00, comes: {who: Milan, meeting: 1, answer: yes}}"
        ),
        (2, "[2].comes.meeting", "Take this out", "Haal dit weg"),
    ),
    "unknown happening": (
        "- {at: 2026-09-01 09:00, cancells: {meeting: 1}, leaves: {who: Milan}}",
        (1, "[1].cancells", "Did you mean “cancels”?", "Bedoel je “cancels”?"),
    ),
    "no script": ("name: X", (1, "", "Write a list", "Schrijf een lijst")),
}


@pytest.mark.parametrize("name", CASES)
def test_a_fault_says_where_it_is_and_how_to_mend_it(name: str):
    text, (line, field, english, dutch) = CASES[name]
    for language, sentence in (("en", english), ("nl", dutch)):
        with refused(language) as faults:
            read_answers(text, FILE)
        (fault,) = faults
        assert sentence in fault.text
        assert fault.line == line
        assert language == "nl" or fault.field == field


def test_all_faults_come_at_once():
    text = """\
- {at: never, leaves: {who: Milan}}
- {at: 2026-09-01 09:00, komt: {wie: Milo, bijeenkomst: 4, antwoord: ja}}
- {at: 2026-09-01 09:00}
"""
    with refused() as faults:
        read_answers(text, FILE)
    assert [(fault.line, fault.field) for fault in faults] == [
        (1, "[1].at"),
        (2, "[2].komt.wie"),
        (2, "[2].komt.bijeenkomst"),
        (3, "[3]"),
    ]


def test_events_come_in_order_of_time():
    script = read_answers(
        """\
- {op: 2026-09-03 09:00, komt: {wie: Noor, bijeenkomst: 1, antwoord: nee}}
- {at: 2026-09-02 09:00, joins: {name: Noor}}
""",
        FILE,
    )
    assert [event.what for event in script.events] == [
        Joins(name="Noor"),
        Comes(who="Noor", meeting="1", answer="no"),  # type: ignore[arg-type] # as files have it
    ]
    assert script.events[0].at == datetime.fromisoformat("2026-09-02 09:00")


def test_a_moved_meeting_can_be_answered_until_it_begins_anew():
    script = read_answers(
        """\
- {at: 2026-09-02 09:00, moves: {meeting: 1, begins: 2026-10-20 09:00, ends: 2026-10-20 10:00}}
- {at: 2026-10-19 09:00, comes: {who: Milan, meeting: 1, answer: yes}}
""",
        FILE,
    )
    assert len(script.events) == 2


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_every_example_has_a_year_with_all_that_can_happen(path: Path):
    file = example(path)
    events = [event.what for event in read_answers((ANSWERS / path.name).read_bytes(), file).events]
    assert {Comes, Joins, Moves, Cancels} <= {type(event) for event in events}
    moved = [event.begins.date() for event in events if isinstance(event, Moves)]
    assert all(any(one.first <= day <= one.last for one in file.holidays) for day in moved)


@given(st.text() | st.binary() | st.text(max_size=30).map(lambda text: "- at: " + text))
def test_any_text_is_read_or_refused(content: str | bytes):
    try:
        read_answers(content, FILE)
    except BadFile as bad:
        if not bad.faults:
            pytest.fail("refused without a reason")
