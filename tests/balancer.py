"""A balancer before two replicas, as an office would put one: round robin, but one session's chat on one replica."""

import contextlib
import http.client
import http.server
import itertools
import re
import threading
from collections.abc import Iterator
from urllib.parse import urlsplit

_STICKY = re.compile(r"/gradio_api/")
_COOKIE = "replica"


@contextlib.contextmanager
def balancer(urls: list[str]) -> Iterator[str]:
    """The address that passes each request to one of `urls`; what is below `/gradio_api/` goes, by a cookie, always to the same."""
    turn = itertools.cycle(range(len(urls)))
    lock = threading.Lock()

    class Handler(http.server.BaseHTTPRequestHandler):
        def _pass(self) -> None:
            with lock:
                number = next(turn)
            kept = re.search(rf"{_COOKIE}=(\d)", self.headers.get("Cookie", ""))
            if kept and _STICKY.search(self.path):
                number = int(kept.group(1))
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            behind = http.client.HTTPConnection(urlsplit(urls[number]).netloc, timeout=60)
            behind.request(self.command, self.path, body, dict(self.headers))
            reply = behind.getresponse()
            self.send_response(reply.status)
            for name, value in reply.getheaders():
                if name.lower() not in ("transfer-encoding", "connection", "date", "server"):
                    self.send_header(name, value)
            if not kept:
                self.send_header("Set-Cookie", f"{_COOKIE}={number}; Path=/")
            self.send_header("Connection", "close")
            self.end_headers()
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                while piece := reply.read1():
                    self.wfile.write(piece)
            behind.close()

        do_GET = do_POST = _pass  # noqa: N815 - the names that the library calls

        def log_message(self, *_: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()
