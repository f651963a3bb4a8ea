"""Where one matter ends and the next begins, and whose words a sentence holds: one case a rule."""

from __future__ import annotations

import pytest

from langnghe.text.split import parse, split

PEOPLE = "II. Ý KIẾN CỦA NHÂN DÂN\n"


def opinions(text: str) -> list[str]:
    return [opinion.text for opinion in split(parse(PEOPLE + text)).opinions]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (  # a list of named troubles
            "Cử tri lo lắng trước tình trạng bỏ ruộng hoang vì chuột phá và nạn lừa đảo qua mạng làm nhiều cụ mất tiền.",
            ["lo lắng trước tình trạng bỏ ruộng hoang vì chuột phá", "nạn lừa đảo qua mạng làm nhiều cụ mất tiền"],
        ),
        (  # a sentence of its own behind "và"
            "Công nhân bức xúc vì xưởng bụi mù mịt suốt cả ca làm việc và công ty trừ tiền ai đi vệ sinh quá lâu.",
            ["bức xúc vì xưởng bụi mù mịt suốt cả ca làm việc", "công ty trừ tiền ai đi vệ sinh quá lâu"],
        ),
        (  # a second act of the same people
            "Cử tri thôn Hạ phản ánh khu đất đấu giá hai năm chưa có đường và đề nghị xã trả lãi chậm bàn giao.",
            ["khu đất đấu giá hai năm chưa có đường", "đề nghị xã trả lãi chậm bàn giao"],
        ),
        (
            "Cử tri thôn Hạ hỏi đường trục thôn bao giờ sửa xong, đồng thời hỏi vắc xin dại miễn phí còn hay hết.",
            ["đường trục thôn bao giờ sửa xong", "đồng thời hỏi vắc xin dại miễn phí còn hay hết"],
        ),
        (  # things of different areas
            "Cử tri thôn Hạ đề nghị lắp đèn đường ở cổng làng, nạo vét kênh tiêu sau trường.",
            ["đề nghị lắp đèn đường ở cổng làng", "nạo vét kênh tiêu sau trường"],
        ),
        (  # numbers inside a paragraph, though one person speaks
            "Ông [TÊN]: Tôi có hai ý kiến. Một là, cống làm xong bỏ đó chưa lấp. Hai là, hỏi tiền đền bù khi nào trả.",
            ["cống làm xong bỏ đó chưa lấp", "hỏi tiền đền bù khi nào trả"],
        ),
        (
            "Thôn Hạ: nước máy đục từ tháng 3; trạm y tế hết thuốc huyết áp.",
            ["nước máy đục từ tháng 3", "trạm y tế hết thuốc huyết áp"],
        ),
    ],
)
def test_two_matters(text: str, parts: list[str]) -> None:
    assert opinions(text) == parts


@pytest.mark.parametrize(
    "text",
    [
        "Bản Cuổi: bể nước cạn khô và đường ống vỡ, phải gùi nước.",
        "Thôn Hạ: đề nghị rào hồ Đá Bàn và trang bị phao cứu sinh.",
        "Ông [TÊN]: mương sập từ tháng 8; nước không về ruộng.",
        "Bác [TÊN]: thư viện mạng không có, trẻ không đến. Tôi có 600 cuốn sách muốn tặng mà không ai nhận.",
    ],
)
def test_one_matter(text: str) -> None:
    assert len(opinions(text)) == 1


@pytest.mark.parametrize(
    "reply",
    [
        "Trạm trưởng Trạm Y tế: bác sĩ đang đi học, tháng 9 về sẽ làm.",
        "Công chức tài chính xã giải thích: mức thu theo nghị định của Chính phủ.",
        "Trưởng thôn trả lời: thôn đã nhắc trên loa ba lần.",
        "Sở Y tế cho biết đã lấy mẫu, chưa có kết quả.",
        "Công an phường đã lập chốt, chưa bắt được ai.",
    ],
)
def test_minor_officials_answer(reply: str) -> None:
    asked = "Bà [TÊN]: trạm y tế có máy siêu âm mà không có người làm."
    assert opinions(f"{asked}\n{reply}") == ["trạm y tế có máy siêu âm mà không có người làm"]


def test_an_office_that_failed_is_a_matter() -> None:
    assert len(opinions("- Công an xã đã lập biên bản nhưng vẫn chưa xử lý chủ quán karaoke.")) == 1


def test_people_who_speak_against_what_an_office_said_have_a_matter() -> None:
    told = "Sở Y tế cho biết đã đủ thuốc nhưng dân vẫn phải mua ngoài"
    assert opinions(f"Thôn Hạ: nước máy đục từ tháng 3.\n{told}.")[1:] == [told]
    assert len(opinions("Thôn Hạ: nước máy đục từ tháng 3.\nSở Y tế cho biết đã lấy mẫu nhưng chưa có kết quả.")) == 1


@pytest.mark.parametrize("office", [", Chủ tịch UBND xã", " ủy viên Ban Thường vụ"])
def test_who_presides_answers(office: str) -> None:
    minutes = f"BIÊN BẢN\nChủ trì: ông Đoàn Hữu Lực{office}.\nI. Ý KIẾN CỦA NHÂN DÂN\n"
    spoken = "1. Bà [TÊN]: mương vỡ từ tháng 3 chưa ai sửa.\nÔng Đoàn Hữu Lực: sẽ cử cán bộ xuống kiểm tra ngay.\n"
    result = split(parse(minutes + spoken)).opinions
    assert [(row.text, row.answer) for row in result] == [
        ("mương vỡ từ tháng 3 chưa ai sửa", "sẽ cử cán bộ xuống kiểm tra ngay")
    ]


@pytest.mark.parametrize(
    "present",
    [
        "ông Mạc Văn Kính - Chủ tịch HĐND xã; đại diện nhân dân: bà Trần Thị Lụa, ông Hà Văn Sơn",
        "ông Mạc Văn Kính - Chủ tịch HĐND xã, bà Trần Thị Lụa (cử tri thôn Hạ), ông Hà Văn Sơn, người dân thôn Hạ",
    ],
)
def test_who_came_as_one_of_the_people_has_a_matter(present: str) -> None:
    minutes = f"BIÊN BẢN\nThành phần: {present}.\nI. Ý KIẾN CỦA NHÂN DÂN\n"
    spoken = "1. Bà Trần Thị Lụa: mương vỡ từ tháng 3 chưa ai sửa.\n2. Ông Hà Văn Sơn: đèn đường hỏng không ai thay.\n"
    found = [row.text for row in split(parse(f"{minutes}{spoken}Ông Mạc Văn Kính: sẽ cử cán bộ xuống ngay.")).opinions]
    assert found[-2:] == ["mương vỡ từ tháng 3 chưa ai sửa", "đèn đường hỏng không ai thay"]


def test_somebody_whose_name_begins_like_that_of_who_presides_has_a_matter() -> None:
    minutes = "BIÊN BẢN\nChủ trì: ông Lê Văn An, Chủ tịch UBND xã.\nI. Ý KIẾN CỦA NHÂN DÂN\n"
    spoken = "1. Bà [TÊN]: mương vỡ từ tháng 3 chưa ai sửa.\n2. Ông Lê Văn Anh: đèn đường hỏng không ai thay.\n"
    assert [row.text for row in split(parse(minutes + spoken)).opinions] == [
        "mương vỡ từ tháng 3 chưa ai sửa",
        "đèn đường hỏng không ai thay",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Sang nhà chị [TÊN], chồng chị đi biển dài ngày. Chị kể: trường cách 19 km, con định nghỉ học.",
        "Ông [TÊN] nói: “trường cách 19 km, con định nghỉ học.” Trước khi về, đoàn tặng 60 túi quà.",
        "Về công tác Hội: kết nạp 74 hội viên mới; tặng áo ấm cho 40 cụ.\nBà [TÊN]: trường cách 19 km, con định nghỉ học.",
        "Tổng hợp thành 42 kiến nghị, trong đó của tỉnh 21, của xã 9.\nBà [TÊN]: trường cách 19 km, con định nghỉ học.",
        "Câu hỏi 1: Ông/bà chưa hài lòng điều gì?\n1. Trường cách 19 km, con định nghỉ học.",
        "Câu hỏi 1: Anh (chị) chưa hài lòng điều gì?\n1. Trường cách 19 km, con định nghỉ học.",
    ],
)
def test_scenes_work_and_counts_are_left_out(text: str) -> None:
    assert [row.lower() for row in opinions(text)] == ["trường cách 19 km, con định nghỉ học"]


@pytest.mark.parametrize(
    "text",
    [
        "- Quý vị đại biểu hứa từ năm ngoái sao đến nay chưa làm đường thôn Hạ?",
        "- Anh/chị em công nhân hỏi bao giờ công ty trả lương tháng 9?",
    ],
)
def test_a_question_to_delegates_or_of_workers_is_a_matter(text: str) -> None:
    assert len(opinions(text)) == 1


def test_a_table_of_wishes_is_people_s_own() -> None:
    table = (
        "PHỤ LỤC KIẾN NGHỊ\nTT\tKhu\tKiến nghị, phản ánh\tKết quả\n1\tKhu 1\tÂu thuyền bồi lắng, tàu không vào được\t"
    )
    assert [row.text for row in split(parse(table)).opinions] == ["Âu thuyền bồi lắng, tàu không vào được"]


def test_people_speak_under_a_title_that_closes() -> None:
    report = "I. Ý KIẾN PHẢN ÁNH\n1. THÁI ĐỘ, QUY TRÌNH\n1.1. Chị [TÊN] cho biết nộp viện phí phải xếp hàng ba lần."
    assert [row.text for row in split(parse(report)).opinions] == ["nộp viện phí phải xếp hàng ba lần"]
