"""Every text is literal, translated once, whole, and in Kring's tone."""

import re
from collections import defaultdict
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po

from bot.texts import CATALOGUES, LANGUAGES
from tests.spoken import Spoken, in_page, in_python, placeholders, spoken

TRANSLATED = [language for language in LANGUAGES if language != "en"]
FORBIDDEN = {
    "en": re.compile(r"\b(must|still not)\b", re.IGNORECASE),
    "nl": re.compile(r"\b(moet(en)?|nog steeds niet|geloot)\b", re.IGNORECASE),
}
EMOJI = re.compile(
    "[\u231a\u231b\u23e9-\u23f3\u2600-\u2712\u2714-\u27bf\u2b50\u2b55\ufe0f\U0001f000-\U0001faff]"
)

Id = str | tuple[str, ...]
Translations = dict[Id, list[tuple[str, Message]]]
"""By message id, where it is translated (file name) and how."""


@pytest.fixture(scope="module")
def calls() -> list[Spoken]:
    """Give all texts of the project."""
    return spoken()


def catalogues(language: str) -> list[tuple[Path, Catalog]]:
    """Read every .po file of a language, strictly."""
    paths = sorted((CATALOGUES / language).glob("*.po"))
    return [
        (path, read_po(BytesIO(path.read_bytes()), locale=language, abort_invalid=True))
        for path in paths
    ]


def translations(language: str) -> Translations:
    """Gather a language's messages over its files."""
    gathered: Translations = defaultdict(list)
    for path, catalogue in catalogues(language):
        for message in catalogue:
            if message.id:
                gathered[as_id(message)].append((path.name, message))
    return gathered


def as_id(message: Message) -> Id:
    """Return the English text of a message, or the two of a plural."""
    return message.id if isinstance(message.id, str) else tuple(message.id)


def strings(message: Message) -> list[str]:
    """Return the translated forms of a message, one or one a plural."""
    return [message.string] if isinstance(message.string, str) else list(message.string or [""])


def is_whole(message: Message) -> bool:
    """Tell whether every form is there and settled."""
    return not message.fuzzy and all(strings(message))


def keeps_places(translated: str, texts: tuple[str, ...]) -> bool:
    """Tell whether a translation fills in the names of its texts, in a plural perhaps without n."""
    wanted, kept = frozenset().union(*map(placeholders, texts)), placeholders(translated)
    return wanted - counted(texts) <= kept <= wanted


def counted(texts: tuple[str, ...]) -> set[str]:
    """Return the name that a text with a plural may leave out: 'one question', '{n} questions'."""
    return {"n"} if len(texts) > 1 else set()


def as_entries(missing: list[Spoken]) -> str:
    """Write texts as .po entries to paste, each with the places where it is spoken."""
    catalogue = Catalog()
    for call in missing:
        catalogue.add(call.id, locations=[(call.path, call.line)])
    written = BytesIO()
    write_po(written, catalogue, width=0, omit_header=True)
    return written.getvalue().decode()


def test_every_text_is_literal(calls: list[Spoken]) -> None:
    composed = [call.place for call in calls if not call.is_literal]
    assert not composed, "not a literal text:\n" + "\n".join(composed)


def test_every_text_gets_the_names_it_has_places_for(calls: list[Spoken]) -> None:
    wrong = [
        f"{call.place}: the text has {sorted(wanted)}, the call {sorted(call.names)}"
        for call in calls
        if call.is_literal
        and not call.passes_more
        # A text without values is not filled in, so its braces are only braces.
        and (wanted := frozenset().union(*map(placeholders, call.texts))) | counted(call.texts)
        != call.names
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_text_is_translated(language: str, calls: list[Spoken]) -> None:
    whole = {
        id_
        for id_, found in translations(language).items()
        if all(is_whole(message) for _, message in found)
    }
    missing = [call for call in calls if call.is_literal and call.id not in whole]
    assert not missing, f"not translated to {language}:\n\n{as_entries(missing)}"


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_translation_is_used(language: str, calls: list[Spoken]) -> None:
    used = {call.id for call in calls}
    unused = [
        f"{name}: {id_}"
        for id_, found in translations(language).items()
        for name, _ in found
        if id_ not in used
    ]
    assert not unused, "spoken nowhere:\n" + "\n".join(unused)
    obsolete = [path.name for path, catalogue in catalogues(language) if catalogue.obsolete]
    assert obsolete == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_text_in_two_files_is_translated_alike(language: str) -> None:
    unlike = [
        f"{id_}: {[(name, message.string) for name, message in found]}"
        for id_, found in translations(language).items()
        if len({str(message.string) for _, message in found}) > 1
    ]
    assert not unlike, "translated in two ways:\n" + "\n".join(unlike)


@pytest.mark.parametrize("language", TRANSLATED)
def test_translations_keep_the_places_to_fill_in(language: str) -> None:
    unlike = [
        f"{name}: {id_} → {string}"
        for id_, found in translations(language).items()
        for name, message in found
        for string in strings(message)
        if not keeps_places(string, (id_,) if isinstance(id_, str) else id_)
    ]
    assert not unlike, "other places than in English:\n" + "\n".join(unlike)


def test_english_has_the_tone(calls: list[Spoken]) -> None:
    wrong = [
        f"{call.place}: {text}"
        for call in calls
        for text in call.texts
        if FORBIDDEN["en"].search(text) or EMOJI.search(text)
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("language", TRANSLATED)
def test_translations_have_the_tone(language: str) -> None:
    wrong = [
        f"{name}: {string}"
        for found in translations(language).values()
        for name, message in found
        for string in strings(message)
        if FORBIDDEN[language].search(string) or EMOJI.search(string)
    ]
    assert not wrong, "\n".join(wrong)


def test_calls_are_found_in_code_and_pages() -> None:
    code = '_("Hello {who}.", who=1); n_("one", "{n} of {all}", 3, all=4); texts._(x, **more)'
    hello, counted_, unknown = in_python(code, "a.py")
    assert (hello.id, set(hello.names), hello.is_literal) == ("Hello {who}.", {"who"}, True)
    assert (counted_.id, set(counted_.names)) == (("one", "{n} of {all}"), {"n", "all"})
    assert (unknown.is_literal, unknown.passes_more) == (False, True)
    page = '<p>{{ _("Hello {who}.", who=me.name) }}</p>\n{% if x %}{{ _(x) }}{% endif %}'
    greeting, variable = in_page(page, "a.html")
    assert (greeting.place, greeting.id, set(greeting.names)) == (
        "a.html:1",
        "Hello {who}.",
        {"who"},
    )
    assert (variable.place, variable.is_literal) == ("a.html:2", False)
