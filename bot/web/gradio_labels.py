"""Gradio's own labels, those that the chat's components can show, in both languages of the interface.

Gradio 6 chooses its locale by the browser and has none for Vietnamese; flat dotted keys given for a
locale win its look-up, so the same words are given for every locale that it may choose.
"""

LABELS = {
    "blocks.connection_can_break": {
        "vi": "Trên điện thoại, kết nối có thể đứt nếu rời trang hoặc máy tắt màn hình, và lượt chờ sẽ mất.",
        "en": "On a telephone the connection may break when you leave the page, and your turn is lost.",
    },
    "blocks.long_requests_queue": {"vi": "Đang có nhiều câu hỏi chờ trả lời.", "en": "Many questions are waiting."},
    "blocks.lost_connection": {"vi": "Mất kết nối do rời trang. Đang vào lại hàng chờ …", "en": "The connection was lost. Joining the queue again …"},
    "chatbot.retry": {"vi": "Hỏi lại", "en": "Ask again"},
    "chatbot.clear": {"vi": "Xóa cuộc hỏi đáp", "en": "Clear the conversation"},
    "chatbot.submit": {"vi": "Gửi", "en": "Send"},
    "chatbot.cancel": {"vi": "Hủy", "en": "Cancel"},
    "common.clear": {"vi": "Xóa", "en": "Clear"},
    "common.error": {"vi": "Lỗi", "en": "Error"},
    "common.loading": {"vi": "Đang tải", "en": "Loading"},
    "common.submit": {"vi": "Gửi", "en": "Send"},
    "dropdown.dropdown": {"vi": "Danh sách chọn", "en": "Choices"},
    "errors.build_error": {"vi": "có lỗi khi dựng trang", "en": "there was an error in building the page"},
    "errors.config_error": {"vi": "có lỗi cấu hình", "en": "there is an error in the configuration"},
    "errors.contact_page_author": {"vi": "Xin báo cho người quản trị trang.", "en": "Please tell the administrator."},
    "errors.runtime_error": {"vi": "có lỗi khi chạy", "en": "there was an error"},
    "status.queue_position": {"vi": "Đang chờ: {position} trên {size}", "en": "Waiting: {position} of {size}"},
}
