"""What the service counts, for Prometheus."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from ..answer import Answer

_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)


class Metrics:
    """Counters of one process; no label holds anything a person typed."""

    def __init__(self, build: str) -> None:
        self._registry = CollectorRegistry()
        self._answers = Counter("bot_answers", "Answers given.", ["face", "status", "reason"], registry=self._registry)
        self._seconds = Histogram("bot_answer_seconds", "Time to compute an answer, waiting left out.", buckets=_SECONDS, registry=self._registry)
        self._stages = Histogram("bot_stage_seconds", "Time of each stage of an answer.", ["stage"], buckets=_SECONDS, registry=self._registry)
        self.waiting = Gauge("bot_waiting", "Questions that wait for their turn.", registry=self._registry)
        self.waited = Histogram("bot_wait_seconds", "Time that a question waited for its turn.", buckets=_SECONDS, registry=self._registry)
        self.turned_away = Counter("bot_turned_away", "Requests refused for who sent them or how many.", ["code"], registry=self._registry)
        self.feedback = Counter("bot_feedback", "Feedback kept, or lost.", ["rating"], registry=self._registry)
        self.unrecorded = Counter("bot_unrecorded", "Answers whose figures could not be kept.", registry=self._registry)
        self._written = Counter("bot_written", "Answers that a model was to write: written, or why not.", ["outcome"], registry=self._registry)
        self._struck = Counter("bot_struck_sentences", "Sentences of a model that the guard struck from answers.", registry=self._registry)
        self._build = Gauge("bot_build_info", "The build in use.", ["build"], registry=self._registry)
        self.reloads = Counter("bot_reloads", "New builds seen: taken up or refused.", ["outcome"], registry=self._registry)
        self._build.labels(build).set(1)

    def answered(self, answer: Answer, face: str) -> None:
        """Count one answer."""
        self._answers.labels(face, answer.status, answer.reason or "").inc()

    def took(self, answer: Answer, waited: float) -> None:
        """Count the time of an answer that somebody waits for; `waited` in seconds, for its turn."""
        self.waited.observe(waited)
        for stage, spent in answer.timings_ms.items():
            (self._seconds if stage == "total" else self._stages.labels(stage)).observe(spent / 1000)

    def wrote(self, answer: Answer) -> None:
        """Count what became of the model's sentences."""
        if answer.written or answer.fallback:
            self._written.labels("written" if answer.written else answer.fallback).inc()
        self._struck.inc(answer.struck)

    def take_up(self, build: str) -> None:
        self._build.clear()
        self._build.labels(build).set(1)
        self.reloads.labels("taken_up").inc()

    def text(self) -> bytes:
        """The exposition format of Prometheus."""
        return generate_latest(self._registry)
