"""A run on record: where, when and with what it was made, and every answer, so that runs can be compared and read."""

import json
import os
import platform
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Any

from bot.chain import Chain
from index.errors import UserError
from index.settings import SETTINGS, setting

from .questions import Outcome

_PACKAGES = ("langchain", "langchain-chroma", "chromadb", "sentence-transformers", "gradio", "bm25s", "onnxruntime", "numpy")


def conditions(chain: Chain) -> dict[str, Any]:
    """When, on what machine, with what settings (those set by the environment, none that is secret), versions and documents."""
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": f"{_processor()}, {os.cpu_count()} nhân",
        "python": platform.python_version(),
        "packages": {name: metadata.version(name) for name in _PACKAGES},
        "settings": {one.name: str(setting(one.name)) for one in SETTINGS if not one.secret and os.environ.get(one.name)},
        "documents": [f"{document.title}{f' ({document.number})' if document.number else ''}" for document in chain.index.documents.values()],
        "passages": len(chain.index.passages),
    }


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
            "right": one.verdict.right,
            "f1": one.verdict.f1,
            "lost_in": one.verdict.lost_in,
            "rank": one.rank,
            "ms": one.answer["timings_ms"]["total"],
        }
        for one in outcomes
    ]


def load(path: Path) -> dict[str, Any]:
    """A file that `python -m eval --json` wrote.

    Raises:
        UserError: it is not there, or is no such file.
    """
    try:
        body = json.loads(path.read_text("utf-8"))
        for split in body["splits"].values():
            for row in split["outcomes"]:
                row["id"], row["question"], row["history"], row["expected"]["status"], row["right"]
    except OSError as error:
        raise UserError(f"Không mở được {path} ({error.strerror}); hãy kiểm tra đường dẫn.") from None
    except (ValueError, KeyError, TypeError, AttributeError):
        raise UserError(f"{path} không phải kết quả đánh giá; hãy ghi tệp bằng python -m eval --json {path}.") from None
    return body


def write(path: Path, text: str) -> None:
    """Write a file whole or not at all.

    Raises:
        UserError: it cannot be written.
    """
    new = path.with_name(path.name + ".new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        new.write_text(text, "utf-8")
        new.replace(path)
    except OSError as error:
        raise UserError(f"Không ghi được {path} ({error.strerror}); hãy chọn nơi khác hoặc kiểm tra quyền ghi.") from None
