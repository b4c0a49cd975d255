"""`python -m eval faults`: what goes wrong in an office, done to a running service on purpose.

Of each fault: what was seen, and `held`, whether what must hold did. No answer may be wrong, no
question may fail but those whose server was killed, and nothing may stay behind.
"""

import asyncio
import contextlib
import os
import re
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx

from index.build import build
from index.encoder import Encoder
from index.settings import setting

from .load import client
from .service import Service, service

_ASKERS = 5
_HANG_UPS = 60
_STREAMS = {"Accept": "text/event-stream"}
_ADDED = "# Thông báo số 9-TB/VP về lịch tiếp công dân\n\nVăn phòng tiếp công dân vào thứ Năm hằng tuần, từ 8 giờ đến 11 giờ.\n"


def evaluate(encoder: Encoder, question: str) -> dict[str, Any]:
    """Every fault, done to services over a copy of the source documents; times in seconds.

    Raises:
        UserError: no document could be read, or a service did not start.
    """
    with tempfile.TemporaryDirectory() as folder:
        sources, out, log = Path(folder) / "sources", Path(folder) / "index", Path(folder) / "log"
        shutil.copytree(setting("BOT_SOURCE_DIR"), sources)
        build(sources, out, encoder, progress=lambda *_: None)
        with service(out, log) as running:
            hang_up = asyncio.run(_hang_up(running, question))
            swap = asyncio.run(_swap(running, question, sources, out, encoder))
        kill = asyncio.run(_kill(out, log, question))
    faults = {"client_hangs_up": hang_up, "index_swapped": swap, "killed_and_restarted": kill}
    return {**faults, "held": all(fault["held"] for fault in faults.values())}


async def _hang_up(running: Service, question: str) -> dict[str, Any]:
    """Clients that go away while their answer is made, among one that stays."""
    async with client(running.url) as web:
        right = await _answer(web, question)
        before = _open_files(running)

        async def leave() -> None:
            async with web.stream("POST", "/api/v1/ask", json={"question": question}, headers=_STREAMS) as reply:
                await anext(reply.aiter_bytes())  # the stream has begun; its answer has not come

        await asyncio.gather(*(leave() for _ in range(_HANG_UPS)))
        begin = time.perf_counter()
        after = await _answer(web, question)
        waited = time.perf_counter() - begin
        left = _HANG_UPS
        for _ in range(100):
            found = re.search(r"^bot_waiting (\S+)", (await web.get("/metrics")).text, re.M)
            left = int(float(found.group(1))) if found else left
            if left == 0:
                break
            await asyncio.sleep(0.1)
    opened = _open_files(running)
    return {
        "hung_up": _HANG_UPS,
        "next_answer_s": waited,
        "left_waiting": left,
        "open_files_before": before,
        "open_files_after": opened,
        "held": after == right and left == 0 and opened <= before + 5,
    }


async def _swap(running: Service, question: str, sources: Path, out: Path, encoder: Encoder) -> dict[str, Any]:
    """A new build while questions come without a pause."""
    async with client(running.url) as web:
        right = await _answer(web, question)
        first = (await web.get("/readyz")).json()
        async with _asking(running.url, question) as seen:
            (sources / "thong-bao.md").write_text(_ADDED, "utf-8")
            await asyncio.to_thread(build, sources, out, encoder, progress=lambda *_: None)
            begin = time.perf_counter()
            now = first
            while now["build"] == first["build"] and time.perf_counter() - begin < 60:
                await asyncio.sleep(0.1)
                now = (await web.get("/readyz")).json()
            taken_up = time.perf_counter() - begin
            await asyncio.sleep(1)
    return {
        "outcomes": dict(seen),
        "taken_up_s": taken_up,
        "documents": now["documents"],
        "held": set(seen) == {right} and now["documents"] == first["documents"] + 1,
    }


async def _kill(out: Path, log: Path, question: str) -> dict[str, Any]:
    """A process that is killed under load, and started again on its port by whatever watches over it."""
    with service(out, log) as running:
        async with client(running.url) as web:
            right = await _answer(web, question)
        async with _asking(running.url, question) as seen:
            await asyncio.sleep(1)
            before = seen[right]
            running.process.kill()
            await asyncio.to_thread(running.process.wait)
            begin = time.perf_counter()
            port = int(running.url.rpartition(":")[2])
            with contextlib.ExitStack() as stack:
                await asyncio.to_thread(stack.enter_context, service(out, log, port))
                down = time.perf_counter() - begin
                killed = seen[right]
                await asyncio.sleep(2)
                after = seen[right] - killed
    answers = {outcome for outcome in seen if outcome not in _LOST}
    return {"outcomes": dict(seen), "down_s": down, "held": before > 0 and after > 0 and answers == {right}}


_LOST = ("ConnectError", "ReadError", "RemoteProtocolError", "ConnectTimeout")  # what a killed server leaves its clients


@contextlib.asynccontextmanager
async def _asking(url: str, question: str) -> AsyncIterator[Counter[str]]:
    """Askers without a pause for as long as the block lasts; what each got, answer or fault, counted."""
    seen: Counter[str] = Counter()
    over = asyncio.Event()

    async def asker(web: httpx.AsyncClient) -> None:
        while not over.is_set():
            try:
                seen[await _answer(web, question)] += 1
            except httpx.HTTPError as error:
                seen[type(error).__name__] += 1
                await asyncio.sleep(0.2)

    async with client(url) as web:
        askers = [asyncio.create_task(asker(web)) for _ in range(_ASKERS)]
        yield seen
        over.set()
        await asyncio.gather(*askers)


async def _answer(web: httpx.AsyncClient, question: str) -> str:
    """The short answer, or what came instead."""
    reply = await web.post("/api/v1/ask", json={"question": question})
    return reply.json()["short_answer"] or reply.json()["reason"] if reply.status_code == 200 else f"HTTP {reply.status_code}"


def _open_files(running: Service) -> int:
    return len(os.listdir(f"/proc/{running.process.pid}/fd"))
