"""Draws the picture of a round or of several rounds, as PNG or SVG, calm and without ornament."""

from io import BytesIO
from itertools import pairwise
from xml.sax.saxutils import escape, quoteattr

from matplotlib.figure import Figure

from adapters.charts.page import (
    BRAND,
    LINE,
    MARGIN,
    QUIET,
    WIDTH,
    Page,
    set_up,
    step,
    wrapped,
)
from bot.charts import Bar, Bars, Chart, Course, Part, Trend, Value

DOTS = 150
"""Dots an inch of a PNG, fewer where it would be higher than TALLEST."""

TALLEST = 8000

_INSIDE = WIDTH - 2 * MARGIN
_LABELS, _WORDS, _GAP = 2.3, 1.5, 0.15
_THICK, _BETWEEN, _APART = 0.2, 0.1, 0.32
_FROM = MARGIN + _LABELS + _GAP
_LENGTH = WIDTH - MARGIN - _WORDS - _GAP - _FROM
_HIGH, _STRETCH = 1.0, 0.16


def draw(chart: Chart, form: str) -> bytes:
    """Draw a picture as 'png' or 'svg'."""
    set_up()
    page = Page()
    y = page.write(MARGIN, MARGIN, wrapped(chart.title, 16, _INSIDE, bold=True), 16, bold=True)
    y = page.write(MARGIN, y + 0.02, wrapped(chart.said, 10, _INSIDE), 10, QUIET)
    y = _parts(page, chart, y) if isinstance(chart, Bars) else _trend(page, chart, y)
    return _written(page.finish(y + MARGIN), chart, form)


def _parts(page: Page, chart: Bars, y: float) -> float:
    for part in chart.parts:
        y = _part(page, part, y + _APART)
    return y


def _part(page: Page, part: Part, y: float) -> float:
    y = page.write(MARGIN, y, wrapped(part.title, 11.5, _INSIDE, bold=True), 11.5, bold=True)
    if part.said:
        y = page.write(MARGIN, y, wrapped(part.said, 10, _INSIDE), 10, QUIET)
    for bar in part.bars:
        y = _bar(page, bar, y + _BETWEEN)
    if part.ends:
        y = _ends(page, part.ends, y + 0.04)
    return y


def _bar(page: Page, bar: Bar, y: float) -> float:
    label = wrapped(bar.label, 10, _LABELS)
    words = wrapped(bar.value.words, 10, _WORDS)
    height = max(step(10) * max(len(label), len(words)), _THICK)
    middle = y + (height - _THICK) / 2
    page.write(_FROM - _GAP, y + (height - step(10) * len(label)) / 2, label, align="right")
    page.track(_FROM, middle, _LENGTH, _THICK)
    low = bar.value.low or 0.0
    if bar.value.high > low:
        vague = bar.value.low is not None
        page.box(
            _FROM + low * _LENGTH, middle, (bar.value.high - low) * _LENGTH, _THICK, vague=vague
        )
    top = y + (height - step(10) * len(words)) / 2
    page.write(_FROM + _LENGTH + _GAP, top, words)
    return y + height


def _ends(page: Page, ends: tuple[str, str], y: float) -> float:
    half = _LENGTH / 2 - 0.1
    low, high = (wrapped(end, 9, half) for end in ends)
    left = page.write(_FROM, y, low, 9, QUIET)
    return max(left, page.write(_FROM + _LENGTH, y, high, 9, QUIET, align="right"))


def _trend(page: Page, chart: Trend, y: float) -> float:
    for course in chart.courses:
        y = _course(page, chart, course, y + _APART)
    return _moments(page, chart, y)


def _places(chart: Trend) -> list[float]:
    """Return where each round stands; the first and last leave room for their words."""
    first, last = MARGIN + 1.5, WIDTH - MARGIN - 0.5
    if len(chart.moments) == 1:
        return [(first + last) / 2]
    between = (last - first) / (len(chart.moments) - 1)
    return [first + number * between for number in range(len(chart.moments))]


def _course(page: Page, chart: Trend, course: Course, y: float) -> float:
    y = page.write(MARGIN, y, wrapped(course.title, 11.5, _INSIDE, bold=True), 11.5, bold=True)
    top = y + 0.3
    for share, end in zip((0.0, 1.0), course.ends, strict=True):
        at = top + (1 - share) * _HIGH
        page.rule([MARGIN + 1.1, WIDTH - MARGIN], [at, at])
        lines = wrapped(end, 9, 1.0)
        page.write(MARGIN + 1.0, at - step(9) * len(lines) / 2, lines, 9, QUIET, align="right")
    found = list(zip(_places(chart), course.values, strict=True))
    for one, other in pairwise(found):
        _between(page, one, other, top)
    for x, value in found:
        if value is not None:
            _point(page, x, value, top)
    return top + _HIGH + 0.08


def _between(
    page: Page, one: tuple[float, Value | None], other: tuple[float, Value | None], top: float
) -> None:
    """Join two rounds only where both are known exactly."""
    known = [(x, value.high) for x, value in (one, other) if value and value.low is None]
    if len(known) == 2:
        heights = [top + (1 - share) * _HIGH for _x, share in known]
        page.rule([x for x, _share in known], heights, BRAND, 1.6)


def _point(page: Page, x: float, value: Value, top: float) -> None:
    high = top + (1 - value.high) * _HIGH
    if value.low is None:
        page.dot(x, high)
    else:
        page.box(x - _STRETCH / 2, high, _STRETCH, (value.high - value.low) * _HIGH, vague=True)
    page.write(x, high - 0.24, [value.words], 9.5, align="center", backed=True)


def _moments(page: Page, chart: Trend, y: float) -> float:
    places = _places(chart)
    room = min((b - a for a, b in pairwise(places)), default=2.0) - 0.12
    ends = []
    for x, words in zip(places, chart.moments, strict=True):
        page.rule([x, x], [y, y + 0.05], LINE)
        ends.append(page.write(x, y + 0.08, wrapped(words, 9, room), 9, QUIET, align="center"))
    return max(ends, default=y)


def _written(figure: Figure, chart: Chart, form: str) -> bytes:
    written = BytesIO()
    about = {"Title": chart.title, "Description": chart.alt}
    if form == "png":
        figure.savefig(
            written, format="png", dpi=min(DOTS, TALLEST / figure.get_figheight()), metadata=about
        )
        return written.getvalue()
    figure.savefig(written, format="svg", metadata={"Date": None, "Title": chart.title})
    return _told(written.getvalue().decode(), chart).encode()


def _told(svg: str, chart: Chart) -> str:
    """Have readers of words alone hear what an SVG shows, in place of its letters one by one."""
    svg = svg.replace("<svg ", f'<svg role="img" aria-label={quoteattr(chart.alt)} ', 1)
    title = f"</title>\n <desc>{escape(chart.alt)}</desc>"
    return svg.replace("</title>", title, 1)
