"""`python -m eval load`: many users at once against a service with default settings, but for the limits of one
address: all its users stand behind one, and an office's would not.

Each user asks at fixed times, whether or not the answer before has come, and a time counts from
when the question was due: a slow service cannot hide its queue by making its users wait.
"""

import asyncio
import contextlib
import itertools
import random
import re
import statistics
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from index.settings import setting

from .service import Service, service

_SEED = 143  # of when in each round a user asks
_ALONE = 30  # questions of the single user, one after the other
_FLAT = 0.05  # growth of resident memory, from the second quarter of the run to the last, that still is flat
_TIMEOUT_S = 60


@dataclass(frozen=True)
class Asked:
    """One question: seconds from when it was due to the last byte of its answer, and how it ended
    (HTTP status, or the name of the fault)."""

    seconds: float
    outcome: str


Door = Callable[[httpx.AsyncClient, str, str], Awaitable[str]]  # asks one question for one user; the outcome


def evaluate(face: str, users: int, every_s: float, seconds: float, questions: list[str]) -> dict[str, Any]:
    """Figures of one run through `face`, "api" or "chat"; times in milliseconds, memory in MB. `held`: every question got status 200, and memory stayed flat.

    Raises:
        UserError: the service did not start.
    """
    with tempfile.TemporaryDirectory() as folder, service(setting("BOT_INDEX_DIR"), Path(folder) / "log", BOT_RATE_ADDRESS="off", BOT_MAX_STREAMS="10000") as running:
        alone, together, memory = asyncio.run(_measure(running, _DOORS[face](), users, every_s, seconds, questions))
    times = sorted(one.seconds * 1000 for one in together)
    median_alone = statistics.median(one.seconds * 1000 for one in alone)
    p95 = times[int(0.95 * len(times))]
    quarter = len(memory) // 4
    early, late = statistics.median(memory[quarter : 2 * quarter]), statistics.median(memory[-quarter:])
    outcomes = Counter(one.outcome for one in alone + together)
    return {
        "face": face,
        "users": users,
        "every_s": every_s,
        "seconds": seconds,
        "asked": len(together),
        "outcomes": dict(outcomes),
        "alone_p50_ms": median_alone,
        "p50_ms": statistics.median(times),
        "p95_ms": p95,
        "max_ms": times[-1],
        "p95_times_alone": p95 / median_alone,
        "memory_early_mb": early,
        "memory_late_mb": late,
        "held": set(outcomes) == {"200"} and late < early * (1 + _FLAT),
    }


async def _measure(running: Service, door: Door, users: int, every_s: float, seconds: float, questions: list[str]) -> tuple[list[Asked], list[Asked], list[float]]:
    """What the single user saw, what all together saw, and resident memory each second of the latter."""
    memory: list[float] = []

    async def sample() -> None:
        while True:
            memory.append(running.resident_mb)
            await asyncio.sleep(1)

    async with client(running.url) as web:
        await _quiet(web)
        alone = [await _ask(web, door, question, "alone") for question in itertools.islice(itertools.cycle(questions), _ALONE)]
        sampling = asyncio.create_task(sample())
        moments = random.Random(_SEED)
        begin, asked = time.perf_counter(), itertools.cycle(questions)
        due = sorted(
            (begin + offset + turn * every_s, f"user-{user}")
            for user, offset in enumerate(moments.uniform(0, every_s) for _ in range(users))
            for turn in range(int(seconds / every_s))
        )
        together = list(await asyncio.gather(*(_ask(web, door, next(asked), user, moment) for moment, user in due)))
        sampling.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await sampling
    return alone, together, memory


def client(url: str) -> httpx.AsyncClient:
    """A client without a limit of its own on what it asks at once."""
    return httpx.AsyncClient(base_url=url, timeout=_TIMEOUT_S, limits=httpx.Limits(max_connections=None))


async def _ask(web: httpx.AsyncClient, door: Door, question: str, user: str, due: float | None = None) -> Asked:
    """Ask at the moment `due` (of `time.perf_counter`), or now."""
    due = due or time.perf_counter()
    await asyncio.sleep(max(0.0, due - time.perf_counter()))
    try:
        outcome = await door(web, question, user)
    except httpx.HTTPError as error:
        outcome = type(error).__name__
    return Asked(time.perf_counter() - due, outcome)


async def ask_api(web: httpx.AsyncClient, question: str, _: str) -> str:
    """The HTTP status."""
    return str((await web.post("/api/v1/ask", json={"question": question})).status_code)


class ChatDoor:
    """Asks as the page of the chat does, each user under one session and one question at a time."""

    def __init__(self) -> None:
        self._event: int | None = None  # the number of Gradio's event that asks
        self._pages: dict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def __call__(self, web: httpx.AsyncClient, question: str, session: str) -> str:
        """Into Gradio's queue, then its events until the answer is complete.

        The HTTP status, and that which the API gives for a refusal as busy or failed; "failed" where the event says so.
        """
        async with self._pages[session]:
            self._event = self._event or await _asking_event(web)
            event = {"data": [question, [], ""], "fn_index": self._event, "session_hash": session}
            joined = await web.post("/gradio_api/queue/join", json=event)
            if joined.status_code != 200:
                return str(joined.status_code)
            seen = ""
            async with web.stream("GET", "/gradio_api/queue/data", params={"session_hash": session}) as events:
                async for line in events.aiter_lines():
                    seen += line
                    if "process_completed" in line:
                        # To Gradio a refusal is an answer like any other; its reason stands in the conversation.
                        reason = re.search(r'"(busy|error)"', seen)
                        return {"busy": "503", "error": "500"}[reason.group(1)] if reason else "200" if '"success":true' in line.replace(" ", "") else "failed"
            return "cut off"


async def _asking_event(web: httpx.AsyncClient) -> int:
    config = (await web.get("/config")).json()
    box = next(one["id"] for one in config["components"] if one["props"].get("elem_id") == "cau-hoi")
    return next(one["id"] for one in config["dependencies"] if [box, "submit"] in [list(target) for target in one["targets"]])


_DOORS: dict[str, Callable[[], Door]] = {"api": lambda: ask_api, "chat": ChatDoor}


async def _quiet(web: httpx.AsyncClient) -> None:
    """Until the service has tried the questions that it will suggest: it does so once for each build."""
    tried = ""
    while True:
        figures = (await web.get("/metrics")).text
        now = " ".join(re.findall(r'bot_answers_total\{face="suggestion".*', figures))
        if now and now == tried:
            return
        tried = now
        await asyncio.sleep(1)
