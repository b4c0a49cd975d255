"""The model that the settings name, as a stream of text that ends in time or says why not."""

import contextlib
import queue
import re
import threading
import time
from collections.abc import Iterator
from typing import Any, Literal

from langchain_core.exceptions import ModelRateLimitError, ModelTimeoutError
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import BaseMessage
from pybreaker import CircuitBreaker, CircuitBreakerError

from index.errors import UserError
from index.settings import setting

_WHOLE = 6  # times the longest silence: a small model on two cores writes some 70 words in 20 seconds
_MAX_TOKENS = 900  # of a reply; an answer is read on a telephone
_FAILURES, _AGAIN_S = 3, 30  # failures in a row after which it is left alone, and for how long
_OF_THE_TEXT = frozenset((400, 413, 422))  # HTTP: refused for what was sent (too long, most often); the server is well
_REASONING = re.compile(r"openai:o\d")
_DONE = frozenset(("stop", "end_turn"))  # how OpenAI, Ollama and Google, and Anthropic say that a reply has ended by itself
Reason = Literal["timeout", "rate_limit", "error", "unavailable", "busy", "empty", "unproven", "beside"]


class Unwritten(Exception):
    """The model wrote nothing that can be used: `reason` says why."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason: Reason = reason

    @property
    def of_the_text(self) -> bool:
        """Whether it is of what was sent (too long, nothing to say of it): another text may fare better."""
        return self.reason == "empty" or _is_of_the_text(self)


class Model:
    """A chat model that is asked once for each text, at most so many at a time, and left alone while it fails."""

    def __init__(self, chat: BaseChatModel, timeout_s: float, at_once: int) -> None:
        self._chat = chat
        self._timeout_s = timeout_s
        self._places = threading.BoundedSemaphore(at_once)
        # Whoever stops listening says nothing of the server, and neither does a text that it will not take.
        self._breaker = CircuitBreaker(fail_max=_FAILURES, reset_timeout=_AGAIN_S, exclude=[GeneratorExit, _is_of_the_text], throw_new_error_on_trip=False)

    def stream(self, messages: list[BaseMessage]) -> Iterator[str]:
        """The reply, piece by piece; a line break at its end where the model says that it has ended by itself, and was not cut off.

        Raises:
            Unwritten: it does not come, or stops coming.
        """
        try:
            with self._breaker.calling():
                yield from self._pieces(messages)
        except CircuitBreakerError:
            raise Unwritten("unavailable") from None

    @contextlib.contextmanager
    def place(self) -> Iterator[None]:
        """One of the places at the model, kept for all that one question asks of it: a summary in parts is not overtaken half-way.

        Raises:
            Unwritten: all are taken.
        """
        if not self._places.acquire(blocking=False):
            raise Unwritten("busy")
        try:
            yield
        finally:
            self._places.release()

    def _pieces(self, messages: list[BaseMessage]) -> Iterator[str]:
        """What a thread of its own hears: not every provider's client knows a time-out, and none knows one for the whole."""
        heard: queue.SimpleQueue[str | Exception | None] = queue.SimpleQueue()
        gone = threading.Event()

        def listen() -> None:
            done = False
            try:
                # Not through an output parser: left alone, LangChain's sequences read their input to its end.
                for chunk in self._chat.stream(messages):
                    if gone.is_set():
                        return  # closes the connection, and a server stops writing
                    heard.put(chunk.text)
                    done = done or _has_ended(chunk.response_metadata)
                if done:
                    heard.put("\n")
                heard.put(None)
            except Exception as error:  # whatever a provider's client raises
                heard.put(error)

        threading.Thread(target=listen, name="model", daemon=True).start()
        end, said = time.monotonic() + _WHOLE * self._timeout_s, ""
        quiet = time.monotonic() + self._timeout_s  # until when it may say nothing; blanks are nothing
        try:
            while True:
                try:
                    piece = heard.get(timeout=max(0.0, min(quiet, end) - time.monotonic()))
                except queue.Empty:
                    raise Unwritten("timeout") from None
                if piece is None and not said.strip():
                    raise Unwritten("empty")
                if piece is None:
                    return
                if isinstance(piece, Exception):
                    raise Unwritten(_reason(piece)) from piece
                if piece.strip():
                    quiet = time.monotonic() + self._timeout_s
                said += piece
                yield piece
        finally:
            gone.set()


def _has_ended(metadata: dict[str, Any]) -> bool:
    said = metadata.get("finish_reason") or metadata.get("done_reason") or metadata.get("stop_reason")
    return str(said).lower() in _DONE


def _is_of_the_text(error: BaseException) -> bool:
    return getattr(error.__cause__, "status_code", None) in _OF_THE_TEXT


def _reason(error: Exception) -> Reason:
    if isinstance(error, ModelRateLimitError) or getattr(error, "status_code", None) == 429:
        return "rate_limit"
    if isinstance(error, ModelTimeoutError | TimeoutError):
        return "timeout"
    return "empty" if "No generation chunks" in str(error) else "error"  # LangChain's words for a reply without any


def reply_tokens(context: int) -> int:
    """How many tokens a reply may have, beside the prompt in a context of so many."""
    return min(_MAX_TOKENS, context // 4)


def open_model() -> Model | None:
    """The model of BOT_LLM, or None where none is named; nothing is sent to it yet.

    Raises:
        UserError: its package is missing, or its name is none that LangChain knows.
    """
    name, url, timeout = setting("BOT_LLM"), setting("BOT_LLM_URL"), setting("BOT_LLM_TIMEOUT_S")
    if not name:
        if url:
            raise UserError("BOT_LLM_URL có mà BOT_LLM trống; hãy đặt BOT_LLM là tên mô hình tại máy chủ ấy.")
        return None
    return Model(_chat(name, url, timeout), timeout, setting("BOT_LLM_AT_ONCE"))


def _chat(name: str, url: str, timeout: float) -> BaseChatModel:
    from langchain.chat_models import init_chat_model

    most = reply_tokens(setting("BOT_LLM_CONTEXT"))
    options: dict[str, Any] = {"temperature": 0, "max_tokens": most, "timeout": timeout, "max_retries": 0}
    if name.startswith("ollama:"):  # by these names; it leaves others out in silence, and cuts a prompt to a context of its own
        options = {"temperature": 0, "num_predict": most, "num_ctx": setting("BOT_LLM_CONTEXT")}
    if _REASONING.match(name):
        del options["temperature"]  # such models refuse a request that sets it
    key = setting("BOT_LLM_KEY")
    if url:
        name, options = name.removeprefix("openai:"), {**options, "model_provider": "openai", "base_url": url, "api_key": key or "-"}
    elif key:
        options["api_key"] = key
    try:
        return init_chat_model(name, **options)
    except ImportError as error:
        package = str(error).rsplit("`pip install ", 1)[-1].rstrip("`") if "pip install" in str(error) else str(error)
        raise UserError(f"BOT_LLM={name!r} cần gói {package} chưa có trên máy này; hãy chạy: .venv/bin/pip install -c constraints.txt {package}") from None
    except Exception as error:  # the libraries raise ValueError, pydantic's and errors of their own
        cause = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise UserError(f"BOT_LLM={name!r} không dùng được ({cause}); hãy đặt như openai:TÊN, ollama:TÊN, hoặc đặt BOT_LLM_URL và tên mô hình tại đó.") from None
