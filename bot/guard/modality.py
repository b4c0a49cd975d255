"""How a text commits itself: hedges, what is only planned or asked for, what is denied, which way a thing goes.

A sentence may not say more than its source: "ước đạt" may not become "đạt", "phấn đấu" not "đã", "không" may not come or go.
"""

import re
from dataclasses import dataclass

from index.text.syllables import tokenise

from ..lexicon import STOP

_NOT_AROUND = r"(?<!\w)(?:{})(?!\w)"


def _words(alternatives: str) -> re.Pattern[str]:
    return re.compile(_NOT_AROUND.format(alternatives))


# What is said with a reservation: the words by which a source says it, and those by which a sentence keeps it.
_SAID_BY = {
    "estimate": _words(r"ước|ước đạt|ước tính|khoảng|chừng|xấp xỉ|gần|tầm(?! nhìn)|quãng(?! đường)|độ chừng"),
    "expected": _words(r"dự kiến|dự báo|dự tính|kỳ vọng|trù tính"),
    "goal": _words(r"phấn đấu|đặt mục tiêu|hướng tới|hướng đến|cố gắng"),
    "future": _words(r"sẽ|sắp"),
    "asked": _words(r"đề nghị|đề xuất|kiến nghị|yêu cầu|cần(?! thiết)|phải(?! chăng)|giao(?! thông| lưu| dịch)|xem xét|nghiên cứu"),
}
_ASKING = _words(
    r"đề nghị|đề xuất|kiến nghị|yêu cầu|cần(?! thiết)|phải(?! chăng)|giao(?! thông| lưu| dịch)|xem xét|nghiên cứu|chủ trương|định hướng|nhiệm vụ|quán triệt|đòi hỏi|trách nhiệm|nên|phân công|lưu ý"
)
_AIMING = _words(r"phấn đấu|mục tiêu|hướng tới|hướng đến|cố gắng|kế hoạch|đề ra|đặt ra|chỉ tiêu")
_DUTY = _words(r"phải|cần|sẽ")
_NO_DUTY = _words(r"được|tự nguyện|quyền|bắt buộc|tùy|tuỳ|miễn|nếu|khi cần|có|là|gồm|đã|vừa|đạt|tăng|giảm|có thể|được phép|được quyền|khuyến khích|nên|ước|so với|kết quả")
_PAST = _words(r"đã|đạt|tăng|giảm|so với|kết quả|năm (?:19|20)\d\d")
_POSSIBLE = _words(r"có (?:thể|nguy cơ|khả năng)")
_AIMS = _words(r"mục tiêu|chỉ tiêu|phương hướng")
_RESULTS = _words(r"kết quả|tình hình|đánh giá|đạt được")
_GUESSING = _words(r"ước|ước đạt|ước tính|khoảng|chừng|xấp xỉ|gần|tầm(?! nhìn)|quãng(?! đường)|độ chừng|dự kiến|dự báo|dự tính|kỳ vọng|trù tính|được cho là")
_KEPT_BY = {
    "estimate": (_GUESSING,),
    "expected": (_GUESSING,),
    "goal": (_AIMING,),
    "future": (_SAID_BY["future"], _AIMING, _GUESSING, _ASKING, _words(r"mục đích|nhằm|để")),
    "asked": (_ASKING, _AIMING, _SAID_BY["future"], _SAID_BY["expected"]),
}
_MENTIONED = _words(r"được nêu|nêu (?:ra )?(?:tên|rõ|quan điểm|yêu cầu)|nhắc tên|nhắc đến|nhắc tới|đề cập|được kể")  # what a text only names, it neither plans nor has done
_GIVEN = _words(r"chỉ đạo|phân công|trách nhiệm")  # what is given to somebody to do is kept as that too
# What makes a thing only wanted or expected where the source has it done.
_UNREAL = _words(r"phấn đấu|đặt (?:ra )?(?:mục|chỉ) tiêu|hướng (?:tới|đến)|dự kiến|dự báo|sẽ|đề nghị|đề xuất|kiến nghị|yêu cầu|cần(?! thiết)|(?<!không )(?<!chưa )phải(?! chăng)")
_GIVEN_THAT = _words(r"điều kiện|nếu|khi|trường hợp")
_REAL = _words(r"đã(?! (?:đề ra|đặt ra|nêu|có sẵn)(?!\w))|vừa|hoàn thành việc|xong")
# Degrees: what takes something back, and what leaves nothing to be taken back.
_WEAK = _words(r"tương đối|bước đầu|ban đầu|cơ bản|phần nào|ít nhiều|dần|một phần(?! trăm)")
_STRONG = _words(r"hoàn toàn|tuyệt đối|vượt bậc|vượt trội|xuất sắc|triệt để|toàn bộ|tất cả|mọi|đúng|chính xác|chính thức|chắc chắn|dứt khoát|duy nhất|cả (?:tháng|năm|ngày|tuần|quý|huyện|tỉnh|xã|khu|thành phố)|hoàn thành|hoàn tất|ra quyết định|buộc|ngay lập tức|lập tức|cuối cùng|đầu tiên|lần đầu|(?<!người )(?<!lãnh đạo )đứng đầu|dẫn đầu|vượt|bất kể|bất cứ|bất kỳ|vĩnh viễn|trọn vẹn|(?:cao|lớn|nhiều|nhanh|mạnh|tốt|quan trọng|thấp|nhỏ|ít) nhất")
# What says no less than a strong word.
_NOT_WHOLLY = re.compile(r" (?:không|chưa) (?:\S+ ){0,12}?(?P<wholly>duy nhất|hoàn toàn|toàn bộ|tất cả|nhất thiết) ")
_ENTAILED_BY = {
    "hoàn thành": _words(r"đạt (?:kế hoạch|chỉ tiêu|mục tiêu)|thực hiện thắng lợi"),
    "đầu tiên": _words(r"(?:đợt|lần|kỳ|vòng) đầu(?! tư)"),
    "lần đầu": _words(r"lần đầu|đầu tiên|lần thứ nhất"),
    "đứng đầu": _words(r"dẫn đầu|\w+ nhất"),
    "dẫn đầu": _words(r"đứng đầu|\w+ nhất"),
    **dict.fromkeys(("thay cho", "thay thế", "thay bằng"), _words(r"thay")),
    "nếu": _words(r"trường hợp|với điều kiện"),
    "chỉ": _words(r"không .*trừ"),
    "vượt": _words(r"(?:cao|lớn|nhiều|nhanh) hơn|1\d\d(?:,\d+)?\s?% (?:dự toán|kế hoạch|mục tiêu|chỉ tiêu)"),
}
# An end makes possible, and what is to be considered may come.
_OPENED, _OPENED_BY = re.compile(r" (?:để|nhằm) (?:\S+ ){0,10}?có thể | có thể (?:bị|được) xem xét "), _words(r"để|nhằm|xem xét")
_BEHIND = ("dần", "phần nào", "ít nhiều", "một phần", "bước đầu", "ban đầu")  # stand behind what they weaken, too
# What leaves it to somebody, or to a case.
_OPTIONAL = _words(r"chỉ(?! số| tiêu| đạo| thị| dẫn| huy| rõ| định| ra)|nếu(?! (?:tính|xét|so|nhìn) )|tùy|tuỳ|khuyến khích|một phần(?! trăm)|tự nguyện|có thể|không bắt buộc")
# What undoes a thing without a "không".
_ENDING = _words(r"thôi(?! thúc)|ngừng|dừng(?! (?:lại )?ở (?:mức|yêu cầu|bước|\d))|mất|chấm dứt|bãi bỏ|hủy bỏ|huỷ bỏ|xóa bỏ|từ chối|bác bỏ|hoãn|đình chỉ|thất bại|cấm|thay cho|thay thế|thay bằng")
_PLANNED = ("goal", "future", "asked")
_ALIKE = 4  # words from a denial on that stand in the sentence as they are
_DENIES = 8  # words over which a denial reaches
_MORE, _LESS = r"trên|hơn|quá|vượt|ít nhất|tối thiểu|không dưới", r"dưới|thấp hơn|nhỏ hơn|ít hơn|không vượt quá|chưa vượt quá|chưa quá|chưa đến|chưa tới|không quá|tối đa|nhiều nhất|không đến"
_BOUND = re.compile(rf"(?<!\w)(?:(?P<less>{_LESS})|(?P<more>{_MORE})|(?P<about>khoảng|ước|gần|chừng|xấp xỉ|tầm(?! nhìn)))(?:\s+(?:mức|đạt|là|tính))*\s*$")
_NEGATION = _words(r"không(?! gian| khí| quân| chỉ| những| ngừng| chuyên)|chưa|chẳng|chớ|đừng|tránh|cấm|ngăn|ngăn ngừa|chống|hạn chế|thiếu|bất khả|đưa ra ngoài|loại khỏi")
_STRICT_NEGATION = _words(r"không(?! gian| khí| quân| chỉ| những| ngừng| chuyên)|chưa|chẳng")
_SAME = (
    (r"không (?=trăm )", ""),  # of a number
    (r"toàn bộ(?= (?:hệ thống|nước|tỉnh|thành phố|huyện|xã|bộ máy) )", "cả"),
    (r"không (?:có (?:gì )?)?(?:thay )?đổi", "giữ nguyên"), (r"hàng không", "sân bay"), (r"(?<= )vừa (\D*?)(?<= )vừa(?= )", r"\1"),
    (r"(?<=chưa )xong(?= )", "hoàn thành"), (r"không quá(?= ngày \d)|(?:muộn|chậm) nhất(?: là)?(?: vào| đến)?", "chậm nhất"),
    (r"không (?:vượt )?quá(?= \d)|nhiều nhất(?= \d)", "tối đa"), (r"không dưới(?= \d)|ít nhất(?= \d)", "tối thiểu"),
)  # fmt: skip
_OPPOSITES = (
    ("tăng", "giảm"), ("vượt", "thiếu"), ("vượt", "không đạt"), ("mở rộng", "thu hẹp"), ("cao hơn", "thấp hơn"), ("cao hơn", "đạt mức"), ("thấp hơn", "đạt mức"), ("cao", "thấp"), ("thu", "chi"), ("tăng cường", "giảm bớt"),
    ("nhanh", "chậm"), ("đẩy nhanh", "chậm"), ("đầu năm", "cuối năm"), ("đầu năm", "giữa năm"), ("cuối năm", "giữa năm"), ("tiếp tục", "dừng"), ("tiếp tục", "tạm dừng"), ("thành lập", "giải thể"), ("thống nhất", "bác bỏ"),
    ("giữ nguyên", "tăng"), ("giữ nguyên", "giảm"), ("giữ nguyên", "thay đổi"), ("phía bắc", "phía nam"), ("phía đông", "phía tây"), ("trước", "sau"), ("lớn hơn", "nhỏ hơn"),
    ("trong nước", "ngoài nước"), ("nâng cao", "giảm"), ("nâng cao", "hạ"), ("mới", "cũ"), ("tích cực", "tiêu cực"), ("tập trung", "phân tán"), ("bổ sung", "cắt giảm"),
    ("khuyến khích", "hạn chế"), ("phó", "trưởng"), ("quốc tế", "nội địa"), ("hình thành", "xóa bỏ"), ("nhân rộng", "thu hẹp"), ("tối đa", "tối thiểu"),
    ("toàn bộ", "một phần"), ("một số", "tất cả"), ("một số", "toàn bộ"), ("một số", "mọi"), ("sớm", "muộn"), ("sớm", "chậm"), ("ủng hộ", "phản đối"), ("trung hạn", "dài hạn"), ("trung hạn", "ngắn hạn"),
    ("gần bờ", "xa bờ"), ("đầu tiên", "cuối cùng"), ("cấp tỉnh", "cấp huyện"), ("cấp tỉnh", "cấp xã"), ("cấp huyện", "cấp xã"),
    ("tuyến tỉnh", "tuyến huyện"), ("tuyến tỉnh", "tuyến xã"), ("tuyến huyện", "tuyến xã"), ("nhập khẩu", "xuất khẩu"), ("nộp trực tiếp", "nộp trực tuyến"), ("họp trực tiếp", "họp trực tuyến"), ("bản giấy", "bản điện tử"), ("hồ sơ giấy", "hồ sơ điện tử"), ("bắt buộc", "tự nguyện"),
    ("trẻ em", "người già"), ("trẻ em", "người cao tuổi"), ("cá nhân", "tập thể"), ("nhiều nhất", "ít nhất"), ("cao nhất", "thấp nhất"), ("lớn nhất", "nhỏ nhất"), ("bổ nhiệm", "miễn nhiệm"),
    ("khởi công", "khánh thành"), ("khai mạc", "bế mạc"), ("chuyên trách", "kiêm nhiệm"), ("trong nước", "nước ngoài"), ("chi thường xuyên", "chi đầu tư"), ("nội thành", "ngoại thành"), ("trong danh mục", "ngoài danh mục"), ("giữ lại", "ra ngoài"), ("giữ lại", "loại bỏ"), ("kiểm điểm", "kỷ luật"), ("kiểm điểm", "cách chức"), ("kiểm điểm", "khen thưởng"),
)  # fmt: skip


@dataclass(frozen=True)
class Said:
    """A piece of text as it is looked at here: lower case, words parted by single spaces, with a space at both ends."""

    low: str

    def __contains__(self, phrase: str) -> bool:
        return f" {phrase} " in self.low


def said(text: str) -> Said:
    words = re.sub(r"[^\w%/,.-]|[,.](?!\d)", " ", text.lower()).split()
    low = f" {' '.join(words)} "
    for pattern, plain in _SAME:
        low = re.sub(pattern, plain, low)
    return Said(low)


def changed(sentence: str, led_by: str, all_of_it: str, clause: str, group: str, rest: str, whole: str, before: str, *, has_figure: bool, under: str, rules: bool) -> list[str]:
    """What `sentence`, a clause of `all_of_it` that `led_by` goes before, says more, or less, surely than its source; empty where nothing.

    The source is `clause` of the sentence `whole`; `group` is what goes before it up to a semicolon, `rest` what follows up to one,
    `before` all that goes before: what is only planned or asked for at a sentence's beginning is only that in each of its parts, and
    all is aimed at that stands `under` a heading of aims. Of a document that `rules`, what is neither told of the past nor left open
    is a duty: "Ban Quản lý niêm yết giá" says that it must.
    """
    own, mine, told = said(sentence), said(f"{led_by} {sentence}"), said(all_of_it)
    theirs, grouped, led = said(clause), said(f"{group} {clause}"), said(f"{before} {clause}")
    leads = said(f"{whole.partition(';')[0]} {group} {clause} {rest}")  # a sentence's beginning reaches over all of it
    scopes = {"estimate": theirs, "expected": grouped, "goal": led, "future": grouped, "asked": led}
    words = {token.key for token in tokenise(own.low) if token.key not in STOP}
    found = []
    for name in ("estimate", "expected") if has_figure else ("expected",):
        if (match := _SAID_BY[name].search(scopes[name].low)) and not _kept(name, mine if name == "estimate" else told):
            found.append(f"bỏ “{match.group()}”")
    planned = [(name, match) for name in _PLANNED if (match := _SAID_BY[name].search(scopes[name].low)) and _governs(match, scopes[name], words)]
    if planned and not _MENTIONED.search(told.low) and not any(_kept(name, told) or match.group() == "giao" and _GIVEN.search(told.low) for name, match in planned):
        found.append(f"bỏ “{planned[0][1].group()}”")
    aimed = aimed_at(under)
    if (planned or aimed or _SAID_BY["expected"].search(grouped.low) or _POSSIBLE.search(grouped.low)) and (done := _REAL.search(own.low)) and not _REAL.search(led.low) and not (done.group() == "xong" and "hoàn thành" in led or done.group() == "vừa" and told.low.count(" vừa ") > 1 or _GIVEN_THAT.search(own.low[: done.start()])):
        found.append(f"thêm “{done.group()}”")
    duty = rules and not _NO_DUTY.search(said(whole).low) and not _RESULTS.search(said(under).low)
    follows = rules and not _RESULTS.search(said(under).low) and not _PAST.search(said(whole).low)  # what a rule says comes to pass
    wanted = next((match for match in _UNREAL.finditer(own.low) if not (duty and _DUTY.search(match.group()) or follows and match.group() == "sẽ")), None)
    if wanted and not aimed and not any(pattern.search(leads.low) for name, pattern in _SAID_BY.items() if name != "estimate"):
        found.append(f"thêm “{wanted.group()}”")
    return found + _graded(own, told, theirs, said(whole)) + _denied(own, mine, led, said(f"{group} {clause} {rest}")) + [f"“{one}” thay cho “{other}”" for one, other in opposites(own, led)]


def _graded(own: Said, told: Said, theirs: Said, whole: Said) -> list[str]:
    """Degrees that come or go: "tương đối toàn diện" is not "hoàn toàn toàn diện"."""
    found = []
    for pattern in (_STRONG, _ENDING, _OPTIONAL):
        known = {match.group() for match in pattern.finditer(whole.low)}
        found += [f"thêm “{one}”" for match in pattern.finditer(own.low) if (one := match.group()) not in known and not (one == "có thể" and _OPENED.search(own.low) and _OPENED_BY.search(whole.low)) and not (one in _ENTAILED_BY and _ENTAILED_BY[one].search(whole.low))]
    keys = {token.key for token in tokenise(own.low)}
    if (denied := _NOT_WHOLLY.search(theirs.low)) and denied["wholly"] not in told.low and _STRICT_NEGATION.search(own.low):
        found.append(f"bỏ “{denied['wholly']}”")  # "không lấy làm căn cứ duy nhất" does not mean that it is none
    for match in _WEAK.finditer(theirs.low):
        around = _next(theirs, match.end(), 2)
        if match.group() in _BEHIND:
            around += [token.key for token in tokenise(theirs.low[: match.start()]) if token.key not in STOP][-2:]
        if any(key in keys for key in around) and not _WEAK.search(told.low) and not (match.group() == "tương đối" and "khá" in told):
            found.append(f"bỏ “{match.group()}”")
    return found


def _governs(match: re.Match[str], scope: Said, words: set[str]) -> bool:
    """Whether most of the words that are told stand behind the reservation, and so under it."""
    behind, ahead = ({token.key for token in tokenise(part)} & words for part in (scope.low[match.end() :], scope.low[: match.start()]))
    return len(behind) >= len(ahead - behind)


def _kept(name: str, mine: Said) -> bool:
    return any(pattern.search(mine.low) for pattern in _KEPT_BY[name])


# Words of reservation and measure: they say how surely and how much, not of what.
LIGHT = frozenset("phấn đấu dự kiến báo ước tính khoảng chừng mức trên dưới xấp xỉ đạt bằng đề nghị lẫn".split())


def aims(text: str) -> bool:
    """Whether a text speaks of what is aimed at, not of what is."""
    return bool(_AIMING.search(said(text).low))


def aimed_at(heading: str) -> bool:
    """Whether what stands under a heading is aimed at ("Mục tiêu cụ thể"), and not what came of it ("Kết quả thực hiện mục tiêu")."""
    low = said(heading).low
    return bool(_AIMS.search(low)) and not _RESULTS.search(low)


def leading(text: str) -> str:
    """What a sentence begins with, up to its list, or to the last word by which its first part asks or plans: it leads all that follows."""
    matches = [match for name in _PLANNED for match in _SAID_BY[name].finditer(text.partition(";")[0].lower())]
    if ": " in text:
        return text.partition(": ")[0]  # what a list is of
    return text[: max(match.end() for match in matches)] if matches else ""


def bound(text: str, start: int, end: int) -> str:
    """Whether a figure from `start` to `end` is said to be a least ("more"), a most ("less"), about ("about") or neither ("")."""
    if behind := re.match(r"[^,;.()\d]{0,40}(?<!\w)trở (lên|xuống)(?!\w)", text[end:].lower()):
        return "more" if behind[1] == "lên" else "less"
    match = _BOUND.search(text[:start].lower())
    return next((name for name, value in match.groupdict().items() if value), "") if match else ""


def _denied(own: Said, mine: Said, theirs: Said, around: Said) -> list[str]:
    """Denials that come or go: a word denied here must be denied there, and the other way round."""
    found = []
    for match in _STRICT_NEGATION.finditer(own.low):
        if (undone := _NEGATION.match(own.low, match.end() + 1)) and f"{match.group()} {undone.group()} " not in theirs.low:
            found.append(f"thêm “{match.group()}”")  # "không đưa ra ngoài" denies a denial
            continue
        targets = _next(own, match.end(), 2)
        pair = " ".join(targets)
        if f" {match.group()} {pair} " in theirs.low or " ".join(own.low[match.start() :].split()[:_ALIKE]) in around:
            continue
        held = [pair] if f" {pair} " in theirs.low else [key for key in targets if f" {key} " in theirs.low]
        if not any(_near_denial(key, theirs) for key in held):  # of what is denied here nothing may stand there
            found.append(f"thêm “{match.group()}”")
    if not _NEGATION.search(mine.low):
        keys = {token.key for token in tokenise(mine.low)}
        for match in _STRICT_NEGATION.finditer(theirs.low):
            target = _next(theirs, match.end(), 2)
            if target and all(key in keys for key in target):
                found.append(f"bỏ “{match.group()}”")
    return found


def _next(text: Said, at: int, count: int) -> list[str]:
    """The next words with content behind a place."""
    return [token.key for token in tokenise(text.low[at:]) if token.key not in STOP and token.kind == "word"][:count]


def _near_denial(key: str, text: Said) -> bool:
    """Whether some denial stands within a few words before `key`."""
    return any(_NEGATION.search(" ".join(["", *text.low[: match.start()].split()[-_DENIES:], ""])) for match in re.finditer(rf"(?<= ){re.escape(key)}(?= )", text.low))


def opposites(mine: Said, theirs: Said) -> list[tuple[str, str]]:
    """Words of one text that have only their opposites in the other, each with its opposite."""
    return [
        (one, other)
        for left, right in _OPPOSITES
        for one, other in ((left, right), (right, left))
        if one in mine and one not in theirs and other in theirs and other not in mine
    ]
