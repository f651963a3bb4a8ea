"""Statements with personal data planted in them, and where; everything invented by us. Deterministic by seed.

Phones use prefixes out of service, ID cards unissued province codes, e-mail the reserved ``.example``.
"""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

FAMILY = [
    "Nguyễn",
    "Trần",
    "Lê",
    "Phạm",
    "Hoàng",
    "Huỳnh",
    "Phan",
    "Vũ",
    "Võ",
    "Đặng",
    "Bùi",
    "Đỗ",
    "Hồ",
    "Ngô",
    "Dương",
    "Lý",
    "Lò",
    "Quàng",
    "Cà",
    "Vàng",
    "Giàng",
    "Thào",
    "Sùng",
    "Nông",
    "Bế",
    "Ma",
    "Hà",
    "Đinh",
    "Trịnh",
    "Lường",
    "Tòng",
    "Hứa",
    "Sầm",
    "Thạch",
    "Kim",
    "Chu",
    "Tạ",
    "Đàm",
    "Khúc",
    "Lục",
    "Vi",
    "Mông",
    "Triệu",
    "Bàn",
    "Cao",
    "Mai",
    "Lưu",
]
MIDDLE = [
    "Văn",
    "Thị",
    "Đình",
    "Đức",
    "Hữu",
    "Xuân",
    "Minh",
    "Ngọc",
    "Thanh",
    "Quang",
    "Công",
    "Quốc",
    "Thu",
    "Kim",
    "Bá",
    "Thị",
    "Văn",
    "Thị",
    "Văn",
]
GIVEN = [
    "An",
    "Bình",
    "Chung",
    "Dũng",
    "Đạt",
    "Giang",
    "Hạnh",
    "Hiền",
    "Hòa",
    "Hùng",
    "Hương",
    "Khánh",
    "Lan",
    "Liên",
    "Linh",
    "Loan",
    "Long",
    "Mai",
    "Nam",
    "Nga",
    "Nghĩa",
    "Ngọc",
    "Nhung",
    "Oanh",
    "Phúc",
    "Phương",
    "Quang",
    "Quyên",
    "Sơn",
    "Tâm",
    "Thảo",
    "Thắng",
    "Thủy",
    "Tiến",
    "Trang",
    "Tuấn",
    "Tùng",
    "Vân",
    "Vinh",
    "Yến",
    "Pọm",
    "Ín",
    "Páo",
    "Sính",
    "Xôm",
    "Dặm",
    "Ỏm",
    "Chía",
    "Khoát",
    "Hoạch",
    "Sửu",
    "Thìn",
    "Nhạn",
    "Lượt",
    "Điệp",
    "Kháng",
    "Toản",
    "Gấm",
]
WHOLE = [
    "Vàng A Chở", "Giàng Seo Páo", "Sùng A Dế", "Thào Thị Mỷ", "Y Mlô", "H'Hen Niê", "Rơ Châm Pui", "Siu Blơ",
    "Ksor Hùng", "Thạch Sơn", "Kim Thị Sóc", "Điểu Khôn", "Lầu Bá Xìa", "Hờ A Lử", "Vừ Thị Mái", "Lý Lò Mẩy",
    "Chảo Láo Tả", "Tẩn Mí Páo", "Hồ Văn Ngải", "Đinh Thị Mốc",
]  # fmt: skip
TITLES = ["ông", "bà", "anh", "chị", "cô", "chú", "bác", "cụ"]
SOUTHERN = ["Mười Thanh", "Tư Lộc", "Sáu Lành", "Hai Thắm", "Út Nhàn", "Bảy Phước", "Ba Tâm", "Năm Sơn"]
ROADS = ["Trần Phú", "Lê Lợi", "Hoàng Diệu", "Nguyễn Trãi", "Ngô Quyền", "Phan Đình Phùng", "Lê Lai", "Quang Trung"]
PLACES = ["xã Nậm Lùng", "phường Bến Đá", "thôn Đồng Mít", "bản Nà Lốc", "xã Hòa Bắc", "khối 4", "ấp Bình Hòa"]
MATTERS = [
    "đường vào bản lầy lội suốt mùa mưa, xe máy không đi được",
    "rác để ở đầu chợ ba ngày chưa ai dọn, mùi hôi bốc khắp nơi",
    "cột điện trước cổng trường nghiêng sắp đổ, đã báo điện lực 2 lần",
    "nước sinh hoạt đục từ ngày 12/8, 40 hộ phải mua nước bình",
    "hồ sơ cấp giấy chứng nhận nộp từ tháng 3/2026 đến nay chưa trả kết quả",
    "trạm y tế thiếu thuốc, người có thẻ bảo hiểm phải mua ngoài hết 350.000 đồng",
    "trâu bò thả rông phá 2,5 ha lúa sắp gặt của bà con trong thôn",
    "cầu treo han gỉ, ván mục, học sinh đi học rất nguy hiểm",
    "loa phường phát lúc 5 giờ sáng, người già trẻ nhỏ không ngủ được",
    "mức hỗ trợ theo Quyết định số 62/2011/QĐ-TTg chưa được chi trả",
    "quán karaoke mở quá 23 giờ, đã phản ánh nhiều lần",
    "xe tải chở đá chạy 30 chuyến mỗi ngày làm nứt tường 12 nhà dân",
    "mua phân bón ở đại lý bón không tan, lúa vàng lá",
    "bị lừa chuyển tiền qua mạng, mong công an vào cuộc",
    "chế độ mai táng phí của gia đình chậm 7 tháng",
    "sân vận động xã xuống cấp, thanh niên không có chỗ chơi thể thao",
]
ASKS = [
    "Đề nghị UBND xã sớm kiểm tra, trả lời cho dân rõ",
    "Kính mong các cấp quan tâm giải quyết",
    "Đề nghị Sở Xây dựng bố trí vốn sửa chữa trong năm 2026",
    "Mong cơ quan chức năng xử lý dứt điểm",
    "Bà con rất bức xúc và mong được đối thoại",
    "Xin hỏi bao giờ thì xong và ai chịu trách nhiệm",
]
NEAR_MISSES = [
    "Báo cáo số 87/BC-UBND ngày 24/7/2026 đã nêu việc này",
    "đường Trần Nhật Duật cũng ngập như vậy",
    "Trường THCS Nguyễn Du có 412 học sinh",
    "đường dây nóng của điện lực là 1900 1234",
    "văn phòng UBND xã, điện thoại 0217 3 877 015, không ai nhấc máy",
    "mã hồ sơ H41.12-260801-0007 vẫn báo đang xử lý",
    "kinh phí 1.250.000.000 đồng đã được duyệt",
    "giấy chứng nhận số CĐ 123456 ghi sai diện tích",
    "quán Cô Ba và chợ Bà Lụa đều đông khách",
    "tổ dân phố 5 đã họp ngày 02/9/2026",
    "Công ty TNHH Minh Phát trúng thầu đoạn Km12+300",
    "theo Nghị định 123/2024/NĐ-CP thì dân không phải nộp",
]

Piece = tuple[str, str]  # kind ("" for plain text) and text
Maker = Callable[[random.Random], list[Piece]]


@dataclass(frozen=True)
class Planted:
    text: str
    spans: tuple[tuple[int, int, str], ...]


def bare(text: str) -> str:
    """The text as typed without marks."""
    apart = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def full_name(rng: random.Random) -> str:
    if rng.random() < 0.15:
        return rng.choice(WHOLE)
    more = [rng.choice(GIVEN[:38])] if rng.random() < 0.15 else []
    return " ".join([rng.choice(FAMILY), rng.choice(MIDDLE), *more, rng.choice(GIVEN)])


def digits(rng: random.Random, count: int) -> str:
    return "".join(rng.choice("0123456789") for _ in range(count))


def phone(rng: random.Random) -> str:
    number = "095" + digits(rng, 7)
    a, b, c = number[:4], number[4:7], number[7:]
    forms = [number, f"{a} {b} {c}", f"{a}.{b}.{c}", f"{a}-{b}-{c}", f"+84{number[1:]}", f"+84 {number[1:4]} {b} {c}"]
    forms += [f"({a}) {b} {c}", f"{number[:3]} {number[3:6]} {number[6:8]} {number[8:]}", f"{number[:4]} {number[4:]}"]
    forms.append("o" + number[1:])
    return rng.choice(forms)


def date(rng: random.Random) -> str:
    day, month, year = rng.randint(1, 28), rng.randint(1, 12), rng.randint(1935, 2012)
    forms = [f"{day:02}/{month:02}/{year}", f"{day}/{month}/{year}", f"{day:02}-{month:02}-{year}"]
    return rng.choice([*forms, f"{day} tháng {month} năm {year}", f"{day}.{month}.{year}"])


def _named(rng: random.Random) -> list[Piece]:
    title = rng.choice(TITLES)
    return rng.choice([
        [("", f"{title.capitalize()} "), ("NAME", full_name(rng)), ("", f", {rng.choice(PLACES)}, phản ánh: ")],
        [("", f"Hộ {title} "), ("NAME", full_name(rng)), ("", f" ở {rng.choice(PLACES)} cho biết ")],
        [("", f"Theo {title} "), ("NAME", rng.choice(GIVEN)), ("", " nói thì ")],
        [("", "Cử tri "), ("NAME", full_name(rng)), ("", f" ({rng.choice(PLACES)}) nêu: ")],
        [("", "Tôi tên là "), ("NAME", full_name(rng)), ("", f", ở {rng.choice(PLACES)}. ")],
        [("", "tôi tên "), ("NAME", full_name(rng).lower()), ("", ", xin hỏi ")],
        [("", "toi la "), ("NAME", bare(_usual(rng)).lower()), ("", ", xin phan anh ")],
        [("", "Chủ hộ: "), ("NAME", _usual(rng).upper()), ("", ". ")],
        [("", "Nhà "), ("NAME", rng.choice(SOUTHERN)), ("", " ở cuối chợ kể ")],
        [("", "Em "), ("NAME", _initials(rng)), ("", " kể lại: ")],
        [("", "Con trai tôi là "), ("NAME", full_name(rng)), ("", " cho hay ")],
    ])  # fmt: skip


def _usual(rng: random.Random) -> str:
    return " ".join([rng.choice(FAMILY[:16]), rng.choice(["Văn", "Thị"]), rng.choice(GIVEN[:38])])


def _initials(rng: random.Random) -> str:
    return ".".join(rng.sample("ABDHKLMNPTV", 3)) + "."


def _phoned(rng: random.Random) -> list[Piece]:
    lead = rng.choice([" ĐT ", " sđt ", " Điện thoại: ", " Liên hệ ", " gọi số ", " (", " SĐT: ", " zalo ", " "])
    return [("", lead.rstrip("(") if lead != " (" else " ("), ("PHONE", phone(rng)), ("", ")" if lead == " (" else ".")]


def _identified(rng: random.Random) -> list[Piece]:
    card = "007" + digits(rng, 9)
    return rng.choice([
        [("", " CCCD "), ("ID", card)],
        [("", " số CCCD: "), ("ID", f"{card[:3]} {card[3:6]} {card[6:9]} {card[9:]}")],
        [("", " CMND số "), ("ID", digits(rng, 9))],
        [("", " mã số BHXH "), ("ID", "00" + digits(rng, 8))],
        [("", " msbh: "), ("ID", digits(rng, 10))],
        [("", " thẻ BHYT "), ("ID", "GD401" + digits(rng, 10))],
        [("", " mã khách hàng "), ("ID", "PA1504" + digits(rng, 7))],
        [("", " hộ chiếu "), ("ID", "C" + digits(rng, 7))],
        [("", " số báo danh "), ("ID", "SH" + digits(rng, 6))],
        [("", " căn cước công dân của tôi là "), ("ID", card)],
    ])  # fmt: skip


def _paid(rng: random.Random) -> list[Piece]:
    number = rng.choice("123456789") + digits(rng, rng.choice([9, 11, 12, 13]))
    return rng.choice([
        [("", " chuyển vào số tài khoản "), ("ACCOUNT", number)],
        [("", " stk "), ("ACCOUNT", number), ("", " ngân hàng Agribank")],
        [("", " tài khoản Vietcombank "), ("ACCOUNT", f"{number[:4]} {number[4:8]} {number[8:]}")],
        [("", " TK: "), ("ACCOUNT", number)],
    ])  # fmt: skip


def _driven(rng: random.Random) -> list[Piece]:
    three, two, letter = digits(rng, 3), digits(rng, 2), rng.choice("ABCFHKLM")
    return rng.choice([
        [("", " xe tải "), ("PLATE", f"45{letter}-{three}.{two}")],
        [("", " xe máy biển số "), ("PLATE", f"46{letter}1-{three}.{two}")],
        [("", " biển kiểm soát "), ("PLATE", f"44{letter} {three}.{two}")],
        [("", " bks "), ("PLATE", f"45{letter.lower()}1 {three}{two}")],
        [("", " tàu cá "), ("PLATE", f"SH-9{two}{two}-TS")],
        [("", " biển số "), ("PLATE", f"42-{letter}2 {three}{two[:1]}")],
    ])  # fmt: skip


def _written(rng: random.Random) -> list[Piece]:
    name = bare(rng.choice(GIVEN)).lower()
    return [("", rng.choice([" email ", " thư gửi về ", " mail: "])), ("EMAIL", f"{name}.{digits(rng, 2)}@thu.example")]


def _lived(rng: random.Random) -> list[Piece]:
    n, m, k = rng.randint(1, 300), rng.randint(1, 60), rng.randint(1, 20)
    road = rng.choice(ROADS)
    return rng.choice([
        [("", " nhà tôi ở "), ("ADDRESS", f"số nhà {n}, ngõ {m}, tổ {k}"), ("", " phường Bến Đá")],
        [("", " trước "), ("ADDRESS", f"số {n} {road}"), ("", " hôm qua")],
        [("", " địa chỉ: "), ("ADDRESS", f"{n}/{m} đường {road}"), ("", ", phường Bến Đá")],
        [("", " tôi ở "), ("ADDRESS", f"ngách {m}/{k}"), ("", " gần chợ")],
        [("", " trọ ở "), ("ADDRESS", f"dãy B, phòng {k}, ngõ {m} đường {road}"), ("", " với hai con")],
        [("", " em ở "), ("ADDRESS", f"hẻm {m}/{k} đường {road}"), ("", "")],
        [("", " thường trú tại "), ("ADDRESS", f"tổ {k}"), ("", ", phường Bến Đá")],
        [("", " chung cư, "), ("ADDRESS", f"căn hộ {n}, tòa B{k}"), ("", "")],
    ])  # fmt: skip


def _born(rng: random.Random) -> list[Piece]:
    return rng.choice([
        [("", " sinh ngày "), ("DOB", date(rng))],
        [("", " sinh năm "), ("DOB", str(rng.randint(1935, 2015)))],
        [("", " sn "), ("DOB", str(rng.randint(1935, 2015)))],
        [("", " (ngày sinh: "), ("DOB", date(rng)), ("", ")")],
        [("", " SN: "), ("DOB", date(rng))],
    ])  # fmt: skip


def _online(rng: random.Random) -> list[Piece]:
    name = bare(rng.choice(GIVEN)).lower()
    return rng.choice([
        [("", " facebook "), ("HANDLE", f"@{name}.quan{digits(rng, 2)}")],
        [("", " xem "), ("HANDLE", f"https://www.facebook.com/{name}.{digits(rng, 4)}")],
        [("", " nick "), ("HANDLE", f"{name}_{digits(rng, 3)}")],
        [("", " Zalo "), ("HANDLE", f"{rng.choice(GIVEN)} Shop Sơn Hà")],
        [("", " tiktok "), ("HANDLE", f"@{name}_{digits(rng, 2)}")],
        [("", " tài khoản facebook "), ("HANDLE", f"{rng.choice(GIVEN)} {rng.choice(GIVEN)} Nail")],
    ])  # fmt: skip


MAKERS: list[Maker] = [_phoned, _identified, _paid, _driven, _written, _lived, _born, _online]


def _assembled(pieces: list[Piece]) -> Planted:
    text, spans = "", []
    for kind, piece in pieces:
        if kind:
            spans.append((len(text), len(text) + len(piece), kind))
        text += piece
    return Planted(text, tuple(spans))


def statement(rng: random.Random, personal: bool) -> Planted:
    """One statement; with ``personal`` a name and one or two more data, else near misses at most."""
    pieces: list[Piece] = []
    if personal:
        pieces += _named(rng) if rng.random() < 0.7 else [("", "Tôi phản ánh ")]
    pieces.append(("", rng.choice(MATTERS)))
    if personal:
        for maker in rng.sample(MAKERS, rng.choice([1, 1, 2])):
            pieces += [("", rng.choice([",", "."])), *maker(rng)]
    pieces.append(("", f". {rng.choice(ASKS)}."))
    if rng.random() < 0.4:
        pieces.append(("", f" {rng.choice(NEAR_MISSES)}."))
    return _assembled(pieces)


def statements(count: int, *, personal: float = 0.35, length: int = 0, seed: int = 7) -> list[Planted]:
    """Statements, a share of them with personal data, each filled up to about ``length`` characters."""
    rng = random.Random(seed)
    result = []
    for _ in range(count):
        one = statement(rng, rng.random() < personal)
        while len(one.text) < length:
            one = Planted(f"{one.text} {rng.choice(MATTERS).capitalize()}.", one.spans)
        result.append(one)
    return result
