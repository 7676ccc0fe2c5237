"""What deliveries show: many are drawn at one look."""

from collections.abc import Callable, Mapping, Sequence

from sqlalchemy import Connection

from bot.addresses import viewer_of
from bot.cards import Card, headed, merged
from bot.texts import speaking
from bot.turn import Scene
from storage import networks
from storage.delivery import Parcel
from storage.networks import Place
from storage.places import places_of_all

Setting = Callable[[int, Place | None, int | None], Scene]
"""Makes the scene of a network with this place in it, for who alone sees it or for a room."""


def draw_all(
    connection: Connection,
    deliveries: Sequence[Parcel],
    cards: Mapping[str, Callable[..., Card | None]],
    setting: Setting,
) -> list[Card | None]:
    """Draw each in its language; None when nothing is left to show, as for those who left."""
    people = {viewer for one in deliveries if (viewer := viewer_of(one))}
    theirs = places_of_all(connection, people) if people else {}

    def draw(delivery: Parcel) -> Card | None:
        viewer, network = viewer_of(delivery), delivery.network_id
        if viewer is None:
            here = networks.place(connection, network, 0)
            return _merged(delivery, cards, setting(network, here, None))
        places = theirs.get(viewer, [])
        here = next((place for place in places if place.id == network), None)
        if here is None:
            return None  # who left gets nothing any more
        card = _merged(delivery, cards, setting(network, here, viewer))
        return headed(card, here.name) if card and len(places) > 1 else card

    return [draw(delivery) for delivery in deliveries]


def _merged(
    delivery: Parcel, cards: Mapping[str, Callable[..., Card | None]], scene: Scene
) -> Card | None:
    with speaking(delivery.language):
        drawn = [cards[kind](scene, *args) for kind, args in delivery.refs]
        shown = [card for card in drawn if card is not None]
        return merged(shown) if len(shown) > 1 else next(iter(shown), None)
