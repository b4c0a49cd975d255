"""Public sets in SQuAD format, and the form in which a question is typed."""

import json
import random
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.errors import UserError
from index.text.normalise import canonical, fold

SEED = 143
FORMS = ("full", "half", "none")


@dataclass(frozen=True)
class SquadQuestion:
    id: str
    question: str
    passage: int  # its own paragraph, an index into the passages
    answers: tuple[str, ...] = ()  # as the file gives them; none where it gives none


def articles(path: Path) -> list[dict[str, Any]]:
    """The articles of a SQuAD-format file as they are.

    Raises:
        UserError: the file is not there or not in that format.
    """
    try:
        found = json.loads(path.read_text("utf-8"))["data"]
        assert all(isinstance(article["paragraphs"], list) for article in found)
    except OSError as error:
        raise UserError(f"Không mở được {path} ({error.strerror}); hãy kiểm tra đường dẫn.") from None
    except (ValueError, KeyError, TypeError, AssertionError):
        raise _not_squad(path) from None
    return found


def _not_squad(path: Path) -> UserError:
    return UserError(f"{path} không đúng định dạng SQuAD; hãy dùng tệp SQuAD 1.1 hoặc 2.0.")


def load(path: Path) -> tuple[list[str], list[SquadQuestion]]:
    """Passages (equal paragraphs merged) and questions of a SQuAD 1.1 or 2.0 file.

    Raises:
        UserError: the file is not there or not in that format.
    """
    try:
        passages: dict[str, int] = {}
        questions = []
        for article in articles(path):
            for paragraph in article["paragraphs"]:
                number = passages.setdefault(canonical(paragraph["context"]), len(passages))
                questions += [
                    SquadQuestion(str(qa["id"]), qa["question"], number, tuple(answer["text"] for answer in qa.get("answers", ())))
                    for qa in paragraph["qas"]
                ]
    except (KeyError, TypeError):
        raise _not_squad(path) from None
    return list(passages), questions


def typed(question: str, form: str, identifier: str) -> str:
    """The question as typed: all marks, none, or none on about half of its words (same each run)."""
    question = canonical(question)
    if form == "full":
        return question
    chooser = random.Random(f"{SEED}:{identifier}")
    return " ".join(
        _unmark(word) if form == "none" or chooser.random() < 0.5 else word for word in question.split()
    )


def _unmark(word: str) -> str:
    """Without marks, letter case kept."""
    return "".join(bare.upper() if char.isupper() else bare for char, bare in zip(word, fold(word), strict=True))
