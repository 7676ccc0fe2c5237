"""One fixed moment: Monday 2 March 2026, 10:00 in Amsterdam."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
ZONE = ZoneInfo("Europe/Amsterdam")
