"""The pages are true: what they name is there, and what is there is named."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import typer.main

from adapters.cli import app
from adapters.settings import Settings
from bot.dispatch import split
from bot.feature import Reading
from bot.registry import standard

ROOT = Path(__file__).resolve().parent.parent
PAGES = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")),
    *sorted((ROOT / "docs").rglob("*.md")),
]
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
# Whatever stands in code: a block that is indented, a fenced one, or words between backticks.
CODE = re.compile(r"^ {4,}(.+)$|`([^`\n]+)`", re.MULTILINE)
MADE_UP = re.compile(r"https?://(?:[\w.-]*\bexample\.(?:org|com)|localhost|127\.0\.0\.1)\b")
ADDRESS = re.compile(r"https?://|\bwww\.|\bgit@", re.IGNORECASE)
MACHINE = re.compile(r"(?<![\w.:/-])/(?:work|root|home|Users|tmp|usr|opt|var|etc|mnt|srv)\b")
LARGEST_PICTURE = 200_000


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


every_page = pytest.mark.parametrize("page", PAGES, ids=named)


@cache
def targets() -> set[str]:
    return set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))


def codes(page: Path) -> Iterator[str]:
    """Give every piece of code on a page, comments left out."""
    for block, words in CODE.findall(page.read_text()):
        yield (block or words).split(" #")[0].strip()


def calls(page: Path, program: str) -> Iterator[list[str]]:
    """Give the words after each call of a program on a page."""
    for code in codes(page):
        words = code.split()
        if words and words[0].removeprefix(".venv/bin/") == program:
            yield words[1:]


@cache
def subcommands() -> dict[str, Any]:
    return dict(typer.main.get_command(app).commands)  # type: ignore[attr-defined] # it is a group


def options(command: Any) -> set[str]:
    found = {"--help"}
    for parameter in command.params:
        found.update(parameter.opts, parameter.secondary_opts)
    return found


@every_page
def test_every_make_target_that_is_named_exists(page: Path):
    for words in calls(page, "make"):
        plain = [word for word in words if "=" not in word]
        assert set(plain) <= targets(), words


@every_page
def test_every_variable_of_make_that_is_named_exists(page: Path):
    makefile = (ROOT / "Makefile").read_text()
    for words in calls(page, "make"):
        for variable in (word.split("=")[0] for word in words if "=" in word):
            assert f"$({variable})" in makefile or f"$(if $({variable})" in makefile, variable


@every_page
def test_every_command_and_option_of_kring_that_is_named_exists(page: Path):
    for words in calls(page, "kring"):
        if words[:1] == ["--help"] or not words:
            continue
        assert words[0] in subcommands(), words
        given = {word.split("=")[0] for word in words[1:] if word.startswith("--")}
        assert given <= options(subcommands()[words[0]]), words


@every_page
def test_every_file_given_to_kring_exists(page: Path):
    for words in calls(page, "kring"):
        for word in words:
            assert not word.endswith(".yaml") or (ROOT / word).exists(), word


def test_every_command_and_option_of_kring_is_documented():
    page = (ROOT / "docs" / "administrators.md").read_text()
    for name, command in subcommands().items():
        assert f"kring {name}" in page, name
        for option in options(command) - {"--help", "--open"}:
            assert option in page or f"{option.removeprefix('--').upper()}=" in page, option


def test_every_setting_is_documented():
    page = (ROOT / "docs" / "administrators.md").read_text()
    known = {Settings.variable(name) for name in Settings.model_fields}
    for name in known:
        assert f"| `{name}` |" in page, name
    for other in PAGES:
        found = set(re.findall(r"\b(?:KRING|SLACK|TEAMS)_[A-Z_]+\b", other.read_text()))
        assert found <= known, named(other)


@pytest.mark.parametrize(
    ("name", "order"), [("facilitators.md", "en"), ("begeleiders.md", "nl")], ids=["en", "nl"]
)
def test_every_word_of_the_chat_is_documented_in_both_languages(name: str, order: str):
    page = (ROOT / "docs" / name).read_text()
    rows = set(re.findall(r"^\| `(\w+)` \| `(\w+)` \|", page, re.MULTILINE))
    words = {(word.english, word.dutch) for word in standard().commands}
    assert rows == (words if order == "en" else {(dutch, english) for english, dutch in words})


@every_page
def test_every_line_for_the_chat_is_understood(page: Path):
    reading = Reading(datetime(2026, 2, 3, 9, tzinfo=UTC), ZoneInfo("Europe/Amsterdam"))
    for line in chat_lines(page):
        word, words = split(line)
        command = standard().command(word)
        assert command, line
        if command.route.parse:
            assert command.route.parse(reading, words)


@pytest.mark.parametrize(
    "name", ["facilitators.md", "begeleiders.md", "participants.md", "deelnemers.md"]
)
def test_every_example_for_people_begins_with_a_known_word(name: str):
    known = {*standard().words, "kring"}
    for line in re.findall(r"^ {4}(\S+)", (ROOT / "docs" / name).read_text(), re.MULTILINE):
        assert line in known


def chat_lines(page: Path) -> Iterator[str]:
    """Give what a page says to type in the chat: after /kring, and examples of known words."""
    known = standard().words
    for code in codes(page):
        word, *rest = code.split()
        if rest and (word == "/kring" or word in known):
            yield code


@every_page
def test_links_and_pictures_exist(page: Path):
    for link in LINK.findall(page.read_text()):
        if ADDRESS.match(link):
            continue
        path, _hash, heading = link.partition("#")
        found = (page.parent / path).resolve() if path else page
        assert found.exists(), link
        assert found.is_relative_to(ROOT), link
        assert not heading or heading in anchors(found), link


def anchors(page: Path) -> set[str]:
    titles = re.findall(r"^#+ (.+)$", page.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", title).strip().lower().replace(" ", "-") for title in titles}


def test_every_page_can_be_reached_from_the_readme():
    seen, ahead = set[Path](), [ROOT / "README.md"]
    while ahead:
        page = ahead.pop()
        if page.suffix != ".md" or page in seen:
            continue
        seen.add(page)
        links = (link.partition("#")[0] for link in LINK.findall(page.read_text()))
        ahead += [(page.parent / link).resolve() for link in links if not ADDRESS.match(link)]
    assert set(PAGES) <= seen


def test_pictures_are_small():
    for picture in (ROOT / "docs" / "pictures").iterdir():
        assert picture.stat().st_size < LARGEST_PICTURE, named(picture)


@every_page
def test_no_page_holds_a_download_address_or_a_path_of_a_machine(page: Path):
    text = MADE_UP.sub("", page.read_text())
    assert not ADDRESS.findall(text)
    assert not MACHINE.findall(text)
