"""The chat in a real browser, as people use it, beside faults too."""

import asyncio
import contextlib
import re
import threading
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

import docx
import httpx
import pytest
import uvicorn
from playwright.sync_api import Page, expect

from bot.extractor import load_extractor
from bot.records.store import Records
from bot.web.app import create_app
from bot.web.live import Live, Turns
from bot.web.metrics import Metrics
from bot.web.origins import parse_origins
from bot.web.suggest import Suggestion
from eval.service import Service, free_port, service
from index.current import open_index

from .asking import QUESTION, SHORT
from .balancer import balancer
from .browsing import VIETNAMESE, ask_in, open_chat, strings, turns, type_in


@pytest.fixture(scope="module")
def published(index_dir, tmp_path_factory):  # noqa: ANN001, ANN201
    """Under a name, without TLS, as in many an office's network."""
    port = free_port()
    with service(index_dir, tmp_path_factory.mktemp("log") / "log", port, BOT_PUBLIC_URL=f"http://hoi-dap.so-b.vn:{port}") as running:
        yield running


@pytest.fixture
def untold(index_dir, encoder, tmp_path, monkeypatch) -> Iterator[tuple[str, Live]]:  # noqa: ANN001
    """The service in this process, which looks for no questions to suggest: its address, and what answers."""
    monkeypatch.setenv("BOT_DATA_DIR", str(tmp_path))
    live = Live(open_index(index_dir, encoder), index_dir, encoder, load_extractor(), None, Turns(5, 9), Metrics("build"), lambda _: None, keep_questions=False)
    monkeypatch.setattr(live, "_find_suggestions", lambda _: asyncio.sleep(0))
    port = free_port()
    app = create_app(live, parse_origins(""), Records(tmp_path), "127.0.0.1")
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_config=None, ws="none"))
    running = threading.Thread(target=server.run)
    running.start()
    while not server.started:
        time.sleep(0.05)
    yield f"http://127.0.0.1:{port}", live
    server.should_exit = True
    running.join()


def test_ask_and_open_the_citation(page: Page, served: Service) -> None:
    requested = []
    page.context.on("request", lambda request: requested.append(request.url))
    open_chat(page, served.url)
    ask_in(page)
    assert SHORT in page.inner_text("#hoi-dap")
    with page.context.expect_page() as opened:
        page.focus(".trich-dan a")
        page.keyboard.press("Enter")  # by keyboard alone
    document = opened.value
    document.wait_for_load_state()
    assert document.inner_text("mark") == f"Thu ngân sách trên địa bàn ước đạt {SHORT}, đạt 113,5% dự toán."
    assert 0 <= document.locator("mark").bounding_box()["y"] < 850, "the highlighted passage is in view"
    assert document.get_attribute("html", "lang") == "vi"
    with document.expect_download() as original:
        document.get_by_text("Tải tệp gốc").click()
    assert original.value.suggested_filename == "ket-luan-143-kl-tu.md"
    assert {urlsplit(url).hostname for url in requested if not url.startswith(("data:", "blob:"))} == {"127.0.0.1"}


def test_what_is_typed_is_never_html(page: Page, served: Service) -> None:
    open_chat(page, served.url)
    alerts = []
    page.on("dialog", lambda dialog: (alerts.append(dialog.message), dialog.dismiss()))
    typed = "<img src=x onerror=alert(1)><b>thu ngân sách</b>"
    type_in(page, typed)
    page.wait_for_function("document.querySelectorAll('#hoi-dap .message').length >= 2", timeout=20_000)
    assert typed in page.inner_text("#hoi-dap")
    assert page.locator("#hoi-dap img[src=x]").count() == 0 and alerts == []


@pytest.mark.parametrize("path", ["/", "/en/"])
def test_each_suggested_question_is_answered(page: Page, served: Service, path: str) -> None:
    open_chat(page, served.url + path)
    for number in range(1, 5):
        page.locator("#hoi-tiep [data-question]").first.click()
        expect(turns(page)).to_have_count(number, timeout=20_000)
        expect(page.locator("#hoi-dap .bot.message").nth(number - 1).locator("a").first).to_be_visible(timeout=20_000)
        asked = turns(page).all_inner_texts()
        assert not set(asked) & set(page.locator("#hoi-tiep [data-question]").all_inner_texts()), "nothing is suggested twice"


def test_a_page_opened_before_the_first_suggestion_gets_it_later(page: Page, untold: tuple[str, Live]) -> None:
    """As after a restart: suggestions are found one by one, and nobody is to load the page again for them."""
    url, live = untold
    page.goto(url)
    in_a_hurry = page.context.browser.new_page()  # of somebody else
    in_a_hurry.goto(url)
    ask_in(in_a_hurry)
    assert page.locator("[data-question]").count() == 0
    live.suggestions().append(Suggestion(QUESTION, "ket-luan-143-kl-tu", 0, 1))
    expect(page.locator("#hoi-tiep [data-question]")).to_have_text(QUESTION, timeout=20_000)
    in_a_hurry.wait_for_timeout(1500)
    assert in_a_hurry.locator("[data-question]").count() == 0, "it has been asked since"
    live._generation.suggestions.clear()
    page.reload()
    expect(page.locator("#tieu-de")).to_contain_text("143-KL/TU")
    page.locator("#cuoc-moi").click()
    live.suggestions().append(Suggestion("Ai ký?", "ket-luan-143-kl-tu", 0, 1))
    expect(page.locator("#hoi-tiep [data-question]")).to_have_text("Ai ký?", timeout=20_000)  # a new conversation does not stop the looking


def test_stop_gives_the_question_back(page: Page, served: Service) -> None:
    open_chat(page, served.url)
    ask_in(page)
    crowd = threading.Thread(target=lambda: asyncio.run(_many(served.url, 60)))
    crowd.start()
    while _waiting(served.url) < 30:
        page.wait_for_timeout(50)
    type_in(page, "Ai ký Kết luận số 143-KL/TU?")
    page.locator("#cau-hoi button", has_text="Dừng").click()
    expect(page.locator("#cau-hoi textarea")).to_have_value("Ai ký Kết luận số 143-KL/TU?")
    expect(turns(page)).to_have_count(1)
    crowd.join()
    page.wait_for_timeout(500)
    expect(turns(page)).to_have_count(1)
    page.press("#cau-hoi textarea", "Enter")
    expect(page.locator(".trich-dan mark")).to_have_text("Nguyễn Thị Tuyến", timeout=20_000)
    expect(turns(page)).to_have_count(2)


def test_a_stop_in_the_moment_of_the_answer_leaves_one_conversation(page: Page, served: Service) -> None:
    """The stop knows of the conversation before the answer, and comes after it."""
    open_chat(page, served.url)
    ask_in(page)
    joined = []
    page.route("**/queue/join*", lambda route: (joined.append(route), route.continue_() if len(joined) == 1 else None))
    page.evaluate("""new MutationObserver((_, watching) => {
        const stop = document.querySelector("#cau-hoi .stop-button");
        if (stop) { watching.disconnect(); stop.click(); }
    }).observe(document, { subtree: true, childList: true })""")
    type_in(page, "Ai ký Kết luận số 143-KL/TU?")
    expect(page.locator(".trich-dan mark")).to_have_text("Nguyễn Thị Tuyến", timeout=20_000)
    joined[1].continue_()
    page.unroute_all()
    expect(page.locator("#cau-hoi textarea")).to_have_value("Ai ký Kết luận số 143-KL/TU?")
    expect(turns(page)).to_have_count(1)
    expect(page.locator(".trich-dan mark")).to_have_text(SHORT)
    page.press("#cau-hoi textarea", "Enter")
    expect(page.locator(".trich-dan mark")).to_have_text("Nguyễn Thị Tuyến", timeout=20_000)
    expect(turns(page)).to_have_count(2)


def _waiting(url: str) -> float:
    return float(re.search(r"^bot_waiting (\S+)", httpx.get(f"{url}/metrics").text, re.M)[1])


async def _many(url: str, count: int) -> None:
    async with httpx.AsyncClient(base_url=url, timeout=60, limits=httpx.Limits(max_connections=None)) as web:
        await asyncio.gather(*(web.post("/api/v1/ask", json={"question": QUESTION}) for _ in range(count)))


def test_a_question_sent_before_the_last_is_answered_is_asked_after_it(page: Page, served: Service) -> None:
    """The box is open all the time, and Gradio counts an event as over only a moment after its answer stands on the page."""
    open_chat(page, served.url)
    page.evaluate("""() => {
        const send = (question) => {
            const field = document.querySelector("#cau-hoi textarea");
            field.value = question;
            field.dispatchEvent(new Event("input", { bubbles: true }));
            field.dispatchEvent(new KeyboardEvent("keypress", { key: "Enter", bubbles: true, cancelable: true }));
        };
        new MutationObserver((_, watching) => {
            if (!document.querySelector("#cau-hoi .stop-button")) return;
            watching.disconnect();
            send("Thu ngân sách của tỉnh Nghệ An?");
        }).observe(document, { subtree: true, childList: true });
    }""")
    type_in(page, QUESTION)
    expect(page.locator("#hoi-dap")).to_contain_text("không nêu", timeout=20_000)
    expect(turns(page)).to_have_count(2)
    expect(page.locator("#cau-hoi textarea")).to_have_value("")


def test_what_is_typed_before_the_page_has_settled_stays(page: Page, served: Service) -> None:
    """Typed in the same moment that the box appears, which is before Gradio says that the page is loaded."""
    page.add_init_script(
        """new MutationObserver((_, watching) => {
            const field = document.querySelector("#cau-hoi textarea");
            if (!field) return;
            watching.disconnect();
            Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value").set.call(field, "ai ky");
            field.dispatchEvent(new Event("input", { bubbles: true }));
        }).observe(document, { subtree: true, childList: true });"""
    )
    open_chat(page, served.url)
    page.wait_for_timeout(1500)
    expect(page.locator("#cau-hoi textarea")).to_have_value("ai ky")


def test_retry_new_and_the_history_of_the_browser(page: Page, served: Service) -> None:
    open_chat(page, served.url)
    ask_in(page)
    page.get_by_role("button", name="Hỏi lại").click()
    page.wait_for_timeout(1500)
    expect(turns(page)).to_have_count(1)
    expect(page.locator("#hoi-dap")).to_contain_text(SHORT, timeout=30_000)
    open_chat(page, served.url)
    expect(turns(page)).to_have_count(1)
    ask_in(page, "Ai ký Kết luận số 143-KL/TU?", "Nguyễn Thị Tuyến")
    page.click("#cuoc-moi")
    expect(turns(page)).to_have_count(0)
    open_chat(page, served.url)
    expect(turns(page)).to_have_count(0)


@pytest.mark.parametrize("host", ["127.0.0.1", "hoi-dap.so-b.vn"])
def test_copy_with_the_citation(page: Page, published: Service, host: str) -> None:
    """With the browser's clipboard, and at an address without TLS, which has none."""
    address = published.url.replace("127.0.0.1", host)
    if host == "127.0.0.1":
        page.context.grant_permissions(["clipboard-write"], origin=address)
    open_chat(page, address)
    ask_in(page)
    page.click("#sao-chep")
    expect(page.locator("#sao-chep")).to_have_text("Đã sao chép.")
    page.focus("#cau-hoi textarea")
    page.keyboard.press("Control+v")
    copied = page.input_value("#cau-hoi textarea")
    assert QUESTION in copied and f"“Thu ngân sách trên địa bàn ước đạt {SHORT}, đạt 113,5% dự toán.”" in copied
    assert f"{address}/documents/ket-luan-143-kl-tu?from=" in copied


def test_export_as_markdown_and_word(page: Page, served: Service, tmp_path) -> None:  # noqa: ANN001
    open_chat(page, served.url)
    ask_in(page)
    for button, name in (("#tai-md", "hỏi đáp văn bản.md"), ("#tai-docx", "hỏi đáp văn bản.docx")):
        with page.expect_download() as download:
            page.click(button)
        assert download.value.suggested_filename == name
        download.value.save_as(tmp_path / name)
    quote = f"Thu ngân sách trên địa bàn ước đạt {SHORT}, đạt 113,5% dự toán."
    assert quote in (tmp_path / "hỏi đáp văn bản.md").read_text("utf-8")
    assert any(quote in paragraph.text for paragraph in docx.Document(str(tmp_path / "hỏi đáp văn bản.docx")).paragraphs)


def test_a_blank_question_is_none_and_a_pasted_file_is_not_kept(page: Page, served: Service) -> None:
    open_chat(page, served.url)
    type_in(page, "   ")
    page.wait_for_timeout(800)
    expect(turns(page)).to_have_count(0)
    for _ in range(4):
        type_in(page, "thu ngân sách " * 4000)
        page.wait_for_timeout(800)
    ask_in(page)
    assert len(page.inner_text("#hoi-dap")) < 5000


def test_one_document_can_be_chosen(page: Page, served: Service) -> None:
    open_chat(page, served.url)
    page.locator("#van-ban input").click()
    options = page.get_by_role("option").all_inner_texts()
    assert len(options) == 4 and "Tất cả văn bản" in options[0]
    page.get_by_role("option").filter(has_text="31").click()
    page.wait_for_timeout(700)
    page.locator("#hoi-tiep [data-question]").first.click()  # what is suggested now is answered by the document that is chosen
    expect(page.locator("#hoi-dap .bot.message a").first).to_be_visible(timeout=20_000)
    page.click("#cuoc-moi")
    expect(turns(page)).to_have_count(0)
    type_in(page, "Ai ký Kết luận số 143-KL/TU?")
    expect(page.locator(".trich-dan")).to_have_count(1, timeout=20_000)
    assert "143-KL/TU" not in page.inner_text("#dan-nguon")


def test_a_document_that_is_not_there_is_said(page: Page, served: Service) -> None:
    assert page.goto(f"{served.url}/documents/<b>khong-co").status == 404 and page.locator("b").count() == 0
    response = page.goto(f"{served.url}/documents/khong-co")
    assert response.status == 404 and "Không có văn bản" in page.inner_text("h1")
    for query in ("?from=99999999&to=-5", "?from=abc", "?from=%22%3E%3Cscript%3E"):
        assert page.goto(f"{served.url}/documents/ket-luan-143-kl-tu{query}").status == 200
        assert page.locator("mark").count() == 0


def test_a_server_that_dies_and_comes_back(page: Page, index_dir, tmp_path) -> None:  # noqa: ANN001
    log = tmp_path / "log"
    with service(index_dir, log) as first:
        open_chat(page, first.url)
        ask_in(page)
        first.process.kill()
        first.process.wait()
    type_in(page, "Ai ký Kết luận số 143-KL/TU?")
    page.wait_for_timeout(3000)
    foreign = {text for text in strings(page) if re.search(r"[a-z]{2}", text, re.I) and not VIETNAMESE.search(text)}
    assert foreign <= {"English", QUESTION} and any("Mất kết nối" in text for text in strings(page))
    with service(index_dir, log, int(first.url.rpartition(":")[2])) as second:
        assert second.url == first.url
        open_chat(page, first.url)
        expect(page.locator("#hoi-dap")).to_contain_text(SHORT)
        expect(page.locator("#cau-hoi textarea")).to_have_value("Ai ký Kết luận số 143-KL/TU?")  # it was never answered, and is not lost
        page.press("#cau-hoi textarea", "Enter")
        expect(page.locator(".trich-dan mark")).to_have_text("Nguyễn Thị Tuyến", timeout=20_000)


def test_two_replicas_behind_a_balancer(page: Page, index_dir, tmp_path) -> None:  # noqa: ANN001
    """Pages and API from either; only what is below `/gradio_api/` must stay with one."""
    with service(index_dir, tmp_path / "a") as one, service(index_dir, tmp_path / "b") as two, balancer([one.url, two.url]) as address:
        for number, (question, short) in enumerate([(QUESTION, SHORT), ("Ai ký Kết luận số 143-KL/TU?", "Nguyễn Thị Tuyến")] * 2, 1):
            open_chat(page, address)  # the conversation comes back, whichever replica sent the page
            expect(turns(page)).to_have_count(number - 1)
            ask_in(page, question, short)
        answers = [float(found) for url in (one.url, two.url) for found in re.findall(r'bot_answers_total\{face="chat".*?\} (\S+)', httpx.get(f"{url}/metrics").text)]
        assert sum(answers) == 4
        # Without it the events of a question are waited for where nobody asked it.
        config = httpx.get(f"{one.url}/config").json()
        box = next(part["id"] for part in config["components"] if part["props"].get("elem_id") == "cau-hoi")
        event = next(part["id"] for part in config["dependencies"] if [box, "submit"] in part["targets"])
        asked = httpx.post(f"{one.url}/gradio_api/queue/join", json={"data": [QUESTION, [], ""], "fn_index": event, "session_hash": "lac"})
        assert asked.status_code == 200
        seen = ""
        with contextlib.suppress(httpx.RemoteProtocolError), httpx.stream("GET", f"{two.url}/gradio_api/queue/data", params={"session_hash": "lac"}, timeout=20) as events:
            for piece in events.iter_text():
                seen += piece
        assert "process_completed" not in seen, seen


def test_two_tabs_of_one_browser_keep_one_conversation(context, served: Service) -> None:  # noqa: ANN001
    first, second = open_chat(context.new_page(), served.url), open_chat(context.new_page(), served.url)
    ask_in(first)
    expect(second.locator("#hoi-dap")).to_contain_text(SHORT, timeout=20_000)
    ask_in(second, "Ai ký Kết luận số 143-KL/TU?", "Nguyễn Thị Tuyến")
    expect(turns(first)).to_have_count(2, timeout=20_000)
    open_chat(first, served.url)
    expect(turns(first)).to_have_count(2)
