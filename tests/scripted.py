"""A server in OpenAI's dialect that says, and does, what a test wants."""

import contextlib
import json
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Script = Callable[[list[dict[str, Any]]], "str | Iterable[str] | Fault"]


class Fault:
    """What goes wrong: an HTTP status, silence for a while, a body that is no JSON, a connection cut after some words, or a reply that reached its most tokens with them."""

    def __init__(self, status: int = 200, *, silent_s: float = 0, body: bytes = b"", cut_after: str = "", full_after: str = "") -> None:
        self.status, self.silent_s, self.body, self.cut_after, self.full_after = status, silent_s, body, cut_after, full_after


class Scripted:
    """What the server is to say, and the messages that it was asked with, in order."""

    def __init__(self, script: Script) -> None:
        self.script, self.asked = script, []
        self.url = ""

    @property
    def prompts(self) -> list[str]:
        """The last message of each request."""
        return [messages[-1]["content"] for messages in self.asked]


@contextlib.contextmanager
def scripted(script: Script) -> Iterator[Scripted]:
    state = Scripted(script)

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

        def do_POST(self) -> None:
            messages = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["messages"]
            state.asked.append(messages)
            said = state.script(messages)
            with contextlib.suppress(OSError):  # the client may have left
                if isinstance(said, Fault):
                    return self._fail(said)
                self._begin()
                for piece in [said] if isinstance(said, str) else said:
                    self._send(piece)
                self._finish("stop")

        def _begin(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream")
            self.end_headers()

        def _send(self, text: str) -> None:
            for start in range(0, len(text), 7):
                self._frame({"index": 0, "delta": {"role": "assistant", "content": text[start : start + 7]}, "finish_reason": None})

        def _finish(self, reason: str) -> None:
            self._frame({"index": 0, "delta": {}, "finish_reason": reason})
            self.wfile.write(b"data: [DONE]\n\n")

        def _frame(self, choice: dict[str, Any]) -> None:
            frame = {"id": "1", "object": "chat.completion.chunk", "created": 0, "model": "m", "choices": [choice]}
            self.wfile.write(f"data: {json.dumps(frame)}\n\n".encode())
            self.wfile.flush()

        def _fail(self, fault: Fault) -> None:
            time.sleep(fault.silent_s)
            if fault.full_after:
                self._begin()
                self._send(fault.full_after)
                return self._finish("length")
            if fault.cut_after:
                self._begin()
                self._send(fault.cut_after)
                return self.connection.shutdown(2)
            self.send_response(fault.status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(fault.body)))
            self.end_headers()
            self.wfile.write(fault.body)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    state.url = f"http://127.0.0.1:{server.server_port}/v1"
    try:
        yield state
    finally:
        server.shutdown()
        server.server_close()
