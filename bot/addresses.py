"""Where messages go: the rooms and accounts of recipients, and the row of one delivery."""

from collections.abc import Iterable
from typing import Any

from bot.cards import CardRef
from bot.effects import To
from bot.turn import Turn
from storage import networks, people
from storage.delivery import Parcel, delivery_id

Target = tuple[str, str, str, str]
"""Platform, tenant, and there a room or a user; the other of the two is ''."""


def delivery_row(turn: Turn, to: To, refs: list[CardRef], target: Target) -> dict[str, Any]:
    """Return the row of a delivery to one room or account, to be sent at once."""
    delivery, (platform, tenant, room, user) = delivery_id(turn.new_id(), turn.now), target
    language = turn.network.language if to.kind == "room" else turn.view.member(to.id).language
    return {
        "id": delivery,
        "network_id": turn.network.id,
        "to_kind": to.kind,
        "to_id": to.id,
        "platform": platform,
        "tenant": tenant,
        "room": room,
        "user": user,
        "lane": ":".join((platform, tenant, room or f"@{user}")),
        "language": language,
        "refs": [[ref.kind, list(ref.args)] for ref in refs],
        "why": "",
        "urgent": True,
        "due_at": turn.now,
        "window_until": None,
        "expires_at": None,
        "edit_at": turn.now,
    }


def targets_of(turn: Turn, recipients: Iterable[To]) -> dict[To, list[Target]]:
    """Return where each recipient is reached: every room of a network, a person's first account."""
    found: dict[To, list[Target]] = {to: [] for to in recipients}
    people_ = [to.id for to in found if to.kind == "person"]
    accounts = people.first_accounts(turn.connection, people_) if people_ else {}
    for to, targets in found.items():
        if to.kind == "room":
            rooms = networks.rooms(turn.connection, to.id)
            targets += [(platform, tenant, room, "") for _id, platform, tenant, room in rooms]
        elif to.id in accounts:
            platform, tenant, user = accounts[to.id]
            targets.append((platform, tenant, "", user))
    return found


def viewer_of(delivery: Parcel) -> int | None:
    """Return who alone sees a delivery, None for those in a room."""
    return delivery.to_id if delivery.to_kind == "person" else None
