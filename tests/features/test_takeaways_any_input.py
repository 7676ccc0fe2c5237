"""Whatever comes in about yields and check-ins: a private answer, never an error."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.cards import Card
from bot.errors import Refusal
from bot.events import Command, Press, Submission
from bot.feature import Reading
from bot.features.checkin import rules as checkin
from bot.features.takeaways import rules as takeaways
from bot.forms import Form
from bot.registry import standard
from bot.texts import LANGUAGES, speaking
from storage.database import Database
from tests.conversation import MONDAY, Conversation
from tests.databases import Server

pytestmark = pytest.mark.slow

EVENTS = 8  # in each example, for its network takes longer to make than they do

SLICES = ("takeaways", "checkin")
PRESSES = sorted(name for name in standard().presses if name.split(".")[0] in SLICES)
FORMS = sorted(name for name in standard().forms if name.split(".")[0] in SLICES)
ODD = ["first", "second", "p2", "o1", "2", "group", "me", "=1+1", "", "\ue0001\ue001", "🎈" * 150]
WORDS = st.one_of(st.text(max_size=400), st.sampled_from(ODD))
ARGS = st.lists(
    st.one_of(st.integers(-2, 3), st.integers(-(2**70), 2**70), st.sampled_from(ODD)), max_size=3
)
NAMES = ("line1", "line2", "line5", "tell", "ask", "text", "visible", "note", "called")
VALUES = st.dictionaries(st.sampled_from(NAMES), st.tuples(WORDS), max_size=len(NAMES))
READING = Reading(MONDAY, ZoneInfo("Europe/Amsterdam"))


@given(WORDS)
@settings(deadline=None)
def test_any_line_is_read_or_refused(words: str) -> None:
    for read in (takeaways.read_words, checkin.read_words):
        with suppress(Refusal):
            read(READING, words)


@given(VALUES)
@settings(deadline=None)
def test_any_form_is_read_or_refused(values: dict[str, tuple[str, ...]]) -> None:
    with suppress(Refusal):
        assert len(takeaways.read_lines(READING, values)) <= takeaways.MOST_LINES
    for read in (takeaways.read_school, checkin.read_answer, checkin.read_note):
        with suppress(Refusal):
            read(READING, values)


@given(data=st.data())
@settings(
    deadline=None, max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_arguments_are_answered(
    sqlite_copy: Callable[[Path], str], tmp_path: Path, data: st.DataObject
) -> None:
    # Each example has a database of its own: in one that others used, keys have been seen before.
    asyncio.run(_answered(sqlite_copy(tmp_path / f"{uuid4()}.db"), data))


@given(data=st.data())
@settings(
    deadline=None, max_examples=2, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_arguments_are_answered_on_postgresql(postgresql: Server, data: st.DataObject) -> None:
    with postgresql.database() as url:
        asyncio.run(_answered(url, data))


async def _answered(url: str, data: st.DataObject) -> None:
    database = Database.open(url)
    try:
        chat = await Conversation.open(database)
        people = await chat.network(template="twice-a-year")
        await people[0].says("meeting 10 March 14:00-17:00 at De Linde")
        await chat.advance_to(datetime(2026, 3, 18, 9, tzinfo=UTC))
        for _each in range(EVENTS):
            who = data.draw(st.sampled_from(people[:2]))
            args = (chat.network_id, *data.draw(ARGS))
            origin = who.origin()
            kind = data.draw(st.sampled_from(["press", "form", "line"]))
            if kind == "press":
                said = await who._gets(Press(origin, data.draw(st.sampled_from(PRESSES)), args))
            elif kind == "form":
                form = data.draw(st.sampled_from(FORMS))
                said = await who._gets(Submission(origin, form, args, data.draw(VALUES)))
            else:
                word = data.draw(st.sampled_from(["yield", "checkin"]))
                said = await who._gets(Command(origin, f"{word} {data.draw(WORDS)}"))
            assert "Something went wrong" not in said
    finally:
        await database.close()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("slice_", SLICES)
def test_the_gallery_shows_every_card_and_form(language: str, slice_: str) -> None:
    with speaking(language):
        shown = [one for name, one in standard().samples() if name == slice_]
    assert {type(one) for one in shown} == {Card, Form}
    assert len(shown) >= 8


def test_every_button_of_the_gallery_leads_somewhere() -> None:
    registry = standard()
    for name, one in registry.samples():
        if name not in SLICES:
            continue
        assert not isinstance(one, Form) or one.action in registry.forms
        for element in one.body if isinstance(one, Card) else ():
            for item in getattr(element, "items", ()):
                assert getattr(item, "action", PRESSES[0]) in registry.presses
