"""Everything this slice registers, put together under its feature."""

from bot.features.speakers import (
    adding,
    asking,
    managing,
    open_ends,
    reading_items,
    samples,
    sending,
    showing,
)
from bot.features.speakers.slice import feature

PARTS = (adding, asking, managing, open_ends, reading_items, samples, sending, showing)

__all__ = ["PARTS", "feature"]
