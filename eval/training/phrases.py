"""Phrases of office Vietnamese from which practice paragraphs are put together (`official.py`).

Written for training, from the language of reports and decisions at large: schools, health, farms,
transport, personnel. None is taken from a document in `source_docs/`, and its figures and
indicators were left out on purpose.
"""

# Indicator | other ways to ask for it | unit
INDICATORS = """
sản lượng lúa|lượng lúa thu hoạch;thóc làm ra|nghìn tấn
số trường đạt chuẩn quốc gia|trường chuẩn quốc gia|trường
tỷ lệ hộ nghèo|hộ nghèo chiếm tỷ lệ|%
kim ngạch xuất khẩu|giá trị hàng bán ra nước ngoài;hàng xuất khẩu|triệu USD
số vụ tai nạn giao thông|tai nạn trên đường;vụ va chạm giao thông|vụ
diện tích rừng trồng mới|rừng mới trồng|ha
số lao động được giải quyết việc làm|người có việc làm mới;lao động có việc|người
tỷ lệ bao phủ bảo hiểm y tế|người dân có thẻ bảo hiểm y tế;độ phủ bảo hiểm y tế|%
số hồ sơ nộp trực tuyến|hồ sơ qua mạng;hồ sơ điện tử tiếp nhận|hồ sơ
dư nợ tín dụng|tiền ngân hàng cho vay;tổng dư nợ|tỷ đồng
tổng đàn bò|số bò chăn nuôi;đàn bò|con
số hộ thoát nghèo|hộ ra khỏi diện nghèo|hộ
sản lượng điện thương phẩm|lượng điện bán ra|triệu kWh
số ca mắc sốt xuất huyết|ca sốt xuất huyết;người bị sốt xuất huyết|ca
lượng rác thải được thu gom|rác gom được;rác thải sinh hoạt thu về|tấn
chiều dài đường được nâng cấp|đường được sửa chữa, nâng cấp|km
tỷ lệ trẻ em tiêm chủng đầy đủ|trẻ được tiêm đủ mũi|%
tỷ lệ dân số dùng nước sạch|người dân có nước sạch để dùng|%
số thư viện cấp xã|thư viện ở xã|thư viện
giá trị sản xuất thủy sản|nuôi trồng, đánh bắt thủy sản làm ra|tỷ đồng
tổng kinh phí hỗ trợ học bổng|tiền học bổng;khoản chi cho học bổng|tỷ đồng
số giường bệnh|giường ở bệnh viện|giường
số cán bộ được bồi dưỡng|cán bộ đi học bồi dưỡng;lượt cán bộ tập huấn|người
số cuộc thanh tra|cuộc kiểm tra của thanh tra|cuộc
số tiền xử phạt vi phạm hành chính|tiền phạt hành chính|triệu đồng
tỷ lệ đô thị có cây xanh đạt chuẩn|đô thị đủ cây xanh|%
số di tích được tu bổ|di tích sửa sang;di tích được trùng tu|di tích
tỷ lệ tốt nghiệp trung học phổ thông|học sinh lớp 12 đỗ tốt nghiệp|%
số thuê bao Internet cáp quang|nhà lắp mạng cáp quang|thuê bao
sản lượng cà phê|cà phê thu hoạch|nghìn tấn
vốn xây dựng trường học|tiền xây trường;kinh phí làm trường lớp|tỷ đồng
số công dân nhập ngũ|thanh niên đi bộ đội|người
doanh thu bưu chính|tiền thu của ngành bưu chính|tỷ đồng
tỷ lệ che phủ rừng|độ che phủ của rừng|%
số đơn thư khiếu nại được giải quyết|đơn khiếu nại xử lý xong|đơn
số nhà ở xã hội hoàn thành|căn nhà cho người thu nhập thấp làm xong|căn
lượng hàng hóa qua cảng|hàng bốc xếp ở cảng|triệu tấn
số sáng kiến được công nhận|sáng kiến|sáng kiến
tổng quỹ khen thưởng|tiền thưởng;quỹ thi đua|triệu đồng
số xe buýt chạy điện|xe buýt điện|xe
"""

# What a body is told to do | other ways to ask about it | what for
TASKS = """
rà soát biên chế của các trường học|xem lại số biên chế giáo viên|bố trí đủ giáo viên cho từng cấp học
lập danh mục các điểm đen tai nạn giao thông|thống kê chỗ hay xảy ra tai nạn|giảm số người chết và bị thương
kiểm tra an toàn thực phẩm ở bếp ăn tập thể|kiểm tra các bếp ăn|ngăn ngừa ngộ độc hàng loạt
xây dựng phần mềm quản lý công văn|làm phần mềm văn thư|rút ngắn thời gian xử lý hồ sơ
khảo sát nhu cầu học nghề của thanh niên|tìm hiểu thanh niên muốn học nghề gì|mở lớp sát với thị trường lao động
cấp thẻ căn cước cho công dân trên 14 tuổi|làm căn cước cho người dân|phục vụ các dịch vụ công trực tuyến
tổ chức hiến máu tình nguyện|vận động hiến máu|bảo đảm nguồn máu dự trữ cho bệnh viện
kiểm kê tài sản công|đếm lại tài sản nhà nước|chống thất thoát tài sản
lắp đặt camera giám sát tại các nút giao|gắn camera ở ngã tư|xử lý nguội các vi phạm
xây dựng kế hoạch phòng, chống thiên tai|lên phương án chống bão lụt|chủ động ứng phó với mưa lớn
số hóa tài liệu lưu trữ|đưa hồ sơ giấy lên máy|khai thác tài liệu nhanh hơn
tham mưu sửa đổi quy chế làm việc|chỉnh lại quy chế|phù hợp với tổ chức bộ máy mới
công khai kết quả thi tuyển công chức|công bố điểm thi công chức|để mọi người giám sát
trồng bổ sung cây bóng mát trên các tuyến đường|trồng thêm cây ven đường|giảm nhiệt độ đô thị
tiếp nhận kiến nghị của cử tri|nghe ý kiến cử tri|giải quyết dứt điểm các vụ việc kéo dài
xử lý các hộ lấn chiếm vỉa hè|dẹp lấn chiếm vỉa hè|trả lại lối đi cho người đi bộ
hướng dẫn khai báo tạm trú qua mạng|chỉ dẫn đăng ký tạm trú trực tuyến|giảm giấy tờ cho người thuê trọ
thẩm định giá thuốc đấu thầu|xem xét giá thuốc|tiết kiệm chi phí khám chữa bệnh
quyết toán các chương trình mục tiêu|chốt sổ các chương trình|báo cáo trung thực số đã chi
tuyển chọn giống lúa chịu mặn|chọn giống lúa chịu được nước mặn|thích ứng với xâm nhập mặn
sắp xếp lại các điểm trường lẻ|gộp các điểm trường nhỏ|nâng cao chất lượng dạy học
bảo trì hệ thống thoát nước|sửa cống rãnh|chống ngập trong mùa mưa
thành lập tổ công tác gỡ rối cho hợp tác xã|lập tổ giúp các hợp tác xã|giúp hợp tác xã tiếp cận vốn
đánh giá mức độ hài lòng của người bệnh|hỏi người bệnh có hài lòng không|cải thiện thái độ phục vụ
kết nối cơ sở dữ liệu dân cư|nối dữ liệu dân cư|dùng chung dữ liệu giữa các ngành
chấm điểm thi đua hằng quý|cho điểm thi đua|khen thưởng đúng người, đúng việc
bàn giao mặt bằng khu tái định cư|giao đất khu tái định cư|ổn định đời sống các hộ phải di dời
biên soạn tài liệu giáo dục địa phương|viết sách về địa phương|giúp học sinh hiểu quê hương
kiểm định xe đưa đón học sinh|khám xe đưa học sinh|giữ an toàn cho trẻ em
hỗ trợ tiền thuê nhà cho công nhân|giúp công nhân trả tiền nhà|giữ chân người lao động
"""

BODIES = """
Sở Giáo dục và Đào tạo;Sở Y tế;Sở Giao thông vận tải;Sở Nội vụ;Sở Tư pháp;Sở Công Thương;Sở Nông nghiệp và Môi trường;Sở Văn hóa và Thể thao
Công an tỉnh;Công an huyện;Bộ Chỉ huy Quân sự tỉnh;Thanh tra tỉnh;Văn phòng Ủy ban nhân dân tỉnh;Ủy ban nhân dân huyện Bình Sơn;Ủy ban nhân dân xã Tân Hòa
Kho bạc Nhà nước tỉnh;Chi cục Thuế khu vực II;Ban Quản lý khu kinh tế;Bảo hiểm xã hội tỉnh;Ban Dân vận Tỉnh ủy;Ban Tổ chức Huyện ủy;Hội Nông dân tỉnh;Đoàn Thanh niên xã
Liên đoàn Lao động tỉnh;Trung tâm Phục vụ hành chính công;Cục Thống kê;Trường Chính trị tỉnh;Bệnh viện Đa khoa tỉnh;Đài Phát thanh và Truyền hình tỉnh;Phòng Tài chính - Kế hoạch
"""

OFFICES = """
Giám đốc Sở Y tế;Phó Giám đốc Sở Tư pháp;Chủ tịch Ủy ban nhân dân huyện;Phó Chủ tịch Hội đồng nhân dân tỉnh;Trưởng ban Tổ chức Huyện ủy;Chánh Văn phòng Tỉnh ủy;Bí thư Huyện ủy
Hiệu trưởng Trường Chính trị;Cục trưởng Cục Thống kê;Trưởng Công an huyện;Chủ tịch Hội Nông dân;Chỉ huy trưởng Bộ Chỉ huy Quân sự tỉnh;Phó Bí thư Thường trực Tỉnh ủy;Chánh Thanh tra tỉnh
"""

SURNAMES = "Nguyễn Trần Lê Phạm Hoàng Phan Vũ Đặng Bùi Đỗ Hồ Ngô Dương Lý Trịnh Mai Đào Lương Tạ Chu"
MIDDLES = "Văn Thị Minh Quốc Thanh Hữu Ngọc Đức Xuân Hồng Thu Công Gia Kim Bá"
GIVENS = "An Bình Chi Dũng Giang Hà Hải Hạnh Hùng Khoa Lan Linh Long Mai Nam Nga Phong Phúc Quân Sơn Tâm Thảo Thắng Trang Tuấn Vân Việt Yến"

# What a person did | how to ask who did
DEEDS = """
chủ trì buổi làm việc|chủ trì cuộc làm việc;điều hành buổi làm việc
trình bày báo cáo trước cuộc họp|đọc báo cáo;báo cáo trước cuộc họp
ký quyết định bổ nhiệm|ký bổ nhiệm;đặt bút ký quyết định bổ nhiệm
trao bằng khen cho các tập thể|tặng bằng khen;trao thưởng cho tập thể
tiếp công dân định kỳ|gặp người dân trong buổi tiếp công dân
kiểm tra thực địa công trình hồ chứa|đi xem hồ chứa;kiểm tra hồ chứa nước
dự lễ khai giảng|có mặt ở lễ khai giảng
thay mặt đoàn giám sát phát biểu|phát biểu thay đoàn giám sát
"""

# An area of work | how it went
AREAS = """
Công tác phòng cháy, chữa cháy|được tăng cường, số vụ cháy giảm rõ rệt
Phong trào văn nghệ quần chúng|phát triển sôi nổi, thu hút đông đảo người dân tham gia
Việc tiếp công dân|được duy trì nền nếp, đúng quy định
Công tác dân số|còn nhiều khó khăn, mất cân bằng giới tính chưa được khắc phục
Chất lượng nước sông|được cải thiện đáng kể, nhiều đoạn đã có cá trở lại
Hoạt động của các tổ hòa giải|được củng cố, tỷ lệ hòa giải thành tăng
Công tác thi đua, khen thưởng|được đổi mới, hướng về cơ sở và người lao động trực tiếp
Mạng lưới chợ nông thôn|được sắp xếp lại, đáp ứng nhu cầu mua bán của người dân
Tiến độ cấp giấy chứng nhận quyền sử dụng đất|còn chậm, nhiều hồ sơ quá hạn
Thị trường lao động|phục hồi nhanh, cung cầu dần cân đối
Công tác phòng, chống dịch bệnh gia súc|được triển khai đồng bộ, không để dịch lớn xảy ra
Hoạt động giám sát của hội đồng nhân dân|được đổi mới về nội dung và cách làm
Đời sống đồng bào vùng cao|tiếp tục được nâng lên, không còn hộ đói
Công tác lưu trữ hồ sơ|chưa được quan tâm đúng mức, kho lưu trữ xuống cấp
Tình hình buôn lậu qua biên giới|được kiểm soát, giảm cả số vụ và giá trị hàng hóa
Phong trào học tập suốt đời|lan tỏa rộng khắp, nhiều dòng họ được công nhận dòng họ học tập
Hoạt động xuất bản|ổn định, cơ bản đáp ứng nhu cầu bạn đọc
Công tác vệ sinh môi trường nông thôn|có chuyển biến tích cực, nhiều tuyến đường hoa được hình thành
"""

# A noun that is listed | lead of the sentence, {n} for their number | members
LISTS = """
nhóm giải pháp|Báo cáo nêu {n} nhóm giải pháp|hoàn thiện quy chế phối hợp;nâng cao trình độ cán bộ;mở rộng hợp tác với doanh nghiệp;tăng cường kiểm tra, đôn đốc
tuyến đường|Trong quý tới sẽ khởi công {n} tuyến đường|đường ven biển phía nam;đường tránh thị trấn;đường nối cảng cá với quốc lộ;đường liên xã Hòa Phú
hạn chế|Hội nghị chỉ ra {n} hạn chế|phối hợp giữa các ngành thiếu chặt chẽ;một số cán bộ còn đùn đẩy;việc công khai thông tin chưa kịp thời
nghề|Trung tâm mở lớp cho {n} nghề|may công nghiệp;sửa chữa máy nông cụ;chế biến món ăn;trồng nấm;điện dân dụng
tiêu chí|Gia đình văn hóa phải đạt {n} tiêu chí|chấp hành pháp luật;đoàn kết với xóm giềng;nuôi dạy con tốt;giữ gìn vệ sinh chung
xã|Đoàn đã khảo sát tại {n} xã|Hòa Bình;Tân Lập;Phú Sơn;An Khê;Vĩnh Thạnh
đề án|Hội đồng đã thông qua {n} đề án|phát triển cây dược liệu;bảo tồn nghề dệt;đưa cán bộ trẻ về cơ sở
cơ quan|Tổ công tác gồm đại diện của {n} cơ quan|Sở Xây dựng;Sở Tư pháp;Công an tỉnh;Kho bạc Nhà nước
loại giấy tờ|Người nộp hồ sơ cần chuẩn bị {n} loại giấy tờ|đơn đề nghị theo mẫu;bản sao căn cước;giấy xác nhận nơi ở;ảnh chân dung
giải thưởng|Cuộc thi có {n} giải thưởng|giải nhất;giải nhì;giải ba;giải khuyến khích
nguồn vốn|Công trình sử dụng {n} nguồn vốn|vốn vay ngân hàng;vốn đóng góp của nhân dân;vốn của tổ chức phi chính phủ
nội dung|Lớp tập huấn có {n} nội dung|kỹ năng tiếp dân;soạn thảo văn bản;an toàn thông tin;đạo đức công vụ
"""

PLACES = "tỉnh Bình Định;huyện Bình Sơn;tỉnh Cà Mau;thị xã Hương Thủy;tỉnh Lạng Sơn;xã Tân Hòa;tỉnh Kon Tum;huyện Mộc Châu;thành phố Vinh;tỉnh Sóc Trăng".split(";")
TITLES = """
Báo cáo tình hình kinh tế - xã hội;Thông báo kết luận cuộc họp giao ban;Nghị quyết về nhiệm vụ năm học;Quyết định về tổ chức lực lượng;Kế hoạch công tác quý
Thứ nhất, về sản xuất và đời sống;Thứ hai, về văn hóa, giáo dục;Thứ ba, về tổ chức thực hiện;II. Nhiệm vụ trọng tâm;I. Kết quả đạt được;Điều 3. Trách nhiệm thi hành
"""
