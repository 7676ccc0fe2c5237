"""What goes wrong, by plan: a fault for a method, once, in the order they were planned.

Faults: '503', 'drop', 'hang' before anything is kept; the same with ' after commit'; 'ratelimited'
(429); 'garbage after commit' (an answer that is no JSON); any other word is an error of Slack's.
"""

from collections import defaultdict, deque
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

AFTER = " after commit"


@dataclass
class Faults:
    retry_after: int = 7
    _planned: dict[tuple[str, str], deque[str]] = field(default_factory=lambda: defaultdict(deque))

    def plan(self, method: str, *faults: str, channel: str = "") -> None:
        """Let the next calls of a method (to a channel) go wrong; '' lets one go well."""
        self._planned[method, channel].extend(faults)

    def take(self, method: str, arguments: dict[str, Any]) -> str:
        """Return what goes wrong with this call, '' when nothing does."""
        for channel in (str(arguments.get("channel", "")), ""):
            if planned := self._planned.get((method, channel)):
                return planned.popleft()
        return ""

    def are_spent(self) -> bool:
        return not any(self._planned.values())


def drop(request: web.Request) -> web.Response:
    """Cut the line."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()
