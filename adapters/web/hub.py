"""Tells every open page that something changed; the page then asks for what it has not seen."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager


class Hub:
    """Pages listen, whoever changes the chat tells. Many changes at once are told once."""

    def __init__(self) -> None:
        self._ears: set[asyncio.Event] = set()

    def tell(self) -> None:
        """Wake every listener; call it on the event loop, after the change is kept."""
        for ear in self._ears:
            ear.set()

    @contextmanager
    def listening(self) -> Iterator[asyncio.Event]:
        """Give an event that is set at each change; the listener clears it."""
        ear = asyncio.Event()
        self._ears.add(ear)
        try:
            yield ear
        finally:
            self._ears.discard(ear)
