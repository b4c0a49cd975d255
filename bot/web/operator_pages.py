"""The operator's pages as HTML, in Vietnamese; everything that a person or a document has said is escaped."""

import time
from collections.abc import Iterable
from datetime import datetime
from html import escape
from typing import Any

from index.shelf import Shelved

from ..records.figures import Figures
from ..records.store import Answered
from .builder import Progress
from .links import link_to
from .pages import page
from .plots import stacked_bars
from .texts import VI

REASONS = {"not_in_documents": "Văn bản không nêu", "bad_input": "Không phải câu hỏi", "busy": "Hệ thống bận", "error": "Lỗi"}
_STATES = {
    "indexed": "Đang trả lời",
    "changed": "Đã sửa, chờ lập chỉ mục",
    "new": "Mới, chờ lập chỉ mục",
    "unread": "Không đọc được",
    "gone": "Đã bỏ khỏi thư mục, còn trả lời đến lần lập chỉ mục tới",
}
_STAGES = {"understand": "hiểu câu hỏi", "search": "tìm", "outline": "thẻ và mục lục", "rerank": "xếp lại", "read": "đọc"}
_RATINGS = {"up": "Đúng", "down": "Chưa đúng"}
_REFRESH_S = 2  # while a build is under way


def login_page(told: str) -> str:
    said = f'<p role="alert">{escape(told)}</p>' if told else ""
    return page(
        VI,
        "Quản trị",
        f'<h1>Quản trị dịch vụ hỏi đáp</h1><form method="post" action="{link_to("/quan-tri/vao")}" class="card">{said}'
        '<p><label>Khóa quản trị<br><input name="khoa" type="password" autocomplete="current-password" required maxlength="1000"></label></p>'
        "<p><button>Đăng nhập</button></p></form>",
    )


def overview_page(found: Figures | str, build: str, documents: int, *, keeps_questions: bool, keep_days: int) -> str:
    """`found`: the figures, or the sentence that says why there are none."""
    head = f"<p>Chỉ mục đang dùng: <code>{escape(build)}</code>, {documents} văn bản.</p>"
    if isinstance(found, str):
        return _page("Tổng quan", f'{head}<p role="alert">{escape(found)}</p>')
    days, labels = found.days, [f"{one.date[8:]}/{one.date[5:7]}" for one in found.days]
    asked, answered = sum(one.asked for one in days), sum(one.answered for one in days)
    refused = {reason: sum(one.refused.get(reason, 0) for one in days) for reason in REASONS}
    totals = [("Câu hỏi", asked), ("Đã trả lời", _of(answered, asked)), *((REASONS[reason], _of(count, asked)) for reason, count in refused.items())]
    totals += [("Góp ý: đúng", sum(one.up for one in days)), ("Góp ý: chưa đúng", sum(one.down for one in days))]
    others = [sum(count for reason, count in one.refused.items() if reason != "not_in_documents") for one in days]
    volume = {"Đã trả lời": [one.answered for one in days], REASONS["not_in_documents"]: [one.refused.get("not_in_documents", 0) for one in days], "Từ chối khác": others}
    speed = {"Trung vị": [one.p50_ms or 0 for one in days], "Thêm đến mức 95% câu không vượt quá": [(one.p95_ms or 0) - (one.p50_ms or 0) for one in days]}
    ratings = {"Đúng": [one.up for one in days], "Chưa đúng": [one.down for one in days]}
    kept = f"Câu hỏi được lưu {keep_days} ngày." if keeps_questions else "Lời câu hỏi không được lưu (BOT_KEEP_QUESTIONS=off); chỉ có mã yêu cầu và thời gian."
    by_day = [
        [one.date, one.asked, one.answered, one.asked - one.answered, _ms(one.p50_ms), _ms(one.p95_ms), one.up, one.down] for one in reversed(days) if one.asked or one.up or one.down
    ]
    return _page(
        "Tổng quan",
        f"""{head}<p>{kept} Số liệu {len(days)} ngày gần nhất.</p>
<dl>{"".join(f"<dt>{name}</dt><dd>{value}</dd>" for name, value in totals)}</dl>
{stacked_bars("Câu hỏi mỗi ngày", labels, volume, "câu")}
{stacked_bars("Thời gian trả lời mỗi ngày, cả chờ lượt (ms)", labels, speed, "ms")}
{stacked_bars("Góp ý mỗi ngày", labels, ratings, "góp ý")}
<details><summary>Số liệu từng ngày</summary>{_table(["Ngày", "Câu hỏi", "Đã trả lời", "Từ chối", "Trung vị, ms", "95% không quá, ms", "Góp ý đúng", "Chưa đúng"], by_day)}</details>
<h2>Câu hỏi văn bản không nêu</h2>
{_table(["Lúc", "Mã yêu cầu", "Câu hỏi", "Đoạn gần nhất"], [[_when(one.at), one.request_id, one.question or "—", _cited(one)] for one in found.unanswered])}
<h2>Góp ý của người đọc</h2>
{_table(["Lúc", "Mã yêu cầu", "Góp ý", "Lý do", "Lời góp ý", "Câu hỏi", "Đã trả lời"], [_feedback(said, of) for said, of in found.feedback])}
<h2>Câu trả lời chậm nhất</h2>
{_table(["Lúc", "Mã yêu cầu", "Chờ lượt, ms", "Tính, ms", "Các bước, ms", "Câu hỏi"], [_slow(one) for one in found.slowest])}""",
    )


def documents_page(files: list[Shelved] | str, progress: Progress, told: str, max_mb: int, *, coming: bool) -> str:
    """`files`: what lies in the folder, or why that cannot be said; `told`: what came of the last thing that was done;
    `coming`: a build is finished and not yet in use."""
    said = f'<p role="alert">{escape(told)}</p>' if told else ""
    if progress.running:
        share = f' value="{progress.done}" max="{progress.total}"' if progress.total else ""
        said += f'<p role="status">Đang lập chỉ mục: {escape(progress.step)} {progress.done}/{progress.total} <progress{share}></progress> Chỉ mục cũ vẫn phục vụ.</p>'
    elif coming:
        said += '<p role="status">Đã lập chỉ mục xong, đang chuyển sang chỉ mục mới …</p>'
    elif progress.told:
        said += f'<p role="{"alert" if progress.failed else "status"}">{escape(progress.told)}</p>'
    if isinstance(files, str):
        rows = f'<p role="alert">{escape(files)}</p>'
    else:
        rows = _table(
            ["Tệp", "Cỡ, KB", "Tình trạng", ""],
            [[one.name, f"{one.size / 1024:.0f}", f"{_STATES[one.state]}{': ' if one.cause else ''}{one.cause}", _Html("" if one.state == "gone" else _removal(one.name))] for one in files],
        )
    return _page(
        "Văn bản",
        f"""{said}{rows}
<form method="post" action="{link_to("/quan-tri/van-ban/them")}" enctype="multipart/form-data" class="card"><h2>Thêm hoặc thay văn bản</h2>
<p><label>Tệp .md, .txt, .html, .docx hoặc .pdf, tổng cộng không quá {max_mb} MB; tệp trùng tên thay cho tệp cũ<br><input type="file" name="tep" multiple required accept=".md,.txt,.html,.htm,.docx,.pdf"></label></p>
<p><button>Thêm và lập chỉ mục</button></p></form>
<form method="post" action="{link_to("/quan-tri/van-ban/lap")}"><p><button>Lập lại chỉ mục</button></p></form>
<p>Tệp bị bỏ hoặc bị thay được giữ trong thư mục <code>.da-bo</code> của thư mục văn bản; muốn dùng lại, hãy tải lên lại từ đó.</p>""",
        refresh=progress.running or coming,
    )


def report_page(written: float | str) -> str:
    """`written`: when the report was written, in seconds since 1970, or why there is none to show."""
    if isinstance(written, str):
        return _page("Báo cáo đánh giá", f"<p>{escape(written)}</p>")
    return _page("Báo cáo đánh giá", f'<p>Báo cáo ghi lúc {_when(written)}.</p><p><a href="{link_to("/quan-tri/danh-gia/bao-cao")}" target="_blank">Mở báo cáo để đọc hoặc in</a> (mở cửa sổ khác)</p>')


class _Html(str):
    """Markup of ours, not to be escaped."""

    __slots__ = ()


def _page(title: str, body: str, *, refresh: bool = False) -> str:
    places = (("/quan-tri", "Tổng quan"), ("/quan-tri/van-ban", "Văn bản"), ("/quan-tri/danh-gia", "Báo cáo đánh giá"), ("/", VI.to_chat))
    links = " · ".join(f'<a href="{link_to(path)}"{" aria-current=page" if name == title else ""}>{name}</a>' for path, name in places)
    leave = f'<form method="post" action="{link_to("/quan-tri/ra")}" class="nho"><button>Đăng xuất</button></form>'
    again = f'<meta http-equiv="refresh" content="{_REFRESH_S}">' if refresh else ""
    return page(VI, f"Quản trị: {title}", f'<nav class="back">{links} {leave}</nav><h1>{title}</h1>{body}', again, wide=True)


def _table(head: list[str], rows: Iterable[list[Any]]) -> str:
    cells = "".join(f"<tr>{''.join(f'<td>{cell if isinstance(cell, _Html) else escape(str(cell))}</td>' for cell in row)}</tr>" for row in rows)
    if not cells:
        return "<p>Chưa có.</p>"
    return f'<div class="bang" tabindex="0"><table><thead><tr>{"".join(f"<th scope=col>{name}</th>" for name in head)}</tr></thead><tbody>{cells}</tbody></table></div>'


def _removal(name: str) -> str:
    label = f"Bỏ {name}"
    return (
        f'<form method="post" action="{link_to("/quan-tri/van-ban/bo")}" class="nho"><input type="hidden" name="tep" value="{escape(name)}">'
        f'<button aria-label="{escape(label)}">Bỏ</button></form>'
    )


def _feedback(said: Any, of: Answered | None) -> list[Any]:
    reason = VI.reasons.get(said.reason or "", "—")
    answered = "—" if of is None else of.short_answer or (REASONS.get(of.reason or "") or "đã trả lời")
    return [_when(said.at), said.request_id, _RATINGS[said.rating], reason, said.comment or "—", of and of.question or "—", answered]


def _slow(one: Answered) -> list[Any]:
    stages = ", ".join(f"{_STAGES.get(stage, stage)} {ms:.0f}" for stage, ms in one.stages_ms.items() if ms >= 1)
    return [_when(one.at), one.request_id, f"{one.waited_ms:.0f}", f"{one.total_ms:.0f}", stages, one.question or "—"]


def _cited(one: Answered) -> _Html:
    links = [f'<a href="{escape(link_to(f"/documents/{document}?from={start}&to={end}"))}">{escape(document)}</a>' for document, start, end in one.cited[:1]]
    return _Html("".join(links) or "—")


def _when(seconds: float) -> str:
    return f"{datetime.fromtimestamp(seconds):%d/%m/%Y %H:%M}" if seconds else time.strftime("%d/%m/%Y")


def _of(part: int, whole: int) -> str:
    return f"{part} ({part / whole:.0%})" if whole else str(part)


def _ms(value: float | None) -> str:
    return "—" if value is None else f"{value:.0f}"
