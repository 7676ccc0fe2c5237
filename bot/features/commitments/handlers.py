"""Commitments: all their handlers together, and how they look."""

from bot.features.commitments import (
    answering,
    editing,
    helping,
    listing,
    making,
    nudging,
    rehearsed,
    samples,
)
from bot.features.commitments.declared import feature

__all__ = [
    "answering",
    "editing",
    "feature",
    "helping",
    "listing",
    "making",
    "nudging",
    "rehearsed",
]
feature.sample(samples.samples)
