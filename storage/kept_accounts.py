"""What is declared of accounts on platforms, beside the account itself."""

from storage.kept import Kept, user_on
from storage.teamsplaces import TeamsAccount, TeamsPlace

IN_TEAMS: tuple[Kept, ...] = (
    Kept(
        TeamsAccount,
        "account",
        user_on("teams", "user_ref"),
        ("user_ref",),
        "delete",
        codes=("tenant", "account"),
    ),
    Kept(
        TeamsPlace,
        "account",
        user_on("teams", "user_ref"),
        ("user_ref",),
        "delete",
        codes=("tenant", "conversation", "kind", "service_url", "team"),
    ),
    Kept(
        TeamsPlace,
        "",
        user_on("teams", "added_by"),
        ("added_by",),
        "blank",
        blank={"added_by": ""},
    ),
)
