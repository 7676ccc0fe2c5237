"""Whatever comes in as words, values or arguments: a private answer, never an error."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.cards import Card
from bot.errors import Refusal
from bot.events import Press, Submission
from bot.feature import Reading
from bot.features.come.line import read_said
from bot.features.come.rules import read_stay
from bot.features.meetings import rules
from bot.features.meetings.line import read_request
from bot.forms import Form
from bot.registry import standard
from bot.texts import LANGUAGES, speaking
from storage.database import Database
from tests.conversation import MONDAY, Conversation

pytestmark = pytest.mark.slow

EVENTS = 8  # in each example, for its network takes longer to make than they do

PRESSES = sorted(name for name in standard().presses if name.split(".")[0] in ("meetings", "come"))
FORMS = sorted(name for name in standard().forms if name.split(".")[0] in ("meetings", "come"))
ARGS = st.lists(
    st.one_of(st.integers(-5, 5), st.integers(-(2**70), 2**70), st.text(max_size=20)), max_size=3
)
NAMES = ("day", "start", "end", "last_day", "title", "place", "bring", "seats", "overlap")
WORDS = st.one_of(st.text(max_size=300), st.sampled_from(["2026-03-26", "14:00", "yes", "12", ""]))
VALUES = st.dictionaries(
    st.sampled_from((*NAMES, "night", "diet")), st.tuples(WORDS), max_size=len(NAMES)
)


def reading() -> Reading:
    return Reading(MONDAY, ZoneInfo("Europe/Amsterdam"), lambda _number: None, ())


@given(WORDS | st.text(alphabet="12 March-:at in.tot uur\n", max_size=80))
@settings(deadline=None, max_examples=150)
def test_any_line_is_read_or_refused(line: str) -> None:
    for read in (read_request, read_said):
        with suppress(Refusal):
            read(reading(), line)


@given(VALUES)
@settings(deadline=None, max_examples=150)
def test_any_form_is_read_or_refused(values: dict[str, tuple[str, ...]]) -> None:
    for read in (rules.read_wish, rules.read_words, rules.read_session, read_stay):
        with suppress(Refusal):
            found: Any = read(reading(), values)
            if isinstance(found, rules.Wish):
                rules.check(found.times, MONDAY.replace(tzinfo=None))


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


async def _answered(url: str, data: st.DataObject) -> None:
    database = Database.open(url)
    try:
        chat = await Conversation.open(database)
        vera, *_rest = await chat.network()
        await vera.says("meeting 26 March 14:00-17:00 at De Linde")
        for _each in range(EVENTS):
            args = (chat.network_id, *data.draw(ARGS))
            origin = vera.origin()
            if data.draw(st.booleans()):
                said = await vera._gets(Press(origin, data.draw(st.sampled_from(PRESSES)), args))
            else:
                form = data.draw(st.sampled_from(FORMS))
                said = await vera._gets(Submission(origin, form, args, data.draw(VALUES)))
            assert "Something went wrong" not in said
    finally:
        await database.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_gallery_shows_every_card_and_form(language: str) -> None:
    registry = standard()
    with speaking(language):
        shown = [one for name, one in registry.samples() if name in ("meetings", "come")]
    assert {type(one) for one in shown} == {Card, Form}
    titles = {one.title for one in shown}
    assert len(titles) > 10


def test_every_button_of_the_gallery_leads_somewhere() -> None:
    registry = standard()
    for name, one in registry.samples():
        if name not in ("meetings", "come"):
            continue
        forms = [one.action] if isinstance(one, Form) else []
        assert all(action in registry.forms for action in forms)
        for element in one.body if isinstance(one, Card) else ():
            for item in getattr(element, "items", ()):
                action = getattr(item, "action", "core.command")
                assert action == "core.command" or action in registry.presses
