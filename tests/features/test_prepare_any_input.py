"""Whatever comes in about turns, as words, values or arguments: an answer, never an error."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.cards import Card
from bot.errors import Refusal
from bot.events import Press, Submission
from bot.feature import Reading
from bot.features.prepare.line import read_prepare, read_swap
from bot.features.prepare.swapping import read_form
from bot.forms import Form
from bot.registry import standard
from bot.texts import LANGUAGES, speaking
from storage.database import Database
from tests.conversation import MONDAY, Conversation
from tests.databases import Server

pytestmark = pytest.mark.slow

EVENTS = 8  # in each example, for its network takes longer to make than they do

PRESSES = sorted(name for name in standard().presses if name.startswith("prepare."))
ODD = ["x" * 10_000, "🙂", "\u202eabc", "<b>1</b>", "=1+1", "with 🙂", "met <@1>", "2", ""]
WORDS = st.one_of(st.text(max_size=200), st.sampled_from(ODD))
ARGS = st.lists(
    st.one_of(st.integers(0, 4), st.integers(-(2**70), 2**70), WORDS), min_size=0, max_size=3
)
LINES = st.one_of(WORDS, st.text(alphabet="12 apr metwihAn.-:\n", max_size=60))


@given(LINES)
@settings(deadline=None, max_examples=150)
def test_any_line_is_read_or_refused(line: str) -> None:
    reading = Reading(MONDAY, ZoneInfo("Europe/Amsterdam"), lambda _number: None, ())
    for read in (read_prepare, read_swap):
        with suppress(Refusal):
            read(reading, line)
    assert all(0 <= one < 10**9 for one in read_form(reading, {"turn": (line,), "other": (line,)}))


@given(data=st.data())
@settings(
    deadline=None,
    max_examples=8,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
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
        vera, anna, *_rest = await chat.network()
        await vera.says("meeting 26 March 14:00-17:00 at De Linde")
        await anna.says("prepare 26 March")
        await anna.gets_press("prepare.volunteer", 1)
        for _each in range(EVENTS):
            who = data.draw(st.sampled_from([vera, anna]))
            args, origin = (chat.network_id, *data.draw(ARGS)), who.origin()
            if data.draw(st.booleans()):
                said = await who._gets(Press(origin, data.draw(st.sampled_from(PRESSES)), args))
            else:
                values = {"turn": (data.draw(WORDS),), "other": (data.draw(WORDS),)}
                said = await who._gets(Submission(origin, "prepare.swap", args[:1], values))
            assert "Something went wrong" not in said
            word = data.draw(st.sampled_from(["prepare", "swap", "swap with", "swap 26 March met"]))
            assert "Something went wrong" not in await who.says(f"{word} {data.draw(LINES)}")
    finally:
        await database.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_gallery_shows_every_card_and_form(language: str) -> None:
    with speaking(language):
        shown = [one for name, one in standard().samples() if name == "prepare"]
    assert {type(one) for one in shown} == {Card, Form}
    assert len({one.title for one in shown}) > 8


def test_every_button_of_the_gallery_leads_somewhere() -> None:
    registry = standard()
    for name, one in registry.samples():
        for element in one.body if name == "prepare" and isinstance(one, Card) else ():
            for item in getattr(element, "items", ()):
                assert item.action == "core.command" or item.action in registry.presses
