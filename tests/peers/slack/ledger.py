"""What was posted, for the proof that nothing is lost, doubled or out of order."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from tests.peers.slack.workspace import Message


@dataclass(frozen=True)
class Post:
    """A message that was kept: which delivery it is (None without metadata), where and when."""

    team: str
    channel: str
    delivery: UUID | None
    ts: str
    at: datetime


@dataclass
class Ledger:
    posts: list[Post] = field(default_factory=list)
    edits: list[tuple[str, str, str]] = field(default_factory=list)
    deleted: list[tuple[str, str]] = field(default_factory=list)

    def add(self, team: str, channel: str, message: Message) -> None:
        payload = (message.metadata or {}).get("event_payload", {})
        found = next(iter(payload.values()), None)
        delivery = UUID(found) if found else None
        self.posts.append(Post(team, channel, delivery, message.ts, message.at))

    def of(self, channel: str) -> list[UUID | None]:
        """The deliveries of one conversation, in the order in which they were kept."""
        return [post.delivery for post in self.posts if post.channel == channel]

    def doubled(self) -> list[UUID | None]:
        times = Counter(post.delivery for post in self.posts)
        return [delivery for delivery, number in times.items() if number > 1]
