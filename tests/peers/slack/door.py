"""How what people do reaches the app: signed HTTP requests, or envelopes over Socket Mode."""

import json
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import aiohttp
from slack_sdk.signature import SignatureVerifier

from tests.peers.slack import sparse

if TYPE_CHECKING:
    from tests.peers.slack.server import Slack

PATIENCE = 3  # seconds in which Slack wants an answer
RETRIES = 3


@dataclass(frozen=True)
class Answer:
    """What the app answered; status 0 for none in time."""

    status: int
    payload: dict[str, Any] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        return 200 <= self.status < 300


class Door:
    """Delivers to `url` over HTTP, or over Socket Mode when there is none."""

    def __init__(self, slack: "Slack") -> None:
        self.url = ""
        self.patience = PATIENCE
        self.answers: list[Answer] = []
        self._slack = slack
        self._numbers = count(1)
        self._session: aiohttp.ClientSession | None = None

    async def command(self, form: dict[str, str]) -> Answer:
        form = sparse.told(form) if self._slack.sparse else form
        if not self.url:
            return await self._enveloped("slash_commands", form)
        return await self.post(urlencode(form))

    async def interact(self, payload: dict[str, Any]) -> Answer:
        payload = sparse.told(payload) if self._slack.sparse else payload
        if not self.url:
            return await self._enveloped("interactive", payload)
        return await self.post(urlencode({"payload": json.dumps(payload)}))

    async def event(self, team: str, event: dict[str, Any], *, number: str = "") -> list[Answer]:
        """Deliver an event until it is taken, as Slack does: at once and three times more."""
        now = self._slack.clock()
        payload = {
            "token": "verification", "team_id": team, "api_app_id": self._slack.app_id,
            "event": {"event_ts": f"{now.timestamp():.6f}", **event}, "type": "event_callback",
            "event_id": number or f"Ev{next(self._numbers):08d}",
            "event_time": int(now.timestamp()),
            "authorizations": [
                {"enterprise_id": None, "team_id": team, "is_bot": True,
                 "user_id": self._slack.teams[team].bot.id, "is_enterprise_install": False}
            ],
        }  # fmt: skip
        payload = sparse.told(payload) if self._slack.sparse else payload
        answers: list[Answer] = []
        for attempt in range(1 + RETRIES):
            answers.append(await self._deliver(payload, attempt, answers))
            if answers[-1].ok:
                break
        return answers

    async def _deliver(self, payload: dict[str, Any], attempt: int, before: list[Answer]) -> Answer:
        reason = "http_timeout" if before and not before[-1].status else "http_error"
        if not self.url:
            more = {"retry_attempt": attempt, "retry_reason": reason if attempt else ""}
            return await self._enveloped("events_api", payload, **more)
        headers = {"X-Slack-Retry-Num": str(attempt), "X-Slack-Retry-Reason": reason}
        return await self.post(json.dumps(payload), "application/json", headers if attempt else {})

    async def post(
        self,
        body: str,
        kind: str = "application/x-www-form-urlencoded",
        headers: dict[str, str] | None = None,
    ) -> Answer:
        """Send a signed request; `headers` may replace the signature or the time."""
        signed = {**self.signed(body), "Content-Type": kind, **(headers or {})}
        try:
            async with self._http().post(self.url, data=body.encode(), headers=signed) as answer:
                return self._keep(Answer(answer.status, _payload(await answer.text())))
        except TimeoutError:
            return self._keep(Answer(0))

    def signed(self, body: str) -> dict[str, str]:
        """Return the headers that prove it comes from Slack, now."""
        now = str(int(self._slack.clock().timestamp()))
        verifier = SignatureVerifier(self._slack.signing_secret)
        signature = verifier.generate_signature(timestamp=now, body=body)
        return {"X-Slack-Request-Timestamp": now, "X-Slack-Signature": str(signature)}

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()

    async def _enveloped(self, kind: str, payload: dict[str, Any], **more: Any) -> Answer:
        try:
            answered = await self._slack.socket.deliver(kind, payload, **more)
        except TimeoutError:
            return self._keep(Answer(0))
        return self._keep(Answer(200, answered))

    def _http(self) -> aiohttp.ClientSession:
        if self._session is None:
            limit = aiohttp.ClientTimeout(total=self.patience)
            self._session = aiohttp.ClientSession(timeout=limit)
        return self._session

    def _keep(self, answer: Answer) -> Answer:
        self.answers.append(answer)
        return answer


def _payload(body: str) -> dict[str, Any]:
    if not body.strip():
        return {}
    try:
        found = json.loads(body)
    except ValueError:
        return {"text": body}
    return found if isinstance(found, dict) else {"text": body}
