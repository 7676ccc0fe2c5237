"""The Web API's methods, by name; each declares its arguments, and anything else is refused."""

import inspect
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.peers.slack.answers import Refused, faulty
from tests.peers.slack.workspace import Channel, Grant, Workspace

if TYPE_CHECKING:
    from tests.peers.slack.server import Slack


@dataclass
class Call:
    """One call: whose token it came with, and the workspace that is about."""

    slack: "Slack"
    token: str
    grant: Grant | None
    headers: dict[str, str]

    @property
    def team(self) -> Workspace:
        if self.grant is None:
            raise Refused("not_authed")
        return self.slack.teams[self.grant.team]

    def channel(self, name: str, *, member: bool = True) -> Channel:
        """Find a channel that the bot can see, and by default is in."""
        found = self.team.channels.get(name)
        is_in = found is not None and self.team.bot.id in found.members
        if found is None or (not is_in and (found.is_private or found.is_im)):
            raise Refused("channel_not_found")
        if member and not is_in:
            raise Refused("not_in_channel")
        return found


@dataclass(frozen=True)
class Method:
    answer: Callable[..., dict[str, Any]]
    scope: str
    signature: inspect.Signature

    def arguments(self, given: dict[str, Any]) -> dict[str, Any]:
        """Read what was given as the method declares it; refuse what it does not know."""
        declared = {k: v for k, v in self.signature.parameters.items() if k != "call"}
        if "team_id" not in declared:  # clients of whole organisations send it with everything
            given.pop("team_id", None)
        if unknown := given.keys() - declared.keys():
            raise faulty("invalid_arguments", f"unexpected: {sorted(unknown)}")
        for name, parameter in declared.items():
            if parameter.default is parameter.empty and given.get(name) in (None, ""):
                raise faulty("invalid_arguments", f"missing required field: {name}")
        return {
            name: _read(value, declared[name].annotation)
            for name, value in given.items()
            if value is not None
        }


METHODS: dict[str, Method] = {}


def method(name: str, scope: str = "") -> Callable[[Callable[..., dict[str, Any]]], Any]:
    """Register a method; `scope` is what the token needs for it."""

    def register(answer: Callable[..., dict[str, Any]]) -> Callable[..., dict[str, Any]]:
        METHODS[name] = Method(answer, scope, inspect.signature(answer))
        return answer

    return register


def _read(value: Any, wanted: Any) -> Any:
    """Read an argument: in forms everything is text."""
    if wanted == dict | None:
        wanted = dict
    if wanted is bool and isinstance(value, str):
        return value in {"1", "true"}
    if wanted is int and isinstance(value, str):
        return int(value)
    if wanted is str:
        if not isinstance(value, str):
            raise faulty("invalid_arguments", "a text was expected")
        return value
    if wanted in (list, dict) and isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:
            raise faulty("invalid_json") from None
    if wanted in (list, dict) and not isinstance(value, wanted):
        raise faulty("invalid_arguments", f"not a {wanted.__name__}")
    return value


def page(found: list[Any], cursor: str, limit: int) -> tuple[list[Any], str]:
    """Return one page and the cursor of the next ('' after the last)."""
    begin = int(cursor.removeprefix("next:") or 0) if cursor else 0
    end = begin + max(1, limit)
    return found[begin:end], f"next:{end}" if end < len(found) else ""
