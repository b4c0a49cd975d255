"""Spans by rule: the items of a list, and persons; and a follow-up made whole."""

import time

import pytest

from bot import enumerations
from bot.members import counted_alone, members, name_alone
from bot.question import made_whole
from bot.spans import people
from eval.training import written


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


@pytest.mark.parametrize(
    ("follow_up", "whole"),
    [
        ("Còn năm 2024?", "Thu ngân sách năm 2024 đạt bao nhiêu?"),
        ("the 2024 thi sao", "Thu ngân sách năm 2024 đạt bao nhiêu?"),
        ("Còn chi ngân sách năm 2024?", "Thu ngân sách năm 2023 đạt bao nhiêu? Còn chi ngân sách năm 2024?"),
        ("Năm 2024 ai ký?", "Thu ngân sách năm 2023 đạt bao nhiêu? Năm 2024 ai ký?"),
    ],
)
def test_only_another_year_is_asked_of_the_question_before(follow_up: str, whole: str) -> None:
    assert made_whole("Thu ngân sách năm 2023 đạt bao nhiêu?", "400 tỷ đồng", follow_up) == whole
    several = "Từ năm 2022 đến năm 2023 thu bao nhiêu?"
    assert made_whole(several, "400 tỷ đồng", follow_up) == f"{several} {follow_up}"


@pytest.mark.parametrize(
    ("text", "span", "items"),
    [
        ("xuất sang Nhật Bản 2.500 tấn, Hàn Quốc 1.200 tấn, Đài Loan 900 tấn", "Nhật Bản 2.500 tấn, Hàn Quốc 1.200 tấn, Đài Loan", ["Nhật Bản", "Hàn Quốc", "Đài Loan"]),
        ("đường vành đai 2 và đường ven biển", None, ["đường vành đai 2", "đường ven biển"]),
        ("Khoa Nhi (8 người), Khoa Mắt (khám ngoài giờ) và Khoa Dược (3 người)", "Khoa Nhi (8 người), Khoa Mắt (khám ngoài giờ) và Khoa Dược", ["Khoa Nhi", "Khoa Mắt", "Khoa Dược"]),
        ("Nông thôn mới (NTM), Ủy ban nhân dân (UBND)", None, ["Nông thôn mới (NTM)", "Ủy ban nhân dân (UBND)"]),
        ("không xây tượng đài, không bắn pháo hoa", "xây tượng đài, không bắn pháo hoa", ["xây tượng đài", "bắn pháo hoa"]),
        ("không xây tượng đài, không bắn pháo hoa", None, ["không xây tượng đài", "không bắn pháo hoa"]),
        ("có 11 trường hợp không phép, 14 trường hợp sai phép", "không phép, 14 trường hợp sai phép", ["không phép", "sai phép"]),
        ("thành thị 98%, nông thôn 85%", "98%, nông thôn 85%", ["98%", "85%"]),
        ("gồm bà Trần Thị Hoa, ông Lê Văn Bình và ông Vũ Văn Cường", "Trần Thị Hoa, ông Lê Văn Bình và ông Vũ Văn Cường", ["Trần Thị Hoa", "Lê Văn Bình", "Vũ Văn Cường"]),
        ('các tội "Tổ chức đánh bạc" và "Đánh bạc"', 'Tổ chức đánh bạc" và "Đánh bạc', ["Tổ chức đánh bạc", "Đánh bạc"]),
        ("a) Thường trú tại xã, phường;\nb) Mồ côi; \nc) Thuộc hộ nghèo, cận nghèo", None, ["Thường trú tại xã, phường", "Mồ côi", "Thuộc hộ nghèo, cận nghèo"]),
        ("Quốc lộ 1, quốc lộ 5, quốc lộ ven biển", None, ["Quốc lộ 1", "quốc lộ 5", "quốc lộ ven biển"]),
        ("15 triệu đồng và 01 máy tính", None, ["15 triệu đồng", "01 máy tính"]),
        ("Nguyễn Văn An, Trường THPT Lê Quý Đôn", None, ["Nguyễn Văn An", "Trường THPT Lê Quý Đôn"]),
        ("không dùng rượu, không gian công cộng", "dùng rượu, không gian công cộng", ["dùng rượu", "không gian công cộng"]),
        ("xây 3 trường học, 12 km đường", "trường học, 12 km đường", ["trường học", "12 km đường"]),
        ("theo điểm a) khoản 1, điểm b) khoản 2", None, ["theo điểm a) khoản 1", "điểm b) khoản 2"]),
        ("thứ hai, thứ ba, thứ tư hằng tuần", None, ["thứ hai", "thứ ba", "thứ tư hằng tuần"]),
        ("“A và B”, “C”", None, ["A và B", "C"]),
        ("… (cũ), B", None, ["cũ", "B"]),
        (",", None, []),
        ("a", None, ["a"]),
        ("(i) cắm mốc; (ii) lập quy chế; (iii) công bố", None, ["cắm mốc", "lập quy chế", "công bố"]),
    ],
)
def test_the_ends_of_a_list_tell_what_its_members_are(text: str, span: str | None, items: list[str]) -> None:
    start = text.index(span) if span else 0
    assert [text[begin:end] for begin, end in members(text, (start, start + len(span or text)))] == items


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Lý Thị Mai, 17 tuổi, học sinh; nhiều tuổi nhất là anh Vũ Văn Đức", "Lý Thị Mai"),
        ("đồng chí Trần Văn Bảy (Bí thư Huyện ủy)", "đồng chí Trần Văn Bảy"),
        ("Trần Văn Bảy, ông Lê Văn Tám", "Trần Văn Bảy, ông Lê Văn Tám"),
        ("Đoàn Thanh niên, Hội Phụ nữ", "Đoàn Thanh niên, Hội Phụ nữ"),
        ("Chủ tịch huyện Trần Văn Bảy, quê ở xã An Bình", "Chủ tịch huyện Trần Văn Bảy, quê ở xã An Bình"),
        ("Trần Văn Bảy", "Trần Văn Bảy"),
        ("ông Trần Văn Bảy, Chủ tịch; ông Lê Văn Tám, Phó Chủ tịch", "ông Trần Văn Bảy, Chủ tịch; ông Lê Văn Tám, Phó Chủ tịch"),
    ],
)
def test_who_is_answered_with_a_name_and_not_what_is_said_of_the_person(text: str, name: str) -> None:
    assert text[slice(*name_alone(text, (0, len(text))))] == name


def test_members_of_lists_are_those_that_their_writers_gave() -> None:
    """Of the held-out passages, which no rule was written for."""
    plain, told, count = 0, 0, 0
    for one in written.passages(held_out=True):
        for _, spans in one.questions:
            if len(spans) > 1 and (end := max(end for _, end in spans)) - (start := min(start for start, _ in spans)) < 800:
                count += 1
                plain += enumerations.items(one.text, (start, end)) == sorted(spans)
                told += members(one.text, (start, end)) == sorted(spans)
    assert count > 100 and told >= plain and told / count > 0.8, (plain, told, count)


@pytest.mark.alone
@pytest.mark.parametrize("text", ["." * 20000, " " * 20000, "\n " * 10000, "; " * 10000, "a) " * 7000])
def test_no_text_takes_long(text: str) -> None:
    begin = time.perf_counter()
    members(text, (0, len(text)))
    assert time.perf_counter() - begin < 2


@pytest.mark.parametrize(
    ("noun", "given"),
    [
        ("đảng viên", "187 đảng viên"),
        ("chi bộ", "41 chi bộ"),
        ("", "41 chi bộ và 187 đảng viên"),  # both may be meant
        ("tổ chức", "41 chi bộ và 187 đảng viên"),
    ],
)
def test_of_two_counts_the_one_asked_for(noun: str, given: str) -> None:
    text = "Kiểm tra 41 chi bộ và 187 đảng viên có dấu hiệu vi phạm."
    start, end = text.index("41"), text.index(" có dấu")
    assert text[slice(*counted_alone(text, (start, end), noun))] == given
