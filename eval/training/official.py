"""Practice paragraphs in the language of reports and decisions, put together by rule.

ViQuAD is an encyclopaedia: it hardly has two figures of one kind in a sentence, tasks with who
and by when, or enumerations. Here a paragraph of such sentences is made, with questions whose
answers are known by construction, and questions that it does not answer though one word only is
changed (the year, the indicator, the task, the body).
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from . import phrases
from .examples import Example

Chooser = random.Random


def _rows(block: str) -> list[list[str]]:
    return [line.split("|") for line in block.strip().splitlines()]


def _flat(block: str) -> list[str]:
    return [piece for line in block.strip().splitlines() for piece in line.split(";")]


_INDICATORS, _TASKS, _DEEDS, _AREAS, _LISTS = map(
    _rows, (phrases.INDICATORS, phrases.TASKS, phrases.DEEDS, phrases.AREAS, phrases.LISTS)
)
_BODIES, _OFFICES, _TITLES = map(_flat, (phrases.BODIES, phrases.OFFICES, phrases.TITLES))


_MEASURED = {"nghìn tấn", "triệu USD", "tỷ đồng", "triệu kWh", "ha", "km", "tấn", "triệu tấn", "triệu đồng"}  # what has decimals


@dataclass(frozen=True)
class _Fact:
    """A sentence, questions with the part of it that answers, and questions that it does not answer.

    `topics` are what it speaks of: no two facts of a paragraph share one. A missed question comes
    with the topic that would answer it, empty where it is the sentence's own.
    """

    sentence: str
    topics: frozenset[str]
    asked: tuple[tuple[str, str], ...]
    missed: tuple[tuple[str, str], ...]


def pairs(seed: int, count: int) -> Iterator[tuple[Example, Example]]:
    """`count` pairs of an example that answers and one of the same paragraph that does not."""
    chooser = random.Random(f"official:{seed}")
    made = 0
    while made < count:
        facts = _facts(chooser, chooser.randint(1, 4))
        topics = frozenset().union(*(fact.topics for fact in facts))
        lead = f"{chooser.choice(_TITLES)}: " if chooser.random() < 0.6 else ""
        text = lead + " ".join(fact.sentence for fact in facts)
        fact = chooser.choice(facts)
        question, answer = chooser.choice(fact.asked)
        at = text.index(fact.sentence) + fact.sentence.index(answer)
        if chooser.random() < 0.6:
            other, topic = chooser.choice(fact.missed)
            window = text
            if topic in topics:
                continue
        else:  # the sentence that answers is not there
            left = [one for one in facts if one is not fact] or _facts(chooser, 1)
            other, window = question, lead + " ".join(one.sentence for one in left)
            if fact.topics & frozenset().union(*(one.topics for one in left)):
                continue
        yield Example(question, text, (at, at + len(answer))), Example(other, window, None)
        made += 1


def _facts(chooser: Chooser, count: int) -> list[_Fact]:
    """Facts that share no topic."""
    facts: list[_Fact] = []
    while len(facts) < count:
        fact = chooser.choice(_MAKERS)(chooser)
        if not any(fact.topics & one.topics for one in facts):
            facts.append(fact)
    return facts


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


def _number(chooser: Chooser, unit: str) -> str:
    if unit == "%":
        return f"{chooser.randint(5, 99)},{chooser.randint(1, 9)}%"
    value = chooser.choice((chooser.randint(3, 99), chooser.randint(100, 999), chooser.randint(1000, 99999)))
    text = f"{value:,}".replace(",", ".")
    if "." not in text and unit in _MEASURED and chooser.random() < 0.5:
        text += f",{chooser.randint(1, 99)}"
    return f"{text} {unit}"


def _figure(chooser: Chooser) -> _Fact:
    """An indicator with its value, its share of the plan and its growth, each or not; sometimes two in one sentence."""
    year = chooser.randint(2015, 2029)
    clauses, asked, missed = [], [], []
    chosen = chooser.sample(_INDICATORS, 3)
    for name, others, unit in chosen[: chooser.choice((1, 2, 2))]:
        called = [name, *others.split(";")]
        value = _number(chooser, unit)
        hedge = chooser.choice(("đạt", "ước đạt", "là", "đạt trên", "khoảng"))
        clause = f"{name} {chooser.choice(('', '', 'toàn tỉnh', 'trên địa bàn'))} {hedge} {value}".replace("  ", " ")
        when = f" năm {year}" if clauses == [] or chooser.random() < 0.5 else ""
        said = ("trên " if hedge == "đạt trên" else "khoảng " if hedge == "khoảng" else "") + value
        for call in called:
            asked.append((f"{_capital(call)}{when} {chooser.choice(('là bao nhiêu', 'đạt bao nhiêu', 'bao nhiêu', 'đạt mấy', 'được bao nhiêu ' + unit if unit != '%' else 'bao nhiêu phần trăm'))}?", said))
        plan = f"{chooser.randint(60, 140)},{chooser.randint(1, 9)}%"
        if chooser.random() < 0.5:
            clause += f", {chooser.choice(('bằng', 'đạt'))} {plan} kế hoạch"
            asked.append((f"{_capital(name)}{when} bằng bao nhiêu phần trăm kế hoạch?", plan))
            asked.append((f"{_capital(called[-1])} đạt bao nhiêu so với kế hoạch?", plan))
        else:
            missed.append((f"{_capital(name)} bằng bao nhiêu phần trăm kế hoạch năm?", ""))
        growth = f"{chooser.randint(1, 40)},{chooser.randint(1, 9)}%"
        way, opposite = chooser.choice((("tăng", "giảm"), ("giảm", "tăng")))
        if chooser.random() < 0.5:
            clause += f", {way} {growth} so với {chooser.choice(('cùng kỳ', f'năm {year - 1}', 'năm trước'))}"
            asked.append((f"{_capital(name)} {way} bao nhiêu so với năm trước?", growth))
            asked.append((f"{_capital(called[-1])} {way} mấy phần trăm?", growth))
            missed.append((f"{_capital(name)} {opposite} bao nhiêu phần trăm?", ""))
        else:
            missed.append((f"{_capital(called[-1])} {way} bao nhiêu so với cùng kỳ?", ""))
        clauses.append(clause)
    lead = chooser.choice((f"Năm {year}, ", f"Trong năm {year}, ", f"Tính đến hết năm {year}, "))
    missing, others, unit = chosen[2]
    missed += [
        (f"{_capital(chosen[0][0])} năm {year + chooser.choice((-3, -2, 1, 2))} là bao nhiêu?", ""),
        (f"{_capital(chooser.choice([missing, *others.split(';')]))} năm {year} đạt bao nhiêu?", missing),
        (f"{_capital(missing)} là bao nhiêu?", missing),
        (f"{_capital(chosen[0][0])} của {chooser.choice(phrases.PLACES)} năm {year} là bao nhiêu?", ""),
    ]
    topics = frozenset(row[0] for row in chosen[: len(clauses)])
    return _Fact(lead + "; ".join(clauses) + ".", topics, tuple(asked), tuple(missed))


def _task(chooser: Chooser) -> _Fact:
    """Who does what with whom, what for and by when."""
    (task, call, purpose), (other, other_call, _) = chooser.sample(_TASKS, 2)
    first, second, third = chooser.sample(_BODIES, 3)
    day = f"{chooser.randint(1, 28)}/{chooser.randint(1, 12)}/{chooser.randint(2018, 2029)}"
    deed = chooser.choice((task, call))
    asked = [
        (f"Cơ quan nào {chooser.choice(('chủ trì', 'phải', 'chịu trách nhiệm'))} {deed}?", first),
        (f"Ai được giao {deed}?", first),
        (f"Đơn vị nào lo việc {call}?", first),
        (f"{first} {chooser.choice(('được giao việc gì', 'phải làm gì', 'có nhiệm vụ gì'))}?", task),
    ]
    missed = [
        (f"Cơ quan nào chủ trì {other}?", other),
        (f"Ai {other_call}?", other),
        (f"{third} được giao việc gì?", third),
        (f"Kinh phí {deed} là bao nhiêu?", ""),
    ]
    topics = {task, first}
    sentence = chooser.choice((f"Giao {first} chủ trì", f"{first} chủ trì", f"Đề nghị {first} khẩn trương", f"{first} có trách nhiệm"))
    if "chủ trì" in sentence and chooser.random() < 0.6:
        sentence += f", phối hợp với {second}"
        topics.add(second)
        asked.append((f"Cơ quan nào phối hợp {deed}?", second))
        asked.append((f"{first} phối hợp với đơn vị nào để {deed}?", second))
    sentence += f" {task}"
    if chooser.random() < 0.6:
        sentence += f" {chooser.choice(('nhằm', 'để'))} {purpose}"
        asked += [
            (f"{_capital(deed)} {chooser.choice(('nhằm mục đích gì', 'để làm gì'))}?", purpose),
            (f"{chooser.choice(('Vì sao', 'Tại sao'))} phải {deed}?", purpose),
        ]
    else:
        missed += [(f"Vì sao phải {deed}?", ""), (f"{_capital(deed)} nhằm mục đích gì?", "")]
    if chooser.random() < 0.6:
        ending = chooser.choice((f"trước ngày {day}", f"trong quý {chooser.choice(('I', 'II', 'III', 'IV'))}", f"xong trong tháng {chooser.randint(1, 12)}"))
        sentence += f", hoàn thành {ending}"
        asked += [(f"Khi nào phải {deed} xong?", ending), (f"Thời hạn {deed} là bao giờ?", ending), (f"{_capital(deed)} đến lúc nào phải xong?", ending)]
    else:
        missed += [(f"Thời hạn {deed} là khi nào?", ""), (f"{_capital(deed)} xong trước ngày nào?", "")]
    return _Fact(sentence + ".", frozenset(topics), tuple(asked), tuple(missed))


def _person(chooser: Chooser) -> _Fact:
    """A person with an office, and a deed."""
    name = " ".join(chooser.choice(part.split()) for part in (phrases.SURNAMES, phrases.MIDDLES, phrases.GIVENS))
    office, other = chooser.sample(_OFFICES, 2)
    (deed, calls), (missing, _) = chooser.sample(_DEEDS, 2)
    title = chooser.choice(("", "đồng chí ", "ông ", "bà "))
    sentence = chooser.choice((f"{_capital(title + name)}, {office}, {deed}.", f"{office} {name} {deed}.", f"{office} {name} đã {deed} sáng nay."))
    asked = [
        (f"{_capital(title + name)} giữ chức vụ gì?", office),
        (f"{name} là ai?", office),
        (f"{office} là ai?", name),
        (f"{_capital(office)} tên gì?", name),
        *((f"{chooser.choice(('Ai', 'Người nào', 'Đồng chí nào'))} {call}?", name) for call in (deed, *calls.split(";"))),
        (f"{name} đã làm gì?", deed),
    ]
    missed = ((f"{other} là ai?", other), (f"Ai {missing}?", missing), (f"{name} sinh năm nào?", ""), (f"Ai là người thay {name}?", ""))
    return _Fact(sentence, frozenset((office, deed)), tuple(asked), missed)


def _list(chooser: Chooser) -> _Fact:
    """An enumeration, and how many it has."""
    (noun, lead, block), (other, *_) = chooser.sample(_LISTS, 2)
    members = block.split(";")
    members = chooser.sample(members, chooser.randint(2, len(members)))
    mark = chooser.choice((", ", "; "))
    listed = mark.join(members[:-1]) + (" và " if mark == ", " else "; ") + members[-1]
    if len(members) == 2:
        listed = " và ".join(members)
    begin = lead.replace("{n}", str(len(members)) if chooser.random() < 0.7 else "các")
    sentence = f"{begin}{chooser.choice((': ', ', gồm ', ' là '))}{listed}."
    about = lead.replace("{n} ", "")
    asked = [
        (f"{about[0].upper() + about[1:]} nào?", listed),
        (f"Những {noun} nào được nêu?", listed),
        (f"Kể tên các {noun}.", listed),
        (f"Có những {noun} gì?", listed),
    ]
    if str(len(members)) in begin:
        asked.append((f"Có bao nhiêu {noun}?", f"{len(members)} {noun}"))
    missed = ((f"Những {other} nào được nêu?", other), (f"Có bao nhiêu {other}?", other), (f"Ai đề xuất các {noun} này?", ""))
    return _Fact(sentence, frozenset((noun,)), tuple(asked), missed)


def _area(chooser: Chooser) -> _Fact:
    """How some work went."""
    (area, how), (other, _) = chooser.sample(_AREAS, 2)
    low = area[0].lower() + area[1:]
    asked = [
        (f"{area} {chooser.choice(('như thế nào', 'ra sao', 'thế nào', 'được đánh giá ra sao'))}?", how),
        (f"Tình hình {low} thế nào?" if not low.startswith("tình hình") else f"{area} ra sao?", how),
        (f"{area} có tốt không?", f"{area} {how}"),
        (f"{area} có chuyển biến gì không?", f"{area} {how}"),
    ]
    missed = ((f"{other} như thế nào?", other), (f"Ai phụ trách {low}?", ""), (f"Kinh phí cho {low} là bao nhiêu?", ""))
    return _Fact(f"{area} {how}.", frozenset((area,)), tuple(asked), missed)


_MAKERS: tuple[Callable[[Chooser], _Fact], ...] = (_figure, _figure, _task, _task, _person, _list, _area)
