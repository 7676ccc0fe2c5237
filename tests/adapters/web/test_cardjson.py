"""Cards and forms come back from JSON exactly as they were; anything else is refused."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import cardjson
from bot.cards import Actions, Bars, Button, Card, Divider, Facts, Link, Pick, Text
from bot.forms import Form, Input
from tests.adapters.web.sample import form, meeting_card, poll_card

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
args = st.lists(st.integers() | texts, max_size=3).map(tuple)
cards = st.builds(
    Card,
    title=texts,
    summary=texts,
    body=st.lists(
        st.builds(Text)
        | st.builds(Facts)
        | st.from_type(Bars).filter(lambda bars: all(0 <= bar.share <= 1 for bar in bars.bars))
        | st.just(Divider())
        | st.builds(
            Actions,
            st.lists(
                st.builds(Button, args=args) | st.builds(Link) | st.builds(Pick, args=args),
                max_size=3,
            ).map(tuple),
        ),
        max_size=4,
    ).map(tuple),
)
forms = st.builds(Form, args=args, inputs=st.lists(st.from_type(Input), max_size=4).map(tuple))


@given(cards)
def test_a_card_comes_back_as_it_was(card: Card) -> None:
    written = json.dumps(cardjson.dump(card))
    assert cardjson.load_card(json.loads(written)) == card


@given(forms)
def test_a_form_comes_back_as_it_was(asked: Form) -> None:
    written = json.dumps(cardjson.dump(asked))
    assert cardjson.load_form(json.loads(written)) == asked


def test_a_card_is_no_form() -> None:
    with pytest.raises(ValueError):
        cardjson.load_form(cardjson.dump(meeting_card()))
    with pytest.raises(ValueError):
        cardjson.load_card(cardjson.dump(form()))


@pytest.mark.parametrize(
    "written",
    [
        None,
        [],
        {},
        {"is": "Card"},
        {"is": "Nothing", "title": "x"},
        {"is": "Card", "title": 1, "body": [], "summary": ""},
        {"is": "Card", "title": "x", "body": [{"is": "Option", "label": "", "value": ""}]},
        {"is": "Card", "title": "x", "body": ["text"], "summary": ""},
        {"is": "Card", "title": "x", "body": [], "summary": "", "more": 1},
        {
            "is": "Card",
            "title": "x",
            "summary": "",
            "body": [{"is": "Text", "text": "x", "style": "loud"}],
        },
        {
            "is": "Card",
            "title": "x",
            "summary": "",
            "body": [
                {"is": "Bars", "bars": [{"is": "Bar", "label": "", "count": True, "share": 0.5}]}
            ],
        },
    ],
)
def test_what_is_not_exactly_a_card_is_refused(written: object) -> None:
    with pytest.raises(ValueError):
        cardjson.load_card(written)


@given(
    st.recursive(
        st.none() | st.integers() | texts,
        lambda x: st.lists(x) | st.dictionaries(st.sampled_from(["is", "title", "body"]), x),
    )
)
def test_anything_is_read_or_refused(written: object) -> None:
    with pytest.raises(ValueError):
        cardjson.load_card(written)


def test_a_poll_with_whole_shares_is_read_as_postgresql_writes_it() -> None:
    written = cardjson.dump(poll_card({1: "Pumpkin soup"}))
    written["body"][0]["bars"][0]["share"] = 1
    assert cardjson.load_card(written) == poll_card({1: "Pumpkin soup"})
