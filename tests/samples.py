"""Small reports of the fictional province Lam Giang, written for the tests, and a way to make them DOCX."""

from __future__ import annotations

import io

import docx

BINH_KHE = """ỦY BAN NHÂN DÂN XÃ BÌNH KHÊ
BÁO CÁO
Tình hình Nhân dân tháng 10 năm 2026
I. TÌNH HÌNH CHUNG
Trong tháng xã tiếp 12 lượt công dân, nhận 05 đơn; tình hình cơ bản ổn định.
II. Ý KIẾN, KIẾN NGHỊ CỦA NHÂN DÂN
- Nhân dân thôn Đồng Trám phản ánh đường liên thôn từ cầu Vực đến nhà văn hóa nhiều ổ gà, trời mưa lầy lội không đi được.
- Ông Trần Văn Lựu, điện thoại 0952 118 340, thôn Khe Mướp đề nghị sớm cấp giấy chứng nhận quyền sử dụng đất, hồ sơ nộp từ năm 2024 đến nay chưa có kết quả.
- Bãi rác thôn Đồng Trám bốc mùi hôi thối, ba tuần nay không có xe đến thu gom rác.
- Đề nghị điện lực nâng công suất trạm biến áp thôn Khe Mướp vì buổi tối điện rất yếu.
III. KẾT QUẢ GIẢI QUYẾT
UBND xã đã trả lời 3/4 ý kiến (75%).
TM. ỦY BAN NHÂN DÂN - CHỦ TỊCH: Hà Văn Mẫu"""

TAN_SON = """ỦY BAN NHÂN DÂN XÃ TÂN SƠN
BÁO CÁO
Tổng hợp ý kiến Nhân dân tháng 10 năm 2026
I. Ý KIẾN CỦA NHÂN DÂN
- Bà con thôn Bến Đá kiến nghị nạo vét kênh N5, bèo tây phủ kín nên nước không về ruộng.
- Trạm y tế xã thiếu thuốc huyết áp đã hai tháng, người già phải đi xa mua thuốc.
- Người dân hỏi bao giờ được chi trả tiền hỗ trợ lợn bị tiêu hủy do dịch tả lợn châu Phi.
- Thôn Bến Đá không có xe thu gom rác, bà con đổ rác ra bờ suối bốc mùi hôi thối.
- Nhân dân phấn khởi vì đường điện chiếu sáng thôn Bến Đá đã hoàn thành, buổi tối đi lại an toàn hơn.
II. PHƯƠNG HƯỚNG THÁNG SAU
Tiếp tục phân công cán bộ phụ trách thôn."""

DONG_HA = """ỦY BAN NHÂN DÂN PHƯỜNG ĐÔNG HÀ
BÁO CÁO
Phản ánh của người dân tháng 10 năm 2026
I. Ý KIẾN PHẢN ÁNH
- Cống thoát nước đường Hoa Sữa bị tắc, cứ mưa là ngập vào nhà dân.
- Vỉa hè đường Hoa Sữa bị hàng quán lấn chiếm, người đi bộ phải đi xuống lòng đường.
- Phụ huynh phản ánh trường tiểu học Đông Hà thu quỹ lớp 800.000 đồng mỗi em mà không họp bàn.
- Buổi tối điện ở tổ 4 rất yếu, đề nghị điện lực nâng công suất trạm biến áp.
- Đề nghị công an phường tuần tra ban đêm vì liên tiếp mất trộm xe máy ở khu tập thể Dệt."""

STATEMENTS = 14  # in the three reports
REPORTS = {"binh-khe.docx": BINH_KHE, "tan-son.docx": TAN_SON, "dong-ha.docx": DONG_HA}


def docx_of(text: str) -> bytes:
    """A DOCX of the lines, one a paragraph."""
    document = docx.Document()
    for line in text.splitlines():
        document.add_paragraph(line)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()
