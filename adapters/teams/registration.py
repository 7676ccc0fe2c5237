"""Who Kring is at Microsoft, and whom it lets in."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

How = Literal["single", "multi", "managed"]


@dataclass(frozen=True)
class Credentials:
    """Who Kring is at Microsoft; all empty for a server that tries things out on one machine.

    `how` is the kind of registration: in one tenant (`tenant`), in many, or a managed identity,
    which is of one tenant too and has no password.
    """

    app_id: str = ""
    password: str = field(default="", repr=False)
    tenant: str = ""
    how: How = "single"

    def fault(self) -> str:
        """Say what is missing, '' when nothing is."""
        if not self.app_id:
            return "Teams has no credentials: set TEAMS_APP_ID."
        if self.how != "managed" and not self.password:
            return "Teams has no credentials: set TEAMS_APP_PASSWORD."
        if self.how != "multi" and not self.tenant:
            return "A bot of one tenant has to know which: set TEAMS_APP_TENANT."
        return ""

    def fetch(self) -> Callable[[], str]:
        """Return what fetches a token; it blocks, and keeps one until it is almost over."""
        made: list[Any] = []

        def get() -> str:
            # Made at the first call: MSAL asks Microsoft about the tenant when it is made.
            if not made:
                made.append(self._made())
            return str(made[0].get_access_token())

        return get

    def _made(self) -> Any:
        from botframework.connector import auth  # takes most of a second to load

        if self.how == "managed":
            return auth.ManagedIdentityAppCredentials(self.app_id)
        tenant = self.tenant if self.how == "single" else None
        return auth.MicrosoftAppCredentials(self.app_id, self.password, channel_auth_tenant=tenant)


@dataclass(frozen=True)
class Registration:
    """What the administrator gave.

    `tenants` are those let in, none for all that have the app; a bot of one tenant lets in that
    one. `unproven` takes requests without a token: for trying out, on one machine only.
    `targeted` answers one person in the room itself. `keys_url` is where Microsoft tells its
    keys, '' for where it always does.
    """

    credentials: Credentials
    tenants: frozenset[str] = frozenset()
    unproven: bool = False
    targeted: bool = False
    keys_url: str = ""

    def fault(self, *, on_loopback: bool) -> str:
        """Say what keeps Kring from starting, '' when nothing does."""
        if not self.unproven:
            return self.credentials.fault()
        if not on_loopback:
            return "Without tokens Teams is for this machine only: set KRING_HOST to 127.0.0.1."
        return ""

    @property
    def allowed(self) -> frozenset[str]:
        """Return the tenants let in, none for all."""
        one = self.credentials
        own = {one.tenant} if one.how != "multi" and one.tenant else set()
        return self.tenants or frozenset(own)


def how(word: str) -> How:
    """Return a kind of registration; ValueError for a word that is none."""
    for known in get_args(How):
        if word == known:
            return known  # type: ignore[no-any-return] # one of the words above
    raise ValueError(word)
