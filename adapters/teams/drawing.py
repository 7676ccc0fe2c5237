"""Kring's icons: a ring of people, drawn without a library, the same bytes each time."""

import math
import struct
import zlib
from functools import cache

ACCENT = "#8A4B12"
_PEOPLE = 5
_INK = (255, 255, 255)
_GROUND = (0x8A, 0x4B, 0x12)


@cache
def color() -> bytes:
    """Return the icon of 192 by 192 as a PNG: white on the accent colour."""
    return _png(192, _GROUND)


@cache
def outline() -> bytes:
    """Return the icon of 32 by 32 as a PNG: white lines on nothing."""
    return _png(32, None)


def _png(size: int, ground: tuple[int, int, int] | None) -> bytes:
    rows = b"".join(b"\x00" + _row(size, y, ground) for y in range(size))
    header = struct.pack(">IIBBBBB", size, size, 8, 6, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in parts)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _row(size: int, y: int, ground: tuple[int, int, int] | None) -> bytes:
    found = bytearray()
    for x in range(size):
        ink = _ink((x + 0.5) / size, (y + 0.5) / size, 1 / size)
        if ground is None:
            found += bytes((*_INK, round(255 * ink)))
        else:
            mixed = (
                round(over * ink + under * (1 - ink))
                for over, under in zip(_INK, ground, strict=True)
            )
            found += bytes((*mixed, 255))
    return bytes(found)


def _ink(x: float, y: float, soft: float) -> float:
    """Return how much of a spot is drawn, 0 to 1; the drawing is one wide and one high."""
    # In the small one all but fills its place, in the large one Teams wants room around it.
    reach, people, line = (0.36, 0.13, 0.035) if soft > 1 / 100 else (0.23, 0.085, 0.02)
    dx, dy = x - 0.5, y - 0.5
    drawn = _cover(abs(math.hypot(dx, dy) - reach) - line, soft)
    for each in range(_PEOPLE):
        turn = math.tau * each / _PEOPLE - math.pi / 2
        away = math.hypot(dx - reach * math.cos(turn), dy - reach * math.sin(turn))
        drawn = min(drawn, 1 - _cover(away - people - line, soft))  # a gap around each
        drawn = max(drawn, _cover(away - people, soft))
    return drawn


def _cover(distance: float, soft: float) -> float:
    return min(max(0.5 - distance / soft, 0.0), 1.0)
