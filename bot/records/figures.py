"""What the operator sees of the records: volume, refusals, slow answers, questions without an answer, feedback."""

import json
import statistics
import time
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from sqlite3 import Row

from .store import Answered, Feedback, Records

_SLOWEST, _LISTED = 15, 50


@dataclass(frozen=True)
class Day:
    """One day by this machine's clock; times in milliseconds, None where nothing was asked."""

    date: str  # ISO 8601
    answered: int
    refused: dict[str, int]  # by reason
    p50_ms: float | None
    p95_ms: float | None
    up: int
    down: int

    @property
    def asked(self) -> int:
        return self.answered + sum(self.refused.values())


@dataclass(frozen=True)
class Figures:
    """The last days, today last; the lists hold the latest or worst only."""

    days: list[Day]
    slowest: list[Answered]
    unanswered: list[Answered]
    feedback: list[tuple[Feedback, Answered | None]]  # the latest first; with the answer where it is still kept


def figures(records: Records, days: int) -> Figures:
    """Figures of the last `days`.

    Raises:
        UserError: the file cannot be read.
    """
    today = date.today()
    first = today - timedelta(days=days - 1)
    since = int(time.mktime(first.timetuple()))
    with records.open() as connection:
        # Stages, questions and histories stay in the file until they are shown.
        answers = connection.execute("SELECT at, status, reason, waited_ms + total_ms AS ms FROM answers WHERE at >= ?", (since,)).fetchall()
        ratings = connection.execute("SELECT at, rating FROM feedback WHERE at >= ?", (since,)).fetchall()
        slowest = connection.execute("SELECT * FROM answers WHERE at >= ? ORDER BY waited_ms + total_ms DESC LIMIT ?", (since, _SLOWEST)).fetchall()
        unanswered = connection.execute(
            "SELECT * FROM answers WHERE at >= ? AND reason = 'not_in_documents' ORDER BY at DESC LIMIT ?", (since, _LISTED)
        ).fetchall()
        feedback = connection.execute(
            "SELECT feedback.at AS said_at, rating, feedback.reason AS why, comment, feedback.request_id AS rated, answers.*"
            " FROM feedback LEFT JOIN answers ON answers.request_id = feedback.request_id WHERE feedback.at >= ? ORDER BY feedback.at DESC LIMIT ?",
            (since, _LISTED),
        ).fetchall()
    return Figures(
        days=_by_day([first + timedelta(days=n) for n in range(days)], answers, ratings),
        slowest=[answered(row) for row in slowest],
        unanswered=[answered(row) for row in unanswered],
        feedback=[
            (Feedback(row["rated"], row["rating"], row["why"], row["comment"], row["said_at"]), answered(row) if row["status"] else None) for row in feedback
        ],
    )


def answered(row: Row) -> Answered:
    """A row of `answers`."""
    return Answered(
        request_id=row["request_id"],
        face=row["face"],
        status=row["status"],
        reason=row["reason"],
        waited_ms=row["waited_ms"],
        total_ms=row["total_ms"],
        stages_ms=json.loads(row["stages_ms"]),
        build=row["build"],
        cited=tuple((document, start, end) for document, start, end in json.loads(row["cited"])),
        question=row["question"],
        history=tuple((question, answer) for question, answer in json.loads(row["history"])) if row["history"] else None,
        short_answer=row["short_answer"],
        at=row["at"],
    )


def _by_day(days: list[date], answers: list[Row], ratings: list[Row]) -> list[Day]:
    asked: dict[date, list[Row]] = defaultdict(list)
    said: Counter[tuple[date, str]] = Counter()
    for row in answers:
        asked[date.fromtimestamp(row["at"])].append(row)
    for row in ratings:
        said[date.fromtimestamp(row["at"]), row["rating"]] += 1
    found = []
    for day in days:
        rows = asked[day]
        times = sorted(row["ms"] for row in rows)
        found.append(
            Day(
                date=day.isoformat(),
                answered=sum(row["status"] == "answered" for row in rows),
                refused=dict(Counter(row["reason"] for row in rows if row["status"] == "refused")),
                p50_ms=statistics.median(times) if times else None,
                p95_ms=times[int(0.95 * len(times))] if times else None,
                up=said[day, "up"],
                down=said[day, "down"],
            )
        )
    return found
