"""Users who log in to the chat; passwords are kept as Argon2id hashes."""

import hashlib
import re
import unicodedata
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from index.errors import UserError

from .ledger import Ledger

_NAME = re.compile(r"[\w.@-]{1,64}")
_LEAST = 10
_MOST = 1000  # characters: hashing a longer text is work for nothing
# The least that OWASP's Password Storage Cheat Sheet names for Argon2id: 19 MiB, two passes; some 30 ms.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)


class Users:
    """The users in `folder`."""

    def __init__(self, folder: Path) -> None:
        self._ledger = Ledger(folder / "users.json", frozenset(("argon2", "changed")))

    def put(self, name: str, password: str) -> str:
        """Add a user, or give one another password, which ends what was logged in with the old one; the name as kept.

        Raises:
            UserError: the name or password cannot be used, or the file not be written.
        """
        if not _NAME.fullmatch(name):
            raise UserError(f"Tên người dùng “{name[:80]}” không dùng được; hãy dùng 1 đến 64 chữ, số hoặc dấu . _ - @.")
        if not _LEAST <= len(password) <= _MOST:
            raise UserError(f"Mật khẩu của {name} phải dài từ {_LEAST} đến {_MOST} ký tự; hãy đặt mật khẩu khác.")
        kept = _folded(name)
        with self._ledger.changing() as entries:
            entries[kept] = {"argon2": _HASHER.hash(_normal(password)), "changed": datetime.now(UTC).replace(microsecond=0).isoformat()}
        return kept

    def remove(self, name: str) -> None:
        """Remove a user, which ends what is logged in.

        Raises:
            UserError: there is none of this name, or the file cannot be written.
        """
        with self._ledger.changing() as entries:
            if entries.pop(_folded(name), None) is None:
                raise UserError(f"Không có người dùng “{name}”; hãy xem danh sách bằng python -m bot users list.")

    def listed(self) -> list[tuple[str, str]]:
        """Name and time of the last change (ISO 8601) of each.

        Raises:
            UserError: the file cannot be read.
        """
        return sorted((name, entry["changed"]) for name, entry in self._ledger.entries().items())

    def check(self, name: str, password: str) -> str | None:
        """The user's name as kept, if the password is right. Takes some 30 ms and 19 MiB."""
        kept = _folded(name)
        entry = self._ledger.entries().get(kept)
        try:
            _HASHER.verify(entry["argon2"] if entry else _nobody(), _normal(password[: _MOST + 1]))
        except (Argon2Error, InvalidHashError):
            return None
        return kept if entry else None

    def stamp(self, name: str) -> str | None:
        """What changes with the user's password; None where there is no such user."""
        entry = self._ledger.entries().get(name)
        return hashlib.sha256(entry["argon2"].encode()).hexdigest()[:16] if entry else None


@cache
def _nobody() -> str:
    """What an unknown name is compared with, so that it takes no less time than a known one."""
    return _HASHER.hash("không có người dùng này")


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name.strip()).casefold()


def _normal(password: str) -> str:
    """One password however a keyboard composes its letters (RFC 8265)."""
    return unicodedata.normalize("NFC", password)
