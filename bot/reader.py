"""The clause that answers: from found passages to one sentence and the span within it.

Typed spans (a figure for "bao nhiêu", a person for "ai") are scored by how near the question's
words stand to them; a question whose words the sentence does not cover, or that the sentence
contradicts (another year, place or number), has no answer here.
"""

from dataclasses import dataclass, replace

from index.search import Hit
from index.text.syllables import tokenise

from . import enumerations
from .cells import asked_cell
from .choose import choose
from .matching import Match, Matcher
from .nearness import Choice
from .question import Question
from .roles import headed, performers
from .sentence import Sentence
from .spans import Span

# Chosen on the dev split of the own questions (`python -m eval --split dev`).
MIN_COVERAGE = 0.56  # of the question by the sentence, where a span of the asked kind stands in it
MIN_COVERAGE_OF_CLAUSE = 0.66  # where any clause might pass for an answer
MIN_OWN = 0.3  # the same, without credit for title, section and the sentence before
MIN_OWN_OF_CLAUSE = 0.5
_DENSITY = 0.15  # a short sentence full of the question's words beside a long one that has them too
_SEARCH_WEIGHT = 0.25  # the passage's search score beside the sentence's coverage
_NEAR_WEIGHT = 0.5  # how near the words stand to the span
_CONTRADICTION = 0.5
_LED = 0.8  # how near the items of a list stand to the words that lead to it
_NO_SPAN = 0.4  # a sentence without a span of the kind asked for
_SECTION_BONUS = 0.04  # the body says in full what a headline cuts short
_SAME_SENTENCE = 0.2  # a follow-up mostly stays with the sentence that was cited
_SENTENCES = 6  # sentences whose spans are looked at


@dataclass(frozen=True)
class Reading:
    """A sentence and the spans that answer, in offsets of the document; no spans: no answer.

    `proofs` are the sentences (or paragraphs of a list) that hold the spans; `typed` says
    whether the spans are of the kind asked for, or just a clause.
    """

    sentence: Sentence
    spans: tuple[Span, ...]
    proofs: tuple[Span, ...]
    match: Match
    score: float
    typed: bool

    @property
    def answers(self) -> bool:
        match, least = self.match, MIN_COVERAGE if self.typed else MIN_COVERAGE_OF_CLAUSE
        return bool(self.spans) and not match.against and match.coverage >= least and match.own >= (MIN_OWN if self.typed else MIN_OWN_OF_CLAUSE)


def read(question: Question, hits: list[Hit], matcher: Matcher) -> list[Reading]:
    """Readings of the best sentences, best first; the first that answers is the answer."""
    scored: list[tuple[float, Sentence, Match]] = []
    for hit in hits:
        for sentence in matcher.sentences(hit.passage.document_id):
            if hit.passage.start <= sentence.start < hit.passage.end:
                match = matcher.match(question, sentence)
                score = match.coverage + _SEARCH_WEIGHT * hit.score - _CONTRADICTION * len(match.against)
                score += _SECTION_BONUS if hit.passage.section else 0.0
                score += _DENSITY * min(1.0, 2 * len(match.words) / len(sentence.tokens)) if sentence.tokens else 0.0
                if question.earlier and (sentence.text in question.earlier or question.earlier.strip(" .") in sentence.text):
                    score += _SAME_SENTENCE
                scored.append((score, sentence, match))
    scored.sort(key=lambda item: -item[0])
    readings = [_read_sentence(question, sentence, match, score) for score, sentence, match in scored[:_SENTENCES]]
    return sorted(readings, key=lambda reading: (not reading.answers, -reading.score))


def _read_sentence(question: Question, sentence: Sentence, match: Match, score: float) -> Reading:
    led = enumerations.led_list(sentence.document, sentence.end) if question.kind.many and question.kind.name not in ("quantity", "time") else []
    if led and not _asks_of_items(question, sentence, [paragraph for _, paragraph in led]):
        members, paragraphs = zip(*led, strict=True)
        return Reading(sentence, members, ((sentence.start, sentence.end), *paragraphs), match, score + _NEAR_WEIGHT * _LED, True)
    if cell := asked_cell(question, sentence):
        return Reading(sentence, (cell,), ((sentence.start, sentence.end),), match, score + _NEAR_WEIGHT * _LED, True)
    choice = choose(question, sentence.text, match)
    if (heading := headed(question, sentence)) and (choice is None or not performers(question, sentence.text)):
        return Reading(sentence, (heading,), (heading, (sentence.start, sentence.end)), match, score + _NEAR_WEIGHT * _LED, True)
    if choice is None:
        return Reading(sentence, (), (), match, score - _NO_SPAN, True)
    match = replace(match, coverage=match.coverage - choice.foreign)
    spans = tuple((sentence.start + start, sentence.start + end) for start, end in choice.spans)
    proofs: tuple[Span, ...] = ((sentence.start, sentence.end),)
    if choice.open_list:
        spans, proofs = _whole_list(sentence, choice)
    return Reading(sentence, spans, proofs, match, score - choice.foreign + _NEAR_WEIGHT * choice.near, choice.typed)


def _asks_of_items(question: Question, sentence: Sentence, paragraphs: list[Span]) -> bool:
    """Whether the question says what stands in the items of a list alone: it asks for less than the whole of it."""
    document = sentence.document
    around = {token.folded for told in (sentence.text, document.title, *document.section_path(sentence.start)) for token in tokenise(told)}
    inside = {token.folded for paragraph in paragraphs for token in tokenise(document.text[slice(*paragraph)])}
    asked_for = {token.folded for token in tokenise(question.kind.noun)}  # "những giấy tờ gì": one item may be a "giấy chứng nhận"
    return any(token.folded in inside - around - asked_for for token, turn in question.words if turn == 1.0)


def _whole_list(sentence: Sentence, choice: Choice) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """A list that goes on in the next paragraphs (each ends in a semicolon), with all its proofs."""
    members = enumerations.counted_list(sentence.document, sentence.start + choice.spans[0][0])
    starts = {sentence.document.paragraph_at(start) for start, _ in members}
    paragraphs = [sentence.document.paragraphs[number - 1] for number in sorted(starts)]
    first = (sentence.start, sentence.end)
    rest = [(paragraph.start, paragraph.end) for paragraph in paragraphs if paragraph.start > sentence.start]
    return tuple(members), (first, *rest)
