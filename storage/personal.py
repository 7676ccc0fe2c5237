"""Everything in the database that is about somebody: one list, from which all else follows.

A new table adds a line to `KEPT`, or to storage/impersonal.py with the reason. What is kept about
a person, their export and their erasure are read from here, and a test walks all columns.
"""

from typing import Any

from storage.checkins import CallNote, CheckIn
from storage.commitments import Commitment, CommitmentChange, CommitmentOwner
from storage.delivery import Delivery
from storage.files import StoredFile
from storage.history import Change
from storage.joining import JoinCode, JoinRequest
from storage.kept import (
    Kept,
    by,
    changed,
    draft,
    owner_key,
    settled,
    swapped,
    taken_on,
    to_person,
    user_here,
    written_here,
)
from storage.kept_accounts import OF_ACCOUNTS
from storage.kept_answers import OF_ANSWERS
from storage.mailbox import Part
from storage.meetings import Attendance
from storage.networks import Membership
from storage.people import Account, Person
from storage.polls import Poll, PollVote
from storage.preparers import PoolChoice, PreparerTurn, TurnSwap, Unsuited
from storage.questions import HasRead, Question, Upvote
from storage.reminders import Reminder, ReminderPerson
from storage.takeaways import MeetingYield, SchoolNote, YieldWriter
from storage.webchat import WebMessage, WebSeen
from storage.webrooms import WebMember, WebRoom

_STATES = ("state",)
_PLEDGE = ("text", "trigger", "because", "organisation")
_PLEDGED = ("text", "trigger", "because", "until", "visible", "state", "made_at", "ended_at")
_POLL: dict[str, Any] = {"texts": ("question", "options"), "codes": ("state", "rule")}
_REMIND: dict[str, Any] = {"texts": ("text", "said"), "codes": ("rule", "state")}
_GONE: dict[str, Any] = {"organisation_id": None, "role": "participant", "less": "all"}
_SENT = ("platform", "tenant", "room", "user", "lane", "external_ref")
_CARRIED = ("to_kind", "language", "why", "state", "owner", "last_error", "refs")

KEPT: tuple[Kept, ...] = (
    # In this order they are erased: what refers to another comes before it.
    Kept(JoinCode, "", by("person_id"), ("person_id",), "delete", codes=("key",)),
    Kept(
        JoinRequest,
        "",
        by("person_id"),
        ("person_id",),
        "delete",
        codes=("platform", "tenant", "room_ref"),
    ),
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
        written_here,
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
    *OF_ANSWERS,
    Kept(
        Change,
        "changes",
        changed,
        ("person_id", "about_id"),
        "nobody",
        ("at", "what"),
        codes=("what", "facts"),
    ),
    Kept(ReminderPerson, "", by("person_id"), ("person_id",), "delete"),
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
    Kept(CommitmentOwner, "", by("person_id"), ("person_id",), "delete", codes=_STATES),
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
    *OF_ACCOUNTS,
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

UNSHOWN = frozenset({"roll"})
"""Kinds that no card counts: a chat keeps its cards, and would keep who took part. They are taken
along all the same."""

KINDS: tuple[str, ...] = tuple(dict.fromkeys(one.kind for one in reversed(KEPT) if one.kind))
"""Every kind there is, in the order in which people read of them."""
