"""The feature that the handlers of this slice register with."""

from bot.feature import Feature

feature = Feature("remind")
