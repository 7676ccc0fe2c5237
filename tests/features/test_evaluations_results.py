"""What came out, for everybody in the network: the card, its files, and all results at a glance."""

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ballots import counting
from bot.ballots.counting import Outcome
from bot.ballots.questions import Question
from bot.cards import Actions, Card, Link
from bot.charts import Bars, Value
from bot.features.evaluations import drawing, exporting, overview, pictures
from bot.features.evaluations.results import Result, findings
from bot.links import Links
from bot.turn import Scene
from storage.database import Database, Unit
from storage.evaluations import Evaluation
from tests.adapters.web.test_results import CLOSES, FEW, MANY, closed
from tests.conversation import Conversation, Somebody
from tests.features.speaking import change

SCALE = Question("scale", "It was worth my time.", low="not at all", high="very much so")
SEVERAL = Question("several", "Which days?", ("Monday", "Tuesday"))


async def with_results(
    database: Database, number: int = 1, language: str = "en"
) -> tuple[Conversation, list[Somebody]]:
    """Give a network in which some evaluations have closed, one after the other."""
    chat = await Conversation.open(database)
    people = await chat.network(language=language)
    for one in people:
        one.language = language

    def work(unit: Unit) -> None:
        for at in range(number):
            day = chat.clock.now - timedelta(days=7 * (number - at))
            closed(unit, MANY if at % 2 else FEW, chat.network_id, closed_at=day)

    await database.write(work)
    return chat, people


def links(one: Somebody) -> dict[str, str]:
    """Return the links on the card that somebody saw last."""
    card = next(seen for seen in reversed(one.answers) if isinstance(seen, Card))
    items = [item for part in card.body if isinstance(part, Actions) for item in part.items]
    return {item.label: item.url for item in items if isinstance(item, Link)}


@pytest.mark.parametrize(
    ("language", "asked", "names"),
    [
        ("en", "evaluate results", ["As a picture", "As SVG", "As CSV", "As Excel"]),
        ("nl", "evaluatie resultaten", ["Als beeld", "Als SVG", "Als CSV", "Als Excel"]),
    ],
)
async def test_the_only_result_comes_with_its_files(
    database: Database, language: str, asked: str, names: list[str]
) -> None:
    _chat, (_vera, anna, *_others) = await with_results(database, language=language)
    assert "Ons jaar" in await anna.says(asked)
    found = links(anna)
    assert list(found) == names
    for url, kind in zip(found.values(), ("png", "svg", "csv", "xlsx"), strict=True):
        token = url.rpartition("/results/")[2]
        assert Links("secret").read("results", token) == (1, f"{anna.id}:1:one:{kind}")


async def test_the_room_gets_a_button_and_each_person_links_of_their_own(
    database: Database,
) -> None:
    chat, (vera, anna, *_others) = await with_results(database)
    card = await database.read(lambda unit: _in_the_room(chat, unit))
    buttons = [item for part in card.body if isinstance(part, Actions) for item in part.items]
    assert [one.label for one in buttons] == ["As a picture or a file"]
    for one in (vera, anna):
        await one.pushes("evaluations.result", chat.network_id, 1)
        assert len(links(one)) == 4
    assert links(vera) != links(anna)


def _in_the_room(chat: Conversation, unit: Unit) -> Card:
    zone, known = ZoneInfo("Europe/Amsterdam"), chat.core.features
    scene = Scene(unit, chat.clock.now, chat.network_id, zone, Links("secret"), known)
    card = drawing.draw_outcome(scene, 1)
    assert card
    return card


@pytest.mark.slow
async def test_all_results_are_at_a_glance_for_everybody(database: Database) -> None:
    _chat, (_vera, anna, *_others) = await with_results(database, 3)
    said = await anna.says("evaluate results")
    assert said.startswith("All results\nOns jaar: 23 Feb 2026: 6 of 16 took part. =1+1 (from 4.5)")
    assert "Ons jaar: 16 Feb 2026: 14 of 16 took part. =1+1 (3.8)" in said
    assert "Ons jaar: over the rounds\n=1+1: from 4.5 · 3.8 · from 4.5" in said
    newest = (1, f"{anna.id}:3:rounds:png")
    assert Links("secret").read("results", links(anna)["As a picture"].rpartition("/")[2]) == newest
    assert "What came out: Ons jaar" in await anna.picks("Results", "Ons jaar (16 Feb 2026)")
    assert (await anna.presses("All results")) == said
    await anna.says("evaluate")
    assert (await anna.presses("All results")) == said


@pytest.mark.slow
async def test_all_results_speak_dutch(database: Database) -> None:
    _chat, (_vera, anna, *_others) = await with_results(database, 2, "nl")
    said = await anna.says("evaluatie resultaten")
    assert said.startswith("Alle uitkomsten\nOns jaar: 23 feb")
    assert "=1+1 (3,8)" in said
    assert "Ons jaar: door de rondes heen\n=1+1: vanaf 4,5 · 3,8" in said
    assert "[Als beeld]" in said


@pytest.mark.slow
async def test_many_results_have_pages(database: Database) -> None:
    _chat, (_vera, anna, *_others) = await with_results(database, 12)
    first = await anna.says("evaluate results")
    assert first.count("took part") == 10
    assert "[Newer ones]" not in first
    older = await anna.presses("Older ones")
    assert older.count("took part") == 2
    assert "over the rounds" not in older
    assert await anna.presses("Newer ones") == first
    far = await anna.gets_press("evaluations.overview", 10**6)
    assert far == first
    assert "older card" in await anna.gets_press("evaluations.overview", "ten")


@pytest.mark.slow
async def test_other_networks_and_what_is_not_shown_stay_out(database: Database) -> None:
    chat, (_vera, _anna, *_others) = await with_results(database, 2)
    dirk, _emma = await chat.network("Other", facilitators=("Dirk",), members=("Emma",))
    assert "no results yet" in await dirk.says("evaluate results")
    assert "There are no results yet" in await dirk.gets_press("evaluations.overview")
    assert "no longer there" in await dirk.gets_press("evaluations.result", 1)
    refused = await dirk.pushes("evaluations.overview", 1)
    assert "Ons jaar" not in refused

    def few(unit: Unit) -> None:
        closed(unit, (), chat.network_id, ending="few", took_part=2)

    await database.write(few)
    said = await dirk.says("evaluate results")
    assert "2 of 16 took part." in said
    assert links(dirk) == {}
    await database.write(few)
    assert "2 of 16 took part. Nothing to show." in await dirk.says("evaluate results")


@pytest.mark.slow
async def test_a_question_that_changed_has_no_course_of_its_own(database: Database) -> None:
    chat, (_vera, anna, *_others) = await with_results(database, 2)
    await change(chat, Evaluation, 1, form="energy")
    assert "over the rounds" not in await anna.says("evaluate results")


def result(*pairs: tuple[Question, counting.Outcome], took_part: int = 6) -> Result:
    asked, outcomes = zip(*pairs, strict=True)
    return Result(
        1, "Our year", "own", CLOSES, took_part, 16, "shown", 4, findings(asked, outcomes)
    )


def drawn(one: Result) -> Bars:
    found = pictures.picture(one)
    assert found
    return found


def test_a_coarse_mean_is_a_stretch_and_an_exact_one_bars() -> None:
    for mean, low, high in ((1.5, 0.0, 0.1875), (3.0, 0.4375, 0.5625), (4.5, 0.8125, 1.0)):
        bar = drawn(result((SCALE, counting.Outcome(mean=mean)))).parts[0].bars[0].value
        assert (bar.low, bar.high) == (low, high)
    exact = drawn(result((SCALE, MANY[0]))).parts[0]
    assert exact.said == "Average: 3.8 on a scale from 1 (not at all) to 5 (very much so)."
    assert exact.bars[3].value == Value("6", 6 / 14)
    assert all(bar.value.low is None for bar in exact.bars)


def test_shares_of_several_are_of_all_who_took_part() -> None:
    seen = drawn(result((SEVERAL, counting.Outcome(counts=(6, 3))), took_part=12))
    assert [bar.value.high for bar in seen.parts[0].bars] == [0.5, 0.25]


def test_words_say_all_that_a_picture_shows() -> None:
    seen = drawn(result((SCALE, FEW[0]), (SEVERAL, counting.Outcome(bands=("most", "few")))))
    assert seen.alt.split("\n") == [
        "What came out: Our year",
        "Tuesday 17 February 2026. 6 of 16 took part.",
        "It was worth my time. Average: from 4.5",
        "Which days? Monday: two thirds or more; Tuesday: up to a third",
    ]


def test_what_has_no_numbers_has_no_picture() -> None:
    lines = Question("line", "What stays?")
    assert pictures.picture(result((lines, FEW[2]))) is None
    assert pictures.picture(result((SCALE, counting.Outcome(few=True)))) is None
    assert pictures.over_rounds("Ours", [result((SCALE, FEW[0]))]) is None
    assert pictures.over_rounds("Ours", [result((lines, FEW[2]))] * 3) is None


def test_only_the_newest_rounds_are_drawn() -> None:
    rounds = [replace(result((SCALE, FEW[0])), id=number) for number in range(30)]
    found = pictures.over_rounds("Ours", rounds)
    assert found
    assert len(found.moments) == len(found.courses[0].values) == pictures.MOST_ROUNDS


ballots = st.lists(
    st.tuples(st.none() | st.integers(1, 5), st.sets(st.integers(0, 1)).map(sorted).map(tuple)),
    min_size=4,
    max_size=20,
)


@given(ballots)
def test_a_picture_knows_no_more_than_the_card(given_: list[tuple[object, ...]]) -> None:
    outcomes = counting.count((SCALE, SEVERAL), given_)  # type: ignore[arg-type]
    assert outcomes
    seen = pictures.picture(result(*zip((SCALE, SEVERAL), outcomes, strict=True)))
    for part, outcome in zip(seen.parts if seen else (), outcomes, strict=False):
        assert bool(part.bars) is not outcome.few
        for bar in part.bars:
            low = bar.value.high if bar.value.low is None else bar.value.low
            assert 0 <= low <= bar.value.high <= 1
            if not outcome.counts:
                assert bar.value.high - low > 0.12


def test_each_form_that_came_back_has_a_course() -> None:
    asked = [{"kind": "scale", "text": "x"}]
    rows = [
        Evaluation(id=number, form=form, questions=asked, ending=ending)
        for number, form, ending in (
            *((1, "energy", "shown"), (2, "goal", "shown"), (3, "energy", "shown")),
            *((4, "goal", "few"), (5, "own", "shown"), (6, "own", "shown")),
        )
    ]
    assert exporting.newest_of_each(rows) == [1, 5]


@pytest.mark.parametrize(
    ("outcome", "said"),
    [
        (Outcome(counts=(8, 4)), "Yes: 8 · No: 4"),
        (Outcome(bands=("most", "few")), "Yes: two thirds or more · No: up to a third"),
        (Outcome(few=True), "12 of 16 took part."),
    ],
)
def test_the_line_of_a_poll_says_what_came_out(outcome: Outcome, said: str) -> None:
    asked = Question("one", "Shall we go on?", ("Yes", "No"))
    found = findings((asked,), (outcome,))
    result = Result(1, "Shall we go on?", "poll", CLOSES, 12, 16, "shown", 4, found)
    assert overview.line(result).endswith(said)
