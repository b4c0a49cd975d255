"""Words of the language, not of any document: what carries no content, and what means the same."""

from functools import cache

# Phrases by which people ask, address and soften; removed before a question is compared with a text.
ASKING = """
so với năm trước|so với cùng kỳ|cho em hỏi|đồng chí|cho tôi hỏi|cho mình hỏi|cho anh hỏi|cho chị hỏi|cho hỏi|xin hỏi|xin cho biết|vui lòng cho biết|đề nghị cho biết|làm ơn cho biết
|cho em biết|cho tôi biết|cho mình biết|cho biết|cho xem|cho xin|giúp em|giúp tôi|giúp mình|liệt kê|kể tên|nêu rõ|hãy nêu|em muốn hỏi|tôi muốn biết
|ad ơi|bạn ơi|anh ơi|chị ơi|với ạ|vậy ạ|thế ạ|được không|đúng không|phải không|có phải|hay không|hay chưa|không ạ|không nhỉ|không vậy
|là bao nhiêu|bao nhiêu|là những gì|những gì|là gì|như thế nào|thế nào|ra sao|làm sao|thì sao|tại sao|vì sao|do đâu|lý do gì|vì lý do gì|để làm gì|nhằm mục đích gì
|mục đích gì|khi nào|bao giờ|lúc nào|hôm nào|ngày nào|giữ chức vụ gì|chức vụ gì|chức danh gì|giữ chức gì|ở đâu|nơi nào|chỗ nào|là ai|của ai|người nào|ông nào|bà nào|bằng cách nào|theo hướng nào
|điều gì|việc gì|cái gì|thứ mấy|có mấy|mấy cái|tổng cộng|tất cả|toàn bộ|gồm có|bao gồm|nói về|nói gì|đề cập|liên quan đến
"""
STOP = frozenset(
    """
    ạ à ơi nhỉ nhé vậy thế đó này kia ấy đây thì là mà rằng có không chưa được bị do bởi của cho và với hay hoặc hoặc những các một vài mọi
    gì nào ai đâu sao mấy bao nhiêu khi lúc hả hử dạ vâng xin hỏi em tôi mình anh chị bạn ông bà nó họ ta cô chú bác
    ra vào lên xuống đi lại rồi đã đang sẽ vẫn còn cũng đều chỉ mới vừa nữa hơn nhất rất quá lắm hiện nay hiện_nay bây giờ
    ở tại trong ngoài trên dưới từ đến tới theo về để như nếu vì nên thì phải cần muốn bằng qua giữa cùng trước sau đối
    cái con chiếc việc sự cuộc điều gồm làm nêu năm ngày tháng bằng biết mức con số khoảng tương đương ước đạt cụ thể
    """.split()
)

# Groups of one meaning in office and everyday Vietnamese, marked and lower case.
_SYNONYMS = """
sân bay|phi trường|cảng hàng không
lưỡng dụng|quân sự và dân sự|dân sự và quân sự|vừa quân sự vừa dân sự
ngân sách|ngân khố|công quỹ|ngân quỹ
thu ngân sách|thu về cho ngân sách|thu vào ngân sách|thu được vào ngân sách|tiền thu được|nguồn thu
đầu tư công|xây dựng công trình nhà nước|đầu tư của nhà nước|vốn nhà nước
bố trí|phân bổ|rót|dành|cấp
giải ngân|tiêu tiền|tiêu được tiền|chi tiêu vốn|thanh toán vốn
chậm|ì ạch|trễ|chậm trễ|lề mề
kiểm điểm trách nhiệm|kiểm điểm|xử lý|xử lý trách nhiệm|kỷ luật
dự án|công trình
không có khả năng triển khai|bất khả thi|không khả thi|không làm được|không triển khai được|không thực hiện được
đưa ra ngoài danh mục|loại khỏi danh mục|bỏ khỏi danh mục|loại bỏ|gạch tên|bỏ bớt|loại ra
cắt giảm|bỏ bớt|giảm bớt
khả thi|làm được
người đứng đầu|sếp|thủ trưởng|các sếp|cấp trưởng
đề cao|nêu cao|coi trọng
bí thư|người đứng đầu cấp ủy|người đứng đầu đảng bộ
phố đi bộ|đường đi bộ|tuyến phố đi bộ
hồ hoàn kiếm|hồ gươm
dự thảo|bản thảo|bản nháp
hoàn thiện|chỉnh sửa|sửa|hoàn chỉnh
ý kiến|góp ý|ý kiến đóng góp|các góp ý|kiến nghị
đại biểu|người dự họp|người tham dự|người dự
cơ quan|đơn vị|bộ phận|tổ chức
họp|ngồi họp|họp bàn|nhóm họp|tổ chức họp|tổ chức hội nghị
huyện|địa phương cấp huyện
đạt|về đích|hoàn thành|cán đích
vượt|cao hơn|hơn mức
dồn|để dồn|dồn lại
doanh nghiệp|công ty|hãng|cơ sở kinh doanh
thành lập mới|mở mới|lập mới|mới thành lập|ra đời|thành lập
khách du lịch|du khách|khách tham quan|lượt khách
tăng trưởng|tốc độ tăng trưởng|mức tăng trưởng|đà tăng trưởng
bình quân đầu người|mỗi người dân|tính trên đầu người|trung bình mỗi người|mỗi người|một người dân
tổng sản phẩm trên địa bàn|grdp|gdp địa phương|quy mô kinh tế
cả nước|toàn quốc
bình quân chung|mức trung bình|trung bình chung
bán lẻ|mua sắm|bán hàng
dịch vụ tiêu dùng|tiêu dùng
chuyển đổi số|số hóa|công nghệ số
cải cách hành chính|thủ tục hành chính
giữ nguyên|không đổi|không thay đổi|đứng yên|vẫn vậy
thứ hạng|thứ bậc|vị trí xếp hạng|xếp hạng
bậc|hạng
an sinh xã hội|chăm lo đời sống|trợ giúp xã hội
khoa học và công nghệ|khoa học công nghệ
quốc phòng|quân sự
đảm bảo|bảo đảm|giữ vững
đối ngoại|ngoại giao|quan hệ quốc tế|hợp tác quốc tế
mở rộng|phát triển thêm
chủ đề|khẩu hiệu|phương châm
kỷ cương|kỷ luật
nuôi dưỡng|bồi dưỡng|chăm bồi
thất thu|hụt thu|trốn thuế|thất thoát
nợ đọng|nợ thuế|nợ chưa nộp|tiền nợ
thu hồi|đòi|truy thu|lấy lại
rà soát|xem lại|kiểm tra lại
tháo gỡ|gỡ|giải quyết
khó khăn|vướng mắc|trở ngại|ách tắc
tiến độ|thời hạn
tỷ lệ|phần trăm|tỉ lệ
quy hoạch|bản quy hoạch|đồ án
tầm nhìn|định hướng dài hạn
định hướng|hướng
nông thôn|vùng quê|làng quê
nông thôn mới|ntm
bản sắc|nét riêng|đặc trưng
truyền thống|lâu đời|cổ truyền
vùng văn hóa|xứ
trục phát triển|hướng phát triển
trực thuộc|thuộc|nằm trong
tiền đề|cơ sở|nền tảng
cực tăng trưởng|động lực tăng trưởng
dư địa|khoảng trống|không gian phát triển
ban hành|công bố
ký ban hành|ký|đặt bút ký
biểu quyết|bỏ phiếu|thông qua
thống nhất|nhất trí|đồng ý|tán thành|đồng tình|đồng thuận
trình|đệ trình
giao|phân công|giao nhiệm vụ
chỉ đạo|đôn đốc
phấn đấu|đặt mục tiêu|mục tiêu|cố gắng|kỳ vọng
khẩn trương|nhanh chóng|gấp rút
thanh lịch|lịch thiệp
công cụ|biện pháp|cách
giữ chức vụ|chức vụ|chức danh|cương vị|làm chức
phát biểu kết luận|kết luận hội nghị|phát biểu bế mạc
hội nghị|kỳ họp|cuộc họp
văn bản|tài liệu|giấy tờ
số hiệu|mã số|số ký hiệu
hệ lụy|hậu quả|tác hại|hệ quả
huy động|kêu gọi|vào cuộc
bước đầu|ban đầu
nét|vẻ
đẩy mạnh|tăng cường|thúc đẩy
ít nhất|tối thiểu|không dưới
nhiều nhất|tối đa|không quá|không vượt quá
héc ta|hecta|ha
kg|ký|ki lô gam
giấy tờ|thành phần hồ sơ|hồ sơ gồm
ki lô mét|cây số|km
mét vuông|m2
học sinh|em|cháu|học trò
rác|rác thải|chất thải|chất thải rắn
mét khối|m3|khối
"""


@cache
def asking_phrases() -> tuple[str, ...]:
    """Longest first, so that a phrase goes before its parts."""
    return tuple(sorted({phrase.strip() for phrase in ASKING.replace("\n", "").split("|")}, key=len, reverse=True))


@cache
def synonyms() -> dict[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """Other phrases (as tuples of syllables) for each known phrase."""
    table: dict[tuple[str, ...], set[tuple[str, ...]]] = {}
    for line in _SYNONYMS.strip().splitlines():
        group = [tuple(phrase.split()) for phrase in line.split("|")]
        for phrase in group:
            table.setdefault(phrase, set()).update(other for other in group if other != phrase)
    return {phrase: tuple(sorted(others)) for phrase, others in table.items()}
