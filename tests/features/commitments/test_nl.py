"""More rules of commitments in Dutch: refused, forgotten, told once, ended, and seen by nobody."""

import pytest

from bot.events import Press
from storage import commitments
from storage.database import Database
from tests.conversation import Conversation, Somebody
from tests.features.commitments.test_commitments import begun, sent
from tests.features.commitments.test_in_dutch import ALONE, HOW, TOGETHER, kept

pytestmark = pytest.mark.slow

CLOSED = "Dit voornemen staat niet meer open. Typ 'voornemens' om die van jou te zien."


async def test_one_is_shown_in_full_before_it_counts(database: Database) -> None:
    _chat, (_vera, anna, *_rest) = await begun(database, "nl")
    assert await anna.says(ALONE) == (
        "Bedoel je dit?\nbezoek twee scholen\nWie: Anna (jij)\n"
        "Wanneer: uiterlijk donderdag 12 maart 2026\nWie ziet het: alleen jij\n"
        "[Bewaren] [Aanpassen] [Laat maar]"
    )
    assert "Er staat niets. Wat ga je doen?" in await anna.says("voornemens")
    said = await anna.presses("Bewaren")
    assert said.startswith("Bewaard: bezoek twee scholen, uiterlijk donderdag 12 maart 2026.")
    assert "Dit voornemen is al bewaard." in await anna.presses("Bewaren")
    assert "bezoek twee scholen" in await anna.home()


async def test_a_draft_is_changed_and_dropped(database: Database) -> None:
    _chat, (_vera, anna, *_rest) = await begun(database, "nl")
    await anna.says("voornemen Als de les begint dan wacht ik even voor 12 maart omdat dat helpt")
    assert "het telt pas als je op ‘Bewaren’ drukt." in await anna.presses("Aanpassen")
    said = await anna.fills_in(text="tien tellen wachten", until="volgende bijeenkomst")
    assert "Als de les begint, dan: tien tellen wachten, omdat dat helpt" in said
    assert "uiterlijk bij de volgende bijeenkomst, donderdag 26 maart 2026" in said
    assert await anna.presses("Laat maar") == "Prima, er is niets bewaard."
    assert await anna.presses("Bewaren") == CLOSED


async def test_who_is_not_said_is_asked(database: Database) -> None:
    _chat, (_vera, anna, *_rest) = await begun(database, "nl")
    said = await anna.says("voornemen we bezoeken twee scholen voor 12 maart")
    assert "Wie doet het? Kies de mensen bij naam." in said
    assert "Bedoel je dit?" in await anna.fills_in(until="12 maart")


async def test_another_day_in_words(database: Database) -> None:
    chat, (_vera, anna, *_rest) = await begun(database, "nl")
    await kept(anna, ALONE)
    await chat.advance(days=11)
    assert "Hoe staat het ermee?" in anna.private.last()
    assert "Dit had je je voor nu voorgenomen. Loslaten mag." in anna.private.last()
    await anna.presses("Nog niet")
    assert "Wanneer is het klaar?" in await anna.fills_in(choice="other")
    said = await anna.fills_in(choice="other", until="ooit misschien")
    assert "Ik zie hier geen datum of tijd in." in said
    said = await anna.fills_in(choice="other", until="1 maart 2026")
    assert "Dat moment is al voorbij." in said
    said = await anna.fills_in(choice="other", until="20 maart")
    assert said == "Genoteerd: uiterlijk vrijdag 20 maart 2026."
    await anna.presses("Nog niet")
    said = await anna.fills_in(choice="meeting")
    assert said == "Genoteerd: uiterlijk bij de volgende bijeenkomst."


async def test_it_moves_with_the_meeting_and_waits_when_there_is_none(database: Database) -> None:
    chat, (vera, anna, *_rest) = await begun(database, "nl")
    await kept(anna, "voornemen ik schrijf mijn plan voor de volgende bijeenkomst")
    await vera.says("bijeenkomst volgende", privately=True)
    await vera.presses("Verzetten")
    await vera.fills_in(day="2026-03-30", last_day="2026-03-30", start="14:00", end="17:00")
    assert "uiterlijk bij de volgende bijeenkomst, maandag 30 maart 2026" in await anna.home()
    for _both in range(2):
        await vera.says("bijeenkomst volgende", privately=True)
        await vera.presses("Afzeggen")
    assert "bij de volgende bijeenkomst, zodra die een datum heeft" in await anna.home()
    await chat.advance(days=60)
    assert [one for one in anna.private.all() if "Hoe staat het ermee?" in one] == []
    said = await anna.says("voornemen ik lees een boek voor de volgende bijeenkomst")
    assert "Er is nog geen volgende bijeenkomst gepland. Geef een datum." in said


async def test_what_one_of_several_did_is_done_for_all(database: Database) -> None:
    chat, (_vera, anna, bram, _carla) = await begun(database, "nl")
    said = await anna.says(TOGETHER)
    assert "Wie je noemt, wordt eerst privé gevraagd. Nee is prima." in said
    await anna.presses("Bewaren")
    asked = "Anna vraagt of je dit samen wilt doen. Nee is prima, en niemand hoort ervan."
    assert asked in bram.private.last()
    await bram.presses("Ik doe mee")
    await chat.advance(days=11)
    assert "Hoe staat het ermee?" in anna.private.last()
    done = "Gedaan, mooi. Het blijft onder ‘Voornemens’ staan."
    assert await bram.presses("Gedaan") == done
    assert anna.private.all() == []
    assert "Gedaan (1)" in await anna.says("voornemens")


async def test_what_nobody_agreed_to_is_forgotten_on_its_day(database: Database) -> None:
    chat, (_vera, anna, bram, _carla) = await begun(database, "nl")
    await kept(anna, "voornemen Bram: schrijft het verslag voor 12 maart")
    await chat.advance(days=12)
    assert await bram.gets_press("commitments.accept", 1) == CLOSED
    rows = await database.read(lambda unit: commitments.owners(unit.connection, chat.network_id))
    assert rows == {}


async def test_the_last_who_lets_go_ends_it(database: Database) -> None:
    chat, (_vera, anna, bram, _carla) = await begun(database, "nl")
    await kept(anna, TOGETHER)
    await bram.presses("Ik doe mee")
    await chat.advance(days=11)
    with_bram = "Losgelaten. Dat mag. Wie het met jou doet hoort alleen dat, nooit waarom."
    assert await anna.presses("Loslaten") == with_bram
    assert await bram.presses("Loslaten") == "Losgelaten. Dat mag, en niemand hoort ervan."
    assert "Losgelaten (1)" in await bram.says("voornemens")


async def test_a_buddy_who_says_no_sees_nothing(database: Database) -> None:
    _chat, (_vera, anna, bram, _carla) = await begun(database, "nl")
    await anna.says("voornemen")
    values = {"visible": "buddy", "buddy": str(bram.id)}
    said = await anna.fills_in(text="bezoek twee scholen", until="12 maart", **values)
    assert "Wie ziet het: jij en Bram" in said
    await anna.presses("Bewaren")
    asked = "Anna wil graag dat jij dit ziet en er af en toe naar vraagt."
    assert asked in bram.private.last()
    before = await anna.says("voornemens"), await anna.home()
    assert await bram.presses("Nee, dank je") == "Dat is prima. Niemand hoort ervan."
    assert (await anna.says("voornemens"), await anna.home()) == before
    await bram.says("voornemens")
    nobody = "Niemand heeft een voornemen met de groep gedeeld."
    assert nobody in await bram.presses("Voornemens van de groep")


async def test_help_is_told_once_and_ends_with_it(database: Database) -> None:
    chat, (vera, anna, *_rest) = await begun(database, "nl")
    await kept(anna, ALONE)
    await chat.advance(days=11)
    said = await anna.presses("Ik kan hulp gebruiken")
    assert "Zij lezen wie het vraagt en deze ene regel, verder niets." in said
    assert await anna.presses("Niemand") == "Prima, ik vertel het niemand."
    assert vera.private.all() == chat.room.all() == []
    await anna.presses("Ik kan hulp gebruiken")
    assert await anna.presses("De groep") == "Ik heb het doorgegeven."
    help_wanted = "Anna wil hier graag wat hulp bij. Een idee of een half uurtje is genoeg."
    assert help_wanted in chat.room.last()
    assert "maart" not in chat.room.last()
    again = "De groep kan het al lezen. Kies iemand anders, of niemand."
    assert await anna.gets_press("commitments.tell", 1, "group") == again
    assert len(chat.room.all()) == 1
    await anna.gets_press("commitments.let_go", 1)
    await chat.advance(minutes=5)
    assert chat.room.all() == []


@pytest.mark.parametrize("whom", ["", "iedereen", "x" * 10_000])
async def test_a_forged_recipient_is_refused(database: Database, whom: str) -> None:
    chat, (vera, anna, *_rest) = await begun(database, "nl")
    await kept(anna, ALONE)
    old = "Deze knop hoort bij een oudere kaart. Typ 'hulp' om verder te gaan."
    assert await anna.gets_press("commitments.tell", 1, whom) == old
    assert vera.private.all() == chat.room.all() == []


async def test_before_ready_others_are_not_written_to(database: Database) -> None:
    chat = await Conversation.open(database)
    vera, anna, bram, *_rest = await chat.network(ready=False, language="nl")
    waits = "Er gaat niets uit voordat een procesbegeleider op klaar drukt."
    said = await kept(anna, "voornemen Bram bezoekt twee scholen voor 12 maart")
    assert waits in said
    assert "Bewaard: bezoek twee scholen" in await kept(anna, ALONE)
    await anna.says("voornemens")
    await anna.presses(HOW)
    await anna.presses("Ik kan hulp gebruiken")
    assert waits in await anna.presses("De procesbegeleiders")
    assert bram.private.all() == vera.private.all() == []


async def test_another_network_reaches_nothing(database: Database) -> None:
    chat, (_vera, anna, *_rest) = await begun(database, "nl")
    await kept(anna, ALONE)
    _eva, dirk = await chat.network("Plein", ("Eva",), ("Dirk",), language="nl")
    for action in ("manage", "done", "let_go", "not_yet", "help", "accept", "keep", "change"):
        press = Press(dirk.origin(), f"commitments.{action}", (chat.network_id, 1))
        assert await dirk._gets(press) == CLOSED
    assert "Open (1)" in await anna.says("voornemens")


async def seen(chat: Conversation, person: Somebody) -> str:
    """Return what somebody else can reach of the group's commitments."""
    found = [await person.says(word, privately=True) for word in ("planning", "voornemens")]
    found += [await person.presses("Voornemens van de groep"), await person.home()]
    return "\n".join([*found, *chat.room.all(), *person.private.all()])


async def test_nobody_else_finds_who_is_late_or_let_go(database: Database) -> None:
    chat, (vera, anna, _bram, carla) = await begun(database, "nl")
    await anna.says("voornemen")
    await anna.fills_in(text="bezoek twee scholen", until="12 maart", visible="group")
    await anna.presses("Bewaren")
    await chat.advance(days=30)
    assert sent(chat) == ["Thu 12 Mar 09:00", "Thu 19 Mar 09:00", "Wed 25 Mar 09:00"]
    assert "een week geleden" in anna.private.all()[1]
    await anna.says("voornemens")
    assert "1 keer meegenomen. Alleen wie het doet, ziet dit." in await anna.presses(HOW)
    for other in (vera, carla):
        said = await seen(chat, other)
        assert "Anna: bezoek twee scholen, uiterlijk bij de volgende bijeenkomst" in said
        assert not [one for one in ("12 maart", "meegenomen", "een week geleden") if one in said]
    await anna.gets_press("commitments.let_go", 1)
    for other in (vera, carla):
        assert "bezoek twee scholen" not in await seen(chat, other)
