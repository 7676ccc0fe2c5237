"""Introducing oneself: named, seen by the facilitators, and one's own to change."""

import pytest

from storage.database import Database
from storage.intakes import Intake
from tests.conversation import Conversation, Somebody
from tests.features.speaking import rows

pytestmark = pytest.mark.slow


async def test_a_newcomer_is_offered_it_once(database: Database) -> None:
    chat = await Conversation.open(database)
    vera, anna, *_rest = await chat.network()
    lena = Somebody(chat, "Lena", 0, "circle")
    await lena.joins()
    assert "[Introduce yourself]" in lena.private.last()
    form = await lena.presses("Introduce yourself")
    assert "You and the facilitators see this, nobody else." in form
    kept = await lena.fills_in(q0="To learn.", q1="How do I begin? <b>=1+1</b> 😀")
    assert "What is your learning question?: How do I begin? <b>=1+1</b> 😀" in kept
    assert "To learn." in await vera.says("intake list")
    assert "Only the facilitators see" in await anna.says("intake list")
    assert "for the facilitators" in await anna.gets_press("intake.list")
    await chat.advance(days=10)
    assert sum("Introduce yourself" in said for said in lena.private.all()) == 1


async def test_it_can_be_changed_and_taken_out(database: Database) -> None:
    chat = await Conversation.open(database)
    vera, anna, *_rest = await chat.network(language="nl")
    anna.language = "nl"
    assert "Jezelf voorstellen" in await anna.says("kennismaken")
    assert "Er passen" not in await anna.fills_in(q3="Ervaring.")
    assert "Hooguit" not in await anna.says("kennismaken")
    assert anna.form.inputs[3].value == "Ervaring."  # type: ignore[union-attr] # a text
    assert "er passen hooguit 500 tekens in" in await anna.fills_in(q0="x" * 10_000)
    assert "niets over je bewaard" in await anna.fills_in(q3="")
    assert await rows(chat, Intake) == []
    await anna.says("kennismaken")
    await anna.fills_in(q0="Verder.")
    await anna.leaves()
    assert await rows(chat, Intake) == []
    assert "Niemand heeft iets verteld" in await vera.says("intake lijst")


async def test_another_network_sees_nothing_of_it(database: Database) -> None:
    chat = await Conversation.open(database)
    _vera, anna, *_rest = await chat.network()
    await anna.says("intake")
    await anna.fills_in(q0="To learn.")
    first = chat.network_id
    mallory, _noor = await chat.network("Other", ("Mallory",), ("Noor",))
    assert "Nobody has told anything" in await mallory.says("intake list")
    assert "not in this learning network" in await mallory.pushes("intake.list", first)
