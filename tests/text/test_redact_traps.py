"""What looks personal and is not: every line must come out as it went in. Written by us."""

import pytest

from langnghe.text.redact import redact_many

ROADS_AND_SCHOOLS = """
Đường Trần Nhật Duật ngập sau mỗi trận mưa
Đoạn Lê Hồng Phong nối ra quốc lộ bị sụt
Tuyến phố Nguyễn Trãi cần thêm đèn
Trường THCS Nguyễn Du thiếu giáo viên
Trường Tiểu học Lê Văn Tám tường nứt
Trường THPT Phan Bội Châu thu quỹ lớp
Trường Mầm non Hoa Mai có 7 lớp
Trường PTDTBT Võ Thị Sáu mất nước
ngã tư Lý Thường Kiệt hay tắc đường
ngã ba Nguyễn Văn Cừ không có biển báo
cầu Nguyễn Văn Trỗi hư khe co giãn
phố Hàn Thuyên bị chiếm vỉa hè
đường Hoàng Quốc Việt nhiều ổ gà
hai bên đường Phạm Văn Đồng chưa có cống
vỉa hè Hai Bà Trưng bị đào bới
đường Bà Triệu không có cây xanh
công viên Lê Lợi bỏ hoang
quảng trường Hồ Chí Minh tổ chức hội chợ
Nhà văn hóa Kim Đồng xuống cấp
bệnh viện Nguyễn Tri Phương quá tải
đền thờ Trần Hưng Đạo cần trùng tu
tượng đài Quang Trung bong tróc
rạp Tố Hữu bỏ không nhiều năm
Nghĩa trang Trần Phú chật chỗ
đường Nguyễn Thị Minh Khai chưa thông xe
trước cổng trường Lê Quý Đôn hay kẹt xe
khu vực Hoàng Diệu có nhiều quán nhậu
Trần Nhật Duật lại ngập rồi
Bùi Thị Xuân có chợ tạm cả ngày
chung cư Hoàng Anh chậm cấp sổ
"""

SHOPS_AND_FIRMS = """
quán Cô Ba đầu chợ bán hàng quá hạn
quán cơm Bà Năm để rác ra đường
chợ Bà Chiểu đông người
đại lý Chín Phát bán phân bón giả
Công ty TNHH Hoàng Gia Phát nợ lương
Công ty Cổ phần Minh Long xả thải
doanh nghiệp tư nhân Thành Đạt thi công chậm
Công ty TNHH MTV Lê Gia chưa đóng bảo hiểm
HTX Phú Quý thu phí thủy lợi
tiệm vàng Kim Ngọc bị phản ánh
nhà xe Hải Vân bỏ khách dọc đường
khách sạn Hương Giang xây vượt tầng
nhà hàng Sen Vàng gây ồn
ngân hàng Á Châu từ chối cho vay
siêu thị Lan Chi thu phí gửi xe
phòng khám Minh Tâm bán thuốc giá cao
nhà thuốc Thu Hà bán kháng sinh không đơn
homestay Mây Hồng đốt lửa trại
tập đoàn Trường Hải chưa trả mặt bằng
karaoke Ngọc Lan mở quá giờ
hãng xe Phương Trang đến trễ
nhà máy Thái Sơn xả khói đen
trạm xăng Việt Hùng bơm thiếu
cửa hàng Điện máy Xanh giao sai
quán Ông Già Mùa Đông đóng cửa
bưởi Diễn mất mùa
cam Vinh rớt giá còn 5 nghìn
gạo Séng Cù bị làm giả
chè Thái Nguyên khó bán
nhãn lồng Hưng Yên được giá
"""

PLACES = """
từ Hà Nội về Hà Giang mất 7 giờ
xe khách Sơn La - Lai Châu bỏ chuyến
huyện Mai Sơn cũ nay là xã
người dân Cao Bằng đi làm ăn xa
thành phố Hồ Chí Minh tuyển lao động
xã Lê Lợi chưa có nước sạch
phường Trần Phú chia lại tổ
xã Hoàng Văn Thụ giáp ranh
thôn Đồng Mít mất điện
bản Nà Lốc không có sóng
xã Nậm Lùng đề nghị làm đường
hồ Ba Bể ô nhiễm
sông Lô sạt lở bờ trái
núi Bà Đen đông khách
đèo Ô Quy Hồ sương mù
đảo Cô Tô thiếu nước
Bà Rịa - Vũng Tàu đã hỗ trợ
cử tri Thái Nguyên kiến nghị
vùng Lục Ngạn được mùa vải
Khu công nghiệp Đồng Bưởi thiếu nhà trọ
khu du lịch Tam Đảo tăng giá vé
suối Cà Lồ cạn nước
kênh Nguyễn Văn Tiếp bồi lắng
ấp Bình Hòa chưa có cầu
tiểu khu 12 mất điện thường xuyên
Lao động đi Hàn Quốc chưa nhận lại tiền cọc
đi Đài Loan, Nhật Bản theo đơn hàng
Tây Nguyên hạn hán kéo dài
bản Lò Vôi chưa có nhà văn hóa
xã Cao Sơn và xã Mai Hạ sáp nhập
"""

OFFICES = """
Đề nghị UBND xã trả lời
Sở Nông nghiệp và Môi trường đã tiếp thu
Chủ tịch UBND xã đối thoại với dân
bà con mong Giám đốc Sở xuống kiểm tra
Hội Liên hiệp Phụ nữ xã vận động
Mặt trận Tổ quốc xã giám sát
Đoàn Thanh niên dọn rác cuối tuần
anh em công nhân chưa nhận lương
chị em phụ nữ mong được vay vốn
ông bà già yếu đi lại khó
cô giáo mầm non nghỉ việc nhiều
bác sĩ ít, bệnh nhân đông
chú ý biển báo chỗ cua
các cháu học sinh phải đi bộ
thầy trò thiếu phòng học
Bà con Nhân dân rất phấn khởi
anh hùng lực lượng vũ trang được tuyên dương
Chú trọng công tác tuyên truyền
ông Công ông Táo thả cá làm ô nhiễm hồ
Bí thư chi bộ họp dân
Vĩnh Lộc là huyện miền núi
đội Quản lý thị trường kiểm tra
Thanh tra Sở Xây dựng lập biên bản
Cục Thuế tỉnh trả lời
Trung tâm Hành chính công đông người
Hải quan cửa khẩu ùn ứ
Công an xã tuần tra
Trạm Y tế thiếu thuốc
Tòa án chậm xét xử
Viện kiểm sát đã nhận đơn
Ủy ban nhân dân tỉnh ban hành quyết định
Bộ đội biên phòng giúp dân
Ngân hàng Chính sách xã hội giải ngân chậm
Điện lực báo cắt điện
Bưu điện văn hóa xã đóng cửa
Y tế thôn bản chưa có phụ cấp
Y bác sĩ tận tình
Hội Nông dân bao tiêu cam
Liên đoàn Lao động tặng quà Tết
Nhà nước hỗ trợ 60 triệu đồng
"""

DOCUMENTS = """
Báo cáo số 87/BC-UBND ngày 24/7/2026
Quyết định số 62/2011/QĐ-TTg của Thủ tướng
Nghị định 123/2024/NĐ-CP có hiệu lực
Công văn số 1203/SNV-TCCB nêu rõ
mã hồ sơ H41.12-260801-0007 quá hạn
hồ sơ 000.25.12.H41-260715-0031 chưa trả
Thông báo 45/TB-HĐND của HĐND huyện
giấy chứng nhận số CĐ 123456 sai diện tích
sổ đỏ số BM 098765 cấp năm 2012
số vào sổ cấp GCN CS01234
thửa đất số 61, tờ bản đồ số 12
Luật Đất đai 2024 có hiệu lực từ 01/8/2024
Bản án số 42/2024/DS-PT đã tuyên
theo Điều 12 khoản 3 điểm b
Kế hoạch số 38/KH-UBND ngày 12/01/2026
Nghị quyết 20-NQ/TW khóa XII
Thông tư 29/2024/TT-BGDĐT về dạy thêm
Mẫu số 05 Phụ lục kèm theo
biên bản số 17/BB-VPHC
hợp đồng số 15/2025/HĐ-XD
phiếu thu số 00123
lô số 45, dự án khu dân cư
Chỉ thị 13-CT/TU của Tỉnh ủy
tờ trình số 9/TTr-UBND
Hướng dẫn 05-HD/VPTW năm 2018
"""

FIGURES = """
kinh phí 1.250.000.000 đồng
tổng mức đầu tư 120000000 đồng
mất 350.000 đồng mỗi tháng
thiệt hại 2,5 ha lúa của 40 hộ
Km12+300 quốc lộ 37C
từ ngày 12/8/2026 đến 15/8/2026
giá cam còn 4.500 đồng/kg
năm 2025 có 1.234 lượt người
tỷ lệ 96,4 % hộ có nước sạch
diện tích 5.000 m2 đất lúa
cột điện số 14 bị nghiêng
điện áp 110 kV đi qua nhà
xe buýt số 3 bỏ chuyến
quốc lộ 4D sạt lở 30 điểm
30 km đường núi
lúc 22 giờ 30 ngày 05/9
đường tỉnh 103 hư hỏng
tăng từ 12.000 lên 18.000 đồng
cống hộp 2x2 m bị tắc
cân nặng 120 kg, cao 1,5 m
nhóm 1 có 12 người, nhóm 2 có 15 người
số liệu 2021 2022 2023 không khớp
tổ dân phố 5 họp ngày 02/9/2026
khu phố 3 chưa có nhà sinh hoạt
tổ 7 đề nghị lắp đèn
đồng hồ số seri 20-118847 chạy sai
giai đoạn 2026-2030
vệ sinh ngày 20/8/2026 chưa xong
học sinh năm 2025 tăng
phát sinh ngày 12/9/2026
thí sinh năm 2026 dự thi đông
hy sinh năm 1972 chưa được công nhận
Tôi sinh con ngày 06-12-2022 chưa nhận thai sản
thời hạn 5 năm liên tục từ 30/07/2021
thẻ có hiệu lực từ 15/3/2023
gói thầu số 4 chậm
mỏ đá số 2 nổ mìn
tổng đài 1900 1234 không ai nghe
đường dây nóng 1800 6688
điện thoại UBND xã: 0217 3 877 015
Văn phòng UBND phường 0217.3877.015
trực ban công an xã 0217 3 868 113
hotline điện lực 0957 100 200
"""

ONLINE = """
Zalo OA của tỉnh trả lời chậm
trang facebook của UBND xã ít cập nhật
nhóm Zalo thôn Đồng Mít nhiều tin giả
đăng lên facebook nhiều lần
tài khoản định danh mức 2 bị khóa
tài khoản VNeID báo lỗi
ứng dụng VssID không đăng nhập được
nộp qua Cổng dịch vụ công dichvucong.gov.vn
gửi thư về ubnd@sonha.gov.vn
xem trên Báo điện tử của tỉnh
livestream bán hàng giả trên tiktok
chuyển khoản cũng không có biên lai
nick ảo bôi nhọ cán bộ
mã QR không quét được
bị lừa qua zalo mất 20 triệu đồng
"""

WORDS = """
đường vào bản lầy lội
mưa lớn làm sạt lở
Lò đốt rác bốc khói
Hồ chứa nước cạn
Cầu treo hư hỏng
Đào đường không lấp
Lê la quán xá cả ngày
Cao tốc chậm tiến độ
Mai táng phí chưa chi
Vì sao chưa trả lời
Từ khi sáp nhập đi lại xa
Bàn giao mặt bằng chậm
La liệt rác thải
Mùa mưa ngập lụt
Vàng lá lúa do phân giả
Thân nhân liệt sĩ chờ hỗ trợ
Lâm nghiệp cho thuê rừng
Kim loại nặng trong nước
Sơn đường mau bong
Thái độ cán bộ chưa tốt
Hoa màu bị ngập
Ma túy bán ở quán net
Tô vẽ tường rào
Lại tăng giá điện
Văn hóa cồng chiêng mai một
Công trình dở dang
Đồng ruộng khô hạn
Giang hồ đòi nợ thuê
Phương án đền bù thấp
Danh sách hộ nghèo sai
de nghi phuong sua duong cho dan
duong van chua sua xong
ho ngheo van chua co tien
nha van hoa xuong cap
cong an xa lam cham
dang thi cong thi dung lai
bo thi nghiem truong quy dinh
tien dien tang gap ba lan
con duong lay loi may nam nay
bao cao van de moi truong
ba con mong duoc quan tam
chi bo da hop ban
em hoi thu tuc lam the
anh em cong nhan bi no luong
mong xa tra loi som
"""

TRAPS = [
    line
    for block in (ROADS_AND_SCHOOLS, SHOPS_AND_FIRMS, PLACES, OFFICES, DOCUMENTS, FIGURES, ONLINE, WORDS)
    for line in block.strip().splitlines()
]


def test_there_are_many_traps() -> None:
    assert len(set(TRAPS)) >= 200


BODIES_AND_HAMLETS = (
    "nhờ đoàn thanh niên túc trực ở bến đò",
    "cảm ơn đoàn công tác của tỉnh",
    "công đoàn đình chỉ việc của hai người",
    "Công đoàn công ty Minh Phát trả lời chậm",
    "Đoàn Đại biểu Quốc hội tỉnh tiếp xúc cử tri",
    "công đoàn Hoàng Gia thu phí hai lần",
    "đoàn thanh niên Tân Lập ra quân dọn rác",
    "ban công tác mặt trận Đào Nguyên họp dân",
    "hội nông dân Đặng Lâm cho vay vốn",
    "Nhân dân Đồng Phú Thượng mất nước",
    "bà con Đồng Phú Thượng mất nước",
    "cử tri Lương Phú Hạ hỏi về đường",
    "các thôn Đồng Quan, Dương Liễu Đông và Lâm Tiến chưa có điện",
    "thôn Ao Sen mất điện",
    "khu Vườn Mai ngập",
)
LEADERS = ("Lê Hùng", "Đoàn Đình Chiến", "Nguyễn Phú Thượng", "Nguyễn Hoàng Nam")


@pytest.mark.parametrize("text", BODIES_AND_HAMLETS)
def test_bodies_and_hamlets_are_nobody(text: str) -> None:
    assert redact_many([text])[0].text == text


@pytest.mark.parametrize("name", LEADERS)
def test_who_leads_a_body_is_somebody(name: str) -> None:
    texts = [f"chủ tịch công đoàn {name} trả lời", f"bí thư chi bộ {name} cho biết"]
    assert [result.text for result in redact_many(texts)] == [text.replace(name, "[TÊN]") for text in texts]


@pytest.mark.parametrize("ending", ["", ".", ", đề nghị xem xét."])
def test_no_trap_is_masked(ending: str) -> None:
    texts = [trap + ending for trap in TRAPS]
    assert [result.text for result in redact_many(texts)] == texts


def test_a_name_that_begins_inside_what_looks_like_another_is_seen() -> None:
    """ "LA" is a family name too, "anh mai" a call."""
    assert redact_many(["TOI LA DUONG VAN LONG, XIN PHAN ANH"])[0].text == "TOI LA [TÊN], XIN PHAN ANH"
    assert redact_many(["hộ chị mai ngọc thắng ở phường bến đá"])[0].text == "hộ chị [TÊN] ở phường bến đá"
