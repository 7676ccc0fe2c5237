"""Forms as dialogs (task modules), and what comes back from them."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import assert_never
from urllib.parse import quote, unquote

from adapters.naming import Readers
from adapters.payload import Json
from adapters.teams import parts, render
from adapters.teams.ids import Mark
from adapters.teams.parts import Signing
from adapters.teams.words import Mentions, plainly
from bot import cardjson
from bot.cards import Option, Text
from bot.forms import (
    ClockInput,
    DayInput,
    FileInput,
    Form,
    Input,
    PickInput,
    TextInput,
    ToggleInput,
    Values,
)
from bot.texts import _

FEW, LABEL = 6, 300
_PREFIX = "in."
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


def dialog(
    form: Form, readers: Readers, signing: Signing, *, fault: str = "", field: str = ""
) -> Json:
    """Draw a form as a dialog; `fault` stands at the input named `field`, or on top."""
    mentions = Mentions(readers)
    body = [*parts.paragraphs(Text(form.intro), mentions)] if form.intro else []
    known = {asked.name for asked in form.inputs}
    if fault and field not in known:
        body.append(_fault(fault, mentions))
    for asked in form.inputs:
        body += _input(asked, mentions)
        if fault and asked.name == field:
            body.append(_fault(fault, mentions))
    body.append({"type": "ActionSet", "actions": [_submit(form, mentions, signing)]})
    return render.opened(plainly(form.title, readers), render.framed(body, mentions, form.title))


def opener(form: Form, readers: Readers, signing: Signing) -> Json:
    """Draw a card that opens a form which could not be opened at once.

    It carries the form: what led to it is done, and is not done again.
    """
    mentions = Mentions(readers)
    mark = Mark("open", "", form.action, form.args, form=cardjson.dump(form))
    named = {"title": _("Open the form"), "style": "positive", "associatedInputs": "none"}
    data = {**signing.mark(mark), **parts.OPENS}
    button = {"type": "Action.Submit", **named, "data": data}
    body = [parts.title(form.title, mentions), {"type": "ActionSet", "actions": [button]}]
    return render.framed(body, mentions, form.title)


def _submit(form: Form, mentions: Mentions, signing: Signing) -> Json:
    mark = Mark("form", "", form.action, form.args, form=cardjson.dump(form))
    named = parts.label(form.submit, mentions)
    data = signing.in_dialog().mark(mark)
    return {"type": "Action.Submit", "title": named, "style": "positive", "data": data}


def _fault(words: str, mentions: Mentions) -> Json:
    return {**parts.text(Text(words, "strong"), mentions), "color": "attention"}


def _input(asked: Input, mentions: Mentions) -> Iterator[Json]:
    match asked:
        case TextInput():
            yield _asking(asked, mentions, **_text(asked.value, asked.longest, asked.many_lines))
        case PickInput(options=()):
            nothing = _("{name}: there is nothing to choose.", name=asked.label)
            yield parts.text(Text(nothing, "quiet"), mentions)
            return
        case PickInput():
            yield _asking(asked, mentions, **_choice(asked, mentions))
        case DayInput(value=value):
            yield _asking(asked, mentions, **_day(value))
        case ClockInput(value=value):
            yield _asking(asked, mentions, **_clock(value))
        case ToggleInput():
            yield _toggle(asked, mentions)
        case FileInput():
            away = _("{name}: I cannot receive files in Teams.", name=asked.label)
            yield parts.text(Text(away, "quiet"), mentions)
            return
        case _:
            assert_never(asked)
    if asked.hint:
        yield parts.text(Text(asked.hint, "quiet"), mentions)


def _asking(
    asked: TextInput | PickInput | DayInput | ClockInput, mentions: Mentions, **more: object
) -> Json:
    drawn: Json = {"id": f"{_PREFIX}{asked.name}", "label": _label(asked.label, mentions), **more}
    if asked.required:
        drawn |= {"isRequired": True, "errorMessage": _("This is needed.")}
    return drawn


def _label(words: str, mentions: Mentions) -> str:
    return parts.label(words, mentions, LABEL)


def _text(value: str, longest: int = 200, many: bool = False) -> Json:
    drawn: Json = {"type": "Input.Text", "maxLength": longest}
    if many:
        drawn["isMultiline"] = True
    return {**drawn, "value": value[:longest]} if value else drawn


def _day(value: str) -> Json:
    if value and not _DAY.fullmatch(value):
        return _text(value)  # words such as 'the next meeting' have no place in a calendar
    return {"type": "Input.Date", **({"value": value} if value else {})}


def _clock(value: str) -> Json:
    if value and not _CLOCK.fullmatch(value):
        return _text(value)
    return {"type": "Input.Time", **({"value": value} if value else {})}


def _toggle(asked: ToggleInput, mentions: Mentions) -> Json:
    title = _label(asked.label, mentions)
    on = {"valueOn": "yes", "valueOff": "", "value": "yes" if asked.on else "", "wrap": True}
    return {"type": "Input.Toggle", "id": f"{_PREFIX}{asked.name}", "title": title, **on}


def _choice(asked: PickInput, mentions: Mentions) -> Json:
    offered = tuple(Option(one.label, _packed(one.value)) for one in asked.options)
    drawn: Json = {
        "type": "Input.ChoiceSet",
        "style": "expanded" if len(offered) <= FEW else "compact",
        "wrap": True,
        "choices": parts.choices(offered, mentions),
    }
    if asked.many:
        drawn["isMultiSelect"] = True
    known = {one.value for one in asked.options}
    chosen = [_packed(one) for one in asked.chosen if one in known]
    return {**drawn, "value": ",".join(chosen if asked.many else chosen[:1])} if chosen else drawn


def _packed(value: str) -> str:
    """Write a value without commas, for Teams puts these between several."""
    return quote(value, safe=" ")


def values(form: Form, filled: dict[str, str]) -> Values:
    """Read what was filled in; what the form does not ask is left out.

    What it does not offer is for the handler to refuse, as on every platform.
    """
    found: Values = {}
    for asked in form.inputs:
        given = filled.get(f"{_PREFIX}{asked.name}", "")
        if isinstance(asked, PickInput):
            several = given.split(",") if asked.many else [given]
            found[asked.name] = tuple(unquote(one) for one in several if one)
        else:
            found[asked.name] = (given,) if given else ()
    return found


def filled(form: Form, given: Values) -> Form:
    """Return a form with what somebody filled in, to be shown again."""
    inputs = tuple(_with(asked, given.get(asked.name, ())) for asked in form.inputs)
    return replace(form, inputs=inputs)


def _with(asked: Input, given: tuple[str, ...]) -> Input:
    first = given[0] if given else ""
    match asked:
        case TextInput() | DayInput() | ClockInput():
            return replace(asked, value=first)
        case PickInput():
            return replace(asked, chosen=given)
        case ToggleInput():
            return replace(asked, on=bool(first))
        case FileInput():
            return asked
        case _:
            assert_never(asked)
