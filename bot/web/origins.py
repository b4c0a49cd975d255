"""The origins that may embed the chat and call its APIs: one list for frames, CORS and the origin check."""

import re
import socket
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

from index.errors import UserError
from index.settings import setting

_LABEL = r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?"
_ENTRY = re.compile(rf"(https?)://((?:\*\.)?{_LABEL}(?:\.{_LABEL})*)(?::(\d{{1,5}}))?", re.ASCII)
_DEFAULT_PORTS = {"http": "80", "https": "443"}


@dataclass(frozen=True)
class Origins:
    """Allowed origins, each `scheme://host[:port]`, the host exact or with `*.` before it for any host below it."""

    entries: tuple[str, ...]

    def allows(self, origin: str) -> bool:
        """Whether `origin` (as in an Origin header) is on the list."""
        scheme, _, rest = _normal(origin).partition("://")
        return any(
            entry == f"{scheme}://{rest}" or entry.startswith(f"{scheme}://*.") and _below(rest, entry.partition("://*.")[2])
            for entry in self.entries
        )

    @property
    def frame_ancestors(self) -> str:
        """The value of CSP's directive of that name."""
        return " ".join(("'self'", *self.entries))


def parse_origins(value: str) -> Origins:
    """Origins from a setting: separated by white space or commas.

    Raises:
        ValueError: an entry is no origin; the sentence names it and says how one is written.
    """
    entries = []
    for entry in value.replace(",", " ").split():
        found = _ENTRY.fullmatch(entry.lower().rstrip("/"))
        if not found or int(found.group(3) or 0) > 65535 or found.group(2).startswith("*.") and "." not in found.group(2)[2:]:
            raise ValueError(
                f"“{entry}” không phải một nguồn; hãy viết như https://cong.example.gov.vn hoặc https://*.example.gov.vn, cách nhau bằng dấu cách"
            )
        entries.append(_normal(found.group()))
    return Origins(tuple(dict.fromkeys(entries)))


def allowed_origins() -> Origins:
    """The origins of BOT_ALLOWED_ORIGINS.

    Raises:
        UserError: an entry is malformed.
    """
    value = setting("BOT_ALLOWED_ORIGINS")
    try:
        return parse_origins(value)
    except ValueError as error:
        raise UserError(f"Biến môi trường BOT_ALLOWED_ORIGINS={value!r} không dùng được: {error}.") from None


def same_host(origin: str, host: str) -> bool:
    """Whether `origin` is of the host that the request was sent to (its Host header).

    The scheme is not compared: behind a proxy that ends TLS the application sees plain HTTP.
    """
    scheme, netloc = _parts(_normal(origin))
    # "null", the origin of a sandboxed frame, has no host, and so is nobody's.
    return bool(netloc) and netloc == _parts(_normal(f"{scheme}://{host}"))[1]


def origin_of(url: str) -> str:
    """The origin of an address; "null" where it is no address."""
    scheme, netloc = _parts(url)
    return f"{scheme}://{netloc}" if netloc else "null"


def own_hosts(host: str, public_url: str) -> frozenset[str]:
    """Names by which this service may be called, without ports: what it listens on, where it is published, this machine."""
    names = {"localhost", host, socket.gethostname(), socket.getfqdn(), urlsplit(public_url).hostname or ""}
    return frozenset(name.lower() for name in names if name)


def is_own(host: str, own: frozenset[str]) -> bool:
    """Whether the Host header `host` is a name in `own`, or a bare address.

    Any other name may be one that its owner has pointed here, so that a page of his passes for ours
    (DNS rebinding); a bare address cannot be pointed anywhere.
    """
    try:
        name = (urlsplit(f"http://{host}").hostname or "").lower()
    except ValueError:
        return False
    if name in own:
        return True
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


def _parts(url: str) -> tuple[str, str]:
    """Scheme and host of an address, both empty where it is none."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return "", ""
    return parts.scheme, parts.netloc


def _normal(origin: str) -> str:
    """Lower case, without the scheme's own port."""
    scheme, mark, rest = origin.lower().partition("://")
    return scheme + mark + rest.removesuffix(f":{_DEFAULT_PORTS.get(scheme, '')}")


def _below(host: str, suffix: str) -> bool:
    return host.endswith(f".{suffix}") and re.fullmatch(rf"{_LABEL}(?:\.{_LABEL})*(?::\d+)?", host, re.ASCII) is not None
