"""A small JSON file of entries that a command changes while the service reads it."""

import contextlib
import fcntl
import json
import logging
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from index.errors import UserError

_LOG = logging.getLogger(__name__)
Entries = dict[str, dict[str, Any]]


class Ledger:
    """Entries by name, each with `fields`. The file is replaced whole, readable by its owner alone; a reader sees a change at its next look."""

    def __init__(self, path: Path, fields: frozenset[str]) -> None:
        self._path, self._fields = path, fields
        self._seen: tuple[int, ...] | None = None
        self._entries: Entries | None = None

    def entries(self) -> Entries:
        """What the file holds now; nothing where there is none.

        Where it cannot be read, what was read last, and the log says so once.

        Raises:
            UserError: it cannot be read, and never could.
        """
        try:
            status = self._path.stat()
        except FileNotFoundError:
            self._entries, self._seen = {}, None
            return {}
        except OSError:
            status = None
        signature = (status.st_mtime_ns, status.st_size, status.st_ino) if status else ()
        if signature == self._seen and self._entries is not None:
            return self._entries
        try:
            self._entries = self._read()
        except UserError as error:
            if self._entries is None:
                raise
            _LOG.error("%s Vẫn dùng nội dung đọc được lần trước.", error)
        self._seen = signature
        return self._entries

    @contextlib.contextmanager
    def changing(self) -> Iterator[Entries]:
        """The entries, to be changed; what they are at the end of the block is written. One writer at a time.

        Raises:
            UserError: the file cannot be read or written.
        """
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with open(self._path.with_suffix(".lock"), "w") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX)
                entries = self._read() if self._path.exists() else {}
                yield entries
                _write(self._path, entries)
        except OSError as error:
            raise UserError(f"Không ghi được {self._path} ({error.strerror}); hãy kiểm tra quyền ghi và chỗ trống của ổ đĩa.") from None

    def _read(self) -> Entries:
        try:
            entries = json.loads(self._path.read_text("utf-8"))
            if not isinstance(entries, dict) or not all(isinstance(entry, dict) and self._fields <= entry.keys() for entry in entries.values()):
                raise ValueError
            return entries
        except OSError as error:
            raise UserError(f"Không đọc được {self._path} ({error.strerror}); hãy kiểm tra quyền đọc.") from None
        except ValueError:
            raise UserError(f"Tệp {self._path} bị hỏng; hãy khôi phục từ bản sao lưu, hoặc xóa đi rồi tạo lại.") from None


def _write(path: Path, entries: Entries) -> None:
    new = path.with_suffix(".new")
    with open(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        json.dump(entries, file, ensure_ascii=False, indent=1)
        file.flush()
        os.fsync(file.fileno())
    os.replace(new, path)
