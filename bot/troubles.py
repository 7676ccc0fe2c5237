"""Why a platform refused a message for good, and what a facilitator can do about it."""

from typing import Literal, get_args

from bot.texts import _

Trouble = Literal[
    "outside",
    "archived",
    "closed_room",
    "unreachable",
    "blocked",
    "not_installed",
    "switched_off",
    "no_right",
    "refused",
]


def named(trouble: Trouble, detail: str) -> str:
    """Write a trouble down with the platform's own word for it, as a delivery keeps it."""
    return f"{trouble}: {detail}"


def advice(error: str) -> str:
    """Say to a facilitator what to do about a written error; '' where nobody knows."""
    trouble = error.partition(":")[0]
    return _sentences().get(trouble, "") if trouble in get_args(Trouble) else ""


def _sentences() -> dict[str, str]:
    return {
        "outside": _(
            "I cannot get into the room any more. Invite me there, and then send it again."
        ),
        "archived": _(
            "The room is archived. Open it again or join another one to the network, "
            "and then send it again."
        ),
        "closed_room": _(
            "I may read along in the room but not post there. Ask whoever manages the room to "
            "let me, and then send it again."
        ),
        "unreachable": _(
            "I cannot reach this person privately any more: perhaps their account is closed. "
            "Tell them yourself, or take them out of the network."
        ),
        "blocked": _(
            "This person has blocked me, which is their choice. Tell them yourself what they "
            "need to know."
        ),
        "switched_off": _(
            "An administrator has switched me off there. Ask them to allow me again, and then "
            "send it again."
        ),
        "not_installed": _(
            "I am not allowed into the workspace any more. Ask its administrator to install me "
            "anew, and then send it again."
        ),
        "no_right": _(
            "I lack a permission there. Ask the administrator to install me anew with all the "
            "permissions, and then send it again."
        ),
        "refused": _(
            "The platform did not take the message. Tell the administrator: the log says why."
        ),
    }
