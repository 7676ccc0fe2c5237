"""users.*, team.*, bots.*, auth.*: who is who."""

from typing import Any

from tests.peers.slack.answers import Refused
from tests.peers.slack.methods import Call, method, page
from tests.peers.slack.workspace import User, Workspace


@method("auth.test")
def auth_test(call: Call) -> dict[str, Any]:
    team = call.team
    return {
        "url": f"https://{team.domain}.slack.com/",
        "team": team.domain,
        "team_id": team.id,
        "user": team.bot.name,
        "user_id": team.bot.id,
        "bot_id": team.bot_id,
        "is_enterprise_install": False,
    }


@method("auth.revoke")
def auth_revoke(call: Call, test: bool = False) -> dict[str, Any]:
    if call.grant is None:
        raise Refused("not_authed")
    if not test:
        del call.slack.tokens[call.token]
    return {"revoked": not test}


@method("team.info", "team:read")
def team_info(call: Call, team: str = "") -> dict[str, Any]:
    own = call.team
    return {"team": {"id": own.id, "name": own.domain, "domain": own.domain}}


@method("bots.info", "users:read")
def bots_info(call: Call, bot: str = "", team_id: str = "") -> dict[str, Any]:
    team = call.team
    if bot not in ("", team.bot_id):
        raise Refused("bot_not_found")
    return {
        "bot": {
            "id": team.bot_id,
            "name": team.bot.name,
            "user_id": team.bot.id,
            "app_id": call.slack.app_id,
            "deleted": False,
        }
    }


@method("users.info", "users:read")
def users_info(call: Call, user: str, include_locale: bool = False) -> dict[str, Any]:
    found = call.team.users.get(user)
    if found is None:
        raise Refused("user_not_found")
    return {"user": as_json(call.team, found, locale=include_locale)}


@method("users.list", "users:read")
def users_list(
    call: Call,
    cursor: str = "",
    limit: int = 100,
    include_locale: bool = False,
    team_id: str = "",
) -> dict[str, Any]:
    everybody = [as_json(call.team, one, include_locale) for one in call.team.users.values()]
    some, following = page(everybody, cursor, limit)
    return {"members": some, "response_metadata": {"next_cursor": following}}


def as_json(team: Workspace, user: User, locale: bool = False) -> dict[str, Any]:
    found: dict[str, Any] = {
        "id": user.id,
        "team_id": team.id,
        "name": user.name.casefold(),
        "real_name": user.name,
        "deleted": user.deleted,
        "is_bot": user.is_bot,
        "tz": user.tz,
        "profile": {"real_name": user.name, "display_name": user.name},
    }
    if locale:
        found["locale"] = user.locale
    return found
