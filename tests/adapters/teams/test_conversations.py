"""A group in Teams, from its first command on: everything over HTTP with signed tokens."""

import pytest

from storage import networks
from tests.adapters.teams.house import House
from tests.peers.teams import Persona

pytestmark = pytest.mark.slow


async def started(house: House, **more: str) -> tuple[Persona, Persona]:
    """Let Vera bring Kring in and start a network with Anna, and say that it is ready."""
    vera, anna = house.somebody("Vera", **more), house.somebody("Anna", **more)
    await house.after(vera.adds_kring(house.room))
    await house.after(vera.says("start", house.room))
    dutch = more.get("locale") == "nl-NL"
    await vera.presses("Formulier openen" if dutch else "Open the form")
    name = "Naam van het netwerk" if dutch else "Name of the network"
    await house.after(vera.fills({name: "Reading together"}))
    vera.dialog = None
    await house.after(vera.says("plan", house.room))
    await house.after(vera.presses("Klaar" if dutch else "Ready"))
    vera.dialog = None
    return vera, anna


async def present(house: House) -> set[int]:
    return await house.core.database.read(lambda unit: networks.present(unit.connection, 1))


async def test_a_network_begins_in_a_channel(house: House) -> None:
    vera, _anna = await started(house)
    assert "Reading together" in vera.reads()
    assert len(await present(house)) == 2
    assert "Meet Kring" in vera.reads(house.room)
