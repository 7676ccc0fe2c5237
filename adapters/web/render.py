"""Cards and forms as HTML: one `match` for each closed set, everything people typed escaped."""

import json
import re
from collections.abc import Callable, Iterable
from typing import assert_never
from urllib.parse import urlsplit

from markupsafe import Markup, escape

from bot.cards import (
    Actions,
    Bar,
    Bars,
    Button,
    Card,
    Divider,
    Element,
    Facts,
    Link,
    Pick,
    Text,
    with_names,
)

Names = Callable[[int], str]
_URL = re.compile(r"https?://[^\s<>\"']*[^\s<>\"'.,;:!?)\]]")
_AWAY = Markup('target="_blank" rel="noopener noreferrer"')


def card(drawn: Card, name: Names, level: int = 3) -> Markup:
    """Draw a card; `level` is that of its heading, `name` gives a person's name by id."""
    title = Markup('<h{level} class="card-title">{title}</h{level}>').format(
        level=level, title=_named(drawn.title, name)
    )
    parts = Markup("").join(_element(element, name) for element in _gathered(drawn.body))
    return Markup('<div class="card">{}{}</div>').format(title, parts)


def _gathered(body: Iterable[Element]) -> list[Element]:
    """Put actions that follow each other side by side: slices add theirs one by one."""
    found: list[Element] = []
    for element in body:
        last = found[-1] if found else None
        if isinstance(element, Actions) and isinstance(last, Actions):
            found[-1] = Actions(last.items + element.items)
        else:
            found.append(element)
    return found


def words(text: str, name: Names) -> Markup:
    """Write a text with people's names in place of mentions, and web addresses as links."""
    found, end = Markup(""), 0
    for match in _URL.finditer(text):
        found += _named(text[end : match.start()], name) + _address(match[0])
        end = match.end()
    return found + _named(text[end:], name)


def _named(text: str, name: Names) -> Markup:
    # Names are escaped like everything else: the marks of a mention survive escaping.
    marked = with_names(str(escape(text)), lambda person: str(_person(name(person))))
    return Markup(marked)  # noqa: S704 - both halves were escaped just now


def _person(name: str) -> Markup:
    return Markup('<span class="mention">{}</span>').format(name)


def _address(url: str) -> Markup:
    return Markup('<a href="{url}" {away}>{url}</a>').format(url=url, away=_AWAY)


def _element(element: Element, name: Names) -> Markup:
    match element:
        case Text(text, style):
            return Markup('<p class="text {}">{}</p>').format(style, words(text, name))
        case Facts(rows):
            return _facts(rows, name)
        case Bars(bars):
            return _bars(bars, name)
        case Divider():
            return Markup("<hr>")
        case Actions(items):
            return Markup('<div class="actions">{}</div>').format(
                Markup("").join(_action(item, name) for item in items)
            )
        case _:
            assert_never(element)


def _facts(rows: tuple[tuple[str, str], ...], name: Names) -> Markup:
    row = Markup("<div><dt>{}</dt><dd>{}</dd></div>")
    drawn = (row.format(_named(label, name), words(value, name)) for label, value in rows)
    return Markup('<dl class="facts">{}</dl>').format(Markup("").join(drawn))


def _bars(bars: tuple[Bar, ...], name: Names) -> Markup:
    drawn = Markup("").join(_bar(bar, name) for bar in bars)
    return Markup('<ul class="bars">{}</ul>').format(drawn)


def _bar(bar: Bar, name: Names) -> Markup:
    # The picture repeats the words, so readers of words alone are spared it. Its width is an
    # attribute, for our policy allows no styles in the page.
    return Markup(
        '<li><span class="bar-label">{label}</span> <span class="bar-count">{count}</span>'
        '<svg class="bar" aria-hidden="true" focusable="false"><rect class="bar-all" '
        'width="100%" height="100%" rx="5"/><rect class="bar-part" width="{percent}%" '
        'height="100%" rx="5"/></svg>{note}</li>'
    ).format(
        label=_named(bar.label, name),
        count=bar.count,
        percent=round(100 * min(max(bar.share, 0), 1), 1),
        note=Markup('<span class="bar-note">{}</span>').format(words(bar.note, name))
        if bar.note
        else "",
    )


def _action(item: Button | Link | Pick, name: Names) -> Markup:
    match item:
        case Button(label, action, args, main, confirm):
            style = "main" if main else "plain"
            return _button(_named(label, name), action, args, style=style, confirm=confirm)
        case Link(label, url):
            return _link(_named(label, name), url)
        case Pick():
            return _pick(item, name)
        case _:
            assert_never(item)


def _button(
    label: Markup,
    action: str,
    args: tuple[int | str, ...],
    *,
    style: str,
    confirm: str = "",
    value: str = "",
) -> Markup:
    return Markup(
        '<button type="button" class="button {style}" data-press="{action}" data-args="{args}"'
        "{confirm}{value}>{label}</button>"
    ).format(
        style=style,
        action=action,
        args=json.dumps(args),
        confirm=Markup(' data-confirm="{}"').format(confirm) if confirm else "",
        value=Markup(' data-value="{}"').format(value) if value else "",
        label=label,
    )


def _link(label: Markup, url: str) -> Markup:
    if not is_safe(url):
        return Markup('<span class="text quiet">{}</span>').format(label)
    away = "" if url.startswith("/") else _AWAY
    return Markup('<a class="button plain link" href="{}" {}>{}</a>').format(url, away, label)


def is_safe(url: str) -> bool:
    """Say whether a link goes to a page: http, https, or a path on this server."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    if parts.scheme in ("http", "https"):
        return bool(parts.netloc)
    return not parts.scheme and not parts.netloc and re.match(r"/[^/\\]|/$", url) is not None


def _pick(pick: Pick, name: Names) -> Markup:
    options = Markup("").join(
        _button(
            _named(option.label, name), pick.action, pick.args, style="option", value=option.value
        )
        for option in pick.options
    )
    return Markup(
        '<details class="pick"><summary class="button plain">{}</summary>'
        '<div class="options">{}</div></details>'
    ).format(_named(pick.label, name), options)
