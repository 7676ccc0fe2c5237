"""Everything in the database that is about somebody: one list, from which all else follows.

A new table adds a line to `KEPT`, or to `IMPERSONAL` with the reason. What is kept about a person,
their export and their erasure are read from here, and a test walks all columns.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, FromClause, Table, func, null, select
from sqlmodel import SQLModel

from storage.checkins import CallNote, CheckIn
from storage.commitments import Commitment, CommitmentChange, CommitmentOwner
from storage.files import StoredFile
from storage.mailbox import Part
from storage.meetings import Attendance
from storage.networks import Membership
from storage.outbox import Delivery
from storage.people import Account, Person
from storage.personal_rows import (
    Whose,
    by,
    draft,
    owner_key,
    settled,
    swapped,
    taken_on,
    to_person,
    user_here,
    whispered,
)
from storage.polls import Poll, PollVote
from storage.preparers import PoolChoice, PreparerTurn, TurnSwap, Unsuited
from storage.questions import HasRead, Question, Upvote
from storage.reminders import Reminder, ReminderPerson
from storage.tables import table
from storage.takeaways import MeetingYield, SchoolNote, YieldWriter
from storage.webchat import WebMessage, WebSeen
from storage.webrooms import WebMember, WebRoom

Way = Literal["delete", "blank", "nobody", "step"]
"""What erasure does: delete the rows, blank `blank`, leave them to nobody, or a step of its own.

What is left to nobody still holds the number of a person of whom nothing else is known.
"""


@dataclass(frozen=True)
class Kept:
    """One table with something of people: whose rows, under which kind they are told of.

    `refers` are the columns that name a person, `texts` those that hold what somebody wrote or is
    called, `codes` other columns of text. `export` are the columns that a person takes along.
    """

    model: type[SQLModel]
    kind: str
    whose: Whose
    refers: tuple[str, ...]
    way: Way
    export: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    blank: dict[str, Any] = field(default_factory=dict)

    @property
    def table(self) -> Table:
        """The Core table."""
        return table(self.model)


_STATES = ("state",)
_PLEDGE = ("text", "trigger", "because", "organisation")
_PLEDGED = ("text", "trigger", "because", "until", "visible", "state", "made_at", "ended_at")
_POLL: dict[str, Any] = {"texts": ("question", "options"), "codes": ("state", "rule")}
_REMIND: dict[str, Any] = {"texts": ("text", "said"), "codes": ("rule", "state")}
_GONE: dict[str, Any] = {"organisation_id": None, "role": "participant", "less": "all"}
_SENT = ("platform", "tenant", "room", "user", "lane", "external_ref")
_CARRIED = ("key", "to_kind", "language", "why", "state", "owner", "last_error", "refs")

KEPT: tuple[Kept, ...] = (
    # In this order they are erased: what refers to another comes before it.
    Kept(WebSeen, "chat", user_here("user_ref"), ("user_ref",), "delete", codes=("room",)),
    Kept(WebMember, "chat", user_here("user_ref"), ("user_ref",), "delete", codes=("room_ref",)),
    Kept(
        WebRoom,
        "chat",
        user_here("owner"),
        ("owner",),
        "blank",
        texts=("name", "about"),
        codes=("room_ref",),
        blank={"owner": ""},
    ),
    Kept(
        WebMessage,
        "chat",
        whispered,
        ("user_ref", "author", "only_for"),
        "step",
        ("at", "text"),
        texts=("text", "card"),
        codes=("room", "refs", "language"),
    ),
    Kept(
        Delivery,
        "messages",
        to_person,
        ("to_id", "user", "lane"),
        "step",
        ("due_at", "state"),
        texts=("user", "lane"),
        codes=(*_SENT, *_CARRIED),
    ),
    Kept(
        Part,
        "messages",
        to_person,
        ("to_id",),
        "delete",
        ("wish", "state"),
        codes=("key", "to_kind", "kind", "args", "why", "state"),
    ),
    Kept(CallNote, "calls", owner_key, ("owner",), "delete", texts=("note",), codes=("owner",)),
    Kept(
        CheckIn,
        "checkins",
        by("person_id"),
        ("person_id", "owner"),
        "delete",
        ("turn", "text", "visible"),
        texts=("text",),
        codes=("turn", "owner", "visible"),
    ),
    Kept(
        SchoolNote,
        "takeaways",
        by("person_id"),
        ("person_id",),
        "delete",
        ("tell", "ask"),
        texts=("tell", "ask"),
    ),
    Kept(YieldWriter, "yields", by("person_id"), ("person_id",), "delete"),
    Kept(
        MeetingYield,
        "yields",
        by("written_by"),
        ("written_by",),
        "nobody",
        ("written_at",),
        texts=("lines",),
    ),
    Kept(Upvote, "questions", by("person_id"), ("person_id",), "delete"),
    Kept(HasRead, "reading", by("person_id"), ("person_id",), "delete"),
    Kept(
        Question,
        "questions",
        by("person_id"),
        ("person_id",),
        "step",
        ("asked_at", "text", "named", "answered"),
        texts=("text",),
    ),
    Kept(PollVote, "polls", by("person_id"), ("person_id",), "delete", ("option",)),
    Kept(
        Poll,
        "polls",
        by("person_id"),
        ("person_id",),
        "step",
        ("opens", "question", "options"),
        **_POLL,
    ),
    Kept(ReminderPerson, "reminders", by("person_id"), ("person_id",), "delete"),
    Kept(
        Reminder,
        "reminders",
        settled(Reminder, by("person_id")),
        ("person_id",),
        "step",
        ("made_at", "text", "to_room", "rule", "first", "state"),
        **_REMIND,
    ),
    Kept(
        Reminder,
        "drafts",
        draft(Reminder, by("person_id")),
        ("person_id",),
        "step",
        ("made_at", "text", "first"),
        **_REMIND,
    ),
    Kept(
        CommitmentChange,
        "commitments",
        by("person_id"),
        ("person_id",),
        "delete",
        ("at", "what", "after"),
        texts=("before", "after"),
        codes=("what",),
    ),
    Kept(
        Commitment,
        "commitments",
        settled(Commitment, taken_on),
        ("maker_id", "buddy_id"),
        "step",
        _PLEDGED,
        texts=_PLEDGE,
        codes=("visible", "link", "state"),
    ),
    Kept(
        Commitment,
        "drafts",
        draft(Commitment, by("maker_id")),
        ("maker_id", "buddy_id"),
        "step",
        _PLEDGED[:5],
        texts=_PLEDGE,
        codes=("visible", "link", "state"),
    ),
    Kept(CommitmentOwner, "owned", by("person_id"), ("person_id",), "delete", codes=_STATES),
    Kept(
        Attendance,
        "attendance",
        by("person_id"),
        ("person_id",),
        "delete",
        ("answer", "night", "diet"),
        texts=("diet",),
        codes=("answer",),
    ),
    Kept(Unsuited, "turns", by("person_id"), ("person_id",), "delete"),
    Kept(PoolChoice, "turns", by("person_id"), ("person_id",), "delete", ("inside",)),
    Kept(
        PreparerTurn,
        "turns",
        by("person_id"),
        ("person_id",),
        "nobody",
        ("asked_at", "state"),
        codes=("state", "how"),
    ),
    Kept(
        TurnSwap,
        "swaps",
        swapped,
        ("person_id", "other_id"),
        "delete",
        ("expires_at", "state"),
        codes=_STATES,
    ),
    Kept(
        StoredFile,
        "files",
        by("uploaded_by"),
        ("uploaded_by",),
        "step",
        ("at", "name", "size"),
        texts=("name", "data"),
        codes=("mime",),
    ),
    Kept(
        Membership,
        "membership",
        by("person_id"),
        ("person_id",),
        "blank",
        ("role", "less", "joined_at", "left_at"),
        codes=("role", "less"),
        blank=_GONE,
    ),
    Kept(
        Account,
        "account",
        by("person_id"),
        ("person_id",),
        "delete",
        ("platform", "tenant", "user_ref"),
        texts=("user_ref",),
        codes=("platform", "tenant"),
    ),
    Kept(
        Person,
        "account",
        by("id"),
        ("id",),
        "step",
        ("name", "language", "zone"),
        texts=("name",),
        codes=("language", "zone"),
    ),
)

IMPERSONAL: dict[str, str] = {
    "holidayperiod": "days of a network",
    "item": "what a network gives to read",
    "linesetting": "times of a network",
    "meeting": "a meeting of a network",
    "moment": "when something falls due, by numbers",
    "network": "the network itself",
    "organisation": "a school, forgotten when nobody in a network comes from it",
    "parallelsession": "a part of a meeting",
    "preparing": "a number of a network",
    "room": "a room of a network",
    "scrubwish": "names of tables",
    "seen": "hashed keys of events",
    "showncard": "which message shows which card, by numbers",
    "speaker": "a guest, who has no account; facilitators take them out",
}

KINDS: tuple[str, ...] = tuple(dict.fromkeys(one.kind for one in reversed(KEPT)))
"""Every kind there is, in the order in which people read of them."""

_PARENTS = ("network", "meeting", "speaker", "item", "question", "poll", "commitment", "reminder")


@dataclass(frozen=True)
class Mine:
    """One row of a person: `network` and `begins` (the meeting's, wall-clock) where it has them."""

    kind: str
    table: str
    network: int | None
    begins: datetime | None
    values: dict[str, Any]


def rows(connection: Connection, person: int) -> Iterator[Mine]:
    """Give all that a person can take along, kind by kind, never what another wrote."""
    for kept in sorted(KEPT, key=lambda one: KINDS.index(one.kind)):
        if kept.export:
            yield from _of(connection, kept, person)


def counts(connection: Connection, person: int) -> dict[str, int]:
    """Return how many rows there are about a person by kind, 0 for none."""
    found = dict.fromkeys(KINDS, 0)
    for kept in KEPT:
        chosen = select(func.count()).select_from(kept.table).where(kept.whose(kept.table, person))
        found[kept.kind] += int(connection.execute(chosen).scalar_one())
    return found


def _of(connection: Connection, kept: Kept, person: int) -> Iterator[Mine]:
    source, columns = _placed(kept.table)
    wanted = [kept.table.c[name] for name in kept.export]
    own: ColumnElement[bool] = kept.whose(kept.table, person)
    keys = list(kept.table.primary_key)
    chosen = select(*columns, *wanted).select_from(source).where(own).order_by(*keys)
    for network, begins, *values in connection.execute(chosen):
        given = dict(zip(kept.export, values, strict=True))
        yield Mine(kept.kind, kept.table.name, network, begins, given)


def _placed(rows: Table) -> tuple[FromClause, list[ColumnElement[Any]]]:
    """Join a table with what it belongs to, up to its network; give network and beginning."""
    source: FromClause = rows
    at, begins = rows, None
    while "network_id" not in at.c:
        name = next((one for one in _PARENTS if f"{one}_id" in at.c), "")
        if not name:
            return source, [null().label("network"), null().label("begins")]
        parent = SQLModel.metadata.tables[name]
        source = source.join(parent, at.c[f"{name}_id"] == parent.c.id)
        at, begins = parent, parent.c.begins if name == "meeting" else begins
    return source, [at.c.network_id, begins if begins is not None else null().label("begins")]
