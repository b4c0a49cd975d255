"""Read the settings from the environment."""

import os
from collections.abc import Mapping
from functools import cache
from typing import Any

from . import parsing
from .declared import SETTINGS as SETTINGS
from .errors import UserError
from .parsing import ROOT as ROOT

_FILE = "_FILE"  # NAME_FILE names the file that holds the secret NAME, as systemd and containers hand secrets over


_BY_NAME = {setting.name: setting for setting in SETTINGS}


def setting(name: str, environ: Mapping[str, str] = os.environ) -> Any:
    """The parsed value of one setting.

    Raises:
        UserError: the value cannot be used; the sentence names key, value (but for a secret) and remedy.
    """
    chosen = _BY_NAME[name]
    value = (_secret(name, environ) if chosen.secret else environ.get(name, chosen.default)).strip() or chosen.default
    try:
        return chosen.parse(value)
    except ValueError as error:
        shown = "" if chosen.secret else f"={value!r}"
        raise UserError(f"Biến môi trường {name}{shown} không dùng được: {error}.") from None


def check_settings(environ: Mapping[str, str] = os.environ) -> list[str]:
    """Parse every setting; the names that begin with BOT_ and are none, slips of the pen most likely.

    Raises:
        UserError: as `setting`, for the first that cannot be used.
    """
    for one in SETTINGS:
        setting(one.name, environ)
    known = {*_BY_NAME, *(one.name + _FILE for one in SETTINGS if one.secret)}
    return sorted(name for name in environ if name.startswith("BOT_") and name not in known)


def _secret(name: str, environ: Mapping[str, str]) -> str:
    """A secret from the environment, or from the file that NAME_FILE names."""
    given, file = environ.get(name, ""), environ.get(name + _FILE, "")
    if given and file:
        raise UserError(f"Biến môi trường {name} và {name + _FILE} cùng được đặt; hãy chỉ giữ một.")
    if not file:
        return given
    try:
        return parsing.path(file).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        cause = getattr(error, "strerror", None) or "không phải chữ"
        raise UserError(f"Biến môi trường {name + _FILE}={file!r} không dùng được: không đọc được tệp ({cause}); hãy kiểm tra đường dẫn và quyền đọc.") from None


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
