"""Fills in a dialog by the names and values of its inputs, also with what nobody can choose."""

from typing import Any
from urllib.parse import quote

from adapters.naming import Readers
from adapters.teams import forms
from adapters.teams.parts import Signing
from bot.cards import Option
from bot.events import Submission
from bot.forms import Form, Input, PickInput, TextInput, Values
from tests.peers.teams.reading import inputs

Json = dict[str, Any]
LONGEST = 40_000


def fits(card: Json, values: Values) -> bool:
    """Say whether a dialog asks all of these."""
    asked = {one["id"].removeprefix("in.") for one in inputs(card)}
    return {name for name, value in values.items() if value} <= asked


def state(card: Json, values: Values) -> dict[str, str]:
    """Return what comes back from the inputs of a dialog."""
    return {
        one["id"]: _filled(one, values.get(one["id"].removeprefix("in."), ()))
        for one in inputs(card)
    }


def _filled(one: Json, given: tuple[str, ...]) -> str:
    if one["type"] == "Input.ChoiceSet":
        return ",".join(quote(each, safe=" ") for each in given)
    return given[0] if given else ""


def forged(signing: Signing, event: Submission) -> Json:
    """Make a dialog that Kring never opened, sealed as if it had."""
    asked = tuple(_input(name, given) for name, given in event.values.items())
    form = Form("A form", event.action, asked, "Send", event.args)
    return forms.dialog(form, Readers(), signing)


def _input(name: str, given: tuple[str, ...]) -> Input:
    if len(given) > 1:
        return PickInput(name, name or "…", tuple(Option(v, v) for v in given), many=True)
    return TextInput(name, name or "…", required=False, longest=LONGEST)
