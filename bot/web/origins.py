"""The origins that may embed the chat and call its APIs: one list for frames, CORS and the origin check."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

_LABEL = r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?"
_ENTRY = re.compile(rf"(https?)://((?:\*\.)?{_LABEL}(?:\.{_LABEL})*|\[[0-9a-f:]+\])(?::(\d{{1,5}}))?", re.ASCII)
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


def same_host(origin: str, host: str) -> bool:
    """Whether `origin` is of the host that the request was sent to (its Host header).

    The scheme is not compared: behind a proxy that ends TLS the application sees plain HTTP.
    """
    parts = urlsplit(_normal(origin))
    # "null", the origin of a sandboxed frame, has no host, and so is nobody's.
    return bool(parts.netloc) and parts.netloc == urlsplit(_normal(f"{parts.scheme}://{host}")).netloc


def _normal(origin: str) -> str:
    """Lower case, without the scheme's own port."""
    scheme, mark, rest = origin.lower().partition("://")
    return scheme + mark + rest.removesuffix(f":{_DEFAULT_PORTS.get(scheme, '')}")


def _below(host: str, suffix: str) -> bool:
    return host.endswith(f".{suffix}") and re.fullmatch(rf"{_LABEL}(?:\.{_LABEL})*(?::\d+)?", host, re.ASCII) is not None
