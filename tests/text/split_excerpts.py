"""Excerpts of reports written for the tests; [[...]] holds what is an opinion. All places and people are invented."""

EXCERPTS = {
    "reception register without headings": """\
SỔ TIẾP CÔNG DÂN QUÝ III
TT\tNgày\tHọ tên, địa chỉ\tTóm tắt nội dung\tKết quả xử lý
1\t02/7\t[TÊN], tổ 3\t[[Hàng xóm xây tường lấn sang lối đi chung 30 cm, đã hòa giải hai lần không thành]]\tHướng dẫn nộp đơn lên tòa án
2\t09/7\t[TÊN], tổ 8\t[[Đề nghị cấp lại sổ đỏ bị mất do hỏa hoạn]]\tĐã tiếp nhận hồ sơ
3\t16/7\t\tKhông có công dân đến\t
4\t23/7\t[TÊN], tổ 1\t[[Khiếu nại quyết định xử phạt vì cho rằng cơi nới từ năm 2012]]\tĐang thụ lý""",
    "reception told in prose": """\
BÁO CÁO
Kết quả tiếp công dân tháng 5
I. KẾT QUẢ TIẾP CÔNG DÂN
Trong tháng, Trụ sở tiếp công dân tiếp 42 lượt/57 người, trong đó có 02 đoàn đông người; tiếp nhận 31 đơn, gồm 09 đơn khiếu nại, 04 đơn tố cáo, 18 đơn kiến nghị, phản ánh.
1. Vụ việc cụ thể
1.1. Bà [TÊN], trú tại thôn Đông Thành, xã Quảng Minh: [[khiếu nại việc thu hồi 360 m2 đất vườn làm đường gom nhưng chỉ bồi thường theo giá đất nông nghiệp]]. Ban Tiếp công dân đã chuyển đơn đến Sở Nông nghiệp và Môi trường xem xét theo thẩm quyền.
1.2. Ông [TÊN] và 14 hộ dân xóm Bãi: [[tố cáo trưởng xóm thu tiền làm đường không có phiếu thu, không công khai trước dân]]. Đã giao UBND xã Quảng Minh xác minh, trả lời trước ngày 20/6.
2. Đoàn đông người
Đoàn 23 người ở khu Tái định cư Bắc Sông [[phản đối việc cắt nước sinh hoạt 6 ngày liền, yêu cầu chủ đầu tư khắc phục đường ống]]. Lãnh đạo Ban đã tiếp và vận động bà con ra về.
II. ĐÁNH GIÁ
Công tác tiếp công dân được duy trì nền nếp, số vụ việc giảm 12% so với cùng kỳ.""",
    "dialogue minutes with officials' replies": """\
BIÊN BẢN
Hội nghị đối thoại giữa người đứng đầu cấp ủy, chính quyền với thanh niên
Chủ trì: đồng chí Bí thư Đảng ủy xã. Thư ký: đồng chí Bí thư Đoàn xã.
1. Đồng chí [TÊN], đoàn viên thôn Hạ hỏi: [[thanh niên muốn vay vốn khởi nghiệp nuôi ong thì liên hệ ở đâu, thủ tục thế nào?]]
Đồng chí Chủ tịch UBND xã trả lời: đoàn viên liên hệ Phòng Kinh tế, hạn mức vay tối đa 100 triệu đồng.
2. Chị [TÊN], chi đoàn Trường THCS Kim Sơn: [[sân bóng của xã bị quây làm bãi để vật liệu đã một năm, thanh niên không có chỗ chơi thể thao]]. [[Đề nghị UBND xã trả lại sân trước hè]].
Phó Chủ tịch UBND xã: nội dung này xã tiếp thu, sẽ yêu cầu nhà thầu dọn vật liệu trong tháng.
3. Anh [TÊN] phản ánh: [[mạng internet ở xóm Đồi rất chập chờn, học trực tuyến hay bị đứt]].
Đại diện Viễn thông khu vực giải đáp: đang thay cáp quang đoạn qua cầu Trắng.
Kết luận hội nghị: Đồng chí Bí thư Đảng ủy đề nghị các ngành tiếp thu đầy đủ, trả lời trước ngày 30.""",
    "questions and answers with labels": """\
PHẦN II. NỘI DUNG ĐỐI THOẠI
Câu hỏi 1: [[Vì sao tiền điện của khu trọ tính theo giá kinh doanh, công nhân có được hưởng giá sinh hoạt không?]]
Trả lời: Theo quy định, người thuê trọ từ 12 tháng được áp giá bán lẻ sinh hoạt.
Câu hỏi 2: [[Đề nghị làm mái che ở cổng khu công nghiệp cho công nhân đợi xe đưa đón]].
Trả lời: Ban Quản lý sẽ đưa vào kế hoạch năm sau.""",
    "field trip to a hamlet": """\
KẾT QUẢ ĐI CƠ SỞ NẮM TÌNH HÌNH NHÂN DÂN
Ngày 15/3, đoàn công tác gồm 05 đồng chí đã đến thôn Phú Lộc, gặp gỡ 34 hộ dân, thăm 03 gia đình chính sách.
Tại buổi gặp, ông [TÊN] nói: "[[Cả thôn dùng chung một giếng khoan nhiễm phèn, nước lấy lên để một đêm là vàng đáy xô. Nhà nào có tiền thì mua nước bình, nhà nghèo vẫn phải uống]]".
Bà [TÊN] ngồi cạnh góp thêm: "[[Con đường ra nghĩa địa mùa mưa lầy quá, khiêng người chết cũng trượt ngã]]".
Đoàn đã ghi nhận và trao 34 suất quà, mỗi suất 300.000 đồng.
Qua khảo sát thực tế, đoàn nhận thấy [[nhà văn hóa thôn bị nứt tường, quạt hỏng, bàn ghế thiếu nên ít người đến sinh hoạt]].
Đoàn công tác đề nghị UBND xã bố trí kinh phí, báo cáo kết quả trước ngày 10/4.""",
    "Front report with state of mind": """\
I. TÌNH HÌNH NHÂN DÂN
1. Tư tưởng, tâm trạng của Nhân dân
Đa số Nhân dân tin tưởng vào sự lãnh đạo của Đảng, điều hành của Nhà nước. [[Nhân dân vui mừng trước việc học sinh được miễn học phí từ năm học này, bớt một khoản lo đầu năm]].
Tuy nhiên, một bộ phận Nhân dân còn băn khoăn, lo lắng về một số vấn đề sau:
- [[Giá vật liệu xây dựng, nhất là cát và gạch tăng gần gấp đôi, nhiều hộ đang xây phải dừng lại]];
- [[Tình trạng quảng cáo thuốc đông y sai sự thật trên mạng, người già hay mua nhầm]];
- [[Việc sáp nhập thôn chưa thống nhất tên gọi, bà con hai thôn cũ còn ý kiến khác nhau]].
2. Hoạt động của Mặt trận
Mặt trận xã đã vận động 45 triệu đồng Quỹ Vì người nghèo, sửa 02 nhà, tổ chức 06 buổi tuyên truyền.
II. KIẾN NGHỊ, ĐỀ XUẤT
Đề nghị Ủy ban MTTQ tỉnh quan tâm tập huấn nghiệp vụ cho cán bộ Mặt trận cơ sở.
Trên đây là báo cáo tình hình Nhân dân tháng 4.""",
    "voter meeting by field": """\
TỔNG HỢP Ý KIẾN CỬ TRI ĐƠN VỊ BẦU CỬ SỐ 3
Tổ đại biểu đã tiếp xúc cử tri tại 4 xã với 512 cử tri tham dự, có 37 ý kiến.
A. KIẾN NGHỊ VỚI TRUNG ƯƠNG
1. Cử tri xã An Hòa [[đề nghị nâng mức giảm trừ gia cảnh vì vật giá tăng nhiều năm mà mức cũ không đổi]].
2. Về bảo hiểm: [[đề nghị người tham gia BHXH tự nguyện đủ 15 năm được lĩnh lương hưu sớm hơn]].
B. KIẾN NGHỊ VỚI TỈNH
1. Cử tri xã Bình Khê phản ánh [[tuyến kè suối Rạng thi công ẩu, mới qua một mùa lũ đã nứt toác]], đồng thời [[đề nghị thanh tra chất lượng các công trình phòng chống thiên tai]].
2. Cử tri xã An Hòa và xã Bình Khê phản ánh: [[xe tải chở keo chạy quá khổ làm hỏng đường liên xã]].
C. TRÁCH NHIỆM CỦA TỔ ĐẠI BIỂU
Tổ đại biểu tiếp tục giám sát việc giải quyết các kiến nghị trên và báo cáo tại kỳ họp.""",
    "one paragraph, many matters": """\
II. NỘI DUNG KIẾN NGHỊ
Cử tri khu phố 2 phản ánh [[rác thải sinh hoạt ùn ứ ba ngày mới thu gom một lần]], [[đèn đường trên phố Hàng Than hỏng từ đầu năm]]; đề nghị [[bố trí thêm thùng rác công cộng ở đầu các ngõ]]. Cử tri khu phố 5 cho rằng [[mức phí giữ xe ở bệnh viện cao hơn quy định, không phát vé]]. Ngoài ra, cử tri còn kiến nghị [[sớm giao đất dịch vụ cho 27 hộ đã bị thu hồi ruộng từ năm 2016]].""",
    "hotline digest": """\
TỔNG HỢP CUỘC GỌI ĐƯỜNG DÂY NÓNG TUẦN 21
Tổng số cuộc gọi: 118; trong đó 76 cuộc đúng phạm vi, 42 cuộc gọi nhầm hoặc quấy rối.
- 08h15: Người dân phường Đông Hải báo [[nắp cống trước số 12 phố Cảng bị vỡ, xe máy dễ sập]]. Đã chuyển Công ty Môi trường đô thị, khắc phục lúc 15h.
- 10h40: Một phụ huynh (không nêu tên) phản ánh [[xe đưa đón học sinh của trường tư thục chở quá số người, không có người kèm]]. Đã chuyển Cảnh sát giao thông.
- 14h05: Chủ quán ăn [[hỏi thủ tục đăng ký kinh doanh có phải nộp giấy khám sức khỏe nhân viên hay không]]. Trả lời trực tiếp.
- 21h30: [[Karaoke loa kéo ở ngõ 4 phố Lò Rèn mở đến khuya, công nhân ca đêm về không ngủ được]].""",
    "youth union, numbered words": """\
Phần thứ nhất
TÌNH HÌNH THANH NIÊN
Qua sinh hoạt chi đoàn, đoàn viên, thanh niên quan tâm ba vấn đề: một là, [[việc làm tại chỗ ít, học nghề xong phải đi xa]]; hai là, [[không có sân chơi buổi tối, thanh niên sa vào cá độ bóng đá]]; ba là, [[mong xã mở lớp dạy tiếng Hàn cho người đi xuất khẩu lao động]].
Phần thứ hai
KẾT QUẢ CÔNG TÁC ĐOÀN
Toàn xã kết nạp 24 đoàn viên mới, trồng 1.200 cây xanh, hiến 31 đơn vị máu.
Phần thứ ba
NHIỆM VỤ TRỌNG TÂM
Tập trung chuẩn bị đại hội chi đoàn; đẩy mạnh phong trào tình nguyện hè.""",
    "letter style without headings": """\
Kính gửi: Ban Dân vận Tỉnh ủy
Qua nắm tình hình trong đồng bào có đạo, Khối Dân vận xã báo cáo một số nội dung như sau:
Giáo dân họ đạo Xuân Bình [[mong được cấp phép xây lại nhà nguyện đã dột nát, hồ sơ gửi từ năm ngoái chưa có hồi âm]].
Một số hộ ở xóm Lẻ [[không đồng tình với việc mở rộng nghĩa trang vì quá gần khu dân cư]].
[[Việc thu quỹ an ninh trật tự mỗi xóm một mức làm bà con so bì]].
Khối Dân vận đã tham mưu Đảng ủy tổ chức gặp mặt chức sắc, vận động bà con chấp hành chủ trương chung.
Nơi nhận: Như trên; lưu VP.""",
    "opinion and reply pairs in a table": """\
STT\tÝ kiến, kiến nghị của cử tri\tNội dung giải trình, tiếp thu của UBND xã
1\t[[Kênh nội đồng Bến Chùa bị lấp, 12 ha lúa phải bỏ vụ]]\tUBND xã đã bố trí 60 triệu đồng nạo vét, hoàn thành trong tháng 9
2\t[[Đề nghị lắp camera ở ngã tư chợ vì hay mất trộm]]\tĐang lập dự toán, dự kiến lắp trong quý IV
3\t[[Thủ tục xác nhận tình trạng hôn nhân phải đi lại nhiều lần]]\tXã đã chấn chỉnh bộ phận một cửa""",
    "table without header words": """\
1\tXã Thanh Lương\t[[Trạm hạ thế quá tải, quạt không quay nổi vào buổi trưa]]\tĐiện lực
2\tXã Thanh Hải\t[[Người dân đề nghị làm cầu thay đò ngang bến Sậy, trẻ em đi học qua sông không có áo phao]]\tSở Xây dựng
3\tXã Thanh Trì\t[[Bãi rác tạm bốc mùi, nước rỉ chảy ra ruộng]]\tUBND xã""",
    "without marks": """\
II. Y KIEN CUA NHAN DAN
- Ba con thon Dong phan anh: [[duong vao thon bi sat lo, xe may khong di duoc]].
- [[De nghi xa som lap den duong o nga ba cho]].
III. KET QUA GIAI QUYET
UBND xa da giao can bo dia chinh kiem tra.""",
    "redacted": """\
II. Ý KIẾN, KIẾN NGHỊ
- Ông [TÊN], bản Nà Tòng: [[đề nghị làm lan can cầu]].
- Bà [TÊN] (ĐT [SỐ ĐIỆN THOẠI], [ĐỊA CHỈ]) phản ánh [[nước máy có mùi tanh từ đầu tháng, giặt áo trắng thành vàng]].""",
    "party cell minutes": """\
3. Thảo luận
- Đồng chí [TÊN]: [[Thống nhất với dự thảo nhưng đề nghị làm rõ khoản đóng góp xây nhà văn hóa, dân hỏi nhiều mà chi bộ không trả lời được]].
- Đồng chí [TÊN]: [[Đảng viên trẻ đi làm ăn xa ngày càng đông, sinh hoạt chi bộ khó đủ quân số]].
4. Kết luận của đồng chí Bí thư chi bộ
Tiếp thu các ý kiến, giao đồng chí Phó Bí thư tổng hợp báo cáo Đảng ủy.""",
    "survey summary": """\
III. KẾT QUẢ KHẢO SÁT Ý KIẾN NGƯỜI DÂN
Phát ra 200 phiếu, thu về 187 phiếu, trong đó 141 phiếu hài lòng (75,4%), 46 phiếu chưa hài lòng (24,6%).
Các góp ý ghi trên phiếu: [[thời gian chờ làm thủ tục đất đai quá lâu, có người hẹn 4 lần]]; [[ghế ngồi chờ thiếu, quạt hỏng]]; [[cán bộ tiếp dân hòa nhã, giải thích dễ hiểu]].""",
    "public opinion report of the Party": """\
BÁO CÁO
Tổng hợp tình hình dư luận xã hội tuần 32
Ban Tuyên giáo và Dân vận tổng hợp dư luận xã hội nổi lên từ 24 cộng tác viên, cụ thể như sau:
I. DƯ LUẬN XÃ HỘI NỔI LÊN
1. Dư luận đồng tình
Dư luận hoan nghênh [[việc công an triệt phá đường dây cho vay nặng lãi ở thị tứ Nam Giang]].
2. Dư luận quan tâm, lo lắng
Dư luận phấn khởi vì [[bệnh viện đa khoa mới khởi công]] nhưng cũng lo lắng [[đường vào bệnh viện quá hẹp, xe cấp cứu khó ra vào giờ tan tầm]].
Nhiều ý kiến băn khoăn [[việc tổ chức ăn sáng tại trường thu 25.000 đồng mỗi bữa mà khẩu phần không được công khai]].
II. DỰ BÁO VÀ KIẾN NGHỊ
Thời gian tới dư luận tiếp tục quan tâm công tác nhân sự. Đề nghị cấp ủy các cấp tăng cường định hướng thông tin.""",
    "leader receives citizens": """\
II. KẾT QUẢ TIẾP CÔNG DÂN ĐỊNH KỲ
Ngày 15/9, đồng chí Chủ tịch UBND tỉnh tiếp công dân định kỳ, có 04 lượt công dân với các nội dung: (1) bà [TÊN], phường Đông Hải [[đề nghị xem xét lại đơn giá bồi thường thửa đất vườn tại dự án kè biển]]; (2) ông [TÊN], xã Cẩm Hà [[khiếu nại việc Chi nhánh đất đai từ chối tách thửa dù đủ diện tích tối thiểu]]; (3) hộ bà [TÊN] [[xin được bố trí tái định cư tại chỗ]].
Chủ tịch UBND tỉnh giao Sở Nông nghiệp và Môi trường chủ trì kiểm tra, báo cáo trước ngày 30/9.""",
    "notes of a trip, bullets under plain titles": """\
GHI CHÉP CHUYẾN ĐI XÓM BẮC
1. Những điều nghe được
- [[Lưới điện hạ thế vá víu, dây mắc qua cành cây, mưa gió là chập]].
- Cụ [TÊN] 82 tuổi: [[lương hưu lĩnh qua bưu điện phải đợi cả buổi vì chỉ một quầy mở]].
- Nhiều nhà than [[giá lợn hơi xuống dưới giá thành, nuôi một lứa lỗ ba triệu]].
2. Những điều nhìn thấy
- [[Mương tiêu sau trường bị rác lấp kín, nước đen chảy tràn vào sân]].
3. Việc đã làm ngay
- Gọi điện lực cho người xuống buộc lại dây.
- Nhắn tổ thu gom rác dọn đoạn mương.""",
    "a place as the title": """\
TỔNG HỢP Ý KIẾN
1. Cử tri xã Minh Tân
[[Hệ thống loa truyền thanh thôn hỏng hai năm nay, thông báo không ai nghe được]]. [[Đề nghị cấp kinh phí mua bộ phát mới]].
2. Cử tri xã Minh Đức
[[Đất ven sông sạt lở, mỗi năm mất vài mét, ba nhà đã phải dỡ đi. Vì vậy nếu không kè sớm thì mùa lũ tới còn mất nữa]].""",
    "relayed by organisations": """\
III. Ý KIẾN DO CÁC TỔ CHỨC THÀNH VIÊN PHẢN ÁNH
- Hội Phụ nữ phản ánh: [[tình trạng bạo lực gia đình ở khu nhà trọ gia tăng mà nạn nhân ngại trình báo]].
- Hội Cựu chiến binh: [[nhiều hội viên làm hồ sơ hưởng chế độ chiến trường nhưng giấy tờ thất lạc, hồ sơ bị trả lại]].
- Ban công tác Mặt trận thôn Thượng nêu [[loa phường phát quá sớm, ảnh hưởng người ốm và trẻ nhỏ]].""",
    "table with two texts, demand and field": """\
TT\tĐơn vị\tLĩnh vực\tNội dung cử tri kiến nghị\tThẩm quyền
I\tCẤP TỈNH\t\t\t
1\tXã Lam Sơn\tGiao thông\t[[Tỉnh lộ 512 qua chợ Lam Sơn chưa có vỉa hè, học sinh đi bộ dưới lòng đường; đề nghị sớm làm]]\tUBND tỉnh
2\t\tY tế\t[[Đề nghị bổ sung bác sĩ cho trạm y tế xã, hiện chỉ có y sĩ]]\tSở Y tế
II\tCẤP XÃ\t\t\t
3\tXã Lam Kinh\tMôi trường\t[[Trại gà thôn 6 xả phân ra suối]]\tUBND xã
Tổng cộng\t\t\t3 kiến nghị\t""",
}

NO_OPINIONS = {
    "plan": """\
KẾ HOẠCH
Tổ chức Ngày hội Đại đoàn kết toàn dân tộc
I. MỤC ĐÍCH, YÊU CẦU
Nhằm phát huy sức mạnh khối đại đoàn kết, nâng cao vai trò của Mặt trận trong tập hợp Nhân dân.
II. NỘI DUNG
1. Thời gian: từ ngày 01/11 đến ngày 18/11.
2. Các khu dân cư tổ chức phần lễ và phần hội, đảm bảo thiết thực, tiết kiệm.
III. TỔ CHỨC THỰC HIỆN
Ban công tác Mặt trận các thôn xây dựng kế hoạch, báo cáo trước ngày 25/10. Đề nghị Đảng ủy, UBND xã quan tâm chỉ đạo.
Nơi nhận: Ban Thường trực MTTQ tỉnh; lưu VT.""",
    "nothing arose": """\
BÁO CÁO
Tình hình Nhân dân tháng 2
Thực hiện Công văn số 12/MTTQ-BTT về chế độ báo cáo, Ủy ban MTTQ xã báo cáo như sau:
I. TÌNH HÌNH CHUNG
Tình hình Nhân dân trên địa bàn ổn định, an ninh chính trị, trật tự an toàn xã hội được giữ vững.
II. KẾT QUẢ TIẾP CÔNG DÂN
Trong tháng tiếp 03 lượt công dân, nhận 01 đơn kiến nghị, đã giải quyết xong 01 đơn, đạt 100%.
III. NHIỆM VỤ THÁNG TỚI
Tiếp tục tuyên truyền chủ trương của Đảng, pháp luật của Nhà nước; duy trì lịch tiếp công dân.
TM. BAN THƯỜNG TRỰC
CHỦ TỊCH""",
    "work report": """\
KẾT QUẢ HOẠT ĐỘNG QUÝ II
Hội đã tổ chức 12 lớp tập huấn cho 560 hội viên, giải ngân 1,2 tỷ đồng vốn vay, giúp 14 hộ thoát nghèo.
Phối hợp với Công an xã tuyên truyền phòng, chống ma túy; vận động hội viên không lấn chiếm vỉa hè.
Đề nghị Hội cấp trên hỗ trợ kinh phí hoạt động.""",
    "results only": """\
II. KẾT QUẢ GIẢI QUYẾT CÁC KIẾN NGHỊ CỦA CỬ TRI
Tổng số kiến nghị tiếp nhận 45, đã giải quyết 38 kiến nghị (84,4%), đang giải quyết 07 kiến nghị.
UBND tỉnh đã chỉ đạo Sở Xây dựng sửa chữa 12 km đường, Sở Y tế bổ sung thuốc cho 09 trạm.
Các kiến nghị chưa giải quyết chủ yếu do thiếu vốn, vướng quy hoạch.""",
    "decision": """\
QUYẾT ĐỊNH
Về việc thành lập Tổ tiếp công dân
Căn cứ Luật Tiếp công dân ngày 25 tháng 11 năm 2013;
Xét đề nghị của Văn phòng UBND xã,
QUYẾT ĐỊNH:
Điều 1. Thành lập Tổ tiếp công dân gồm các ông, bà có tên sau:
Điều 2. Tổ có nhiệm vụ tiếp nhận đơn khiếu nại, tố cáo, kiến nghị, phản ánh của công dân.
Điều 3. Văn phòng UBND xã và các ông, bà có tên tại Điều 1 chịu trách nhiệm thi hành Quyết định này./.""",
    "invitation": """\
GIẤY MỜI
Kính gửi: Đại diện các hộ dân thôn Trung
UBND xã trân trọng kính mời đại diện hộ gia đình dự hội nghị lấy ý kiến về phương án bồi thường.
Thời gian: 8 giờ 00 ngày 12/5. Địa điểm: Nhà văn hóa thôn Trung.
Đề nghị các hộ đến dự đầy đủ, đúng thời gian.""",
}
