"""Whatever comes in as words, values or arguments: an answer, never an error."""

import asyncio
import re
from collections.abc import Callable
from contextlib import suppress
from io import BytesIO
from itertools import count
from pathlib import Path
from zipfile import ZipFile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.cards import Card
from bot.errors import Refusal
from bot.events import Command, Press, Submission
from bot.feature import Reading
from bot.features.commitments.forms import read_date, read_form
from bot.features.commitments.sentence import LONGEST_LINE, Unsure, read
from bot.forms import Form
from bot.registry import standard
from bot.sheets import FORMULA, csv_file, safe, xlsx_file
from storage.database import Database
from tests.conversation import MONDAY, Conversation
from tests.features.commitments.test_sentences import CIRCLE, NOW, ZONE

pytestmark = pytest.mark.slow

PRESSES = sorted(name for name in standard().presses if name.startswith("commitments."))
FORMS = sorted(name for name in standard().forms if name.startswith("commitments."))
PIECES = st.sampled_from(
    [
        "I",
        "ik",
        "Anna",
        "Karim",
        "and",
        "en",
        "we",
        ",",
        ":",
        ".",
        "by",
        "voor",
        "vóór",
        "before",
        "12",
        "March",
        "maart",
        "vrijdag",
        "next",
        "meeting",
        "volgende",
        "bijeenkomst",
        "the",
        "de",
        "if",
        "als",
        "then",
        "dan",
        "because",
        "want",
        "autumn",
        "break",
        "herfstvakantie",
        "2026",
        "9:00",
        "week",
        "(",
        ")",
        "=1+1",
        "De",
        "Brug",
        "samen",
        "met",
        "bel",
        "schrijft",
        "\u202e",
        "🙂",
        "<b>",
        "{x}",
    ]
)
LINES = st.one_of(st.text(max_size=200), st.lists(PIECES, max_size=14).map(" ".join))
ARGS = st.lists(
    st.one_of(st.integers(-2, 4), st.integers(-(2**70), 2**70), st.text(max_size=12)), max_size=3
)
NAMES = (
    "text",
    "owners",
    "organisation",
    "until",
    "visible",
    "buddy",
    "trigger",
    "because",
    "choice",
)
WORDS = st.one_of(
    LINES, st.sampled_from(["12 March", "1", "2", "buddy", "group", "week", "yes", ""])
)
VALUES = st.dictionaries(st.sampled_from(NAMES), st.lists(WORDS, max_size=2).map(tuple))
KEYS = count(1)
QUICK = settings(
    deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@given(LINES)
@settings(deadline=None, max_examples=300)
def test_any_line_is_read_or_asked_back(line: str) -> None:
    try:
        said = read(line, NOW, ZONE, CIRCLE)
    except Unsure as unsure:
        assert unsure.question()  # noqa: PT017 - asked back is as good as read
        return
    assert said.owners
    assert said.text.strip()
    assert said.meeting or (said.day is not None and said.day >= NOW.date())


def test_a_long_line_is_asked_back() -> None:
    with pytest.raises(Unsure, match="too_long"):
        read("x" * (LONGEST_LINE + 1), NOW, ZONE, CIRCLE)


@given(VALUES)
@settings(deadline=None, max_examples=150)
def test_any_form_is_read_or_refused(values: dict[str, tuple[str, ...]]) -> None:
    for one in (read_form, read_date):
        with suppress(Refusal):
            one(Reading(MONDAY, ZONE), values)


@given(st.text())
def test_no_cell_is_a_formula(text: str) -> None:
    assert not safe(text).startswith(FORMULA)


def test_files_hold_texts_only() -> None:
    rows = [["What"], ["=1+1"], ["@x"], ["\tx"], ["fine"]]
    assert b"\r\n'=1+1\r\n'@x\r\n" in csv_file(rows)
    with ZipFile(BytesIO(xlsx_file(rows))) as book:
        sheet = book.read("xl/worksheets/sheet1.xml")
        words = book.read("xl/sharedStrings.xml").decode()
    assert b"<f>" not in sheet
    assert "'=1+1" in words


@pytest.fixture
def sqlite_url(sqlite_copy: Callable[[Path], str], tmp_path: Path) -> str:
    """The address of a fresh SQLite database."""
    return sqlite_copy(tmp_path / "kring.db")


@given(data=st.data())
@QUICK
def test_any_arguments_are_answered(sqlite_url: str, data: st.DataObject) -> None:
    asyncio.run(_answered(sqlite_url, data))


@given(data=st.data())
@settings(QUICK, max_examples=3)
def test_any_arguments_are_answered_on_postgresql(postgres_url: str, data: st.DataObject) -> None:
    asyncio.run(_answered(postgres_url, data))


async def _answered(url: str, data: st.DataObject) -> None:
    database = Database.open(url)
    chat = await Conversation.open(database)
    chat.keys = KEYS  # one inbox for all examples
    _vera, anna, bram, _carla = await chat.network(name=f"Circle {next(KEYS)}")
    await anna.says("commit Bram and I write it by 12 March")
    with suppress(AssertionError):
        await anna.presses("Keep")
    for _number in range(6):
        who = data.draw(st.sampled_from([anna, bram]))
        args = (chat.network_id, *data.draw(ARGS))
        event = data.draw(
            st.one_of(
                st.builds(
                    Press, st.just(who.origin()), st.sampled_from(PRESSES), st.just(args), WORDS
                ),
                st.builds(
                    Submission, st.just(who.origin()), st.sampled_from(FORMS), st.just(args), VALUES
                ),
                st.builds(Command, st.just(who.origin()), LINES.map(lambda line: f"commit {line}")),
            )
        )
        await _is_answered(chat, event)
    await database.close()


async def _is_answered(chat: Conversation, event: Press | Submission | Command) -> None:
    try:
        answers = await chat.core.dispatch(event)
    except Refusal as refusal:
        assert refusal.text  # noqa: PT017 - a refusal is an answer
        return
    for answer in answers:
        said = getattr(answer, "card", None) or getattr(answer, "form", None)
        assert isinstance(said, Card | Form | str)
        assert "went wrong" not in str(said)


def test_no_part_of_a_csv_cell_becomes_a_formula_where_cells_end_at_a_semicolon() -> None:
    cells = ["a;=1+1", 'a; "=1+1', "a\n=1+1", "a\t@b", "a;-1", "plain; text - and more"]
    text = csv_file([cells]).decode("utf-8-sig")
    parts = [part.lstrip(' "') for part in re.split(r"[;\t\r\n]", text)]
    assert [part for part in parts if part.startswith(FORMULA)] == []
    assert "plain; text - and more" in text
