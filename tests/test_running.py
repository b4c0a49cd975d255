"""The service as it runs: suggestions, new builds, stops, crowds, replicas."""

import asyncio
import contextlib
import itertools
import re
import shutil
import signal
import time

import httpx
import pytest

from bot.chain import Request
from bot.web.suggest import candidates
from eval.load import ChatDoor, client
from eval.service import Service, service
from index.build import build

from .asking import QUESTION, SHORT, ask
from .conftest import ROOT


def test_what_is_suggested_is_answered(served: Service, web, chain) -> None:  # noqa: ANN001

    tried = candidates(chain.index)
    kept = [one for one in tried if one.answered_by(_answer(chain, one.question))]
    assert len(kept) >= 8 and {one.document_id for one in kept} == set(chain.index.documents)
    assert all(ask(web, one.question).json()["status"] == "answered" for one in kept[:5])


def _answer(chain, question: str):  # noqa: ANN001, ANN202
    return chain.answer(Request(question))


def test_a_new_build_is_taken_up_under_way(sources, encoder, tmp_path) -> None:  # noqa: ANN001
    """Asked without a pause while builds are swapped in: no request fails, and the new document answers."""
    out, own = tmp_path / "index", tmp_path / "sources"
    own.mkdir()
    (own / "a.md").write_text((ROOT / "source_docs" / "ket-luan-143-kl-tu.md").read_text("utf-8"), "utf-8")
    build(own, out, encoder, progress=lambda *_: None)

    async def under_way(url: str) -> list[int]:
        async with httpx.AsyncClient(base_url=url, timeout=60) as web:
            statuses: list[int] = []
            done = asyncio.Event()

            async def asker() -> None:
                while not done.is_set():
                    reply = await web.post("/api/v1/ask", json={"question": QUESTION})
                    statuses.append(reply.status_code)
                    assert reply.json()["short_answer"] == SHORT

            askers = [asyncio.create_task(asker()) for _ in range(3)]
            first = (await web.get("/readyz")).json()["build"]
            for name in ("quyet-dinh-31.pdf", "Quyết định 27.docx"):
                (own / name).write_bytes((sources / name).read_bytes())
                await asyncio.to_thread(build, own, out, encoder, progress=lambda *_: None)
                for _ in range(100):
                    await asyncio.sleep(0.2)
                    if (now := (await web.get("/readyz")).json()["build"]) != first:
                        break
                assert now != first
                first = now
            builds = out / "builds"
            good = builds / (out / "current").read_text().strip()
            for name in ("khong-co", "hong"):  # a pointer to nothing, and a store that is no store: named in the log, the old build serves on
                if name == "hong":
                    shutil.copytree(good, builds / name)
                    (builds / name / "chroma" / "chroma.sqlite3").write_bytes(b"hong" * 5000)
                (out / "current").write_text(f"{name}\n")
                await asyncio.sleep(2.5)
                assert (await web.get("/readyz")).json()["build"] == first
            (own / "b.txt").write_text("Thông báo số 9-TB/VP\n\nVăn phòng tiếp công dân vào thứ Năm hằng tuần.", "utf-8")
            await asyncio.to_thread(build, own, out, encoder, progress=lambda *_: None)
            for _ in range(50):
                await asyncio.sleep(0.2)
                if (now := (await web.get("/readyz")).json())["build"] not in (first, "hong"):
                    break
            assert now["documents"] == 4, "it goes on looking"
            done.set()
            await asyncio.gather(*askers)
            answer = (await web.post("/api/v1/ask", json={"question": "Quyết định 31 gồm mấy điều?", "document_id": "quyet-dinh-31"})).json()
            assert answer["reason"] != "bad_input", "the new document is known"
            return statuses

    with service(out, tmp_path / "log") as running:
        statuses = asyncio.run(under_way(running.url))
    assert len(statuses) > 10 and set(statuses) == {200}
    log = (tmp_path / "log").read_text("utf-8")
    assert log.count("khong-co is not taken up") == log.count("hong is not taken up") == 1


@pytest.mark.alone
def test_a_stop_finishes_what_is_being_answered_and_says_so(seed_dir, tmp_path) -> None:  # noqa: ANN001
    async def looked(url: str) -> httpx.Response:
        """What `/readyz` says last before nobody answers there any more."""
        async with httpx.AsyncClient(base_url=url, timeout=60) as balancer:
            with contextlib.suppress(httpx.TransportError):
                while (ready := await balancer.get("/readyz")).status_code == 200:
                    await asyncio.sleep(0.02)
        return ready

    async def asked(running: Service) -> tuple[list[str], list[str], httpx.Response]:
        async with client(running.url) as web:
            assert (await web.get("/readyz")).status_code == 200  # a stop while it starts is another thing
            streams, chat = {"Accept": "text/event-stream"}, ChatDoor()
            asking = [asyncio.create_task(web.post("/api/v1/ask", json={"question": QUESTION}, headers=streams)) for _ in range(15)]
            chatting = [asyncio.create_task(chat(web, QUESTION, f"s{number}")) for number in range(5)]
            await asyncio.sleep(0.5)
            assert not all(task.done() for task in asking)
            balancer = asyncio.create_task(looked(running.url))
            running.process.send_signal(signal.SIGTERM)
            ready = await balancer
            return [reply.text for reply in await asyncio.gather(*asking)], list(await asyncio.gather(*chatting)), ready

    with service(seed_dir, tmp_path / "log") as running:
        replies, chats, ready = asyncio.run(asked(running))
        begin = time.monotonic()
        running.process.wait(30)
        assert time.monotonic() - begin < 15 and "Traceback" not in (tmp_path / "log").read_text("utf-8")
    assert ready.status_code == 503 and ready.json()["status"] == "stopping"
    assert len(replies) == 15 and all("event: answer" in reply and SHORT in reply for reply in replies)
    assert chats == ["200"] * 5


def test_who_waits_too_long_is_told_to_come_back(seed_dir, tmp_path) -> None:  # noqa: ANN001
    async def crowd(url: str) -> list[httpx.Response]:
        async with client(url) as web:
            asks = [web.post("/api/v1/ask", json={"question": QUESTION}) for _ in range(30)]
            return list(await asyncio.gather(*asks, *(web.post("/v1/chat/completions", json={"messages": [{"role": "user", "content": QUESTION}]}) for _ in range(30))))

    with service(seed_dir, tmp_path / "log", BOT_WAIT_S="1") as running:
        replies = asyncio.run(crowd(running.url))
    refused = {reply.url.path: reply for reply in replies if reply.status_code == 503}
    assert refused and all(int(reply.headers["retry-after"]) > 0 for reply in refused.values()) and {reply.status_code for reply in replies} == {200, 503}
    assert all((body := reply.json()).get("reason") == "busy" or body["error"]["code"] == "busy" for reply in refused.values())


def test_two_replicas_behind_a_balancer_without_sticky_sessions(index_dir, tmp_path) -> None:  # noqa: ANN001
    """What is asked through the API may go to either replica: no answer depends on what the other has seen."""
    with service(index_dir, tmp_path / "a") as one, service(index_dir, tmp_path / "b") as two, httpx.Client(timeout=60) as web:
        turn = itertools.cycle([one.url, two.url])
        first = web.post(f"{next(turn)}/api/v1/ask", json={"question": "Ai ký Kết luận số 143-KL/TU?"}).json()
        history = [["Ai ký Kết luận số 143-KL/TU?", first["answer"]]]
        followed = [web.post(f"{next(turn)}/api/v1/ask", json={"question": "Bà ấy giữ chức vụ gì?", "history": history}).json() for _ in range(4)]
        assert len({answer["short_answer"] for answer in followed}) == 1 and followed[0]["status"] == "answered"
        pages = [re.sub(r"127\.0\.0\.1:\d+", "", re.sub(r'"(?:app_id|space_id|session_hash)":[^,]*', "", web.get(f"{url}/").text)) for url in (one.url, two.url)]
        assert pages[0] == pages[1], "a page of one replica works with the other: component numbers and storage keys agree"
