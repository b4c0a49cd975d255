"""Every label of the interface, in Vietnamese and in English."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Texts:
    """The labels of one language."""

    lang: str
    title: str
    intro: str
    intro_written: str  # where a model writes
    documents: str
    embedding: str
    other_language: str
    placeholder: str
    box_label: str
    box_hint: str
    ask: str
    stop: str
    searching: str
    new: str
    copy: str
    copied: str
    not_copied: str
    not_saved: str
    export_md: str
    export_docx: str
    chat_label: str
    cited_here: str
    proofs: str
    nearest: str
    opening: str
    paragraph: str
    page: str
    open_here: str
    examples: str
    next_questions: str
    which_document: str
    all_documents: str
    source: str
    contents: str
    original: str
    back_to_chat: str
    known_documents: str
    section_count: str
    page_count: str
    no_document: str
    to_chat: str
    not_an_answer: str
    file_name: str
    log_in: str
    log_out: str
    user_name: str
    password: str
    not_logged_in: str
    too_many_tries: str
    no_users: str
    kept: str  # takes {days}
    was_it_right: str
    right: str
    wrong: str
    why: str
    reasons: Mapping[str, str]  # of feedback, by code
    comment: str
    send: str
    thanks: str
    not_kept: str
    request: str
    written: str
    refusals: Mapping[str, str]  # by reason; what is not here is said as the chain says it


VI = Texts(
    lang="vi",
    title="Hỏi đáp văn bản có dẫn nguồn",
    intro="Mỗi câu trả lời là lời của văn bản, kèm đoạn chứng minh.",
    intro_written="Mô hình ngôn ngữ viết câu trả lời từ các đoạn tìm được; từng câu có đoạn chứng minh. Câu hỏi được gửi tới máy chủ của mô hình ấy.",
    documents="Các văn bản",
    embedding="Nhúng vào cổng thông tin",
    other_language="English",
    placeholder="Xin nhập câu hỏi về nội dung văn bản, có dấu hay không dấu đều được.",
    box_label="Câu hỏi",
    box_hint="Nhập câu hỏi …",
    ask="Hỏi",
    stop="Dừng",
    searching="Đang tìm trong văn bản …",
    new="Cuộc hỏi đáp mới",
    copy="Sao chép kèm dẫn nguồn",
    copied="Đã sao chép.",
    not_copied="Trình duyệt không cho sao chép.",
    not_saved="Chưa tải được, xin thử lại.",
    export_md="Tải về (Markdown)",
    export_docx="Tải về (Word)",
    chat_label="Hỏi đáp",
    cited_here="Đoạn văn bản chứng minh cho câu trả lời sẽ hiện ở đây.",
    proofs="Đoạn chứng minh",
    nearest="Đoạn gần nhất (không trả lời câu hỏi)",
    opening="phần mở đầu",
    paragraph="đoạn",
    page="trang",
    open_here="Mở văn bản tại đoạn này",
    examples="Câu hỏi mẫu",
    next_questions="Có thể hỏi tiếp",
    which_document="Hỏi trong",
    all_documents="Tất cả văn bản",
    source="Nguồn",
    contents="Mục lục",
    original="Tải tệp gốc",
    back_to_chat="Hỏi đáp",
    known_documents="Các văn bản trả lời được",
    section_count="mục",
    page_count="trang",
    no_document="Không có văn bản",
    to_chat="Về trang hỏi đáp",
    not_an_answer="Đoạn trên là đoạn gần nhất, không trả lời câu hỏi.",
    file_name="hỏi đáp văn bản",
    log_in="Đăng nhập",
    log_out="Đăng xuất",
    user_name="Tên người dùng",
    password="Mật khẩu",
    not_logged_in="Tên người dùng hoặc mật khẩu không đúng; xin thử lại.",
    too_many_tries="Đã thử đăng nhập quá nhiều lần; xin đợi ít phút rồi thử lại.",
    no_users="Chưa có người dùng nào được tạo; xin liên hệ người quản trị dịch vụ.",
    kept="Câu hỏi được lưu {days} ngày, không kèm tên hay địa chỉ người hỏi, để cơ quan hoàn thiện nguồn văn bản.",
    was_it_right="Câu trả lời này có đúng không?",
    right="Đúng",
    wrong="Chưa đúng",
    why="Chưa đúng ở điểm nào?",
    reasons={
        "wrong": "Nội dung trả lời sai",
        "unproven": "Đoạn trích không chứng minh",
        "incomplete": "Trả lời thiếu ý",
        "not_found": "Văn bản có nêu nhưng không trả lời",
        "other": "Điểm khác",
    },
    comment="Ghi thêm (không bắt buộc, xin không ghi thông tin cá nhân)",
    send="Gửi góp ý",
    thanks="Đã ghi nhận góp ý, cảm ơn anh/chị.",
    not_kept="Chưa ghi được góp ý, xin thử lại sau ít phút.",
    request="Mã yêu cầu",
    written="Lời do mô hình ngôn ngữ viết; từng câu đã được đối chiếu với đoạn trích.",
    refusals={},
)

EN = Texts(
    lang="en",
    title="Answers from official documents, with their sources",
    intro="Each answer is in the document's own words, with the passage that proves it. Questions are asked in Vietnamese.",
    intro_written="A language model writes each answer from the passages found; every sentence has its proof. Questions are asked in Vietnamese, and sent to that model's server.",
    documents="Documents",
    embedding="Embed in a portal",
    other_language="Tiếng Việt",
    placeholder="Ask in Vietnamese about what the documents say, with or without diacritics.",
    box_label="Question",
    box_hint="Your question …",
    ask="Ask",
    stop="Stop",
    searching="Searching the documents …",
    new="New conversation",
    copy="Copy with sources",
    copied="Copied.",
    not_copied="The browser does not allow it.",
    not_saved="Not saved, please try again.",
    export_md="Download (Markdown)",
    export_docx="Download (Word)",
    chat_label="Conversation",
    cited_here="The passage that proves the answer will be shown here.",
    proofs="Proof",
    nearest="Nearest passage (it does not answer)",
    opening="opening",
    paragraph="paragraph",
    page="page",
    open_here="Open the document at this passage",
    examples="Examples",
    next_questions="Ask next",
    which_document="Ask in",
    all_documents="All documents",
    source="Source",
    contents="Contents",
    original="Download the original",
    back_to_chat="Chat",
    known_documents="Documents that can be asked",
    section_count="sections",
    page_count="pages",
    no_document="No such document",
    to_chat="To the chat",
    not_an_answer="This is the nearest passage; it does not answer the question.",
    file_name="questions and answers",
    log_in="Log in",
    log_out="Log out",
    user_name="User name",
    password="Password",
    not_logged_in="Wrong user name or password; please try again.",
    too_many_tries="Too many attempts; please wait some minutes and try again.",
    no_users="No users have been made yet; please ask the administrator.",
    kept="Questions are kept for {days} days, without the asker's name or address, so that the office can complete its documents.",
    was_it_right="Is this answer right?",
    right="Yes",
    wrong="No",
    why="What is wrong with it?",
    reasons={
        "wrong": "What it says is wrong",
        "unproven": "The quote does not prove it",
        "incomplete": "Something is missing",
        "not_found": "The documents say it, but it was not answered",
        "other": "Something else",
    },
    comment="In your words (optional, please nothing personal)",
    send="Send",
    thanks="Noted, thank you.",
    not_kept="It could not be noted, please try again in a few minutes.",
    request="Request",
    written="Written by a language model; each sentence was checked against the quoted text.",
    refusals={
        "not_in_documents": "The documents do not say. The nearest passage is given for reference.",
        "bad_input": "This cannot be taken as a question: it is empty, too long, or asks a document that is not here. Please ask one question in Vietnamese.",
        "busy": "Too many questions at once; please ask again in a few minutes.",
        "error": "This question could not be processed; please try again or tell the administrator.",
    },
)

LANGUAGES = {"vi": VI, "en": EN}


def texts(lang: str) -> Texts:
    """The labels of `lang`; Vietnamese where it is unknown."""
    return LANGUAGES.get(lang, VI)
