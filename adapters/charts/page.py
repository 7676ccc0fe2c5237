"""A picture as a page measured in inches from its upper left corner, on which words are wrapped."""

import unicodedata
from functools import cache
from typing import Literal

from matplotlib import rcParams
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.ft2font import FT2Font
from matplotlib.patches import Rectangle

INK, QUIET, LINE, TRACK = "#2b2622", "#655c53", "#d3c7b8", "#f2ebe1"
BRAND, TINT = "#1f6159", "#bcd6cf"
WIDTH, MARGIN = 8.0, 0.45
POINTS = 72
_LEAD = 1.45
_PARTS = 64  # a font measures in 64ths of a point
# A font may know no sign of these kinds; left out, nobody misses them in a picture of bars.
_DECORATION = {"So", "Sk", "Cf", "Mn", "Co", "Cn", "Cs"}


def set_up() -> None:
    """Choose fonts and lines; text stays text in SVG, and no dollar sign begins a formula."""
    rcParams.update(
        {
            "font.family": "sans-serif",
            "font.sans-serif": ["DejaVu Sans", "Segoe UI", "Noto Sans", "sans-serif"],
            "text.parse_math": False,
            "svg.fonttype": "none",
            "svg.hashsalt": "kring",
            "hatch.linewidth": 0.9,
        }
    )


class Page:
    """A page that grows downwards: what is drawn is kept until its height is known."""

    def __init__(self) -> None:
        self.figure = Figure(facecolor="white")
        FigureCanvasAgg(self.figure)
        self.axes = self.figure.add_axes((0, 0, 1, 1))
        self.axes.set_axis_off()

    def finish(self, height: float) -> Figure:
        """Set the height of the page, in inches, and return it."""
        self.figure.set_size_inches(WIDTH, height)
        self.axes.set_xlim(0, WIDTH)
        self.axes.set_ylim(height, 0)
        return self.figure

    def write(
        self,
        x: float,
        y: float,
        lines: list[str],
        size: float = 10,
        colour: str = INK,
        align: Literal["left", "center", "right"] = "left",
        bold: bool = False,
        backed: bool = False,
    ) -> float:
        """Write lines with the first one's top at `y`, and return where they end.

        What is `backed` stays readable where it lies on a line.
        """
        for line in lines:
            drawn = self.axes.text(x, y + size / POINTS * 1.05, line, fontsize=size, color=colour)
            drawn.set_fontweight("bold" if bold else "normal")
            drawn.set_horizontalalignment(align)
            if backed:
                drawn.set_bbox({"facecolor": "white", "linewidth": 0, "pad": 0.5})
            y += step(size)
        return y

    def box(self, x: float, y: float, width: float, height: float, *, vague: bool = False) -> None:
        """Draw what was measured: full, or light and hatched where it is only about there."""
        made = Rectangle((x, y), width, height, facecolor=BRAND, linewidth=0)
        if vague:
            made.set(facecolor=TINT, edgecolor=BRAND, hatch="////", linewidth=0.9)
        self.axes.add_patch(made)

    def track(self, x: float, y: float, width: float, height: float) -> None:
        """Draw the ground on which a bar lies."""
        self.axes.add_patch(Rectangle((x, y), width, height, facecolor=TRACK, linewidth=0))

    def rule(self, x: list[float], y: list[float], colour: str = LINE, width: float = 0.8) -> None:
        """Draw a thin line."""
        self.axes.plot(x, y, color=colour, linewidth=width, solid_capstyle="round")

    def dot(self, x: float, y: float) -> None:
        """Draw a point that is known exactly."""
        self.axes.plot([x], [y], marker="o", markersize=6.5, color=BRAND, markeredgecolor="white")


def step(size: float) -> float:
    """Return the height of a line of this size in points, in inches."""
    return size / POINTS * _LEAD


def wrapped(text: str, size: float, width: float, *, bold: bool = False) -> list[str]:
    """Return a text as lines that are at most `width` inches wide, long words broken."""
    lines: list[str] = []
    for word in _broken(shown(text).split(), size, width, bold=bold):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and _length(longer, size, bold=bold) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _broken(words: list[str], size: float, width: float, *, bold: bool) -> list[str]:
    found: list[str] = []
    for word in words:
        rest = word
        while _length(rest, size, bold=bold) > width:
            most = len(rest) - 1
            while most > 1 and _length(rest[:most], size, bold=bold) > width:
                most -= 1
            found.append(rest[:most])
            rest = rest[most:]
        found.append(rest)
    return found


def _length(text: str, size: float, *, bold: bool) -> float:
    font = _font(bold=bold)
    font.set_size(size, POINTS)
    font.set_text(text)
    return float(font.get_width_height()[0]) / _PARTS / POINTS


@cache
def _font(*, bold: bool) -> FT2Font:
    wanted = FontProperties(family="DejaVu Sans", weight="bold" if bold else "normal")
    return get_font(findfont(wanted))


@cache
def _known() -> frozenset[int]:
    return frozenset(_font(bold=False).get_charmap())


def shown(text: str) -> str:
    """Leave out the ornaments for which there is no sign; letters stay, if only as a box."""
    return "".join(
        sign
        for sign in text
        if ord(sign) in _known() or unicodedata.category(sign) not in _DECORATION
    )
