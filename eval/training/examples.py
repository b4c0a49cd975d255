"""Training examples for the reader: windows that answer, and windows that only seem to.

For each question one window with its answer and one without, the latter made in three ways:
another passage of the same article, the right passage with the answering sentence taken out, and
near misses of the question.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from index.errors import UserError
from index.text.normalise import canonical
from index.text.restore import restorer_of
from index.text.sentences import sentence_spans
from index.text.syllables import terms, tokenise

from .. import squad
from .forms import in_form
from .near_miss import names_of, near_miss

# How a question is typed, and how often.
_FORM_WEIGHTS = {"full": 0.56, "plain": 0.12, "restored": 0.12, "none": 0.08, "half": 0.06, "telex": 0.06}
_OTHER_PASSAGE, _SENTENCE_OUT = 0.4, 0.25  # the rest are near misses
_SHORT = 0.85  # share of windows of a few sentences, as the chain reads; the others are whole paragraphs
_SHORT_CHARS, _LONG_CHARS = (120, 450), 850
_WITH_TITLE = 0.3  # as the chain puts title and section before a window


@dataclass(frozen=True)
class Example:
    """A question and a window; `span` is the answer in code points of the window, or None. Where a list is asked for it goes
    from the first item to the last."""

    question: str
    window: str
    span: tuple[int, int] | None


@dataclass(frozen=True)
class _Question:
    text: str
    article: int
    passage: int
    span: tuple[int, int]


class ReaderData:
    """Questions of a SQuAD-format file, from which each epoch draws new examples."""

    def __init__(self, path: Path, chosen: slice = slice(None)) -> None:
        """Read the `chosen` articles of the file.

        Raises:
            UserError: the file is not there, not in that format, or holds too little.
        """
        articles = squad.articles(path)[chosen]
        self.titles = [canonical(article.get("title", "")).replace("_", " ") for article in articles]
        self.passages: list[list[str]] = []
        self.questions: list[_Question] = []
        for number, article in enumerate(articles):
            self.passages.append([])
            for paragraph in article["paragraphs"]:
                text = canonical(paragraph["context"]).replace("\n", " ")
                self.passages[-1].append(text)
                for qa in paragraph["qas"]:
                    if qa.get("answers") and (span := _locate(paragraph["context"], text, qa["answers"][0])):
                        self.questions.append(_Question(qa["question"], number, len(self.passages[-1]) - 1, span))
        if not self.questions or sum(map(len, self.passages)) < 2:
            raise UserError(f"{path} có quá ít câu hỏi hoặc đoạn văn; cần ít nhất một câu hỏi có lời đáp và hai đoạn văn.")
        self._terms = [[set(terms(tokenise(text), folded=False)) for text in texts] for texts in self.passages]
        self._names = [names_of(texts) for texts in self.passages]
        self._all_names = [name for names in self._names for name in names]
        self._restorer = restorer_of(())

    def pairs(self, seed: int, form: str | None = None) -> Iterator[tuple[Example, Example]]:
        """For each question, in random order, an example that answers and one that does not;
        typed in `form`, or in all forms by chance."""
        chooser = random.Random(seed)
        for question in chooser.sample(self.questions, len(self.questions)):
            answered, unanswered = self._answered(question, chooser), self._unanswered(question, chooser)
            yield self.typed(answered, form, chooser), self.typed(unanswered, form, chooser)

    def typed(self, example: Example, form: str | None, chooser: random.Random) -> Example:
        """The example with its question in `form`, or in any form by chance."""
        form = form or chooser.choices(list(_FORM_WEIGHTS), list(_FORM_WEIGHTS.values()))[0]
        return replace(example, question=in_form(example.question, form, chooser, self._restorer))

    def _answered(self, question: _Question, chooser: random.Random) -> Example:
        text = self.passages[question.article][question.passage]
        start, end = around(text, question.span, chooser)
        span = (question.span[0] - start, question.span[1] - start)
        return self._titled(question.text, text[start:end], span, question.article, chooser)

    def _titled(self, text: str, window: str, span: tuple[int, int] | None, article: int, chooser: random.Random) -> Example:
        if chooser.random() < _WITH_TITLE and self.titles[article]:
            lead = f"{self.titles[article]}: "
            window, span = lead + window, span and (span[0] + len(lead), span[1] + len(lead))
        return Example(text, window, span)

    def _unanswered(self, question: _Question, chooser: random.Random) -> Example:
        draw = chooser.random()
        text, window = question.text, None
        if draw >= _OTHER_PASSAGE + _SENTENCE_OUT:
            passage = self.passages[question.article][question.passage]
            names = self._names[question.article] if chooser.random() < 0.5 else self._all_names
            if missed := near_miss(text, passage, names, chooser):
                start, end = around(passage, question.span, chooser)
                text, window = missed, passage[start:end]
        elif draw >= _OTHER_PASSAGE:
            window = self._without_sentence(question, chooser)
        window = window or self._other_passage(question, chooser)
        return self._titled(text, window, None, question.article, chooser)

    def _without_sentence(self, question: _Question, chooser: random.Random) -> str | None:
        text = self.passages[question.article][question.passage]
        start, end = question.span
        kept = [(s, e) for s, e in sentence_spans(text) if e <= start or s >= end]
        rest = " ".join(text[s:e] for s, e in kept)
        if len(kept) < 2 or text[start:end].lower() in rest.lower():
            return None
        middle = chooser.randrange(len(rest))
        begin, stop = around(rest, (middle, middle + 1), chooser)
        return rest[begin:stop]

    def _other_passage(self, question: _Question, chooser: random.Random) -> str:
        """Mostly the passage of the article that shares most words with the question."""
        own = self.passages[question.article]
        answer = own[question.passage][slice(*question.span)].lower()
        asked = set(terms(tokenise(question.text), folded=False))
        others = [i for i in range(len(own)) if i != question.passage and answer not in own[i].lower()]
        if not others:
            article = chooser.choice([i for i in range(len(self.passages)) if i != question.article])
            return chooser.choice(self.passages[article])[:_LONG_CHARS]
        others.sort(key=lambda i: -len(asked & self._terms[question.article][i]))
        text = own[others[min(len(others) - 1, int(chooser.expovariate(0.7)))]]
        sentences = sentence_spans(text)
        best = max(sentences, key=lambda s: len(asked & set(terms(tokenise(text[s[0] : s[1]]), folded=False))))
        start, end = around(text, best, chooser)
        return text[start:end]


def _locate(context: str, text: str, answer: dict) -> tuple[int, int] | None:
    """The answer's place in the canonical text, nearest to where the file says."""
    wanted = canonical(answer["text"]).replace("\n", " ").strip(" .,;:")
    about = len(canonical(context[: answer["answer_start"]]))
    places = [i for i in range(len(text)) if text.startswith(wanted, i)] if wanted else []
    if not places:
        return None
    start = min(places, key=lambda place: abs(place - about))
    return start, start + len(wanted)


def around(text: str, span: tuple[int, int], chooser: random.Random) -> tuple[int, int]:
    """Whole sentences around `span`, as many as a random length takes on either side."""
    sentences = sentence_spans(text) or [(0, len(text))]
    first = max((i for i, (s, _) in enumerate(sentences) if s <= span[0]), default=0)
    last = min((i for i, (_, e) in enumerate(sentences) if e >= span[1]), default=len(sentences) - 1)
    last = max(first, last)
    most = chooser.randint(*_SHORT_CHARS) if chooser.random() < _SHORT else _LONG_CHARS
    while True:
        sides = []
        if first > 0 and sentences[last][1] - sentences[first - 1][0] <= most:
            sides.append(-1)
        if last + 1 < len(sentences) and sentences[last + 1][1] - sentences[first][0] <= most:
            sides.append(1)
        if not sides:
            break
        if chooser.choice(sides) < 0:
            first -= 1
        else:
            last += 1
    start, end = min(sentences[first][0], span[0]), max(sentences[last][1], span[1])
    if end - start > _LONG_CHARS:  # one endless sentence: words around the span
        start = max(start, span[0] - _LONG_CHARS // 3)
        end = min(end, max(span[1], start + _LONG_CHARS))
    return start, end
