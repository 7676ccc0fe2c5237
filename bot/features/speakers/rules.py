"""Questions grouped: doubles merged, each person counted once, names only where they are shown."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from storage.questions import Question
from storage.tables import id_of

LARGE = 15
"""In a group of more people than this, questions get an upvote each."""

MOST_SPEAKERS = 12
MOST_ITEMS = 12
MOST_QUESTIONS = 10
"""Of one person to one speaker."""


@dataclass(frozen=True)
class Group:
    """A question with those merged into it, however long the chain; oldest first.

    `names` are the ids of those whose name is shown, `nameless` how many more asked.
    """

    root: Question
    merged: tuple[Question, ...]
    names: tuple[int, ...]
    nameless: int
    support: int

    @property
    def id(self) -> int:
        """The id of the question that stands for the group."""
        return id_of(self.root)

    @property
    def all(self) -> tuple[Question, ...]:
        """Every question in the group."""
        return (self.root, *self.merged)


def root_of(question: int, parents: Mapping[int, int | None]) -> int:
    """Follow merges to the question that stands for this one; of a circle, the oldest in it."""
    path = [question]
    while (parent := parents.get(path[-1])) is not None:
        if parent in path:
            return min(path[path.index(parent) :])
        path.append(parent)
    return path[-1]


def groups(
    questions: Iterable[Question],
    upvotes: Mapping[int, Collection[int]],
    present: Collection[int],
) -> list[Group]:
    """Group questions; the name of somebody not `present` any more is not shown."""
    rows = {id_of(one): one for one in questions}
    parents = {number: one.merged_into for number, one in rows.items()}
    members: dict[int, list[Question]] = {}
    for number in sorted(rows):
        members.setdefault(root_of(number, parents), []).append(rows[number])
    return [_group(rows[root], found, upvotes, present) for root, found in members.items()]


def _group(
    root: Question,
    members: list[Question],
    upvotes: Mapping[int, Collection[int]],
    present: Collection[int],
) -> Group:
    open_ = [one.person_id for one in members if one.named and one.person_id in present]
    # Somebody who asked with and without their name counts as two: counting them once would
    # tell, by the number that does not grow, whose the question without a name is.
    closed = {one.person_id for one in members if not (one.named and one.person_id in present)}
    upvoters = {person for one in members for person in upvotes.get(id_of(one), ())}
    names = tuple(dict.fromkeys(open_))
    support = len(set(names)) + len(closed) + len(upvoters - set(names) - closed)
    merged = tuple(one for one in members if one is not root)
    return Group(root, merged, names, len(closed), support)


def newest_first(found: Iterable[Group]) -> list[Group]:
    """Order for the card: what most people want to know, then the newest."""
    return sorted(found, key=lambda one: (-one.support, -one.id))


def oldest_first(found: Iterable[Group]) -> list[Group]:
    """Order for the speaker: what most people want to know, then who asked first."""
    return sorted(found, key=lambda one: (-one.support, one.id))
