"""However a round ends, what is not to be shown is nowhere, and nothing opens it again."""

import json

import pytest
from sqlalchemy import select

from bot.cards import Actions, Card, Link
from bot.features.privacy.export import own_file
from bot.links import Links
from storage import evaluations, outbox
from storage.database import Database, Unit
from storage.delivery import Delivery
from storage.evaluations import EvaluationOutcome, RollEntry, SealedBallot
from storage.tables import table
from tests.ballots.whole import LAST_CALL, OPENED, all_rows
from tests.conversation import MONDAY, Conversation, Somebody
from tests.features.speaking import rows

pytestmark = pytest.mark.slow

FIVE = ("Anna", "Bram", "Carla", "Dirk", "Eva")
ASKED = 'evaluate "Was it useful?" 1-5; "Next topic?" reading, writing; "What stays?" line'
SECRET = "walrus in the moonlight"


async def opened(database: Database) -> tuple[Conversation, list[Somebody]]:
    """Open three questions to five and Vera."""
    chat = await Conversation.open(database)
    vera, *others = await chat.network(members=FIVE)
    await vera.says(ASKED)
    await vera.presses("Open it")
    return chat, [vera, *others]


async def answers(one: Somebody, **values: str) -> str:
    """Answer with the form."""
    await one.gets_press("evaluations.answer", 1)
    return await one.fills_in(**values)


async def everything(chat: Conversation) -> str:
    """Read all there is in the database and in the chat."""
    found = await chat.database.read(lambda unit: repr(all_rows(unit.connection)))
    return found + "\n".join(chat.room.all())


@pytest.mark.parametrize("ending", ["cancel", "close"])
async def test_called_off_or_too_few_and_it_is_gone(database: Database, ending: str) -> None:
    chat, (vera, *others) = await opened(database)
    for one in others[: 5 if ending == "cancel" else 3]:
        assert "It is sealed" in await answers(one, q0="4", q2=SECRET)
    await vera.gets_press(f"evaluations.{ending}", 1)
    assert SECRET not in await everything(chat)
    for model in (EvaluationOutcome, SealedBallot, RollEntry):
        assert await rows(chat, model) == []
    assert chat.core.keys.kept() == {}


async def test_a_question_too_few_answered_leaves_no_number(database: Database) -> None:
    _chat, (vera, *others) = await opened(database)
    for number, one in enumerate(others):
        await answers(one, q0="5", **({"q1": "0", "q2": SECRET} if number < 3 else {}))
    await vera.gets_press("evaluations.close", 1)
    kept = await database.read(lambda unit: evaluations.outcomes(unit.connection, 1))
    nothing = {"few": True, "mean": None, "counts": [], "bands": [], "lines": []}
    assert kept[1] == nothing
    assert kept[0] == nothing | {"few": False, "mean": 4.5}  # all the same, and still coarse
    assert kept[2]["lines"] == [SECRET] * 3


async def test_nothing_opens_it_again_and_asking_twice_says_the_same(database: Database) -> None:
    chat, (vera, anna, *others) = await opened(database)
    for one in (anna, *others):
        await answers(one, q0="3", q2=f"{SECRET} {one.name}")
    await vera.gets_press("evaluations.close", 1)
    first = await vera.says("evaluate results")
    before = await database.read(lambda unit: all_rows(unit.connection))
    for action in ("answer", "vote", "launch", "edit", "discard", "adopt", "close", "cancel"):
        args = (1, 0) if action == "vote" else (1,)
        assert await vera.gets_press(f"evaluations.{action}", *args), action
    assert "is closed, so your answer was not kept" in await anna.gets_press(
        "evaluations.answer", 1
    )
    lena = Somebody(chat, "Lena", 0, "circle")
    await lena.joins()
    assert "is closed" in await lena.gets_press("evaluations.answer", 1)
    assert await vera.says("evaluate results") == first
    after = await database.read(lambda unit: all_rows(unit.connection))
    same = ("evaluation", "evaluationoutcome", "rollentry", "sealedballot")
    assert {name: after[name] for name in same} == {name: before[name] for name in same}
    assert "5 of 6 took part." in first


async def test_who_is_erased_leaves_an_answer_that_counts_and_no_name(database: Database) -> None:
    chat, (vera, anna, *others) = await opened(database)
    for one in (anna, *others[:3]):
        await answers(one, q0="3")
    await anna.says("privacy erase")
    assert "is erased" in await anna.presses("Erase everything")
    assert len(await rows(chat, RollEntry)) == 3
    assert len(await rows(chat, SealedBallot)) == 4
    await vera.gets_press("evaluations.close", 1)
    assert "4 of 5 took part." in chat.room.last()


async def test_a_facilitator_who_is_erased_takes_along_what_nobody_answered(
    database: Database,
) -> None:
    chat, (vera, anna, *_others) = await opened(database)
    await answers(anna, q0="3")
    for typed in (ASKED, 'evaluate "Another one?" 1-5'):
        await vera.says(typed)
    await vera.presses("Open it")
    await vera.says("privacy erase")
    assert "is erased" in await vera.presses("Erase everything")
    found = await database.read(
        lambda unit: [one.id for one in evaluations.live(unit.connection, chat.network_id)]
    )
    assert found == [1]


async def test_no_card_counts_the_roll_and_the_file_has_it(database: Database) -> None:
    chat, (_vera, anna, *_others) = await opened(database)
    before = await anna.says("privacy")
    await answers(anna, q0="3", q2=SECRET)
    told = await anna.says("privacy")
    assert "a chat keeps its cards" in told
    assert [line for line in told.splitlines() if "without your name, until" in line] == []
    assert len(before.splitlines()) == len(told.splitlines())
    file = await database.read(
        lambda unit: own_file(unit, anna.id, f"json:{2**32}", chat.clock.now)
    )
    assert file
    kept = json.loads(file.content)["kept"]
    assert kept["roll"] == {"rollentry": [{"network": "Circle", "evaluation_id": 1}]}
    assert SECRET not in file.content.decode()


async def test_whoever_the_last_call_missed_is_disturbed_no_sooner(database: Database) -> None:
    chat = await Conversation.open(database, MONDAY)
    vera, anna, bram, *_others = await chat.network(members=FIVE)
    await vera.says("settings")
    await vera.presses("The timetable")
    await vera.fills_in(**{"takeaways-school": "off"})
    await vera.says("meeting 10 March 14:00-17:00 at De Linde: reading")
    await chat.advance_to(OPENED)
    await answers(anna, q0="4")
    await chat.advance_to(LAST_CALL)
    assert any("won't ask again" in said for said in bram.private.all())
    assert not any("won't ask again" in said for said in anna.private.all())

    def disturbed(unit: Unit) -> list[int]:
        rows_of = table(Delivery)
        why = select(rows_of.c.why).where(rows_of.c.why == "evaluations.last")
        assert len(unit.connection.execute(why).all()) == 5
        people = {anna.id, bram.id}
        found = outbox.sent_privately(unit.connection, people, MONDAY)
        return [len(found[one]) for one in (anna.id, bram.id)]

    one, other = await database.read(disturbed)
    assert one == other


@pytest.mark.parametrize(("language", "page"), [("en", "/anonymity"), ("nl", "/anonimiteit")])
async def test_what_is_kept_leads_to_the_page(database: Database, language: str, page: str) -> None:
    chat = await Conversation.open(database)
    vera, *_others = await chat.network(language=language)
    chat.core.links = Links("secret", "https://kring.example.org/")
    await vera.says('evaluate "Was it useful?" 1-5')
    await vera.gets_press("evaluations.launch", 1)
    await vera.gets_press("evaluations.kept", 1)
    card = vera.answers[-1]
    assert isinstance(card, Card)
    items = [one for part in card.body if isinstance(part, Actions) for one in part.items]
    assert [one.url for one in items if isinstance(one, Link)] == [
        f"https://kring.example.org{page}"
    ]
