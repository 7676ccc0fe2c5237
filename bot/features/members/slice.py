"""The feature that the parts of this slice register with."""

from bot.feature import Feature
from bot.texts import _

feature = Feature("members", title=lambda: _("Welcome"))
