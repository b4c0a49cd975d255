"""The chain that answers on the web: one at a time, replaced when a new build is there."""

import asyncio
import contextlib
import contextvars
import logging
import threading
import time
import uuid
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from index.current import Index, current_build, open_index
from index.encoder import Encoder
from index.errors import UserError

from ..answer import Answer, Said, refusal
from ..chain import Chain, Request
from ..extractor import Extractor
from ..records.store import Answered
from ..writing.draft import Draft
from ..writing.model import Model
from .context import REQUEST_ID
from .metrics import Metrics
from .suggest import Suggestion, candidates

_LOG = logging.getLogger(__name__)
_LOOK_EVERY_S = 1.0
_AGAIN_EVERY_S = 30.0  # a build that could not be opened: a disk or a server may come back
_SUGGESTION = "suggestion"  # the face that nobody looks at
_HISTORY = 2  # turns that are kept with a question: a follow-up looks at the turn before
_WRITERS = 64  # threads that wait for a model; how many of them it is asked by at once, a setting says
_FAILED = "Có lỗi khi xử lý câu hỏi này; xin thử lại hoặc báo cho người quản trị."
_BUSY = "Hệ thống đang có nhiều câu hỏi cùng lúc; xin anh/chị hỏi lại sau ít phút."


@dataclass(frozen=True)
class Turns:
    """How long a question waits for its turn, in seconds, and how many may wait."""

    wait_s: float
    at_most: int


@dataclass
class _Generation:
    """One opened build, and how many are using it."""

    chain: Chain
    users: int = 0
    retired: bool = False
    suggestions: list[Suggestion] = field(default_factory=list)
    finding: bool = True  # whether more suggestions may come


class Live:
    """Answers from the current build of `out`; one event loop uses it.

    Answers are computed one after another: the models already use every thread they are given.
    What became of each question is handed to `keep`, the questions themselves only with `keep_questions`.
    """

    def __init__(
        self,
        index: Index,
        out: Path,
        encoder: Encoder,
        extractor: Extractor,
        model: Model | None,
        turns: Turns,
        metrics: Metrics,
        keep: Callable[[Answered], None],
        *,
        keep_questions: bool,
    ) -> None:
        self._out, self._encoder, self._extractor, self._model, self._turns = out, encoder, extractor, model, turns
        self._keep, self._keep_questions = keep, keep_questions
        self._waiting = 0
        self._generation = _Generation(self._chain(index))
        self._refused_build: str | None = None
        self._refused_at = 0.0
        self._turn = asyncio.Semaphore(1)
        # A thread of its own: what waits for a disk must not keep answers waiting. Those that write wait for a server.
        self._worker, self._writers = ThreadPoolExecutor(1, "answer"), ThreadPoolExecutor(_WRITERS, "write")
        self._answering: set[asyncio.Task[None]] = set()
        self.metrics = metrics
        self.stopping = False

    @property
    def build(self) -> str:
        return self._generation.chain.index.build

    @property
    def writes(self) -> bool:
        """Whether answers come sentence by sentence, as a model writes them."""
        return self._model is not None

    @contextlib.contextmanager
    def lease(self) -> Iterator[Chain]:
        """The chain in use, its build kept open as long as it is held."""
        generation = self._generation
        generation.users += 1
        try:
            yield generation.chain
        finally:
            generation.users -= 1
            self._close_if_done(generation)

    async def ask(self, request: Request, face: str) -> Answer:
        """The whole answer, as `stream` ends with it."""
        async for one in self.stream(request, face):
            if isinstance(one, Answer):
                return one
        raise AssertionError("a stream ends with an answer")

    async def stream(self, request: Request, face: str) -> AsyncIterator[Said | Answer]:
        """The sentences of the answer as they are ready, then the whole; a refusal with the reason `busy` where the turn does not
        come in time, or too many wait for theirs.

        An asker who goes away before the turn comes is forgotten; later that stops only what a model is writing.
        """
        ready: asyncio.Queue[Said | Answer] = asyncio.Queue()
        left = threading.Event()
        task = asyncio.create_task(self._answer(request, face, ready, left))
        self._answering.add(task)
        task.add_done_callback(self._answering.discard)
        try:
            while True:
                one = await ready.get()
                yield one
                if isinstance(one, Answer):
                    return
        finally:
            left.set()

    async def _answer(self, request: Request, face: str, ready: "asyncio.Queue[Said | Answer]", left: threading.Event) -> None:
        answer, waited, forgotten = refusal("error", _FAILED), 0.0, False
        try:
            with self.lease() as chain:
                writes = chain.writes and face != _SUGGESTION
                asked = await self._in(self._writers, chain.whole, request) if writes else request
                begin = time.perf_counter()
                has_turn = self._waiting < self._turns.at_most and await self._has_turn()
                waited = time.perf_counter() - begin
                if not has_turn:
                    answer = refusal("busy", _BUSY)
                    return
                try:
                    forgotten = left.is_set()
                    if forgotten:
                        return
                    draft = await self._in(self._worker, chain.extract, asked)
                finally:
                    self._turn.release()
                answer = draft.answer
                if writes:
                    loop = asyncio.get_running_loop()
                    answer = await self._in(self._writers, _write, chain, draft, lambda said: loop.call_soon_threadsafe(ready.put_nowait, said), lambda: left.is_set() or self.stopping)
                elif answer.reason != "error":
                    for said in answer.said:
                        ready.put_nowait(said)
        finally:
            if not forgotten:
                self._finished(request, answer, face, waited)
            ready.put_nowait(answer)

    @staticmethod
    async def _in(pool: ThreadPoolExecutor, what: Callable[..., Any], *given: Any) -> Any:
        context = contextvars.copy_context()  # the log knows the request in that thread too
        return await asyncio.get_running_loop().run_in_executor(pool, context.run, what, *given)

    async def _has_turn(self) -> bool:
        self._waiting += 1
        try:
            with self.metrics.waiting.track_inprogress():
                async with asyncio.timeout(self._turns.wait_s):
                    await self._turn.acquire()
            return True
        except TimeoutError:
            return False
        finally:
            self._waiting -= 1

    def _finished(self, request: Request, answer: Answer, face: str, waited: float) -> None:
        """Count it, log it, and have it kept; `waited` in seconds."""
        self.metrics.answered(answer, face)
        if face == _SUGGESTION:
            return
        self.metrics.took(answer, waited)
        stages = {stage: ms for stage, ms in answer.timings_ms.items() if stage != "total"}
        total = answer.timings_ms.get("total", 0.0)
        waited_ms = round(waited * 1000, 1)
        if self.writes:
            self.metrics.wrote(answer)
        outcome = {"face": face, "status": answer.status, "reason": answer.reason, "waited_ms": waited_ms, "total_ms": total, "stages_ms": stages, "build": self.build}
        _LOG.info("answer", extra=outcome | ({"written": answer.written, "struck": answer.struck, "fallback": answer.fallback} if self.writes else {}))
        told = {"question": request.question, "history": request.history[-_HISTORY:], "short_answer": answer.short_answer} if self._keep_questions else {}
        cited = tuple((one.document_id, one.start, one.end) for one in answer.citations)
        self._keep(Answered(request_id=REQUEST_ID.get() or uuid.uuid4().hex[:12], cited=cited, **outcome, **told))

    def suggestions(self) -> list[Suggestion]:
        """Questions that the documents were seen to answer; they grow for a while after a build is taken up."""
        return self._generation.suggestions

    @property
    def finding(self) -> bool:
        """Whether suggestions are still looked for."""
        return self._generation.finding

    async def watch(self) -> None:
        """Take up each new build as it comes, for ever. One that cannot be opened is named once and tried again, and the old one serves on."""
        finding = asyncio.create_task(self._find_suggestions(self._generation))
        try:
            while True:
                await asyncio.sleep(_LOOK_EVERY_S)
                name = None
                try:
                    name = await asyncio.to_thread(current_build, self._out)
                    if name in (None, self.build) or name == self._refused_build and time.monotonic() < self._refused_at + _AGAIN_EVERY_S:
                        continue
                    chain = await asyncio.to_thread(lambda: self._chain(open_index(self._out, self._encoder)))
                except Exception as error:  # whatever it is, this process goes on with what it has
                    self._refuse(name, error)
                    continue
                finding.cancel()
                self._take_up(chain)
                finding = asyncio.create_task(self._find_suggestions(self._generation))
        finally:
            finding.cancel()

    def _refuse(self, name: str | None, error: Exception) -> None:
        if name != self._refused_build:
            self.metrics.reloads.labels("refused").inc()
            _LOG.error("build %s is not taken up, %s serves on: %s", name, self.build, error, exc_info=None if isinstance(error, UserError) else error)
        self._refused_build, self._refused_at = name, time.monotonic()

    def _take_up(self, chain: Chain) -> None:
        old, self._generation = self._generation, _Generation(chain)
        old.retired = True
        self._close_if_done(old)
        self.metrics.take_up(self.build)
        _LOG.warning("build %s is in use", self.build)

    async def _find_suggestions(self, generation: _Generation) -> None:
        """Ask what could be suggested, between the turns of others, of all documents and of its own alone; keep what is answered both times."""
        index = generation.chain.index
        for candidate in await asyncio.to_thread(candidates, index):
            asked = [Request(candidate.question), Request(candidate.question, document_id=candidate.document_id)]
            answers = [await self._patiently(request) for request in asked[: len(index.documents)]]
            if self._generation is generation and all(candidate.answered_by(answer) for answer in answers):
                generation.suggestions.append(candidate)
        generation.finding = False

    async def _patiently(self, request: Request) -> Answer:
        """An answer for which nobody waits: others go first, and where the service is busy it asks again later."""
        await asyncio.sleep(0.05)
        while (answer := await self.ask(request, _SUGGESTION)).reason == "busy":
            await asyncio.sleep(self._turns.wait_s)
        return answer

    def _chain(self, index: Index) -> Chain:
        """A chain that was seen to answer; what is loaded at the first question is loaded now.

        Raises:
            UserError: it cannot answer.
        """
        chain = Chain(index, self._extractor, self._model)
        if chain.extract(Request("Văn bản này nói về vấn đề gì?")).answer.reason == "error":
            raise UserError(f"Bản chỉ mục {index.build} mở được nhưng không trả lời được; hãy lập lại chỉ mục bằng python -m index --rebuild.")
        return chain

    @staticmethod
    def _close_if_done(generation: _Generation) -> None:
        if generation.retired and generation.users == 0:
            generation.chain.index.close()


def _write(chain: Chain, draft: Draft, send: Callable[[Said], None], stopped: Callable[[], bool]) -> Answer:
    """Send the sentences as they are written; the answer."""
    for one in chain.write(draft, stopped):
        if isinstance(one, Answer):
            return one
        send(one)
    raise AssertionError("what is written ends with an answer")
