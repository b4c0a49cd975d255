"""What a model writes, seen in a real browser: sentence by sentence, with its proofs; stopped, and without the model."""

import threading

import pytest
from playwright.sync_api import Page, expect

from eval.service import service

from .browsing import ask_in, open_chat, type_in
from .scripted import Fault, Scripted, scripted

WIDE = "Tóm tắt kết quả thu ngân sách và vốn đầu tư xã hội năm 2023"
FIRST = "Năm 2023, thu ngân sách trên địa bàn ước đạt 400.421 tỷ đồng."
SECOND = "Tổng vốn đầu tư xã hội năm 2023 ước đạt 504,89 nghìn tỷ đồng, tăng 9,0%."


class _Slow:
    """Writes one sentence, waits for the test, writes the others; says when nobody listens any more."""

    def __init__(self) -> None:
        self.go_on, self.left = threading.Event(), threading.Event()

    def __call__(self, messages: list[dict]):  # noqa: ANN204
        n = next(line for line in messages[-1]["content"].splitlines() if "400,421" in line).split('n="')[1].split('"')[0]
        try:
            yield f"{FIRST} [{n}]\n"
            while not self.go_on.wait(0.1):
                yield " "
            yield f"{SECOND} [{n}] <img src=x onerror=alert(1)> Thu ngân sách đạt 999 tỷ đồng. [{n}]"
        except (GeneratorExit, OSError):
            self.left.set()
            raise


@pytest.fixture
def writing(seed_dir, tmp_path):  # noqa: ANN001, ANN201
    """A service whose model is scripted: its address and the server."""
    with scripted(_Slow()) as server, service(seed_dir, tmp_path / "log", BOT_LLM="m", BOT_LLM_URL=server.url) as running:
        yield running.url, server


def test_sentences_appear_one_by_one_with_their_proofs(page: Page, writing: tuple[str, Scripted]) -> None:
    address, server = writing
    alerts = []
    page.on("dialog", lambda dialog: (alerts.append(dialog.message), dialog.dismiss()))
    open_chat(page, address)
    expect(page.locator("#tieu-de")).to_contain_text("Câu hỏi được gửi tới máy chủ của mô hình ấy.")
    type_in(page, WIDE)
    answer = page.locator("#hoi-dap .bot.message").last
    expect(answer).to_contain_text(f"{FIRST} [1] …", timeout=20_000)  # while the model is still at it
    assert SECOND not in answer.inner_text()
    server.script.go_on.set()
    expect(answer).to_contain_text(f"{SECOND} [2] (Đã lược 1 câu không có căn cứ trong đoạn trích.)", timeout=20_000)
    expect(answer).to_contain_text("Lời do mô hình ngôn ngữ viết")
    assert "999" not in answer.inner_text() and page.locator("#hoi-dap img[src=x]").count() == 0 and alerts == []
    cards = page.locator(".trich-dan blockquote")
    expect(cards).to_have_text(["Thu ngân sách trên địa bàn ước đạt 400,421 nghìn tỷ đồng, đạt 113,5% dự toán.", "Tổng vốn đầu tư xã hội ước đạt 504,89 nghìn tỷ đồng, tăng 9,0%."])
    with page.context.expect_page() as opened:
        page.locator(".trich-dan a").last.click()
    assert opened.value.inner_text("mark").startswith("Tổng vốn đầu tư xã hội ước đạt 504,89")


def test_a_stop_reaches_the_model_and_the_next_question_is_answered(page: Page, writing: tuple[str, Scripted]) -> None:
    address, server = writing
    open_chat(page, address)
    type_in(page, WIDE)
    expect(page.locator("#hoi-dap .bot.message").last).to_contain_text(f"{FIRST} [1] …", timeout=20_000)
    page.locator("#cau-hoi .stop-button").click()
    expect(page.locator("#cau-hoi textarea")).to_have_value(WIDE)
    assert server.script.left.wait(20), "the model is not listened to any more"
    server.script = lambda _: Fault(500)
    ask_in(page)
    expect(page.locator("#hoi-dap .bot.message").last).to_contain_text("Mô hình ngôn ngữ không trả lời được; trên đây là nguyên văn của văn bản.")
