"""What became of a call to Slack: certainly not sent, never to be sent, or not known."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import aiohttp
from slack_sdk.errors import SlackApiError

from adapters.slack.clients import NotInstalled
from bot.errors import DeliveryError, Outcome
from bot.messenger import Target
from bot.troubles import Trouble, named

TOO_MANY = 429
# With these Slack says itself that something may have been done before it failed.
UNCERTAIN = {"fatal_error", "internal_error"}
# Slack's own trouble, or a token about to be renewed: it goes well some time.
PASSING = {
    "ratelimited", "rate_limited", "message_limit_exceeded", "service_unavailable",
    "request_timeout", "team_added_to_org", "accesslimited", "token_expired",
}  # fmt: skip
TROUBLES: dict[str, Trouble] = {
    "not_in_channel": "outside", "channel_not_found": "outside",
    "is_archived": "archived",
    "restricted_action": "closed_room", "restricted_action_read_only_channel": "closed_room",
    "restricted_action_thread_only_channel": "closed_room",
    "restricted_action_non_threadable_channel": "closed_room",
    "user_not_found": "unreachable", "users_not_found": "unreachable",
    "user_disabled": "unreachable", "user_not_visible": "unreachable",
    "cannot_dm_bot": "unreachable", "messages_tab_disabled": "unreachable",
    "account_inactive": "not_installed", "invalid_auth": "not_installed",
    "not_authed": "not_installed", "token_revoked": "not_installed",
    "not_installed": "not_installed", "org_login_required": "not_installed",
    "missing_scope": "no_right", "no_permission": "no_right", "not_allowed_token_type": "no_right",
    "access_denied": "no_right", "ekm_access_denied": "no_right",
}  # fmt: skip
WITHOUT_WORD = timedelta(seconds=10)


@contextmanager
def told(target: Target, *, wide: bool = False, before: bool = False) -> Iterator[None]:
    """Turn what slack_sdk raises into a DeliveryError; what is not known escapes as it is.

    `wide`: Slack counts these calls for the whole workspace. `before`: nothing is posted by
    them, so that whatever goes wrong, the message was certainly not sent.
    """
    try:
        yield
    except NotInstalled as error:
        raise DeliveryError(named("not_installed", "no token"), "permanent") from error
    except aiohttp.ClientConnectorError as error:
        raise DeliveryError("no connection", "not_sent") from error
    except SlackApiError as error:
        raise _outcome(error, target, wide=wide, before=before) from error
    except (aiohttp.ClientError, TimeoutError) as error:
        outcome: Outcome = "not_sent" if before else "unknown"
        raise DeliveryError(type(error).__name__, outcome) from error


def error_of(error: SlackApiError) -> str:
    """Return Slack's word for what went wrong, '' where the answer has none."""
    data = getattr(error.response, "data", None)
    found = data.get("error", "") if isinstance(data, dict) and data.get("ok") is False else ""
    return str(found)


def _outcome(error: SlackApiError, target: Target, *, wide: bool, before: bool) -> DeliveryError:
    status, word = _status(error), error_of(error)
    if status == TOO_MANY:
        return DeliveryError(word or "429", "not_sent", _retry_after(error), wide=wide)
    if status >= 500 or not word or word in UNCERTAIN:
        return DeliveryError(f"{status} {word}".rstrip(), "not_sent" if before else "unknown")
    if word in PASSING:
        return DeliveryError(word, "not_sent")
    return DeliveryError(named(_trouble(word, target), word), "permanent")


def _trouble(word: str, target: Target) -> Trouble:
    found = TROUBLES.get(word, "refused")
    # A private chat that cannot be got into is about the person, whom nobody can invite.
    return "unreachable" if target.user and found in {"outside", "archived"} else found


def _status(error: SlackApiError) -> int:
    # slack_sdk puts its own response there, or aiohttp's where the answer was no JSON.
    response = error.response
    return int(getattr(response, "status_code", 0) or getattr(response, "status", 0))


def _retry_after(error: SlackApiError) -> timedelta:
    said = getattr(error.response, "headers", {}).get("Retry-After", "")
    return timedelta(seconds=int(said)) if str(said).isdigit() else WITHOUT_WORD
