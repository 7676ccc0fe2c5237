"""Cards as Block Kit: within the limits, and nothing that people type taken for markup."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.naming import Readers
from adapters.slack import forms, ids, render
from adapters.slack.fit import cut, pieces
from adapters.slack.words import clipped, typed
from bot.cards import (
    COMMAND,
    Actions,
    Bar,
    Bars,
    Button,
    Card,
    Divider,
    Facts,
    Link,
    Option,
    Pick,
    Text,
    mention,
)
from bot.forms import ClockInput, DayInput, FileInput, Form, PickInput, TextInput, ToggleInput
from bot.registry import standard
from bot.texts import speaking
from tests.peers.slack.blocks import check_message, check_view

READERS = Readers({1: "U1"}, {1: "Anna", 2: "Bram"}, "https://kring.example.org")
FORGED = (
    "<@U2> <!channel> <!here> <https://evil.example|click> *bold* _it_ ~no~ `code` @channel @here "
    ":smile: &amp; <a> \ue0001\ue001"
)


def checked(message: render.Message, *, charts: bool = True) -> render.Message:
    check_message(message.text, list(message.blocks), charts=charts)
    numbered = [block["block_id"] for block in message.blocks]
    assert len(set(numbered)) == len(numbered)
    pressed = [one["action_id"] for block in message.blocks for one in pressable(block)]
    assert len(set(pressed)) == len(pressed)
    return message


def pressable(block: dict[str, Any]) -> list[dict[str, Any]]:
    return [one for one in block.get("elements", ()) if "action_id" in one]


def view(drawn: dict[str, Any]) -> dict[str, Any]:
    check_view(drawn, charts=False)
    return drawn


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "nl"])
def test_every_card_and_form_of_the_gallery_is_taken(language: str) -> None:
    with speaking(language):
        for _feature, shown in standard().samples():
            if isinstance(shown, Form):
                view(forms.modal(shown, "", READERS))
                continue
            checked(render.message(shown, READERS, more="x"))
            checked(render.message(shown, READERS, charts=True))
            view(render.home(shown, READERS))
            view(render.reading(shown, READERS))
            for page in render.pages(shown, READERS):
                checked(page)


def huge(text: str) -> Card:
    """Make a card with more of everything than Slack takes."""
    many = tuple(Option(f"{text}{n}", str(n)) for n in range(250))
    buttons = tuple(Button(text, "polls.vote", (1, n), confirm=text) for n in range(40))
    return Card(
        text,
        (
            *(Text(text * 5, "plain") for _ in range(60)),
            Text(text, "quiet"),
            Facts(tuple((text, text) for _ in range(80))),
            Bars(tuple(Bar(text, n, n / 90, text) for n in range(90))),
            Divider(),
            Actions((*buttons, Link(text, "/files/x"), Pick(text, "polls.pick", many, (1,)))),
        ),
        text,
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    "text", ["word " * 400, "x" * 4000, "😀" * 3000, "مرحبا " * 500, FORGED * 9]
)
def test_what_is_too_much_is_shortened_and_found_again(text: str) -> None:
    card = huge(text)
    message = checked(render.message(card, READERS, more="the delivery"))
    shown = message.blocks[-1]["elements"][0]
    assert shown["text"]["text"] == "Show all"
    assert shown["value"] == "the delivery"
    view(render.home(card, READERS))
    view(render.reading(card, READERS))


def test_an_answer_is_spread_over_messages_and_nothing_is_lost() -> None:
    words = [f"word{n}" for n in range(9000)]
    pages = render.pages(Card("Title", (Text(" ".join(words)),), "Summary"), READERS)
    assert len(pages) > 4
    said = " ".join(text for page in pages for text in texts(list(checked(page).blocks)))
    assert [word for word in said.split() if word.startswith("word")] == words


def texts(thing: Any) -> list[str]:
    """Return every text in a payload that Slack does not read as markup."""
    if isinstance(thing, list):
        return [text for one in thing for text in texts(one)]
    if not isinstance(thing, dict):
        return []
    assert thing.get("type") != "mrkdwn"
    own = [thing["text"]] if isinstance(thing.get("text"), str) else []
    return own + [text for one in thing.values() for text in texts(one)]


def kinds(thing: Any) -> set[str]:
    """Return the types of everything in a payload."""
    if isinstance(thing, list):
        return {kind for one in thing for kind in kinds(one)}
    if not isinstance(thing, dict):
        return set()
    own = {str(thing["type"])} if "type" in thing else set()
    return own | {kind for one in thing.values() for kind in kinds(one)}


@pytest.mark.slow
@settings(deadline=None)
@given(st.text(min_size=1, max_size=200) | st.just(FORGED))
def test_nothing_typed_becomes_markup(text: str) -> None:
    said = text.replace("\ue000", "").replace("\ue001", "")
    card = Card(said, (Text(said), Text(said, "quiet"), Facts(((said, said),))), said)
    message = render.message(card, READERS)
    assert not {"mrkdwn", "user", "broadcast", "usergroup", "channel"} & kinds(list(message.blocks))
    assert "<" not in message.text
    assert ">" not in message.text
    links = [one for one in _all(list(message.blocks)) if one.get("type") == "link"]
    assert all("text" not in one and one["url"] in said for one in links)


def _all(thing: Any) -> list[dict[str, Any]]:
    if isinstance(thing, list):
        return [each for one in thing for each in _all(one)]
    if not isinstance(thing, dict):
        return []
    return [thing, *(each for one in thing.values() for each in _all(one))]


def test_people_with_an_account_here_are_mentioned_others_named() -> None:
    card = Card("Turns", (Text(f"{mention(1)} and {mention(2)}"),), f"{mention(1)} prepares")
    message = checked(render.message(card, READERS))
    section = message.blocks[1]["elements"][0]["elements"]
    assert section == [
        {"type": "user", "user_id": "U1"},
        {"type": "text", "text": " and "},
        {"type": "text", "text": "Bram"},
    ]
    assert message.text == "Anna prepares"


def test_counts_are_a_chart_where_slack_can_show_them_whole() -> None:
    bars = Bars((Bar("Soup", 3, 0.75), Bar("Bread", 1, 0.25)))
    card = Card("Lunch?", (bars, bars), "Lunch?")
    drawn = checked(render.message(card, READERS, charts=True))
    assert [block["type"] for block in drawn.blocks] == [
        "header",
        "data_visualization",
        "rich_text",
    ]
    noted = Card("Lunch?", (Bars((Bar("Soup", 3, 0.75, "Anna"),)),), "Lunch?")
    for card in (noted, Card("x", (Bars(tuple(Bar(str(n), n, 0) for n in range(9))),), "x")):
        assert "data_visualization" not in kinds(
            list(render.message(card, READERS, charts=True).blocks)
        )


def test_previews_of_links_are_off() -> None:
    payload = render.message(Card("x", (Text("https://example.org/a"),), "x"), READERS).payload()
    assert payload["unfurl_links"] is payload["unfurl_media"] is False


def test_links_of_our_own_get_our_address_and_bad_ones_are_left_out() -> None:
    items = (
        Link("a", "/files/x"),
        Link("b", "javascript:alert(1)"),
        Link("c", "https://a.example"),
    )
    card = Card("x", (Actions(items),), "x")
    drawn = checked(render.message(card, READERS)).blocks[-1]["elements"]
    assert [one["url"] for one in drawn] == [
        "https://kring.example.org/files/x",
        "https://a.example",
    ]
    assert "actions" not in kinds(
        list(render.message(Card("x", (Actions(items[:2]),), "x"), Readers()).blocks)
    )


def test_a_button_never_carries_more_than_slack_takes() -> None:
    line = "poll " + "x" * 1999
    card = Card("x", (Actions((Button("Again", COMMAND, (1, line)),)),), "x")
    value = checked(render.message(card, READERS)).blocks[-1]["elements"][0]["value"]
    assert ids.read_args(value) == (1, "poll")
    with pytest.raises(ids.TooLong):
        ids.button(1, "polls.vote", ("x" * 2000,))
    with pytest.raises(ids.TooLong):
        ids.pick(1, "polls.vote", ("x" * 300,))


@given(
    st.lists(
        st.integers(-(2**31) + 1, 2**31 - 1) | st.from_regex(r"[\w <>&é]{0,40}", fullmatch=True)
    )
)
def test_arguments_come_back_as_they_went(args: list[int | str]) -> None:
    args = [ids.whole(one) if isinstance(one, str) else one for one in args][:9]
    ident, value = ids.button(3, "polls.vote", tuple(args))
    assert ids.read(ident, value, "") == ids.Pushed("polls.vote", tuple(args))


@given(st.text(), st.text(), st.text())
def test_any_other_button_is_not_ours(ident: str, value: str, chosen: str) -> None:
    found = ids.read(ident, value, chosen)
    assert found is None or ident[:1] in "bpml"


@given(st.text(alphabet="ab \n\ue000\ue00112", max_size=300), st.integers(2, 50))
def test_no_cut_goes_through_a_mention(text: str, longest: int) -> None:
    whole = text.replace("\ue000", mention(12)).replace("\ue001", "")
    whole = whole.replace("\ue00012", "\ue00012\ue001") if "\ue001" not in whole else whole
    for part in (clipped(whole, longest), *cut(whole, max(longest, 8))):
        assert len(part) <= max(longest, 8)


def test_long_facts_and_bars_are_parted() -> None:
    facts = list(pieces(Facts((("Name", "word " * 2000),)), 2800))
    assert isinstance(facts[0], Facts)
    assert len(facts) == 4
    bars = list(pieces(Bars(tuple(Bar(str(n), n, 0) for n in range(50))), 2800))
    assert [len(one.bars) for one in bars if isinstance(one, Bars)] == [20, 20, 10]


def every_input(text: str) -> Form:
    few = tuple(Option(f"{n} {text}", str(n)) for n in range(3))
    lots = tuple(Option(f"{n} {text}", str(n)) for n in range(150))
    return Form(
        text,
        "networks.start",
        (
            TextInput("a", text, text[:200], text),
            TextInput("long", text, "line\n" * 1500, many_lines=True, longest=9000),
            PickInput("few", text, few, ("1",)),
            PickInput("fews", text, few, ("1", "2"), many=True),
            PickInput("lots", text, lots, ("1",), required=False),
            PickInput("lotses", text, lots, ("1", "149"), many=True),
            PickInput("none", text, ()),
            DayInput("day", text, "2026-03-12"),
            DayInput("someday", text, "next meeting"),
            ClockInput("clock", text, "09:30"),
            ClockInput("noon", text, "noon"),
            ToggleInput("toggle", text, on=True),
            FileInput("file", text),
        ),
        text,
        (1, "x"),
        text,
    )


@pytest.mark.parametrize("text", ["Words", "long words " * 300, FORGED, "😀" * 100])
def test_every_input_is_taken_in_a_dialog(text: str) -> None:
    drawn = view(forms.modal(every_input(text), "sealed", READERS))
    assert "mrkdwn" not in kinds(drawn)
    named = [forms.name_of(block["block_id"]) for block in drawn["blocks"]]
    assert named.count("long") == 3


def test_a_form_that_only_asks_to_be_sent_has_words() -> None:
    assert view(forms.modal(Form("Sure?", "a.b", (), "Yes"), "", READERS))["blocks"]


def test_what_is_typed_in_slack_is_read_as_words() -> None:
    text = "swap with <@U1|x> in <#C1|room> &lt;b&gt; <https://a.example|label> <!here>"
    text += " <mailto:a@b.example|a>"
    assert (
        typed(text, {"U1": "Anna"})
        == "swap with Anna in #room <b> https://a.example @here a@b.example"
    )
    assert json.dumps(typed("\ud800\ue0001\ue001", {}))


def test_angle_brackets_that_are_no_token_of_slacks_stay() -> None:
    assert typed("<b>bold</b> a <3 & <tel:1|call> <>", {}) == "<b>bold</b> a <3 & tel:1 <>"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Do you come? Reading aloud", "Do you come? Reading…"),
        ("Hoe gaat het na Voorlezen?", "Hoe gaat het na…"),
        ("Supercalifragilisticexpialidocious", "Supercalifragilisticexp…"),
        ("Twenty four letters here", "Twenty four letters here"),
    ],
)
def test_a_cut_goes_through_no_word_of_usual_length(text: str, shown: str) -> None:
    assert clipped(text, 24) == shown


def test_a_long_label_is_not_cut_where_it_is_confirmed() -> None:
    label = "Let the facilitator's role go round with the turns"
    card = Card("Turns", (Actions((Button(label, "polls.vote", (1,), confirm="Sure?"),)),), "Turns")
    (button,) = pressable(render.message(card, READERS).blocks[-1])
    asked = {name: one["text"] for name, one in button["confirm"].items()}
    assert asked == {"title": label, "text": "Sure?", "confirm": "Yes", "deny": "Cancel"}
