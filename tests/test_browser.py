"""The chat and the pages in a real browser, as people use them: on a telephone, in the dark, in other languages, beside faults."""

import asyncio
import contextlib
import re
import threading
import unicodedata
from urllib.parse import urlsplit

import docx
import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from eval.service import Service, free_port, service

from .balancer import balancer

QUESTION, SHORT = "thu ngan sach 2023 dat bao nhieu", "400,421 nghìn tỷ đồng"
LETTERS = "".join(
    unicodedata.normalize("NFC", base + tone) for base in "aăâeêioôơuưyAĂÂEÊIOÔƠUƯY" for tone in ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
) + "đĐ“”–…₫"
VIETNAMESE = re.compile(r"[àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ]", re.I)


@pytest.fixture(scope="module")
def served(index_dir, tmp_path_factory):  # noqa: ANN001, ANN201
    with service(index_dir, tmp_path_factory.mktemp("log") / "log") as running:
        yield running


@pytest.fixture(scope="module")
def published(index_dir, tmp_path_factory):  # noqa: ANN001, ANN201
    """Under a name, without TLS, as in many an office's network."""
    port = free_port()
    with service(index_dir, tmp_path_factory.mktemp("log") / "log", port, BOT_PUBLIC_URL=f"http://hoi-dap.so-b.vn:{port}") as running:
        yield running


@pytest.fixture
def context(browser, request):  # noqa: ANN001, ANN201
    options = {"viewport": {"width": 1200, "height": 850}, "locale": "vi-VN", **getattr(request, "param", {})}
    opened = browser.new_context(**options)
    yield opened
    opened.close()


@pytest.fixture
def page(context):  # noqa: ANN001, ANN201
    return context.new_page()


def _open(page: Page, address: str) -> Page:
    page.goto(address)
    page.wait_for_selector("#cau-hoi textarea", timeout=30_000)
    page.wait_for_selector("[data-question]", timeout=30_000)  # the page has been restored
    return page


def _type(page: Page, question: str) -> None:
    page.fill("#cau-hoi textarea", question)
    page.press("#cau-hoi textarea", "Enter")


def _ask(page: Page, question: str = QUESTION, short: str = SHORT) -> None:
    _type(page, question)
    expect(page.locator(".trich-dan mark").first).to_have_text(short, timeout=20_000)


def _turns(page: Page):  # noqa: ANN202
    return page.locator("#hoi-dap .user.message")


def test_ask_and_open_the_citation(page: Page, served: Service) -> None:
    requested = []
    page.context.on("request", lambda request: requested.append(request.url))
    _open(page, served.url)
    _ask(page)
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
    _open(page, served.url)
    alerts = []
    page.on("dialog", lambda dialog: (alerts.append(dialog.message), dialog.dismiss()))
    typed = "<img src=x onerror=alert(1)><b>thu ngân sách</b>"
    _type(page, typed)
    page.wait_for_function("document.querySelectorAll('#hoi-dap .message').length >= 2", timeout=20_000)
    assert typed in page.inner_text("#hoi-dap")
    assert page.locator("#hoi-dap img[src=x]").count() == 0 and alerts == []


@pytest.mark.parametrize("path", ["/", "/en/"])
def test_each_suggested_question_is_answered(page: Page, served: Service, path: str) -> None:
    _open(page, served.url + path)
    for number in range(1, 5):
        page.locator("#hoi-tiep [data-question]").first.click()
        expect(_turns(page)).to_have_count(number, timeout=20_000)
        expect(page.locator("#hoi-dap .bot.message").nth(number - 1).locator("a").first).to_be_visible(timeout=20_000)
        asked = _turns(page).all_inner_texts()
        assert not set(asked) & set(page.locator("#hoi-tiep [data-question]").all_inner_texts()), "nothing is suggested twice"


def test_stop_gives_the_question_back(page: Page, served: Service) -> None:
    _open(page, served.url)
    _ask(page)
    crowd = threading.Thread(target=lambda: asyncio.run(_many(served.url, 60)))
    crowd.start()
    page.wait_for_timeout(300)
    _type(page, "Ai ký Kết luận số 143-KL/TU?")
    page.locator("#cau-hoi button", has_text="Dừng").click()
    expect(page.locator("#cau-hoi textarea")).to_have_value("Ai ký Kết luận số 143-KL/TU?")
    expect(_turns(page)).to_have_count(1)
    crowd.join()
    page.wait_for_timeout(500)
    expect(_turns(page)).to_have_count(1)
    page.press("#cau-hoi textarea", "Enter")
    expect(page.locator(".trich-dan mark")).to_have_text("Nguyễn Thị Tuyến", timeout=20_000)
    expect(_turns(page)).to_have_count(2)


async def _many(url: str, count: int) -> None:
    async with httpx.AsyncClient(base_url=url, timeout=60, limits=httpx.Limits(max_connections=None)) as web:
        await asyncio.gather(*(web.post("/api/v1/ask", json={"question": QUESTION}) for _ in range(count)))


def test_retry_new_and_the_history_of_the_browser(page: Page, served: Service) -> None:
    _open(page, served.url)
    _ask(page)
    page.get_by_role("button", name="Hỏi lại").click()
    page.wait_for_timeout(1500)
    expect(_turns(page)).to_have_count(1)
    assert SHORT in page.inner_text("#hoi-dap")
    _open(page, served.url)
    expect(_turns(page)).to_have_count(1)
    _ask(page, "Ai ký Kết luận số 143-KL/TU?", "Nguyễn Thị Tuyến")
    page.click("#cuoc-moi")
    expect(_turns(page)).to_have_count(0)
    _open(page, served.url)
    expect(_turns(page)).to_have_count(0)


@pytest.mark.parametrize("host", ["127.0.0.1", "hoi-dap.so-b.vn"])
def test_copy_with_the_citation(page: Page, published: Service, host: str) -> None:
    """With the browser's clipboard, and at an address without TLS, which has none."""
    address = published.url.replace("127.0.0.1", host)
    if host == "127.0.0.1":
        page.context.grant_permissions(["clipboard-write"], origin=address)
    _open(page, address)
    _ask(page)
    page.click("#sao-chep")
    expect(page.locator("#sao-chep")).to_have_text("Đã sao chép.")
    page.focus("#cau-hoi textarea")
    page.keyboard.press("Control+v")
    copied = page.input_value("#cau-hoi textarea")
    assert QUESTION in copied and f"“Thu ngân sách trên địa bàn ước đạt {SHORT}, đạt 113,5% dự toán.”" in copied
    assert f"{address}/documents/ket-luan-143-kl-tu?from=" in copied


def test_export_as_markdown_and_word(page: Page, served: Service, tmp_path) -> None:  # noqa: ANN001
    _open(page, served.url)
    _ask(page)
    for button, name in (("#tai-md", "hỏi đáp văn bản.md"), ("#tai-docx", "hỏi đáp văn bản.docx")):
        with page.expect_download() as download:
            page.click(button)
        assert download.value.suggested_filename == name
        download.value.save_as(tmp_path / name)
    quote = f"Thu ngân sách trên địa bàn ước đạt {SHORT}, đạt 113,5% dự toán."
    assert quote in (tmp_path / "hỏi đáp văn bản.md").read_text("utf-8")
    assert any(quote in paragraph.text for paragraph in docx.Document(str(tmp_path / "hỏi đáp văn bản.docx")).paragraphs)


def test_a_blank_question_is_none_and_a_pasted_file_is_not_kept(page: Page, served: Service) -> None:
    _open(page, served.url)
    _type(page, "   ")
    page.wait_for_timeout(800)
    expect(_turns(page)).to_have_count(0)
    for _ in range(4):
        _type(page, "thu ngân sách " * 4000)
        page.wait_for_timeout(800)
    _ask(page)
    assert len(page.inner_text("#hoi-dap")) < 5000


def test_one_document_can_be_chosen(page: Page, served: Service) -> None:
    _open(page, served.url)
    page.locator("#van-ban input").click()
    options = page.get_by_role("option").all_inner_texts()
    assert len(options) == 4 and "Tất cả văn bản" in options[0]
    page.get_by_role("option").filter(has_text="31").click()
    page.wait_for_timeout(700)
    page.locator("#hoi-tiep [data-question]").first.click()  # what is suggested now is answered by the document that is chosen
    expect(page.locator("#hoi-dap .bot.message a").first).to_be_visible(timeout=20_000)
    page.click("#cuoc-moi")
    expect(_turns(page)).to_have_count(0)
    _type(page, "Ai ký Kết luận số 143-KL/TU?")
    expect(page.locator(".trich-dan")).to_have_count(1, timeout=20_000)
    assert "143-KL/TU" not in page.inner_text("#dan-nguon")


def _strings(page: Page) -> set[str]:
    """Every text that a person sees or hears, but for the document's and the questions."""
    return set(
        page.evaluate("""() => {
            const seen = [];
            const walk = (node) => {
                if (node.nodeType === 3) { if (node.data.trim()) seen.push(node.data.trim()); return; }
                if (node.nodeType !== 1 || ["SCRIPT", "STYLE", "NOSCRIPT"].includes(node.tagName)) return;
                if (!node.checkVisibility({visibilityProperty: true})) return;
                for (const name of ["aria-label", "title", "placeholder", "alt"]) if (node.getAttribute(name)?.trim()) seen.push(node.getAttribute(name).trim());
                node.childNodes.forEach(walk);
            };
            walk(document.body);
            return seen;
        }""")
    )


@pytest.mark.parametrize("context", [{"locale": locale} for locale in ("vi-VN", "en-US", "fr-FR")], indirect=True, ids=["vi", "en", "fr"])
@pytest.mark.parametrize("path", ["/", "/embed/"])
def test_every_label_is_vietnamese_whatever_the_browser_speaks(page: Page, served: Service, path: str) -> None:
    _open(page, served.url + path)
    _ask(page)
    page.hover("#hoi-dap .bot.message")
    foreign = {text for text in _strings(page) if re.search(r"[a-z]{2}", text, re.I) and not VIETNAMESE.search(text)}
    assert foreign <= {"English", QUESTION}
    assert page.get_attribute("html", "lang") == "vi"


@pytest.mark.parametrize("context", [{"locale": locale} for locale in ("vi-VN", "fr-FR", "en-US")], indirect=True, ids=["vi", "fr", "en"])
def test_english_is_the_second_language(page: Page, served: Service) -> None:
    _open(page, served.url)
    page.get_by_role("link", name="English").click()
    page.wait_for_selector("#cau-hoi textarea")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    _ask(page)
    expect(page.locator("#dan-nguon h2")).to_have_text("Proof")
    _type(page, "Thu ngân sách của tỉnh Nghệ An?")
    expect(page.locator("#hoi-dap")).to_contain_text("The documents do not say", timeout=20_000)
    _type(page, "?")
    expect(page.locator("#hoi-dap")).to_contain_text("This cannot be taken as a question", timeout=20_000)
    page.hover("#hoi-dap .bot.message")
    documents = {text for text in _strings(page) if VIETNAMESE.search(text)}
    said = page.evaluate("() => [...document.querySelectorAll('.trich-dan, .message, [data-question], #tieu-de, #van-ban')].map((one) => one.textContent).join(' ')")
    assert {text for text in documents if text not in said} <= {"Tiếng Việt"}
    assert {"Ask again", "New conversation", "Copy with sources", "Ask", "Answer"} <= _strings(page)
    for path, heading in (("/nhung?lang=en", "Embed in a portal"), ("/documents?lang=en", "Documents that can be asked")):
        page.goto(served.url + path)
        assert heading in page.inner_text("h1") and page.get_attribute("html", "lang") == "en"


def test_a_citation_opened_in_english_stays_english(page: Page, served: Service) -> None:
    _open(page, f"{served.url}/en/")
    _ask(page)
    with page.context.expect_page() as opened:
        page.locator("#hoi-dap .message a").first.click()
    opened.value.wait_for_load_state()
    assert opened.value.get_attribute("html", "lang") == "en" and opened.value.locator("mark").count() >= 1
    assert opened.value.locator(".back a").first.get_attribute("href") == "/en/"


def test_letters_come_from_here(page: Page, served: Service) -> None:
    fonts = []
    page.on("response", lambda response: fonts.append(response.url) if "/fonts/" in response.url else None)
    _open(page, served.url)
    _ask(page)
    assert "Be Vietnam Pro" in page.evaluate("getComputedStyle(document.querySelector('#hoi-dap .message')).fontFamily")
    assert page.evaluate("""document.fonts.check('16px "Be Vietnam Pro"', 'Ỷ Ữ Ẵ ợ ẫ ộ ỹ đ')""")
    # Each letter is as wide beside one fallback as beside another: it comes from the font itself.
    missing = page.evaluate("""(letters) => {
        const pen = document.createElement("canvas").getContext("2d");
        const width = (letter, other) => { pen.font = `40px "Be Vietnam Pro", ${other}`; return pen.measureText(letter).width; };
        return [...letters].filter((letter) => width(letter, "monospace") !== width(letter, "serif"));
    }""", LETTERS)
    assert missing == []
    assert fonts and all(url.startswith(served.url) for url in fonts)


@pytest.mark.parametrize("context", [{"viewport": {"width": 320, "height": 568}}], indirect=True)
@pytest.mark.parametrize("path", ["/", "/embed/", "/en/", "/documents", "/documents/ket-luan-143-kl-tu", "/nhung"])
def test_it_fits_the_narrowest_telephone(page: Page, served: Service, path: str) -> None:
    page.goto(served.url + path)
    assert _cut_off(page) == []
    if page.locator("gradio-app").count():
        page.wait_for_selector("[data-question]", timeout=30_000)
        page.wait_for_timeout(300)
        assert _cut_off(page) == []
        _ask(page)
        page.wait_for_timeout(300)
        assert _cut_off(page) == []


@pytest.mark.parametrize("context", [{"viewport": {"width": width, "height": height}} for width, height in ((416, 640), (320, 568), (1200, 850))], indirect=True, ids=str)
@pytest.mark.parametrize("path", ["/", "/embed/"])
def test_the_box_to_type_in_is_always_in_view(page: Page, served: Service, path: str) -> None:
    _open(page, served.url + path)
    for question in (QUESTION, "Hội nghị họp vào ngày nào?"):
        page.wait_for_timeout(400)
        page.evaluate("scrollTo(0, 0)")
        box = page.locator("#cau-hoi").bounding_box()
        assert box["y"] + box["height"] <= page.viewport_size["height"], box
        _type(page, question)
        page.wait_for_selector(".trich-dan mark", timeout=20_000)


def _cut_off(page: Page) -> list[str]:
    """What stands beyond the right edge, but for what scrolls by itself."""
    return page.evaluate("""() => [...document.querySelectorAll("body *")]
        .filter((one) => one.checkVisibility({visibilityProperty: true}) && one.getBoundingClientRect().right > innerWidth + 1 && one.getBoundingClientRect().width > 1)
        .filter((one) => { while ((one = one.parentElement)) if (["auto", "scroll"].includes(getComputedStyle(one).overflowX) && one !== document.body) return false; return true; })
        .map((one) => one.outerHTML.slice(0, 100))""")


def _faults(page: Page) -> list[dict]:
    found = Axe().run(page).response["violations"]
    return [one for one in found if one["impact"] in ("serious", "critical")]


@pytest.mark.parametrize("context", [{"color_scheme": scheme} for scheme in ("light", "dark")], indirect=True, ids=["light", "dark"])
def test_no_serious_fault_for_those_who_see_or_hear_otherwise(page: Page, served: Service) -> None:
    for path in ("/documents", "/documents/ket-luan-143-kl-tu?from=1000&to=1200", "/documents?lang=en", "/nhung", "/documents/khong-co"):
        page.goto(served.url + path)
        assert _faults(page) == [], path
    for path in ("/embed/", "/"):
        _open(page, served.url + path)
        assert _faults(page) == [], path  # Gradio's own markup among it: of this version none is known
        _ask(page)
        assert _faults(page) == [], path


@pytest.mark.parametrize("context", [{"color_scheme": "dark"}], indirect=True)
def test_dark_where_the_system_is_dark(page: Page, served: Service) -> None:
    for path in ("/", "/documents"):
        page.goto(served.url + path)
        if path == "/":
            page.wait_for_selector("#cau-hoi textarea")
        background = page.evaluate("getComputedStyle(document.querySelector('gradio-app') ?? document.body).backgroundColor")
        assert sum(int(part) for part in re.findall(r"\d+", background)[:3]) < 3 * 60, (path, background)


def test_a_document_that_is_not_there_is_said(page: Page, served: Service) -> None:
    response = page.goto(f"{served.url}/documents/khong-co")
    assert response.status == 404 and "Không có văn bản" in page.inner_text("h1")
    for query in ("?from=99999999&to=-5", "?from=abc", "?from=%22%3E%3Cscript%3E"):
        assert page.goto(f"{served.url}/documents/ket-luan-143-kl-tu{query}").status == 200
        assert page.locator("mark").count() == 0


def test_a_server_that_dies_and_comes_back(page: Page, index_dir, tmp_path) -> None:  # noqa: ANN001
    log = tmp_path / "log"
    with service(index_dir, log) as first:
        _open(page, first.url)
        _ask(page)
        first.process.kill()
        first.process.wait()
    _type(page, "Ai ký Kết luận số 143-KL/TU?")
    page.wait_for_timeout(3000)
    foreign = {text for text in _strings(page) if re.search(r"[a-z]{2}", text, re.I) and not VIETNAMESE.search(text)}
    assert foreign <= {"English", QUESTION} and any("Mất kết nối" in text for text in _strings(page))
    with service(index_dir, log, int(first.url.rpartition(":")[2])) as second:
        assert second.url == first.url
        _open(page, first.url)
        expect(page.locator("#hoi-dap")).to_contain_text(SHORT)
        expect(page.locator("#cau-hoi textarea")).to_have_value("Ai ký Kết luận số 143-KL/TU?")  # it was never answered, and is not lost
        page.press("#cau-hoi textarea", "Enter")
        expect(page.locator(".trich-dan mark")).to_have_text("Nguyễn Thị Tuyến", timeout=20_000)


def test_two_replicas_behind_a_balancer(page: Page, index_dir, tmp_path) -> None:  # noqa: ANN001
    """Pages and API from either; only what is below `/gradio_api/` must stay with one."""
    with service(index_dir, tmp_path / "a") as one, service(index_dir, tmp_path / "b") as two, balancer([one.url, two.url]) as address:
        for number, (question, short) in enumerate([(QUESTION, SHORT), ("Ai ký Kết luận số 143-KL/TU?", "Nguyễn Thị Tuyến")] * 2, 1):
            _open(page, address)  # the conversation comes back, whichever replica sent the page
            expect(_turns(page)).to_have_count(number - 1)
            _ask(page, question, short)
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
    first, second = _open(context.new_page(), served.url), _open(context.new_page(), served.url)
    _ask(first)
    expect(second.locator("#hoi-dap")).to_contain_text(SHORT, timeout=20_000)
    _ask(second, "Ai ký Kết luận số 143-KL/TU?", "Nguyễn Thị Tuyến")
    expect(_turns(first)).to_have_count(2, timeout=20_000)
    _open(first, served.url)
    expect(_turns(first)).to_have_count(2)
