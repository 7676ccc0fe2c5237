"""The feature that the modules of this slice register with."""

from bot.feature import Feature

feature = Feature("speakers")
