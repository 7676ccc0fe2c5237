"""What is kept about somebody, taken along and erased, in Dutch."""

from datetime import timedelta

import pytest

from bot.features.privacy.export import Expired
from storage.database import Database
from tests.conversation import Conversation
from tests.features.test_privacy import NAME, TEXTS, counted, links, lived, opened

pytestmark = pytest.mark.slow


async def test_the_card_tells_what_is_kept_and_leads_on(database: Database) -> None:
    _chat, anna, _vera = await lived(database, "nl")
    anna.language = "nl"
    told = await anna.says("privacy")
    assert "In al je netwerken samen: hoeveel, wie het ziet, hoelang het bewaard wordt." in told
    assert "Je peilingen en stemmen: 1 · je groep · tot 400 dagen na het sluiten" in told
    assert "Wie de database beheert kan het lezen, en bewaart reservekopieën." in told
    assert "[Meenemen, om te lezen] [Meenemen, als JSON] [Wissen]" in told
    assert "[Wat er over mij bewaard wordt]" in await anna.says("instellingen")
    assert (await anna.says("privacy wis alles")).startswith("Wat er over jou bewaard wordt")


async def test_the_page_to_take_along_speaks_dutch_for_an_hour(database: Database) -> None:
    chat, anna, _vera = await lived(database, "nl")
    anna.language = "nl"
    page, _machine = await links(anna)
    now = chat.clock.now
    read = await database.read(lambda unit: opened(unit, page, now)) or ""
    assert f"Wat Kring over {NAME} bewaart" in read
    assert "Er staat alleen in wat van jou is." in read
    assert TEXTS[0] in read
    with pytest.raises(Expired):
        await database.read(lambda unit: opened(unit, page, now + timedelta(minutes=60)))


async def test_everything_is_erased_in_every_network(database: Database) -> None:
    chat, anna, _vera = await lived(database, "nl")
    await chat.network("Tweede", facilitators=(NAME,), members=("Dora",), language="nl")
    second = chat.people[NAME]
    second.language = "nl"
    told = await second.says("privacy wissen", privately=True)
    for said in (
        "Alles over jou wissen?",
        "Je verlaat elk netwerk: Circle en Tweede.",
        "Je komende beurten gaan naar anderen.",
        "Je bent de enige procesbegeleider van Tweede.",
        "Het gaat zonder procesbegeleider verder tot iemand het overneemt.",
    ):
        assert said in told
    assert "Alles over jou is gewist." in await second.presses("Alles wissen")
    assert set(await counted(database, anna.id)) == {"account", "membership", "turns"}
    assert NAME not in chat.room.last()


async def test_the_last_member_is_told_what_happens(database: Database) -> None:
    chat = await Conversation.open(database)
    [vera] = await chat.network(members=(), language="nl")
    vera.language = "nl"
    told = await vera.says("privacy wissen")
    assert "Je bent de laatste in Circle: het wordt over 30 dagen gewist." in told
