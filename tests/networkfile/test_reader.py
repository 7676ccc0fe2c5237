"""What a sound file means, and that no text whatever brings the reader down."""

from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.networkfile import BadFile, read
from bot.networkfile.names import FIELDS, LATER, names_for
from bot.networkfile.words import TEMPLATE
from bot.timetable.templates import TEMPLATES
from tests.networkfile.files import EXAMPLES, LINES, SMALL, example, faults_of


def test_a_small_file_needs_little_and_has_defaults():
    file = read(SMALL)
    assert (file.name, file.language, file.zone, file.template) == (
        "The valley",
        "en",
        "Europe/Amsterdam",
        "monthly",
    )
    assert (file.country, file.quiet.start, file.quiet.until, file.quiet.weekends) == (
        "NL",
        time(18),
        time(8),
        True,
    )
    assert [member.facilitates for member in file.members] == [True, False]
    assert file.room_names == ("The valley",)
    assert file.meetings[0].ends == datetime.fromisoformat("2026-09-15 17:30")


def test_nothing_is_misread_as_yaml_would():
    text = """\
name: 012
country: NO
language: NL
quiet: {from: 08:00, until: 12:30:00, weekends: off}
members: [{name: Null, role: facilitator, organisation: 2026-10-17}]
rooms: [on, 1e3]
"""
    (fault,) = faults_of(text)
    assert fault.field == "quiet.until"
    file = read(text.replace("12:30:00", "12:30"))
    assert (file.name, file.country, file.language) == ("012", "NO", "nl")
    assert (file.quiet.start, file.quiet.until, file.quiet.weekends) == (
        time(8),
        time(12, 30),
        False,
    )
    assert (file.members[0].name, file.members[0].organisation) == ("Null", "2026-10-17")
    assert file.rooms == ("on", "1e3")


def test_dutch_names_and_words_mean_the_same():
    file = read(
        """\
Netwerk: "  De   kring "
taal: Nederlands
sjabloon: twee keer per jaar
land: geen
klaar op: 2026-08-31T09:00
stil: {van: 19:00, tot: 7:30, weekenden: nee}
vakanties: [{van: 2026-10-17, tot en met: 2026-10-25, naam: Herfst}]
tijdlijn: {come.unsaid: uit, meetings.warning: B-6w}
deelnemers:
  - {naam: Anna, rol: begeleider, minder: zonder}
""",
        known_lines=LINES,
    )
    assert (file.name, file.language, file.template, file.country) == (
        "De kring",
        "nl",
        "twice-a-year",
        "",
    )
    assert file.ready_at == datetime.fromisoformat("2026-08-31 09:00")
    assert (file.quiet.until, file.quiet.weekends) == (time(7, 30), False)
    assert (file.holidays[0].first, file.holidays[0].last) == (
        date(2026, 10, 17),
        date(2026, 10, 25),
    )
    assert file.lines == {"come.unsaid": "off", "meetings.warning": "B-6w 09:00"}
    assert file.members[0].less == "without"


def test_a_name_with_nothing_after_it_says_nothing():
    assert read(SMALL + "goal:\nholidays:\n").goal == ""


def test_no_line_may_be_changed_when_none_is_known():
    with pytest.raises(BadFile):
        read(SMALL + "lines: {come.unsaid: off}\n")


def test_meetings_may_stand_in_any_order():
    extra = "  - {title: Early, begins: 2026-09-01 09:00, ends: 2026-09-01 10:00}\n"
    assert [meeting.title for meeting in read(SMALL + extra).meetings] == ["Early", ""]


def test_typed_text_cannot_forge_a_mention():
    assert read(SMALL.replace("Milan", '"Mi\\ue0001\\ue001lan"')).members[1].name == "Mi1lan"


def test_bytes_with_a_mark_before_them_are_read():
    assert read(b"\xef\xbb\xbf" + SMALL.encode()).name == "The valley"


@pytest.mark.parametrize("bad", [b"\xff\xfe\x00", b"name: \xe9\n", "name: \ud800\n"])
def test_what_is_no_text_is_refused(bad: str | bytes):
    (fault,) = faults_of(bad)
    assert "UTF-8" in fault.text


def test_a_file_over_a_megabyte_is_refused():
    (fault,) = faults_of(SMALL + "# " + "x" * 1_000_000)
    assert "1 MB" in fault.text


@pytest.mark.parametrize(
    "bomb",
    [
        "[" * 400_000,
        "{a: " * 200_000,
        "- " * 400_000,
        "a: &a [x,x]\nb: &b [*a,*a]\nc: &c [*b,*b]\n",
        "? " * 400_000,
        "name: " + "'" * 500_001,
        "a: &a [*a]\n",
        SMALL + "rooms: [" + "x," * 400_000 + "]",
    ],
    ids=["brackets", "braces", "dashes", "laughs", "keys", "quotes", "itself", "many"],
)
def test_a_bomb_does_not_go_off(bomb: str):
    assert len(faults_of(bomb)) == 1


def test_a_great_many_faults_are_all_told():
    text = SMALL + "rooms:\n" + "  - [a]\n" * 5_000
    assert len(faults_of(text)) == 5_000


@given(st.text() | st.binary())
def test_any_text_is_read_or_refused(content: str | bytes):
    read_or_refuse(content)


WORDS = st.sampled_from(sorted(names_for(list(FIELDS))) + sorted(LATER))
LEAVES = st.text(max_size=12) | st.sampled_from(
    [
        "",
        "2026-09-15 15:30",
        "2026-10-17",
        "18:00",
        "nl",
        "off",
        "B-6w",
        "facilitator",
        "9999-99-99",
    ]
)
TREES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS, inner, max_size=6),
    max_leaves=25,
)


@pytest.mark.slow
@given(st.dictionaries(WORDS, TREES, min_size=1, max_size=8))
def test_any_tree_of_known_names_is_read_or_refused(tree: dict[str, object]):
    import yaml

    read_or_refuse(yaml.safe_dump(tree, allow_unicode=True))


@given(st.integers(0, len(SMALL)), st.integers(0, 20), st.text(max_size=8))
def test_any_slip_of_the_pen_is_read_or_refused(at: int, length: int, typed: str):
    read_or_refuse(SMALL[:at] + typed + SMALL[at + length :])


def read_or_refuse(content: str | bytes) -> None:
    try:
        read(content, known_lines=LINES)
    except BadFile as bad:
        if not bad.faults or not all(fault.line >= 1 and fault.text for fault in bad.faults):
            pytest.fail(f"refused without a line and a reason: {bad.faults}")


def test_the_templates_are_those_of_the_timetable():
    assert set(TEMPLATE.words) == set(TEMPLATES)


def test_the_examples_use_every_template_and_both_languages():
    files = [example(path) for path in EXAMPLES]
    assert {file.template for file in files} == set(TEMPLATES)
    assert {file.language for file in files} == {"en", "nl"}
    assert max(len(file.members) for file in files) == 200
