"""A question understood: normalised, restored, abbreviations opened, a follow-up made whole."""

import itertools
import re
from dataclasses import dataclass

from index.current import Index
from index.search import Query
from index.text.abbreviations import CHAT, STANDING, expand
from index.text.language import Nearby
from index.text.normalise import SYLLABLE, canonical, fold, is_marked, is_shouted
from index.text.restore import NOTHING, Restorer
from index.text.syllables import Token, tokenise

from .kinds import Kind, kind_of
from .lexicon import STOP, asking_phrases
from .spans import all_figures, people

_YEAR = re.compile(r"(?<![\d/.-])(?:19|20)\d\d(?![\d-])(?!\s[-–]\s?\d)")
# Pointwise mutual information (nats) above which two syllables are taken for one word.
_WORD = 3.4
_EARLIER = 0.35  # weight of the words of the turn before
_PRONOUN = re.compile(r"\b(?:ông|bà|đồng chí|anh|chị|người) (?:ấy|này|đó|ta)\b")
# "Còn năm 2024 thì sao?": nothing but another year is asked of.
_ONLY_YEAR = re.compile(
    r"(?:(?:còn|con|thế|the|vậy|vay|rồi|roi|trong|của|cua|cả|ca|riêng|rieng|sang|đến|den)\s+)*(?:năm|nam)?\s*(?P<year>(?:19|20)\d\d)"
    r"(?:\s+(?:thì|thi|là|la|sao|thế nào|the nao|ra sao|bao nhiêu|bao nhieu|nhỉ|nhi|ạ|a))*[\s?.!]*",
    re.I,
)
_SHORT = re.compile(r"(?<![\w/&-])[^\W\d_]{2}(?![\w/&-])")
_UNITS = frozenset("ha km cm mm kg ml mg kw mw gb mb tb tv pc tr tp ok hs sv".split())
_PLANS = frozenset("kế hoạch dự kiến mục chỉ tiêu toán phấn đấu ước thực hiện sang tới qua đặt ra đạt trước sau nay".split())
_SEVERAL_MEANINGS = frozenset("ts đt dt kt ct bt cs tt gd gđ".split())  # tiến sĩ, tài sản, thí sinh, …
_TURNS = {"the": "thế", "vay": "vậy", "v": "vậy", "roi": "rồi"}
_END = re.compile(r"(?:^|\s)(?:nào|nao|gì|gi|ai|đâu|dau|nhiêu|nhieu|sao|mấy|may|này|nay|chưa|chua|không|khong|ko|rồi|roi)(?: (?:phần trăm|phan tram|phan trăm|%|ngày|ngay|tháng|thang|năm|nam|lần|lan|giờ|gio|hôm|hom))* (?P<word>the|vay|v|roi)[\s?.!]*$", re.I)  # behind a word that asks, and a unit
_BA = frozenset("dinh vi to tri che be lan don dong".split())  # Ba Đình, Ba Vì, Ba Tơ, …: names of places
_ONLY_DEED = re.compile(r"(?:thế |vậy |rồi )?(?:do |giao )?(?:cơ quan|đơn vị|bộ phận|tổ chức|sở|ban|ngành|phòng) nào(?: (?:được|là|sẽ|phải|đứng ra|có trách nhiệm))* (?:chủ trì|phối hợp|thực hiện|phụ trách|hướng dẫn|kiểm tra|giám sát|đôn đốc|tổng hợp|đảm nhiệm|tham gia)(?: (?:ạ|vậy|thế|nhỉ|đấy))?[\s?.]*")  # of what is not said
_CONDITION = re.compile(r"(?<!\w)(?:nếu|mà không|mà chưa|không|chưa|quá|trễ)(?!\w).*(?<!\w)thì (?:sao|thế nào|ra sao|làm sao)(?!\w)")  # what then comes is asked, not what was asked before
_ELLIPTIC = re.compile(r"^(?:còn|thế|vậy|rồi|thế còn|vậy còn|trong (?:số )?đó|con\b)|\b(?:đó|ấy|này|trên|kia)\b|\bthì sao\b")


@dataclass(frozen=True)
class Question:
    """A question and its readings.

    `words` are the tokens that carry content, each with the weight of the turn it comes from;
    `typed_bare` holds the folded keys of the words typed without any mark, whose restored marks
    are only a guess.
    """

    text: str
    query: Query
    kind: Kind
    words: tuple[tuple[Token, float], ...]
    typed_bare: frozenset[str]
    years: frozenset[str]
    restored: str
    earlier: str = ""  # the answer before, where this is a follow-up to it
    inherits: bool = False  # asks for the same kind of thing as the question before ("Còn năm 2024?")


def understand(text: str, history: list[tuple[str, str]], index: Index) -> Question:
    """Read `text` in the light of the turns before it."""
    typed = canonical(text).replace("\n", " ").strip()
    asked = [expand(canonical(question), index.abbreviations) for question, _ in history[-1:]] + [expand(typed, index.abbreviations)]
    nearby = index.searcher.nearby(" ".join(asked))
    query = readings(_by_initials(typed, nearby, index.restorer), index.restorer, index.abbreviations, nearby)
    query = _ended(_turned_to(query, index.restorer) if history else query, index.restorer)
    query = _of_which_unit(_of_a_woman(query, index.restorer), index.restorer)
    query, kind = _asked_word(query, typed, index.restorer, nearby)
    restored = query.restored
    words = content_words(restored, index.restorer)
    years = frozenset(_YEAR.findall(restored))
    weighted = [(token, 1.0) for token in words]
    inherits = False
    if history and _needs_history(restored, words):
        earlier = readings(history[-1][0], index.restorer, index.abbreviations, nearby).restored
        name = _meant(history[-1][1], restored)
        query = Query(_after(name, earlier, query.typed), _after(name, earlier, restored))
        if name:
            weighted = [(token, 1.0) for token in tokenise(name)] + weighted
        else:
            before = [token for token in content_words(earlier, index.restorer) if not (years and _YEAR.fullmatch(token.text))]
            weighted += [(token, _EARLIER) for token in before if token.key not in {word.key for word in words}]
            if kind.name in ("open", "manner") and len(words) <= 5 and not _CONDITION.search(restored.lower()) or kind.name == "quantity" and not kind.noun and ("bao nhiêu" not in restored or _only_of_plans(words)):
                kind, inherits = kind_of(earlier), True
            if kind.name == "open" and all_figures(history[-1][1]):
                kind, inherits = Kind("quantity"), True  # "Thu ngân sách năm 2023?" was answered by a figure
            years = years or frozenset(_YEAR.findall(earlier))
    bare = frozenset(token.folded for token in tokenise(typed) if token.kind == "word" and not is_marked(token.text))
    return Question(
        text=typed,
        query=query,
        kind=kind,
        words=tuple(weighted),
        typed_bare=bare,
        years=years,
        restored=restored,
        inherits=inherits,
        earlier=history[-1][1] if history and _needs_history(restored, words) else "",
    )


def _by_initials(text: str, nearby: Nearby, restorer: Restorer) -> str:
    """With each abbreviation of two letters that no table knows opened as the one word of the passages nearby that has its initials ("NS": ngân sách)."""

    def open_up(match: re.Match[str]) -> str:
        short = match.group().lower()
        if short in nearby.singles or short in _SEVERAL_MEANINGS or short in _UNITS or short in STANDING or short in CHAT or not match.group().isupper() and SYLLABLE.match(fold(short)):
            return match.group()
        words = {pair: count for pair, count in nearby.pairs.items() if (pair[0][0] + pair[1][0] == short if "đ" in short else fold(pair[0][0] + pair[1][0]) == fold(short)) and restorer.association(*pair) > _WORD}
        best = sorted(words, key=lambda pair: -words[pair])[:2]
        alone = best and words[best[0]] > 1 and (len(best) == 1 or 2 * words[best[1]] < words[best[0]])
        return " ".join(nearby.spellings.get(syllable, syllable) for syllable in best[0]) if alone else match.group()

    return text if is_shouted(text) else _SHORT.sub(open_up, text)


def _turned_to(query: Query, restorer: Restorer) -> Query:
    """A follow-up's bare "the", "vay" or "roi" read as what turns to it, unless it makes a word with the next ("thể thao")."""
    first, *rest = query.restored.split(" ")
    typed = query.typed.split(" ")[0]
    turned = _TURNS.get(typed.lower())
    if not turned or not rest or restorer.association(first.lower(), rest[0].lower()) > _WORD:
        return query
    return Query(query.typed, " ".join([turned, *rest]))


def _ended(query: Query, restorer: Restorer) -> Query:
    """A bare "vay", "the" or "v" at the end, behind a word that asks, read as the particle: "ai ký này vay", not "hộ được vay"."""
    end = _END.search(query.typed)
    found = re.search(r"(?P<word>\w+)[\s?.!]*$", query.restored) if end else None
    if not end or not found or fold(found["word"]) != end["word"].lower() or restorer.association(_word_before(query.restored, found.start("word")), found["word"].lower()) > _WORD:
        return query
    return Query(query.typed, f"{query.restored[: found.start('word')]}{_TURNS[end['word'].lower()]}{query.restored[found.end('word') :]}")


def _of_a_woman(query: Query, restorer: Restorer) -> Query:
    """A bare "ba" at the beginning, before a name, read as "bà": "ba Tuyen giu chuc gi" counts nobody; not where it is part of the name ("ba Dinh")."""
    typed, restored = query.typed.split(), query.restored.split()
    named = len(restored) > 1 and len(typed) == len(restored) and typed[0] == restored[0] == "ba" and typed[1][0].isupper()
    if not named or is_shouted(query.typed) or fold(restored[1]) in _BA or restorer.association("ba", restored[1].lower()) > _WORD:
        return query
    return Query(query.typed, " ".join(["bà", *restored[1:]]))


def _of_which_unit(query: Query, restorer: Restorer) -> Query:
    """A bare "phuong nao" read as the unit that is asked for, not "phương nào"; not behind a word that it belongs to ("địa phương nào")."""
    typed, restored = query.typed.split(), query.restored.split()
    if len(typed) != len(restored):
        return query
    for at, (word, behind) in enumerate(zip(typed, typed[1:], strict=False)):
        unit = _UNITS_ASKED.get(word.lower())
        if unit and fold(behind.lower()).strip("?") == "nao" and not is_marked(word) and (not at or restorer.association(restored[at - 1].lower(), restored[at].lower()) <= _WORD):
            restored[at] = unit
    return Query(query.typed, " ".join(restored))


def _word_before(text: str, at: int) -> str:
    return (text[:at].split() or [""])[-1].lower()


_UNITS_ASKED = {"phuong": "phường", "xa": "xã", "huyen": "huyện", "quan": "quận", "thon": "thôn", "tinh": "tỉnh", "truong": "trường"}
_ASKS_WHETHER = re.compile(r"(?<!\w)(?:không|chưa)(?: (?:ạ|nhỉ|vậy|thế|nhé|em))?[\s?.!]*$")
# Question words whose letters, typed without marks, are likelier something else.
_ASKING_LETTERS = {"may": "mấy", "dau": "đâu", "nao": "nào", "gi": "gì", "sao": "sao", "nhieu": "nhiêu"}


def _asked_word(query: Query, typed: str, restorer: Restorer, nearby: Nearby) -> tuple[Query, Kind]:
    """The kind of the question; where it seems to ask nothing, a bare "may" is read as "mấy"."""
    query = _whether(query, typed, restorer, nearby)
    kind = kind_of(query.restored)
    if kind.name != "open":
        return query, kind
    for letters, word in _ASKING_LETTERS.items():
        if re.search(rf"\b{letters}\b", typed.lower()):
            read = query.restored.split(" ")
            words = [word if fold(one) == letters and not _within_word(read, i, restorer) else one for i, one in enumerate(read)]
            again = kind_of(" ".join(words))
            if again.name != "open":
                return Query(query.typed, " ".join(words)), again
    return query, kind


def _within_word(words: list[str], i: int, restorer: Restorer) -> bool:
    """Whether a syllable makes a word with the one before or behind it ("đầu tư")."""
    return any(restorer.association(left.lower(), right.lower()) > _WORD for left, right in itertools.pairwise(words[max(0, i - 1) : i + 2]))


def _whether(query: Query, typed: str, restorer: Restorer, nearby: Nearby) -> Query:
    """With a bare "co" read as "có" where "không" ends the question, unless it makes a word with its neighbour that the passages nearby hold ("cơ quan")."""
    words, written = query.restored.split(" "), typed.split(" ")
    if not _ASKS_WHETHER.search(query.restored.lower()) or "có" in words or len(words) != len(written):
        return query
    for i, (word, bare) in enumerate(zip(words, written, strict=True)):
        pairs = [(words[i - 1].lower(), word)] if i else []
        pairs += [(word, words[i + 1].lower())] if i + 1 < len(words) else []
        joined = any(pair in nearby.pairs and restorer.association(*pair) > _WORD for pair in pairs)
        if bare.lower() == "co" and not joined:
            return Query(query.typed, " ".join([*words[:i], "có", *words[i + 1 :]]))
    return query


def readings(text: str, restorer: Restorer, abbreviations: dict[str, str], nearby: Nearby = NOTHING) -> Query:
    """A question as it is searched for; abbreviations are opened before words are guessed, and the passages
    nearby have a say in the guess."""
    typed = canonical(text).replace("\n", " ").strip()
    opened = expand(typed, abbreviations)
    if is_shouted(typed):
        opened = opened.lower()
    return Query(opened, restorer.restore(opened, nearby))


def content_words(restored: str, restorer: Restorer) -> list[Token]:
    """The tokens of a question that carry content.

    A syllable without content by itself stays where it is part of a word ("mới" in "nông thôn
    mới", "bị" in "chuẩn bị").
    """
    text = restored.lower()
    for phrase in asking_phrases():
        text = re.sub(rf"(?<!\w){re.escape(phrase)}(?!\w)", lambda match: " " * len(match.group()), text)
    tokens = tokenise(text)
    kept = []
    for i, token in enumerate(tokens):
        if token.kind == "word" and token.text in STOP:
            before, after = tokens[i - 1] if i else None, tokens[i + 1] if i + 1 < len(tokens) else None
            joined = (
                before is not None
                and before.end + 1 == token.start
                and before.text not in STOP
                and restorer.association(before.key, token.key) > _WORD
                or after is not None
                and token.end + 1 == after.start
                and after.text not in STOP
                and restorer.association(token.key, after.key) > _WORD
            )
            if not joined:
                continue
        kept.append(Token(restored[token.start : token.end], token.start, token.end, token.kind))
    return kept


def _only_of_plans(words: list[Token]) -> bool:
    """Whether a follow-up says no more than another year and that it is planned or reached: it asks for the same figure as before."""
    return all(_YEAR.fullmatch(token.text) or token.key in _PLANS for token in words)


def is_follow_up(text: str, index: Index) -> bool:
    """Whether a question, asked after others, needs them to be understood."""
    restored = readings(canonical(text), index.restorer, index.abbreviations).restored
    return _needs_history(restored, content_words(restored, index.restorer))


def _needs_history(restored: str, words: list[Token]) -> bool:
    low = restored.lower().strip()
    return len(words) <= 3 or bool(_ONLY_DEED.fullmatch(low)) or bool(_ELLIPTIC.search(low)) and len(words) <= 8 or bool(_PRONOUN.search(low))


def made_whole(earlier: str, answer: str, follow_up: str) -> str:
    """A follow-up with what it is about before it: the person whom the answer named, or else the question before;
    the question before with another year, where nothing else is asked."""
    return _after(_meant(answer, follow_up), earlier, follow_up)


def _after(name: str | None, earlier: str, follow_up: str) -> str:
    if not name and (only := _ONLY_YEAR.fullmatch(follow_up.strip())) and len(set(_YEAR.findall(earlier))) == 1:
        return _YEAR.sub(only["year"], earlier)
    return f"{name}: {follow_up}" if name else f"{earlier} {follow_up}"


def _meant(answer: str, follow_up: str) -> str | None:
    """The person in the answer before, where the follow-up speaks of one by a pronoun."""
    found = people(answer) if _PRONOUN.search(follow_up.lower()) else []
    return answer[found[0][0] : found[0][1]] if found else None
