"""What is declared of accounts on platforms, beside the account itself."""

from sqlalchemy import ColumnElement, Table, select

from storage.chosen import Chosen
from storage.kept import Kept, user_on
from storage.people import Account
from storage.tables import table
from storage.teamsplaces import TeamsAccount, TeamsPlace

_account = table(Account)


def _of_account(rows: Table, person: int) -> ColumnElement[bool]:
    return rows.c.account_id.in_(select(_account.c.id).where(_account.c.person_id == person))


OF_ACCOUNTS: tuple[Kept, ...] = (
    Kept(Chosen, "", _of_account, ("account_id",), "delete"),
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
