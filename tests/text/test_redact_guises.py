"""Names, homes and numbers in more of the dress that people give them. Every sentence is written by us."""

from __future__ import annotations

import pytest

from langnghe.text.redact import redact
from tests.text.test_redact import braces, covered

NAMES = """
bà chủ {Bảy Lành} nấu cơm
chị {Ba} bán nước mía lấn vỉa hè
tổ trưởng tổ cơ điện {Tư Ếch} cắt điện
lớp con tôi (cháu {Bảo Khánh}) thiếu ghế
bà Lò Thị Ngoan (thường gọi {Tám Ruộng}) đứng lên
anh {3 Thắng} với dì {5 Nhung} cùng thấy
{Hùng} hứa trả rồi bỏ trốn
theo {Thảo} thì chưa ai giải quyết
tài xế xe khách là {Dũng} chạy ẩu
nhóm của {Tài Đen} đòi nợ
cu {Bằng} nhà em té xe
{Trần văn Đực} nuôi gà giữa xóm
{Nguyễn thị Mơ} nuôi gà giữa xóm
{Lê Thị Út Em} làm đơn xin
Họ tên: {PHẠM ANH}
già {A Blưn} kể lại
{Kpuih H'Lan} viết giúp
già làng {Bh'riu Nhớt} nói
hộ {A Thút} chưa có nhà
ông {Ating Tâm} hỏi
trưởng ban công tác mặt trận {Alăng Hiêng} ghi
Trưởng ấp {Sơn Ngọc Đấu} giữ sổ
Đề nghị xem lại. {K' Blơi}, nhà 34 thôn Đạ Sar
03\t{Lâm Sơn Đại}\tấp Giữa\tđường lầy
công ty của {Đặng Hữu Phát} nợ lương
chủ nhà trọ {Năm Hương} tăng giá điện
ông {Quốc} và chị {Ngân} cùng ký
a {Tuấn} mở quán nét
bà {ba Liên} chủ vựa cá
"""

NOBODY = """
Công ty Cổ phần Du lịch Hoàng Vân Phát chậm bàn giao
khu trọ Năm Cường chật chội
quán bia Hải Béo mở nhạc khuya
quán Cô Ba Lù đông khách
Theo ông, Quyết định này sai
đại diện Hợp tác xã Nông nghiệp Ba Làng
Chi hội Nội Am có ý kiến
theo Đảng, theo Bác Hồ
chúc các bác mạnh khỏe
UBND xã A Vương Thượng trả lời
khúc cua Ông Voi khuất tầm nhìn
có 3 Nghị định hướng dẫn
xe chạy dọc đường 9 Nam Lào
bản thân Hòa thượng đã về
hàng của Nhật đắt hơn
các anh Công an xã đã đến
chứng chỉ tiếng Anh Quốc tế
03\tNam Hải\tgiếng nhiễm mặn
"""

HOMES = """
Công dân Lò Văn Phẳng, {phòng 412 nhà D3 tập thể Cơ Khí}, nêu
đang trọ tại {phòng 5, dãy trọ cô Bảy, ngõ 41 đường Lê Hồng Phong}
02\tPhan Văn Tắc\t{căn 03.11 lô B chung cư Phú Thịnh}\tThang
02\tPhan Văn Tắc\t{23B hẻm 87}\tXin
nhà bà Mơ bốc thăm trúng {lô 22 khu tái định cư} chưa giao
cư dân Hồ Mỹ Duyên ({P.0905 tòa C}) đứng đơn
ngụ {số 87/2 ấp Tân Lợi}
rác chất trước {nhà 815} hôi lắm
mình ở {P.217 tập thể} nhà máy giấy
mở lớp tại nhà {số 7 ngõ Cổng Đá}, thu tiền
bán phở tại nhà {52C Lê Thánh Tông} doanh thu cao
nhà em ở {27 Lê Lợi} ngập
tui ở {34/5 hẻm chùa}
em ở {tổ 5 khu 3} thị trấn
nhà em {112 đường 3/2} ồn
đối diện {nhà số 22} có bãi rác
ở {chung cư A2 phòng 305} nóng lắm
ở {65/12 ấp 3} nước yếu
"""

NO_HOMES = """
tổ 5 khu 3 chưa có đèn
khu 4 họp dân
phường P.3 chưa có chợ
lô 17 cao su chết
trước nhà 15 người đứng chờ
đã rà 3 ngõ 12 hộ
xét nghiệm ngày 17/4 dương tính
dãy trọ ngõ 120 sạc xe dưới gầm cầu thang
"""

NUMBERS = """
nộp 3 triệu vô số {7040-1180-2266-3}
số thẻ {9704-1800-9922-1133}
gọi {0954/218/637} nhé
ghe {BTr-90123-TS} cào bờ
bà Lụa ({1950}) ốm
trang cá nhân {Minh Tâm Bds} rao đất
trang facebook {fb.example/groups/ben-do-cu} đăng ảnh
trang fb cá nhân {Nam Bến Vạn} rao bán
tài khoản {lan_anh.93} chửi bới
máy kéo {44MK-0123} phá đường
gửi qua tài khoản số {711A12345678} rồi mất
"""

NO_NUMBERS = """
T/M Ban Chấp hành: 0217 3541 008
gọi bàn tin 0217 3900 228
tổng đài 1800 9922 trả lời
trang facebook của UBND xã chưa đăng tin
bấm vào https://quatang.example/nhan-qua thì mất tiền
"""


@pytest.mark.parametrize(
    "sentence", [*NAMES.strip().split("\n"), *HOMES.strip().split("\n"), *NUMBERS.strip().split("\n")]
)
def test_what_is_personal_is_masked_whole(sentence: str) -> None:
    text, data = braces(sentence)
    hidden = covered(redact(text))
    for datum in data:
        start = text.index(datum)
        assert hidden.issuperset(range(start, start + len(datum))), datum


@pytest.mark.parametrize(
    "text", [*NOBODY.strip().split("\n"), *NO_HOMES.strip().split("\n"), *NO_NUMBERS.strip().split("\n")]
)
def test_what_looks_personal_stays(text: str) -> None:
    assert redact(text).text == text
