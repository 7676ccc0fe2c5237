"""Slack's limits, strictly: a message a second in a channel, and so many calls a minute."""

from collections import defaultdict, deque
from collections.abc import Callable
from datetime import datetime, timedelta

MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)
TIERS = {1: 1, 2: 20, 3: 50, 4: 100}
TIER = {
    "chat.update": 3, "chat.delete": 3, "conversations.history": 3, "conversations.replies": 3,
    "conversations.open": 3, "conversations.info": 3, "conversations.join": 3,
    "conversations.members": 4, "conversations.list": 2, "users.list": 2, "users.info": 4,
    "users.conversations": 3, "views.open": 4, "views.push": 4, "views.update": 4,
    "views.publish": 4, "chat.postEphemeral": 4, "team.info": 3, "bots.info": 3,
}  # fmt: skip
POSTS_A_MINUTE = 300


class Limits:
    """Says how long a call has to wait; `strict` switches it on."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self.strict = False
        self.refused: list[str] = []
        self._clock = clock
        self._calls: dict[tuple[str, ...], deque[datetime]] = defaultdict(deque)

    def wait(self, team: str, method: str, channel: str) -> int:
        """Count a call; return 0, or the whole seconds after which it may come again."""
        if not self.strict:
            return 0
        if method == "chat.postMessage":
            waits = [
                self._wait((team, method, channel), 1, SECOND),
                self._wait((team, method), POSTS_A_MINUTE, MINUTE),
            ]
            keys = [(team, method, channel), (team, method)]
        else:
            keys = [(team, method)]
            waits = [self._wait(keys[0], TIERS[TIER.get(method, 4)], MINUTE)]
        if longest := max(waits):
            self.refused.append(method)
            return longest
        for key in keys:
            self._calls[key].append(self._clock())
        return 0

    def _wait(self, key: tuple[str, ...], most: int, within: timedelta) -> int:
        now, calls = self._clock(), self._calls[key]
        while calls and calls[0] <= now - within:
            calls.popleft()
        if len(calls) < most:
            return 0
        return max(1, -int(-(calls[0] + within - now).total_seconds() // 1))
