"""The service's log: one JSON object a line on standard error.

Decides: the shape of a line. Does not decide: what is logged (whoever logs, and they never log names or values).
"""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime
from typing import Final

_LOGGERS: Final = ("whither", "uvicorn", "neo4j", "asyncio")
_FIELDS: Final = ("request", "method", "route", "status", "milliseconds", "codes", "fault", "at")


class JsonLines(logging.Formatter):
    """A record as one JSON object: time, level, logger, event, and the fields of ours that it carries."""

    def format(self, record: logging.LogRecord) -> str:
        """The line; an exception is named by its kind alone, for its message may name people, and so may all but the
        first line of what others say."""
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": record.getMessage().partition("\n")[0],
        }
        line |= {name: getattr(record, name) for name in _FIELDS if hasattr(record, name)}
        if record.exc_info is not None and record.exc_info[0] is not None:
            line["fault"] = record.exc_info[0].__name__
        return json.dumps(line, ensure_ascii=False)


def log_to_standard_error() -> None:
    """Send the lines of our loggers, and the warnings of what we stand on, to standard error."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    for name in _LOGGERS:
        logger = logging.getLogger(name)
        logger.handlers = [handler]
        logger.propagate = False
        logger.setLevel(logging.INFO if name == "whither" else logging.WARNING)
