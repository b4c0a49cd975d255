"""Whether what the model wrote, and the guard passed, answers the question: true and beside the point is no answer."""

from dataclasses import dataclass

from ..choose import choose
from ..guard.names import unheld
from ..matching import Match, Matcher
from ..question import Question
from ..sentence import Sentence
from ..spans import all_figures, orders, people, times
from ..support import Support
from .material import TASK

_LEAST = 0.5  # of the question's weight that a proof holds
_LEAST_OF_SUMMARY = 0.5  # of the weight of what is to be summarised or compared
_LEAST_WHERE_REFUSED = 0.6  # the same, where the documents' own words did not answer
_PART_OF_SUMMARY = 0.3  # from which a sentence belongs to it
_BESIDE_THE_POINT = 0.8  # of what settles: a sentence further off is left out
_SPANS = {"quantity": all_figures, "person": people, "time": times, "order": orders}


@dataclass(frozen=True)
class Settled:
    """How far a sentence bears on a question: the share (0 to 1) of it that it covers, whether that settles it, and the shortest spans
    that answer, if any."""

    covered: float
    enough: bool
    pieces: tuple[str, ...] = ()


class Judge:
    """Compares written sentences with questions."""

    def __init__(self, matcher: Matcher, support: Support) -> None:
        self._matcher, self._support = matcher, support

    def settles(self, question: Question, text: str, proofs: tuple[Sentence, ...], *, wide: bool, refused: bool) -> Settled | None:
        """How a written sentence with its proofs bears on the question; None where it is beside the point.

        `refused`: the documents' own words did not answer, and more is asked of a model's.
        """
        if refused and unheld(question.restored, [f"{one.document.title} ; {one.document.text}" for one in proofs]):
            return None  # a name that is nowhere in the document is asked about
        if wide:
            covered = self._of_summary(question, text, proofs)
            return Settled(covered, covered >= _LEAST_OF_SUMMARY) if covered >= _PART_OF_SUMMARY else None
        found = [(proof, match) for proof in proofs if not (match := self._matcher.match(question, proof)).against]
        if not found:
            return None
        proof, match = max(found, key=lambda pair: pair[1].coverage)
        if match.coverage < _BESIDE_THE_POINT * _LEAST:
            return None
        spans = _SPANS.get(question.kind.name)
        return Settled(match.coverage, match.coverage >= (_LEAST_WHERE_REFUSED if refused else _LEAST) and (not spans or bool(spans(text))), _pieces(question, text, proof, match))

    def _of_summary(self, question: Question, text: str, proofs: tuple[Sentence, ...]) -> float:
        """The share of what is to be told that sentence, proof and section hold; 0 where a proof is of another year, place or name."""
        agreeing = []
        for proof in proofs:
            against = self._matcher.match(question, proof).against
            years = [one for one in against if one.startswith("năm ")]
            if len(years) == len(against) and (not question.years or len(years) < len(question.years)):
                agreeing.append(proof)
        if not agreeing:
            return 0.0
        words = [(token, turn) for token, turn in question.words if token.key not in TASK and token.key not in question.years]
        around = " ".join((text, *(one.text for one in agreeing), *(title for one in agreeing for title in one.document.section_path(one.start)), agreeing[0].document.title))
        return self._support.share(words, around)


def _pieces(question: Question, text: str, proof: Sentence, match: Match) -> tuple[str, ...]:
    choice = choose(question, proof.text, match)
    pieces = tuple(proof.text[start:end] for start, end in choice.spans) if choice and choice.typed else ()
    return pieces if all(piece.lower() in text.lower() for piece in pieces) else ()
