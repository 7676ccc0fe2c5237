"""What waits in the lanes at one look: whose turn it is, and when the others' turn comes."""

import heapq
from collections import defaultdict, deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from scheduler.lanes import Lanes, Method
from storage.waiting import Lane, Waiting


class Job(NamedTuple):
    """One thing to do with one delivery."""

    id: UUID
    lane: Lane
    method: Method


@dataclass(slots=True)
class _Queue:
    """What waits in a lane for one method, in order; `left` counts those not yet read as well."""

    waiting: deque[Waiting] = field(default_factory=deque)
    left: int = 0


class _Candidate(NamedTuple):
    """A queue that may have its turn: the longest first, then the one that came first."""

    minus_left: int
    number: int
    lane: Lane
    method: Method


class Backlog:
    """Hands out jobs: one at a time in a lane, its own order kept, longest backlog first."""

    def __init__(self, lanes: Lanes, busy: set[Lane]) -> None:
        self._lanes = lanes
        self._busy = busy
        self._queues: dict[tuple[Lane, Method], _Queue] = {}
        self._heap: list[_Candidate] = []
        self._resting: defaultdict[Lane, list[_Candidate]] = defaultdict(list)
        self._left_alone: set[Lane] = set()
        self.held: datetime | None = None

    def add(self, waiting: Waiting, method: Method) -> None:
        """Put a delivery behind those of its lane."""
        key = (waiting.lane, method)
        if key not in self._queues:
            self._queues[key] = _Queue()
            heapq.heappush(self._heap, _Candidate(0, len(self._queues), *key))
        queue = self._queues[key]
        queue.waiting.append(waiting)
        queue.left = max(waiting.backlog, queue.left, len(queue.waiting))

    def fill(self, posts: Iterable[Waiting], edits: Iterable[Waiting]) -> None:
        """Add them all, and order the lanes."""
        for post in posts:
            self.add(post, "post")
        for edit in edits:
            self.add(edit, "edit")
        self.start()

    def hold(self, moment: datetime) -> None:
        """Remember when something that cannot be done now can be."""
        self.held = moment if self.held is None else min(self.held, moment)

    def start(self) -> None:
        """Order the lanes, once all is added."""
        self._heap = [
            _Candidate(-self._queues[lane, method].left, number, lane, method)
            for _, number, lane, method in self._heap
        ]
        heapq.heapify(self._heap)

    def take(self) -> Job | None:
        """Return what to do next and keep its lane busy; None when nothing may be done now."""
        while self._heap:
            candidate = heapq.heappop(self._heap)
            if candidate.lane in self._left_alone:
                continue
            if candidate.lane in self._busy:
                self._resting[candidate.lane].append(candidate)
            elif self._may(candidate):
                return self._handed_out(candidate)
        return None

    def release(self, job: Job, *, go_on: bool) -> None:
        """Let the lane of a finished job go on, or leave it alone until the next look."""
        self._busy.discard(job.lane)
        resting = self._resting.pop(job.lane, [])
        if not go_on:
            # Also for what has not had its turn: a job of an earlier look ends in a later one.
            self._left_alone.add(job.lane)
            return
        for candidate in resting:
            heapq.heappush(self._heap, candidate)

    def is_spent(self) -> bool:
        """Say whether there is nothing more to hand out before the next look."""
        return not self._heap

    def _may(self, candidate: _Candidate) -> bool:
        head = self._queues[candidate.lane, candidate.method].waiting[0]
        free = max(head.again_at, self._lanes.free_at(candidate.lane, candidate.method))
        # By the clock as it is now, not as it was at the look: what may be sent moves with it.
        may = free <= self._lanes.now()
        if not may:
            self.hold(free)
        return may

    def _handed_out(self, candidate: _Candidate) -> Job:
        queue = self._queues[candidate.lane, candidate.method]
        waiting = queue.waiting.popleft()
        queue.left -= 1
        if queue.waiting:
            _, number, lane, method = candidate
            self._resting[lane].append(_Candidate(-queue.left, number, lane, method))
        else:
            # Bit by bit: to let go of ten thousand lanes at the end would halt the event loop.
            del self._queues[candidate.lane, candidate.method]
        self._busy.add(candidate.lane)
        self._lanes.take(candidate.lane, candidate.method)
        return Job(waiting.id, candidate.lane, candidate.method)
