"""Logs: events with turn and delivery ids, never what people wrote."""

import logging
import sys

import structlog


def set_up(form: str) -> None:
    """Write logs to standard error, as text for people or as JSON for machines."""
    renderer = structlog.processors.JSONRenderer() if form == "json" else _text()
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.dict_tracebacks if form == "json" else _keep,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    logging.getLogger("apscheduler").setLevel(logging.WARNING)


def _text() -> structlog.dev.ConsoleRenderer:
    # Plain tracebacks: rich ones print the values of variables, and those may be personal.
    return structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)


def _keep(
    _logger: object, _name: str, event: structlog.typing.EventDict
) -> structlog.typing.EventDict:
    return event
