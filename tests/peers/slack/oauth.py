"""oauth.v2.access with rotation, and apps.connections.open."""

import base64
from datetime import timedelta
from typing import Any

from tests.peers.slack.answers import Refused
from tests.peers.slack.methods import Call, method
from tests.peers.slack.workspace import SCOPES, Grant

TWELVE_HOURS = timedelta(hours=12)


@method("oauth.v2.access")
def access(
    call: Call,
    client_id: str = "",
    client_secret: str = "",
    code: str = "",
    grant_type: str = "authorization_code",
    refresh_token: str = "",
    redirect_uri: str = "",
) -> dict[str, Any]:
    slack = call.slack
    if _credentials(call, client_id, client_secret) != (slack.client_id, slack.client_secret):
        raise Refused("bad_client_secret")
    if grant_type == "refresh_token":
        return _refreshed(call, refresh_token)
    if (team := slack.codes.pop(code, None)) is None:
        raise Refused("invalid_code")
    return _granted(call, team)


@method("apps.connections.open")
def connections_open(call: Call) -> dict[str, Any]:
    if call.token != call.slack.app_token:
        raise Refused("not_allowed_token_type" if call.grant else "invalid_auth")
    return {"url": call.slack.socket.ticket(call.slack.url)}


def _credentials(call: Call, client_id: str, client_secret: str) -> tuple[str, str]:
    header = call.headers.get("Authorization", "")
    if header.startswith("Basic "):
        name, _, secret = base64.b64decode(header[6:]).decode().partition(":")
        return name, secret
    return client_id, client_secret


def _refreshed(call: Call, refresh_token: str) -> dict[str, Any]:
    # A refresh token serves once, and the token before stays good until its time is over.
    if (team := call.slack.refresh_tokens.pop(refresh_token, None)) is None:
        raise Refused("invalid_refresh_token")
    return _granted(call, team)


def _granted(call: Call, team: str) -> dict[str, Any]:
    slack = call.slack
    workspace = slack.teams[team]
    rotates = slack.rotation
    token = f"xo{'xe.xoxb' if rotates else 'xb'}-{workspace.new_id('T')}"
    slack.tokens[token] = Grant(team, SCOPES, slack.clock() + TWELVE_HOURS if rotates else None)
    found = {
        "app_id": slack.app_id,
        "access_token": token,
        "token_type": "bot",
        "scope": ",".join(sorted(SCOPES)),
        "bot_user_id": workspace.bot.id,
        "team": {"id": team, "name": workspace.domain},
        "enterprise": None,
        "authed_user": {"id": min(workspace.users.keys() - {workspace.bot.id}, default="")},
        "is_enterprise_install": False,
    }
    if rotates:
        refresh = f"xoxe-1-{workspace.new_id('R')}"
        slack.refresh_tokens[refresh] = team
        found |= {"refresh_token": refresh, "expires_in": int(TWELVE_HOURS.total_seconds())}
    return found
