"""Cards and forms as HTML: every element is there, and nothing that people type is code."""

import re
from html.parser import HTMLParser

import pytest

from adapters.web import dialogs, render
from bot.cards import Actions, Bar, Bars, Button, Card, Facts, Link, Option, Pick, Text, mention
from bot.forms import Form, PickInput, TextInput
from tests.adapters.web.sample import form, meeting_card, poll_card

NASTY = [
    "<script>alert(1)</script>",
    '" onmouseover="alert(1)',
    "'><img src=x onerror=alert(1)>",
    '=HYPERLINK("http://x")',
    "مرحبا بالعالم",
    "👩🏽‍🏫 and ☕",
    "{{ 7 * 7 }} {% raw %} {0} %s",
    "</textarea></select></dialog>",
]


class Tags(HTMLParser):
    """Reads HTML: its tags with their attributes, and its text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(str(html))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


def name(person: int) -> str:
    return {1: "Anna", 2: "<b>Bram</b>"}.get(person, "somebody")


def test_every_element_of_a_card_is_drawn() -> None:
    drawn = Tags(render.card(meeting_card(), name))
    assert "De Werf, Kade 12, Zwolle" in drawn.text
    assert "Together with Anna · https://example.org/a?b=1" in drawn.text
    buttons = drawn.all("button")
    assert [button["data-press"] for button in buttons] == ["sample.vote"] * 4
    assert buttons[0]["data-args"] == '[1, "Pumpkin soup"]'
    assert buttons[1]["data-confirm"] == "Shall I note that you cannot?"
    assert buttons[2]["data-value"] == "Pumpkin soup"
    outside, calendar = drawn.all("a")
    assert (outside["rel"], outside["target"]) == ("noopener noreferrer", "_blank")
    assert (calendar["href"], "target" in calendar) == ("/files/none", False)


def test_a_bar_says_in_words_what_it_shows() -> None:
    drawn = Tags(render.card(poll_card({1: "Pumpkin soup", 5: "Both, please"}), name))
    assert re.search(r"Pumpkin soup\s*1\s*Anna", drawn.text)
    parts = [each["width"] for each in drawn.all("rect") if each["class"] == "bar-part"]
    assert parts == ["50.0%", "0.0%", "50.0%"]


def test_names_are_escaped_like_everything_else() -> None:
    drawn = Tags(render.card(Card(mention(2), (Text(f"Hi {mention(2)}"),), ""), name))
    assert "<b>Bram</b>" in drawn.text
    assert not drawn.all("b")


@pytest.mark.parametrize("text", NASTY)
def test_typed_text_is_only_text_on_a_card(text: str) -> None:
    everything = Card(
        text,
        (
            *(Text(text), Text(text, "quiet"), Facts(((text, text),))),
            Bars((Bar(text, 1, 1.0, text),)),
            Actions(
                (
                    Button(text, text, (text,), confirm=text),
                    Link(text, "https://example.org"),
                    Pick(text, text, (Option(text, text),), (text,)),
                )
            ),
        ),
        text,
    )
    drawn = Tags(render.card(everything, name))
    assert drawn.text.count(text) == 11
    allowed = {"h3", "div", "p", "dl", "dt", "dd", "ul", "li", "span", "svg", "rect", "button"}
    assert {tag for tag, _ in drawn.tags} <= allowed | {"a", "details", "summary"}
    assert not any(key.startswith("on") for _, attributes in drawn.tags for key in attributes)


@pytest.mark.parametrize("text", NASTY)
def test_typed_text_is_only_text_on_a_form(text: str) -> None:
    inputs = (
        TextInput("a", text, text, text),
        TextInput("b", text, text, many_lines=True),
        PickInput("c", text, (Option(text, text),), hint=text),
    )
    drawn = Tags(dialogs.dialog(Form(text, text, inputs, text, (text,), text), "k1"))
    assert not drawn.all("script")
    assert not drawn.all("img")
    assert not any(key.startswith("on") for _, attributes in drawn.tags for key in attributes)
    assert drawn.all("input")[0]["value"] == text


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("https://example.org/a?b=1#c", True),
        ("http://localhost:80/", True),
        ("/files/abc", True),
        ("/", True),
        ("javascript:alert(1)", False),
        ("JaVaScRiPt:alert(1)", False),
        ("data:text/html,x", False),
        ("//evil.example/", False),
        ("/\\evil.example/", False),
        ("https:evil", False),
        ("http://[broken", False),
        ("mailto:a@example.org", False),
        ("", False),
    ],
)
def test_only_links_to_pages_are_links(url: str, safe: bool) -> None:
    drawn = Tags(render.card(Card("t", (Actions((Link("go", url),)),), ""), name))
    assert render.is_safe(url) is safe
    assert len(drawn.all("a")) == safe
    assert "go" in drawn.text


def test_addresses_in_words_become_links_and_nothing_more() -> None:
    drawn = Tags(render.words("See (https://example.org/a), or javascript:alert(1).", name))
    assert [each["href"] for each in drawn.all("a")] == ["https://example.org/a"]
    assert drawn.text == "See (https://example.org/a), or javascript:alert(1)."


def test_a_form_labels_every_input_and_has_a_place_for_its_fault() -> None:
    drawn = Tags(dialogs.dialog(form(), "k1"))
    ids = [attributes["id"] for _, attributes in drawn.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    labels = {each.get("for") for each in drawn.all("label")} - {None}
    assert labels <= set(ids)
    for tag, attributes in drawn.tags:
        for reference in (attributes.get("aria-describedby") or "").split():
            assert reference in ids, tag
    faults = {each.get("data-fault") for each in drawn.all("p")} - {None}
    assert faults == {each.name for each in form().inputs}
    kinds = [each["type"] for each in drawn.all("input")]
    assert kinds == ["text", "date", "time", *["radio"] * 2, *["checkbox"] * 4, "file"]


def test_actions_that_follow_each_other_stand_side_by_side() -> None:
    one, two = Actions((Button("a", "x.a"),)), Actions((Button("b", "x.b"),))
    drawn = Tags(render.card(Card("t", (one, two), ""), name))
    assert [each.get("class") for each in drawn.all("div")].count("actions") == 1
