"""The service as its users run it: a process of its own, asked over HTTP."""

import contextlib
import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from index.errors import UserError
from index.settings import ROOT

from .memory import memory_mb


@dataclass(frozen=True)
class Service:
    """A running `python -m bot serve`; `log` is its standard error, `data` where it keeps what it keeps."""

    process: subprocess.Popen
    url: str
    log: Path
    data: Path

    @property
    def resident_mb(self) -> float:
        """Resident memory now, in MB (1024² bytes); Linux only."""
        return memory_mb(self.process.pid, "VmRSS")


@contextlib.contextmanager
def service(index_dir: Path, log: Path, port: int = 0, **environ: str) -> Iterator[Service]:
    """Serve `index_dir` until the block ends, with settings only from `environ`; standard error goes to `log`, what it keeps beside it.

    Raises:
        UserError: it did not start.
    """
    data = Path(environ.setdefault("BOT_DATA_DIR", str(log.parent / "data")))
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("BOT_")}
    with open(log, "ab") as errors:
        process = subprocess.Popen(
            [sys.executable, "-m", "bot", "serve", "--port", str(port)],
            cwd=ROOT, stdout=subprocess.PIPE, stderr=errors, text=True,
            env={**inherited, "BOT_INDEX_DIR": str(index_dir), **environ},
        )  # fmt: skip
    try:
        found = re.search(r"http://\S+", process.stdout.readline())
        if not found:
            raise UserError(f"Dịch vụ không khởi động được: {log.read_text('utf-8').strip() or 'không rõ nguyên nhân'}")
        yield Service(process, found.group(), log, data)
    finally:
        process.kill()  # nothing of it is needed any more; how it stops by itself is asked for by who looks at that
        process.wait()
        process.stdout.close()


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]
