"""What is kept: feedback through every fault, questions only where that is switched on, nothing longer than it may be."""

import asyncio
import json
import logging
import re
import resource
import signal
import sqlite3
import sys
import threading
import time
import traceback
from pathlib import Path

import httpx
import pytest

from bot.records import schema
from bot.records.figures import figures
from bot.records.recorder import Recorder
from bot.records.store import Answered, Feedback, Records
from bot.web.context import REQUEST_ID
from bot.web.logs import log_to_stderr
from eval.__main__ import main
from eval.service import Service, service
from index.errors import UserError

from .asking import QUESTION, SHORT, ask

UNANSWERED = "Thu ngân sách của tỉnh Nghệ An năm 2023?"


@pytest.fixture(scope="module")
def keeping(index_dir, tmp_path_factory):  # noqa: ANN001, ANN201
    """A service that keeps questions."""
    with service(index_dir, tmp_path_factory.mktemp("keeping") / "log", BOT_KEEP_QUESTIONS="on") as running:
        yield running


def _rows(running: Service, table: str) -> list[sqlite3.Row]:
    with Records(running.data).open() as connection:
        return connection.execute(f"SELECT * FROM {table}").fetchall()


def _until(condition, seconds: float = 10) -> None:  # noqa: ANN001
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.05)


def _rate(web: httpx.Client, identifier: str, **more: object) -> httpx.Response:
    return web.post("/api/v1/feedback", json={"request_id": identifier, "rating": "down", **more})


def test_feedback_is_kept_and_the_last_word_counts(keeping: Service) -> None:
    with httpx.Client(base_url=keeping.url, timeout=60) as web:
        identifier = ask(web).json()["id"]
        assert _rate(web, identifier, reason="incomplete", comment="Thiếu phần dự toán.").status_code == 201
        assert web.post("/api/v1/feedback", json={"request_id": identifier, "rating": "up"}).json() == {"status": "kept"}
        _until(lambda: any(row["request_id"] == identifier for row in _rows(keeping, "answers")))
        row = next(row for row in _rows(keeping, "answers") if row["request_id"] == identifier)
        assert (row["question"], row["short_answer"], row["status"], row["face"]) == (QUESTION, SHORT, "answered", "api")
        assert {"understand", "search", "rerank", "read"} <= set(json.loads(row["stages_ms"])) and json.loads(row["cited"])[0][0] == "ket-luan-143-kl-tu"
        assert [(one["rating"], one["reason"], one["comment"]) for one in _rows(keeping, "feedback") if one["request_id"] == identifier] == [("up", None, "")]
        for wrong in ({"request_id": "x"}, {"request_id": identifier, "rating": "maybe"}, {"request_id": identifier, "rating": "down", "reason": "vì"}, {"request_id": identifier, "rating": "down", "comment": "a" * 1001}):
            assert web.post("/api/v1/feedback", json=wrong).status_code == 422
        assert 'bot_feedback_total{rating="down"} 1.0' in web.get("/metrics").text


def test_nothing_typed_is_kept_or_logged_unless_that_is_switched_on(served: Service, web, keeping: Service) -> None:  # noqa: ANN001
    """Neither in the file, nor in what SQLite has beside it, nor in the log; no address, no user anywhere."""
    word = "Xylophon"
    for _ in range(2):
        ask(web, f"{word} năm 2023 đạt bao nhiêu?", history=[["Ai ký?", word]])
        web.post("/v1/chat/completions", json={"messages": [{"role": "user", "content": word}]})
        web.get(f"/documents?lang={word}")
    identifier = ask(web, word).json()["id"]
    _until(lambda: any(row["request_id"] == identifier for row in _rows(served, "answers")))
    rows = _rows(served, "answers")
    assert rows and all(row["question"] is row["history"] is row["short_answer"] is None for row in rows)
    kept = b"".join(path.read_bytes() for path in served.data.iterdir()) + served.log.read_bytes()
    assert word.encode() not in kept and b"127.0.0.1" not in kept
    with httpx.Client(base_url=keeping.url, timeout=60) as other:
        ask(other, word)
    _until(lambda: any(row["question"] == word for row in _rows(keeping, "answers")))
    assert word.encode() not in keeping.log.read_bytes() and b"127.0.0.1" not in b"".join(path.read_bytes() for path in keeping.data.iterdir())


def test_the_log_is_one_object_a_line_with_the_request_s_id(served: Service, web) -> None:  # noqa: ANN001
    reply = ask(web)
    _until(lambda: served.log.read_text("utf-8").count(reply.headers["x-request-id"]) >= 2)  # of the answer, and of the request when it is done
    lines = [json.loads(line) for line in served.log.read_text("utf-8").splitlines()]
    about = [line for line in lines if line["request_id"] == reply.headers["x-request-id"]]
    answer, request = (next(line for line in about if line["message"] == message) for message in ("answer", "request"))
    assert answer["stages_ms"]["search"] > 0 and answer["waited_ms"] >= 0 and answer["face"] == "api" and answer["build"]
    assert request["path"] == "/api/v1/ask" and request["status"] == 200 and request["ms"] >= answer["total_ms"] and request["asker"] == "address"
    assert all(line["time"] and line["level"] and line["logger"] for line in lines)


@pytest.mark.parametrize("messages", [False, True])
def test_a_fault_in_the_log_says_where_and_only_on_demand_what(messages: bool, capsys: pytest.CaptureFixture) -> None:
    before, stderr = logging.getLogger().handlers[:], sys.stderr
    try:
        log_to_stderr(messages=messages)
        logging.getLogger().handlers[0].setStream(stderr)
        REQUEST_ID.set("0123456789ab")
        try:
            try:
                int("câu hỏi của tôi")
            except ValueError as error:
                raise RuntimeError("câu hỏi của tôi") from error
        except RuntimeError:
            logging.getLogger("bot.chain").exception("a question could not be answered")
            traceback.print_exc()  # as Gradio does
        line, *printed = (json.loads(one) for one in capsys.readouterr().err.splitlines())
    finally:
        logging.getLogger().handlers[:], sys.stderr, logging.raiseExceptions = before, stderr, True
        REQUEST_ID.set("")
        logging.captureWarnings(False)
    assert line["request_id"] == "0123456789ab" and "RuntimeError" in line["exc_info"] and "ValueError" in line["exc_info"] and "test_records.py" in line["exc_info"]
    assert any("test_records.py" in one["message"] for one in printed)
    for said in (line, printed):
        assert ("câu hỏi của tôi" in json.dumps(said, ensure_ascii=False)) == messages


def test_acknowledged_feedback_outlives_a_kill(seed_dir, tmp_path) -> None:  # noqa: ANN001
    acknowledged: list[str] = []
    with service(seed_dir, tmp_path / "log") as running:
        def give() -> None:
            with httpx.Client(base_url=running.url, timeout=10) as web:
                for number in range(100_000):
                    try:
                        if _rate(web, f"{number:012x}").status_code == 201:
                            acknowledged.append(f"{number:012x}")
                    except httpx.HTTPError:
                        return

        giving = threading.Thread(target=give)
        giving.start()
        _until(lambda: len(acknowledged) > 50)
        running.process.send_signal(signal.SIGKILL)
        giving.join()
        kept = {row["request_id"] for row in _rows(running, "feedback")}
        assert set(acknowledged) <= kept and len(kept) <= len(acknowledged) + 1


def test_a_full_disk_and_a_locked_file_break_no_answer_and_lose_no_word(keeping: Service) -> None:
    records = Records(keeping.data)
    with httpx.Client(base_url=keeping.url, timeout=60) as web:
        def failing(number: int) -> None:
            """While nothing can be written: answers come, feedback is refused and says so."""
            answer = ask(web)
            assert answer.status_code == 200 and answer.json()["short_answer"] == SHORT
            refused = _rate(web, f"{number:012x}", comment="x" * 900)
            assert refused.status_code == 503 and refused.json()["error"]["code"] == "not_kept" and "gửi lại" in refused.json()["error"]["message"] and refused.headers["retry-after"]
            waiting.append(answer.json()["id"])

        waiting: list[str] = []
        # A disk that takes nothing more: to the process, a file may not grow.
        soft, hard = resource.prlimit(keeping.process.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(keeping.process.pid, resource.RLIMIT_FSIZE, (0, hard))
        failing(0xF0)
        resource.prlimit(keeping.process.pid, resource.RLIMIT_FSIZE, (soft, hard))
        assert _rate(web, f"{0xF0:012x}").status_code == 201
        lock = sqlite3.connect(records.path, isolation_level=None)
        lock.execute("PRAGMA locking_mode = EXCLUSIVE")
        lock.execute("BEGIN EXCLUSIVE")
        failing(0xF1)
        lock.execute("ROLLBACK")
        lock.close()
        assert _rate(web, f"{0xF1:012x}").status_code == 201
        _until(lambda: set(waiting) <= {row["request_id"] for row in _rows(keeping, "answers")}, 15)  # what was asked meanwhile is written after all
    assert {f"{number:012x}" for number in (0xF0, 0xF1)} <= {row["request_id"] for row in _rows(keeping, "feedback")}
    # The log lies on the same full disk: what it says of the beginning is lost, and nothing else with it.
    assert "answers are being recorded again" in keeping.log.read_text("utf-8")


@pytest.mark.alone
def test_a_locked_file_and_many_who_give_feedback_keep_no_answer_waiting(keeping: Service) -> None:
    async def crowd() -> tuple[float, list[int]]:
        async with httpx.AsyncClient(base_url=keeping.url, timeout=60) as web:
            giving = [asyncio.create_task(web.post("/api/v1/feedback", json={"request_id": f"{n:012x}", "rating": "up"})) for n in range(12)]
            await asyncio.sleep(0.3)
            begin = time.monotonic()
            answer = await web.post("/api/v1/ask", json={"question": QUESTION})
            took = time.monotonic() - begin
            assert answer.json()["short_answer"] == SHORT
            return took, [(await one).status_code for one in giving]

    Records(keeping.data).put_feedback(Feedback("c" * 12, "up", None, ""))
    lock = sqlite3.connect(Records(keeping.data).path, isolation_level=None)
    lock.execute("PRAGMA locking_mode = EXCLUSIVE")
    lock.execute("BEGIN EXCLUSIVE")
    took, statuses = asyncio.run(crowd())
    lock.execute("ROLLBACK")
    lock.close()
    assert took < 2 and set(statuses) == {503}


def test_half_a_letter_stops_nothing(keeping: Service) -> None:
    """A lone surrogate, which Gradio's door lets in: it can be written nowhere."""
    with httpx.Client(base_url=keeping.url, timeout=60) as web:
        config = web.get("/config").json()
        box = next(one["id"] for one in config["components"] if one["props"].get("elem_id") == "cau-hoi")
        event = next(one["id"] for one in config["dependencies"] if [box, "submit"] in [list(target) for target in one["targets"]])
        body = json.dumps({"data": ["Ai k\ud800y?", [], ""], "fn_index": event, "session_hash": "nua"})
        web.post("/gradio_api/queue/join", content=body, headers={"Content-Type": "application/json"})
        identifier = ask(web).json()["id"]
        _until(lambda: any(row["request_id"] == identifier for row in _rows(keeping, "answers")))
    records = Records(keeping.data)
    records.put_answers([_answered(77, question="\ud800", history=(("\ud800", ""),))])
    assert next(row["question"] for row in _rows(keeping, "answers") if row["request_id"] == f"{77:012x}") == "?"


def test_a_stop_writes_what_waits_and_off_takes_the_questions_out(seed_dir, tmp_path) -> None:  # noqa: ANN001
    with service(seed_dir, tmp_path / "log", BOT_KEEP_QUESTIONS="on") as running, httpx.Client(base_url=running.url, timeout=60) as web:
        ask(web)
        lock = sqlite3.connect(Records(running.data).path, isolation_level=None)
        lock.execute("BEGIN IMMEDIATE")
        identifier = ask(web).json()["id"]
        time.sleep(0.3)
        lock.execute("ROLLBACK")
        lock.close()
        running.process.terminate()
        running.process.wait(40)
        assert next(row["question"] for row in _rows(running, "answers") if row["request_id"] == identifier) == QUESTION
    with service(seed_dir, tmp_path / "log") as running:
        assert {row["question"] for row in _rows(running, "answers")} == {None}
    assert QUESTION.encode() not in b"".join(path.read_bytes() for path in running.data.iterdir())


def test_what_waits_is_bounded_and_what_is_dropped_is_counted(tmp_path) -> None:  # noqa: ANN001
    (tmp_path / "records.sqlite3").mkdir()  # never to be opened
    lost: list[int] = []
    recorder = Recorder(Records(tmp_path), 90, lost.append)
    for number in range(2100):
        recorder.keep(_answered(number))
    assert sum(lost) == 100, "the oldest"
    recorder.start()
    recorder.stop()
    assert sum(lost) == 2100 and not recorder.is_alive()


def _answered(number: int, **changes: object) -> Answered:
    base = {"request_id": f"{number:012x}", "face": "chat", "status": "answered", "reason": None, "waited_ms": 1.0, "total_ms": 100.0, "stages_ms": {"search": 10.0}, "build": "b"}
    return Answered(**{**base, **changes})


def test_what_is_old_is_forgotten_to_the_last_byte(tmp_path) -> None:  # noqa: ANN001
    records, now = Records(tmp_path), int(time.time())
    records.put_answers([_answered(1, question="Câu hỏi cũ kỹ", at=now - 91 * 86400), _answered(2, question="Câu hỏi mới", at=now - 89 * 86400)])
    records.put_feedback(Feedback("0" * 12, "down", None, "Lời cũ kỹ", now - 91 * 86400))
    assert "cũ kỹ".encode() in b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert records.forget(90) == 2
    left = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert "cũ kỹ".encode() not in left and "Câu hỏi mới".encode() in left
    assert [day.asked for day in figures(records, 90).days if day.asked] == [1]


def test_an_older_file_is_migrated_and_a_newer_one_left_alone(tmp_path, monkeypatch) -> None:  # noqa: ANN001
    records = Records(tmp_path)
    records.put_feedback(Feedback("a" * 12, "up", None, "giữ lại"))
    first = schema.MIGRATIONS
    monkeypatch.setattr(schema, "MIGRATIONS", (*first, "ALTER TABLE feedback ADD COLUMN seen INTEGER NOT NULL DEFAULT 0;\nUPDATE feedback SET comment = 'x'; CREATE TABLE broken (;"))
    with pytest.raises(UserError, match="records.sqlite3"):
        records.put_feedback(Feedback("b" * 12, "up", None, ""))
    monkeypatch.setattr(schema, "MIGRATIONS", (*first, "ALTER TABLE feedback ADD COLUMN seen INTEGER NOT NULL DEFAULT 0;"))
    with records.open() as connection:
        row = connection.execute("SELECT * FROM feedback").fetchone()
        assert (row["comment"], row["seen"]) == ("giữ lại", 0), "the broken step left nothing, the right one kept everything"
    monkeypatch.setattr(schema, "MIGRATIONS", first)
    with pytest.raises(UserError, match="mới hơn"), records.open():
        pass
    fresh = Records(tmp_path / "neu")
    threads = [threading.Thread(target=fresh.put_feedback, args=(Feedback(f"{n:012x}", "up", None, ""),)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with fresh.open() as connection:
        assert connection.execute("SELECT count(*) FROM feedback").fetchone()[0] == 8, "made by several at once"
        # What a power cut cannot take back (a kill alone would not show it).
        assert [connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("synchronous", "journal_mode", "secure_delete")] == [2, "wal", 1]


def test_drafts_of_questions_come_from_what_was_refused_or_found_wrong(tmp_path, monkeypatch, capsys) -> None:  # noqa: ANN001
    records = Records(tmp_path)
    refused = {"status": "refused", "reason": "not_in_documents", "question": UNANSWERED}
    records.put_answers([
        _answered(1, **refused), _answered(2, **{**refused, "question": "thu ngan sach cua tinh nghe an nam 2023"}),
        _answered(3, question="Ai ký?", short_answer="Bà A", history=(("Văn bản nào?", "Kết luận"),)), _answered(4, question="Đúng chứ?"), _answered(5, status="refused", reason="not_in_documents"),
        _answered(6, question="bi thu thanh uy ha noi la ai"), _answered(7, **{**refused, "question": "Refused, and rightly so"}), _answered(8, status="refused", reason="busy", question="Bận?"),
    ])  # fmt: skip
    for number, rating in ((3, "down"), (4, "up"), (6, "down"), (7, "up"), (99, "down")):
        records.put_feedback(Feedback(f"{number:012x}", rating, "wrong" if rating == "down" else None, "Phải là bà B." if number == 3 else ""))
    monkeypatch.setenv("BOT_DATA_DIR", str(tmp_path))
    out = tmp_path / "drafts.jsonl"
    assert main(["harvest", "--out", str(out)]) == 0
    drafts = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    assert [(draft["question"], draft["note"]["asked"]) for draft in drafts] == [("Ai ký?", 1), (UNANSWERED, 2)]
    assert drafts[0]["note"]["said"] == [{"reason": "wrong", "comment": "Phải là bà B."}] and drafts[0]["history"] == [["Văn bản nào?", "Kết luận"]]
    assert all(draft["status"] == draft["type"] == "" and draft["accepted"] == draft["evidence"] == [] for draft in drafts), "for a person to fill in"
    assert re.search(r"2 câu nháp.* 1 lượt hỏi đã có.* 2 lượt không có lời", capsys.readouterr().err)
    assert main(["harvest", "--out", str(out)]) == 1 and "tên tệp chưa có" in capsys.readouterr().err


def test_a_day_without_questions_has_no_times(tmp_path: Path) -> None:
    records = Records(tmp_path)
    records.put_answers([_answered(n, total_ms=float(n), waited_ms=0.0) for n in range(1, 101)] + [_answered(200, status="refused", reason="busy", at=int(time.time()) - 86400)])
    found = figures(records, 3)
    assert [(day.asked, day.refused, day.p50_ms, day.p95_ms) for day in found.days] == [(0, {}, None, None), (1, {"busy": 1}, 101.0, 101.0), (100, {}, 50.5, 96.0)]
    assert [one.waited_ms + one.total_ms for one in found.slowest][:3] == [101.0, 100.0, 99.0]
