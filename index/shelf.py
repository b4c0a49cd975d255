"""The folder of source documents as an operator keeps it: what state each file is in, adding one, taking one away."""

import contextlib
import hashlib
import os
import re
import shutil
import threading
import time
import unicodedata
import uuid
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, BinaryIO, Literal

from .build import source_files
from .errors import UserError
from .readers import SUFFIXES

_AWAY = ".da-bo"  # hidden, and so never indexed: what is taken away or replaced can be put back
_LONGEST = 200  # bytes of a name, of a file system's 255: one that is moved away gets a time before it
_MOVING = threading.Lock()  # of two files of one name put at once, the second moves the first away
_UNFIT = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|]')


@dataclass(frozen=True)
class Shelved:
    """One source file; `name` is its path below the folder. `gone`: no longer there, but still in the index."""

    name: str
    size: int
    state: Literal["indexed", "changed", "new", "unread", "gone"]
    cause: str = ""  # of what could not be read


def shelved(source: Path, manifest: dict[str, Any]) -> list[Shelved]:
    """Every file of `source`, and every one that the build with this manifest still answers from.

    Raises:
        UserError: there is no such folder.
    """
    known, files = dict(manifest["sources"]), []
    for path in source_files(source):
        name, status = str(path.relative_to(source)), path.stat()
        kept = known.pop(name, None)
        failure = next((one for one in manifest["failures"] if one.startswith(f"{path.name}: ")), "")
        if kept is not None:
            state = "indexed" if kept == _hash(path, status.st_mtime_ns, status.st_size) else "changed"
        else:
            state = "unread" if failure else "new"
        files.append(Shelved(name, status.st_size, state, failure.removeprefix(f"{path.name}: ")))
    return sorted([*files, *(Shelved(name, 0, "gone") for name in known)], key=lambda one: one.name)


def put(source: Path, name: str, content: BinaryIO) -> str:
    """Put a file on the shelf, whole or not at all; the name that it has there. One of the same name is moved away first.

    Raises:
        UserError: the name is none of a document, or the file cannot be written.
    """
    name = fitting(name)
    new = source / f".{uuid.uuid4().hex}.new"
    try:
        with open(new, "wb") as file:
            shutil.copyfileobj(content, file)
            file.flush()
            os.fsync(file.fileno())
        with _MOVING:
            with contextlib.suppress(FileNotFoundError):  # there is none
                _move_away(source, name)
            os.replace(new, source / name)
    except OSError as error:
        with contextlib.suppress(OSError):
            new.unlink()
        raise UserError(f"Không ghi được {name} vào {source} ({error.strerror}); hãy kiểm tra quyền ghi và chỗ trống của ổ đĩa.") from None
    return name


def take_away(source: Path, name: str) -> None:
    """Take a file off the shelf; it is kept in a hidden folder there.

    Raises:
        UserError: there is none of this name, it is the last, or it cannot be moved.
    """
    names = [str(path.relative_to(source)) for path in source_files(source)]
    if name not in names:
        raise UserError(f"Không có tệp “{name[:200]}” trong thư mục văn bản; hãy tải lại trang.")
    if len(names) == 1:
        raise UserError(f"{name} là văn bản duy nhất; hãy thêm văn bản khác trước khi bỏ văn bản này.")
    try:
        _move_away(source, name)
    except OSError as error:
        raise UserError(f"Không bỏ được {name} ({error.strerror}); hãy kiểm tra quyền ghi ở {source}.") from None


def fitting(name: str) -> str:
    """The name of a document's file, from what a browser gives.

    Raises:
        UserError: it is none.
    """
    name = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2].strip()
    path = Path(name)
    if path.suffix.lower() not in SUFFIXES:
        raise UserError(f"“{name[:200]}” không phải tệp đọc được; hãy chọn tệp {', '.join(SUFFIXES)}.")
    if _UNFIT.search(name) or name.startswith((".", "~")) or len(name.encode()) > _LONGEST or path.stem.lower() == "readme":
        raise UserError(f"Tên tệp “{name[:200]}” không dùng được; hãy đặt tên ngắn hơn (không quá {_LONGEST} byte, khoảng 70 đến 200 ký tự), không bắt đầu bằng . hay ~, không có ký tự đặc biệt.")
    return name


def _move_away(source: Path, name: str) -> None:
    away = source / _AWAY
    away.mkdir(exist_ok=True)
    stamp = f"{time.strftime('%Y%m%d-%H%M%S')}-{time.time_ns() % 1_000_000_000:09d}"
    os.replace(source / name, away / f"{stamp}-{Path(name).name}")


@lru_cache(1000)
def _hash(path: Path, mtime_ns: int, size: int) -> str:  # time and size tell whether it is still the same
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
