"""`python -m eval import FILE`: questions that staff wrote in a table become questions of the evaluation.

Each row is judged alone: one that cannot be used is named with every cause, and the others are taken.
"""

import hashlib
import json
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Any

from index.documents import Document
from index.text.normalise import canonical, fold, is_marked
from index.text.sentences import sentence_spans

from .scoring import Item, normalise
from .sheets import Column, Row

TYPES = {
    "dữ kiện": "fact",
    "danh sách": "list",
    "mục": "section",
    "có hay không": "yesno",
    "vì sao": "why",
    "như thế nào": "how",
    "diễn đạt khác": "paraphrase",
    "hỏi tiếp": "followup",
    "gần đúng": "near_miss",
    "giả định sai": "false_premise",
    "không có": "absent",
    "thẻ văn bản": "card",
}
_REFUSED = frozenset({"near_miss", "false_premise", "absent"})
_STATED = {"có": "answered", "không": "refused"}
QUESTION, STATED, ACCEPTED, MEMBERS, EVIDENCE = "Câu hỏi", "Văn bản có nêu", "Lời đáp chấp nhận", "Các mục", "Câu chứng minh"
ID, TYPE, BEFORE, REPLIED, NOTE = "Mã", "Loại", "Câu hỏi trước", "Lời đáp trước", "Ghi chú"
COLUMNS = (
    Column(ID, "Mã riêng của câu hỏi; để trống thì được đặt theo lời câu hỏi."),
    Column(QUESTION, "Câu hỏi như người dùng gõ (có dấu, không dấu đều được)."),
    Column(STATED, "“có” nếu văn bản nêu điều được hỏi; “không” nếu hệ thống phải từ chối.", tuple(_STATED)),
    Column(ACCEPTED, "Lời đáp đúng, chép từ văn bản, ngắn nhất mà đủ. Mỗi cách viết được chấp nhận một dòng (Alt+Enter). Để trống nếu hệ thống phải từ chối, hoặc nếu lời đáp là danh sách."),
    Column(MEMBERS, "Chỉ cho lời đáp là danh sách: mỗi mục một dòng; các cách viết của một mục cách nhau bằng dấu |."),
    Column(EVIDENCE, "Nguyên văn câu (hoặc phần của câu) trong văn bản chứng minh lời đáp; nếu cần nhiều câu, mỗi câu một dòng."),
    Column(TYPE, "Loại câu hỏi, để xem kết quả theo loại; để trống thì được đoán: “danh sách”, “hỏi tiếp”, “không có” hoặc “dữ kiện”.", tuple(TYPES)),
    Column(BEFORE, "Chỉ cho câu hỏi tiếp: câu hỏi của lượt trước."),
    Column(REPLIED, "Chỉ cho câu hỏi tiếp: lời đáp của lượt trước."),
    Column(NOTE, "Ghi chú của người viết; không được đọc."),
)
_REQUIRED = (QUESTION, STATED)
_BY_KEY = {fold(column.title): column.title for column in COLUMNS}


@dataclass(frozen=True)
class Imported:
    """What came of a table: the items of its good rows, and a sentence for each bad one, naming row and causes."""

    items: tuple[Item, ...]
    problems: tuple[str, ...]


def missing_titles(titles: list[str]) -> list[str]:
    """Required titles that a table lacks; case and marks do not matter."""
    have = {_BY_KEY.get(fold(title)) for title in titles}
    return [title for title in _REQUIRED if title not in have]


def unknown_titles(titles: list[str]) -> list[str]:
    """Titles that mean nothing here, and whose columns are not read."""
    return [title for title in titles if title and fold(title) not in _BY_KEY]


def items_of(rows: list[Row], documents: list[Document], stem: str) -> Imported:
    """Turn rows into items; evidence and answers are looked for in `documents`."""
    texts = [text for document in documents for text in (document.text, *(field.value for field in document.card))]
    items: list[Item] = []
    problems: list[str] = []
    ids: dict[str, int] = {}
    asked: dict[tuple[str, ...], int] = {}
    for row in rows:
        if row.fault:
            problems.append(f"Dòng {row.number}: {row.fault}.")
            continue
        cells = {_BY_KEY[fold(title)]: value for title, value in row.cells.items() if fold(title) in _BY_KEY}
        causes = [_not_text(title, value) for title, value in cells.items() if title not in (ID, NOTE) and value is not None and not isinstance(value, str)]
        causes += [f"ô “{title}” là công thức; hãy gõ kết quả dưới dạng văn bản" for title, value in cells.items() if title != NOTE and isinstance(value, str) and value.startswith("=")]
        text = {title: canonical("" if value is None else str(value)).strip() for title, value in cells.items()}
        key = tuple(normalise(fold(text.get(title, ""))) for title in (QUESTION, BEFORE))
        # By its words: the same question keeps its id when rows are put in or moved.
        item = _item(text, text.get(ID) or f"{stem}-{hashlib.sha256(' | '.join(key).encode()).hexdigest()[:8]}")
        causes += _causes(item, text, texts)
        if item.question and key in asked:
            causes.append(f"câu hỏi này đã có ở dòng {asked[key]}; hãy bỏ một dòng")
        elif item.id in ids:
            causes.append(f"mã “{item.id}” đã có ở dòng {ids[item.id]}; hãy đặt mã khác")
        if causes:
            problems.append(f"Dòng {row.number}: {'; '.join(causes)}.")
            continue
        ids[item.id], asked[key] = row.number, row.number
        items.append(replace(item, evidence=tuple(_whole_sentences(quote, documents) for quote in item.evidence)))
    return Imported(tuple(items), tuple(problems))


def as_jsonl(items: tuple[Item, ...]) -> str:
    """Items as the lines of a file of `eval/questions/`; what is empty is left out."""
    return "".join(json.dumps({key: value for key, value in asdict(item).items() if value}, ensure_ascii=False) + "\n" for item in items)


def row_of(draft: dict[str, Any]) -> list[str]:
    """A draft of `harvest` as a row of the table, for a person to fill in."""
    before, replied = draft["history"][-1] if draft["history"] else ("", "")
    note = draft["note"]
    said = "; ".join(filter(None, (one["comment"] for one in note["said"])))
    told = f"Hỏi {note['asked']} lần; đã trả lời: {note['given'] or 'từ chối'}" + (f"; người đọc viết: {said}" if said else "")
    cells = {ID: draft["id"], QUESTION: draft["question"], BEFORE: before, REPLIED: replied, NOTE: told}
    return [cells.get(column.title, "") for column in COLUMNS]


def _item(text: dict[str, str], identifier: str) -> Item:
    question = " ".join(text.get(QUESTION, "").split())
    before = " ".join(text.get(BEFORE, "").split())
    members = tuple(tuple(form.strip() for form in line.split("|") if form.strip()) for line in _lines(text.get(MEMBERS, "")))
    return Item(
        id=identifier,
        type=TYPES.get(text.get(TYPE, "").lower(), "fact") if text.get(TYPE) else _guessed(members, before, _STATED.get(text.get(STATED, "").lower(), "")),
        form="full" if is_marked(question) else "none",
        question=question,
        history=((before, text.get(REPLIED, "")),) if before else (),
        status=_STATED.get(text.get(STATED, "").lower(), ""),
        accepted=tuple(_lines(text.get(ACCEPTED, ""))),
        items=tuple(forms for forms in members if forms),
        evidence=tuple(_lines(text.get(EVIDENCE, ""))),
    )


def _whole_sentences(quote: str, documents: list[Document]) -> str:
    """The sentences that hold `quote`: a citation is of whole sentences, and is judged by them."""
    for document in documents:
        start = document.text.find(quote)
        if start >= 0:
            held = [span for span in sentence_spans(document.text) if span[0] < start + len(quote) and start < span[1]]
            return document.text[held[0][0] : held[-1][1]] if held else quote
    return quote  # a field of a card


def _guessed(members: tuple[tuple[str, ...], ...], before: str, status: str) -> str:
    return "list" if members else "followup" if before else "absent" if status == "refused" else "fact"


def _causes(item: Item, text: dict[str, str], texts: list[str]) -> list[str]:
    """Everything that keeps an item from being judged."""
    causes = []
    if not item.question:
        causes.append(f"thiếu “{QUESTION}”")
    if not item.status:
        causes.append(f"“{STATED}” phải là “có” hoặc “không”, không phải “{text.get(STATED, '')}”")
    if text.get(TYPE) and text[TYPE].lower() not in TYPES:
        causes.append(f"“{TYPE}” không có giá trị “{text[TYPE]}”; hãy chọn một trong: {', '.join(TYPES)}")
    elif item.status == "answered" and item.type in _REFUSED:
        causes.append(f"loại “{text[TYPE]}” là câu phải từ chối, nhưng “{STATED}” ghi “có”")
    if text.get(REPLIED) and not item.history:
        causes.append(f"có “{REPLIED}” mà thiếu “{BEFORE}”")
    if item.status == "refused" and (item.accepted or item.items or item.evidence):
        causes.append(f"“{STATED}” ghi “không” thì {ACCEPTED}, {MEMBERS}, {EVIDENCE} phải để trống")
    if item.status == "answered":
        if bool(item.accepted) == bool(item.items):
            causes.append(f"cần đúng một trong hai ô “{ACCEPTED}” và “{MEMBERS}”")
        if not item.evidence:
            causes.append(f"thiếu “{EVIDENCE}”")
        causes += [f"không tìm thấy trong văn bản nào câu chứng minh “{_short(quote)}”; hãy chép nguyên văn" for quote in item.evidence if not normalise(quote) or not any(quote in text for text in texts)]
        held = "\n".join(item.evidence).lower()
        for forms in (item.accepted, *item.items):
            if forms and item.evidence and not any(normalise(form) and form.lower() in held for form in forms):
                causes.append(f"lời đáp “{_short(forms[0])}” không có trong câu chứng minh; hãy chép nguyên văn một cách viết")
    return causes


def _not_text(title: str, value: Any) -> str:
    kind = "ngày" if isinstance(value, date | datetime) else "số"
    return f"ô “{title}” đã bị đổi thành {kind} nên cách viết không còn như văn bản; hãy định dạng ô là Văn bản (Text) rồi gõ lại"


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip()]


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:57] + "…"
