"""Lists: every member that a sentence enumerates for what is asked."""

import re

from index.text.syllables import tokenise

from . import enumerations, spans
from .matching import Match
from .nearness import Choice, asked, near, stop
from .question import Question
from .spans import Span


def counted_list(question: Question, text: str) -> Choice | None:
    """The members that follow "8 nội dung:" where all of that noun are asked for."""
    low = question.restored.lower()
    if question.kind.name in ("quantity", "time", "order", "reason") or not (question.kind.many or "liệt kê" in low):
        return None
    for opening in re.finditer(r"(?<![\w/.,])(\d{1,2})\s+(\w+ \w+)([^,;:]{0,40}?)\s*:\s+", text):
        if opening.group(2).lower() in low:
            members = enumerations.items(text, (opening.end(), stop(text, opening.end()) if opening.group(3) else len(text)))
            count = int(opening.group(1))
            if opening.group(3):  # "2 thành phố trực thuộc là: A, B và 5 trục": no more than are counted
                return Choice(tuple(members[:count]), 0.8)
            return Choice(tuple(members), 0.8, open_list=True)
    return None


def bracketed_list(question: Question, text: str) -> Choice | None:
    """What a bracket lists, where the question names what stands before the bracket."""
    for before, inside in enumerations.brackets(text):
        words = tokenise(text[slice(*before)])[-4:]
        known = {token.folded for token, _ in question.words}
        members = enumerations.items(text, inside)
        if len(words) > 1 and all(token.folded in known for token in words) and len(members) > 1:
            return Choice(tuple(members), 0.8)
    return None


def named_list(question: Question, text: str) -> Choice | None:
    """Two or more phrases that the asked noun heads ("Sân bay Hòa Lạc, sân bay Gia Lâm")."""
    words = question.kind.noun.lower().split()
    for noun in {" ".join(words), " ".join(words[:1])} if words else ():
        found = [span for span in spans.named(text, noun) if not asked(question, text[span[0] : span[1]])]
        if len(found) > 1:
            return Choice(tuple(found), 0.8)
    return None


def best_list(question: Question, text: str, match: Match) -> Choice | None:
    """The enumeration nearest to the question's words that does not consist of them."""
    best: tuple[float, list[Span]] = (0.0, [])
    total = sum(weight for weight, _ in match.words) or 1.0
    for run in enumerations.runs(text):
        members = enumerations.items(text, run)
        if len(members) < 2:
            continue
        inside = sum(weight for weight, places in match.words if any(run[0] <= place < run[1] for place in places))
        longest = max(end - start for start, end in members)
        score = near(text, (run[0], run[0] + 1), match) - 0.5 * inside / total - 0.002 * max(0, longest - 60) + 0.02 * len(members)
        if score > best[0]:
            best = (score, members)
    return Choice((_fresh_part(question, text, best[1][0]), *best[1][1:]), best[0]) if best[1] else None


def _fresh_part(question: Question, text: str, span: Span) -> Span:
    """A first item without the words of the question that lead to it."""
    known = {token.folded for token, _ in question.words} | {token.folded for token in tokenise(question.restored)}
    tokens = tokenise(text[slice(*span)])
    leading = next((i for i, token in enumerate(tokens) if token.folded not in known), len(tokens))
    if leading < 3 or len(tokens) - leading < 2:
        return span  # a noun that heads the item ("sân bay Hòa Lạc") is its own
    return enumerations.trim(text, (span[0] + tokens[leading].start, span[1]))
