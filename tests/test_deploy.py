"""The unit and the container, which cannot be run here: what they name exists."""

import re
import shlex
from configparser import ConfigParser
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path

import pytest
import typer.main
import yaml

from adapters.cli import app
from adapters.settings import Settings
from adapters.web.app import LINKS
from adapters.web.browser import ROUTES

ROOT = Path(__file__).resolve().parent.parent
DEPLOY = ROOT / "deploy"
VARIABLES = {Settings.variable(name) for name in Settings.model_fields}


def understood(words: list[str]) -> None:
    """Look whether Kring understands a command with its options."""
    group = typer.main.get_command(app)
    command = group.commands[words[0]]  # type: ignore[attr-defined] # it is a group
    command.make_context(words[0], words[1:])


def commands() -> set[str]:
    return set(typer.main.get_command(app).commands)  # type: ignore[attr-defined] # it is a group


UNITS = sorted(path.name for path in DEPLOY.glob("*.service"))


@pytest.mark.parametrize("name", UNITS)
def test_the_unit_starts_a_command_that_exists(name: str) -> None:
    unit = ConfigParser(interpolation=None, strict=False)
    unit.optionxform = str  # type: ignore[assignment, method-assign] # names keep their capitals
    unit.read(DEPLOY / name)
    program, *words = shlex.split(unit["Service"]["ExecStart"])
    assert program.endswith(".venv/bin/kring")
    understood(words)
    assert set(re.findall(r"\bKRING_\w+", unit["Service"].get("Environment", ""))) <= VARIABLES
    assert int(unit["Service"]["TimeoutStopSec"]) > 10


def test_every_unit_may_do_as_little_as_the_first() -> None:
    their_own = ("ExecStart=", "Environment=KRING_PORT=", "Description=", "#")
    given = [
        [
            line
            for line in (DEPLOY / name).read_text().splitlines()
            if not line.startswith(their_own)
        ]
        for name in UNITS
    ]
    assert len(given) == 3
    assert given[0] == given[1] == given[2]


def test_the_container_takes_the_steps_of_the_readme() -> None:
    text = (DEPLOY / "Dockerfile").read_text()
    assert "RUN make .venv/.ready" in text
    assert re.search(r"^\$\(READY\):", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert re.search(r'^CMD \["(\w+)"\]', text, re.MULTILINE)[1] in commands()  # type: ignore[index]
    assert set(re.findall(r"\b((?:KRING|SLACK)_\w+)", text)) <= VARIABLES
    assert "/readyz" in text


def test_the_services_name_settings_and_volumes_that_exist() -> None:
    text = (DEPLOY / "compose.yaml").read_text()
    services = yaml.safe_load(text)["services"]
    assert set(services["kring"]["environment"]) <= VARIABLES
    assert set(re.findall(r"\b((?:KRING|SLACK)_\w+)", text)) <= VARIABLES
    used = {volume.split(":")[0] for one in services.values() for volume in one["volumes"]}
    assert used == set(yaml.safe_load(text)["volumes"])
    assert all(port.startswith("127.0.0.1:") for port in services["kring"]["ports"])
    assert (DEPLOY / services["kring"]["build"]["context"] / "deploy" / "Dockerfile").exists()


def test_workers_come_beside_the_web_server() -> None:
    here = yaml.safe_load((DEPLOY / "compose.yaml").read_text())["services"]
    more = yaml.safe_load((DEPLOY / "compose.workers.yaml").read_text())["services"]
    for one in more.values():
        understood(one["command"])
    assert set(more) - set(here) == {"worker"}
    assert more["worker"]["volumes"] == here["kring"]["volumes"]
    assert more["worker"]["environment"] == here["kring"]["environment"]
    assert "ports" not in more["worker"]


@cache
def paths() -> set[str]:
    """What browsers and platforms ask of a server that the world reaches."""
    served = [route.path for route in (*LINKS, *ROUTES)]  # type: ignore[attr-defined] # they are routes
    links = {re.sub(r"{\w+}", "x.y", path) for path in served}
    admin = {"/admin", "/admin/enter/x", "/admin/again", "/admin/leave", "/static/base.css"}
    return links | admin | {"/slack/events", "/slack/commands", "/slack/install", "/api/messages"}


def test_the_proxies_pass_on_what_is_served_and_nothing_else() -> None:
    page = (ROOT / "docs" / "operations.md").read_text()
    locations = re.findall(r"location ~ (\S+) {", page)
    globs = page.partition("@kring path ")[2].partition("handle")[0].replace("\\", " ").split()
    kept = ("/metrics", "/readyz", "/healthz", "/as/vera", "/gallery", "/administer")
    for path in (*paths(), *kept):
        wanted = path in paths()
        assert any(re.search(one, path) for one in locations) == wanted, path
        assert any(fnmatchcase(path, one) for one in globs) == wanted, path
