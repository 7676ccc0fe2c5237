"""What became of a call to Teams: certainly not sent, never to be sent, or not known."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import aiohttp

from adapters.payload import Malformed
from adapters.teams.connector import NoService, Refused, Unreadable
from adapters.teams.tokens import NoToken
from bot.errors import DeliveryError, Outcome
from bot.messenger import Target
from bot.troubles import Trouble, named

# Refused before anything was done: too fast, a conversation that is being written, our token.
CERTAINLY_NOT = {401, 408, 412, 429}
STATUSES: dict[int, Trouble] = {403: "not_installed", 404: "outside"}
WITHOUT_WORD = timedelta(seconds=10)
TROUBLES: dict[str, Trouble] = {
    "BotNotInConversationRoster": "outside",
    "ConversationNotFound": "outside",
    "NotEnoughPermissions": "no_right",
    "ConversationBlockedByUser": "blocked",
    "BotDisabledByAdmin": "switched_off",
    "ForbiddenOperationException": "not_installed",
    "UserNotFound": "unreachable",
    "MessageWritesBlocked": "blocked",
}


@contextmanager
def told(target: Target, *, before: bool = False) -> Iterator[None]:
    """Turn what a call raises into a DeliveryError; what is not known escapes as it is.

    `before`: nothing is posted by these calls, so that whatever goes wrong, the message was
    certainly not sent.
    """
    unknown: Outcome = "not_sent" if before else "unknown"
    try:
        yield
    except NoToken as error:
        raise DeliveryError(f"no token: {error}", "not_sent", WITHOUT_WORD) from error
    except NoService as error:
        raise DeliveryError(named("not_installed", "never heard"), "permanent") from error
    except aiohttp.ClientConnectorError as error:
        raise DeliveryError("no connection", "not_sent") from error
    except Refused as error:
        raise _outcome(error, target, unknown) from error
    except (aiohttp.ClientError, TimeoutError, Unreadable, Malformed) as error:
        raise DeliveryError(type(error).__name__, unknown) from error


def _outcome(error: Refused, target: Target, unknown: Outcome) -> DeliveryError:
    said = str(error)
    if error.status in CERTAINLY_NOT:
        return DeliveryError(said, "not_sent", error.retry_after or WITHOUT_WORD)
    if error.status >= 500 or error.status < 400:
        pause = error.retry_after or timedelta(0)
        return DeliveryError(said, unknown, pause)
    return DeliveryError(named(_trouble(error, target), said), "permanent")


def _trouble(error: Refused, target: Target) -> Trouble:
    found = TROUBLES.get(error.code) or STATUSES.get(error.status, "refused")
    # A private chat that cannot be got into is about the person, whom nobody can invite.
    return "unreachable" if target.user and found == "outside" else found
