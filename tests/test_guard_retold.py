"""Retellings that say the same in other words, each beside one that does not, on a notice of another office."""

from pathlib import Path

import pytest

from bot.extractor import load_extractor
from bot.guard.check import Guard
from bot.guard.listed import members, told_together
from bot.matching import Matcher

from .documents import indexed

NOTICE = """---
tiêu đề: Thông báo kết luận hội nghị giao ban tháng 3 năm 2026
số hiệu: 31/TB-UBND
loại văn bản: Thông báo
cơ quan ban hành: Ủy ban nhân dân huyện Trà Bông Sen
---

# Thông báo kết luận hội nghị giao ban tháng 3 năm 2026

Hội nghị ngày 12/3/2026 đã cho ý kiến về 4 nội dung: Đề án sắp xếp chợ truyền thống; Kế hoạch phòng, chống hạn mặn năm 2026; Báo cáo thu chi quỹ an sinh năm 2025 của Phòng Nội vụ; Dự thảo Quy chế văn hóa công sở.

## 1. Kết quả

Chủ tịch huyện nhận định, năm 2025, với sự đồng lòng của bà con, sản lượng tôm đã tăng khá và tương đối ổn định. Hoạt động khuyến nông đạt nhiều kết quả tích cực. Thị trấn có 2 cụm dân cư: Cụm Bắc kênh (ấp Vàm - ấp Rạch), Cụm Nam kênh (ấp Giồng - ấp Cồn). Số giống thả giảm 12 tấn so với năm 2024.

## 2. Nhiệm vụ

Huyện tiếp tục thực hiện chủ đề “Ấm no, nghĩa tình” trong năm 2026. Vốn nạo vét kênh phải được giao ngay từ đầu năm cho các xã, tránh tình trạng lấy nước dồn vào cuối vụ làm chậm xuống giống, giảm năng suất lúa.

Giao Phòng Kinh tế chỉ đạo Trạm Thủy lợi, Trung tâm Khuyến nông đo độ mặn hằng ngày. Tỷ lệ hộ dùng nước sạch cần đạt mức bình quân chung của tỉnh. Huyện đề nghị cả hệ thống chính trị tham gia chống hạn mặn; xem xét trách nhiệm các xã để kênh cạn.

Đề nghị rà soát, đưa ra ngoài danh mục các cống không có khả năng vận hành.
"""


@pytest.fixture(scope="module")
def noticed(encoder, tmp_path_factory: pytest.TempPathFactory):  # noqa: ANN001, ANN201
    """The guard over the notice, and all of its passages."""
    index = indexed(Path(tmp_path_factory.mktemp("notice")), encoder, NOTICE)
    return Guard(index, Matcher(index), load_extractor()), list(index.passages)


@pytest.mark.parametrize(
    ("true", "false"),
    [
        pytest.param("Hội nghị đã cho ý kiến về đề án sắp xếp chợ truyền thống và kế hoạch phòng, chống hạn mặn năm 2026.", "Hội nghị đã cho ý kiến về đề án sắp xếp văn hóa công sở và kế hoạch thu chi quỹ an sinh.", id="members of a list"),
        pytest.param("Chủ tịch huyện nhận định rằng năm 2025, sản lượng tôm tăng khá và tương đối ổn định.", "Chủ tịch huyện nhận định rằng năm 2024, sản lượng tôm tăng khá và tương đối ổn định.", id="who says it is of no year"),
        pytest.param("Với sự đồng lòng của bà con, sản lượng tôm năm 2025 đã tăng khá, tương đối ổn định.", "Chính sản lượng tôm tăng khá năm 2025 đã tạo ra sự đồng lòng của bà con.", id="means and end"),
        pytest.param("Hoạt động khuyến nông có nhiều kết quả tốt.", "Hoạt động khuyến nông có nhiều kết quả ban đầu.", id="a word as good"),
        pytest.param("Cụm Bắc kênh gồm ấp Vàm và ấp Rạch, còn Cụm Nam kênh gồm ấp Giồng và ấp Cồn.", "Cụm Bắc kênh gồm ấp Giồng và ấp Cồn, còn Cụm Nam kênh gồm ấp Vàm và ấp Rạch.", id="brackets"),
        pytest.param("Số giống thả ít hơn 12 tấn so với năm 2024.", "Số giống thả nhiều hơn 12 tấn so với năm 2024.", id="a difference told as one"),
        pytest.param("Trong năm 2026, huyện tiếp tục thực hiện chủ đề “Ấm no, nghĩa tình”.", "Trong năm 2026, huyện lần đầu thực hiện chủ đề mới thay cho chủ đề “Ấm no, nghĩa tình”.", id="new for continued"),
        pytest.param("Vốn nạo vét kênh phải được giao cho các xã ngay từ đầu năm.", "Vốn nạo vét kênh phải được giao cho các xã vào giữa năm.", id="part of a year"),
        pytest.param("Cần tránh lấy nước dồn vào cuối vụ, vì như vậy sẽ làm chậm xuống giống và giảm năng suất lúa.", "Việc chậm xuống giống là nguyên nhân khiến lấy nước bị dồn vào cuối vụ.", id="cause and effect"),
        pytest.param("Trạm Thủy lợi và Trung tâm Khuyến nông được giao đo độ mặn hằng ngày, dưới sự chỉ đạo của Phòng Kinh tế.", "Trung tâm Khuyến nông giao Phòng Kinh tế đo độ mặn hằng ngày.", id="who gives orders"),
        pytest.param("Tỷ lệ hộ dùng nước sạch cần được nâng lên, đạt mức bình quân chung của tỉnh.", "Tỷ lệ hộ dùng nước sạch cần được nâng lên, cao hơn mức bình quân chung của tỉnh.", id="above for at"),
        pytest.param("Huyện đề nghị toàn bộ hệ thống chính trị tham gia chống hạn mặn.", "Huyện đề nghị toàn bộ các xã tham gia chống hạn mặn.", id="the whole"),
        pytest.param("Các xã để kênh cạn có thể bị xem xét trách nhiệm.", "Huyện có thể đề nghị cả hệ thống chính trị tham gia chống hạn mặn.", id="what may come"),
        pytest.param("Các cống không có khả năng vận hành được đề nghị rà soát và đưa ra ngoài danh mục.", "Các cống không có khả năng vận hành được đề nghị rà soát và không đưa ra ngoài danh mục.", id="denials"),
        pytest.param("Về kết quả, sản lượng tôm năm 2025 đã tăng khá và tương đối ổn định.", "Về nuôi cá lồng, sản lượng tôm năm 2025 đã tăng khá và tương đối ổn định.", id="labels"),
    ],
)
def test_the_same_is_kept_and_another_thing_is_not(noticed, true: str, false: str) -> None:  # noqa: ANN001
    guard, cited = noticed
    assert guard.check(true, cited).holds, guard.check(true, cited).faults
    assert not guard.check(false, cited).holds


def test_what_acts_is_no_member() -> None:
    assert members("Hội nghị cho ý kiến về 2 nội dung: Đề án chợ; Kế hoạch chống hạn.") == ["Đề án chợ", "Kế hoạch chống hạn"]
    assert members("Hội Phụ nữ vận động người dân phân loại rác; Đoàn Thanh niên thu gom vỏ chai.") == []
    named = ["Đề án sắp xếp chợ truyền thống", "Kế hoạch chống hạn mặn"]
    assert told_together("cho ý kiến về đề án sắp xếp chợ và kế hoạch chống hạn mặn", named)
    assert not told_together("cho ý kiến về đề án sắp xếp chợ truyền thống", named)
    assert not told_together("cho ý kiến về đề án chống hạn mặn và kế hoạch sắp xếp chợ", named)
