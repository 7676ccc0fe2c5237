"""What many ask for in the same moment is done as one, and each gets its own answer."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

Question = TypeVar("Question")
Answer = TypeVar("Answer")
Asked = list[tuple[Question, asyncio.Future[Answer]]]


class Together(Generic[Question, Answer]):
    """Gathers what is asked within one round of the event loop, and hands it to `do`.

    `do` gets at most so many at once and returns an answer to each, in their order; what it
    raises all of them hear. Who is cancelled meanwhile takes nothing back.
    """

    def __init__(
        self, do: Callable[[list[Question]], Awaitable[Sequence[Answer]]], most: int = 1000
    ) -> None:
        self._do = do
        self._most = most
        self._asked: Asked[Question, Answer] = []
        self._tasks: set[asyncio.Task[None]] = set()

    async def ask(self, question: Question) -> Answer:
        """Ask, together with all who do so before the loop goes round."""
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[Answer] = loop.create_future()
        if not self._asked:
            loop.call_soon(self._begin)
        self._asked.append((question, answer))
        return await answer

    def _begin(self) -> None:
        asked, self._asked = self._asked, []
        for start in range(0, len(asked), self._most):
            task = asyncio.create_task(self._answer(asked[start : start + self._most]))
            self._tasks.add(task)  # the loop itself keeps no hold of it
            task.add_done_callback(self._tasks.discard)

    async def _answer(self, asked: Asked[Question, Answer]) -> None:
        try:
            answers = await self._do([question for question, _future in asked])
        except Exception as error:  # noqa: BLE001 - it is theirs who asked
            for _question, future in asked:
                if not future.done():
                    future.set_exception(error)
            return
        for (_question, future), answer in zip(asked, answers, strict=True):
            if not future.done():
                future.set_result(answer)
