"""Logs: events with turn and delivery ids, never what people wrote."""

import logging
import sys
import traceback
from collections.abc import Iterator

import structlog

from adapters.noticed import notice

HANDLER = "kring"


def set_up(form: str) -> None:
    """Write logs to standard error, as text for people or as JSON for machines."""
    as_json = form == "json"
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _only_places,
            notice,
            structlog.processors.JSONRenderer() if as_json else structlog.dev.ConsoleRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    logging.getLogger("apscheduler").setLevel(logging.WARNING)
    _take_over()


def places(error: BaseException) -> str:
    """Tell where an error and its causes arose, and their types.

    Neither the words of an error nor the values of variables: both may be what people wrote.
    """
    told = []
    for one in _causes(error):
        frames = "".join(traceback.format_tb(one.__traceback__))
        told.append(f"{frames}{type(one).__module__}.{type(one).__qualname__}")
    return "\ncaused:\n".join(reversed(told))


def _causes(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    found: BaseException | None = error
    while found is not None and id(found) not in seen:
        seen.add(id(found))
        yield found
        hidden = None if found.__suppress_context__ else found.__context__
        found = found.__cause__ or hidden


def _only_places(
    _logger: object, _name: str, event: structlog.typing.EventDict
) -> structlog.typing.EventDict:
    given = event.pop("exc_info", None)
    error = given if isinstance(given, BaseException) else sys.exc_info()[1]
    if given and error is not None:
        event["exception"] = places(error)
    return event


class _Quiet(logging.Formatter):
    """Writes what libraries log: the first line, for later ones show values, and places."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the lines of a record."""
        first = record.getMessage().partition("\n")[0]
        line = f"{record.levelname.lower()} {record.name}: {first}"
        error = record.exc_info[1] if record.exc_info else None
        return line if error is None else f"{line}\n{places(error)}"


def _take_over() -> None:
    root = logging.getLogger()
    for old in [one for one in root.handlers if one.get_name() == HANDLER]:
        root.removeHandler(old)
    handler = logging.StreamHandler(sys.stderr)
    handler.set_name(HANDLER)
    handler.setLevel(logging.WARNING)
    handler.setFormatter(_Quiet())
    root.addHandler(handler)
