"""What a setting's text becomes; each parser raises ValueError with the remedy in Vietnamese."""

import re
from collections.abc import Callable
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent
_LEAST_SECRET = 32  # characters: RFC 7518, section 3.2, wants a key no shorter than the hash


def path(value: str) -> Path:
    found = Path(value).expanduser()
    return found if found.is_absolute() else ROOT / found


def optional_path(value: str) -> Path | None:
    return path(value) if value else None


def whole(low: int, high: int) -> Callable[[str], int]:
    def parse(value: str) -> int:
        if not (value.isascii() and value.isdigit()) or not low <= int(value) <= high:
            raise ValueError(f"hãy đặt một số nguyên từ {low} đến {high}")
        return int(value)

    return parse


def one_of(*values: str) -> Callable[[str], str]:
    def parse(value: str) -> str:
        if value not in values:
            raise ValueError(f"hãy đặt một trong: {', '.join(values)}")
        return value

    return parse


def switch(value: str) -> bool:
    return one_of("on", "off")(value) == "on"


def url(value: str) -> str:
    if value and not value.startswith(("http://", "https://")):
        raise ValueError("hãy đặt địa chỉ bắt đầu bằng http:// hoặc https://, hoặc để trống")
    return value.rstrip("/")


def published(value: str) -> str:
    """An address with or without a path, such as https://cong.example.gov.vn/hoi-dap."""
    remedy = "hãy đặt địa chỉ như https://hoi-dap.example.gov.vn hoặc https://cong.example.gov.vn/hoi-dap, hoặc để trống"
    try:
        parts = urlsplit(value)
        parts.port  # noqa: B018 - read for what it raises
    except ValueError:
        raise ValueError(remedy) from None
    if value and (parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment or not re.fullmatch(r"(?:/[\w.~-]+)*/?", parts.path, re.ASCII)):
        raise ValueError(remedy)
    return value.rstrip("/")


def networks(value: str) -> list[str]:
    """Addresses and networks, separated by commas; "off" is none."""
    if value == "off":
        return []
    entries = [entry.strip() for entry in value.split(",") if entry.strip()]
    try:
        for entry in entries:
            ip_network(entry)
    except ValueError:
        raise ValueError("hãy đặt địa chỉ IP hoặc mạng như 10.1.0.0/16, cách nhau bằng dấu phẩy, hoặc off") from None
    return entries


def rate(value: str) -> str:
    """So many in a span of time, such as 30/minute; "off" is no limit, and becomes empty."""
    if value == "off":
        return ""
    if not re.fullmatch(r"[1-9]\d{0,6}/(?:second|minute|hour|day)", value, re.ASCII):
        raise ValueError("hãy đặt như 30/minute (second, minute, hour hoặc day), hoặc off")
    return value


def secret(value: str) -> str:
    if value and len(value) < _LEAST_SECRET:
        raise ValueError(f"hãy đặt ít nhất {_LEAST_SECRET} ký tự ngẫu nhiên, chẳng hạn kết quả của lệnh: openssl rand -hex 32")
    return value
