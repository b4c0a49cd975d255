"""Who does what to whom, and what belongs to what: the same names in other places are another statement."""

import re
from collections.abc import Iterator

from index.text import numerals
from index.text.normalise import UPPER
from index.text.syllables import Token, tokenise

from ..lexicon import STOP, synonyms
from ..spans import bodies, people
from .modality import LIGHT

_VERB = re.compile(r"(?<!\w)(?:giao|(?<!ban )chỉ đạo|đề nghị|(?<!chương )(?<!tờ )(?<!công )(?<!quy )(?<!lộ )(?<!hành )(?<!quá )trình|yêu cầu|phân công|ký|báo cáo|phê duyệt|kiến nghị|lãnh đạo)(?!\w)", re.I)
_ORDER = re.compile(rf"(?<!\w)(?:giao(?! thông| dịch| lưu)|(?<!ban )chỉ đạo|đề nghị|yêu cầu|phân công|kiến nghị|báo cáo(?= [{UPPER}]))(?!\w)")
_COMMANDS = dict.fromkeys(("chỉ đạo", "yêu cầu", "phân công", "lãnh đạo"), "giao")  # whoever may do the one does not take the other
_BACK = 200  # characters around an order in which whoever gives it, and to whom, stands
_REPORTING = frozenset("nhận đánh cho nêu khẳng xác ghi thực triển tiến nhằm nhờ".split())  # words one as good as another: "nhận định", "đánh giá"; "thực hiện", "triển khai"
_AS_GOOD = frozenset((("toàn", "cả"), ("xét", "định"), ("tốt", "tích"), ("tốt", "hiệu"), ("chính", "chủ"), ("ít", "giảm"), ("nhiều", "tăng")))  # "cả", "toàn bộ"; "tích cực", "tốt"
_RUN = 4  # words in a row by which two places are taken for the same
_REACH = 60  # characters between a verb and whoever acts, or is acted upon
_COMES_OF = ("do", "vì", "bởi", "nhờ", "là kết quả của", "xuất phát từ")  # the cause stands behind these
_AS_THEN = r"(?!(?<=vì) (?:vậy|thế|như vậy|như thế|(?:điều|việc) (?:này|đó)|khi đó|khi ấy))"  # "vì như vậy": the effect stands behind
_CAUSAL = re.compile(rf"(?<!\w)(?:(?:{'|'.join(_COMES_OF)}){_AS_THEN}|để|nhằm|(?<!không )(?<!chưa )nên|khiến|dẫn đến|dẫn tới|kéo theo|làm cho|(?<!tránh )làm(?= (?:chậm|giảm|mất|hụt|thiếu) )|gây ra|tạo ra|tạo nên)(?!\w)", re.I)
_BY_MEANS = re.compile(r"(?<!\w)[Vv]ới (?:tinh thần|sự|quyết tâm|nỗ lực)(?!\w)(?P<means>[^;]*),\s(?P<end>[^,;]*(?<!\w)(?:đã|đạt|tiếp tục)(?!\w)[^;]*)")
_CAUSE = re.compile(r"(?<!\w)(?:nhờ|vì(?! vậy| thế)|bởi|khiến|dẫn đến|dẫn tới|giúp|gây ra|nguyên nhân)(?!\w)", re.I)
_JOINED = re.compile(rf"{_CAUSAL.pattern}|(?<!\w)(?:tạo|góp phần|với|qua|bằng|tránh|giúp|làm|nguyên nhân|tại|tiền đề|mục đích)(?!\w)", re.I)
_IF = re.compile(r"(?<!\w)(?:nếu|(?<!các )(?<!những )(?<!mọi )(?<!số )trường hợp|trừ|với điều kiện)(?!\w)", re.I)
_IF_ENDS = re.compile(r",\s|\sthì\s")
_LONGEST = 1500  # characters of a text in which roles, orders and conditions are looked for: a longer "sentence" is a table or a list
_STILL_UNDER = re.compile(r"(?<!\w)(?:nếu|trường hợp|khi|trừ|ngoài|chỉ(?! số| tiêu| đạo| thị| dẫn| huy| rõ| định| ra)|điều kiện|miễn là|tùy|có thể)(?!\w)", re.I)
_THEN = re.compile(r"(?<!\w)(?P<word>sau khi|trước khi|sau đó|rồi mới)(?!\w)", re.I)
_MOST = 0.6  # of the words of what is said under a condition, with which it is told
_STILL_DENIED = re.compile(r"(?:(?:vẫn|còn|cũng|đều|hiện) )*(?:không|chưa|chẳng|bất|thiếu|khó)(?!\w)")
_PASSIVE = re.compile(r"(?<!\w)(?:được|bị|do)\s+(?P<who>[^,;]*)$")
_OF_WHOM = re.compile(r"\s+(?:\w+\s+)?của\s+(?P<who>.*)")
_EACH = re.compile(r";|,?\s(?:còn|trong khi)\s")
_BRACKET = re.compile(r"\(([^()]+)\)")


def misplaced(sentence: str, source: str) -> list[str]:
    """Names of `sentence` that stand elsewhere in `source` than here, in words for the log."""
    return [*_reversed(sentence, source), *_belonging(sentence, source), *_bracketed(sentence, source), *_substituted(sentence, source), *_undenied(sentence, source), *_turned(sentence, source), *_caused(sentence, source), *_asked_by(sentence, source), *_leading(sentence, source), *_unconditioned(sentence, source), *_in_order(sentence, source)]


def _caused(sentence: str, source: str) -> Iterator[str]:
    """A cause where the source joins nothing by a word of cause, means or end."""
    match = _CAUSE.search(sentence)
    by_whom = match and any(start - match.end() in range(12) for start, _, _ in _names(sentence)) and match.group().lower() == "bởi"  # "được ký bởi đồng chí A"
    if match and not by_whom and not _JOINED.search(source):
        yield f"thêm “{match.group()}”"


def _asked_by(sentence: str, source: str) -> Iterator[str]:
    """Who asks and who is asked, that have changed places, also where they are no single bodies: "các cấp ủy đề nghị Thành ủy"."""
    theirs = list(_orders(source))
    for verb, asking, asked in _orders(sentence):
        for other, mine, yours in theirs:
            reversed_ = len(asking & yours) > len(asking & mine) < len(asked & mine) if mine else bool(asking) and len(asking & yours) >= _MOST * len(asking)
            if verb == other and asking and reversed_:
                yield f"“{verb}”: vai đảo ngược"
                return


def _in_order(sentence: str, source: str) -> Iterator[str]:
    """What comes first and what then, that have changed places."""
    theirs = list(_sequences(source))
    for first, then in _sequences(sentence):
        if any(len(first & after) > len(first & before) and len(then & before) > len(then & after) for before, after in theirs):
            yield "trước sau đảo ngược"
            return


def _sequences(text: str) -> Iterator[tuple[set[str], set[str]]]:
    """The words of what comes first and of what comes then."""
    for piece in re.split(r";|\.\s", text[:_LONGEST]):
        for match in _THEN.finditer(piece):
            before, behind = piece[: match.start()], piece[match.end() :]
            if match["word"].lower() in ("sau khi", "trước khi") and not _words(before) - STOP:  # "Sau khi A, B"
                behind, _, before = behind.partition(",")
            one, other = _words(before) - STOP, _words(behind) - STOP
            if one and other:
                yield (other - one, one - other) if match["word"].lower() == "sau khi" else (one - other, other - one)


def _unconditioned(sentence: str, source: str) -> Iterator[str]:
    """What is told without the condition, or the exception, under which alone the source says it."""
    mine = _words(sentence)
    for piece in re.split(r";|\.\s", source[:_LONGEST]):
        if not (match := _IF.search(piece)):
            continue
        before, behind = piece[: match.start()], piece[match.end() :]
        if not _words(before) - STOP:  # "Nếu X thì Y"
            ends = _IF_ENDS.search(behind)
            behind, before = (behind[: ends.start()], behind[ends.end() :]) if ends else (behind, "")
        under = _words(behind) - STOP
        main = _words(before) - STOP - under
        if len(main) > 1 and len(main & mine) >= _MOST * len(main) and len(under & mine) < len(under) / 2 and not _STILL_UNDER.search(sentence):
            yield f"bỏ “{match.group()}”"


def _orders(text: str) -> Iterator[tuple[str, set[str], set[str]]]:
    """Each verb of giving orders with the words of who gives them, and of who or what they are given to."""
    text = text[:_LONGEST]
    for match in _ORDER.finditer(text[:1].lower() + text[1:]):
        before, behind = re.split(r"[;:]", text[max(0, match.start() - _BACK) : match.start()])[-1], re.split(r"[;:]", text[match.end() : match.end() + _BACK])[0]
        passive, named = _PASSIVE.search(before), _OF_WHOM.match(behind)
        if named:  # "theo đề nghị của X"
            asking, asked = re.split(r",|\btại\b|\bđể\b", named["who"])[0], before
        elif passive:
            asking, asked = passive["who"], before[: passive.start()]
        else:
            asking, asked = before, behind[:_REACH]
        first, second = _words(asking) - STOP, _words(asked) - STOP
        if second and (first or not match.start()):  # "Đề nghị Sở A …": whoever issued it asks
            yield match.group(), first - second, second - first


def _leading(sentence: str, source: str) -> Iterator[str]:
    """Who leads a work told of a body that only works with another: "chủ trì", "phối hợp với"."""
    mine, theirs = _roles(sentence), _roles(source)
    for name in sorted(mine[0] & theirs[1] - theirs[0] | mine[1] & theirs[0] - theirs[1]):
        yield f"“{name}”: chủ trì, phối hợp đổi chỗ"


def _roles(text: str) -> tuple[set[str], set[str]]:
    """The bodies that lead ("A chủ trì", "do A chủ trì") and those they work with ("phối hợp với B")."""
    lead: set[str] = set()
    beside: set[str] = set()
    for piece in re.split(r";", text):
        if "chủ trì" not in piece:
            continue  # "A phối hợp với B" says not which of them leads
        names = [(start, end, key) for start, end, key in _names(piece)]
        for match in re.finditer(r"(?<!\w)(?P<with>phối hợp (?:với|cùng)|cùng với)|chủ trì(?!\w)", piece):
            if match["with"]:
                beside |= {key for start, _, key in names if 0 <= start - match.end() <= _REACH and not re.search(r"[;.]|chủ trì", piece[match.end() : start])}
            else:
                before = [key for _, end, key in names if end <= match.start()]
                lead |= set(before[-1:])
    return lead, beside - lead


def _turned(sentence: str, source: str) -> Iterator[str]:
    """Cause and effect, or means and end, that have changed places."""
    theirs = list(_causes(source))
    for cause, effect in _causes(sentence):
        straight = max((len(cause & one) + len(effect & other) for one, other in theirs), default=0)
        turned = [len(cause & other) + len(effect & one) for one, other in theirs if len(cause & other) > len(cause & one) and len(effect & one) > max(len(effect & other), 1)]
        if max(turned, default=0) > straight:
            yield "nhân quả đảo ngược"
            return


def _causes(text: str) -> Iterator[tuple[set[str], set[str]]]:
    """The words of each cause (or means) and of its effect (or end), each as far as the next word that joins such."""
    every = list(_CAUSAL.finditer(text))
    # "nên mới dẫn tới" joins as one word does
    matches = [one for one, following in zip(every, (*every[1:], None), strict=False) if not following or not _words(text[: one.start()]) - STOP or _words(text[one.end() : following.start()]) - STOP]
    for before, match, after in zip((None, *matches), matches, (*matches[1:], None), strict=False):
        back, ahead = text[before.end() if before else 0 : match.start()], text[match.end() : after.start() if after else len(text)]
        if not _words(back) - STOP:  # it opens the sentence: "Nhờ X, Y"
            ahead, _, back = ahead.partition(",")
        first, second = _words(back) - STOP, _words(ahead) - STOP
        if first and second:
            yield (second, first) if match.group().lower() in _COMES_OF else (first, second)
    for match in _BY_MEANS.finditer(text[:_LONGEST]):  # "với sự chung sức của nhân dân, kinh tế đã đạt được …"
        yield _words(match["means"]) - STOP, _words(match["end"]) - STOP


def _undenied(sentence: str, source: str) -> Iterator[str]:
    """What a source denies right behind some words, said otherwise behind the same words: "các dự án không có khả năng", "các dự án khả thi"."""
    tokens, mine = tokenise(source), f" {' '.join(token.key for token in tokenise(sentence))} "
    theirs = [token.key for token in tokens]
    for at, key in enumerate(theirs):
        if at and source[tokens[at - 1].end] in ";.:(":
            continue  # "…; không cưỡng chế" is of something else
        phrase = f" {' '.join(theirs[max(at - _RUN, 0) : at])} "
        word = theirs[at + 1 : at + 2] in (["gian"], ["khí"], ["chỉ"], ["những"], ["ngừng"], ["quá"], ["vượt"], ["dưới"])  # "không gian" denies nothing, "không quá" bounds
        if key in ("không", "chưa") and not word and at >= _RUN and phrase in mine and not _STILL_DENIED.match(mine.partition(phrase)[2]):
            yield f"bỏ “{key}”"


def _substituted(sentence: str, source: str) -> Iterator[str]:
    """"khu vực đô thị" where the source has "khu vực nông thôn": behind the same two syllables another word, and the source's nowhere."""
    mine, theirs = tokenise(sentence), tokenise(source)
    told, line = {token.key for token in mine}, f" {' '.join(token.key for token in theirs)} "
    named = {end for _, end in bodies(sentence)}  # behind a body's name stands what it does
    for before, at, other, last in zip(mine, mine[1:], mine[2:], [*mine[3:], None], strict=False):
        joined = at.start == before.end + 1 and other.start == at.end + 1 and all(_carries(token) for token in (before, at, other))
        word = (other.key, last.key) if last is not None else ()
        held = f" {at.key} {other.key} " in line or bool(word) and any(f" {' '.join(one)} " in line for one in (word, *synonyms().get(word, ())))
        known = held or other.key in _REPORTING or other.text[0].isupper() or at.text[0].isupper() or at.key in numerals.WORDS
        if not joined or known or at.end in named or (other.key,) in synonyms():
            continue
        follow = [(third, third.start == second.end + 1) for first, second, third in zip(theirs, theirs[1:], theirs[2:], strict=False) if (first.key, second.key) == (before.key, at.key)]
        if any(f" {token.key} {other.key} " in line for token, _ in follow):
            continue  # "chất lượng sống": "chất lượng đời sống"
        if follow and all(behind and _carries(token) and token.key not in told and not token.text[0].isupper() and (other.key, token.key) not in _AS_GOOD for token, behind in follow):
            yield f"“{other.text}” thay cho “{follow[0][0].text}”"


def _carries(token: Token) -> bool:
    return token.kind == "word" and token.key not in STOP and token.key not in LIGHT


def _reversed(sentence: str, source: str) -> Iterator[str]:
    theirs = {(agent, _COMMANDS.get(verb, verb), patient) for agent, verb, patient in _acts(source)}
    for agent, verb, patient in _acts(sentence):
        kind = _COMMANDS.get(verb, verb)
        if (patient, kind, agent) in theirs and (agent, kind, patient) not in theirs:
            yield f"“{verb}”: vai đảo ngược"


def _acts(text: str) -> Iterator[tuple[str, str, str]]:
    """(who, verb, whom) as they stand around each verb of giving orders."""
    names = _names(text)
    for match in _VERB.finditer(text):
        if re.search(r"(?<!nhân )(?<!\w)(?:sự|được|bị) $", text[: match.start()]) or text.startswith(" của ", match.end()):
            continue  # "dưới sự chỉ đạo của", "theo chỉ đạo của" name who gives orders behind the verb, "được giao" whoever takes them before it
        before = [key for start, end, key in names if end <= match.start() and match.start() - end <= _REACH]
        after = [one for one in names if one[0] >= match.end() and one[0] - match.end() <= _REACH]
        for number, (start, _, key) in enumerate(after):
            if number and not re.fullmatch(r",?\s*(?:và\s+)?", text[after[number - 1][1] : start]):
                break  # only those who are named in a row
            if before and before[-1] != key:
                yield before[-1], match.group().lower(), key


def _names(text: str) -> list[tuple[int, int, str]]:
    return sorted((start, end, _key(text[start:end])) for start, end in {*bodies(text), *people(text)})


def _key(text: str) -> str:
    return " ".join(token.key for token in tokenise(text))


def _belonging(sentence: str, source: str) -> Iterator[str]:
    """"Báo cáo của Thành ủy": the same thing of another body."""
    mine, theirs = list(_owned(sentence)), list(_owned(source))
    for thing, owner in mine:
        owners = [other for one, other in theirs if one == thing]
        if owners and not any(other.startswith(owner) or owner.startswith(other) for other in owners) and any(other == owner for _, _, other in _names(source)):
            yield f"“{thing}” của nơi khác"


def _owned(text: str) -> Iterator[tuple[str, str]]:
    for start, _, name in _names(text):
        if match := re.search(r"(?<!\w)([^\W\d_]+\s+[^\W\d_]+)(?:\s+số\s+\S+)?\s+của\s+$", text[:start]):
            yield _key(match.group(1)), name


def _bracketed(sentence: str, source: str) -> Iterator[str]:
    """What a bracket explains is what stands before it: "Thành phố phía Tây Hà Nội (Hòa Lạc - Xuân Mai)"."""
    groups = [(_words(re.split(r"[,;:()]", source[: match.start()])[-1]), [_words(member) for member in re.split(r",|;| - |\bvà\b", match.group(1))]) for match in _BRACKET.finditer(source)]
    ends = [0, *(match.end() for match in _BRACKET.finditer(sentence))]
    for mine in map(_words, dict.fromkeys((sentence, *_EACH.split(sentence), *(sentence[one:other] for one, other in zip(ends, ends[1:], strict=False))))):
        for head, members in groups:
            own = head - set().union(*(other for other, _ in groups if other is not head))
            others = [other - head for other, _ in groups if other is not head]
            told = any(member and member <= mine for member in members)
            if told and own and not own & mine and any(other and other <= mine for other in others):
                yield "ngoặc đơn giải thích điều khác"
                return


def _words(text: str) -> set[str]:
    return {token.key for token in tokenise(text)}
