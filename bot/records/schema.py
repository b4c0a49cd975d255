"""The tables, and how a file made by an earlier version becomes one of this version."""

import sqlite3

from index.errors import UserError

# One step for each version, in order; what has been given out is never changed, only followed by another.
MIGRATIONS = (
    """
    CREATE TABLE answers (
        request_id TEXT PRIMARY KEY,
        at INTEGER NOT NULL,          -- seconds since 1970, UTC
        face TEXT NOT NULL,           -- chat, api, openai, mcp
        status TEXT NOT NULL,
        reason TEXT,                  -- of a refusal
        waited_ms REAL NOT NULL,      -- for its turn
        total_ms REAL NOT NULL,       -- to compute
        stages_ms TEXT NOT NULL,      -- JSON: stage to milliseconds
        build TEXT NOT NULL,
        cited TEXT NOT NULL,          -- JSON: [document, start, end] of each citation
        question TEXT,                -- these three only where questions are kept
        history TEXT,                 -- JSON: [[question, answer], ...]
        short_answer TEXT
    ) STRICT;
    CREATE INDEX answers_at ON answers (at);
    CREATE TABLE feedback (
        request_id TEXT PRIMARY KEY,  -- of the answer; the last word counts
        at INTEGER NOT NULL,
        rating TEXT NOT NULL CHECK (rating IN ('up', 'down')),
        reason TEXT,
        comment TEXT NOT NULL
    ) STRICT;
    CREATE INDEX feedback_at ON feedback (at);
    """,
)


def migrate(connection: sqlite3.Connection) -> None:
    """Bring the file to this version, in one transaction: wholly, or not at all.

    Raises:
        UserError: a later version made it.
    """
    if _version(connection) == len(MIGRATIONS):
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        found = _version(connection)  # another process may have been first
        if found > len(MIGRATIONS):
            raise UserError(f"Tệp ghi nhận là của phiên bản mới hơn ({found} so với {len(MIGRATIONS)}); hãy dùng phiên bản dịch vụ đã tạo ra nó, hoặc khôi phục bản sao lưu.")
        for step in MIGRATIONS[found:]:
            for statement in _statements(step):
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise


def _version(connection: sqlite3.Connection) -> int:
    return connection.execute("PRAGMA user_version").fetchone()[0]


def _statements(script: str) -> list[str]:
    """A script's statements, one by one: `executescript` would commit what is open."""
    statements, current = [], ""
    for line in script.splitlines():
        current += line + "\n"
        if sqlite3.complete_statement(current):
            statements.append(current)
            current = ""
    return statements
