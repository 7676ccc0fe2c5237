"""What the settings say of Kring's registration at Microsoft."""

from adapters.settings import Settings
from adapters.teams.registration import Credentials, Registration, how


def in_teams(settings: Settings) -> Registration:
    """Return the registration that the administrator gave."""
    who = Credentials(
        settings.teams_app_id,
        settings.teams_app_password.get_secret_value(),
        settings.teams_app_tenant,
        how(settings.teams_app_type),
    )
    return Registration(
        who,
        settings.tenants,
        unproven=settings.teams_without_tokens,
        targeted=settings.teams_private_in_rooms,
    )
