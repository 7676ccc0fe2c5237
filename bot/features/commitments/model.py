"""A commitment as one reader sees it: plain values for cards and files."""

from dataclasses import dataclass
from datetime import datetime
from zlib import crc32

UNDATED = "undated"


@dataclass(frozen=True)
class Item:
    """A commitment for the eyes of `me`.

    `owners` are those who agreed. `until` is a wall-clock time, None when it goes along to the
    next meeting, which `meeting` says too. `carried` is 0 for everybody but an owner.
    """

    network: int
    id: int
    text: str
    owners: tuple[int, ...]
    me: int = 0
    trigger: str = ""
    because: str = ""
    organisation: str = ""
    until: datetime | None = None
    has_time: bool = False
    meeting: bool = False
    visible: str = "me"
    buddy: int = 0
    link: str = ""
    state: str = "open"
    carried: int = 0
    stage: int = 0
    asked: tuple[int, ...] = ()
    changes: tuple[str, ...] = ()

    @property
    def mine(self) -> bool:
        """Whether the reader is one of those who do it."""
        return self.me in self.owners

    @property
    def args(self) -> tuple[int, int]:
        """What its buttons carry."""
        return (self.network, self.id)

    @property
    def shown(self) -> str:
        """The date and the words that a card shows, for a press to say what was agreed to."""
        words = "\n".join((self.text, self.trigger, self.because))
        until = f"{self.until:%Y%m%d%H%M}" if self.until else UNDATED
        return f"{until}-{crc32(words.encode()):x}"
