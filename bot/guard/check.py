"""Does the cited text bear a sentence out: every fact for the same thing, every name, no more surely said, and about what it says."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from index.current import Index
from index.documents import Document, Passage
from index.encoder import built_in
from index.text.abbreviations import expand
from index.text.normalise import canonical
from index.text.syllables import Token, tokenise

from ..extractor import Extractor
from ..lexicon import synonyms
from ..matching import Matcher
from ..sentence import Sentence
from ..spans import people
from ..support import Support
from .clauses import Clause, clauses, whole_clause
from .counting import counted_otherwise, counts_the_same, counts_what_follows, numbers_the_same
from .facts import Fact, facts
from .modality import bound, changed
from .names import unheld
from .relations import misplaced

_INHERITED, _ELSEWHERE, _CONTEXT, _SYNONYM = 0.8, 0.5, 0.6, 0.9
_LED = 0.5  # weight of a word of the clause that leads into this one, its subject most likely
_FAR = 0.4  # weight of a word that a comma parts from the figure
_MARKUP = re.compile(r"https?://|www\.|<[^>]*>|[\w.]+@[\w.]+")
_TITLE = re.compile(r"(?:(?:Ông|Bà)\s+)?")
_LEAST = 0.55  # of the weight of a clause's words that its source holds; with less, down to
_LEAST_AT_ALL = 0.4  # this, reader and encoder must be sure
# The reader's logit that the proof answers, the sentence taken for a question, and the cosine of the two. On the true sentences of
# `eval/sentences/dev.jsonl` at least 0.7 and 0.90; on the same beside other sentences of the article at most 0.1 and 0.93.
_READ, _LIKE = 0.0, 0.87
_READ_PLAINLY, _LIKE_PLAINLY = 2.0, 0.91
_LEAST_BESIDE = 0.5  # of a figure's words in the clause that has the figure
_BETTER = 0.12  # by which another figure's clause may not fit the words better


@dataclass(frozen=True)
class Verdict:
    """`faults` says what is not borne out, one short phrase each; `proofs` are the sentences that bear the rest out."""

    faults: tuple[str, ...]
    proofs: tuple[Sentence, ...]

    @property
    def holds(self) -> bool:
        return not self.faults and bool(self.proofs)


@dataclass(frozen=True)
class _Source:
    """A clause of a cited sentence, or of the same document, with the words of title, section and the sentence before."""

    sentence: Sentence
    clause: Clause
    line: str
    context: frozenset[str]


class Guard:
    """Checks sentences against the documents of one index."""

    def __init__(self, index: Index, matcher: Matcher, extractor: Extractor) -> None:
        self._index, self._matcher, self._extractor, self._support = index, matcher, extractor, Support(index.restorer)

    def check(self, sentence: str, cited: Iterable[Passage]) -> Verdict:
        """Whether the cited passages bear `sentence` out (its marks of citation taken off)."""
        text = self._opened(sentence)
        passages = list(cited)
        sources = [one for passage in passages for one in self._sources(passage.document_id) if passage.start <= one.sentence.start < passage.end]
        if not sources:
            return Verdict(("không có đoạn trích",), ())
        others = [one for name in dict.fromkeys(passage.document_id for passage in passages) for one in self._sources(name)]
        faults = [f"“{match.group()[:40]}” không phải lời của văn bản" for match in _MARKUP.finditer(text)]
        proofs: list[Sentence] = []
        shares = []
        for clause in clauses(text):
            found, wrong, share = self._clause(clause, sources, others)
            faults += wrong
            proofs += found
            shares.append(share)
        proofs = sorted(dict.fromkeys(proofs), key=lambda one: (one.document.id, one.start))
        around = [self._opened(" ; ".join((one.text, one.document.title, *one.document.section_path(one.start)))) for one in proofs]
        faults += [f"“{name}” không có trong đoạn trích" for name in unheld(text, around)] + self._people(text, proofs, others)
        faults += min((misplaced(text, self._opened(one.text)) for one in proofs), key=len, default=[])
        if proofs and not faults and (fault := self._unread(sentence, proofs, min(shares))):
            faults.append(fault)
        return Verdict(tuple(dict.fromkeys(faults)), tuple(proofs))

    def _unread(self, sentence: str, proofs: list[Sentence], share: float) -> str:
        """What the trained reader and the encoder have against the proofs: that they do not speak of this at all, or, where the
        words are others than theirs, not plainly."""
        told = " ".join(one.text for one in proofs)
        answered = self._extractor.extract(sentence, told, support=1.0).answered
        likeness = float(np.dot(*built_in().passages([sentence, told])))
        plain = share >= _LEAST
        if answered < (_READ if plain else _READ_PLAINLY) or likeness < (_LIKE if plain else _LIKE_PLAINLY):
            return f"không phải điều đoạn trích nói ({share:.2f}, {answered:.1f}, {likeness:.2f})"
        return ""

    def _clause(self, clause: Clause, sources: list[_Source], others: list[_Source]) -> tuple[list[Sentence], list[str], float]:
        """The sentences that bear a clause out, what is wrong with it, and the share of its words that they hold."""
        wrong: list[str] = []
        chosen: list[_Source] = []
        for fact in clause.facts:
            if fact.kind == "year":
                continue
            best, fault = self._fact(clause, fact, sources, others)
            if best:
                chosen.append(best)
            if fault:
                wrong.append(fault)
        if not chosen and not wrong and clause.words:
            chosen.append(max(sources, key=lambda one: self._covered(clause, [one])))
        if not chosen:
            return [], wrong, 1.0
        if (share := self._covered(clause, chosen)) < _LEAST:  # what one sentence lacks, another that is cited may say
            more = max(sources, key=lambda one: self._covered(clause, [*chosen, one]))
            if self._covered(clause, [*chosen, more]) >= share + 0.15:
                chosen.append(more)
                share = self._covered(clause, chosen)
        if share < _LEAST_AT_ALL:
            wrong.append(f"lời không có trong đoạn trích ({share:.2f})")
        wrong += self._years(clause, chosen)
        wrong += self._modality(clause, chosen)
        return [one.sentence for one in chosen], wrong, share

    def _fact(self, clause: Clause, fact: Fact, sources: list[_Source], others: list[_Source]) -> tuple[_Source | None, str]:
        """The source that has the fact for the same thing; or none and what is wrong."""
        piece = clause.text[fact.start : fact.end]
        having = [(one, theirs) for one in sources for theirs in one.clause.facts if fact.agrees(theirs) and counts_the_same(fact, theirs, one.clause)]
        if not having:
            same = [theirs for one in sources for theirs in one.clause.facts if fact.agrees(theirs)]
            is_year = fact.kind == "figure" and piece == "năm" and not counted_otherwise(fact, [one.clause for one in sources])
            if is_year or not same and counts_what_follows(clause, fact):
                return None, ""
            return None, f"“{piece}” không có trong đoạn trích"
        best, theirs = max(having, key=lambda pair: (not self._years(clause, [pair[0]]), self._beside(clause, fact, pair[0]), bool(pair[0].clause.group)))
        if fact.kind == "ordinal" and not any(numbers_the_same(clause, fact, one.clause, other) for one, other in having):
            return best, f"“{piece}” là số thứ tự của điều khác"
        if fact.kind not in ("figure", "ratio"):
            return best, ""
        share = self._beside(clause, fact, best)
        if share < _LEAST_BESIDE:
            return best, f"“{piece}” không phải của điều này ({share:.2f})"
        rivals = [one for one in others if one.clause.facts and not any(fact.agrees(other) for other in one.clause.facts) and any(other.kind in ("figure", "ratio") for other in one.clause.facts)]
        rival = max((self._beside(clause, fact, one) for one in rivals), default=0.0)
        if rival > share + _BETTER:
            return best, f"“{piece}” là số của điều khác ({share:.2f} < {rival:.2f})"
        if fact.kind == "figure" and (wrong := _bounded_otherwise(bound(clause.text, fact.start), bound(best.clause.text, theirs.start), best.clause.text)):
            return best, f"“{piece}” {wrong}"
        return best, ""

    def _beside(self, clause: Clause, fact: Fact, source: _Source) -> float:
        """The share of the weight of a fact's words that a source clause holds; words beyond a comma weigh less."""
        commas = [match.start() for match in re.finditer(r",\s|\(", clause.text)]
        low = max((at for at in commas if at < fact.start), default=-1)
        high = min((at for at in commas if at >= fact.end), default=len(clause.text))
        near = {token for token in clause.words if low < token.start < high}
        if len(near) < 2:
            near = set(clause.words)
        led = dict.fromkeys(clause.led, _LED)
        return self._share_of([self._credits(clause, source)], led | {token: 1.0 if token in near else _FAR for token in clause.words})

    def _covered(self, clause: Clause, sources: list[_Source]) -> float:
        """The share of a clause's words that the sources hold together."""
        return self._share_of([self._credits(clause, one) for one in sources], dict.fromkeys(clause.words, 1.0))

    def _share_of(self, credits: list[dict[Token, float]], weights: dict[Token, float]) -> float:
        total = got = 0.0
        for token, weight in weights.items():
            weight *= self._support.weight(token)
            total += weight
            got += weight * max(credit[token] for credit in credits)
        return got / total if total else 1.0

    @lru_cache(maxsize=16384)  # noqa: B019 - a guard lives as long as its index
    def _credits(self, clause: Clause, source: _Source) -> dict[Token, float]:
        own = set(source.clause.keys)
        by_synonym = _by_synonyms(clause, source.line)
        credits = {}
        for token in (*clause.words, *clause.led):
            key = token.key
            credits[token] = max(
                1.0 if key in own else 0.0,
                _SYNONYM if key in by_synonym else 0.0,
                _INHERITED if key in source.clause.inherited else 0.0,
                _ELSEWHERE if key in source.clause.elsewhere else 0.0,
                _CONTEXT if key in source.context else 0.0,
            )
        return credits

    def _years(self, clause: Clause, chosen: list[_Source]) -> list[str]:
        found = []
        for fact in clause.facts:
            if fact.kind != "year":
                continue
            held = any(fact.agrees(theirs) for one in chosen for theirs in facts(self._opened(one.sentence.text)))
            in_force = any(one.sentence.year_in_force == str(fact.value[0]) and not any(theirs.kind == "year" for theirs in one.clause.facts) for one in chosen)
            if not held and not in_force:
                found.append(f"năm {fact.value[0]} không phải của điều này")
        return found

    def _modality(self, clause: Clause, chosen: list[_Source]) -> list[str]:
        each = [changed(clause.text, clause.before, one.clause.text, one.clause.group, self._opened(one.sentence.text), one.clause.before) for one in chosen]
        return min(each, key=len)

    def _people(self, text: str, proofs: list[Sentence], others: list[_Source]) -> list[str]:
        """Persons of whom another sentence, on another person, says this far more plainly."""
        found = []
        for start, end in people(text):
            start += len(_TITLE.match(text[start:end]).group())  # type: ignore[union-attr]
            name = text[start:end]
            rest = whole_clause(text[:start] + " " * (end - start) + text[end:])
            told = {one.sentence: self._literally(rest, one.sentence) for one in others if people(one.sentence.text)}
            share = max((value for sentence, value in told.items() if name in sentence.text and sentence in proofs), default=0.0)
            if max((value for sentence, value in told.items() if name not in sentence.text), default=0.0) > share + _BETTER:
                found.append(f"“{name}” không phải người của việc này")
        return found

    def _literally(self, clause: Clause, sentence: Sentence) -> float:
        """The share of a clause's words that stand in a sentence as they are: no other word for them names a person's deed as surely."""
        keys = {token.key for token in tokenise(self._opened(sentence.text))}
        weights = [(self._support.weight(token), token.key in keys) for token in clause.words]
        return sum(weight for weight, held in weights if held) / sum(weight for weight, _ in weights) if weights else 0.0

    def _opened(self, text: str) -> str:
        return expand(canonical(text), self._index.abbreviations)

    @lru_cache(maxsize=256)  # noqa: B019
    def _sources(self, document_id: str) -> tuple[_Source, ...]:
        made = []
        for sentence in self._matcher.sentences(document_id):
            context = self._context(sentence)
            for clause in clauses(self._opened(sentence.text)):
                made.append(_Source(sentence, clause, f" {' '.join(clause.keys)} ", context))
        return tuple(made)

    def _context(self, sentence: Sentence) -> frozenset[str]:
        document: Document = sentence.document
        around = " ".join((document.title, document.number or "", *document.section_path(sentence.start)))
        return frozenset(token.key for token in (*tokenise(self._opened(around)), *sentence.before))


def _bounded_otherwise(mine: str, theirs: str, source: str) -> str:
    """What is wrong with how a figure is bounded: "trên 10%" is not 10%, and what is exact is not about."""
    if mine != theirs and {mine, theirs} & {"more", "less"}:
        return "có mức trên, dưới khác đoạn trích"
    added = mine == "about" != theirs and not re.search(r"(?<!\w)(?:ước|khoảng|dự kiến)(?!\w)", source.lower())
    return "là số đúng, không phải ước chừng" if added else ""


def _by_synonyms(clause: Clause, line: str) -> set[str]:
    keys = [token.key for token in clause.words]
    table, found = synonyms(), set()
    for length in range(min(8, len(keys)), 0, -1):
        for begin in range(len(keys) - length + 1):
            phrase = tuple(keys[begin : begin + length])
            if any(f" {' '.join(other)} " in line for other in table.get(phrase, ())):
                found.update(phrase)
    return found
