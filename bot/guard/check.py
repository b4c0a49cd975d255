"""Does the cited text bear a sentence out: every fact for the same thing, every name, no more surely said, and about what it says."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from index.current import Index
from index.documents import Passage
from index.encoder import built_in
from index.text.syllables import Token

from ..extractor import Extractor
from ..lexicon import STOP
from ..matching import Matcher
from ..sentence import Sentence
from ..spans import OFFICE_HEAD, offices, people, quoted
from .clauses import LABEL, NEW_SUBJECT, Clause, clauses, whole_clause
from .counting import (
    counted_otherwise,
    counts_a_list,
    counts_the_same,
    counts_what_follows,
    counts_what_leads,
    crossed,
    numbers_the_same,
    parts_of,
    told_behind,
    whole_alone,
)
from .facts import COUNTABLE, Fact, facts
from .figures import COMPARES, bounded, compares, foreign_name, other_act, part_of, per_another, repeated, scope, turned_otherwise
from .listed import members, told_together
from .modality import LIGHT, changed
from .names import of_another_rank, unheld
from .neutral import neutral
from .novelty import made_up
from .relations import misplaced
from .sources import ALONE, BESIDE, RIVAL, STATED, Source, Sources, rivals
from .years import is_of, misdated

_MARKUP = re.compile(r"https?://|//|www\.|<[^>]*>|[\w.]+@[\w.]+|\]\(|!\[|`|\b[a-z_]+\(|\b[a-z0-9-]+\.(?:vn|com|net|org|io)\b")
_OFFICE_BEHIND = re.compile(rf"(?<=\w)(?:,\s+(?:nguyên\s+)?(?:{OFFICE_HEAD})(?!\w)[^,;]*)+,(?=\s)")
_ACCORDING = re.compile(r"^Theo (?P<type>[^,\d]{1,40}?)(?: (?:này|trên)|(?: số)? (?P<number>\d[\w/-]*))?, ", re.I)
_ANY_TYPE = ("văn bản", "tài liệu", "bài viết", "nguồn")
# Types of documents whose sentences say what is to be done.
_RULING = frozenset("quyết định|chỉ thị|kế hoạch|quy định|quy chế|nghị định|thông tư|hướng dẫn|công văn|chương trình|luật|nghị quyết|công điện".split("|"))
_TITLE = re.compile(r"(?:(?:Ông|Bà)\s+)?")
_YEAR = re.compile(r"(?:(?:trong|của|vào)\s+)?năm\s+(?:19|20)\d\d,?\s*", re.I)
_LEAST_COMPARED = 0.2  # of a compared figure's words: its subject is that of the clause before
# Chosen on `eval/sentences/dev.jsonl` (`python -m eval guard --split dev`).
_LEAST = 0.55  # of the weight of a clause's words that its source holds; with less, down to
_LEAST_AT_ALL = 0.4  # this, reader and encoder must be sure
_LEAST_BESIDE = 0.5  # of a figure's words in the clause that has the figure
_BETTER = 0.12  # by which another clause may not fit the words better
_SAID_OF = 3  # words with content, names of persons left out, with which a sentence says of what it speaks
_FEW_WORDS = 4  # with which a clause does not say what somebody does
_PHRASE, _HELD = 3, 0.9  # syllables of a phrase that can be another's; credit with which a word is held all the same
_STITCHED, _BY_TWO = 0.75, 0.2  # a statement that no group holds to this share, and two hold better by this
# The reader's logit that the proof answers, the sentence taken for a question, and the cosine of the two.
_READ, _LIKE = -6.5, 0.83
_READ_PLAINLY, _LIKE_PLAINLY = -4.5, 0.91


@dataclass(frozen=True)
class Verdict:
    """`faults` says what is not borne out, one short phrase each; `proofs` are the sentences that bear the rest out."""

    faults: tuple[str, ...]
    proofs: tuple[Sentence, ...]

    @property
    def holds(self) -> bool:
        return not self.faults and bool(self.proofs)


class Guard:
    """Checks sentences against the documents of one index."""

    def __init__(self, index: Index, matcher: Matcher, extractor: Extractor) -> None:
        self._sources, self._extractor = Sources(index, matcher), extractor

    def check(self, sentence: str, cited: Iterable[Passage]) -> Verdict:
        """Whether the cited passages bear `sentence` out (its marks of citation taken off)."""
        passages = list(cited)
        text = self._sources.opened(self._without_source(sentence, passages))
        near = [one for passage in passages for one in self._sources.of(passage.document_id) if passage.start <= one.sentence.start < passage.end]
        if not near:
            return Verdict(("không có đoạn trích",), ())
        if verbatim := [one.sentence for one in near if self._sources.line_of(text) == self._sources.line_of(self._sources.opened(one.sentence.text))]:
            return Verdict((), (verbatim[0],))
        everywhere = [one for name in dict.fromkeys(passage.document_id for passage in passages) for one in self._sources.of(name)]
        faults = [f"“{match.group()[:40]}” không phải lời của văn bản" for match in _MARKUP.finditer(text)]
        faults += repeated(text, near)
        faults += [f"“{words}” không đúng nguyên văn" for words in (text[slice(*span)] for span in quoted(text)) if not self._stands(words, near)]
        if len(whole_clause(_without_people(text)).words) < _SAID_OF:
            faults.append("không nói về điều gì")
        proofs: list[Sentence] = []
        shares = [1.0]
        for clause in clauses(text):
            found, wrong, share = self._clause(clause, near, everywhere)
            faults += wrong
            proofs += found
            shares.append(share)
        proofs = sorted(dict.fromkeys(proofs), key=lambda one: (one.document.id, one.start))
        around = [self._sources.around(one) for one in proofs]
        faults += self._mislabelled(text, around)
        faults += [f"“{name}” không có trong đoạn trích" for name in unheld(text, around)] + self._people(text, proofs, everywhere)
        faults += min((misplaced(text, self._sources.opened(one.text)) for one in proofs), key=len, default=[])
        faults += [f"“{one}” không phải chức của người này" for one in of_another_rank(text, proofs)] + made_up(text, proofs, self._sources)
        if proofs and not faults and (fault := self._unread(sentence, proofs, min(shares))):
            faults.append(fault)
        return Verdict(tuple(dict.fromkeys(faults)), tuple(proofs))

    def _stands(self, words: str, near: list[Source]) -> bool:
        """Whether words stand to the letter, white space and marks aside, in a cited sentence or what it stands under."""
        return any(f" {self._sources.line_of(words)} " in f" {self._sources.line_of(self._sources.around(one.sentence))} " for one in near)

    def _mislabelled(self, text: str, around: list[str]) -> list[str]:
        """An opening "Về …," of which the proofs have hardly a word."""
        told = whole_clause(label.group()).words if (label := LABEL.match(text)) else ()
        words = [token.key for token in told if token not in {*neutral(told)}]
        known = {key for one in around for key in self._sources.line_of(one).split()}
        return [f"“{label.group()}” không phải điều đoạn trích nói"] if label and words and sum(key in known for key in words) < len(words) / 2 else []

    def _without_source(self, sentence: str, cited: list[Passage]) -> str:
        """Without "Theo văn bản," or "Theo Kết luận số 5," of what is one, and has that number."""
        match = _ACCORDING.match(sentence)
        names = {one.document_id for one in cited}
        named = match and (match["type"].lower() in _ANY_TYPE or {self._sources.type_of(name) for name in names} == {match["type"].lower()})
        return sentence[match.end() :] if match and named and (not match["number"] or {self._sources.number_of(name) for name in names} == {match["number"]}) else sentence

    def _clause(self, clause: Clause, near: list[Source], everywhere: list[Source]) -> tuple[list[Sentence], list[str], float]:
        """The sentences that bear a clause out, what is wrong with it, and the share of its words that they hold."""
        wrong: list[str] = []
        chosen: list[Source] = []
        for fact in clause.facts:
            if fact.kind == "year":
                continue
            best, fault = self._fact(clause, fact, near, everywhere)
            if best:
                chosen.append(best)
            if fault:
                wrong.append(fault)
        stated = not chosen and not wrong and bool(clause.words)
        if stated:  # of two that say as much the one of the year: another's would make it misdated
            chosen.append(max(near, key=lambda one: (self._sources.covered(clause, [one], ALONE), _dated(clause, one), self._sources.covered(clause, [one], RIVAL))))
        if not chosen:
            return [], wrong, 1.0
        share = self._sources.covered(clause, chosen, STATED)
        if stated and (one := self._sources.covered(clause, chosen, ALONE)) < _STITCHED and self._sources.covered(clause, near, ALONE) > one + _BY_TWO and not told_together(clause.before + clause.text + clause.after, [member for sentence in dict.fromkeys(one.sentence for one in near) for member in members(self._sources.opened(sentence.text))]):
            wrong.append(f"chắp từ hai ý ({one:.2f})")
        if share < _LEAST:  # what one sentence lacks, another that is cited may say
            more = max(near, key=lambda one: self._sources.covered(clause, [*chosen, one], STATED))
            if self._sources.covered(clause, [*chosen, more], STATED) >= share + 0.15:
                chosen.append(more)
                share = self._sources.covered(clause, chosen, STATED)
        if share < _LEAST_AT_ALL:
            wrong.append(f"lời không có trong đoạn trích ({share:.2f})")
        wrong += self._of_another(clause, chosen, everywhere)
        wrong += misdated(clause, chosen, everywhere, self._sources)
        wrong += self._modality(clause, chosen)
        return [one.sentence for one in chosen], wrong, share

    def _fact(self, clause: Clause, fact: Fact, near: list[Source], everywhere: list[Source]) -> tuple[Source | None, str]:
        """The source that has the fact for the same thing; or none and what is wrong."""
        piece = clause.text[fact.start : fact.end]
        having = [(one, theirs) for one in near for theirs in one.clause.facts if fact.agrees(theirs) and counts_the_same(clause, fact, theirs, one.clause) and not whole_alone(fact, theirs, clause)]
        if not having and fact.kind == "ratio":
            having = [(one, part) for one in near for part in parts_of(fact, one.clause)]
        if not having:
            same = any(fact.agrees(theirs) for one in near for theirs in one.clause.facts)
            is_year = fact.kind == "figure" and piece == "năm" and not COUNTABLE.match(clause.text[fact.end :].lower()) and not counted_otherwise(fact, [one.clause for one in near])
            if is_year or counts_what_leads(clause, fact) or not same and counts_what_follows(clause, fact) or counts_a_list(fact, {one.sentence.text for one in near}):
                return None, ""
            return None, f"“{piece}” không có trong đoạn trích"
        best, theirs = max(having, key=lambda pair: (_dated(clause, pair[0]), self._sources.beside(clause, fact, pair[0], BESIDE), bool(pair[0].clause.group)))
        if fact.kind in ("ordinal", "period") and not any(numbers_the_same(clause, fact, one.clause, other) for one, other in having):
            return best, f"“{piece}” là của điều khác"
        if fact.kind == "ordinal" and (foreign := foreign_name(clause, fact, best)):
            return best, f"“{piece}” không phải của “{foreign}”"
        if fact.kind == "code" and self._better_by_code(clause, best, everywhere):
            return best, f"“{piece}” là của điều khác"
        if fact.kind == "date" and (act := other_act(clause, best)):
            return best, f"“{piece}” không phải ngày “{act}”"
        if fact.kind not in ("figure", "ratio"):
            return best, ""
        if foreign := foreign_name(clause, fact, best):
            return best, f"“{piece}” không phải của “{foreign}”"
        if other := self._other_part(clause, fact, best):
            return best, f"“{piece}” không phải của “{other}”"
        share = self._sources.beside(clause, fact, best, BESIDE)
        if compared := COMPARES.match(clause.text):
            if not compares(compared.group("more") is not None, clause, fact) or share < _LEAST_COMPARED:
                return best, f"“{piece}” so sánh không đúng"
            return best, bounded(clause, fact, best.clause, theirs)
        if share < _LEAST_BESIDE:
            return best, f"“{piece}” không phải của điều này ({share:.2f})"
        rival = max((self._sources.beside(clause, fact, one, RIVAL) for one in everywhere if rivals(fact, one, best)), default=0.0)
        if rival > share + _BETTER:
            return best, f"“{piece}” là số của điều khác ({share:.2f} < {rival:.2f})"
        same = [one.clause for one in everywhere if one.sentence == best.sentence]
        if other := crossed(clause, fact, best.clause, theirs, same) or told_behind(clause, best.clause, same):
            return best, f"“{piece}”: điều ấy là “{other}”"
        if other := scope(clause, best) or part_of(clause, fact, theirs, best.clause):
            return best, f"“{piece}”: “{other}” khác đoạn trích"
        if wrong := per_another(clause.text[fact.end :], best.clause.text[theirs.end :]):
            return best, f"“{piece}” không phải mỗi {wrong}"
        if turned := turned_otherwise(clause, fact, best):
            return best, f"“{turned}” {piece} không có trong đoạn trích"
        return best, bounded(clause, fact, best.clause, theirs) if fact.kind == "figure" else ""

    def _better_by_code(self, clause: Clause, best: Source, everywhere: list[Source]) -> bool:
        """Whether a sentence on another document's code says this far more plainly; one whose code is told as well is none."""
        told = [fact for fact in facts(clause.before + clause.text + clause.after) if fact.kind == "code"]
        mine = self._sources.covered(clause, [best], ALONE)
        return any(
            self._sources.covered(clause, [one], ALONE) > mine + 2 * _BETTER
            for one in everywhere
            if any(fact.kind == "code" and not any(other.agrees(fact) for other in told) for fact in one.clause.facts)
        )

    def _other_part(self, clause: Clause, fact: Fact, source: Source) -> str:
        """A word by which what is measured differs: "vốn đầu tư công" where the source has "vốn đầu tư xã hội"."""
        theirs, known = list(source.clause.keys), {*source.clause.keys, *source.clause.inherited, *source.lead}
        mine, passed = {token.key for token in clause.words}, {*neutral(clause.words)}
        for left, right in zip(clause.words, clause.words[1:], strict=False):
            if right.start != left.end + 1 or right.start > fact.start or right in passed or left.key not in theirs or right.key in known or not self._sources.are_one_word(left.key, right.key):
                continue
            follows = {theirs[at + 1] for at, key in enumerate(theirs[:-1]) if key == left.key}
            if follows and not follows & mine and all(key.isalpha() and key not in STOP and key not in LIGHT for key in follows):
                return f"{left.text} {right.text}"
        return ""

    def _of_another(self, clause: Clause, chosen: list[Source], everywhere: list[Source]) -> list[str]:
        """Phrases that no chosen source holds, and another clause of the document does: a subject put in another's place."""
        lines = [f" {self._sources.line_of(self._sources.around(one.sentence))} " for one in chosen]
        runs: list[list[Token]] = [[]]
        for at, token in enumerate(clause.words):
            beside = [(left, right) for left, right in zip(clause.words[max(at - 1, 0) : at + 1], clause.words[max(at, 1) : at + 2], strict=False) if right.start == left.end + 1]
            alone = not beside and self._sources.holds(clause, [token], chosen[0], STATED) >= _HELD
            if alone or any(f" {left.key} {right.key} " in line for left, right in beside for line in lines):
                runs.append([])
            elif runs[-1] and clause.text[runs[-1][-1].end : token.start] not in (" ", " và "):
                runs.append([token])
            else:
                runs[-1].append(token)
        phrases = [self._sources.line_of(clause.text[run[0].start : run[-1].end]) for run in runs if len(run) >= _PHRASE]
        return [f"“{phrase}” là của điều khác" for phrase in phrases if any(f" {phrase} " in one.line for one in everywhere)]

    def _unread(self, sentence: str, proofs: list[Sentence], share: float) -> str:
        """What the trained reader and the encoder have against the proofs: that they do not speak of this at all, or, where the
        words are others than theirs, not plainly. Years are left out, since proofs seldom say them; they were looked at."""
        asked, told = _YEAR.sub("", sentence), " ".join(one.text for one in proofs)
        answered = self._extractor.extract(asked, told, support=1.0).answered
        likeness = float(np.dot(*built_in().passages([asked, told])))
        plain = share >= _LEAST
        if answered < (_READ if plain else _READ_PLAINLY) or likeness < (_LIKE if plain else _LIKE_PLAINLY):
            return f"không phải điều đoạn trích nói ({share:.2f}, {answered:.1f}, {likeness:.2f})"
        return ""

    def _modality(self, clause: Clause, chosen: list[Source]) -> list[str]:
        has_figure = any(fact.kind in ("figure", "ratio") for fact in clause.facts)
        each = [changed(clause.text, clause.before, clause.before + clause.text + clause.after, one.clause.text, one.clause.group, one.clause.after.partition(";")[0], self._sources.opened(one.sentence.text), one.clause.before, has_figure=has_figure, under=" ; ".join(one.sentence.document.section_path(one.sentence.start)), rules=self._sources.type_of(one.sentence.document.id) in _RULING) for one in chosen]
        return min(each, key=len)

    def _people(self, text: str, proofs: list[Sentence], everywhere: list[Source]) -> list[str]:
        """Persons of whom another sentence, on another person, says this far more plainly."""
        found = []
        for clause in clauses(_OFFICE_BEHIND.sub(lambda match: match.group() if people(match.group()) else ",", text)):
            for start, end in people(clause.text):
                start += len(_TITLE.match(clause.text[start:end]).group())  # type: ignore[union-attr]
                name = clause.text[start:end]
                begin = min([start, *(left for left, right in offices(clause.text) if left < start and right <= end)])  # who he is says nothing of what he does
                rest = whole_clause(clause.text[:begin] + " " * (end - begin) + clause.text[end:])
                if len(rest.words) < _FEW_WORDS:  # what he does is told beyond a comma
                    rest = whole_clause(" ".join((clause.group, rest.text, NEW_SUBJECT.split(clause.after)[0])))
                told = {one.sentence: self._sources.literally(rest, one.sentence) for one in everywhere if people(one.sentence.text)}
                share = max((value for sentence, value in told.items() if name in sentence.text and sentence in proofs), default=0.0)
                if max((value for sentence, value in told.items() if name not in sentence.text), default=0.0) > share + _BETTER:
                    found.append(f"“{name}” không phải người của việc này")
        return found


def _without_people(text: str) -> str:
    for start, end in people(text):
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def _dated(clause: Clause, source: Source) -> bool:
    return all(is_of(year, source) for year in clause.years)
