"""The button after which messages go out, the same wherever it is offered."""

from bot.cards import Button
from bot.texts import _


def ready_button(network: int) -> Button:
    """Make the button with which a facilitator lets messages go out; it asks once more."""
    return Button(
        _("Ready"),
        "networks.ready",
        (network,),
        main=True,
        confirm=_("From now on messages go out, and I introduce myself to the group."),
    )
