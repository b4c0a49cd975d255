"""The figure beside: where a sentence counts several things of one kind, the one that the question's words tell apart.

"Bao nhiêu xã kiểu mẫu?" of "111 xã đạt chuẩn nâng cao và 20 xã đạt chuẩn kiểu mẫu": the words that the two clauses do not share decide.
"""

from index.text.normalise import fold
from index.text.syllables import tokenise

from .guard.clauses import Clause, clauses
from .guard.counting import counts_alike
from .question import Question
from .sentence import Sentence
from .spans import Span, figures


def asked_beside(question: Question, sentence: Sentence, span: Span) -> Span | None:
    """The figure of another clause of the sentence that the question asks for, in offsets of the document; None where `span` is it."""
    start, end = span[0] - sentence.start, span[1] - sentence.start
    every = clauses(sentence.text)
    home = next((one for one in every if len(one.before) <= start < len(one.before) + len(one.text)), None)
    fact = next((one for one in home.facts if start < len(home.before) + one.end and len(home.before) + one.start < end), None) if home else None
    asked, said = {token.folded for token, turn in question.words if turn == 1.0}, {token.folded for token in tokenise(question.restored)}
    if home is None or fact is None:
        return None
    for other in every:
        alike = counts_alike(fact, other) if other is not home else []
        apart, own = _only(other, home), _only(home, other)
        if alike and asked & apart and own and not said & own:
            at = len(other.before) + alike[0].start
            return next(((sentence.start + left, sentence.start + right) for left, right in figures(sentence.text, question.kind.noun) if left <= at < right), None)
    return None


def _only(clause: Clause, other: Clause) -> set[str]:
    """What one clause says and another does not."""
    return {fold(key) for key in clause.keys} - {fold(key) for key in other.keys}
