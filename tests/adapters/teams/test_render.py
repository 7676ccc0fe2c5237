"""Cards and forms as Adaptive Cards: every sample, and the worst that people type."""

import json
from collections.abc import Iterator
from inspect import getmodule

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.naming import Readers
from adapters.teams import forms, render
from adapters.teams.ids import KEY, Mark, Seal
from adapters.teams.parts import Signing
from adapters.teams.words import Mentions, escaped, from_html, plainly, rich, typed
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
    Option,
    Pick,
    Text,
    mention,
)
from bot.forms import ClockInput, DayInput, FileInput, Form, PickInput, TextInput, ToggleInput
from bot.registry import standard
from bot.texts import speaking
from tests.peers.teams.cards import everything, faults
from tests.peers.teams.reading import actions, inputs, plain, shown

READERS = Readers({1: "a-1", 2: "a-2", 4: "a-4"}, {1: "Anna", 2: "Tom", 3: "Noor", 4: "Anna"})
SEAL = Seal("a secret")
SIGNING = Signing(SEAL, "tenant", standard())


def samples(language: str) -> Iterator[tuple[str, Card | Form]]:
    with speaking(language):
        yield from standard().samples()


def drawn(card: Card, signing: Signing = SIGNING, more: str = "") -> dict[str, object]:
    return render.draw(card, READERS, signing, more=more).card


def body(*elements: Element) -> Card:
    return Card("A title", elements, "A summary")


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "nl"])
def test_every_sample_is_a_card_that_teams_takes(language: str) -> None:
    found = 0
    for name, sample in samples(language):
        with speaking(language):
            if isinstance(sample, Form):
                shown_ = [forms.dialog(sample, READERS, SIGNING)["card"]["content"]]
            else:
                shown_ = [drawn(sample), render.dialog(sample, READERS, SIGNING)["card"]["content"]]
        for one in shown_:
            assert faults(one) == [], name
        found += 1
    assert found > 60


@pytest.mark.parametrize("language", ["en", "nl"])
def test_what_people_read_is_all_there(language: str) -> None:
    for name, sample in samples(language):
        if isinstance(sample, Card):
            with speaking(language):
                read = plain(drawn(sample)).replace("@", "")
            for text in (one for one in sample.body if isinstance(one, Text)):
                words = plainly(text.text, READERS).replace("\u200b", "").replace("@", "")
                assert " ".join(words.split()) in " ".join(read.split()), name


def test_a_button_carries_what_it_means_signed() -> None:
    [found] = actions(drawn(body(Actions((Button("Yes", "come.yes", (1, 2)),)))))
    assert found["type"] == "Action.Execute"
    sealed = found["data"][KEY]
    assert SEAL.open(sealed, "tenant", "anybody") == Mark("press", "tenant", "come.yes", (1, 2))
    assert SEAL.open(sealed, "another", "anybody") is None
    assert SEAL.open(sealed[:-1] + "x", "tenant", "anybody") is None


def test_what_opens_a_form_asks_for_a_dialog_at_once() -> None:
    buttons = (
        Button("Move", "meetings.open_move", (1, 2)),
        Button("Type", "core.command", (1, "poll")),
        Button("Come", "come.yes", (1, 2)),
    )
    found = actions(drawn(body(Actions(buttons))))
    opens = [one["data"].get("msteams") == {"type": "task/fetch"} for one in found]
    assert opens == [True, True, False]
    in_dialog = actions(drawn(body(Actions(buttons)), SIGNING.in_dialog()))
    assert {one["type"] for one in in_dialog} == {"Action.Submit"}
    assert not any("msteams" in one["data"] for one in in_dialog)


def test_what_says_that_it_opens_a_form_does() -> None:
    found = {name: route for name, route in standard().presses.items() if route.asks}
    assert len(found) > 20
    for name, route in found.items():
        module = getmodule(route.handle)
        assert module, name
        assert "Ask" in vars(module), name


def test_a_question_stands_before_what_it_asks() -> None:
    card = drawn(body(Actions((Button("Stop", "polls.close", (1, 2), confirm="Sure?"),))))
    [ask, stop] = actions(card)
    assert (ask["type"], stop["type"]) == ("Action.ShowCard", "Action.Execute")
    assert "Sure?" in plain(card)
    assert faults(card) == []


def test_two_lists_have_ids_of_their_own() -> None:
    pick = Pick("Which?", "polls.vote", (Option("A", "a"), Option("B", "b")), (1,))
    card = drawn(body(Actions((pick, Button("No", "come.no", (1, 2)), pick))))
    assert [one["id"] for one in inputs(card)] == ["p0", "p1"]
    assert faults(card) == []


def test_a_list_of_nothing_is_left_out() -> None:
    card = drawn(body(Actions((Pick("Which?", "polls.vote", (), (1,)),))))
    assert inputs(card) == []
    assert faults(card) == []


def test_people_are_mentioned_and_told_apart() -> None:
    card = drawn(body(Text(f"{mention(1)}, {mention(4)}, {mention(3)} and {mention(9)}")))
    assert "@Anna, Anna, Noor and somebody" in plain(card)
    [entity] = card["msteams"]["entities"]  # type: ignore[index]
    assert entity["mentioned"] == {"id": "a-1", "name": "Anna"}


@pytest.mark.parametrize(
    "nasty",
    ["**b**", "_i_", "[a](https://evil.example.org)", "# h", "- x", "1. x", "> q", "~~s~~", "`c`",
     "<at>Anna</at>", "{{DATE(2026-01-01T00:00:00Z, SHORT)}}", "<b>b</b>", "a\\b", "a | b", "=1+1"],
)  # fmt: skip
def test_nothing_typed_is_taken_for_markup(nasty: str) -> None:
    written = rich(nasty, Mentions(Readers()))
    for mark in ("<at", "{{", "<b>", "](https://evil.example.org)\n"):
        assert mark not in written
    assert not written.startswith(("# ", "- ", "1. ", "> "))
    assert shown(written) == nasty


@pytest.mark.slow
@given(st.text(max_size=400))
def test_whatever_is_typed_can_be_read_again(words: str) -> None:
    card = body(Text(words), Facts(((words, words),)), Bars((Bar(words, 1, 0.5, words),)))
    found = drawn(Card(words, (*card.body, Actions((Button(words, "come.yes", (1, 2)),))), words))
    assert faults(found) == []


def test_lines_stay_apart_and_links_are_links() -> None:
    written = rich("See https://example.org/a_(b)_c.\nNext", Mentions(Readers()))
    assert "](https://example.org/a_%28b" in written
    assert "\n\n" in written
    assert escaped("a\nb") == "a\n\nb"


def test_a_blank_line_stays_between_paragraphs() -> None:
    card = drawn(body(Text("One\nstill one\n\n \nTwo\n\nThree", "quiet"), Divider(), Text("Four")))
    blocks = [one for one in card["body"] if one["type"] == "TextBlock"][1:]  # type: ignore[attr-defined] # a list
    assert [shown(one["text"]) for one in blocks] == ["One\nstill one", "Two", "Three", "Four"]
    assert [one.get("spacing") for one in blocks] == [None, "medium", "medium", "medium"]
    assert all(one["isSubtle"] for one in blocks[:3])
    assert ["separator" in one for one in blocks] == [False, False, False, True]
    many = drawn(body(Text("x\n\n" * 500)))
    assert faults(many) == []


@pytest.mark.parametrize("confirm", ["", "Sure?"])
def test_a_button_that_no_phone_has_room_for_says_it_above(confirm: str) -> None:
    words = "Another group for the *team leaders* of the valley and its hills"
    card = drawn(body(Actions((Button(words, "come.yes", (1, 2), confirm=confirm),))))
    assert faults(card) == []
    above, row = card["body"][-2:]  # type: ignore[index] # a list
    assert shown(above["text"]) == words
    [button] = row["actions"]
    assert button["tooltip"] == words
    assert button["title"] == actions(card)[-1]["title"]
    assert len(button["title"]) <= 36
    assert button["title"].endswith("…")
    assert words.startswith(button["title"][:-1])


def test_a_huge_card_is_cut_and_offers_the_rest() -> None:
    texts = tuple(Text(f"{n} " + "🙂 words " * 700) for n in range(30))
    last = Actions((Button("Yes", "come.yes", (1, 2)),))
    card = drawn(body(*texts, Divider(), last), more="a-delivery")
    assert faults(card) == []
    assert [one["title"] for one in actions(card)] == ["Yes", "Show all"]
    mark = SEAL.open(actions(card)[-1]["data"][KEY], "tenant", "anybody")
    assert mark == Mark("more", "tenant", "", ("a-delivery",))


@pytest.mark.slow
def test_a_thousand_rows_bars_and_buttons_still_fit() -> None:
    rows = tuple((f"name {n}", "value " * 30) for n in range(1000))
    bars = tuple(Bar(f"option {n}", n, n / 1000, "a note " * 5) for n in range(1000))
    buttons = Actions(tuple(Button(f"Button {n}", "come.yes", (1, n)) for n in range(1000)))
    for card in (body(Facts(rows)), body(Bars(bars)), body(buttons), body(Facts(rows), buttons)):
        assert faults(drawn(card, more="x")) == []
        assert len(json.dumps(drawn(card, more="x"))) > 500


def test_bars_are_as_long_as_their_share() -> None:
    card = drawn(body(Bars((Bar("Soup", 2, 0.667), Bar("Bread", 0, 0.0), Bar("All", 3, 1.0)))))
    widths = [
        [one["width"] for one in each["columns"]]
        for each in everything(card)
        if each["type"] == "ColumnSet"
    ]
    assert widths == [[67, 33], [100], [100]]


def test_links_of_ours_need_an_address() -> None:
    link = body(Actions((Link("Calendar", "/calendar/x"), Link("Bad", "javascript:x"))))
    assert actions(drawn(link)) == []
    readers = Readers(base="https://kring.example.org")
    [found] = actions(render.draw(link, readers, SIGNING).card)
    assert found["url"] == "https://kring.example.org/calendar/x"


FORM = Form(
    "Everything",
    "remind.create",
    (
        TextInput("what", "What?", "was", many_lines=True),
        PickInput("one", "One", (Option("A, a", "a,1"), Option("B", "b")), ("a,1",)),
        PickInput("many", "Many", (Option("A", "a,1"), Option("B", "b%")), ("b%",), many=True),
        DayInput("day", "Day", "2026-03-12", required=False),
        DayInput("soon", "Soon", "next meeting", required=False),
        ClockInput("at", "At", "09:30", required=False),
        ClockInput("late", "Late", "half nine", required=False),
        ToggleInput("yes", "Yes", on=True),
        FileInput("file", "File"),
        PickInput("none", "None", ()),
    ),
    "Save",
    (1,),
    "Read this first.",
)


def test_a_form_asks_all_and_comes_back_whole() -> None:
    card = forms.dialog(FORM, READERS, SIGNING)["card"]["content"]
    assert faults(card) == []
    assert "Read this first." in plain(card)
    assert "I cannot receive files in Teams" in plain(card)
    data = {one["id"]: one.get("value", "") for one in inputs(card)}
    assert forms.values(FORM, data) == {
        "what": ("was",), "one": ("a,1",), "many": ("b%",), "day": ("2026-03-12",),
        "soon": ("next meeting",), "at": ("09:30",), "late": ("half nine",), "yes": ("yes",),
        "file": (), "none": (),
    }  # fmt: skip
    both = {one["id"]: one["choices"] for one in inputs(card) if "choices" in one}["in.many"]
    several = forms.values(FORM, {"in.many": ",".join(one["value"] for one in both)})
    assert several["many"] == ("a,1", "b%")


def test_what_a_form_never_asked_is_left_out_and_what_it_never_offered_is_not() -> None:
    found = forms.values(FORM, {"in.one": "c", "in.many": "b,c", "in.other": "x"})
    assert (found["one"], found["many"], "other" in found) == (("c",), ("b", "c"), False)


def test_a_fault_stands_at_its_field_or_on_top() -> None:
    at_field = forms.dialog(FORM, READERS, SIGNING, fault="Too late.", field="day")
    lines = plain(at_field["card"]["content"]).splitlines()
    assert lines.index("Too late.") == lines.index("Day <2026-03-12>") + 1
    on_top = forms.dialog(FORM, READERS, SIGNING, fault="Too late.", field="unknown")
    assert plain(on_top["card"]["content"]).splitlines()[1] == "Too late."


def test_what_was_filled_in_is_shown_again() -> None:
    given_ = {"what": ("new",), "one": ("b",), "many": (), "day": ("2026-04-01",)}
    again = forms.filled(FORM, given_)
    read = plain(forms.dialog(again, READERS, SIGNING)["card"]["content"])
    assert "What? <new>" in read
    assert "Day <2026-04-01>" in read
    assert "Yes <>" in read


def test_lines_of_people_are_read_without_markup() -> None:
    assert typed("<at>Kring</at>&nbsp;poll &amp; <b>", (), {}, "bot") == "Kring poll & <b>"
    html = "<p>I <b>go</b></p><style>x</style><ul><li>one</li></ul>&lt;b&gt;"
    assert from_html(html) == "I go\none\n<b>"
