"""The administrator's settings: from the environment or a file named .env, never logged."""

import ipaddress
import os
import secrets
from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.events import AccountRef
from storage.webrooms import IN_BROWSER

SECRET_BYTES = 32


class Settings(BaseSettings):
    """All settings: environment variables that begin with KRING_, and those of Slack and Teams."""

    model_config = SettingsConfigDict(env_prefix="KRING_", env_file=".env", extra="ignore")

    data: Path = Field(
        default=Path("data"), description="Folder for the database and the link secret."
    )
    database_url: str = Field(
        default="",
        description="sqlite:///path or postgresql://…; empty: kring.sqlite in the data folder.",
    )
    host: str = Field(
        default="127.0.0.1", description="Address to listen on; the local chat: loopback."
    )
    port: int = Field(
        default=8484, ge=0, le=65535, description="Port to listen on; 0: any free one."
    )
    secret_key: SecretStr = Field(
        default=SecretStr(""),
        description="Signs links and encrypts Slack's tokens; empty: made once and kept in the "
        "data folder.",
    )
    may_start: str = Field(
        default="",
        description="Who may start a network: 'web:local:vera', with commas between, or '*'.",
    )
    admins: str = Field(
        default="",
        pattern=r"^\s*([^\s,:*]+:[^\s,:*]+:[^\s,*]+\s*(,\s*|$))*$",
        description="Who may open the administrators' page: 'slack:T012AB:U345CD', with commas "
        "between; 'admin', in a private chat, tells an account's name.",
    )
    keys: Path | None = Field(
        default=None,
        description="Folder for the keys of open evaluations, never in a backup; "
        "empty: keys in the data folder.",
    )
    url: str = Field(
        default="",
        pattern=r"^(https?://[^\s/]+)?$",
        description="Kring's own address as people's browsers reach it: for links in chats.",
    )
    browser: bool = Field(
        default=False,
        description="Let people without Slack or Teams come in by a browser, with a personal "
        "link; needs KRING_URL with https.",
    )
    slack_bot_token: SecretStr = Field(
        default=SecretStr(""),
        validation_alias="SLACK_BOT_TOKEN",
        description="Bot token of the Slack app, 'xoxb-…': switches Slack on.",
    )
    slack_signing_secret: SecretStr = Field(
        default=SecretStr(""),
        validation_alias="SLACK_SIGNING_SECRET",
        description="Signing secret of the Slack app: proves that requests come from Slack.",
    )
    slack_app_token: SecretStr = Field(
        default=SecretStr(""),
        validation_alias="SLACK_APP_TOKEN",
        description="App-level token, 'xapp-…': Socket Mode, without a public address.",
    )
    slack_client_id: str = Field(
        default="",
        validation_alias="SLACK_CLIENT_ID",
        description="Client id of the Slack app: lets many workspaces install Kring themselves.",
    )
    slack_client_secret: SecretStr = Field(
        default=SecretStr(""),
        validation_alias="SLACK_CLIENT_SECRET",
        description="Client secret of the Slack app, with SLACK_CLIENT_ID.",
    )
    slack_allowed_teams: str = Field(
        default="",
        validation_alias="SLACK_ALLOWED_TEAMS",
        description="Workspaces (T…) and enterprises (E…) that may install Kring, with commas "
        "between; empty: all.",
    )
    slack_api_url: str = Field(
        default="",
        validation_alias="SLACK_API_URL",
        description="Another address of Slack's Web API, for a proxy; ends with '/'.",
    )
    teams_app_id: str = Field(
        default="",
        validation_alias="TEAMS_APP_ID",
        description="Application id of the bot at Microsoft: switches Teams on.",
    )
    teams_app_password: SecretStr = Field(
        default=SecretStr(""),
        validation_alias="TEAMS_APP_PASSWORD",
        description="Client secret of that application; none for a managed identity.",
    )
    teams_app_type: str = Field(
        default="single",
        pattern="^(single|multi|managed)$",
        validation_alias="TEAMS_APP_TYPE",
        description="How the bot is registered: single, multi or managed.",
    )
    teams_app_tenant: str = Field(
        default="",
        validation_alias="TEAMS_APP_TENANT",
        description="Tenant of a bot that is not registered for several.",
    )
    teams_tenants: str = Field(
        default="",
        validation_alias="TEAMS_TENANTS",
        description="Tenants let in, with commas between; empty: the bot's own, or all.",
    )
    teams_private_in_rooms: bool = Field(
        default=False,
        validation_alias="TEAMS_PRIVATE_IN_ROOMS",
        description="Answer one person in the room itself, where the tenant has such messages.",
    )
    teams_without_tokens: bool = Field(
        default=False,
        validation_alias="TEAMS_WITHOUT_TOKENS",
        description="Take requests that nobody proved: for trying out, on loopback only.",
    )
    metrics: str = Field(
        default="",
        pattern=r"^([^\s:]+|\[[0-9a-fA-F:]+\]):[0-9]{1,5}$|^$",
        description="Another address for /metrics, 'host:port'; empty: for this machine only.",
    )
    metrics_token: SecretStr = Field(
        default=SecretStr(""),
        description="Whoever asks for /metrics shows this token; empty: none is asked.",
    )
    log_format: str = Field(default="text", pattern="^(text|json)$", description="text or json.")

    @property
    def database(self) -> str:
        """Return the address of the database."""
        return self.database_url or f"sqlite:///{self.data / 'kring.sqlite'}"

    @property
    def keys_folder(self) -> Path:
        """Return the folder of the private keys of open evaluations."""
        return self.keys or self.data / "keys"

    @property
    def starters(self) -> set[str]:
        """Return who may start a network, as 'platform:tenant:user', or '*'."""
        return {one.strip() for one in self.may_start.split(",") if one.strip()}

    @property
    def on_slack(self) -> bool:
        """Say whether Kring works in Slack; then it serves no local chat."""
        return bool(self.slack_bot_token.get_secret_value() or self.slack_client_id)

    @property
    def on_teams(self) -> bool:
        """Say whether Kring works in Teams; then it serves no local chat."""
        return bool(self.teams_app_id) or self.teams_without_tokens

    @property
    def browser_fault(self) -> str:
        """Say what the chat in a browser lacks, '' when nothing, or when it is not wanted."""
        if not self.browser:
            return ""
        if not (self.on_slack or self.on_teams):
            return "KRING_BROWSER is for networks in Slack or Teams: set up one of them as well."
        if not self.url.startswith("https://"):
            return "KRING_BROWSER lets people in over https only: set KRING_URL to that address."
        return ""

    @property
    def together(self) -> bool:
        """Say whether several servers may work on the database: a chat of its own has only one."""
        on_postgresql = self.database.startswith("postgres")
        return on_postgresql and (self.on_slack or self.on_teams) and not self.browser

    @property
    def tenants(self) -> frozenset[str]:
        """Return the tenants of Teams that the administrator names."""
        return _several(self.teams_tenants)

    @property
    def slack_allowed(self) -> frozenset[str]:
        """Return the workspaces and enterprises that may install Kring; empty for all."""
        # What is set and names nobody, such as a lone comma, is a mistake and not 'all'.
        named = self.slack_allowed_teams
        return _several(named) or (frozenset({named}) if named else frozenset())

    @property
    def metrics_at(self) -> tuple[str, int] | None:
        """Return the address of their own that numbers are served at, None for none."""
        host, _colon, port = self.metrics.rpartition(":")
        return (host.strip("[]"), int(port)) if host else None

    @property
    def on_loopback(self) -> bool:
        """Say whether only this machine can reach the server."""
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return self.host == "localhost"

    @classmethod
    def variable(cls, name: str) -> str:
        """Return the environment variable of a setting."""
        alias = cls.model_fields[name].validation_alias if name in cls.model_fields else name
        return alias if isinstance(alias, str) else f"KRING_{name.upper()}"

    def may(self, account: AccountRef) -> bool:
        """Say whether the administrator lets this account start a network.

        Everybody is everybody of a chat: who came in by somebody's link is named by name.
        """
        everybody = set() if (account.platform, account.tenant) == IN_BROWSER else {"*"}
        return bool(self.starters & {*everybody, account.name})

    @property
    def administrators(self) -> frozenset[str]:
        """The accounts that may open the administrators' page."""
        return _several(self.admins)

    def administers(self, account: AccountRef) -> bool:
        """Say whether this account is an administrator's."""
        return account.name in self.administrators

    def secret(self) -> str:
        """Return the secret that signs links, made at first use when none was given."""
        if given := self.secret_key.get_secret_value():
            return given
        path = self.data / "secret"
        if not path.exists():
            self.data.mkdir(parents=True, exist_ok=True)
            _keep(path, secrets.token_urlsafe(SECRET_BYTES))
        return path.read_text().strip()


def _several(written: str) -> frozenset[str]:
    return frozenset(one.strip() for one in written.split(",") if one.strip())


def _keep(path: Path, secret: str) -> None:
    # Only its owner may read the file, from its first moment on.
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(secret)
