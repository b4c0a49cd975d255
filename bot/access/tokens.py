"""Signed tokens (JWT, HS256): a portal's for its users, and our own for who has logged in.

A portal signs `{"aud": "hoi-dap", "sub": USER, "iat": NOW, "exp": NOW + at most BOT_TOKEN_MINUTES}` with
BOT_PORTAL_SECRET; any JWT library does it (RFC 7519).
"""

import hashlib
import logging
import os
import secrets
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jwt

from .users import Users

_LOG = logging.getLogger(__name__)
_PORTAL, _LOGIN, _OPERATOR = "hoi-dap", "hoi-dap/dang-nhap", "hoi-dap/quan-tri"
_LONGEST_USER = 200  # characters
_SKEW_S = 60  # clocks of two servers may differ so much
OPERATOR_HOURS = 8


class BadToken(Exception):
    """A token that is not taken; `str(error)` says why, in Vietnamese, without the token."""


@dataclass(frozen=True)
class Tokens:
    """Makes and checks tokens; `own_key` signs ours, `portal_secret` (or nothing) the portal's."""

    own_key: str
    portal_secret: str
    token_s: int
    session_s: int
    operator_key: str
    users: Users

    def for_login(self, user: str) -> str:
        """A token for a user whose password was right."""
        return self._own(_LOGIN, user, self.users.stamp(user) or "", self.session_s)

    def for_operator(self) -> str:
        """A token for who gave the operator's key."""
        return self._own(_OPERATOR, "quan-tri", _fingerprint(self.operator_key), OPERATOR_HOURS * 3600)

    def user_of(self, token: str) -> str:
        """The user whom a portal's token or a login's names.

        Raises:
            BadToken: it is not valid, or not any more.
        """
        try:
            audience = jwt.decode(token, options={"verify_signature": False}).get("aud")
        except jwt.PyJWTError:
            raise BadToken("không đọc được") from None
        if audience == _LOGIN:
            claims = self._checked(token, self.own_key, _LOGIN)
            if not secrets.compare_digest(str(claims.get("stamp")), self.users.stamp(claims["sub"]) or "-"):
                raise BadToken("người dùng đã đổi mật khẩu hoặc không còn")
            return f"login:{claims['sub']}"
        if not self.portal_secret:
            raise BadToken("dịch vụ không nhận mã của cổng thông tin")
        claims = self._checked(token, self.portal_secret, _PORTAL)
        if claims["exp"] - claims["iat"] > self.token_s:
            raise BadToken(f"thời hạn dài quá {self.token_s // 60} phút")
        if not claims["sub"] or len(claims["sub"]) > _LONGEST_USER:
            raise BadToken("thiếu tên người dùng")
        return f"portal:{claims['sub']}"

    def ends(self, token: str) -> int:
        """When a token that was checked ends, in seconds since 1970."""
        return int(jwt.decode(token, options={"verify_signature": False})["exp"])

    def is_operator(self, token: str) -> bool:
        """Whether a token is one of the operator's, under the key of now."""
        if not self.operator_key:
            return False
        try:
            claims = self._checked(token, self.own_key, _OPERATOR)
        except BadToken:
            return False
        return secrets.compare_digest(str(claims.get("stamp")), _fingerprint(self.operator_key))

    def _own(self, audience: str, subject: str, stamp: str, seconds: int) -> str:
        now = int(time.time())
        return jwt.encode({"aud": audience, "sub": subject, "stamp": stamp, "iat": now, "exp": now + seconds}, self.own_key, "HS256")

    @staticmethod
    def _checked(token: str, key: str, audience: str) -> dict[str, Any]:
        try:
            claims = jwt.decode(token, key, ["HS256"], audience=audience, leeway=_SKEW_S, options={"require": ["exp", "iat", "sub", "aud"]})
        except jwt.ExpiredSignatureError:
            raise BadToken("đã hết hạn") from None
        except jwt.InvalidSignatureError:
            raise BadToken("chữ ký không khớp") from None
        except jwt.PyJWTError:
            raise BadToken("thiếu hoặc sai trường aud, sub, iat, exp") from None
        if not all(isinstance(claims[name], int | float) for name in ("iat", "exp")):
            raise BadToken("iat và exp phải là số giây")
        return claims


def own_key(folder: Path) -> str:
    """The key that signs our own tokens: made once, kept in `folder`, readable by its owner alone.

    Where the folder cannot be written it lasts as long as this process: logins end with it.
    """
    path = folder / "session.key"
    try:
        if not path.exists():
            folder.mkdir(parents=True, exist_ok=True)
            new = folder / f"session.{os.getpid()}.new"
            with open(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="ascii") as file:
                file.write(secrets.token_hex(32))
                file.flush()
                os.fsync(file.fileno())
            try:
                os.link(new, path)  # fails where another process was first: its key counts
            except FileExistsError:
                pass
            finally:
                new.unlink()
        key = path.read_text("ascii").strip()
        if len(key) >= 32:
            return key
        _LOG.error("session.key is damaged: logins end with this process; remove the file to have it made again")
    except (OSError, ValueError) as error:
        _LOG.warning("session.key cannot be kept (%s): logins end with this process", getattr(error, "strerror", error))
    return secrets.token_hex(32)


def _fingerprint(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()[:16]
