"""The chat in the browser: questions on the left, the cited passages beside them."""

from html import escape
from typing import Any

import gradio as gr

from .answer import Answer
from .chain import Chain, Request

_CSS = """
.gradio-container{max-width:72rem!important;margin:0 auto}
footer{display:none!important}
#tieu-de h1{font-size:1.4rem;margin:.2rem 0}
#tieu-de p{margin:.2rem 0;opacity:.8}
.trich-dan{border:1px solid var(--border-color-primary);border-radius:.6rem;padding:.6rem .8rem;margin:0 0 .7rem;background:var(--background-fill-secondary)}
.trich-dan blockquote{margin:.4rem 0;padding-left:.7rem;border-left:3px solid var(--color-accent);overflow-wrap:anywhere}
.trich-dan .noi{font-size:.85rem;opacity:.8}
.trich-dan mark{background:#ffe58a;color:#1c2430;padding:0 .1em}
.trich-dan a{font-weight:600;text-decoration:underline}
@media(max-width:40rem){#hoi-dap{height:50vh!important}}
"""
_EXAMPLES = (
    "Thu ngân sách năm 2023 đạt bao nhiêu?",
    "thu ngan sach 2023 dat bao nhieu",
    "Ai ký ban hành Kết luận số 143-KL/TU?",
    "Những sân bay lưỡng dụng nào được đề nghị nghiên cứu?",
    "Thứ hai nói về vấn đề gì?",
)
_EMPTY = "<p>Đoạn văn bản chứng minh cho câu trả lời sẽ hiện ở đây.</p>"


def theme() -> gr.Theme:
    """Fonts of the reader's own device: nothing is fetched."""
    return gr.themes.Default(
        font=["system-ui", "Segoe UI", "Roboto", "Noto Sans", "sans-serif"], font_mono=["ui-monospace", "monospace"]
    )


def css() -> str:
    return _CSS


def build_chat(chain: Chain) -> gr.Blocks:
    """The page; every text in it comes from here or from a document, and is escaped."""
    documents = chain.index.documents.values()
    names = ", ".join(escape(document.number or document.title) for document in documents)
    sources = {field.value for document in documents if (field := document.field("loại nguồn"))}
    note = f" Nguồn: {escape('; '.join(sorted(sources)))}." if sources else ""

    def respond(text: str, messages: list[dict[str, Any]], turns: list[tuple[str, str]]):  # noqa: ANN202
        answer = chain.answer(Request(text, tuple(turns)))
        messages = [
            *messages,
            {"role": "user", "content": escape(text)},
            {"role": "assistant", "content": escape(_message(answer))},
        ]
        if answer.reason != "bad_input":
            turns = [*turns, (text, answer.answer)]
        return "", messages, turns, _citations(answer)

    with gr.Blocks(title="Hỏi đáp văn bản", analytics_enabled=False) as page:
        gr.HTML(
            f"<h1>Hỏi đáp văn bản có dẫn nguồn</h1><p>Văn bản: {names}.{note} "
            "Mỗi câu trả lời là lời của văn bản, kèm đoạn chứng minh.</p>",
            elem_id="tieu-de",
        )
        turns = gr.State([])
        with gr.Row():
            with gr.Column(scale=3, min_width=300):
                # No Markdown, and all is escaped (the component still takes HTML): text is shown as it is.
                chat = gr.Chatbot(
                    label="Hỏi đáp",
                    show_label=False,
                    elem_id="hoi-dap",
                    height="55vh",
                    render_markdown=False,
                    buttons=["copy"],
                    placeholder="Xin nhập câu hỏi về nội dung văn bản, có dấu hay không dấu đều được.",
                )
                box = gr.Textbox(
                    label="Câu hỏi",
                    placeholder="Ví dụ: Thu ngân sách năm 2023 đạt bao nhiêu?",
                    lines=1,
                    autofocus=True,
                    elem_id="cau-hoi",
                    submit_btn="Hỏi",
                )
            with gr.Column(scale=2, min_width=280):
                cited = gr.HTML(_EMPTY, elem_id="dan-nguon")
        gr.Examples([[example] for example in _EXAMPLES], box, label="Câu hỏi mẫu", example_labels=list(_EXAMPLES))
        clear = gr.Button("Cuộc hỏi đáp mới", size="sm")
        box.submit(respond, [box, chat, turns], [box, chat, turns, cited], show_progress="hidden", api_name="hoi")
        clear.click(lambda: ([], [], _EMPTY), None, [chat, turns, cited], show_progress="hidden", api_name=False)
    return page


def _message(answer: Answer) -> str:
    if answer.status == "answered" and answer.short_answer:
        short = "\n".join(f"• {item}" for item in answer.items) if answer.items else answer.short_answer
        return f"{short}\n\n{answer.answer}"
    return answer.answer


def _citations(answer: Answer) -> str:
    if not answer.citations:
        return _EMPTY
    title = "Đoạn chứng minh" if answer.status == "answered" else "Đoạn gần nhất (không trả lời câu hỏi)"
    cards = []
    for citation in answer.citations:
        place = " › ".join(citation.section) or "phần mở đầu"
        page = f", trang {citation.page}" if citation.page else ""
        quote = _highlight(citation.quote, answer.items or ((answer.short_answer,) if answer.short_answer else ()))
        cards.append(
            f'<div class="trich-dan"><div class="noi">[{citation.n}] '
            f"{escape(citation.document_number or '')} {escape(citation.document_title)} — {escape(place)}, đoạn {citation.paragraph}{page}</div>"
            f'<blockquote>{quote}</blockquote><a href="{escape(citation.url)}" target="_blank" rel="noopener">Mở văn bản tại đoạn này</a></div>'
        )
    return f'<section aria-live="polite"><h2>{title}</h2>{"".join(cards)}</section>'


def _highlight(quote: str, pieces: tuple[str, ...]) -> str:
    """The quote, escaped, with the answering spans marked."""
    marks = sorted((at, at + len(piece)) for piece in pieces if (at := quote.find(piece)) >= 0)
    out, position = [], 0
    for start, end in marks:
        if start < position:
            continue
        out += [escape(quote[position:start]), "<mark>", escape(quote[start:end]), "</mark>"]
        position = end
    return "".join(out) + escape(quote[position:])
