"""Keeps what became of each question without any question waiting for it."""

import logging
import threading
import time
from collections import deque
from collections.abc import Callable
from functools import partial

from index.errors import UserError

from .store import Answered, Records

_LOG = logging.getLogger(__name__)
_HELD = 2000  # that wait to be written while the disk is full or the file locked; the oldest go first
_AT_ONCE = 200
_AGAIN_S = 5.0
_FORGET_EVERY_S = 3600.0


class Recorder(threading.Thread):
    """A thread that writes to `records` what it is given, and forgets what is older than `days`.

    `lost` is called with how many it had to drop.
    """

    def __init__(self, records: Records, days: int, lost: Callable[[int], None]) -> None:
        super().__init__(name="recorder", daemon=True)
        self._records, self._days, self._lost = records, days, lost
        self._waiting: deque[Answered] = deque()
        self._change = threading.Condition()
        self._stopped = False
        self._faulty = False

    def keep(self, one: Answered) -> None:
        """Have it written soon; returns at once."""
        with self._change:
            self._waiting.append(one)
            if len(self._waiting) > _HELD:
                self._waiting.popleft()
                self._lost(1)
            self._change.notify()

    def stop(self) -> None:
        """Write what waits, once, and end."""
        with self._change:
            self._stopped = True
            self._change.notify()
        self.join(10)

    def run(self) -> None:
        forget_at = 0.0
        while True:
            if time.monotonic() >= forget_at and self._tried(partial(self._records.forget, self._days)):
                forget_at = time.monotonic() + _FORGET_EVERY_S
            with self._change:
                if not self._waiting and not self._stopped:
                    self._change.wait(_AGAIN_S)
                batch = [self._waiting.popleft() for _ in range(min(_AT_ONCE, len(self._waiting)))]
                stopped = self._stopped
            if not batch:
                if stopped:
                    return
                continue
            try:
                written = self._tried(partial(self._records.put_answers, batch))
            except Exception:  # never to be written, whatever it is: this thread goes on, and forgets what is old
                _LOG.exception("%d answers are not recorded", len(batch))
                self._lost(len(batch))
                continue
            if not written:
                if stopped:
                    self._lost(len(batch) + len(self._waiting))
                    return
                with self._change:
                    self._waiting.extendleft(reversed(batch))
                    while len(self._waiting) > _HELD:
                        self._waiting.popleft()
                        self._lost(1)
                    if not self._stopped:
                        self._change.wait_for(lambda: self._stopped, _AGAIN_S)

    def _tried(self, what: Callable[[], object]) -> bool:
        """Whether it could be done; the log says so once when it cannot, and once when it can again."""
        try:
            what()
        except UserError as error:
            # The disk, or another program: it is tried again.
            if not self._faulty:
                _LOG.error("answers are not being recorded: %s", error)
            self._faulty = True
            return False
        if self._faulty:
            _LOG.warning("answers are being recorded again")
        self._faulty = False
        return True
