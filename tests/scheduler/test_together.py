"""What is asked in the same round of the event loop is done as one."""

import asyncio

import pytest

from scheduler.together import Together


class Counter:
    """Doubles numbers and remembers what it was handed; a negative one is a fault."""

    def __init__(self) -> None:
        self.handed: list[list[int]] = []
        self.together = Together(self.double)

    async def double(self, numbers: list[int]) -> list[int]:
        self.handed.append(numbers)
        await asyncio.sleep(0)
        if min(numbers) < 0:
            raise ValueError("negative")
        return [2 * number for number in numbers]


async def test_each_gets_its_own_answer_to_one_question() -> None:
    counter = Counter()
    assert await asyncio.gather(*map(counter.together.ask, (3, 1, 2))) == [6, 2, 4]
    assert await counter.together.ask(5) == 10
    assert counter.handed == [[3, 1, 2], [5]]


async def test_at_most_so_many_are_handed_over_at_once() -> None:
    counter = Counter()
    counter.together = Together(counter.double, 2)
    assert await asyncio.gather(*map(counter.together.ask, (3, 1, 2))) == [6, 2, 4]
    assert counter.handed == [[3, 1], [2]]


async def test_a_fault_is_heard_by_all_who_asked_and_by_nobody_later() -> None:
    counter = Counter()
    asked = await asyncio.gather(*map(counter.together.ask, (1, -1)), return_exceptions=True)
    assert [type(one) for one in asked] == [ValueError, ValueError]
    assert await counter.together.ask(2) == 4


@pytest.mark.parametrize("number", [1, -1])
async def test_who_is_cancelled_leaves_the_others_their_answer(number: int) -> None:
    counter = Counter()
    gone, stays = (asyncio.create_task(counter.together.ask(n)) for n in (7, number))
    await asyncio.sleep(0)
    gone.cancel()
    found = await asyncio.gather(gone, stays, return_exceptions=True)
    assert isinstance(found[0], asyncio.CancelledError)
    assert found[1] == 2 if number == 1 else isinstance(found[1], ValueError)
    assert counter.handed == [[7, number]]
