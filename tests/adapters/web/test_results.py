"""Results as pictures and files behind the link of somebody who may see them."""

import sys
from datetime import datetime, timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from aiohttp.test_utils import TestClient

from adapters.charts.painter import Painter
from adapters.web import lists
from bot.ballots import counting, questions
from bot.ballots.counting import Outcome
from bot.ballots.questions import Question
from storage import evaluations
from storage.database import Unit
from storage.networks import Membership, Network
from tests.adapters.test_charts import size, words
from tests.adapters.web.house import NOW, House

CLOSES = datetime(2026, 2, 17, 17, 0)  # noqa: DTZ001 - a wall-clock time
SCALE = Question("scale", "=1+1", low="laag", high="hoog")
CHOICE = Question("one", "Wat nu?", ("+lezen", "@schrijven\t-1", "שלום"))
LINES = Question("line", "Wat wil je zeggen?")
FEW = (
    Outcome(mean=4.5),
    Outcome(bands=("most", "half", "few")),
    Outcome(lines=("=1+1", "a;=2", "x\n-3", "מה", "<b>")),
)
MANY = (Outcome(mean=3.8, counts=(0, 1, 3, 6, 4)), Outcome(counts=(8, 4, 2)), Outcome(lines=()))
ONE_LINE = (Outcome(few=True), Outcome(few=True), FEW[2])
GONE = "99999"


def closed(
    unit: Unit, outcomes: tuple[Outcome, ...] = FEW, network: int = 1, **more: object
) -> int:
    """Put a closed evaluation of three questions into a network."""
    values = {
        "network_id": network,
        "form": "own",
        "title": "Ons jaar",
        "questions": questions.dump((SCALE, CHOICE, LINES)),
        "least": 4,
        "state": "closed",
        "opens": CLOSES - timedelta(days=5),
        "closes": CLOSES,
        "closes_at": NOW - timedelta(days=2),
        "closed_at": NOW - timedelta(days=2),
        "took_part": 14 if outcomes is MANY else 6,
        "electorate": 16,
        "ending": "shown",
    }
    number = evaluations.add(unit.connection, values | more)
    evaluations.put_outcomes(unit.connection, number, [counting.dump(one) for one in outcomes])
    return number


async def link(house: House, extra: str, network: int = 1) -> str:
    return house.core.links.to("results", network, extra)


async def put(house: House, *args: object, **more: object) -> int:
    return await house.core.database.write(lambda unit: closed(unit, *args, **more))  # type: ignore[arg-type]


async def test_a_result_is_a_csv_in_which_nothing_is_a_formula(
    house: House, client: TestClient
) -> None:
    number = await put(house)
    answer = await client.get(await link(house, f"2:{number}:one:csv"))
    assert answer.status == 200
    assert (answer.content_type, answer.charset) == ("text/csv", "utf-8")
    assert 'filename="uitkomsten-2026-02-17.csv"' in answer.headers["Content-Disposition"]
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "no-store" in answer.headers["Cache-Control"]
    text = (await answer.read()).decode("utf-8-sig")
    assert text.startswith("Vraag,Soort,Wat,Waarde\r\nOns jaar,gesloten,")
    assert '\'=1+1,gemiddelde,,"vanaf 4,5"\r\n' in text
    assert "Wat nu?,deel,'+lezen,twee derde of meer\r\n" in text
    assert ",'@schrijven\t'-1,ongeveer de helft\r\n" in text
    assert ",regel,'=1+1,\r\n" in text
    assert ",a;'=2,\r\n" in text
    assert ',"x\n\'-3",\r\n' in text
    assert not any(mark in text for mark in ("4.5", "\r\n=", ",=", ",+", ",-", ",@"))


async def test_a_result_is_a_workbook_with_numbers(house: House, client: TestClient) -> None:
    number = await put(house, MANY)
    answer = await client.get(await link(house, f"1:{number}:one:xlsx"))
    assert answer.status == 200
    assert "spreadsheetml" in answer.content_type
    assert 'filename="results-2026-02-17.xlsx"' in answer.headers["Content-Disposition"]
    with ZipFile(BytesIO(await answer.read())) as book:
        page = book.read("xl/worksheets/sheet1.xml").decode()
        texts = book.read("xl/sharedStrings.xml").decode()
    assert "<f>" not in page
    assert "<v>3.8</v>" in page
    assert "<t>'=1+1</t>" in texts
    assert "<t>Question</t>" in texts


@pytest.mark.slow
async def test_a_result_is_a_picture(house: House, client: TestClient) -> None:
    number = await put(house)
    answer = await client.get(await link(house, f"2:{number}:one:png"))
    assert (answer.status, answer.content_type) == (200, "image/png")
    assert 'filename="uitkomsten-2026-02-17.png"' in answer.headers["Content-Disposition"]
    assert size(await answer.read())[0] == 1200
    answer = await client.get(await link(house, f"2:{number}:one:svg"))
    assert (answer.status, answer.content_type) == (200, "image/svg+xml")
    said = words(await answer.read())
    assert said[0] == "Wat eruit kwam: Ons jaar"
    assert "=1+1 Gemiddelde: vanaf 4,5" in said[1]
    assert {"vanaf 4,5", "1 (laag)", "5 (hoog)", "ongeveer de helft", "niemand"} <= set(said)
    # What people wrote is no number: it stands in the lists, not in the picture.
    assert "<b>" not in " ".join(said)


@pytest.mark.slow
async def test_rounds_of_a_form_are_one_picture(house: House, client: TestClient) -> None:
    first = await put(house)
    earlier = f"1:{first}:rounds"
    assert (await client.get(await link(house, f"{earlier}:png"))).status == 404
    number = await put(house, MANY, closed_at=NOW)
    answer = await client.get(await link(house, f"1:{number}:rounds:svg"))
    assert 'filename="rounds-2026-02-19.svg"' in answer.headers["Content-Disposition"]
    said = words(await answer.read())
    assert said[0] == "Ons jaar: over the rounds"
    assert "=1+1 17 Feb 2026: from 4.5; 19 Feb 2026: 3.8" in said[1]
    answer = await client.get(await link(house, f"1:{number}:rounds:csv"))
    text = (await answer.read()).decode("utf-8-sig")
    assert text == (
        "Question,Day,Average\r\n'=1+1,17 Feb 2026,from 4.5\r\n'=1+1,19 Feb 2026,3.8\r\n"
    )


async def test_only_who_may_see_a_result_gets_it(house: House, client: TestClient) -> None:
    number = await put(house)

    def leave(unit: Unit) -> int:
        unit.session.get_one(Membership, 2).left_at = NOW
        other = Network(name="Other", language="nl", ready_at=NOW)
        unit.session.add(other)
        unit.session.flush()
        return other.id or 0

    mine, left = f"1:{number}:one:csv", f"2:{number}:one:csv"
    assert (await client.get(await link(house, left))).status == 200
    other = await house.core.database.write(leave)
    assert (await client.get(await link(house, left))).status == 404
    assert (await client.get(await link(house, f"{GONE}:{number}:one:csv"))).status == 404
    for network in (other, 99):
        assert (await client.get(await link(house, mine, network))).status == 404
    assert (await client.get(await link(house, mine))).status == 200


NOT_SHOWN = (
    {"state": "open", "ending": ""},
    {"state": "scheduled"},
    {"state": "cancelled"},
    {"ending": "few"},
    {"ending": "lost"},
)


async def test_there_is_no_file_of_what_is_not_shown(house: House, client: TestClient) -> None:
    for more in NOT_SHOWN:
        number = await put(house, **more)
        for what in ("one:csv", "one:xlsx", "one:png", "one:svg", "rounds:csv"):
            assert (await client.get(await link(house, f"1:{number}:{what}"))).status == 404, more


TO_NOTHING = (
    *("", "1", "x:y", "1:1:one", "1:1:one:exe", "1:1:all:csv", "1:1:one:csv:1"),
    *("1:x:one:csv", "²:1:one:csv", "1:²:one:csv", ":1:one:csv", "1::one:csv"),
    *(f"1:{10**30}:one:csv", f"{10**30}:1:one:csv"),
)


async def test_a_link_to_nothing_gives_nothing(house: House, client: TestClient) -> None:
    await put(house)
    for extra in TO_NOTHING:
        assert (await client.get(await link(house, extra))).status == 404, extra


async def test_a_forged_link_is_refused(house: House, client: TestClient) -> None:
    number = await put(house)
    token = house.core.links.to("commitments", 1, f"1:{number}:one:csv").rpartition("/")[2]
    assert (await client.get(f"/results/{token}")).status == 403
    mine = await link(house, f"1:{number}:one:csv")
    assert (await client.get(mine[:-2])).status == 403
    assert (await client.get("/results/nonsense")).status == 403


async def test_what_cannot_be_drawn_has_no_picture(house: House, client: TestClient) -> None:
    number = await put(house, ONE_LINE)
    assert (await client.get(await link(house, f"1:{number}:one:png"))).status == 404
    assert (await client.get(await link(house, f"1:{number}:one:csv"))).status == 200


@pytest.mark.slow
@pytest.mark.parametrize(
    ("language", "said"), [("en", "The picture cannot be made"), ("nl", "Het beeld lukt nu even")]
)
async def test_when_drawing_fails_the_rest_goes_on(
    house: House, client: TestClient, language: str, said: str
) -> None:
    number = await put(house)
    house.app[lists.PAINTER]._command = (sys.executable, "-c", "raise SystemExit(1)")
    assert isinstance(house.app[lists.PAINTER], Painter)
    spoken = {"Accept-Language": language}
    answer = await client.get(await link(house, f"1:{number}:one:png"), headers=spoken)
    assert answer.status == 503
    assert said in await answer.text()
    assert (await client.get(await link(house, f"1:{number}:one:csv"))).status == 200
