"""views.*: modals in a stack of three, home views, and the triggers that open them."""

import hashlib
import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from tests.peers.slack.answers import Refused
from tests.peers.slack.blocks import check_view
from tests.peers.slack.methods import Call, method
from tests.peers.slack.workspace import Workspace

LIFE = timedelta(seconds=3)
STACK = 3


@dataclass
class Trigger:
    team: str
    user: str
    at: datetime
    used: bool = False


@dataclass
class Open:
    """A view that somebody sees, as Slack gave it back."""

    id: str
    user: str
    view: dict[str, Any]
    values: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)

    @property
    def hash(self) -> str:
        return hashlib.sha256(json.dumps(self.view, sort_keys=True).encode()).hexdigest()[:16]

    def show(self, view: dict[str, Any], team: Workspace) -> None:
        """Show another content in its place."""
        self.view = {**view, "blocks": team.with_ids(view.get("blocks", []))}

    def as_json(self, team: str, app: str, root: str = "") -> dict[str, Any]:
        state = {"values": self.values}
        known = {"id": self.id, "team_id": team, "app_id": app, "hash": self.hash, "state": state}
        empty = {"private_metadata": "", "callback_id": "", "external_id": ""}
        return {**empty, **self.view, **known, "root_view_id": root or self.id}


@dataclass
class Screen:
    """What one user has before them: modals, the newest last, and Kring's home."""

    modals: list[Open] = field(default_factory=list)
    home: Open | None = None


def new(team: Workspace, user: str, view: dict[str, Any]) -> Open:
    """Make a view that nobody sees yet."""
    opened = Open(team.new_id("V"), user, {})
    opened.show(view, team)
    return opened


@method("views.open")
def open_(call: Call, view: dict, trigger_id: str = "", interactivity_pointer: str = ""):
    screen, user = _triggered(call, trigger_id or interactivity_pointer)
    check_view(view, charts=call.team.charts)
    opened = new(call.team, user, view)
    screen.modals[:] = [opened]
    return {"view": _as_json(call, opened)}


@method("views.push")
def push(call: Call, view: dict, trigger_id: str = "", interactivity_pointer: str = ""):
    screen, user = _triggered(call, trigger_id or interactivity_pointer)
    check_view(view, charts=call.team.charts)
    if len(screen.modals) >= STACK:
        raise Refused("push_limit_reached")
    if not screen.modals:
        raise Refused("not_found")
    opened = new(call.team, user, view)
    screen.modals.append(opened)
    return {"view": _as_json(call, opened)}


@method("views.update")
def update(call: Call, view: dict, view_id: str = "", external_id: str = "", hash: str = ""):  # noqa: A002 - Slack's name
    for screen in call.slack.screens.values():
        for opened in screen.modals:
            if opened.id == view_id or (
                external_id and opened.view.get("external_id") == external_id
            ):
                check_view(view, charts=call.team.charts)
                if hash and hash != opened.hash:
                    raise Refused("hash_conflict")
                opened.show(view, call.team)
                return {"view": _as_json(call, opened)}
    raise Refused("not_found")


@method("views.publish")
def publish(call: Call, user_id: str, view: dict, hash: str = ""):  # noqa: A002 - Slack's name
    if user_id not in call.team.users:
        raise Refused("not_found")
    check_view(view, charts=call.team.charts)
    screen = call.slack.screen(call.team.id, user_id)
    if hash and screen.home and hash != screen.home.hash:
        raise Refused("hash_conflict")
    if screen.home is None:
        screen.home = new(call.team, user_id, view)
    screen.home.show(view, call.team)
    return {"view": _as_json(call, screen.home)}


def _triggered(call: Call, trigger_id: str) -> tuple[Screen, str]:
    trigger = call.slack.triggers.get(trigger_id)
    if trigger is None or trigger.team != call.team.id:
        raise Refused("invalid_trigger_id")
    if call.slack.clock() - trigger.at > LIFE:
        raise Refused("expired_trigger_id")
    if trigger.used:
        raise Refused("exchanged_trigger_id")
    trigger.used = True
    return call.slack.screen(trigger.team, trigger.user), trigger.user


def _as_json(call: Call, opened: Open) -> dict[str, Any]:
    return opened.as_json(call.team.id, call.slack.app_id)
