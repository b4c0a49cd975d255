"""A recorded run as one self-contained HTML page in Vietnamese."""

import statistics
from datetime import datetime
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from ..forms import FORMS
from ..significance import interval, resampled
from . import charts
from .charts import Share

SPLITS = {
    "dev": "dev (để điều chỉnh)", "test": "test (để báo cáo)",
    "dev among other texts": "dev, giữa nhiều văn bản khác", "test among other texts": "test, giữa nhiều văn bản khác",
}  # fmt: skip
TYPES = {
    "fact": "dữ kiện", "list": "danh sách", "section": "mục", "yesno": "có hay không", "why": "vì sao", "how": "như thế nào",
    "paraphrase": "diễn đạt khác", "followup": "hỏi tiếp", "near_miss": "gần đúng (từ chối)", "false_premise": "giả định sai (từ chối)",
    "absent": "không có (từ chối)", "card": "thẻ văn bản", "card_absent": "thẻ không ghi (từ chối)",
}  # fmt: skip
TYPED = {"full": "đủ dấu", "none": "không dấu", "half": "thiếu dấu", "typo": "gõ sai, viết tắt"}
LOST = {
    "search": ("tìm kiếm", "đoạn chứa câu chứng minh không nằm trong năm đoạn đầu tìm được"),
    "reading": ("đọc", "tìm thấy đoạn nhưng chọn sai lời đáp"),
    "refusal": ("từ chối", "từ chối câu có lời đáp, hoặc trả lời câu phải từ chối"),
    "citation": ("trích dẫn", "lời đáp đúng nhưng câu trích không phải câu chứng minh, hoặc dài hơn cần thiết"),
}
REASONS = {"not_in_documents": "Từ chối: văn bản không nêu", "bad_input": "Từ chối: không phải câu hỏi", "error": "Lỗi", "busy": "Hệ thống bận"}


def render(body: dict[str, Any]) -> str:
    """HTML of what `record` holds of a run; the robustness too, where it was measured."""
    environment = Environment(loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.filters["share"] = _share
    splits = {SPLITS.get(name, name): split for name, split in body["splits"].items()}
    return environment.get_template("page.html").render(
        run=body["run"],
        made=datetime.fromisoformat(body["run"]["at"]).astimezone(),
        index=body["index"],
        encoder=body["encoder"],
        headline={name: _headline(split) for name, split in splits.items()},
        groups=[(title, *_grouped(splits, key, names)) for title, key, names in (("loại câu hỏi", "type", TYPES), ("cách gõ", "form", TYPED))],
        lost=_lost(splits),
        lost_meaning=LOST.values(),
        times=charts.cumulative({name: [row["ms"] for row in split["outcomes"]] for name, split in splits.items()}, "thời gian một câu trả lời, ms"),
        robustness=_robustness(body["robustness"]) if body.get("robustness") else None,
        failures={name: [_failure(row) for row in split["outcomes"] if not row["right"]] for name, split in splits.items()},
    )


def _headline(split: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Name, value and interval of each headline figure; an interval only of shares of questions or citations."""
    rows = split["outcomes"]
    answerable = [row for row in rows if row["expected"]["status"] == "answered"]
    unanswerable = [row for row in rows if row["expected"]["status"] == "refused"]
    refused = [row for row in rows if row["given"]["status"] == "refused"]
    counted = [
        ("Trả lời đúng câu có lời đáp (lời đáp và trích dẫn)", [row["right"] for row in answerable]),
        ("Từ chối đúng câu không có lời đáp", [row["right"] for row in unanswerable]),
        ("Câu bị từ chối là đáng từ chối", [row["expected"]["status"] == "refused" for row in refused]),
        ("Câu chứng minh nằm trong năm đoạn đầu tìm được", [row["rank"] is not None and row["rank"] <= 5 for row in answerable]),
    ]
    found = []
    for name, outcomes in counted:
        if outcomes:
            low, high = interval(sum(outcomes), len(outcomes))
            found.append((name, f"{_share(sum(outcomes) / len(outcomes))} ({sum(outcomes)}/{len(outcomes)})", f"{_share(low)} – {_share(high)}"))
        else:
            found.append((name, "—", "—"))
    given = [row for row in answerable if row["given"]["status"] == "answered"]
    drawn = [
        ("F1 của lời đáp", answerable, lambda some: statistics.fmean(row["f1"] for row in some), _share),
        ("Trích dẫn đúng trong số đã dẫn", given, _supported, _share),
        ("Câu chứng minh được dẫn", answerable, lambda some: statistics.fmean(row["cited"]["evidence_found"] / len(row["evidence"]) for row in some), _share),
        ("Thời gian trả lời, trung vị, ms", rows, lambda some: statistics.median(row["ms"] for row in some), _ms),
        ("Thời gian trả lời, 95% không quá, ms", rows, lambda some: sorted(row["ms"] for row in some)[int(0.95 * len(some))], _ms),
    ]
    for name, some, statistic, shown in drawn:
        low, high = resampled(some, statistic) if some else (None, None)
        found.append((name, shown(statistic(some) if some else None), f"{shown(low)} – {shown(high)}" if some else "—"))
    return found


def _supported(rows: list[dict[str, Any]]) -> float:
    return sum(row["cited"]["supporting"] for row in rows) / max(1, sum(row["cited"]["citations"] for row in rows))


def _grouped(splits: dict[str, dict[str, Any]], key: str, names: dict[str, str]) -> tuple[str, list[tuple[str, list[Share | None]]]]:
    """A plot, and for each group the share of each split (None where a split has none of it)."""
    series: dict[str, list[Share]] = {}
    for name, split in splits.items():
        groups: dict[str, list[bool]] = {}
        for row in split["outcomes"]:
            groups.setdefault(row[key], []).append(row["right"])
        series[name] = [
            Share(names.get(group, group), len(groups[group]), sum(groups[group]) / len(groups[group]), *interval(sum(groups[group]), len(groups[group])))
            for group in [*(one for one in names if one in groups), *sorted(set(groups) - set(names))]
        ]
    labels = list(dict.fromkeys(share.label for row in series.values() for share in row))
    return charts.shares(series), [(label, [next((share for share in row if share.label == label), None) for row in series.values()]) for label in labels]


def _lost(splits: dict[str, dict[str, Any]]) -> tuple[str, list[tuple[str, list[tuple[str, int]]]]]:
    counts = {name: {label: sum(row["lost_in"] == stage for row in split["outcomes"]) for stage, (label, _) in LOST.items()} for name, split in splits.items()}
    return charts.stacked(counts, "số câu chưa đúng"), [(name, list(row.items())) for name, row in counts.items()]


def _robustness(measured: dict[str, Any]) -> dict[str, Any]:
    shares = []
    for form, row in measured["forms"].items():
        if row["questions"]:
            kept = round(row["right"] * row["questions"])
            shares.append(Share(FORMS[form], row["questions"], row["right"], *interval(kept, row["questions"])))
    return {
        "questions": measured["questions"],
        "value": measured["robustness"],
        "range": interval(round(measured["robustness"] * measured["questions"]), measured["questions"]) if measured["questions"] else None,
        "kinds": [(name, measured[kind]) for kind, name in (("answered", "câu có lời đáp"), ("refused", "câu phải từ chối")) if measured[kind]["questions"]],
        "worst": FORMS[measured["worst"]] if measured["worst"] else "—",
        "plot": charts.shares({"câu từng đúng, hỏi lại ở dạng này": shares}) if shares else "",
        "rows": shares,
        "lost": [{**one, "form": FORMS[one["form"]], "given": REASONS.get(one["given"], one["given"])} for one in measured["lost"]],
    }


def _failure(row: dict[str, Any]) -> dict[str, Any]:
    expected, given = row["expected"], row["given"]
    wanted = "Từ chối" if expected["status"] == "refused" else expected["accepted"][0] if expected["accepted"] else "; ".join(forms[0] for forms in expected["items"])
    return {
        "id": row["id"],
        "type": TYPES.get(row["type"], row["type"]),
        "form": TYPED.get(row["form"], row["form"]),
        "question": row["question"],
        "history": row["history"],
        "expected": wanted,
        "evidence": row["evidence"],
        "given": given["short_answer"] or REASONS.get(given["reason"], given["reason"]),
        "cited": [(citation["document_id"], citation["quote"]) for citation in row["citations"]],
        "supports": given["status"] == "answered",
        "lost": LOST.get(row["lost_in"], (row["lost_in"], ""))[0],
        "rank": row["rank"],
    }


def _ms(value: float | None) -> str:
    return "—" if value is None else f"{value:.0f}"


def _share(value: float | None) -> str:
    return "—" if value is None else f"{value:.3f}".replace(".", ",")
