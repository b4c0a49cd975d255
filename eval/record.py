"""A run on record: where, when and with what it was made, and every answer, so that runs can be compared and read."""

import hashlib
import json
import os
import platform
import re
import subprocess
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Any

from bot.chain import Chain
from bot.extractor import FOLDER as READER
from index.errors import UserError
from index.settings import ROOT, SETTINGS

from .questions import Outcome

_KEYS = frozenset("id type form question history expected evidence given citations cited right f1 lost_in rank ms".split())
_PACKAGES = ("langchain", "langchain-chroma", "chromadb", "sentence-transformers", "gradio", "bm25s", "onnxruntime", "numpy")


def conditions(chain: Chain) -> dict[str, Any]:
    """When, on what machine, with what settings (those that are not the default, nothing secret), versions and documents."""
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": f"{_processor()}, {os.cpu_count()} nhân",
        "python": platform.python_version(),
        "packages": {name: metadata.version(name) for name in _PACKAGES},
        "code": _commit(),
        "reader": hashlib.sha256((READER / "reader.onnx").read_bytes()).hexdigest()[:16],
        "settings": {one.name: _without_password(value) for one in SETTINGS if not one.secret and (value := os.environ.get(one.name)) not in (None, "", one.default)},
        "documents": [f"{document.title}{f' ({document.number})' if document.number else ''}" for document in chain.index.documents.values()],
        "passages": len(chain.index.passages),
    }


def _commit() -> str:
    """The commit of the code, with a plus where files differ from it; — where that cannot be told."""
    try:
        found = subprocess.run(["git", "describe", "--always", "--dirty=+", "--abbrev=12"], cwd=ROOT, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return "—"
    return found.stdout.strip()


def _without_password(value: str) -> str:
    return re.sub(r"(?<=://)[^/@\s]+@", "", value)


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        return platform.machine()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())


def rows(outcomes: list[Outcome]) -> list[dict[str, Any]]:
    """Each question as it was answered: what was expected, given and cited, and where the chain lost it."""
    return [
        {
            "id": one.item.id,
            "type": one.item.type,
            "form": one.item.form,
            "question": one.item.question,
            "history": [list(turn) for turn in one.item.history],
            "expected": {"status": one.item.status, "accepted": list(one.item.accepted), "items": [list(forms) for forms in one.item.items]},
            "evidence": list(one.item.evidence),
            "given": {"status": one.answer["status"], "short_answer": one.answer["short_answer"], "reason": one.answer["reason"]},
            "citations": [{key: citation[key] for key in ("document_id", "quote", "url")} for citation in one.answer["citations"]],
            "cited": {"citations": one.verdict.citations, "supporting": one.verdict.supporting, "evidence_found": one.verdict.evidence_found},
            "right": one.verdict.right,
            "f1": one.verdict.f1,
            "lost_in": one.verdict.lost_in,
            "rank": one.rank,
            "ms": one.answer["timings_ms"]["total"],
        }
        for one in outcomes
    ]


def load(path: Path) -> dict[str, Any]:
    """A file that `python -m eval --json` wrote, whole.

    Raises:
        UserError: it is not there, or is no such file.
    """
    try:
        body = json.loads(path.read_text("utf-8"))
        lacking = {"index", "encoder", "run", "splits"} - body.keys()
        assert body["splits"] and not lacking
        for split in body["splits"].values():
            assert split["outcomes"] and all(row.keys() >= _KEYS for row in split["outcomes"])
    except OSError as error:
        raise UserError(f"Không mở được {path} ({error.strerror}); hãy kiểm tra đường dẫn.") from None
    except (ValueError, KeyError, TypeError, AttributeError, AssertionError):
        raise UserError(f"{path} không phải kết quả đánh giá; hãy ghi tệp bằng python -m eval --json {path}.") from None
    return body


def write(path: Path, text: str, *, keep_old: bool = False) -> None:
    """Write a file whole or not at all; `keep_old` puts a file that lies there aside, under its name and the time.

    Raises:
        UserError: it cannot be written.
    """
    new = path.with_name(path.name + ".new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        new.write_text(text, "utf-8")
        if keep_old and path.exists():
            path.replace(path.with_name(f"{path.name}.{datetime.now():%Y%m%d-%H%M%S-%f}"))
        new.replace(path)
    except OSError as error:
        raise UserError(f"Không ghi được {path} ({error.strerror}); hãy chọn nơi khác hoặc kiểm tra quyền ghi.") from None
