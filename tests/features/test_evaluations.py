"""An evaluation after a meeting: opened by the timetable, answered, closed, and what came out."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import text

from storage.database import Database, Unit
from storage.evaluations import Evaluation, EvaluationOutcome, RollEntry, SealedBallot
from tests.conversation import Conversation, Somebody
from tests.features.speaking import rows

pytestmark = pytest.mark.slow
both_languages = pytest.mark.parametrize("language", ["en", "nl"])

MEETING = "meeting 10 March 14:00-17:00 at De Linde: reading"
OPENED = datetime(2026, 3, 10, 15, 55, tzinfo=UTC)
LAST_CALL = datetime(2026, 3, 13, 8, 5, tzinfo=UTC)
CLOSED = datetime(2026, 3, 16, 7, 5, tzinfo=UTC)
MANY = tuple(f"Member {number}" for number in range(1, 13))
FIVE = ("Anna", "Bram", "Carla", "Dirk", "Eva")
SECRET = "Zebrapad bij maanlicht"


async def after_a_meeting(
    database: Database,
    until: datetime = OPENED,
    language: str = "en",
    members: tuple[str, ...] = FIVE,
    **more: object,
) -> tuple[Conversation, list[Somebody]]:
    """Give a network in the last minutes of a meeting on Tuesday 10 March 2026, 17:00."""
    chat = await Conversation.open(database)
    people = await chat.network(language=language, members=members, **more)
    for one in people:
        one.language = language
    await people[0].says(MEETING)
    await chat.advance_to(until)
    return chat, people


def ballot(scale: str = "4", line: str = "") -> dict[str, str]:
    """Fill in the five aspects."""
    return {f"q{number}": scale for number in range(5)} | {"q5": line}


async def answers(one: Somebody, label: str = "Answer", **values: str) -> str:
    """Answer with the form."""
    await one.presses(label)
    return await one.fills_in(**values)


async def the_evaluation(chat: Conversation) -> Evaluation:
    """Return the newest evaluation."""
    *_others, newest = await rows(chat, Evaluation)
    assert isinstance(newest, Evaluation)
    return newest


async def test_a_whole_evaluation(database: Database) -> None:
    chat, (vera, anna, bram, carla, dirk, eva) = await after_a_meeting(database)
    card = chat.room.last()
    assert card.startswith("How was reading?\n6 questions, under two minutes.")
    assert "Anonymous: until it closes nobody can read an answer" in card
    assert "What you send cannot be changed." in card
    assert "how somebody writes can tell who it is" in card
    assert "Results are shown from 4 answers on (what is written from 5 on)." in card
    assert "Open until Monday 16 March 2026, 08:00." in card
    form = await anna.presses("Answer")
    assert form.startswith("How was reading?\nAnonymous.")
    assert "how somebody writes can tell who it is" in form
    assert "It is sealed; what came out is shown after" in await anna.fills_in(**ballot("5"))
    for one, scale in ((bram, "4"), (carla, "4"), (dirk, "3")):
        await answers(one, **ballot(scale, "More time."))
    await answers(eva, **ballot("4", "=1+1 <b>good</b>"))
    assert not any("of 6 took part" in said for said in chat.room.all())
    await chat.advance_to(CLOSED)
    result = chat.room.last()
    assert result.startswith("What came out: How was reading?\n5 of 6 took part.")
    assert "What it was about\nAverage: 4.0 on a scale from 1 (low) to 5 (high)." in result
    assert "“=1+1 <b>good</b>”\n“More time.”\n“More time.”\n“More time.”" in result
    asked = next(said for said in chat.room.all() if said.startswith("How was reading?\n"))
    assert "Closed. What people answered is only there as results." in asked
    assert "What came out: How was reading?" in await vera.says("evaluate results")
    assert await rows(chat, RollEntry) == await rows(chat, SealedBallot) == []
    assert chat.core.keys.kept() == {}


async def test_it_speaks_dutch(database: Database) -> None:
    chat, (vera, *others) = await after_a_meeting(database, language="nl")
    assert "Hoe was reading?\n6 vragen, minder dan twee minuten." in chat.room.last()
    for one in others:
        assert "Het is verzegeld" in await answers(one, "Antwoorden", **ballot())
    assert "Je hebt al geantwoord." in await others[0].presses("Antwoorden")
    await chat.advance_to(CLOSED)
    assert "5 van de 6 deden mee." in chat.room.last()
    assert "Gemiddeld: 4,0 op een schaal van 1 (laag) tot 5 (hoog)." in chat.room.last()
    assert "Wat eruit kwam: Hoe was reading?" in await vera.says("evaluatie resultaten")


async def test_nothing_of_an_answer_is_stored_before_it_closes(database: Database) -> None:
    chat, (_vera, anna, *_rest) = await after_a_meeting(database)
    await anna.presses("Answer")
    refused = await anna.fills_in(**ballot("9", SECRET))
    assert refused == "Choose one of the answers that are offered."
    refused = await anna.fills_in(**ballot("4", SECRET * 30))
    assert "500 characters fit" in refused
    assert SECRET not in refused
    await anna.fills_in(**ballot("4", SECRET))

    def everything(unit: Unit) -> str:
        tables = unit.session.connection().dialect.get_table_names(unit.connection)
        found = (unit.connection.exec_driver_sql(f'SELECT * FROM "{one}"').all() for one in tables)  # noqa: S608 - our own names
        return repr(list(found))

    assert SECRET not in await chat.database.read(everything)
    assert len(await rows(chat, SealedBallot)) == 1


async def test_a_second_answer_is_refused_kindly(database: Database) -> None:
    chat, (_vera, anna, *_rest) = await after_a_meeting(database)
    await anna.presses("Answer")
    await anna.fills_in(**ballot(), key="twice")
    assert await anna.fills_in(**ballot("1"), key="twice") == ""
    assert "You have answered already." in await anna.fills_in(**ballot("1"))
    assert "You have answered already." in await anna.presses("Answer")
    assert len(await rows(chat, SealedBallot)) == 1


async def test_an_empty_ballot_is_none(database: Database) -> None:
    chat, (_vera, anna, *_rest) = await after_a_meeting(database)
    assert "Answer at least one question" in await answers(anna)
    assert "It is sealed" in await anna.fills_in(q5="Only words.")
    assert len(await rows(chat, SealedBallot)) == 1


async def test_below_the_minimum_all_of_it_is_destroyed_unread(database: Database) -> None:
    chat, (_vera, anna, bram, carla, *_rest) = await after_a_meeting(database)
    for one in (anna, bram, carla):
        await answers(one, **ballot("4", SECRET))
    await chat.advance_to(CLOSED)
    assert "3 of 6 took part.\nThat is fewer than 4, so the answers are" in chat.room.last()
    assert SECRET not in chat.room.last()
    assert await rows(chat, EvaluationOutcome) == await rows(chat, SealedBallot) == []


async def test_nobody_answering_is_fine(database: Database) -> None:
    chat, _people = await after_a_meeting(database, CLOSED)
    assert chat.room.last() == (
        "What came out: How was reading?\nNobody answered this time, which is fine."
    )
    assert chat.core.keys.kept() == {}


async def test_without_its_key_nobody_can_read_it(database: Database) -> None:
    chat, (_vera, *others) = await after_a_meeting(database)
    for one in others:
        await answers(one, **ballot())
    for name in chat.core.keys.kept():
        chat.core.keys.destroy(name)
    await chat.advance_to(CLOSED)
    assert "The key to the answers was not there" in chat.room.last()


async def test_from_ten_answers_on_there_are_bars(database: Database) -> None:
    chat, (_vera, *others) = await after_a_meeting(database, members=MANY)
    for number, one in enumerate(others):
        await answers(one, **ballot(str(3 + number % 3)))
    await chat.advance_to(CLOSED)
    assert "12 of 13 took part." in chat.room.last()
    mean = "Average: 4.0 on a scale from 1 (low) to 5 (high)."
    assert f"{mean}\n1: 0\n2: 0\n3: 4\n4: 4\n5: 4" in chat.room.last()
    assert "Nobody wrote anything here." in chat.room.last()


async def test_one_question_with_too_few_says_so(database: Database) -> None:
    chat, (_vera, *others) = await after_a_meeting(database)
    for one in others:
        await answers(one, q0="1")
    await chat.advance_to(CLOSED)
    result = chat.room.last()
    assert "What it was about\nAverage: up to 1.5 on" in result
    assert "How we worked\nToo few answered this question." in result


async def test_the_last_call_reaches_only_those_who_have_not_answered(database: Database) -> None:
    chat, (vera, anna, bram, *_rest) = await after_a_meeting(database)
    await answers(anna, **ballot())
    await chat.advance_to(LAST_CALL)
    assert "How was reading? Open until Monday 16 March 2026, 08:00." in bram.private.last()
    assert "I won't ask again." in bram.private.last()
    assert "Back to school" in bram.private.last()
    assert "Back to school" in anna.private.last()
    assert all("won't ask again" not in said for said in anna.private.all())
    assert all("won't ask again" not in said for said in vera.private.all())
    assert "It is sealed" in await answers(bram, **ballot())
    await chat.advance_to(CLOSED)
    assert all("won't ask again" not in said for said in bram.private.all())


async def test_afterwards_no_row_tells_whom_the_last_call_reached(database: Database) -> None:
    chat, (vera, anna, *_rest) = await after_a_meeting(database)
    await vera.says("settings")
    await vera.presses("The timetable")
    await vera.fills_in(**{"takeaways-school": "off"})
    await answers(anna, **ballot())
    await chat.advance_to(LAST_CALL)
    assert any("won't ask again" in said for said in chat.people["Bram"].private.all())
    await chat.advance_to(CLOSED)
    await chat.advance(days=2)

    def told(unit: Unit) -> set[tuple[object, ...]]:
        wanted = (
            "SELECT d.state, d.refs, d.why, d.due_at, d.external_ref, d.attempt, d.intent_at,"
            " d.wanted_rev, d.shown_rev, d.owner, p.state, p.wish FROM delivery d"
            " JOIN part p ON p.delivery_id = d.id WHERE d.why = 'evaluations.last'"
        )
        found = unit.connection.execute(text(wanted)).all()
        assert len(found) == 5
        return {tuple(map(str, row)) for row in found}

    assert len(await chat.database.read(told)) == 1


async def test_the_plan_tells_nobody_who_is_reminded(database: Database) -> None:
    _chat, (vera, anna, *_rest) = await after_a_meeting(database)
    before = await vera.says("plan")
    await answers(anna, **ballot())
    assert await vera.says("plan") == before
    assert "Last call for the evaluation" in before


async def test_results_are_for_nobody_before_it_closes(database: Database) -> None:
    chat, (vera, *others) = await after_a_meeting(database)
    for one in others:
        await answers(one, **ballot())
    number = (await the_evaluation(chat)).id or 0
    assert "There are no results before it closes" in await vera.gets_press(
        "evaluations.result", number
    )
    assert "There are no results yet" in await vera.says("evaluate results")


async def test_nobody_answers_once_it_is_closed(database: Database) -> None:
    chat, (_vera, anna, bram, *_rest) = await after_a_meeting(database)
    await anna.presses("Answer")
    await chat.advance_to(CLOSED)
    assert "is closed, so your answer was not kept" in await anna.fills_in(**ballot())
    number = (await the_evaluation(chat)).id or 0
    assert "is closed" in await bram.gets_press("evaluations.answer", number)
    assert await rows(chat, SealedBallot) == []


async def test_a_late_joiner_is_told_that_it_is_about_before(database: Database) -> None:
    chat, (_vera, *_rest) = await after_a_meeting(database, OPENED.replace(hour=17))
    lena = Somebody(chat, "Lena", 0, "circle")
    await lena.joins()
    number = (await the_evaluation(chat)).id or 0
    assert "before you came in" in await lena.gets_press("evaluations.answer", number)
    assert "How was reading?" not in await lena.home()


async def test_a_leaver_who_answered_counts(database: Database) -> None:
    chat, (_vera, anna, *others) = await after_a_meeting(database)
    for one in (anna, *others[:3]):
        await answers(one, **ballot())
    await anna.leaves()
    await chat.advance_to(CLOSED)
    assert "4 of 5 took part." in chat.room.last()
    assert "not in this learning network" in await anna.says("evaluate")


async def test_a_stranger_and_another_network_get_nothing(database: Database) -> None:
    chat, (vera, anna, *_rest) = await after_a_meeting(database)
    number = (await the_evaluation(chat)).id or 0
    first = chat.network_id
    mallory, *_others = await chat.network("Other", ("Mallory",), ("Noor",))
    for action in ("answer", "kept", "result", "manage", "cancel", "close", "launch", "edit"):
        refused = await mallory.gets_press(f"evaluations.{action}", number)
        assert "no longer there" in refused, action
    assert "not in this learning network" in await mallory.pushes(
        "evaluations.answer", first, number
    )
    chat.network_id = first
    for action in ("cancel", "manage", "close"):
        assert "by who asked it and by the facilitators" in await anna.gets_press(
            f"evaluations.{action}", number
        )
    assert "closes by itself" in await vera.gets_press("evaluations.close", number)


async def test_a_facilitator_takes_part_too_and_calls_it_off(database: Database) -> None:
    chat, (vera, anna, *_rest) = await after_a_meeting(database)
    assert "It is sealed" in await answers(vera, **ballot())
    number = (await the_evaluation(chat)).id or 0
    assert "Manage this evaluation" in await vera.gets_press("evaluations.manage", number)
    assert "destroyed, unread" in await vera.presses("Call it off")
    assert "This evaluation was called off." in chat.room.last()
    assert "called off" in await anna.gets_press("evaluations.answer", number)
    assert await rows(chat, SealedBallot) == await rows(chat, RollEntry) == []
    assert chat.core.keys.kept() == {}
    await chat.advance_to(CLOSED)
    assert not any("took part" in said and "What came out" in said for said in chat.room.all())


async def test_home_and_the_glance_show_what_waits_for_me(database: Database) -> None:
    _chat, (_vera, anna, bram, *_rest) = await after_a_meeting(database)
    assert (
        "How was reading?\nAnonymous. Open until Monday 16 March 2026, 08:00." in await anna.home()
    )
    await answers(anna, **ballot())
    assert "How was reading?" not in await anna.home()
    assert "You have answered already." in await anna.gets_press("evaluations.answer", 1)
    assert "[Answer]" in await bram.says("evaluate")
    kept = await bram.presses("What is kept?")
    assert "What is kept of your answer?" in kept
    assert "never closes sooner than is said" in kept
    assert "whoever runs the server could take answers and key together" in kept


async def test_what_is_asked_after_meetings_can_be_chosen(database: Database) -> None:
    chat, (vera, anna, *_rest) = await after_a_meeting(database, OPENED.replace(hour=15, minute=0))
    await vera.says("evaluate")
    await vera.presses("Change what is asked")
    assert "Make your own questions first" in await vera.fills_in(form="own")
    assert "Saved." in await vera.fills_in(form="energy", least="3")
    assert "After each meeting: Energy." in await vera.says("evaluate")
    assert "Change what is asked" not in await anna.says("evaluate")
    await chat.advance_to(OPENED)
    assert "2 questions, under two minutes." in chat.room.last()
    assert "from 3 answers on" in chat.room.last()


async def test_the_next_round_is_set_beside_the_last(database: Database) -> None:
    chat, (vera, *others) = await after_a_meeting(database)
    for one in others:
        await answers(one, **ballot("3"))
    await chat.advance_to(CLOSED)
    await vera.says("meeting 14 April 14:00-17:00 at De Linde: writing")
    await chat.advance_to(datetime(2026, 4, 14, 14, 55, tzinfo=UTC))
    for one in others:
        await answers(one, **ballot("4"))
    await chat.advance_to(datetime(2026, 4, 20, 7, 5, tzinfo=UTC))
    assert "Average: 4.0 on a scale from 1 (low) to 5 (high); last time: 3.0." in chat.room.last()
    assert "Last time was Monday 16 March 2026." in chat.room.last()


@both_languages
async def test_a_meeting_in_the_evening_is_evaluated_the_next_working_day(
    database: Database, language: str
) -> None:
    chat = await Conversation.open(database)
    vera, *_others = await chat.network(language=language)
    await vera.says("meeting 13 March 18:00-20:00 at De Linde: reading")  # a Friday
    await chat.advance_to(datetime(2026, 3, 15, 12, 0, tzinfo=UTC))
    asked = {"en": "How was reading?", "nl": "Hoe was reading?"}[language]
    assert not any(asked in said for said in chat.room.all())
    await chat.advance_to(datetime(2026, 3, 16, 7, 5, tzinfo=UTC))
    assert asked in chat.room.last()


@pytest.mark.parametrize(
    ("language", "typed", "label", "periods", "until", "answer", "sealed"),
    [
        (
            *("en", "settings", "Quiet hours and holidays", "12-03-2026 to 20-03-2026 Spring"),
            *("Open until Tuesday 24 March 2026, 17:00.", "Answer", "It is sealed"),
        ),
        (
            *("nl", "instellingen", "Stille uren en vakanties", "12-03-2026 t/m 20-03-2026 Lente"),
            *("Open tot dinsdag 24 maart 2026, 17:00.", "Antwoorden", "Het is verzegeld"),
        ),
    ],
    ids=["en", "nl"],
)
async def test_the_closing_pauses_in_holidays_set_meanwhile(
    database: Database,
    language: str,
    typed: str,
    label: str,
    periods: str,
    until: str,
    answer: str,
    sealed: str,
) -> None:
    chat, (vera, anna, *_rest) = await after_a_meeting(database, language=language)
    await vera.says(typed)
    await vera.presses(label)
    await vera.fills_in(periods=periods)
    assert until in chat.room.last()
    await chat.advance_to(CLOSED)
    assert sealed in await answers(anna, answer, **ballot())


async def test_switched_off_there_is_none(database: Database) -> None:
    chat, (vera, *_rest) = await after_a_meeting(database, OPENED.replace(hour=15, minute=0))
    await vera.says("settings")
    await vera.presses("The timetable")
    await vera.fills_in(**{"evaluations-open": "off"})
    await chat.advance_to(CLOSED)
    assert await rows(chat, Evaluation) == []
    assert not any("How was reading" in said for said in chat.room.all())


async def test_without_a_post_it_closes_all_the_same(database: Database) -> None:
    chat, (vera, *others) = await after_a_meeting(database, OPENED.replace(hour=15, minute=0))
    await vera.says("settings")
    await vera.presses("The timetable")
    await vera.fills_in(**{"evaluations-results": "off"})
    await chat.advance_to(OPENED)
    for one in others:
        await answers(one, **ballot())
    await chat.advance_to(CLOSED)
    assert not any("What came out" in said for said in chat.room.all())
    assert "5 of 6 took part." in await vera.says("evaluate results")


@pytest.mark.parametrize(
    ("language", "answer", "asked", "shown", "mean"),
    [
        (
            *("en", "Answer", "Weeks after reading: What do others notice?", "What came out: "),
            "Colleagues notice something of it.\nAverage: from 4.5",
        ),
        (
            *("nl", "Antwoorden", "Weken na reading: Wat merken anderen?", "Wat eruit kwam: "),
            "Collega’s merken er iets van.\nGemiddeld: vanaf 4,5",
        ),
    ],
    ids=["en", "nl"],
)
async def test_at_the_end_of_the_season_others_are_asked_about(
    database: Database, language: str, answer: str, asked: str, shown: str, mean: str
) -> None:
    chat, (_vera, *others) = await after_a_meeting(
        database, datetime(2026, 5, 6, 7, 5, tzinfo=UTC), language
    )
    assert asked in chat.room.last()
    for one in others:
        await answers(one, answer, q0="5", q1="4")
    await chat.advance_to(datetime(2026, 5, 15, 7, 5, tzinfo=UTC))
    assert shown + asked in chat.room.last()
    assert mean in chat.room.last()


@pytest.mark.parametrize(
    ("language", "asked", "commits"),
    [
        ("en", "How was reading?", "What will you do?"),
        ("nl", "Hoe was reading?", "Wat ga je doen?"),
    ],
    ids=["en", "nl"],
)
async def test_a_private_message_leads_to_it_where_the_template_says_so(
    database: Database, language: str, asked: str, commits: str
) -> None:
    chat, (vera, anna, *_rest) = await after_a_meeting(
        database, language=language, template="five-times"
    )
    assert asked in anna.private.last()
    assert f"[{commits}]" in anna.private.last()
    assert all(asked not in said for said in vera.private.all())
    assert await anna.presses(commits)
    await chat.advance_to(datetime(2026, 3, 17, 7, 5, tzinfo=UTC))
    assert all(asked not in said for said in anna.private.all())
