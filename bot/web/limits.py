"""How much one asker may ask: requests in a span of time, and at once."""

import contextlib
import math
import time
from collections import Counter
from collections.abc import Iterator

from limits import parse
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter

from .asker import Asker

_SPANS = {"second": "một giây", "minute": "một phút", "hour": "một giờ", "day": "một ngày"}
_SOON_S = 5


class TooMuch(Exception):
    """One asker has asked too much; `str(error)` is a sentence for him, `seconds` when he may ask again."""

    def __init__(self, code: str, sentence: str, seconds: int) -> None:
        super().__init__(sentence)
        self.code, self.seconds = code, seconds


class Rate:
    """So many in a span of time for each name, as "30/minute" says, `times` as many; any number where it says nothing.

    A sliding window: the share of the span before that still reaches into the last span counts with this one's.
    It is counted in this process: replicas each give the whole.
    """

    def __init__(self, rate: str, times: int = 1) -> None:
        self._item = parse(rate) if rate else None
        if self._item:
            self._item.amount *= times
        self._limiter = SlidingWindowCounterRateLimiter(MemoryStorage())

    def take(self, name: str) -> None:
        """One more by `name`.

        Raises:
            TooMuch: it may not be.
        """
        if self._item is None or self._limiter.hit(self._item, name):
            return
        left = self._limiter.get_window_stats(self._item, name).reset_time - time.time()
        seconds = max(1, math.ceil(left))
        span = _SPANS[self._item.GRANULARITY.name]
        raise TooMuch("too_many_requests", f"Quá {self._item.amount} yêu cầu trong {span}; xin đợi {seconds} giây rồi gửi lại.", seconds)


    def forget(self, name: str) -> None:
        """What `name` has taken counts no more."""
        if self._item is not None:
            self._limiter.clear(self._item, name)


class Limits:
    """The rates of keys, users and addresses, and how many requests each may have open."""

    def __init__(self, rates: dict[str, str], at_once: int) -> None:
        self._rates = {kind: Rate(rate) for kind, rate in rates.items()}
        self._at_once = at_once
        self._open: Counter[Asker] = Counter()

    def take(self, asker: Asker) -> None:
        """One more request.

        Raises:
            TooMuch: it may not be.
        """
        self._rates[asker.kind].take(asker.name)

    @contextlib.contextmanager
    def open(self, asker: Asker) -> Iterator[None]:
        """One more request that stays open for the block.

        Raises:
            TooMuch: it may not be.
        """
        if self._open[asker] >= self._at_once:
            raise TooMuch("too_many_streams", f"Đang có {self._at_once} yêu cầu chưa xong từ cùng một nơi; xin đợi {_SOON_S} giây rồi gửi lại.", _SOON_S)
        self._open[asker] += 1
        try:
            yield
        finally:
            self._open[asker] -= 1
            if not self._open[asker]:
                del self._open[asker]
