"""Feedback and answers in one SQLite file (WAL), opened anew for each use: a fault of the disk ends with the fault."""

import contextlib
import json
import os
import sqlite3
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from index.errors import UserError

from .schema import migrate

NAME = "records.sqlite3"
_LOCKED_S = 3.0  # how long one who gives feedback waits for another program that holds the file
_AGAIN_S = 0.02


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Into WAL mode. Of several that make the file at once SQLite lets one, and has the others try again themselves."""
    until = time.monotonic() + _LOCKED_S
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError:
            if time.monotonic() > until:
                raise
            time.sleep(_AGAIN_S)


@dataclass(frozen=True)
class Answered:
    """What became of one question; times in milliseconds, `cited` document, start and end of each citation.

    `question`, `history` and `short_answer` are None where questions are not kept.
    """

    request_id: str
    face: str
    status: str
    reason: str | None
    waited_ms: float
    total_ms: float
    stages_ms: dict[str, float]
    build: str
    cited: tuple[tuple[str, int, int], ...] = ()
    question: str | None = None
    history: tuple[tuple[str, str], ...] | None = None
    short_answer: str | None = None
    at: int = field(default_factory=lambda: int(time.time()))


@dataclass(frozen=True)
class Feedback:
    """What a reader says of one answer."""

    request_id: str
    rating: str  # up or down
    reason: str | None
    comment: str
    at: int = field(default_factory=lambda: int(time.time()))


class Records:
    """The records in `folder`."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / NAME

    def put_feedback(self, one: Feedback) -> None:
        """Keep it. When this returns, it is on the disk, whatever happens next.

        Raises:
            UserError: it could not be kept.
        """
        with self.open() as connection:
            connection.execute(
                "INSERT INTO feedback VALUES (?, ?, ?, ?, ?) ON CONFLICT (request_id) DO UPDATE"
                " SET at = excluded.at, rating = excluded.rating, reason = excluded.reason, comment = excluded.comment",
                (one.request_id, one.at, one.rating, one.reason, one.comment),
            )

    def put_answers(self, many: Iterable[Answered]) -> None:
        """Keep them, all or none.

        Raises:
            UserError: they could not be kept.
        """
        rows = [
            (
                one.request_id, one.at, one.face, one.status, one.reason, one.waited_ms, one.total_ms, json.dumps(one.stages_ms), one.build,
                json.dumps(one.cited), one.question, None if one.history is None else json.dumps(one.history, ensure_ascii=False), one.short_answer,
            )
            for one in many
        ]  # fmt: skip
        # Half of a letter (a lone surrogate) cannot be written.
        whole = [[value.encode("utf-8", "replace").decode() if isinstance(value, str) else value for value in row] for row in rows]
        with self.open() as connection:
            connection.execute("BEGIN IMMEDIATE")
            connection.executemany(f"INSERT OR REPLACE INTO answers VALUES ({', '.join('?' * 13)})", whole)
            connection.execute("COMMIT")

    def forget_questions(self) -> None:
        """Take the words of every question out, from the disk too: they are not to be kept any more.

        Raises:
            UserError: it could not be done.
        """
        with self.open() as connection:
            if connection.execute("UPDATE answers SET question = NULL, history = NULL, short_answer = NULL WHERE question IS NOT NULL").rowcount:
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def forget(self, days: int) -> int:
        """Remove what is older than `days`, from the disk too; how much that was.

        Raises:
            UserError: it could not be removed.
        """
        before = int(time.time()) - days * 86400
        with self.open() as connection:
            gone = sum(connection.execute(f"DELETE FROM {table} WHERE at < ?", (before,)).rowcount for table in ("answers", "feedback"))
            if gone:
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            return gone

    @contextlib.contextmanager
    def open(self) -> Iterator[sqlite3.Connection]:
        """A connection in autocommit mode, to a file of this version; rows are read by name.

        Raises:
            UserError: the file cannot be opened, read or written.
        """
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            # Readable by its owner alone; SQLite gives its other files the same mode.
            os.close(os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600))
            connection = sqlite3.connect(self.path, timeout=_LOCKED_S, isolation_level=None)
            with contextlib.closing(connection):
                connection.row_factory = sqlite3.Row
                _write_ahead(connection)
                connection.execute("PRAGMA synchronous = FULL")  # a commit is on the disk when it returns
                connection.execute("PRAGMA secure_delete = ON")  # what is forgotten is written over
                migrate(connection)
                yield connection
        except (sqlite3.Error, OSError) as error:
            cause = error.strerror if isinstance(error, OSError) else str(error)
            raise UserError(f"Không dùng được tệp ghi nhận {self.path} ({cause}); hãy kiểm tra chỗ trống của ổ đĩa, quyền ghi, và chương trình khác đang giữ tệp.") from error
