"""Installing Kring in a workspace from the browser: to Slack and back, with a state in between."""

import hmac
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from html import escape
from typing import Any
from urllib.parse import urlencode, urljoin

import structlog
from aiohttp import web
from itsdangerous import BadData, URLSafeSerializer

from adapters.slack.clients import Clients
from adapters.slack.directory import FAULTS, said
from adapters.slack.scopes import BOT
from adapters.slack.vault import Tokens
from adapters.slack.workspaces import Client, ManyWorkspaces, ending, exchanged, given_back
from adapters.spoken import spoken_by
from bot.texts import _, language, speaking
from storage import inbox
from storage.database import Database
from storage.workspaces import SlackWorkspace

log = structlog.get_logger()

COOKIE = "kring_slack_install"
LASTS = timedelta(minutes=10)
REDIRECT = "/slack/oauth_redirect"
_PAGE = """<!doctype html><html lang="{language}"><meta charset="utf-8"><title>Kring</title>
<body style="font-family: sans-serif; max-width: 40em; margin: 3em auto"><p>{text}</p></html>"""


class Install:
    """Serves /slack/install and /slack/oauth_redirect.

    `base` is Kring's own address, `api` that of Slack's Web API, `now` gives UTC moments.
    """

    def __init__(
        self,
        database: Database,
        slack: Clients,
        client: Client,
        workspaces: ManyWorkspaces,
        secret: str,
        base: str,
        api: str,
        now: Callable[[], datetime],
    ) -> None:
        self._database = database
        self._slack = slack
        self._client = client
        self._workspaces = workspaces
        self._signer = URLSafeSerializer(secret, salt="kring-slack-install")
        self._redirect = f"{base}{REDIRECT}"
        self._authorize = urljoin(api, "../oauth/v2/authorize")
        self._now = now

    def add_to(self, app: web.Application) -> None:
        """Add the two pages to the application that is mounted at /slack."""
        app.router.add_get("/install", self.begin, allow_head=False)
        app.router.add_get("/oauth_redirect", self.back, allow_head=False)

    async def begin(self, _request: web.Request) -> web.Response:
        """Send an administrator to Slack, with a state that only this browser can bring back."""
        state = secrets.token_urlsafe(24)
        ends = int((self._now() + LASTS).timestamp())
        asked = {"client_id": self._client.id, "scope": ",".join(BOT), "user_scope": ""}
        query = urlencode({**asked, "state": state, "redirect_uri": self._redirect})
        answer = web.Response(status=302, headers={"Location": f"{self._authorize}?{query}"})
        answer.set_cookie(
            COOKIE,
            str(self._signer.dumps([state, ends])),
            max_age=int(LASTS.total_seconds()),
            path="/slack",
            httponly=True,
            secure=self._redirect.startswith("https:"),
            samesite="Lax",
        )
        return answer

    async def back(self, request: web.Request) -> web.Response:
        """Take what Slack sends an administrator back with, and keep the installation."""
        with speaking(spoken_by(request)):
            return await self._back_from_slack(request)

    async def _back_from_slack(self, request: web.Request) -> web.Response:
        if not await self._is_ours(request):
            late = _("This installation took too long, or began in another browser.")
            return _page(late, 400)
        if "code" not in request.query:
            return _page(_("Kring is not installed: nobody gave permission for it in Slack."), 400)
        try:
            given = {"code": request.query["code"], "redirect_uri": self._redirect}
            found = await exchanged(self._slack, self._client, given)
        except FAULTS as fault:
            log.warning("slack.install_failed", fault=said(fault))
            return _page(
                _(
                    "Kring is not installed: Slack answered with a fault ({fault}).",
                    fault=said(fault),
                ),
                502,
            )
        row, tokens = _installation(found, self._now())
        if not self._client.allows(row):
            return await self._refused(row, tokens)
        await self._workspaces.keep(row, tokens)
        log.info("slack.installed", tenant=row.tenant)
        return _done(found)

    async def _refused(self, row: SlackWorkspace, tokens: Tokens) -> web.Response:
        """Give back the token of a workspace that is not to have Kring."""
        log.warning("slack.install_refused", tenant=row.tenant)
        await given_back(self._slack, row.tenant, tokens.access)
        return _page(_("Kring's administrator has not allowed this workspace."), 403)

    async def _is_ours(self, request: web.Request) -> bool:
        """Say whether this browser began it, not long ago, and did not finish it before."""
        now, state = self._now(), request.query.get("state", "")
        try:
            known, ends = self._signer.loads(request.cookies.get(COOKIE, ""))
        except (BadData, ValueError, TypeError):
            return False
        if not hmac.compare_digest(known.encode(), state.encode()) or ends <= now.timestamp():
            return False
        key = f"slack:install:{state}"
        return await self._database.write(lambda unit: inbox.first_time(unit.connection, key, now))


def _installation(found: Any, now: datetime) -> tuple[SlackWorkspace, Tokens]:
    across = bool(found.get("is_enterprise_install"))
    enterprise = str((found.get("enterprise") or {}).get("id") or "")
    team = "" if across else str((found.get("team") or {}).get("id") or "")
    row = SlackWorkspace(
        tenant=enterprise if across else team,
        enterprise_id=enterprise,
        team_id=team,
        is_enterprise_install=across,
        bot_user=str(found.get("bot_user_id") or ""),
        scopes=str(found.get("scope") or ""),
        sealed="",
        expires_at=ending(found.get("expires_in"), now),
        installed_at=now,
    )
    return row, Tokens(found["access_token"], found.get("refresh_token") or "")


def _done(found: Any) -> web.Response:
    where = found.get("team") or found.get("enterprise") or {}
    name = str(where.get("name") or where.get("id") or "Slack")
    answer = _page(
        _(
            "Kring is installed in {name}. In Slack, invite it into a group's channel "
            "with /invite @Kring, and type /kring start there.",
            name=name,
        )
    )
    answer.del_cookie(COOKIE, path="/slack")
    return answer


def _page(text: str, status: int = 200) -> web.Response:
    if status != 200:
        text = f"{text} {_('Begin again at {page}.', page='/slack/install')}"
    headers = {"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'"}
    page = _PAGE.format(text=escape(text), language=language())
    return web.Response(text=page, status=status, content_type="text/html", headers=headers)
