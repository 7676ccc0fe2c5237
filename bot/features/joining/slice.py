"""The slice itself, which its modules register with."""

from bot.feature import Feature
from bot.texts import _

feature = Feature("joining", title=lambda: _("Join by a code"))
