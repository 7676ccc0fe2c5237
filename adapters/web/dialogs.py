"""Forms as HTML dialogs: labels, hints and a place for what is wrong, at each field."""

import json
from typing import assert_never

from markupsafe import Markup

from bot.forms import (
    ClockInput,
    DayInput,
    FileInput,
    Form,
    Input,
    PickInput,
    TextInput,
    ToggleInput,
)
from bot.texts import _

_FEW = 6
_BRIEF = 48
"""Characters, with three for each circle, of options that stand beside each other."""


def dialog(form: Form, key: str) -> Markup:
    """Draw a form as a dialog; `key` makes this instance unique: seen twice, done once."""
    return Markup(
        '<dialog class="dialog" aria-labelledby="{key}-title"><button type="button" '
        'class="close" data-close aria-label="{close}"><span aria-hidden="true">×</span></button>'
        "{inside}</dialog>"
    ).format(key=key, close=_("Close"), inside=inside(form, key))


def inside(form: Form, key: str) -> Markup:
    """Draw what is in the dialog."""
    inputs = Markup("").join(_field(each, f"{key}-in-{each.name}") for each in form.inputs)
    # Where nothing is required, saying so at each field would only be noise.
    free = not any(_is_required(each) for each in form.inputs)
    return Markup(
        '<h2 class="dialog-title" id="{key}-title">{title}</h2>{intro}'
        '<form class="{fields}" data-form="{action}" data-args="{args}" data-key="{key}" '
        "novalidate>"
        '<p class="fault" role="alert" hidden></p>{inputs}'
        '<div class="actions"><button class="button main">{submit}</button>'
        '<button type="button" class="button plain" data-close>{cancel}</button></div></form>'
    ).format(
        key=key,
        title=form.title,
        intro=Markup('<p class="text">{}</p>').format(form.intro) if form.intro else "",
        action=form.action,
        args=json.dumps(form.args),
        fields="fields free" if free else "fields",
        inputs=inputs,
        submit=form.submit,
        cancel=_("Cancel"),
    )


def _field(asked: Input, ident: str) -> Markup:
    match asked:
        case TextInput(many_lines=True):
            return _labelled(asked, ident, _area(asked, ident))
        case TextInput():
            more = Markup(' maxlength="{}" autocomplete="off"').format(asked.longest)
            return _labelled(asked, ident, _input("text", asked, ident, asked.value, more))
        case PickInput(options=options, many=many):
            several = many or len(options) <= _FEW
            return _choices(asked, ident) if several else _list(asked, ident)
        case DayInput(value=value):
            return _labelled(asked, ident, _input("date", asked, ident, value))
        case ClockInput(value=value):
            return _labelled(asked, ident, _input("time", asked, ident, value))
        case ToggleInput():
            return _toggle(asked, ident)
        case FileInput():
            return _labelled(asked, ident, _input("file", asked, ident, ""))
        case _:
            assert_never(asked)


def _described(asked: Input, ident: str) -> Markup:
    ids = f"{ident}-hint {ident}-fault" if asked.hint else f"{ident}-fault"
    return Markup(' aria-describedby="{}"').format(ids)


def _is_required(asked: Input) -> bool:
    return not isinstance(asked, ToggleInput) and asked.required


def _required(asked: Input) -> Markup:
    return Markup(" required") if _is_required(asked) else Markup("")


def _input(kind: str, asked: Input, ident: str, value: str, more: Markup | str = "") -> Markup:
    return Markup('<input type="{}" id="{}" name="{}" value="{}"{}{}{}>').format(
        kind, ident, asked.name, value, more, _required(asked), _described(asked, ident)
    )


def _area(asked: TextInput, ident: str) -> Markup:
    return Markup('<textarea id="{}" name="{}" rows="4" maxlength="{}"{}{}>\n{}</textarea>').format(
        *(ident, asked.name, asked.longest, _required(asked), _described(asked, ident)),
        asked.value,
    )


def _optional(asked: Input) -> Markup:
    if isinstance(asked, ToggleInput) or asked.required:
        return Markup("")
    return Markup(' <span class="optional">{}</span>').format(_("optional"))


def _around(asked: Input, ident: str) -> tuple[Markup, Markup]:
    hint = Markup('<p class="hint" id="{}-hint">{}</p>').format(ident, asked.hint)
    fault = Markup('<p class="fault" id="{}-fault" data-fault="{}" hidden></p>')
    return (hint if asked.hint else Markup("")), fault.format(ident, asked.name)


def _labelled(asked: Input, ident: str, control: Markup) -> Markup:
    hint, fault = _around(asked, ident)
    return Markup('<div class="field"><label for="{}">{}{}</label>{}{}{}</div>').format(
        ident, asked.label, _optional(asked), hint, control, fault
    )


def _list(asked: PickInput, ident: str) -> Markup:
    empty = Markup('<option value="">{}</option>').format(_("Choose…"))
    options = Markup("").join(
        Markup('<option value="{}"{}>{}</option>').format(
            option.value, Markup(" selected") if option.value in asked.chosen else "", option.label
        )
        for option in asked.options
    )
    control = Markup('<select id="{}" name="{}"{}{}>{}{}</select>').format(
        *(ident, asked.name, _required(asked), _described(asked, ident)), empty, options
    )
    return _labelled(asked, ident, control)


def _choices(asked: PickInput, ident: str) -> Markup:
    hint, fault = _around(asked, ident)
    choice = Markup(
        '<label class="choice"><input type="{kind}" name="{name}" value="{value}"{on}>'
        "<span>{label}</span></label>"
    )
    drawn = Markup("").join(
        choice.format(
            kind="checkbox" if asked.many else "radio",
            name=asked.name,
            value=option.value,
            on=Markup(" checked") if option.value in asked.chosen else "",
            label=option.label,
        )
        for option in asked.options
    )
    return Markup(
        '<fieldset class="field"{}><legend>{}{}</legend>{}<div class="{}">{}</div>{}</fieldset>'
    ).format(
        *(_described(asked, ident), asked.label, _optional(asked), hint),
        "choices beside" if _is_brief(asked) else "choices",
        *(drawn, fault),
    )


def _is_brief(asked: PickInput) -> bool:
    return sum(len(option.label) + 3 for option in asked.options) <= _BRIEF


def _toggle(asked: ToggleInput, ident: str) -> Markup:
    hint, fault = _around(asked, ident)
    return Markup(
        '<div class="field"><label class="choice toggle"><input type="checkbox" id="{}" name="{}" '
        'value="yes"{}{}><span>{}</span></label>{}{}</div>'
    ).format(
        ident,
        asked.name,
        Markup(" checked") if asked.on else "",
        _described(asked, ident),
        asked.label,
        hint,
        fault,
    )
