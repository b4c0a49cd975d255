"""What the API takes and gives, each field described; the shapes are those of `Answer.to_json`."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from ..chain import Request

_TURNS, _TEXT = 40, 200_000  # far above any conversation; a body is limited anyway
# The limit also has a lone surrogate refused, which no answer could be written with.
Text = Annotated[str, Field(max_length=_TEXT)]
Whole = Annotated[int, Field(strict=True)]  # "1" and true are no numbers
Number = Annotated[float, Field(strict=True)]
Flag = Annotated[bool, Field(strict=True)]


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Question(Strict):
    """Một câu hỏi về các văn bản."""

    question: Text = Field(description="Câu hỏi bằng tiếng Việt, có dấu hoặc không dấu.", examples=["Thu ngân sách năm 2023 đạt bao nhiêu?"])
    history: list[tuple[Text, Text]] = Field(
        default=[],
        description="Các lượt trước của cuộc hỏi đáp, cũ trước mới sau: mỗi lượt là cặp [câu hỏi, câu trả lời].",
        max_length=_TURNS,
    )
    document_id: str | None = Field(default=None, description="Chỉ hỏi văn bản có mã này (xem `/api/v1/documents`); bỏ trống là hỏi mọi văn bản.", max_length=200)

    def request(self) -> Request:
        return Request(self.question, tuple(self.history), self.document_id)


class Citation(BaseModel):
    """Một đoạn trích nguyên văn của văn bản."""

    n: Whole = Field(description="Số thứ tự của trích dẫn, là số trong dấu [n] của câu trả lời.")
    document_id: Text = Field(description="Mã của văn bản được trích.")
    document_title: Text = Field(description="Tên văn bản.")
    document_number: Text | None = Field(description="Số hiệu văn bản, nếu có.")
    section: list[Text] = Field(description="Các mục chứa đoạn trích, từ ngoài vào trong.")
    paragraph: Whole = Field(description="Số thứ tự của đoạn văn trong văn bản, từ 1.")
    quote: Text = Field(description="Lời trích, đúng từng chữ như trong văn bản.")
    start: Whole = Field(description="Vị trí đầu của lời trích trong văn bản, tính theo điểm mã Unicode dạng NFC.")
    end: Whole = Field(description="Vị trí ngay sau lời trích.")
    page: Whole | None = Field(description="Số trang, nếu văn bản có trang.")
    url: Text = Field(description="Đường dẫn mở văn bản tại lời trích, tính từ gốc của dịch vụ.")
    supports: Flag = Field(description="Đúng: chứng minh câu trả lời. Sai: chỉ là đoạn gần nhất, kèm một lời từ chối.")


class Answer(BaseModel):
    """Câu trả lời kèm trích dẫn, hoặc lời từ chối kèm lý do."""

    id: Text | None = Field(default=None, description="Mã của yêu cầu, cũng có trong tiêu đề (header) X-Request-ID.")
    status: Literal["answered", "refused"] = Field(description="`answered`: đã trả lời; `refused`: từ chối.")
    answer: Text = Field(description="Câu trả lời với dấu [n] sau mỗi câu, bằng lời của văn bản hoặc của mô hình (xem `written`); hoặc câu từ chối.")
    short_answer: Text | None = Field(description="Phần ngắn nhất trả lời câu hỏi, nguyên văn trong trích dẫn; null khi từ chối, và khi lời của mô hình là một bản tóm tắt.")
    items: list[Text] = Field(description="Các thành phần của câu trả lời dạng danh sách; rỗng nếu không phải danh sách.")
    confidence: Number | None = Field(description="Xác suất đã hiệu chỉnh rằng câu trả lời đúng; null khi chưa hiệu chỉnh.")
    reason: Literal["not_in_documents", "bad_input", "busy", "error"] | None = Field(
        description="Lý do từ chối: văn bản không nêu, câu hỏi không hợp lệ, hệ thống bận, hoặc có lỗi; null khi đã trả lời."
    )
    written: Flag = Field(default=False, description="Đúng: các câu do mô hình ngôn ngữ viết, từng câu đã đối chiếu với trích dẫn. Sai: lời nguyên văn của văn bản.")
    struck: Whole = Field(default=0, description="Số câu của mô hình đã bị lược vì trích dẫn không chứng minh.")
    fallback: Text | None = Field(
        default=None,
        description="Vì sao không dùng lời của mô hình: `timeout`, `rate_limit`, `error`, `unavailable`, `busy`, `empty`, `unproven` hoặc `beside`; null khi đã dùng hoặc không có mô hình.",
    )
    citations: list[Citation] = Field(description="Các trích dẫn.")
    timings_ms: dict[Text, Number] = Field(description="Thời gian từng bước, tính bằng mili giây.")


class Document(BaseModel):
    """Một văn bản mà dịch vụ trả lời được."""

    id: str = Field(description="Mã văn bản, dùng cho `document_id`.")
    title: str = Field(description="Tên văn bản.")
    number: str | None = Field(description="Số hiệu, nếu có.")
    card: dict[str, str] = Field(description="Thẻ thông tin của văn bản: tên trường và giá trị.")
    sections: int = Field(description="Số mục trong văn bản.")
    pages: int | None = Field(description="Số trang, nếu văn bản có trang.")
    url: str = Field(description="Đường dẫn mở văn bản, tính từ gốc của dịch vụ.")
    original_url: str | None = Field(description="Đường dẫn tải tệp gốc; null nếu tệp gốc không còn.")


class Documents(BaseModel):
    """Danh mục văn bản."""

    build: str = Field(description="Tên bản chỉ mục đang dùng.")
    documents: list[Document] = Field(description="Các văn bản.")


class Turn(Strict):
    """Một lượt hỏi đáp để xuất ra tệp."""

    question: Text = Field(description="Câu hỏi.")
    answer: Answer = Field(description="Câu trả lời như dịch vụ đã trả về.")


class Conversation(Strict):
    """Một cuộc hỏi đáp để xuất ra tệp."""

    format: Literal["md", "docx"] = Field(description="Dạng tệp: Markdown hoặc Word.")
    lang: Literal["vi", "en"] = Field(default="vi", description="Ngôn ngữ của tiêu đề và ghi chú trong tệp.")
    turns: list[Turn] = Field(description="Các lượt, cũ trước mới sau.", min_length=1, max_length=_TURNS * 5)


class Model(BaseModel):
    """Một mô hình theo cách kể của OpenAI."""

    id: str = Field(description="Tên mô hình, dùng cho `model`.")
    object: Literal["model"] = Field(description="Luôn là `model`.")
    created: int = Field(description="Luôn là 0.")
    owned_by: str = Field(description="Luôn là `local`.")


class Models(BaseModel):
    """Danh sách mô hình; luôn chỉ có một."""

    object: Literal["list"] = Field(description="Luôn là `list`.")
    data: list[Model] = Field(description="Các mô hình.")


class Fault(BaseModel):
    """Vì sao một yêu cầu không được thực hiện."""

    code: str = Field(description="Mã lỗi, không đổi theo phiên bản.")
    message: str = Field(description="Câu tiếng Việt nói nguyên nhân và cách khắc phục.")
    request_id: str = Field(description="Mã của yêu cầu, để báo cho người quản trị.")


class Problem(BaseModel):
    """Một yêu cầu không được thực hiện."""

    error: Fault = Field(description="Nguyên nhân.")
