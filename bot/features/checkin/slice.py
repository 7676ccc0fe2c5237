"""The feature that the modules of this slice register with."""

from bot.feature import Feature
from bot.texts import _

feature = Feature("checkin", title=lambda: _("Check-in"))
