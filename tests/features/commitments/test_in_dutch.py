"""The rules of commitments as conversations in Dutch."""

import pytest
from sqlmodel import select

from bot.features.commitments.export import list_file
from storage import commitments, people
from storage.database import Database, Unit
from storage.networks import Membership
from tests.conversation import Conversation, Somebody
from tests.features.commitments.test_commitments import begun, sent

pytestmark = pytest.mark.slow

HOW = "Hoe staat het: “bezoek twee scholen”"
ALONE = "voornemen ik bezoek twee scholen voor 12 maart"
TOGETHER = "voornemen Bram en ik schrijven het verslag voor 12 maart"


async def kept(person: Somebody, line: str) -> str:
    await person.says(line)
    return await person.presses("Bewaren")


async def shared(chat: Conversation, person: Somebody, **values: str) -> None:
    await person.says("voornemen")
    await person.fills_in(text="bezoek twee scholen", until="12 maart", **values)
    await person.presses("Bewaren")


async def test_not_yet_takes_a_new_date(database: Database) -> None:
    chat, (_vera, anna, *_rest) = await begun(database, "nl")
    assert "Dan vraag ik je hoe het staat" in await kept(anna, ALONE)
    await chat.advance(days=11)
    assert "Een nieuwe datum" in await anna.presses("Nog niet")
    assert "vrijdag 27 maart 2026" in await anna.fills_in(choice="fortnight")
    await chat.advance(days=15)
    assert sent(chat) == ["Thu 12 Mar 09:00", "Fri 27 Mar 09:00"]
    await anna.says("voornemens")
    card = await anna.presses(HOW)
    assert "Wat er veranderde" in card
    assert "12 maart 2026" in card


async def test_asked_on_the_day_after_a_week_and_then_at_meetings(database: Database) -> None:
    chat, (_vera, anna, *_rest) = await begun(database, "nl")
    await kept(anna, ALONE)
    await chat.advance(days=70)
    times = ["Thu 12 Mar 09:00", "Thu 19 Mar 09:00", "Wed 25 Mar 09:00", "Wed 22 Apr 09:00"]
    assert sent(chat) == times
    await anna.says("voornemens")
    assert "2 keer meegenomen." in await anna.presses(HOW)


async def test_several_owners_and_letting_go(database: Database) -> None:
    chat, (_vera, anna, bram, _carla) = await begun(database, "nl")
    assert "De anderen krijgen privé een vraag." in await kept(anna, TOGETHER)
    assert "schrijven het verslag" in bram.private.last()
    assert "schrijven het verslag" in await bram.presses("Ik doe mee")
    await chat.advance(days=11)
    assert "nooit waarom" in await anna.presses("Loslaten")
    assert "het verslag" not in await anna.says("voornemens")
    assert "Open (1)" in await bram.says("voornemens")


async def test_declining_leaves_no_trace(database: Database) -> None:
    chat, (_vera, anna, bram, _carla) = await begun(database, "nl")
    await kept(anna, TOGETHER)
    before = await anna.says("voornemens"), await anna.home(), await anna.says("planning")
    assert "Niemand hoort ervan" in await bram.presses("Nee, dank je")
    after = await anna.says("voornemens"), await anna.home(), await anna.says("planning")
    assert after == before
    rows = await database.read(lambda unit: commitments.owners(unit.connection, chat.network_id))
    assert all(bram.id not in states for states in rows.values())


async def test_somebody_of_an_organisation_takes_it_on(database: Database) -> None:
    chat, (_vera, anna, *_rest) = await begun(database, "nl")
    line = "voornemen De Linde organiseert een open les voor 12 maart"
    assert (await anna.says(line)).startswith("Een voornemen")

    def join(unit: Unit) -> None:
        linde = people.organisation(unit.session, "De Linde")
        places = select(Membership).where(Membership.person_id == anna.id)
        unit.session.exec(places).one().organisation_id = linde.id

    await database.write(join)
    assert "Anna (jij) namens De Linde" in await anna.says(line)
    await anna.presses("Bewaren")
    await chat.advance(days=11)
    assert "organiseert een open les" in anna.private.last()


async def test_if_then_because(database: Database) -> None:
    _chat, (_vera, anna, *_rest) = await begun(database, "nl")
    line = "voornemen Als de les begint dan wacht ik even voor 12 maart omdat dat helpt"
    said = await anna.says(line)
    assert "Als de les begint, dan: wacht even, omdat dat helpt" in said
    assert "donderdag 12 maart 2026" in said


async def test_a_buddy_is_asked_and_sees_it(database: Database) -> None:
    chat, (_vera, anna, bram, carla) = await begun(database, "nl")
    await shared(chat, anna, visible="buddy", buddy=str(bram.id))
    assert "bezoek twee scholen" in bram.private.last()
    await bram.presses("Ja, graag")
    await bram.says("voornemens")
    assert "bezoek twee scholen" in await bram.presses("Voornemens van de groep")
    await carla.says("voornemens")
    assert "bezoek twee scholen" not in await carla.presses("Voornemens van de groep")


async def test_help_is_asked_only_of_whom_the_owner_chooses(database: Database) -> None:
    chat, (vera, anna, bram, _carla) = await begun(database, "nl")
    await kept(anna, ALONE)
    await chat.advance(days=11)
    assert "Wie zal ik het vertellen?" in await anna.presses("Ik kan hulp gebruiken")
    assert vera.private.all() == chat.room.all() == []
    await anna.presses("De procesbegeleiders")
    assert "bezoek twee scholen" in vera.private.last()
    assert "maart" not in vera.private.last()
    assert bram.private.all() == chat.room.all() == []


async def test_the_overview_and_editing_with_trace(database: Database) -> None:
    _chat, (_vera, anna, bram, _carla) = await begun(database, "nl")
    await kept(anna, ALONE)
    await anna.gets_press("commitments.change", 1)
    said = await anna.fills_in(text="bezoek drie scholen", visible="group", until="20 maart")
    assert "bezoek twee scholen → bezoek drie scholen" in said
    assert "Alleen ik → De groep" in said
    await bram.says("voornemens")
    group = await bram.presses("Voornemens van de groep")
    assert "Anna: bezoek drie scholen, uiterlijk vrijdag 20 maart 2026" in group
    assert "twee scholen" not in group


async def test_what_is_due_at_the_meeting_moves_with_it(database: Database) -> None:
    _chat, (vera, anna, *_rest) = await begun(database, "nl")
    await kept(anna, "voornemen ik schrijf mijn plan voor de volgende bijeenkomst")
    await vera.gets_press("meetings.cancel", 1)
    home = await anna.home()
    assert "23 april 2026" in home
    assert "26 maart" not in home


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
async def test_files_speak_dutch_and_hold_no_formula(database: Database, kind: str) -> None:
    chat, (_vera, anna, *_rest) = await begun(database, "nl")
    await anna.says("voornemen")
    await anna.fills_in(text="=1+1 bezoeken", until="12 maart", visible="group")
    await anna.presses("Bewaren")
    extra, network, now = f"{anna.id}:mine:{kind}", chat.network_id, chat.clock.now
    file = await database.read(lambda unit: list_file(unit, network, extra, now))
    assert file.name == f"voornemens.{kind}"
    if kind == "csv":
        assert "'=1+1 bezoeken" in file.content.decode("utf-8-sig")


async def test_unclear_words_are_asked_back(database: Database) -> None:
    _chat, (_vera, anna, *_rest) = await begun(database, "nl")
    said = await anna.says("voornemen ik ga in week 14 bij twee klassen kijken")
    assert said.startswith("Een voornemen\n")
    assert "Bedoel je dit?" in await anna.fills_in(until="3 april")
