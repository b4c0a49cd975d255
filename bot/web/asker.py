"""Who sends a request: an API key, a user (by portal's token or login), or just an address."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address, ip_network
from typing import Literal

from starlette.requests import cookie_parser

from ..access.keys import PREFIX, Keys
from ..access.tokens import BadToken, Tokens

COOKIE = "hoi-dap"  # a login's or portal's token, for pages
OPERATOR_COOKIE = "hoi-dap-quan-tri"
_JWT = re.compile(r"[\w-]+\.[\w-]+\.[\w-]*", re.ASCII)
_SITE = 64  # bits of an IPv6 address that one subscriber has to himself


class Unknown(Exception):
    """Credentials that were given and are not good; `str(error)` is a sentence for whoever sent them."""


@dataclass(frozen=True)
class Asker:
    """`name` is a key's id, a user with how he is known, or an address; it is used to count, never logged or kept."""

    kind: Literal["key", "user", "address"]
    name: str


@dataclass(frozen=True)
class Credentials:
    """Tells askers apart."""

    keys: Keys
    tokens: Tokens
    closed: bool

    def asker(self, headers: Mapping[str, str], client: str) -> Asker:
        """Who sends a request with `headers` (names in lower case) from the address `client`.

        What is not of the form of our keys and tokens is no credential of ours: OpenAI's clients always send something.

        Raises:
            Unknown: a key or token is not, or no longer, good; or nothing is given where something must be.
        """
        scheme, _, given = headers.get("authorization", "").partition(" ")
        given = given.strip() if scheme.lower() == "bearer" else ""
        if given.startswith(PREFIX):
            if key := self.keys.find(given):
                return Asker("key", key.id)
            raise Unknown("Khóa API không đúng, đã hết hạn hoặc đã bị thu hồi; xin hỏi người quản trị để được cấp khóa mới.")
        if _JWT.fullmatch(given):
            try:
                return Asker("user", self.tokens.user_of(given))
            except BadToken as error:
                raise Unknown(f"Mã đăng nhập không dùng được ({error}); xin tải lại trang hoặc đăng nhập lại.") from None
        try:
            return Asker("user", self.tokens.user_of(_cookie(headers, COOKIE)))
        except BadToken:
            return Asker("user", "operator") if self.is_operator(headers) else Asker("address", network(client))

    def is_operator(self, headers: Mapping[str, str]) -> bool:
        """Whether the request comes from who gave the operator's key."""
        return self.tokens.is_operator(_cookie(headers, OPERATOR_COOKIE))


def _cookie(headers: Mapping[str, str], name: str) -> str:
    """The value of one cookie, or nothing."""
    return cookie_parser(headers.get("cookie", "")).get(name, "")


def network(client: str) -> str:
    """What one subscriber's addresses have in common."""
    try:
        parsed = ip_address(client)
    except ValueError:
        return client
    mapped = getattr(parsed, "ipv4_mapped", None)
    return str(mapped or (parsed if parsed.version == 4 else ip_network((parsed, _SITE), strict=False)))
