"""The manifest: the one in the repository is the one Kring makes, and it asks for no more."""

import ast
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.testing import CliRunner

from adapters.cli import app
from adapters.slack import inbound, incoming
from adapters.slack.manifest import manifest, written
from adapters.slack.scopes import APP, BOT, FREE, FREE_EVENTS
from bot.texts import LANGUAGES
from tests.adapters.slack import payloads

ROOT = Path(__file__).resolve().parents[3]
URL = "https://kring.example.org"
MADE = {
    "slack.yaml": ("en", "http"),
    "slack-nl.yaml": ("nl", "http"),
    "slack-many.yaml": ("en", "oauth"),
    "slack-socket.yaml": ("en", "socket"),
}
FAMILIES = "api|apps|auth|bots|chat|conversations|files|oauth|reactions|team|users|views"
METHOD = re.compile(rf"(?:{FAMILIES})\.[a-z][a-zA-Z0-9.]+")
CALL = re.compile(rf"(?:{FAMILIES})_[a-z]\w+")
every_way = pytest.mark.parametrize(("language", "way"), MADE.values(), ids=MADE.keys())


@pytest.mark.parametrize("name", MADE)
def test_the_manifests_in_the_repository_are_those_that_kring_makes(name: str) -> None:
    language, way = MADE[name]
    kept = (ROOT / "manifest" / name).read_text(encoding="utf-8")
    assert kept == written(manifest(URL, language, way))
    assert yaml.safe_load(kept) == manifest(URL, language, way)


@every_way
def test_it_keeps_to_what_slack_takes(language: str, way: Any) -> None:
    made = manifest(URL, language, way)
    about, features = made["display_information"], made["features"]
    assert 1 <= len(about["name"]) <= 35
    assert 1 <= len(about["description"]) <= 140
    assert 175 <= len(about["long_description"]) <= 4000
    assert [one["command"] for one in features["slash_commands"]] == ["/kring"]
    for one in features["shortcuts"]:
        assert len(one["name"]) <= 24
        assert len(one["description"]) <= 150
    found = {one["callback_id"]: one["type"] for one in features["shortcuts"]}
    messages = {incoming.COMMIT: "message", incoming.ASK: "message"}
    assert found == {**messages, incoming.OPEN: "global"}
    assert made["settings"]["token_rotation_enabled"] == (way == "oauth")
    assert ("http" in written(made)) == (way != "socket")


@every_way
def test_each_field_keeps_to_slacks_schema(language: str, way: Any) -> None:
    made = manifest(URL, language, way)
    assert made.keys() == {"display_information", "features", "oauth_config", "settings"}
    about, features, settings = made["display_information"], made["features"], made["settings"]
    assert re.fullmatch(r"#[0-9a-fA-F]{3}([0-9a-fA-F]{3})?", about["background_color"])
    assert features.keys() == {"app_home", "bot_user", "shortcuts", "slash_commands"}
    assert 1 <= len(features["bot_user"]["display_name"]) <= 80
    assert 1 <= len(features["shortcuts"]) <= 10
    assert {len(one["callback_id"]) <= 255 for one in features["shortcuts"]} == {True}
    for one in features["slash_commands"]:
        assert one.keys() <= {"command", "url", "description", "usage_hint", "should_escape"}
        assert re.fullmatch(r"/[a-z]{1,31}", one["command"])
        assert 1 <= len(one["description"]) <= 2000
        assert 1 <= len(one["usage_hint"]) <= 1000
    heard = settings["event_subscriptions"]["bot_events"]
    assert len(heard) == len(set(heard)) <= 100
    assert settings.keys() == {
        *("event_subscriptions", "interactivity", "org_deploy_enabled"),
        *("socket_mode_enabled", "token_rotation_enabled"),
    }
    for name in (*heard, *made["oauth_config"]["scopes"]["bot"]):
        assert 1 <= len(name) <= 50


def test_no_method_needs_a_workspace_beside_an_enterprises_token() -> None:
    # With a token for a whole enterprise these refuse without team_id; Kring calls none of them.
    needs = {
        *("conversations.list", "conversations.create", "users.list", "users.conversations"),
        *("files.list", "team.info", "bots.info", "reactions.list"),
    }
    assert not called() & needs


def test_both_languages_say_it_in_their_own_words() -> None:
    made = [manifest(URL, language) for language in LANGUAGES]
    texts = [
        {
            one["display_information"]["description"],
            one["display_information"]["long_description"],
            *(shortcut["name"] for shortcut in one["features"]["shortcuts"]),
        }
        for one in made
    ]
    assert len(texts[0]) == 5
    assert texts[0] & texts[1] == {"Open Kring"}


def _method(function: ast.expr) -> str:
    """The method of the Web API that a call of slack_sdk's client stands for, '' for none."""
    name = function.attr if isinstance(function, ast.Attribute) else ""
    return name.replace("_", ".") if CALL.fullmatch(name) and name != "api_call" else ""


def called() -> set[str]:
    """Every method of the Web API that the adapter names or calls, as Slack writes it."""
    known: set[str] = set()
    for path in (ROOT / "adapters" / "slack").glob("*.py"):
        if path.name == "scopes.py":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                known.update(METHOD.findall(node.value) if METHOD.fullmatch(node.value) else ())
            elif isinstance(node, ast.Call) and (name := _method(node.func)):
                known.add(name)
    return known


def test_every_method_is_covered_by_a_scope_and_no_scope_is_for_nothing() -> None:
    covered = {method for scope in BOT.values() for method in scope.methods}
    of_the_app = {method for scope in APP.values() for method in scope.methods}
    assert called() == covered | FREE | of_the_app
    assert not covered & (FREE | of_the_app)
    idle = {name for name, scope in BOT.items() if not (scope.methods or scope.events)}
    # What these are for is no method and no event: the command, and the file of a form.
    assert idle == {"commands", "files:read"}


def test_no_event_is_asked_for_that_is_not_understood() -> None:
    wanted = set(manifest(URL, "en")["settings"]["event_subscriptions"]["bot_events"])
    tokens = {"bot": ["U0BOT"]}
    for kind in wanted:
        name = kind.partition(".")[0]
        told = payloads.event(type=name, user="U1", channel="D1", text="help", tokens=tokens)
        assert not isinstance(inbound.read(told), incoming.Other)
    assert set(FREE_EVENTS) <= wanted


def test_each_scope_has_its_reason_in_the_docs() -> None:
    page = (ROOT / "docs" / "slack.md").read_text(encoding="utf-8")
    for name, scope in (BOT | APP).items():
        assert f"| `{name}` | {scope.why} |" in page


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["slack"], "--url"),
        (["slack", "--url", "http://kring.example.org"], "--url"),
        (["slack", "--url", f"{URL}/somewhere"], "--url"),
        (["slack", "--url", URL, "--language", "fr"], "--language"),
        (["matrix"], "teams"),
    ],
)
def test_what_is_wrong_is_said(words: list[str], says: str) -> None:
    found = CliRunner().invoke(app, ["manifest", *words])
    assert found.exit_code
    assert says in found.output


def test_it_is_printed_as_yaml_and_as_json() -> None:
    for words, way in (([], "http"), (["--many"], "oauth"), (["--socket"], "socket")):
        for form in ([], ["--json"]):
            line = ["manifest", "slack", "--url", URL, "--language", "nl", *words, *form]
            found = CliRunner().invoke(app, line)
            assert found.exit_code == 0
            assert yaml.safe_load(found.output) == manifest(URL, "nl", way)
