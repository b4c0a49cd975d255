"""The cited text as clauses, and how much of a written clause each of them holds."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from index.current import Index
from index.text.abbreviations import expand
from index.text.normalise import UPPER, canonical
from index.text.syllables import Token, tokenise

from ..lexicon import synonyms
from ..matching import Matcher
from ..sentence import Sentence
from ..support import Support
from .clauses import Clause, clauses
from .facts import Fact
from .modality import leading
from .neutral import neutral

_SYNONYM, _CONTEXT = 0.9, .35
# Weight of a word of the clause that leads into a figure's, by how many words that has itself: the fewer, the surer is it the subject.
_LED = ((3, 1.0), (6, 0.5), (999, 0.2))
_WORD = 1.5  # pointwise mutual information (nats) from which two syllables are taken to belong together
_FEW = 3  # words with which a figure's clause says nothing by itself
_SESSION = re.compile(r",|\s(?:lần|thứ)\s")
_BY_THE_ISSUER = re.compile(r"(?:Giao|Đề nghị|Yêu cầu|Phấn đấu|Thống nhất|Đồng ý|Kiến nghị|Phân công|Chỉ đạo|Cho phép|Khuyến khích)\s(?!của|thông|lưu|dịch|ban|đất)")
# "… thống nhất với các nội dung Chương trình …; Kế hoạch …; Quyết định …": what leads the first member leads all.
_MEMBERS = re.compile(rf"(?P<lead>[^;:]*?(?<!\w)(?:nội dung|gồm|văn bản)) [{UPPER}][^;:]*(?:; [{UPPER}][^;]*)+$")
_LONGEST = 5000  # characters: a longer "sentence" is a table
_CAPITAL = (("Hà Nội", "Thủ đô"), ("Thủ đô", "Hà Nội"))
_FAR = 0.4  # weight of a word that a comma parts from the figure


@dataclass(frozen=True)
class Source:
    """A clause of a document's sentence, its place in the sentence, the words that lead the sentence ("Thành ủy đề nghị"), and those of
    title, section and the sentence before."""

    sentence: Sentence
    clause: Clause
    place: int
    line: str
    lead: frozenset[str]
    context: frozenset[str]


@dataclass(frozen=True)
class Credit:
    """What a word counts that stands not in the clause itself: before it in its group, elsewhere in the group, in another group."""

    inherited: float
    grouped: float
    elsewhere: float


STATED = Credit(1.0, 1.0, 0.5)  # is it said at all
BESIDE = Credit(0.8, 0.5, 0.4)  # is it said of a figure in this clause
DATED = Credit(0.8, 0.3, 0.2)  # is it said of the year of this clause
RIVAL = Credit(0.3, 0.3, 0.0)  # is it said in this clause and no other
ALONE = Credit(1.0, 1.0, 0.0)  # is it said in this group and no other


class Sources:
    """The clauses of one index's documents."""

    def __init__(self, index: Index, matcher: Matcher) -> None:
        self._index, self._matcher, self._support = index, matcher, Support(index.restorer, index.abbreviations)

    @lru_cache(maxsize=8192)  # noqa: B019 - lives as long as its index
    def opened(self, text: str) -> str:
        """A text as everything here compares it: NFC, abbreviations opened."""
        return expand(canonical(text), self._index.abbreviations)

    @staticmethod
    @lru_cache(maxsize=8192)
    def line_of(opened: str) -> str:
        """Every syllable and figure of an opened text, parted by spaces."""
        return " ".join(token.key for token in tokenise(opened))

    def are_one_word(self, left: str, right: str) -> bool:
        """Whether two syllables belong together."""
        return self._index.restorer.association(left, right) > _WORD

    def type_of(self, document_id: str) -> str:
        """The type that a document's card gives it, in small letters: "kết luận"."""
        field = self._index.documents[document_id].field("loại văn bản")
        return field.value.lower() if field else ""

    def number_of(self, document_id: str) -> str:
        """The số hiệu of a document, or ""."""
        return self._index.documents[document_id].number or ""

    @lru_cache(maxsize=8192)  # noqa: B019
    def around(self, sentence: Sentence) -> str:
        """A sentence and what it stands under, opened: title, type, number, that it is of a meeting ("Hội nghị"), sections and, of a
        list's member, what leads the list; who issued it, where the sentence names nobody who orders; the capital by either name."""
        return " ; ".join((self.opened(sentence.text), self._above(sentence)))

    def _above(self, sentence: Sentence) -> str:
        document = sentence.document
        kind, session = (field.value if (field := document.field(name)) else "" for name in ("loại văn bản", "kỳ họp"))
        issuer = (field.value if (field := document.field("cơ quan ban hành")) else "") if _BY_THE_ISSUER.match(sentence.text) else ""
        told = " ; ".join((document.title, issuer, kind, document.number or "", _SESSION.split(session)[0], *document.section_path(sentence.start), self._list_leads(document.id).get(sentence.start, "")))
        return self.opened(f"{told} ; {next((other for name, other in _CAPITAL if name in told), '')}")

    @lru_cache(maxsize=256)  # noqa: B019 - lives as long as its index
    def _list_leads(self, document_id: str) -> dict[int, str]:
        """What leads a list whose members are paragraphs, each but the last ending in a semicolon, by the start of the members' sentences."""
        document, running = self._index.documents[document_id], ""
        leads: dict[int, str] = {}
        for paragraph, group in groupby(self._matcher.sentences(document_id), key=lambda one: one.document.paragraph_at(one.start)):
            text = document.text[slice(document.paragraphs[paragraph - 1].start, document.paragraphs[paragraph - 1].end)].rstrip()
            if running:
                leads |= {one.start: running for one in group}
            opens = text.removesuffix(":") if text.endswith(":") else text.partition(": ")[0] if ": " in text and text.endswith(";") else ""
            running = opens if text.endswith(":") else (running or opens) if text.endswith(";") else ""
        return leads

    @lru_cache(maxsize=256)  # noqa: B019 - lives as long as its index
    def of(self, document_id: str) -> tuple[Source, ...]:
        """Every clause of a document."""
        made = []
        for sentence in self._matcher.sentences(document_id):
            context = frozenset(token.key for token in (*tokenise(self._above(sentence)), *sentence.before))
            each = clauses(self.opened(sentence.text))
            opened = self.opened(sentence.text)
            lead = frozenset(token.key for token in tokenise(f"{self.opened(self._list_leads(document_id).get(sentence.start, ''))} ; {leading(opened)}"))
            listed = _MEMBERS.match(opened) if len(opened) < _LONGEST else None
            first = frozenset(token.key for token in tokenise(listed["lead"])) if listed else frozenset()
            for place, clause in enumerate(each):
                made.append(Source(sentence, clause, place, f" {' '.join(clause.keys)} ", lead | first if ";" in clause.before else lead, context))
        return tuple(made)

    def covered(self, clause: Clause, sources: Iterable[Source], credit: Credit) -> float:
        """The share (0 to 1) of a clause's words, by rarity, that the sources hold together."""
        words = clause.words if len(clause.words) >= _FEW or not clause.facts else (*clause.led, *clause.words)
        return self._share([self._credits(clause, one, credit) for one in sources], dict.fromkeys(words, 1.0))

    def holds(self, clause: Clause, words: Iterable[Token], source: Source, credit: Credit) -> float:
        """The share of some of a clause's words that one source holds."""
        return self._share([self._credits(clause, source, credit)], dict.fromkeys(words, 1.0))

    def beside(self, clause: Clause, fact: Fact, source: Source, credit: Credit) -> float:
        """The share of the words of a fact that a source clause holds; those beyond a comma weigh less."""
        commas = [match.start() for match in re.finditer(r",\s|\(", clause.text)]
        low = max((at for at in commas if at < fact.start), default=-1)
        high = min((at for at in commas if at >= fact.end), default=len(clause.text))
        near = {token for token in clause.words if low < token.start < high}
        if len(near) < 2:
            near = set(clause.words)
        led = next(weight for most, weight in _LED if len(clause.words) < most)
        weights = dict.fromkeys(clause.led, led) | {token: 1.0 if token in near else _FAR for token in clause.words}
        credits = self._credits(clause, source, credit)  # a figure's words all count, the neutral too
        return self._share([{token: credits.get(token, 0.0) for token in weights}], weights)

    def literally(self, clause: Clause, sentence: Sentence) -> float:
        """The share of a clause's words that stand in a sentence as they are: no other word for it names a person's deed as surely."""
        keys = {token.key for token in tokenise(self.opened(sentence.text))}
        return self._share([{token: float(token.key in keys) for token in clause.words}], dict.fromkeys(clause.words, 1.0))

    def _share(self, credits: list[dict[Token, float]], weights: dict[Token, float]) -> float:
        total = got = 0.0
        for token, weight in weights.items():
            held = [credit[token] for credit in credits if token in credit]
            if not held:
                continue
            weight *= self._support.weight(token)
            total += weight
            got += weight * max(held)
        return got / total if total else 1.0

    @lru_cache(maxsize=32768)  # noqa: B019
    def _credits(self, clause: Clause, source: Source, credit: Credit) -> dict[Token, float]:
        """What each word counts; a neutral one that the source does not have is left out, where it has a few of the others."""
        theirs, passed = source.clause, {*neutral(clause.words), *neutral(clause.led)}
        by_synonym, own = by_synonyms(clause, source.line), set(theirs.keys)
        places = (
            (own, 1.0), (by_synonym, _SYNONYM), (theirs.inherited, credit.inherited), (theirs.grouped, credit.grouped),
            (source.lead, credit.inherited), (theirs.elsewhere, credit.elsewhere), (source.context, _CONTEXT),
        )  # fmt: skip
        held = {token: max((value for keys, value in places if token.key in keys), default=0.0) for token in (*clause.words, *clause.led)}
        said = sum(value > _CONTEXT for token, value in held.items() if token not in passed)
        return {token: value for token, value in held.items() if value or token not in passed or said < _FEW}


def by_synonyms(clause: Clause, line: str) -> set[str]:
    """The words of a clause that stand in a phrase with a synonym in a line."""
    keys = [token.key for token in (*clause.led, *clause.words)]
    table, found = synonyms(), set()
    for length in range(min(8, len(keys)), 0, -1):
        for begin in range(len(keys) - length + 1):
            phrase = tuple(keys[begin : begin + length])
            if any(f" {' '.join(other)} " in line for other in table.get(phrase, ())):
                found.update(phrase)
    return found


def rivals(fact: Fact, one: Source, best: Source) -> bool:
    """Whether a clause could be what a figure of `best` is falsely given for: one with other figures, or another statement of the same sentence."""
    if any(fact.agrees(other) for other in one.clause.facts) or _leads_into(one, best):
        return False
    return one.sentence == best.sentence or any(other.kind in ("figure", "ratio") for other in one.clause.facts)


def _leads_into(one: Source, other: Source) -> bool:
    """Whether a clause goes before another in its group: its words are the other's subject."""
    return one.sentence == other.sentence and one.place < other.place and one.clause.before in other.clause.before and one.clause.grouped == other.clause.grouped
