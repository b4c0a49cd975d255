"""The log: one JSON object a line on standard error, each with the id of the request that it is about."""

import io
import logging
import sys
import traceback
from types import TracebackType

from pythonjsonlogger.json import JsonFormatter

from .context import REQUEST_ID

_FORMAT = "%(levelname)s %(name)s %(message)s"
_NAMES = {"levelname": "level", "name": "logger"}
_Fault = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class _Formatter(JsonFormatter):
    """Faults by kind and place; what they say only with `messages`, since it may hold what a person typed."""

    def __init__(self, *, messages: bool) -> None:
        super().__init__(_FORMAT, rename_fields=_NAMES, json_ensure_ascii=False, timestamp="time")
        self._messages = messages

    def formatException(self, ei: _Fault) -> str:  # noqa: N802 - the name that the library calls
        if self._messages or ei[1] is None:
            return super().formatException(ei)
        lines, fault = [], ei[1]
        while fault is not None:
            lines += [f"{type(fault).__module__}.{type(fault).__name__}", *(f"  {one.filename}:{one.lineno} {one.name}" for one in traceback.extract_tb(fault.__traceback__))]
            fault = fault.__cause__ or (None if fault.__suppress_context__ else fault.__context__)
        return "\n".join(lines)


class _Identified(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = REQUEST_ID.get()
        return True


class _Printed(io.TextIOBase):
    """What a library prints on standard error, as lines of the log; of a fault only where it was, unless `messages`."""

    def __init__(self, *, messages: bool) -> None:
        self._messages, self._rest = messages, ""

    def write(self, text: str) -> int:
        *lines, self._rest = (self._rest + text).split("\n")
        for line in lines:
            if line.strip() and (self._messages or line.lstrip().startswith(("Traceback", 'File "'))):
                logging.getLogger("printed").warning(line.strip())
        return len(text)


def log_to_stderr(*, messages: bool) -> None:
    """Set the log up for this process, whatever a library has set up before; `messages`: see `_Formatter`."""
    handler = logging.StreamHandler(sys.__stderr__)
    handler.setFormatter(_Formatter(messages=messages))
    handler.addFilter(_Identified())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    for name in ("bot", "index"):
        logging.getLogger(name).setLevel(logging.INFO)
    logging.captureWarnings(True)
    logging.raiseExceptions = False  # a log on a full disk costs its lines, and no answer
    sys.stderr = _Printed(messages=messages)
