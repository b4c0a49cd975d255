"""`python -m eval.training.asked`: how offices write and how people ask, counted for the restorer of diacritics.

From the written passages that models are trained on, their questions and their true statements, into `index/text/written.json.gz`;
those that are held out are left out here too.
"""

from collections.abc import Iterator

from index.text.counts import write
from index.text.language import WRITTEN

from .written import passages


def texts() -> Iterator[str]:
    """Every text whose syllables are counted."""
    for one in passages():
        yield from (one.title, one.section, one.text)
        yield from (question for question, _ in one.questions)
        yield from one.unanswerable
        yield from (later.question for later in one.follow_ups)
        yield from one.true


if __name__ == "__main__":
    write(WRITTEN, "eval/training/passages", texts())
