"""What a retelling may not change, kind by kind, on a plan of another office; beside each false sentence a true one of the same kind."""

import time
from pathlib import Path

import pytest

from bot.extractor import load_extractor
from bot.guard.check import Guard
from bot.guard.clauses import clauses
from bot.guard.facts import facts
from bot.guard.modality import bound, changed
from bot.guard.relations import misplaced
from bot.matching import Matcher

from .documents import indexed

PLAN = """---
tiêu đề: Kế hoạch chăm sóc cây xanh đô thị năm 2026
số hiệu: 77/KH-SXD
loại văn bản: Kế hoạch
cơ quan ban hành: Sở Xây dựng
---

# Kế hoạch chăm sóc cây xanh đô thị năm 2026

## 1. Kết quả

6 tháng đầu năm 2025, toàn tỉnh trồng 2.310 cây, tăng 14,2% so với cùng kỳ năm 2024, trong đó có 85 cây cổ thụ di thực. Năm 2024, bão làm 140 cây đổ, thiệt hại khoảng 1,9 tỷ đồng. Toàn tỉnh có 30 vườn ươm, trong đó 21 vườn ươm được cấp chứng nhận. Số cây sống đạt 91%, cao hơn mức bình quân của vùng (trên 80%).

Việc cắt tỉa trên đường Lê Lợi chưa hoàn thành do đơn vị thi công thiếu xe nâng. Chỉ số mảng xanh giữ nguyên, độ phủ bóng mát tăng 3 bậc.

## 2. Mục tiêu

Tối thiểu 70% cán bộ kỹ thuật được tập huấn quy trình mới.

Đợt đầu chăm sóc bắt đầu từ ngày 10 tháng 3 năm 2026, dự kiến tổ chức 04 đợt tưới nước tại khoảng 25 tuyến phố.

## 3. Nhiệm vụ

Giao Trung tâm Công viên chủ trì, phối hợp với Phòng Hạ tầng kỹ thuật kiểm kê cây cổ thụ trước ngày 05 tháng 4 năm 2026; nếu phát hiện cây sâu bệnh nặng, đề xuất đốn hạ.

Công an phường điều tiết giao thông khi cắt tỉa theo đề nghị của Trung tâm Công viên. Không đốn hạ cây cổ thụ, trừ trường hợp được Phó Giám đốc Sở đồng ý bằng văn bản.

Đề nghị Sở Tài chính thẩm định dự toán tưới nước. Các cấp ủy, chính quyền phường đề nghị đoàn viên, thanh niên tham gia tưới cây.

Sở đề nghị đưa ra khỏi danh mục những cây không có khả năng phục hồi.
"""


@pytest.fixture(scope="module")
def planned(encoder, tmp_path_factory: pytest.TempPathFactory):  # noqa: ANN001, ANN201
    """The guard over the plan, and all of its passages."""
    folder: Path = tmp_path_factory.mktemp("plan")
    index = indexed(folder, encoder, PLAN)
    return Guard(index, Matcher(index), load_extractor()), list(index.passages)


@pytest.mark.parametrize(
    ("true", "false"),
    [
        # who leads and who helps; who asks whom, in a noun too, and where whoever issued the plan asks
        ("Trung tâm Công viên được giao chủ trì kiểm kê cây cổ thụ, phối hợp với Phòng Hạ tầng kỹ thuật.", "Phòng Hạ tầng kỹ thuật được giao chủ trì kiểm kê cây cổ thụ, phối hợp với Trung tâm Công viên."),
        ("Theo đề nghị của Trung tâm Công viên, Công an phường điều tiết giao thông khi cắt tỉa.", "Trung tâm Công viên điều tiết giao thông khi cắt tỉa theo đề nghị của Công an phường."),
        ("Sở Xây dựng đề nghị Sở Tài chính thẩm định dự toán tưới nước.", "Sở Tài chính đề nghị Sở Xây dựng thẩm định dự toán tưới nước."),
        ("Các cấp ủy, chính quyền phường đề nghị đoàn viên, thanh niên tham gia tưới cây.", "Đoàn viên, thanh niên đề nghị các cấp ủy, chính quyền phường tham gia tưới cây."),
        # conditions and exceptions
        ("Nếu phát hiện cây sâu bệnh nặng thì Trung tâm Công viên đề xuất đốn hạ.", "Trung tâm Công viên đề xuất đốn hạ cây."),
        ("Không đốn hạ cây cổ thụ, trừ khi Phó Giám đốc Sở đồng ý bằng văn bản.", "Không đốn hạ cây cổ thụ."),
        ("Không đốn hạ cây cổ thụ, trừ khi Phó Giám đốc Sở đồng ý bằng văn bản.", "Không đốn hạ cây cổ thụ, trừ khi Giám đốc Sở đồng ý bằng văn bản."),
        # years and halves of years
        ("Năm 2024, bão làm 140 cây đổ.", "Trong năm 2025, bão làm 140 cây đổ."),
        ("6 tháng đầu năm 2025, toàn tỉnh trồng 2.310 cây.", "9 tháng đầu năm 2025, toàn tỉnh trồng 2.310 cây."),
        ("Số cây toàn tỉnh trồng tăng 14,2% so với cùng kỳ năm 2024.", "Số cây cổ thụ di thực tăng 14,2% so với cùng kỳ năm 2024."),
        # bounds, also in brackets and behind
        ("Số cây sống đạt 91%, cao hơn mức bình quân của vùng là trên 80%.", "Số cây sống đạt 91%, cao hơn mức bình quân của vùng là 80%."),
        ("Mục tiêu là từ 70% cán bộ kỹ thuật trở lên được tập huấn quy trình mới.", "Mục tiêu là từ 70% cán bộ kỹ thuật trở xuống được tập huấn quy trình mới."),
        # aims under a heading of aims, and what is only expected
        ("Kế hoạch đặt mục tiêu ít nhất 70% cán bộ kỹ thuật được tập huấn quy trình mới.", "Tối thiểu 70% cán bộ kỹ thuật đã được tập huấn quy trình mới."),
        ("Dự kiến có 04 đợt tưới nước tại khoảng 25 tuyến phố.", "Đã tổ chức 04 đợt tưới nước tại khoảng 25 tuyến phố."),
        ("Độ phủ bóng mát tăng 3 bậc.", "Kế hoạch đặt mục tiêu độ phủ bóng mát tăng 3 bậc."),
        ("Đợt chăm sóc đầu tiên bắt đầu từ ngày 10/3/2026.", "Đợt chăm sóc cuối cùng bắt đầu từ ngày 10/3/2026."),
        # denials that move or go, causes that come
        ("Việc cắt tỉa trên đường Lê Lợi vẫn chưa hoàn thành do đơn vị thi công thiếu xe nâng.", "Việc cắt tỉa trên đường Lê Lợi đã hoàn thành."),
        ("Sở đề nghị đưa ra khỏi danh mục những cây không có khả năng phục hồi.", "Sở đề nghị không đưa ra khỏi danh mục những cây không có khả năng phục hồi."),
        ("Bão đã khiến 140 cây đổ trong năm 2024.", "Nhờ giữ nguyên chỉ số mảng xanh, độ phủ bóng mát tăng 3 bậc."),
        # a part and its whole; the number and the type of the document itself
        ("21 trong số 30 vườn ươm của tỉnh được cấp chứng nhận.", "30 vườn ươm của tỉnh được cấp chứng nhận."),
        ("Theo Kế hoạch số 77/KH-SXD, độ phủ bóng mát tăng 3 bậc.", "Theo Kế hoạch số 78/KH-SXD, độ phủ bóng mát tăng 3 bậc."),
    ],
)  # fmt: skip
def test_the_true_one_is_kept_and_the_false_one_struck(planned, true: str, false: str) -> None:  # noqa: ANN001
    guard, cited = planned
    kept, struck = guard.check(true, cited), guard.check(false, cited)
    assert kept.holds, kept.faults
    assert not struck.holds


def test_half_a_year_is_a_span_and_counts_nothing() -> None:
    assert [(fact.kind, fact.value) for fact in facts("6 tháng đầu năm 2025")] == [("period", (6, "đầu")), ("year", (2025,))]
    assert [fact.kind for fact in facts("làm trong 6 tháng")] == ["figure"]


def test_a_bound_stands_before_or_behind_its_figure() -> None:
    for text, said in (("trên 80%", "more"), ("từ 70% cán bộ trở lên", "more"), ("70% trở xuống", "less"), ("không vượt quá 70%", "less"), ("70%, và 5 xã trở lên", ""), ("cao hơn 70%", "more"), ("thấp hơn 70%", "less"), ("chưa quá 70%", "less"), ("đạt 70%", "")):
        (fact, *_) = facts(text)
        assert bound(text, fact.start, fact.end) == said, text


@pytest.mark.parametrize(
    ("told", "source", "fault"),
    [
        ("Bảo tàng không thu phí.", "Bảo tàng thu phí; Thư viện không thu phí.", "không"),
        ("UBND huyện đã giao đất cho 50 hộ.", "Yêu cầu UBND huyện giao đất cho 50 hộ.", "đã"),
        ("Sở đã hoàn thành kiểm kê.", "Giao Sở hoàn thành kiểm kê.", "đã"),
        ("Hộ dân phải hiến đất.", "Hộ dân tự nguyện hiến đất.", "phải"),
        ("Nếu bão đổ bộ, 140 cây đổ.", "Khi bão đổ bộ, 140 cây đổ.", "nếu"),
        ("Xã bị cấm khen thưởng.", "Xã không được khen thưởng.", "cấm"),
    ],
)
def test_no_word_of_the_source_excuses_what_it_does_not_say(told: str, source: str, fault: str) -> None:
    (clause,), parts = clauses(told), clauses(source)
    found = changed(clause.text, "", told, parts[0].text, parts[0].group, "", source, parts[0].before, has_figure=False, under="", rules=True)
    assert any(f"“{fault}”" in one for one in found), found


def test_what_is_no_order_turns_no_roles() -> None:
    assert misplaced("Tuyến 5 ùn tắc giao thông vào giờ cao điểm.", "Giao thông tuyến 5 ùn tắc vào giờ cao điểm.") == []
    assert any("trừ" in one or "nếu" in one.lower() for one in misplaced("Hồ sơ được trả kết quả trong 3 ngày.", "Nếu nộp đủ giấy tờ thì hồ sơ được trả kết quả trong 3 ngày."))
    assert any("trừ" in one for one in misplaced("Sở chỉ đạo cấp phép 2.500 hộ kinh doanh.", "Sở chỉ đạo cấp phép 2.500 hộ kinh doanh, trừ hộ còn nợ thuế."))


def test_a_long_line_is_soon_looked_through() -> None:
    line = "Giao Sở A đề nghị Sở B báo cáo, nếu được thì sau khi xong trước khi nộp, do Sở C trình " * 120
    began = time.perf_counter()
    misplaced(line, line)
    assert time.perf_counter() - began < 10


def test_a_steering_committee_orders_nothing() -> None:
    assert misplaced("Các xã cũ không có ban chỉ đạo của mình.", "Các xã không lập ban chỉ đạo riêng.") == []
