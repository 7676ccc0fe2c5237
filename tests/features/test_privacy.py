"""What is kept about somebody: shown, taken along, and erased from every network."""

import asyncio
import json
import re
from datetime import datetime, timedelta

import pytest
from structlog.testing import capture_logs

from bot.cards import Actions, Link
from bot.events import Press
from bot.features.privacy.export import Expired, link_to, own_file
from bot.links import Links
from bot.messenger import Outgoing
from storage import commitments, mine, scrub, takeaways
from storage.database import Database, Unit
from storage.files import put
from storage.people import Account, Person
from storage.preparers import PreparerTurn
from storage.questions import Question
from storage.speakers import Speaker
from storage.tables import table
from tests.conversation import Conversation, Somebody
from tests.features.test_prepare import offers

NAME = "Wilhelmina Achterberg"
BEGINS = datetime(2026, 4, 16, 14, 0)  # noqa: DTZ001 - a wall-clock time
PAST = datetime(2026, 2, 12, 14, 0)  # noqa: DTZ001 - a wall-clock time
TEXTS = (
    "Which zebra crossing helped most?",
    "isit seventeen quaint lighthouses",
    "my private giraffe notes",
    "Tell Theodora about the walrus",
)
"""What only Wilhelmina wrote."""


async def lived(
    database: Database, language: str = "en"
) -> tuple[Conversation, Somebody, Somebody]:
    """Let somebody leave something in every corner of a network; return them and the helper."""
    chat = await Conversation.open(database)
    vera, anna, *_ = await chat.network(members=(NAME, "Bram", "Carla"), language=language)
    past = await chat.meeting(PAST)
    coming = await chat.meeting(BEGINS, number=2)

    def fill(unit: Unit) -> None:
        turn = PreparerTurn(meeting_id=past, person_id=anna.id, asked_at=chat.clock.now)
        turn.state, turn.told = "accepted", True
        guest = Speaker(meeting_id=coming, name="Marit")
        unit.session.add_all([turn, guest])
        unit.session.flush()
        asked = Question(
            speaker_id=guest.id, person_id=anna.id, text=TEXTS[0], asked_at=turn.asked_at
        )
        unit.session.add(asked)
        unit.session.flush()
        takeaways.put_note(unit.connection, past, anna.id, TEXTS[3], "")
        put(unit.connection, "giraffe.txt", "text/plain", b"giraffe", anna.id, chat.clock.now)

    await database.write(fill)
    await anna.says("come yes")
    await anna.says(f"commit I v{TEXTS[1]} by 30 April")
    await anna.says(f"remind me tomorrow at 10:00: {TEXTS[2]}")
    await vera.says('poll "Lunch?" "Soup" "Bread"')
    await anna.presses("Soup")
    await vera.presses("Bread")
    return chat, anna, vera


async def erase(chat: Conversation, somebody: Somebody) -> str:
    await somebody.says("privacy erase")
    return await somebody.pushes("privacy.erase", chat.network_id)


async def counted(database: Database, person: int) -> dict[str, int]:
    found = await database.read(lambda unit: mine.counts(unit.connection, person))
    return {kind: number for kind, number in found.items() if number}


async def test_the_card_tells_how_many_of_each_kind(database: Database) -> None:
    _chat, anna, _vera = await lived(database)
    told = await anna.says("privacy")
    assert told.startswith("What is kept about you")
    assert "Whether you come: 1 · " in told
    assert "Your polls and votes: 1 · your group · until 400 days after closing" in told
    assert "Files you handed in: 1" in told
    assert "[Take it along, to read] [Take it along, as JSON] [Erase]" in told


@pytest.mark.slow
async def test_it_is_told_in_dutch_and_at_home(database: Database) -> None:
    _chat, anna, _vera = await lived(database, "nl")
    anna.language = "nl"
    assert "[Wat er over mij bewaard wordt]" in await anna.home()
    told = await anna.says("privacy")
    assert told.startswith("Wat er over jou bewaard wordt")
    assert "Of je komt: 1 · wie komt: je groep" in told
    assert "Alles over jou wissen?" in await anna.says("privacy wissen")


async def test_the_tour_and_the_settings_lead_there(database: Database) -> None:
    _chat, anna, _vera = await lived(database)
    assert "[What is kept about me]" in await anna.says("settings")
    assert (await anna.presses("What is kept about me")).startswith("What is kept about you")


async def links(somebody: Somebody) -> list[str]:
    await somebody.says("privacy")
    card = somebody.answers[-1]
    items = [one for part in card.body if isinstance(part, Actions) for one in part.items]
    return [one.url for one in items if isinstance(one, Link)]


def opened(unit: Unit, url: str, now: datetime) -> str | None:
    read = Links("secret").read("privacy", url.rpartition("/")[2])
    found = own_file(unit, *read, now) if read else None
    return found.content.decode() if found else None


@pytest.mark.slow
async def test_an_export_holds_mine_and_nothing_of_others(database: Database) -> None:
    chat, anna, vera = await lived(database)
    page, machine = await links(anna)
    now = chat.clock.now
    read = await database.read(lambda unit: opened(unit, page, now)) or ""
    told = await database.read(lambda unit: opened(unit, machine, now)) or ""
    for own in (NAME, TEXTS[0], TEXTS[3], "giraffe.txt"):
        assert own in read
        assert own in told
    for other in ("Vera", "Bram", "Lunch?", "Soup", "Marit"):
        assert other not in read
        assert other not in told
    kept = json.loads(told)["kept"]
    assert [one["option"] for one in kept["polls"]["pollvote"]] == [1]
    assert kept["questions"]["question"][0]["meeting"] == "2026-04-16T14:00:00"
    theirs, _json = await links(vera)
    assert TEXTS[0] not in (await database.read(lambda unit: opened(unit, theirs, now)) or "")


async def test_what_people_type_is_no_markup_in_the_page(database: Database) -> None:
    chat, anna, _vera = await lived(database)
    nasty = "<script>alert(1)</script> =1+1 \u05d0 \U0001f600" + "x" * 10_000
    rows = table(Question)
    change = rows.update().values(text=nasty)
    await database.write(lambda unit: unit.connection.execute(change))
    page, machine = await links(anna)
    read = await database.read(lambda unit: opened(unit, page, chat.clock.now)) or ""
    assert "&lt;script&gt;" in read
    assert "<script>" not in read
    told = await database.read(lambda unit: opened(unit, machine, chat.clock.now)) or ""
    assert json.loads(told)["kept"]["questions"]["question"][0]["text"] == nasty


async def test_a_link_works_for_an_hour_and_cannot_be_forged(database: Database) -> None:
    chat, anna, vera = await lived(database)
    now = chat.clock.now
    page, _json = await links(anna)
    later = now + timedelta(minutes=59)
    assert await database.read(lambda unit: opened(unit, page, later))
    with pytest.raises(Expired):
        await database.read(lambda unit: opened(unit, page, now + timedelta(minutes=60)))
    mine, theirs = page.rpartition("/")[2], link_to(Links("secret"), vera.id, "html", now)
    mixed = f"/privacy/{theirs.rpartition('/')[2].rpartition('.')[0]}.{mine.rpartition('.')[2]}"
    assert await database.read(lambda unit: opened(unit, mixed, now)) is None
    stranger = link_to(Links("another secret"), anna.id, "html", now)
    assert await database.read(lambda unit: opened(unit, stranger, now)) is None
    other = Links("secret").to("takeaway", anna.id, "html:9999999999")
    assert await database.read(lambda unit: opened(unit, other, now)) is None


async def test_nothing_is_left_but_a_number_at_past_turns(database: Database) -> None:
    chat, anna, _vera = await lived(database)
    told = await anna.says("privacy erase")
    assert "You leave every network: Circle." in told
    assert "Everything about you is erased." in await anna.presses("Erase everything")
    assert set(await counted(database, anna.id)) == {"account", "membership", "turns"}

    def look(unit: Unit) -> tuple[Person | None, int]:
        accounts = unit.connection.execute(table(Account).select()).all()
        return unit.session.get(Person, anna.id), len(accounts)

    person, accounts = await database.read(look)
    assert person is not None
    assert person.name == ""
    assert accounts == 3
    assert NAME not in chat.room.last()
    assert await chat.core.names({anna.id}) == {anna.id: "somebody who left"}
    page = link_to(Links("secret"), anna.id, "html", chat.clock.now)
    assert await database.read(lambda unit: opened(unit, page, chat.clock.now)) is None


@pytest.mark.slow
async def test_the_vote_goes_from_the_card(database: Database) -> None:
    chat, anna, _vera = await lived(database)
    assert "Soup: 1" in chat.room.last()
    await erase(chat, anna)
    await chat.advance(minutes=5)
    assert "Soup: 0" in chat.room.last()
    assert "Bread: 1" in chat.room.last()


@pytest.mark.slow
async def test_pressing_twice_keeps_nobody(database: Database) -> None:
    chat, anna, _vera = await lived(database)
    await erase(chat, anna)
    assert "is erased" in await anna.pushes("privacy.erase", chat.network_id)
    everybody = await database.read(
        lambda unit: unit.connection.execute(table(Person).select()).all()
    )
    assert all(NAME not in str(row) for row in everybody)
    assert len(everybody) == 4


@pytest.mark.slow
async def test_a_person_in_two_networks_leaves_both(database: Database) -> None:
    chat, anna, _vera = await lived(database)
    await chat.network("Second", facilitators=(NAME,), members=("Dora",))
    second = chat.people[NAME]
    told = await second.says("privacy erase", privately=True)
    assert "You leave every network: Circle and Second." in told
    assert "You are the only facilitator of Second." in told
    assert "is erased" in await second.presses("Erase everything")
    assert set(await counted(database, anna.id)) == {"account", "membership", "turns"}
    dora = chat.people["Dora"]
    assert NAME not in await dora.says("members")
    assert "1 person" in await dora.says("members")


@pytest.mark.slow
async def test_the_last_member_is_told_what_happens(database: Database) -> None:
    chat = await Conversation.open(database)
    [vera] = await chat.network(members=())
    assert "You are the last in Circle: it is erased in 30 days." in await vera.says(
        "privacy erase"
    )
    assert "is erased" in await vera.presses("Erase everything")


@pytest.mark.parametrize(
    "words", ["=1+1", "x" * 1990, "\u05d0\u05d1 \U0001f600", "<b>erase</b>", "eraser"]
)
async def test_other_words_show_the_card(database: Database, words: str) -> None:
    chat = await Conversation.open(database)
    [vera] = await chat.network(members=())
    assert (await vera.says(f"privacy {words}")).startswith("What is kept about you")


@pytest.mark.slow
async def test_no_argument_reaches_another(database: Database) -> None:
    chat, anna, vera = await lived(database)
    before = await counted(database, anna.id)
    await chat.network("Elsewhere", facilitators=("Xander",), members=())
    xander = chat.people["Xander"]
    for args in ((1,), (chat.network_id,), (0,), (1, anna.id), (anna.id, anna.id)):
        await xander.pushes("privacy.explain", *args)
    assert "older card" in await xander.pushes("privacy.erase", 1, anna.id)
    assert "is erased" in await xander.pushes("privacy.erase", 1)
    assert await counted(database, anna.id) == before
    assert set(await counted(database, vera.id)) >= {"account", "membership"}


async def test_a_stranger_sees_only_their_own_account(database: Database) -> None:
    chat, _anna, _vera = await lived(database)
    stranger = Somebody(chat, "Zoe", 0, "circle")
    told = await stranger.says("privacy", privately=True)
    assert re.search("Your name, language and accounts: [2-4]", told)  # a platform has its own
    assert "Whether you come" not in told


async def test_what_several_do_stays_with_the_others(database: Database) -> None:
    chat = await Conversation.open(database)
    _vera, anna, bram, *_ = await chat.network()
    values = {
        "network_id": chat.network_id,
        "maker_id": anna.id,
        "text": "We read a book",
        "made_at": chat.clock.now,
        "state": "open",
        "visible": "group",
        "until": BEGINS,
    }
    both = await database.write(
        lambda unit: commitments.add(unit.connection, values, {anna.id: "yes", bram.id: "yes"})
    )
    alone = await database.write(
        lambda unit: commitments.add(unit.connection, values, {anna.id: "yes"})
    )
    await erase(chat, anna)
    kept = await database.read(
        lambda unit: [commitments.owners_of(unit.connection, one) for one in (both, alone)]
    )
    assert kept == [{bram.id: "yes"}, {}]
    assert "We read a book" in await bram.says("commitments")


@pytest.mark.slow
async def test_the_scrub_is_asked_for_with_the_erasure(database: Database) -> None:
    chat, anna, _vera = await lived(database)
    await erase(chat, anna)
    now = chat.clock.now
    due = await database.read(lambda unit: scrub.due(unit.connection, now + timedelta(minutes=3)))
    assert "person" in due
    assert await database.read(lambda unit: scrub.due(unit.connection, now)) == []


@pytest.mark.slow
async def test_a_message_on_its_way_to_somebody_who_erases_themselves(database: Database) -> None:
    chat, anna, vera = await lived(database)
    post = chat.ledger.post

    async def erasing(message: Outgoing) -> str:
        if message.target.user == anna.account.user:
            chat.ledger.post = post
            event = Press(anna.origin(), "privacy.erase", (chat.network_id,))
            await chat.core.dispatch(event)
        return await post(message)

    chat.ledger.post = erasing
    await vera.says(f"remind {NAME.casefold()} tomorrow at 10:00: bring the poster")
    await vera.presses("Set it")
    await chat.advance(days=2)
    assert set(await counted(database, anna.id)) == {"account", "membership", "turns"}
    sent = len(anna.private.all())
    await chat.advance(days=20)
    assert len(anna.private.all()) == sent


async def busy(chat: Conversation, anna: Somebody, vera: Somebody) -> None:
    """Let somebody set things going that will fall due."""
    await anna.says("commit I sail along the canals by 20 March")
    await anna.presses("Keep")
    await anna.says("remind me every monday at 10:00: water the plants")
    await anna.presses("Set it")
    planned = await anna.says('poll "Tea or coffee?" "Tea" "Coffee" --every monday 9:00')
    assert planned.startswith("The poll is planned.")
    await vera.says("commit me and wilhelmina achterberg paint the wall by 20 March")
    await offers(anna, "prepare 16 April")


@pytest.mark.slow
async def test_what_they_set_going_stops_without_a_fault(database: Database) -> None:
    chat, anna, vera = await lived(database)
    await busy(chat, anna, vera)
    with capture_logs() as logs:
        await erase(chat, anna)
        told = len(anna.private.all())
        await chat.advance(days=60)
    assert [one for one in logs if one["log_level"] in ("error", "warning")] == []
    assert len(anna.private.all()) == told
    shown = "\n".join([*chat.room.all(), *vera.private.all(), await vera.home()])
    for gone in (NAME, "canals", "water the plants", *TEXTS):
        assert gone not in shown
    assert set(await counted(database, anna.id)) == {"account", "membership", "turns"}


@pytest.mark.slow
async def test_two_erase_themselves_at_once(database: Database) -> None:
    chat, _anna, _vera = await lived(database)
    await chat.network("Second", facilitators=("Dora",), members=(NAME, "Bram"))
    events = [
        Press(chat.people[who].origin(privately=True), "privacy.erase", (network,))
        for who, network in ((NAME, 1), ("Bram", 2), (NAME, 2))
    ]
    answers = await asyncio.gather(*(chat.core.dispatch(event) for event in events))
    assert all("is erased" in str(one) for [one] in answers)
    rows = await database.read(lambda unit: unit.connection.execute(table(Person).select()).all())
    assert sorted(row.name for row in rows) == ["", "", "Carla", "Dora", "Vera"]


@pytest.mark.slow
async def test_a_network_goes_on_without_its_only_facilitator(database: Database) -> None:
    chat, _anna, vera = await lived(database)
    told = await vera.says("privacy erase")
    assert "You are the only facilitator of Circle." in told
    with capture_logs() as logs:
        await vera.presses("Erase everything")
        await chat.advance(days=60)
    assert [one for one in logs if one["log_level"] in ("error", "warning")] == []
    bram = chat.people["Bram"]
    assert "3 people in the network" in await bram.says("members")
    assert any("16 April" in one for one in chat.room.all())


async def test_no_network_is_needed_to_be_erased(database: Database) -> None:
    chat = await Conversation.open(database)
    alone = Somebody(chat, "Zoe", 0, "")
    assert "is erased" in await alone.pushes("privacy.erase", 0)
    rows = await database.read(lambda unit: unit.connection.execute(table(Person).select()).all())
    assert rows == []
