"""The feature that the handlers of this slice register with."""

from bot.feature import Feature
from bot.texts import _

feature = Feature("commitments", title=lambda: _("Commitment"), discreet=True)
