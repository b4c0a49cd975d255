"""Every setting in one place: name, default, meaning, and the reason for the default."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from .errors import UserError

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Setting:
    """One environment variable; `parse` raises ValueError with the remedy in Vietnamese."""

    name: str
    default: str
    parse: Callable[[str], Any]
    help: str
    reason: str


def _path(value: str) -> Path:
    path = Path(value).expanduser()
    return path if path.is_absolute() else ROOT / path


def _optional_path(value: str) -> Path | None:
    return _path(value) if value else None


def _whole(low: int, high: int) -> Callable[[str], int]:
    def parse(value: str) -> int:
        if not value.isdigit() or not low <= int(value) <= high:
            raise ValueError(f"hãy đặt một số nguyên từ {low} đến {high}")
        return int(value)

    return parse


def _url(value: str) -> str:
    if value and not value.startswith(("http://", "https://")):
        raise ValueError("hãy đặt địa chỉ bắt đầu bằng http:// hoặc https://, hoặc để trống")
    return value.rstrip("/")


def _origin(value: str) -> str:
    parts = urlsplit(value)
    if value and (parts.scheme not in ("http", "https") or not parts.hostname or parts.path.strip("/") or parts.query or parts.fragment):
        raise ValueError("hãy đặt địa chỉ như https://hoi-dap.example.gov.vn, không có đường dẫn, hoặc để trống")
    return value.rstrip("/")


SETTINGS = (
    Setting("BOT_SOURCE_DIR", "source_docs", _path, "Folder of the source documents.", "Where the seed document lies."),
    Setting(
        "BOT_INDEX_DIR",
        ".index",
        _path,
        "Folder that holds the builds and the pointer to the current one.",
        "Beside the code and ignored by git: a build is made again from the sources at any time.",
    ),
    Setting(
        "BOT_EMBEDDING_MODEL",
        "",
        str,
        "Another sentence-transformers model, by name or folder; empty for the built-in encoder.",
        "The built-in encoder needs neither a network nor PyTorch to answer.",
    ),
    Setting(
        "BOT_CHROMA_URL",
        "",
        _url,
        "Address of a Chroma server for the vectors; empty for the local store.",
        "A local store needs no service; a server is for a corpus that outgrows one machine.",
    ),
    Setting(
        "BOT_THREADS",
        "2",
        _whole(1, 64),
        "Threads for the models.",
        "Office servers have two cores; more threads than free cores make an answer slower.",
    ),
    Setting(
        "BOT_MAX_FILE_MB",
        "50",
        _whole(1, 2000),
        "Largest source file that is read, in MB.",
        "A longer official text is unknown; a file over it is a scan or a mistake and would exhaust memory.",
    ),
    Setting(
        "BOT_MAX_QUESTION_CHARS",
        "1000",
        _whole(50, 20000),
        "Longest question that is answered, in characters.",
        "The encoder reads 512 tokens, about 1,500 characters; what is longer is a text, not a question.",
    ),
    Setting("BOT_HOST", "127.0.0.1", str, "Address on which the chat listens.", "Open to nobody else until asked."),
    Setting("BOT_PORT", "7860", _whole(0, 65535), "Port on which the chat listens.", "Gradio's customary port."),
    Setting(
        "BOT_ALLOWED_ORIGINS",
        "",
        str,
        "Origins that may embed the chat and call the API, separated by spaces: exact, or https://*.example.gov.vn; empty for the service's own pages only.",
        "A door to another site is opened by a person, not by default.",
    ),
    Setting(
        "BOT_PUBLIC_URL",
        "",
        _origin,
        "Address at which readers reach the service, such as https://hoi-dap.example.gov.vn; empty where they call it by IP address or by this machine's name.",
        "It stands in links and snippets; and a host name that the service does not know may be a stranger's that points to it.",
    ),
    Setting(
        "BOT_WAIT_S",
        "20",
        _whole(1, 300),
        "Longest wait for one's turn, in seconds, before a question is refused as busy.",
        "Some 200 answers on two cores; whoever waits longer has left, and proxies cut off at 30 to 60.",
    ),
    Setting(
        "BOT_EVAL_DATA",
        "",
        _optional_path,
        "Folder of public evaluation sets in SQuAD format; empty skips what needs them.",
        "The sets are not part of the project: their licences differ from its own.",
    ),
)

_BY_NAME = {setting.name: setting for setting in SETTINGS}


def setting(name: str, environ: Mapping[str, str] = os.environ) -> Any:
    """The parsed value of one setting.

    Raises:
        UserError: the value cannot be used; the sentence names key, value and remedy.
    """
    chosen = _BY_NAME[name]
    value = environ.get(name, chosen.default).strip() or chosen.default
    try:
        return chosen.parse(value)
    except ValueError as error:
        raise UserError(f"Biến môi trường {name}={value!r} không dùng được: {error}.") from None


@cache
def silence_libraries() -> None:
    """Switch off the telemetry and hub access of every library, before any of them is imported."""
    for name, value in {
        "ANONYMIZED_TELEMETRY": "False",
        "CHROMA_TELEMETRY_IMPL": "none",
        "GRADIO_ANALYTICS_ENABLED": "False",
        "HF_HUB_DISABLE_TELEMETRY": "1",
        "HF_HUB_OFFLINE": "1",
        "TRANSFORMERS_OFFLINE": "1",
        "DO_NOT_TRACK": "1",
        "LANGCHAIN_TRACING_V2": "false",
        "LANGSMITH_TRACING": "false",
        "TOKENIZERS_PARALLELISM": "false",
        # A waiting thread must not spin: beside another busy process it would starve the answer.
        "OMP_WAIT_POLICY": "PASSIVE",
    }.items():
        os.environ.setdefault(name, value)
