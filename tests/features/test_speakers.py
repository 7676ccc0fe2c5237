"""A facilitator adds speakers and what to read; the card appears in the room and stays true."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from bot.cards import Actions, Link
from bot.events import Press, Submission
from bot.texts import speaking
from storage import files, outbox
from storage.database import Database, Unit
from storage.meetings import Meeting, ParallelSession
from storage.questions import HasRead, Question, Upvote
from storage.speakers import Item, Speaker
from tests.conversation import Conversation
from tests.features.speaking import BEGINS, a_network, change, rows, with_speaker


async def test_a_speaker_in_one_line_and_her_card_two_weeks_before(database: Database) -> None:
    chat, (vera, *_) = await with_speaker(database, posted=False)
    assert "Thursday 26 March 2026, 14:00" in chat.plain(vera.answers[-1])
    assert "Marit de Wit · De Linde\ndata in the classroom · no questions yet" in chat.plain(
        vera.answers[-1]
    )
    assert chat.room.all() == []
    await chat.advance(days=11)
    assert len(chat.room.all()) == 1
    assert chat.room.last() == (
        "Read and ask for Thu 26 March\n"
        "Marit de Wit · De Linde\n"
        "data in the classroom\n"
        "No questions yet. Half a sentence is enough.\n"
        "[Ask a question]"
    )


async def test_in_dutch(database: Database) -> None:
    chat, (vera, anna, *_) = await with_speaker(database, language="nl")
    await vera.says("spreker Sam, De Brug: voorlezen")
    assert "Lezen en vragen voor do 26 maart" in chat.room.last()
    assert "Stel een vraag" in chat.room.last()
    await anna.presses("Stel een vraag")
    await anna.fills_in(text="Hoe begin je?", nameless="yes")
    assert "naam niet getoond" in chat.room.last()
    copied = " ".join((await vera.says("spreker lijst")).split())
    assert "Beste Marit de Wit, Op donderdag 26 maart 2026 om 14:00 bent u te gast" in copied


async def test_the_form_and_changing_and_removing(database: Database) -> None:
    chat, (vera, _anna) = await a_network(database, members=("Anna",))
    first = await chat.meeting(BEGINS)
    later = await chat.meeting(BEGINS + timedelta(days=28), number=2)
    assert await vera.says("speaker") == "A guest speaker"
    assert vera.form.inputs[0].chosen == (str(first),)
    assert "Fill in the speaker's name." in await vera.fills_in(name="  ")
    told = await vera.fills_in(
        meeting=str(later), name="Sam", topic="reading aloud", brings="inspiration", language="nl"
    )
    assert "reading aloud · brings inspiration" in told
    assert "SAM already speaks at this meeting." in await vera.fills_in(
        meeting=str(later), name="SAM"
    )
    await vera.presses("Change")
    assert vera.form.inputs[0].value == "Sam"
    told = await vera.fills_in(name="Sam Okafor", organisation="De Brug")
    assert "Sam Okafor · De Brug" in told
    assert "Sam Okafor is no longer a speaker on Thursday 23 April 2026, 14:00." in (
        await vera.presses("Remove")
    )
    assert await rows(chat, Speaker) == []


async def test_only_facilitators_and_only_with_a_meeting(database: Database) -> None:
    chat, (vera, anna) = await a_network(database, members=("Anna",))
    assert "No meeting is planned yet." in await vera.says("speaker Marit")
    assert "No guest speaker is planned yet." in await vera.says("speaker list")
    assert "No guest speaker is planned yet." in await anna.says("read")
    assert "No guest speaker is planned yet." in await anna.says("ask Why?")
    await chat.meeting(BEGINS)
    assert "for the facilitators" in await anna.says("speaker Marit")
    assert "Write it like this" in await vera.says("speaker : only a topic")
    assert "at most 100 fit" in await vera.says("speaker " + "x" * 10_000)
    assert "at most 200 fit" in await vera.says("speaker Marit: " + "x" * 201)
    assert await rows(chat, Speaker) == []


@pytest.mark.slow
async def test_parallel_sessions(database: Database) -> None:
    chat, (vera, anna) = await a_network(database, members=("Anna",))
    one = await chat.meeting(BEGINS)
    two = await chat.meeting(BEGINS + timedelta(days=7), number=2)

    def sessions(unit):
        for meeting, title in ((one, "Session A"), (one, "Session B"), (two, "Elsewhere")):
            unit.session.add(ParallelSession(meeting_id=meeting, title=title))

    await database.write(sessions)
    ids = {row.title: str(row.id) for row in await rows(chat, ParallelSession)}
    await vera.says("speaker")
    assert "belongs to another meeting" in await vera.fills_in(
        name="Marit", session=ids["Elsewhere"]
    )
    assert "session: Session A" in await vera.fills_in(name="Marit", session=ids["Session A"])
    await vera.says("speaker")
    await vera.fills_in(name="Sam", session=ids["Session B"])
    await vera.says("speaker Els")
    await chat.advance(days=11)
    card = chat.room.last()
    assert card.count("[Ask a question] [Read and see questions]") == 3
    assert "session: Session B" in card
    # With several speakers the form asks whom it is for.
    assert await anna.says("ask Why?") == "Ask a question"
    assert anna.form.inputs[1].value == "Why?"
    assert "Pick the speaker this is for." in await anna.fills_in(speaker="nobody")
    sam = next(row.id for row in await rows(chat, Speaker) if row.name == "Sam")
    assert "It goes to Sam." in await anna.fills_in(speaker=str(sam))


async def add_item(vera, **values: str) -> str:
    await vera.presses("Guest speakers") if "[Guest speakers]" in await vera.home() else None
    await vera.presses("What to read")
    await vera.presses("Add something to read")
    return await vera.fills_in(**values)


@pytest.mark.slow
async def test_links_notes_and_their_order(database: Database) -> None:
    chat, (vera, anna, bram, *_) = await with_speaker(database)
    await add_item(vera, url="https://example.org/data", title="Data", minutes="10")
    told = await add_item(vera, note="Which number surprised you?\nThink of one.", title="Note")
    assert "Data · 10 minutes" in told
    assert "Data · 10 minutes\n[Read it] [I have read it]" in chat.room.last()
    assert "Note\nWhich number surprised you?\nThink of one.\n[I have read it]" in chat.room.last()
    await vera.presses("Earlier")
    card = chat.room.last()
    assert card.index("Note\n") < card.index("Data ·")
    # Reading is a toggle, counted and nameless.
    assert "a number and no names" in await anna.presses("I have read it")
    await bram.presses("I have read it")
    assert "Note · 2 people have read it" in chat.room.last()
    assert "you have read it" in await anna.says("lezen")
    assert "you have read it" not in chat.room.last()
    await anna.presses("Not read after all")
    assert "Note · 1 person has read it" in chat.room.last()
    await add_item(vera, url="https://example.org/more")
    assert "example.org" in chat.room.last()
    await vera.presses("Remove")
    assert await rows(chat, HasRead) == []
    await vera.presses("Change")
    assert "Note · 3 minutes" not in chat.room.last()
    await vera.fills_in(minutes="3")
    assert "3 minutes" in chat.room.last()


async def test_a_long_note_is_read_privately(database: Database) -> None:
    chat, (vera, anna, *_) = await with_speaker(database)
    long = "word " * 300
    await add_item(vera, note=long)
    assert "[Read it]" in chat.room.last()
    assert long.strip() not in chat.room.last()
    assert long.strip() in await anna.presses("Read it")
    assert "at most 2000 fit" in await add_item(vera, note="x" * 10_000)


async def test_items_that_are_refused(database: Database) -> None:
    _chat, (vera, *_) = await with_speaker(database)
    one_of_three = "Fill in one of the three"
    assert one_of_three in await add_item(vera, title="Nothing")
    assert one_of_three in await vera.fills_in(url="https://example.org", note="and a note")
    assert "beginning with https://" in await vera.fills_in(url="javascript:alert(1)")
    assert "name or password" in await vera.fills_in(url="https://me:secret@example.org/")
    assert "at most 1000 characters" in await vera.fills_in(url="https://a.b/" + "x" * 1000)
    assert "up to 600" in await vera.fills_in(url="https://example.org", minutes="-1")
    assert "To read for" in await vera.fills_in(url="https://example.org")
    assert "This is on the list already." in await vera.fills_in(url="https://example.org/")


def upload(person: int, name: str) -> Callable[[Unit], int]:
    now = datetime(2026, 3, 2, tzinfo=UTC)
    return lambda unit: files.put(unit.connection, name, "text/plain", b"read", person, now)


async def test_a_number_that_is_no_file_of_ones_own(database: Database) -> None:
    _chat, (vera, anna, *_) = await with_speaker(database)
    hers = await database.write(upload(anna.id, "secret.pdf"))
    assert "This file is not here." in await add_item(vera, file=str(hers))
    assert "This file is not here." in await vera.fills_in(file="4711")
    assert "This file is not here." in await vera.fills_in(file="٣")


@pytest.mark.slow
async def test_a_file_of_ones_own_behind_a_signed_link(database: Database) -> None:
    chat, (vera, *_) = await with_speaker(database)
    given = await database.write(upload(vera.id, "talk.pdf"))
    assert "talk.pdf" in await add_item(vera, file=str(given))
    items = [part for part in chat.room.messages[-1].card.body if isinstance(part, Actions)]
    link = next(one for part in items for one in part.items if isinstance(one, Link))
    mine, _use = chat.core.links.read("files", link.url.rpartition("/")[2])
    kept = await database.read(lambda unit: files.get(unit.connection, mine))
    assert (kept.name, kept.data) == ("talk.pdf", b"read")
    # Changing it keeps the file; another content lets it go for good.
    await vera.presses("Change")
    await vera.fills_in(title="The talk")
    assert "The talk" in chat.room.last()
    await vera.presses("Change")
    await vera.fills_in(note="No file after all")
    assert await database.read(lambda unit: files.get(unit.connection, mine)) is None


@pytest.mark.slow
async def test_at_most_so_many(database: Database) -> None:
    chat, (vera, anna, *_) = await with_speaker(database)
    for number in range(12):
        told = await add_item(vera, note=f"Note {number}")
    assert "at most 12 things" in await add_item(vera, note="one more")
    assert told.count("Note ") == 12
    assert chat.room.last().count("Note ") == 10  # five items, each with its title and text
    assert "[Show all]" in chat.room.last()
    assert (await anna.presses("Show all")).count("Note ") == 24
    for number in range(11):
        await vera.says(f"speaker Guest {number}")
    assert "at most 12 speakers" in await vera.says("speaker One more")


@pytest.mark.slow
async def test_a_speaker_who_comes_late_still_gets_the_card_once(database: Database) -> None:
    chat, (vera, _anna) = await a_network(database, members=("Anna",))
    await chat.meeting(BEGINS)
    await vera.says("speaker Sam")
    await vera.presses("Remove")
    await chat.advance(days=11)
    assert chat.room.all() == []
    await vera.says("speaker Marit")
    assert ["Marit" in text for text in chat.room.all()] == [True]
    await vera.says("speaker Els")
    assert len(chat.room.all()) == 1
    assert "Els" in chat.room.last()
    for _ in range(2):
        await vera.home()
        await vera.presses("Guest speakers")
        await vera.presses("Remove")
    assert chat.room.last().endswith("For now no guest speaker comes on Thu 26 March.")
    await vera.says("speaker Karel")
    assert "Karel" in chat.room.last()
    assert len(chat.room.all()) == 1


async def test_a_cancelled_meeting_says_so_in_one_sentence(database: Database) -> None:
    chat, (vera, anna, *_) = await with_speaker(database)
    await anna.says("ask Why?")
    old = anna._button("Ask a question")
    meeting = (await rows(chat, Meeting))[0].id
    await change(chat, Meeting, meeting, state="cancelled")
    speaker = (await rows(chat, Speaker))[0].id
    refused = "This meeting does not take place"
    assert refused in await anna._gets(Press(anna.origin(), old.action, old.args))
    assert refused in await vera._gets(
        Press(vera.origin(), "speakers.list", (chat.network_id, speaker))
    )
    await redraw(chat, meeting)
    assert chat.room.last() == (
        "Cancelled: Thu 26 March\n"
        "The meeting of Thu 26 March is off. There is nothing to read or to ask."
    )


async def redraw(chat: Conversation, meeting: int) -> None:
    await chat.database.write(
        lambda unit: outbox.want(unit.connection, [("speakers.reading", (meeting,))])
    )
    await chat.settle()


async def test_cancelled_before_the_card_went_out(database: Database) -> None:
    chat, (_vera, *_) = await with_speaker(database, posted=False)
    await change(chat, Meeting, (await rows(chat, Meeting))[0].id, state="cancelled")
    await chat.advance(days=30)
    assert chat.room.all() == []


async def test_another_networks_ids_reach_nothing(database: Database) -> None:
    chat, (vera, anna, *_) = await with_speaker(database)
    await add_item(vera, note="Read me")
    await anna.says("ask Why?")
    others = await chat.network("Other", ("Olga",), ("Otto",))
    olga = others[0]
    network = chat.network_id
    before = [await rows(chat, model) for model in (Speaker, Item, Question, Upvote, HasRead)]
    for name, route in chat.core.features.presses.items():
        if name.startswith("speakers."):
            for extra in ((), (1,), (1, 0), (1, 1)):
                for value in ("", "1"):
                    event = Press(olga.origin(), name, (network, *extra), value)
                    told = await olga._gets(event)
                    assert "Marit" not in told, (name, extra, route)
                    assert "went wrong" not in told
    for name in chat.core.features.forms:
        if name.startswith("speakers."):
            values = {"name": ("X",), "text": ("X",), "meeting": ("1",), "note": ("X",)}
            for extra in ((), (1,)):
                event = Submission(olga.origin(), name, (network, *extra), values)
                assert "Marit" not in await olga._gets(event)
    after = [await rows(chat, model) for model in (Speaker, Item, Question, Upvote, HasRead)]
    assert before == after


@pytest.mark.slow
async def test_a_form_sent_twice_counts_once(database: Database) -> None:
    chat, (vera, anna, *_) = await with_speaker(database)
    await vera.says("speaker")
    await vera.fills_in(name="Sam", key="same")
    assert await vera.fills_in(name="Sam", key="same") == ""
    assert len(await rows(chat, Speaker)) == 2
    await anna.says("ask")
    speaker = str((await rows(chat, Speaker))[0].id)
    await anna.fills_in(text="Why?", speaker=speaker, key="once")
    assert await anna.fills_in(text="Why?", speaker=speaker, key="once") == ""
    assert len(await rows(chat, Question)) == 1


@pytest.mark.slow
async def test_the_home_view_leads_everywhere(database: Database) -> None:
    chat, (vera, anna, *_) = await with_speaker(database)
    await add_item(vera, url="https://example.org", minutes="10")
    home = await anna.home()
    assert "Guest on Thu 26 March: Marit de Wit · 1 thing to read · 10 minutes" in home
    assert "[Read and ask]" in home
    assert "Guest speakers" not in home
    assert "[I have read it]" in await anna.presses("Read and ask")
    await anna.says("ask Why?")
    await anna.home()
    assert "“Why?”\nfor Marit de Wit · with your name" in await anna.presses("My questions")
    await vera.home()
    assert "Manage questions" in await vera.presses("Guest speakers")
    await chat.advance(days=20)
    assert "[Answered questions of Thu 26 March]" in await vera.home()


async def test_the_home_view_counts_the_guests_that_it_does_not_name(database: Database) -> None:
    _chat, (vera, anna, *_) = await with_speaker(database)
    for name in ("Jan", "Eva", "Tom", "Ada"):
        await vera.says(f"speaker {name}")
    assert "Marit de Wit, Jan, Eva and 2 more" in await anna.home()


async def test_all_samples_can_be_drawn(database: Database) -> None:
    chat = await Conversation.open(database)
    for language in ("en", "nl"):
        with speaking(language):
            assert len([one for name, one in chat.core.gallery() if name == "speakers"]) == 21
