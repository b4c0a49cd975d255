"""What the chain has found before anything is written."""

from dataclasses import dataclass

from index.search import Hit

from ..answer import Answer
from ..question import Question


@dataclass(frozen=True)
class Draft:
    """The question as understood, the passages found, and the answer in the document's own words.

    `coverage` is the share (0 to 1) of the question that the sentence of that answer holds, 0 for a refusal; `document_id` the one document that is asked;
    `unwritten` says why the model, asked for a whole question before, is not asked again.
    """

    question: Question | None  # None where it was no question
    hits: tuple[Hit, ...]
    answer: Answer
    coverage: float
    document_id: str | None
    unwritten: str | None = None
