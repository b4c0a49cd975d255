"""The service as its users run it: a process of its own, asked over HTTP."""

import contextlib
import http.server
import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from .conftest import ROOT


@dataclass
class Service:
    """A running `python -m bot serve`."""

    process: subprocess.Popen
    url: str
    log: Path


@contextlib.contextmanager
def service(index_dir: Path, log: Path, port: int = 0, **environ: str) -> Iterator[Service]:
    """Serve `index_dir` until the block ends; standard error goes to `log`."""
    with open(log, "ab") as errors:
        process = subprocess.Popen(
            [sys.executable, "-m", "bot", "serve", "--port", str(port)],
            cwd=ROOT, stdout=subprocess.PIPE, stderr=errors, text=True,
            env={**os.environ, "BOT_INDEX_DIR": str(index_dir), **environ},
        )  # fmt: skip
    try:
        found = re.search(r"http://\S+", process.stdout.readline())
        assert found, log.read_text()
        yield Service(process, found.group(), log)
    finally:
        process.terminate()
        process.wait(30)
        process.stdout.close()


@dataclass
class Portal:
    """A site of another origin that serves what is put into `pages`; `headers` go with each page."""

    url: str
    pages: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)


@contextlib.contextmanager
def portal() -> Iterator[Portal]:
    site = Portal("")

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:  # noqa: N802 - the name that the library calls
            page = site.pages.get(self.path.split("?")[0])
            self.send_response(200 if page else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            for name, value in site.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write((page or "").encode())

        def log_message(self, *_: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    site.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield site
    server.shutdown()
    server.server_close()
