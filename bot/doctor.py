"""`python -m bot doctor`: what is amiss on this machine, in Vietnamese, each with its remedy."""

import contextlib
import json
import shutil
import socket
import sqlite3
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import psutil
from langchain_core.messages import HumanMessage

from index.current import StaleBuild, current_build, open_index
from index.encoder import load_encoder
from index.errors import UserError
from index.settings import check_settings, setting
from index.shelf import shelved

from .access.keys import Keys
from .access.users import Users
from .chain import Chain, Request
from .extractor import load_extractor
from .records.store import Records
from .web.origins import allowed_origins
from .writing.model import Unwritten, open_model

_MEMORY_MB = 700  # the service under load takes some 500, a build beside it some 200
_DISK_MB = 500
_SLOW_S = 2.0
_Mark = Literal["ok", "warn", "bad"]
_MARKS: dict[_Mark, str] = {"ok": "[ tốt ]", "warn": "[chú ý]", "bad": "[ HỎNG ]"}


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at: `warn` lets the service run, `bad` does not."""

    mark: _Mark
    what: str
    said: str

    def __str__(self) -> str:
        return f"{_MARKS[self.mark]:9} {self.what}: {self.said}"


def examine() -> Iterator[Finding]:
    """Every finding, in the order of what builds on what."""
    for what, check in _CHECKS:
        try:
            yield from (Finding(mark, what, said) for mark, said in check())
        except UserError as error:
            yield Finding("bad", what, str(error))
        except Exception as error:  # what looks for faults must not fall over one
            yield Finding("bad", what, f"không kiểm tra được ({type(error).__name__}: {error})")


_Findings = Iterator[tuple[_Mark, str]]


def _settings() -> _Findings:
    unknown = check_settings()
    if unknown:
        yield "warn", f"không có thiết đặt tên {', '.join(unknown)}; hãy xem tên đúng trong README"
    else:
        yield "ok", "mọi biến BOT_ đều dùng được"


def _sources() -> _Findings:
    source, out = setting("BOT_SOURCE_DIR"), setting("BOT_INDEX_DIR")
    manifest = {"sources": {}, "failures": []}
    if name := current_build(out):
        manifest = json.loads((out / "builds" / name / "manifest.json").read_text("utf-8"))
    files = shelved(source, manifest)
    for one in files:
        if one.state == "unread":
            yield "warn", f"{one.name}: {one.cause}"
    stale = [one.name for one in files if one.state in ("new", "changed", "gone")]
    if stale:
        yield "warn", f"chưa lập chỉ mục theo thay đổi của {', '.join(stale[:5])}{' …' if len(stale) > 5 else ''}; hãy chạy python -m index"
    else:
        yield "ok", f"{sum(one.state == 'indexed' for one in files)} văn bản trong {source}, chỉ mục khớp với thư mục"


def _models() -> _Findings:
    begin = time.perf_counter()
    encoder, extractor = load_encoder(), load_extractor()
    took = time.perf_counter() - begin
    yield "ok", f"bộ mã hóa và bộ đọc nạp trong {took:.1f} giây"
    try:
        index = open_index(setting("BOT_INDEX_DIR"), encoder)
    except StaleBuild as error:
        yield "warn", f"{error} Khi mở, dịch vụ sẽ tự lập lại; hoặc chạy python -m index --rebuild"
        return
    try:
        begin = time.perf_counter()
        answer = Chain(index, extractor).answer(Request("Văn bản này nói về vấn đề gì?"))
        took = time.perf_counter() - begin
        if answer.reason == "error":
            yield "bad", "chỉ mục mở được nhưng không trả lời được; hãy chạy python -m index --rebuild"
        elif took > _SLOW_S:
            yield "warn", f"một câu trả lời mất {took:.1f} giây; máy đang bận hoặc quá yếu, hãy đặt BOT_THREADS bằng số nhân rỗi"
        else:
            yield "ok", f"chỉ mục {index.build} trả lời được, câu đầu tiên mất {took * 1000:.0f} ms"
    finally:
        index.close()


def _memory() -> _Findings:
    free = psutil.virtual_memory().available // 1024**2
    yield ("ok", f"còn trống {free} MB") if free >= _MEMORY_MB else ("warn", f"chỉ còn trống {free} MB, dịch vụ cần khoảng {_MEMORY_MB} MB; hãy đóng bớt chương trình")


def _disk() -> _Findings:
    for name in ("BOT_INDEX_DIR", "BOT_DATA_DIR"):
        folder: Path = setting(name)
        there = next(path for path in (folder, *folder.parents) if path.exists())
        free = shutil.disk_usage(there).free // 1024**2
        try:
            tempfile.TemporaryFile(dir=there).close()
        except OSError as error:
            yield "bad", f"không ghi được vào {there} ({name}; {error.strerror}); hãy cấp quyền ghi cho người chạy dịch vụ"
            continue
        if free < _DISK_MB:
            yield "warn", f"ổ đĩa của {folder} ({name}) chỉ còn {free} MB; hãy dọn bớt"
        else:
            yield "ok", f"{folder} ({name}) ghi được, còn {free} MB"


def _port() -> _Findings:
    host, port = setting("BOT_HOST"), setting("BOT_PORT")
    try:
        socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET).close()
        yield "ok", f"cổng mạng {port} tại {host} còn trống"
    except OSError as error:
        if not _serves(host, port):
            yield "bad", f"không mở được cổng mạng {port} tại {host} ({error.strerror}); hãy đặt BOT_PORT khác, hoặc BOT_HOST là địa chỉ của máy này"
            return
        yield "ok", f"dịch vụ đang chạy tại cổng mạng {port}"
    if host not in ("127.0.0.1", "localhost", "::1") and setting("BOT_ACCESS") == "open":
        yield "warn", f"máy khác hỏi được qua {host} mà không cần đăng nhập; nếu không muốn vậy, hãy đặt BOT_ACCESS=closed"


def _serves(host: str, port: int) -> bool:
    """Whether this service answers there."""
    try:
        with urllib.request.urlopen(f"http://{f'[{host}]' if ':' in host else host}:{port}/readyz", timeout=3) as reply:
            return "build" in json.loads(reply.read())
    except (OSError, ValueError):
        return False


def _origins() -> _Findings:
    entries, published = allowed_origins().entries, setting("BOT_PUBLIC_URL")
    yield "ok", f"trang được phép nhúng: {', '.join(entries) or 'chỉ trang của chính dịch vụ'}"
    if entries and not published:
        yield "warn", "có cổng thông tin được phép nhúng nhưng chưa đặt BOT_PUBLIC_URL; đường dẫn trong trang nhúng có thể sai"
    if published.startswith("https://") and any(entry.startswith("http://") for entry in entries):
        yield "warn", "có nguồn http:// trong BOT_ALLOWED_ORIGINS trong khi dịch vụ dùng https://; hãy dùng https:// cho mọi nguồn"


def _access() -> _Findings:
    data, closed = setting("BOT_DATA_DIR"), setting("BOT_ACCESS") == "closed"
    keys, users = [key for key in Keys(data).listed() if key.valid], Users(data).listed()
    yield "ok", f"{'chỉ người có khóa, mã hoặc đăng nhập' if closed else 'ai kết nối được tới máy này cũng'} hỏi được; {len(keys)} khóa API, {len(users)} người dùng"
    if closed and not (keys or users or setting("BOT_PORTAL_SECRET")):
        yield "warn", "BOT_ACCESS=closed nhưng chưa có khóa, người dùng hay BOT_PORTAL_SECRET, nên không ai hỏi được; hãy chạy python -m bot users add TÊN"
    if not setting("BOT_OPERATOR_KEY"):
        yield "warn", "trang quản trị đóng vì chưa đặt BOT_OPERATOR_KEY"
    for path in (data / name for name in ("keys.json", "users.json", "session.key", "records.sqlite3")):
        if path.exists() and path.stat().st_mode & 0o077:
            yield "warn", f"người khác trên máy đọc được {path}; hãy chạy chmod 600 {path}"


def _records() -> _Findings:
    path, words = Records(setting("BOT_DATA_DIR")).path, "được lưu" if setting("BOT_KEEP_QUESTIONS") else "không được lưu"
    if not path.exists():
        yield "ok", f"chưa có tệp ghi nhận, dịch vụ sẽ tạo tại {path}; lời câu hỏi {words}"
        return
    try:  # looked at only: who examines may be another user, or another version, than who serves
        with contextlib.closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as connection:
            damage = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
            count = connection.execute("SELECT count(*) FROM feedback").fetchone()[0]
    except sqlite3.Error as error:
        damage, count = str(error), 0
    if damage != "ok":
        yield "warn", f"tệp {path} không đọc được ({damage}): vẫn trả lời, nhưng không ghi được góp ý; hãy khôi phục từ bản sao lưu"
    else:
        yield "ok", f"{path} có {count} góp ý; lời câu hỏi {words}"


def _llm() -> _Findings:
    model = open_model()
    if model is None:
        yield "ok", "không dùng mô hình sinh lời (LLM); câu trả lời là lời của văn bản"
        return
    begin = time.perf_counter()
    try:
        words = "".join(model.stream([HumanMessage("Hãy viết đúng một từ: Chào")]))
    except Unwritten as error:
        yield "warn", f"mô hình {setting('BOT_LLM')} không trả lời ({error.reason}); câu trả lời sẽ là lời của văn bản, hãy kiểm tra BOT_LLM_URL, BOT_LLM_KEY và máy chủ của mô hình"
        return
    took = time.perf_counter() - begin
    yield ("ok" if words.strip() else "warn"), f"mô hình {setting('BOT_LLM')} trả lời {'' if words.strip() else 'rỗng '}sau {took:.1f} giây"


_CHECKS: tuple[tuple[str, Callable[[], _Findings]], ...] = (
    ("Thiết đặt", _settings),
    ("Văn bản", _sources),
    ("Mô hình và chỉ mục", _models),
    ("Bộ nhớ", _memory),
    ("Ổ đĩa", _disk),
    ("Cổng mạng", _port),
    ("Cổng thông tin", _origins),
    ("Quyền hỏi", _access),
    ("Ghi nhận", _records),
    ("LLM", _llm),
)
