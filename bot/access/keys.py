"""API keys: `hd_<id>_<secret>`. Only the secret's hash is kept."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from index.errors import UserError

from .ledger import Ledger

PREFIX = "hd_"
_SECRET_BYTES = 32


@dataclass(frozen=True)
class Key:
    """One API key, without its secret; times are ISO 8601 in UTC."""

    id: str
    label: str
    created: str
    expires: str | None
    revoked: str | None

    @property
    def valid(self) -> bool:
        return self.revoked is None and (self.expires is None or _now().isoformat() < self.expires)


class Keys:
    """The keys in `folder`."""

    def __init__(self, folder: Path) -> None:
        self._ledger = Ledger(folder / "keys.json", frozenset(("label", "sha256", "created", "expires", "revoked")))

    def make(self, label: str, days: int | None = None) -> tuple[Key, str]:
        """A new key and its text, which is not kept and cannot be had again; valid for `days`, or until revoked.

        Raises:
            UserError: the file cannot be written.
        """
        identifier, secret = secrets.token_hex(4), secrets.token_urlsafe(_SECRET_BYTES)
        now = _now()
        entry = {
            "label": label,
            # 256 random bits cannot be tried out one by one: a slow hash, as for passwords, would only slow each request.
            "sha256": _digest(secret),
            "created": now.isoformat(),
            "expires": (now + timedelta(days=days)).isoformat() if days else None,
            "revoked": None,
        }
        with self._ledger.changing() as entries:
            entries[identifier] = entry
        return _key(identifier, entry), f"{PREFIX}{identifier}_{secret}"

    def revoke(self, identifier: str) -> Key:
        """The key, from now on refused.

        Raises:
            UserError: there is no such key, or the file cannot be written.
        """
        with self._ledger.changing() as entries:
            if identifier not in entries:
                raise UserError(f"Không có khóa “{identifier}”; hãy xem danh sách bằng python -m bot keys list.")
            entries[identifier]["revoked"] = entries[identifier]["revoked"] or _now().isoformat()
            return _key(identifier, entries[identifier])

    def listed(self) -> list[Key]:
        """Every key, the oldest first.

        Raises:
            UserError: the file cannot be read.
        """
        return sorted((_key(identifier, entry) for identifier, entry in self._ledger.entries().items()), key=lambda key: key.created)

    def find(self, text: str) -> Key | None:
        """The key whose text this is, if it may be used; compared in constant time."""
        identifier, _, secret = text.removeprefix(PREFIX).partition("_")
        entry = self._ledger.entries().get(identifier)
        kept = entry["sha256"] if entry else ""
        if not hmac.compare_digest(_digest(secret), kept) or entry is None:
            return None
        key = _key(identifier, entry)
        return key if key.valid else None


def _key(identifier: str, entry: dict[str, Any]) -> Key:
    return Key(identifier, entry["label"], entry["created"], entry["expires"], entry["revoked"])


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def _now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)
