"""From the settings to what the Slack adapter needs to know."""

from adapters.settings import Settings
from adapters.slack.start import Keys
from adapters.slack.workspaces import Client


def slack_keys(settings: Settings) -> Keys:
    """Return what the administrator gave for Slack."""
    client = Client(
        settings.slack_client_id,
        settings.slack_client_secret.get_secret_value(),
        settings.slack_allowed,
    )
    return Keys(
        settings.slack_bot_token.get_secret_value(),
        settings.slack_signing_secret.get_secret_value(),
        settings.slack_app_token.get_secret_value(),
        settings.slack_api_url,
        client if client.id or client.secret else None,
    )
