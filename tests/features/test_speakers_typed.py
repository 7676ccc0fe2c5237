"""Whatever is typed or pressed here is taken, or refused in words; nothing odd becomes a link."""

import asyncio
from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import Refusal
from bot.events import Command, Press, Submission
from bot.features.speakers import rules, typed
from storage.database import Database
from storage.questions import Question
from tests.features.speaking import with_speaker

AT = datetime(2026, 3, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "javascript:alert(1)",
        "JavaScript://example.org/%0aalert(1)",
        "data:text/html,<script>alert(1)</script>",
        "vbscript:x",
        "file:///etc/passwd",
        "ftp://example.org/",
        "//example.org/path",
        "/files/abc",
        "example.org",
        "https:",
        "https://",
        "https:///example.org",
        "https:/example.org",
        "https:\\\\example.org",
        "https://example.org\\@evil.org",
        "https://.",
        'https://"/',
        "https://example.org'/",
        "https://?x",
        "https://a b.org/",
        "https://example.org/a b",
        "https://example.org/\nx",
        "https://exam\u00adple.org/",
        "https://example.org/\u202egpj.exe",
        "\u200bhttps://example.org/",
        "https://user@example.org/",
        "https://user:secret@example.org/",
        "https://:@example.org/",
        "https://user%40example.org@evil.org/",
        "https://example.org:99999/",
        "https://[::1/",
        "https://%00/",
        "https://xn--a/",
        "",
    ],
)
def test_what_is_no_plain_link_is_refused(text: str) -> None:
    with pytest.raises(Refusal):
        typed.address(text)


@pytest.mark.parametrize(
    ("text", "link"),
    [
        ("https://example.org", "https://example.org/"),
        ("HTTP://Example.org:8080/a?b=c#d", "http://example.org:8080/a?b=c#d"),
        ("https://exämple.org/ü", "https://xn--exmple-cua.org/%C3%BC"),
        ("https://example.org/@someone?to=a@b.org", "https://example.org/@someone?to=a@b.org"),
        ("https://[::1]/", "https://[::1]/"),
        ("https://example.org/a|b<c>\"d'", "https://example.org/a%7Cb%3Cc%3E%22d%27"),
    ],
)
def test_a_link_is_kept_as_plain_ascii(text: str, link: str) -> None:
    assert typed.address(text) == link
    assert typed.address(link) == link


@given(
    st.one_of(
        st.text(),
        st.text().map("https://{}".format),
        st.from_regex(r"https?://[^\s]{1,40}", fullmatch=True),
        st.from_regex(r"(?i)(javascript|data|https?):/{0,3}[\w@:.\\/?#%|<>\"' ]{0,40}"),
    )
)
def test_any_text_is_a_safe_link_or_refused(text: str) -> None:
    try:
        link = typed.address(text)
    except Refusal:
        return
    parts = urlsplit(link)
    assert parts.scheme in ("http", "https")
    assert parts.hostname
    assert parts.username is None
    assert parts.password is None
    assert link.isascii()
    assert not set(link) & set(" \t\r\n<>\"|'\\")


@given(st.text())
def test_any_line_names_a_speaker_or_is_refused(text: str) -> None:
    try:
        name, organisation, topic = typed.speaker_line(text)
    except Refusal:
        return
    assert 0 <= len(name) <= typed.NAME
    assert len(organisation) <= typed.NAME
    assert len(topic) <= typed.TOPIC
    assert "\n" not in name + organisation + topic


def question(number: int, merged_into: int | None, person: int, *, named: bool) -> Question:
    return Question(
        id=number,
        speaker_id=1,
        person_id=person,
        text=str(number),
        named=named,
        merged_into=merged_into,
        asked_at=AT,
    )


@given(st.data(), st.integers(1, 8))
def test_groups_hold_every_question_once_and_count_people_once(data, many: int) -> None:
    """Also where merges run in a circle, which the handlers never make."""
    number = st.one_of(st.none(), st.integers(1, many))
    rows = [
        question(
            one, data.draw(number), data.draw(st.integers(1, 4)), named=data.draw(st.booleans())
        )
        for one in range(1, many + 1)
    ]
    people = st.sets(st.integers(1, 6))
    upvotes = {one: data.draw(people) for one in range(1, many + 1)}
    present = data.draw(people)
    found = rules.groups(rows, upvotes, present)
    assert sorted(one.id for group in found for one in group.all) == list(range(1, many + 1))
    for group in found:
        askers = {one.person_id for one in group.all}
        upvoters = {person for one in group.all for person in upvotes[one.id]}
        assert set(group.names) <= askers & present
        assert len(group.names) + group.nameless >= len(askers)
        # Only who asked both with and without a name counts twice.
        twice = len(group.names) + group.nameless - len(askers)
        assert group.support == len(askers | upvoters) + twice


@pytest.mark.slow
def test_any_arguments_are_answered(database_url: str) -> None:
    """Every press and form of the slice, with arguments and values from nowhere."""
    with asyncio.Runner() as runner:
        database = Database.open(database_url)
        chat, (vera, anna, *_) = runner.run(with_speaker(database))
        runner.run(anna.says("ask Why?"))
        features = chat.core.features
        presses = [name for name in features.presses if name.startswith("speakers.")]
        forms = [name for name in features.forms if name.startswith("speakers.")]
        number = st.sampled_from([0, 1, 2, -1, 2**31, 2**63, "1", "", "x"])
        args = st.lists(number, max_size=2)
        text = st.one_of(st.text(max_size=40), st.sampled_from(["1", "٣", "²", "yes", "x" * 3000]))
        fields = ("name", "text", "meeting", "speaker", "url", "note", "file", "minutes", "session")
        values = st.dictionaries(st.sampled_from(fields), text.map(lambda one: (one,)))

        @settings(max_examples=150, deadline=None)
        @given(st.sampled_from(presses), args, text, st.sampled_from(forms), values, text)
        def check(press: str, args, value: str, form: str, values, words: str) -> None:
            network = chat.network_id
            for who in (vera, anna):
                for event in (
                    Press(who.origin(), press, (network, *args), value),
                    Press(who.origin(), press, (network, *args)),
                    Submission(who.origin(), form, (network, *args), values),
                    Command(who.origin(), f"speaker {words}"),
                    Command(who.origin(), f"ask {words}"),
                ):
                    assert "went wrong" not in runner.run(who._gets(event)), event

        check()
        runner.run(database.close())
