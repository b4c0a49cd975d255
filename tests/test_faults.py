"""The commands that try the service: many users, faults, and requests made from its own description."""

import json
from pathlib import Path

import pytest

from eval import faults, load
from eval.__main__ import main
from eval.fuzz import fuzz

pytestmark = pytest.mark.alone

QUESTION = "Thu ngân sách năm 2023 đạt bao nhiêu?"


@pytest.mark.parametrize("face", ["api", "chat"])
def test_many_users_at_once(seed_dir: Path, monkeypatch: pytest.MonkeyPatch, face: str) -> None:
    monkeypatch.setenv("BOT_INDEX_DIR", str(seed_dir))
    figures = load.evaluate(face, users=10, every_s=2, seconds=6, questions=[QUESTION, "ai ky ket luan 143"])
    assert figures["outcomes"] == {"200": 30 + 30} and figures["held"], figures
    assert figures["alone_p50_ms"] <= figures["p50_ms"] * 1.5 and figures["p50_ms"] <= figures["p95_ms"] <= figures["max_ms"]


@pytest.mark.parametrize("face", ["api", "chat"])
def test_a_fault_of_the_service_is_not_held(face: str, seed_dir: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture) -> None:
    """Asked more than it can answer, and told to wait for nobody: refused as busy, and the command says so."""
    monkeypatch.setenv("BOT_INDEX_DIR", str(seed_dir))
    monkeypatch.setattr(load, "service", _impatient)
    monkeypatch.setattr(load, "_ALONE", 5)  # of the single user nothing is asked here
    assert main(["load", "--face", face, "--users", "120", "--every", "1", "--seconds", "2"]) == 4
    figures = json.loads(capsys.readouterr().out)
    assert not figures["held"] and figures["outcomes"]["503"] > 0


def _impatient(*given: object, **settings: str):  # noqa: ANN202
    from eval.service import service

    return service(*given, **settings, BOT_WAIT_S="1")


def test_faults_leave_the_service_well(encoder) -> None:  # noqa: ANN001
    figures = faults.evaluate(encoder, QUESTION)
    assert figures["held"], figures


def test_nothing_is_found_by_requests_made_from_the_description(index_dir: Path, capfd: pytest.CaptureFixture) -> None:
    assert fuzz(30, index_dir), capfd.readouterr().out
