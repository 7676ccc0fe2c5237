"""Pictures of results, drawn by the real process, which may also fail."""

import struct
import subprocess
import sys
from xml.etree import ElementTree as ET

import pytest

from adapters.charts.painter import Painter
from bot.charts import Bar, Bars, Chart, Course, Part, Trend, Value, dump, load

SVG = "{http://www.w3.org/2000/svg}"
TALLEST = 8000
LONG = "Reading aloud together with the parents of the whole school, outside, and once a year"
COARSE = Value("about half", 2 / 3, 1 / 3)


def bars(options: int = 3, parts: int = 1, value: Value = COARSE) -> Bars:
    names = (f"{LONG} {number} “שלום” 🎉 $x$ <b>&" for number in range(options))
    part = Part("What next?", "", tuple(Bar(name, value) for name in names), ("nobody", "all"))
    few = Part("Who?", "Too few answered this one.")
    return Bars("What came out: <us> & them", "6 of 9 took part.", (part,) * parts + (few,), "All.")


def trend() -> Trend:
    values = (Value("up to 1.5", 0.19, 0.0), Value("4.0", 0.75), Value("5.0", 1.0), None)
    moments = ("12 Mar 2026", "9 Apr 2026", "14 May 2026", "11 Jun 2026")
    course = Course("I went home with energy.", values, ("1 (low)", "5 (high)"))
    return Trend("Energy: over the rounds", "4 rounds.", moments, (course, course), "Up & up.")


def size(png: bytes) -> tuple[int, int]:
    """Read how wide and high a PNG is."""
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    assert png.endswith(b"IEND\xaeB`\x82")
    width, height = struct.unpack(">II", png[16:24])
    return width, height


def words(svg: bytes) -> list[str]:
    """Return the texts of an SVG, its title and description first."""
    root = ET.fromstring(svg)  # noqa: S314 - drawn by ourselves just now
    assert root.tag == f"{SVG}svg"
    assert root.get("role") == "img"
    titles = [root.findtext(f"{SVG}{name}") or "" for name in ("title", "desc")]
    assert root.get("aria-label") == titles[1]
    return titles + ["".join(one.itertext()) for one in root.iter(f"{SVG}text")]


@pytest.mark.parametrize("chart", [bars(), bars(value=Value("3", 0.5)), trend()])
def test_a_description_comes_back_as_it_went(chart: Chart) -> None:
    assert load(dump(chart)) == chart


@pytest.mark.slow
async def test_a_picture_grows_with_what_it_shows() -> None:
    painter = Painter()
    sizes = []
    for chart in (bars(1), bars(10), bars(10, 4), bars(10, 9)):
        png = await painter.draw(chart, "png")
        assert png
        sizes.append(size(png))
    (first, low), (second, high), (third, higher), (narrow, highest) = sizes
    assert first == second == third == 1200
    assert low < high / 2 < higher / 4
    assert highest <= TALLEST
    assert narrow < 1200


@pytest.mark.slow
async def test_a_drawing_says_in_words_what_it_shows() -> None:
    painter = Painter()
    drawn = await painter.draw(bars(), "svg")
    assert drawn
    said = words(drawn)
    assert said[:2] == ["What came out: <us> & them", "All."]
    assert {"about half", "nobody", "all", "Too few answered this one."} <= set(said)
    assert "$x$ <b>&" in " ".join(said)
    assert b"url(#h" in drawn, "what is known coarsely is hatched"
    again = await painter.draw(bars(), "svg")
    assert again == drawn
    exact = await painter.draw(bars(value=Value("3", 0.5)), "svg")
    assert exact
    assert b"url(#h" not in exact


@pytest.mark.slow
async def test_rounds_are_joined_only_where_they_are_known() -> None:
    painter = Painter()
    drawn = await painter.draw(trend(), "svg")
    assert drawn
    said = words(drawn)
    assert said[:2] == ["Energy: over the rounds", "Up & up."]
    assert said.count("up to 1.5") == 2
    assert "12 Mar 2026" in said
    # The two lines join 4.0 and 5.0 in each course; nothing leads from the coarse value.
    assert drawn.count(b"stroke: #1f6159; stroke-width: 1.6") == 2
    png = await painter.draw(trend(), "png")
    assert png
    assert size(png)[0] == 1200


@pytest.mark.slow
@pytest.mark.parametrize(
    "program",
    [
        "import sys; sys.exit(3)",
        "import sys; sys.stdin.close()",
        "import os; os.kill(os.getpid(), 9)",
        "import sys; sys.stdin.read(); print('x' * 10**6, file=sys.stderr); sys.exit(1)",
    ],
)
async def test_a_process_that_fails_gives_no_picture(
    program: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await Painter((sys.executable, "-c", program)).draw(bars(), "png") is None
    told = capsys.readouterr().out
    assert "picture could not be drawn" in told
    assert "What next?" not in told


@pytest.mark.slow
async def test_a_process_without_end_is_ended(capsys: pytest.CaptureFixture[str]) -> None:
    program = "import time; time.sleep(600)"
    painter = Painter((sys.executable, "-c", program), seconds=0.2)
    assert await painter.draw(bars(), "png") is None
    assert "picture took too long" in capsys.readouterr().out


async def test_where_no_process_begins_there_is_no_picture(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert await Painter(("/nowhere/at/all",)).draw(bars(), "png") is None
    assert "no process could draw" in capsys.readouterr().out


@pytest.mark.slow
def test_the_server_itself_never_loads_what_draws() -> None:
    program = "import sys, adapters.cli, adapters.main, adapters.web.app; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert loaded.returncode == 0, loaded.stderr
    assert "adapters.charts.painter" in loaded.stdout
    assert "matplotlib" not in loaded.stdout
