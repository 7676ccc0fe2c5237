"""The feature that the modules of this slice register with."""

from bot.feature import Feature
from bot.texts import _

feature = Feature("intake", title=lambda: _("Introducing yourself"))
