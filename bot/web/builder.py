"""A build in the background, in a process of its own: the index that is there serves on, whatever becomes of the new one."""

import asyncio
import multiprocessing
import os
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection
from pathlib import Path

from index.errors import UserError

_NICENESS = 10  # answers go first


@dataclass(frozen=True)
class Progress:
    """Where a build is, or how the last one ended: `told` is a sentence for the operator, empty where none has run."""

    running: bool = False
    step: str = ""
    done: int = 0
    total: int = 0
    told: str = ""
    failed: bool = False


class Builder:
    """Builds `out` from `source`, one build at a time; one event loop uses it."""

    def __init__(self, source: Path, out: Path) -> None:
        self._source, self._out = source, out
        self._again = False
        self._task: asyncio.Task[None] | None = None
        self.progress = Progress()

    def start(self) -> None:
        """Begin to build; once more when the one under way is done, since it may have read the folder before the change."""
        if self.progress.running:
            self._again = True
            return
        self.progress = Progress(running=True, step="Bắt đầu")
        self._task = asyncio.create_task(self._run())

    async def _run(self) -> None:
        while True:
            self._again = False
            ended = await self._build()
            if not self._again:
                self.progress = ended
                return

    async def _build(self) -> Progress:
        spawning = multiprocessing.get_context("spawn")
        ours, theirs = spawning.Pipe(duplex=False)
        process = spawning.Process(target=_work, args=(self._source, self._out, theirs), daemon=True)
        await asyncio.to_thread(process.start)
        theirs.close()
        ended: Progress | None = None
        try:
            while ended is None:
                message = await asyncio.to_thread(ours.recv)
                if isinstance(message, Progress):
                    ended = message
                else:
                    self.progress = replace(self.progress, step=message[0], done=message[1], total=message[2])
        except (EOFError, OSError):
            pass
        finally:
            ours.close()
            await asyncio.to_thread(process.join)
        died = f"Lượt lập chỉ mục dừng giữa chừng (mã {process.exitcode}), có thể vì thiếu bộ nhớ; chỉ mục cũ vẫn phục vụ. Hãy thử lại hoặc chạy python -m index."
        return ended or Progress(told=died, failed=True)


def _work(source: Path, out: Path, pipe: Connection) -> None:
    """In the process of a build: sends label, done and total of each step, and `Progress` at the end."""
    os.nice(_NICENESS)
    from index.build import build
    from index.encoder import load_encoder

    try:
        report = build(source, out, load_encoder(), progress=lambda *step: pipe.send(step))
    except UserError as error:
        pipe.send(Progress(told=str(error), failed=True))
        return
    except Exception as error:  # the disk most likely; what it is goes to the operator, not raw into the log
        cause = getattr(error, "strerror", None) or type(error).__name__
        pipe.send(Progress(told=f"Không lập được chỉ mục ({cause}); chỉ mục cũ vẫn phục vụ. Hãy kiểm tra chỗ trống và quyền ghi của ổ đĩa rồi thử lại.", failed=True))
        return
    unread = "".join(f" Không đọc được: {failure}" for failure in report.failures)
    pipe.send(Progress(told=f"Đã lập chỉ mục {len(report.documents)} văn bản, {report.passages} đoạn.{unread}", failed=bool(report.failures)))
