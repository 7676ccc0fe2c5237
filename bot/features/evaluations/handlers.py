"""Interim evaluations and polls without names: all their handlers together."""

from bot.features.evaluations import answering, drawing, lines, making, managing, overview, samples
from bot.features.evaluations.slice import feature

__all__ = ["answering", "drawing", "feature", "lines", "making", "managing", "overview"]

feature.sample(samples.samples)
