"""The small parts that cards and forms are drawn with: paragraphs, options, addresses, bars."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from adapters.naming import Readers
from adapters.payload import Json
from adapters.slack.words import line, plainly, spans
from bot.cards import Bar, Option
from bot.texts import _

LABEL, OPTION, MANY_OPTIONS, LONGEST_URL = 75, 75, 100, 2800
_BAR_WIDTH = 12
_CHART_BARS, _CHART_LABEL, _CHART_TITLE = 6, 20, 50


def options(chosen: tuple[Option, ...], readers: Readers) -> Json:
    """Draw what a list offers; more than a hundred come in groups."""
    drawn = [option(one, readers) for one in chosen]
    if len(drawn) <= MANY_OPTIONS:
        return {"options": drawn}
    groups = []
    for start in range(0, len(drawn), MANY_OPTIONS):
        some = drawn[start : start + MANY_OPTIONS]
        label = line(f"{start + 1}–{start + len(some)}", LABEL, readers)
        groups.append({"label": label, "options": some})
    return {"option_groups": groups}


def option(one: Option, readers: Readers) -> Json:
    """Draw one thing to choose."""
    return {"text": line(one.label, OPTION, readers), "value": one.value}


def address(url: str, base: str) -> str:
    """Return a whole address, '' for one that leads nowhere from Slack."""
    found = f"{base}{url}" if url.startswith("/") and base else url
    try:
        parts = urlsplit(found)
    except ValueError:
        return ""
    good = parts.scheme in ("http", "https") and parts.netloc and len(found) <= LONGEST_URL
    return found if good else ""


def rich(elements: list[Json]) -> Json:
    """Make a paragraph of rich text."""
    section = {"type": "rich_text_section", "elements": elements}
    return {"type": "rich_text", "elements": [section]}


def plain(text: str, readers: Readers, *, bold: bool = False) -> Json:
    """Draw a paragraph."""
    return rich(spans(text, readers, bold=bold))


def quiet(text: str, readers: Readers) -> Json:
    """Draw an aside in small print, where it holds words only."""
    drawn = spans(text, readers)
    if any(part["type"] != "text" for part in drawn):
        return rich(drawn)  # small print takes people and addresses as markup only
    words = "".join(part["text"] for part in drawn)
    return {
        "type": "context",
        "elements": [{"type": "plain_text", "text": words, "emoji": False}],
    }


def facts(rows: tuple[tuple[str, str], ...], readers: Readers) -> Iterator[Json]:
    """Draw rows of a name and its value."""
    drawn: list[Json] = []
    for name, value in rows:
        start = "\n" if drawn else ""
        drawn += spans(f"{start}{name}: ", readers, bold=True) + spans(value, readers)
    if drawn:
        yield rich(drawn)


def bar_in_words(bar: Bar, readers: Readers) -> Iterator[Json]:
    """Draw a bar in words: label, count, a picture, and its aside."""
    yield from spans(bar.label, readers, bold=True)
    yield {"type": "text", "text": f": {bar.count}"}
    filled = round(_BAR_WIDTH * min(max(bar.share, 0), 1))
    picture = "█" * filled + "░" * (_BAR_WIDTH - filled)
    yield {"type": "text", "text": "\n"}
    yield {"type": "text", "text": picture, "style": {"code": True}}
    yield from spans(f" {bar.note}\n" if bar.note else "\n", readers)


def is_chart(bars: tuple[Bar, ...], readers: Readers) -> bool:
    """Say whether Slack's own chart can show these bars without losing words."""
    labels = [plainly(bar.label, readers) for bar in bars]
    fit_one = len(bars) <= _CHART_BARS and not any(bar.note for bar in bars)
    short = all(0 < len(label) <= _CHART_LABEL for label in labels)
    return fit_one and short and len(set(labels)) == len(labels) > 0


def chart(title: str, bars: tuple[Bar, ...], readers: Readers) -> Json:
    """Draw bars as a chart of Slack's own."""
    labels = [plainly(bar.label, readers) for bar in bars]
    data = [{"label": label, "value": bar.count} for label, bar in zip(labels, bars, strict=True)]
    series = [{"name": _("Count"), "data": data}]
    return {
        "type": "data_visualization",
        "title": line(title, _CHART_TITLE, readers)["text"],
        "chart": {"type": "bar", "series": series, "axis_config": {"categories": labels}},
    }
