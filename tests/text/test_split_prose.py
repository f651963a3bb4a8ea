"""Running prose: joints, links and speakers that part matters, and what is told that is no matter at all."""

from __future__ import annotations

import time

import pytest

from langnghe.text.split import parse, split

PEOPLE = "II. Ý KIẾN CỦA NHÂN DÂN\n"


def opinions(text: str, title: str = PEOPLE) -> list[str]:
    return [opinion.text for opinion in split(parse(title + text)).opinions]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (  # a word that adds
            "Bà Sửu nêu mái chợ dột hai mùa mưa chưa ai lợp lại, bên cạnh đó lối thoát hiểm bị quầy hàng bịt kín.",
            ["mái chợ dột hai mùa mưa chưa ai lợp lại", "lối thoát hiểm bị quầy hàng bịt kín"],
        ),
        (  # the same people go on to speak
            "Cử tri xóm Đáy cho biết mương tiêu tắc từ Tết không thoát được nước, và nói thêm rằng trạm bơm hay hỏng.",
            ["mương tiêu tắc từ Tết không thoát được nước", "trạm bơm hay hỏng"],
        ),
        (  # what follows from it
            "Cử tri thôn Hạ phản ánh đò ngang cũ nát, áo phao thiếu, nên xin xã cấm chở quá mười người.",
            ["đò ngang cũ nát, áo phao thiếu", "xin xã cấm chở quá mười người"],
        ),
        (  # another speaks behind a linking word
            "Ông Bảy nói tiền nước tăng gấp rưỡi mà không rõ cách tính, còn mấy chị bán rau thì phàn nàn chợ thu phí "
            "mà không quét dọn.",
            ["tiền nước tăng gấp rưỡi mà không rõ cách tính", "chợ thu phí mà không quét dọn"],
        ),
        (  # people of the south
            "Chú Sáu kể rằng bờ bao phía Tây thấp hơn đỉnh lũ, năm nào cũng vỡ, mà tui đề nghị hoài hổng thấy ai đắp.",
            ["bờ bao phía Tây thấp hơn đỉnh lũ, năm nào cũng vỡ", "tui đề nghị hoài hổng thấy ai đắp"],
        ),
        (  # two long states and "và"
            "Phụ huynh phản ánh dãy nhà vệ sinh của trường khóa trái từ đầu năm và bàn ghế lớp hai gãy chân chưa thay.",
            ["dãy nhà vệ sinh của trường khóa trái từ đầu năm", "bàn ghế lớp hai gãy chân chưa thay"],
        ),
        (  # who is to act
            "Anh Long: cầu ván qua kênh Mới gãy một nhịp, xe máy không qua được, nhờ xã bắc tạm tấm sắt để học trò đi qua lúc lũ về.",
            [
                "cầu ván qua kênh Mới gãy một nhịp, xe máy không qua được",
                "nhờ xã bắc tạm tấm sắt để học trò đi qua lúc lũ về",
            ],
        ),
        (  # a sentence that adds, though one person speaks
            "Chị Thơm: rác ba ngày mới lấy một lần. Còn loa kéo của quán bên thì hát đến khuya.",
            ["rác ba ngày mới lấy một lần", "Còn loa kéo của quán bên thì hát đến khuya"],
        ),
        (
            "Anh Tú: muỗi nhiều, xóm đã có ba người sốt. Do đó tổ kiến nghị trạm y tế phun thuốc ngay.",
            ["muỗi nhiều, xóm đã có ba người sốt", "kiến nghị trạm y tế phun thuốc ngay"],
        ),
        (  # a question behind a state
            "Công dân Đợi nêu: nước máy chảy ra vàng đục, có cặn cả tuần nay, hỏi vì sao giá nước vẫn tăng lên mỗi tháng.",
            ["nước máy chảy ra vàng đục, có cặn cả tuần nay", "hỏi vì sao giá nước vẫn tăng lên mỗi tháng"],
        ),
        (  # a list of orders
            "Hội viên gửi một loạt yêu cầu: kiểm soát giá phân bón ngoài chợ, khoanh nợ cho hộ mất mùa, nâng cấp trạm "
            "bơm Cầu Gỗ và đổ bê tông đường ra đồng.",
            [
                "kiểm soát giá phân bón ngoài chợ",
                "khoanh nợ cho hộ mất mùa",
                "nâng cấp trạm bơm Cầu Gỗ",
                "đổ bê tông đường ra đồng",
            ],
        ),
        (
            "+ điện: yếu từ 18 giờ, cháy hai mô tơ / dân xin thêm một trạm",
            ["yếu từ 18 giờ, cháy hai mô tơ", "xin thêm một trạm"],
        ),
    ],
)
def test_prose_is_parted(text: str, parts: list[str]) -> None:
    assert [part.removeprefix("dân ") for part in opinions(text)] == parts


@pytest.mark.parametrize(
    "text",
    [
        "Ông Thỉnh: sổ đỏ nộp từ năm ngoái chưa thấy, hỏi xã thì xã bảo chờ tỉnh, hỏi tỉnh thì bảo về xã.",
        "Bà Lụa: quán bia và biển quảng cáo che hết tầm nhìn ở ngã ba, xe hay đâm nhau.",
        "Cử tri đề nghị xã lập đường dây nóng cho khách tắm biển và xử lý nghiêm người chèo kéo khách qua đường.",
        "Cử tri không đồng ý phương án bồi thường của dự án, cho rằng đất của họ là đất ở có trước năm 1980.",
        "Cử tri phản ánh máy bơm của tổ 7 và 8 hỏng đã ba tháng chưa được thay, dân phải tát nước bằng tay.",
    ],
)
def test_prose_is_kept_whole(text: str) -> None:
    assert len(opinions(text)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "Không khí buổi họp sôi nổi, kéo dài quá trưa mà chưa ai muốn về.",
        "Tuy vậy, qua các buổi họp, nhân dân còn nhiều tâm tư.",
        "Nhìn chung bà con phấn khởi, mong cán bộ năng xuống với dân.",
        "Công ty hứa làm việc lại với các hộ trong tuần sau.",
        "Tổng số đơn nhận: 14; trong đó khiếu nại 9, tố cáo 2, còn lại là phản ánh.",
        "Chi bộ đã vận động ủng hộ đồng bào vùng lũ 12 triệu đồng.",
    ],
)
def test_what_is_told_around_matters_is_none(text: str) -> None:
    asked = "Bà Sửu nêu kênh N2 bồi lấp đã hai năm.\n"
    assert opinions(asked + text) == ["kênh N2 bồi lấp đã hai năm"]


def test_praise_that_names_nothing_is_a_mood_where_the_situation_is_told() -> None:
    assert not opinions("Nhân dân trong phường tin tưởng chính quyền mới sẽ gần dân hơn.", "1. Tình hình chung\n")


def test_people_are_heard_under_a_title_of_results() -> None:
    told = "Hội đã tổ chức 6 buổi sinh hoạt. Qua đó, phụ huynh phản ánh cá nhập cho bếp trường bị ươn."
    assert opinions(told, "I. KẾT QUẢ CÔNG TÁC\n1. Công tác tuyên truyền\n") == ["cá nhập cho bếp trường bị ươn"]


def test_a_letter_ends_before_its_formula() -> None:
    told = "Tôi xin trình bày: máy lọc nước mua ở chợ dùng một tuần thì hỏng. Gọi số bảo hành không ai nghe."
    found = opinions(f"{told} Tôi cam đoan những điều trên là đúng.")
    assert found == [told.removeprefix("Tôi xin trình bày: ").removesuffix(".")]


def test_a_long_paragraph_takes_time_in_proportion() -> None:
    sentence = "Bà con xóm Soi phản ánh kênh bị lấp, nước không về; ông Tám hỏi bao giờ có điện? "

    def seconds(count: int) -> float:
        blocks = parse(PEOPLE + sentence * count)
        started = time.process_time()
        split(blocks)
        return time.process_time() - started

    seconds(10)
    assert min(seconds(800) for _ in range(3)) < 8 * min(seconds(200) for _ in range(3))


def test_a_paragraph_may_begin_with_a_semicolon() -> None:
    told = ";mương N2 bồi lấp đã hai năm, ruộng khô nứt; trạm bơm cạnh đó hỏng từ trước Tết"
    assert opinions(told)[0].startswith("mương N2 bồi lấp")
