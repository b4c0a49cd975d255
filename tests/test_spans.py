"""Spans by rule: the items of a list, and persons; and a follow-up made whole."""

import pytest

from bot import enumerations
from bot.question import made_whole
from bot.spans import people


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("(1) rà soát quy hoạch, đất đai; (2) lập danh mục; (3) công khai", ["rà soát quy hoạch, đất đai", "lập danh mục", "công khai"]),
        ("a, b và c; d, e", ["a, b và c", "d, e"]),
        ("một là, nâng cao nhận thức; hai là, tăng cường kiểm tra", ["nâng cao nhận thức", "tăng cường kiểm tra"]),
        ("khiển trách, cảnh cáo hoặc cách chức", ["khiển trách", "cảnh cáo", "cách chức"]),
        ("Sở Tài nguyên và Môi trường, Sở Giáo dục và Đào tạo và Sở Y tế", ["Sở Tài nguyên và Môi trường", "Sở Giáo dục và Đào tạo", "Sở Y tế"]),
        ("cán bộ (cả công chức, viên chức) và nhân dân", ["cán bộ (cả công chức, viên chức)", "nhân dân"]),
    ],
)
def test_a_list_is_parted_where_its_items_are(text: str, items: list[str]) -> None:
    assert [text[start:end] for start, end in enumerations.items(text, (0, len(text)))] == items


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Ông Nguyễn Văn An, Bí thư Thành ủy", ["Nguyễn Văn An"]),
        ("bà Âu Thị Mai và ông Cù Văn Tiến", ["Âu Thị Mai", "Cù Văn Tiến"]),
        ("Ông Ích Khiêm", ["Ông Ích Khiêm"]),
        ("Chị Thị Nở, Xã Văn Bình, đường Trần Hưng Đạo", []),
        ("Chủ tịch UBND xã Nguyễn Văn Bình", ["Nguyễn Văn Bình"]),
    ],
)
def test_persons_are_known_by_family_names_and_by_van_and_thi(text: str, names: list[str]) -> None:
    assert [text[start:end] for start, end in people(text)] == names


def test_a_follow_up_is_made_whole_with_the_person_named_or_else_the_question_before() -> None:
    asked = "Ai chủ trì hội nghị?"
    assert made_whole(asked, "Đồng chí Trần Thị Hoa", "Bà ấy giữ chức vụ gì?") == "Trần Thị Hoa: Bà ấy giữ chức vụ gì?"
    assert made_whole(asked, "Đồng chí Trần Thị Hoa", "Ở đâu?") == f"{asked} Ở đâu?"
    assert made_whole(asked, "Ban Thường vụ", "Bà ấy giữ chức vụ gì?") == f"{asked} Bà ấy giữ chức vụ gì?"
