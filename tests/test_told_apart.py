"""What is told of another, of several together, of another office or step is no answer; the like that is told is."""

from decimal import Decimal
from pathlib import Path

import pytest

from bot.chain import Chain, Request
from bot.choose import HOW_OFTEN
from bot.extractor import load_extractor
from bot.kinds import kind_of
from bot.otherwise import BY_WHEN
from bot.places import places_named
from bot.ranges import about
from bot.titles import of_another_office
from index.text.abbreviations import expand

from .documents import indexed

TEXT = """---
title: Báo cáo phòng cháy của thành phố Hải Lương
---

## 1. Kết quả

Ông Lê Văn Tám, Giám đốc Sở Xây dựng, kiểm tra 45 kho xưởng. Bà Trần Thị Hoa, Hiệu trưởng Trường Tiểu học Bãi Sậy, báo cáo về bếp ăn.

Theo phương án, số dân phải sơ tán là 9.650 người, gồm huyện Tân Hải 6.200 người và thị xã Cửa Vọng 3.450 người; đến sáng ngày 06 tháng 10 đã sơ tán được 780 người.

Phường Cầu Thóc và Phường Vĩnh Tràm cùng thiếu 38 trụ nước chữa cháy.

Đội Công tác phòng cháy kiểm tra chợ Bến Gáo mỗi quý một lần. Thời hạn trả kết quả thẩm duyệt là 7 ngày làm việc.

## 2. Phương hướng

Tổ chức diễn tập chữa cháy chợ Bến Gáo, dự kiến vào ngày 25/10/2025.
"""


@pytest.fixture(scope="module")
def fire(encoder, tmp_path_factory: pytest.TempPathFactory) -> Chain:  # noqa: ANN001
    folder: Path = tmp_path_factory.mktemp("fire")
    return Chain(indexed(folder, encoder, TEXT), load_extractor())


@pytest.mark.parametrize(
    ("question", "short"),
    [
        ("Giám đốc Sở Xây dựng là ai?", "Lê Văn Tám"),
        ("Đến sáng 6/10 đã sơ tán được bao nhiêu người?", "780 người"),
        ("Chợ Bến Gáo bao lâu kiểm tra phòng cháy một lần?", "quý"),
        ("Diễn tập chữa cháy chợ Bến Gáo dự kiến vào ngày nào?", "25/10/2025"),
    ],
)
def test_what_is_told_is_answered(fire: Chain, question: str, short: str) -> None:
    assert short in (fire.answer(Request(question)).short_answer or "")


@pytest.mark.parametrize(
    "question",
    [
        "Hiệu trưởng Sở Xây dựng là ai?",
        "Đến sáng 6/10 thị xã Cửa Vọng đã sơ tán được bao nhiêu người?",
        "Phường Cầu Thóc thiếu bao nhiêu trụ nước chữa cháy?",
        "Riêng phường Vĩnh Tràm thiếu bao nhiêu trụ nước chữa cháy?",
        "Sở Xây dựng bao lâu trả kết quả thẩm duyệt một lần?",
        "Diễn tập chữa cháy chợ Bến Gáo đã xong hôm nào?",
    ],
)
def test_its_near_miss_is_refused(fire: Chain, question: str) -> None:
    answer = fire.answer(Request(question))
    assert answer.status == "refused", answer.short_answer


def test_who_bears_another_office_is_told_apart_by_what_stands_beside_the_name() -> None:
    text = "Đoàn thanh tra do bà Đoàn Thị Uyển, Trưởng phòng Nghiệp vụ 2 làm Trưởng đoàn.\n\nGIÁM ĐỐC\n\nHàn Văn Khoát"
    of = {name: (at := text.index(name), at + len(name)) for name in ("Đoàn Thị Uyển", "Hàn Văn Khoát")}
    assert of_another_office("ai là giám đốc ban quản lý", text, of["Đoàn Thị Uyển"])
    assert not of_another_office("ai là giám đốc ban quản lý", text, of["Hàn Văn Khoát"])
    assert not of_another_office("ai là người được giám đốc giao", text, of["Đoàn Thị Uyển"])


@pytest.mark.parametrize(("before", "asked", "told", "near"), [("hơn ", 27000, 27380, True), ("hơn ", 5000, 5730, False), ("gần ", 28000, 27380, True), ("gần ", 10000, 780, False), ("", 27000, 27380, False)])
def test_a_rounded_figure_is_near_the_told_one(before: str, asked: int, told: int, near: bool) -> None:
    assert about(before, Decimal(asked), [Decimal(told)]) is near


def test_the_places_of_a_question_are_spelled_as_their_names() -> None:
    assert places_named("Kim Hải đương nhiệm") == [] and places_named("tinh hai duong") == ["hai duong"] and places_named("tỉnh Hải Dương") == ["hai duong"]


def test_how_often_and_by_when_are_asked_so() -> None:
    assert HOW_OFTEN.search("bao lâu kiểm tra một lần") and not HOW_OFTEN.search("mỗi đối tượng bao lâu mới được hỗ trợ một lần")
    assert BY_WHEN.search("đã nộp trước ngày nào thì tiếp tục") and not BY_WHEN.search("đã xong hôm nào")


@pytest.mark.parametrize(
    ("question", "kind", "noun"),
    [("phải gửi trước mấy giờ, thứ mấy", "time", ""), ("xin email hỏi vướng mắc", "contact", ""), ("gặt được bao nhiêu ha rồi", "quantity", "ha"), ("mỏ nào nhiều đất nhất trong số mấy mỏ", "quantity", "mỏ")],
)
def test_kinds_of_questions(question: str, kind: str, noun: str) -> None:
    found = kind_of(question)
    assert (found.name, found.noun) == (kind, noun)


@pytest.mark.parametrize(("short", "long"), [("Ban QLDA", "Ban quản lý dự án"), ("cv đôn đốc số hóa", "công văn đôn đốc số hóa"), ("theo kl này", "theo kết luận này"), ("BV Nậm Tràng", "bệnh viện Nậm Tràng")])
def test_abbreviations_of_offices_are_opened(short: str, long: str) -> None:
    assert expand(short, {}) == long
