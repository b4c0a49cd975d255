"""The chat in a portal's page, in a real browser: sites of different names, the snippets as the service's own page gives them."""

import re
from dataclasses import dataclass

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import FrameLocator, Page, expect

from eval.service import free_port, service

from .asking import SHORT
from .portal import Portal, portal

NAME = "hoi-dap.so-b.vn"
HOST, SIBLING, STRANGER = "http://cong.tinh-a.vn", "http://cong.so-b.vn", "http://la.tinh-c.vn"


@dataclass(frozen=True)
class Sites:
    """The service under a name of its own, and one server that is the allowed portal under one name and a stranger under another."""

    url: str
    portal: Portal

    @property
    def allowed(self) -> str:
        return f"{HOST}:{self.portal.port}"

    @property
    def sibling(self) -> str:
        """A portal of the service's own site (eTLD+1), whose frames a browser allows to store."""
        return f"{SIBLING}:{self.portal.port}"

    @property
    def stranger(self) -> str:
        return f"{STRANGER}:{self.portal.port}"


@pytest.fixture(scope="module")
def sites(index_dir, tmp_path_factory):  # noqa: ANN001, ANN201
    log, port = tmp_path_factory.mktemp("log") / "log", free_port()
    with portal() as site, service(index_dir, log, BOT_ALLOWED_ORIGINS=f"{HOST}:{site.port} {SIBLING}:{site.port}", BOT_PUBLIC_URL=f"http://{NAME}:{port}", port=port) as running:
        yield Sites(running.url.replace("127.0.0.1", NAME), site)


@pytest.fixture
def page(browser):  # noqa: ANN001, ANN201
    context = browser.new_context(viewport={"width": 1100, "height": 800}, locale="vi-VN")
    opened = context.new_page()
    opened.problems = []
    opened.on("console", lambda message: opened.problems.append(message.text) if message.type == "error" else None)
    yield opened
    context.close()


def _given(page: Page, sites: Sites, element: str) -> str:
    """A snippet, verbatim, from the page that shows it to portals' staff."""
    page.goto(f"{sites.url}/nhung")
    return page.inner_text(f"#{element}")


def _put(sites: Sites, body: str, policy: str = "", head: str = "") -> None:
    sites.portal.pages["/"] = f"<!doctype html><html lang='vi'><head><meta charset='utf-8'><title>Cổng</title>{head}</head><body><h1>Cổng thông tin</h1>{body}</body></html>"
    sites.portal.headers = {"Content-Security-Policy": policy} if policy else {}


def _with_attributes(snippet: str, attributes: str) -> str:
    return snippet.replace("<script ", f"<script {attributes} ", 1)


def _chat(page: Page) -> FrameLocator:
    return page.frame_locator("iframe")


def _ask(chat: FrameLocator, question: str, short: str = SHORT) -> None:
    chat.locator("#cau-hoi textarea").fill(question)
    chat.locator("#cau-hoi textarea").press("Enter")
    expect(chat.locator(".trich-dan mark")).to_have_text(short, timeout=20_000)


@pytest.mark.parametrize("name", ["allowed", "sibling"])
def test_one_tag_brings_the_chat_with_its_citations_and_keeps_the_conversation(page: Page, sites: Sites, name: str) -> None:
    """On another site, where a private window denies the frame any storage, and on the service's own site, where it does not."""
    address = getattr(sites, name)
    snippet, policy = _given(page, sites, "the-script"), _given(page, sites, "csp")
    assert snippet.count("<script") == 1 and len(snippet) < 100
    _put(sites, snippet, f"default-src 'none'; {policy}")
    page.goto(address)
    page.get_by_role("button", name="Hỏi đáp văn bản").click()
    chat = _chat(page)
    _ask(chat, "thu ngan sach 2023 dat bao nhieu")
    assert SHORT in chat.locator("#hoi-dap").inner_text()
    with page.context.expect_page() as opened:
        chat.locator("#hoi-dap .message a").first.click()
    document = opened.value
    document.wait_for_load_state()
    assert document.inner_text("mark") == f"Thu ngân sách trên địa bàn ước đạt {SHORT}, đạt 113,5% dự toán."
    assert 0 <= document.locator("mark").bounding_box()["y"] < 800, "the cited words are in view"
    document.close()
    page.reload()
    expect(chat.locator("#hoi-dap")).to_contain_text(SHORT, timeout=20_000)  # open as it was left, the conversation in it
    _ask(chat, "Ai ký Kết luận số 143-KL/TU?", "Nguyễn Thị Tuyến")
    expect(chat.locator("#hoi-dap .user.message")).to_have_count(2)
    assert page.problems == []


def test_an_origin_that_is_not_listed_gets_nothing(page: Page, sites: Sites) -> None:
    script, frame = _given(page, sites, "the-script"), _given(page, sites, "the-iframe")
    _put(sites, script + frame)
    refused = []
    page.on("requestfailed", lambda request: refused.append(request.url))
    page.goto(sites.stranger)
    page.wait_for_timeout(2000)
    assert f"{sites.url}/widget.js" in refused
    assert page.get_by_role("button").count() == 0
    assert not any(one.url.startswith(sites.url) for one in page.frames), "the browser shows its error page in place of the frame"
    assert any("frame-ancestors" in problem for problem in page.problems)
    fetching = "([url, how]) => fetch(url, how).then((reply) => reply.text(), (fault) => fault.name)"
    for path, how in (("/api/v1/ask", {"method": "POST", "body": '{"question": "Ai ký?"}'}), ("/api/v1/documents", {}), ("/gradio_api/app_id", {}), ("/config", {})):
        assert page.evaluate(fetching, [sites.url + path, how]) == "TypeError", path


def test_a_stranger_that_hides_its_name_gets_no_frame(page: Page, sites: Sites) -> None:
    """Without a Referer the launcher's file itself is handed out; the frame is what the list guards."""
    page.clock.install()
    script = _given(page, sites, "the-script")
    _put(sites, script, head="<meta name='referrer' content='no-referrer'>")
    page.goto(sites.stranger)
    page.get_by_role("button").click()
    page.wait_for_timeout(1500)
    page.clock.fast_forward(21_000)
    expect(page.get_by_role("alert")).to_contain_text("Không mở được khung hỏi đáp")
    assert page.locator("iframe").count() == 0


def test_the_listed_portal_may_call_the_api_and_show_the_frame(page: Page, sites: Sites) -> None:
    _put(sites, _given(page, sites, "the-iframe"), f"default-src 'none'; {_given(page, sites, 'csp')}; connect-src {sites.url}")
    page.goto(sites.allowed)
    _ask(_chat(page), "thu ngan sach 2023 dat bao nhieu")
    assert page.locator("iframe").bounding_box()["height"] == 640 and page.locator("iframe").bounding_box()["width"] > 1000
    calling = "(url) => fetch(url, {method: 'POST', headers: {'Content-Type': 'application/json'}, body: JSON.stringify({question: 'Ai ký Kết luận số 143-KL/TU?'})}).then((r) => r.json())"
    assert page.evaluate(calling, f"{sites.url}/api/v1/ask")["short_answer"] == "Nguyễn Thị Tuyến"


def test_the_launcher_by_keyboard(page: Page, sites: Sites) -> None:
    _put(sites, _given(page, sites, "the-script") + "<a href='#'>Liên kết</a>")
    page.goto(sites.allowed)
    button = page.get_by_role("button", name="Hỏi đáp văn bản")
    expect(button).to_have_attribute("aria-expanded", "false")
    button.focus()
    page.keyboard.press("Enter")
    expect(page.locator("button[aria-expanded]")).to_have_attribute("aria-expanded", "true")
    box = _chat(page).locator("#cau-hoi textarea")
    expect(box).to_be_focused(timeout=20_000)
    page.keyboard.type("ai ky")
    expect(box).to_have_value("ai ky")
    _chat(page).locator("#van-ban input").click()
    page.keyboard.press("Escape")  # closes the list of documents, and no more
    page.wait_for_timeout(300)
    expect(page.locator("button[aria-expanded]")).to_have_attribute("aria-expanded", "true")
    box.focus()
    page.keyboard.press("Escape")
    expect(button).to_have_attribute("aria-expanded", "false")
    expect(button).to_be_focused()
    assert not page.get_by_role("dialog").is_visible()
    page.keyboard.press("Enter")
    expect(box).to_be_focused()
    expect(box).to_have_value("ai ky")


def test_attributes_of_the_tag(page: Page, sites: Sites) -> None:
    questions = "Ai ký Kết luận số 143-KL/TU?|Thu ngân sách đạt bao nhiêu?"
    attributes = f'data-position="left" data-colour="#7a1f1f" data-label="Hỏi &lt;b&gt;tôi" data-greeting="Xin &lt;i&gt;chào" data-questions="{questions}" data-document="quyet-dinh-31"'
    _put(sites, _with_attributes(_given(page, sites, "the-script"), attributes))
    page.goto(sites.allowed)
    button = page.get_by_role("button", name="Hỏi <b>tôi")
    assert button.bounding_box()["x"] < 100 and button.evaluate("(one) => getComputedStyle(one).backgroundColor") == "rgb(122, 31, 31)"
    button.click()
    chat = _chat(page)
    expect(chat.locator("#loi-chao p")).to_have_text("Xin <i>chào", timeout=20_000)
    assert chat.locator("#loi-chao button").all_inner_texts() == questions.split("|")
    chat.locator("#loi-chao button").first.click()
    # Another document knows who signed, but the tag names this one: asked, asked again, and suggested.
    for _ in range(2):
        expect(chat.locator("#dan-nguon .trich-dan")).to_have_count(1, timeout=20_000)
        assert "143-KL/TU" not in chat.locator("#dan-nguon").inner_text()
        chat.get_by_role("button", name="Hỏi lại").click()
        page.wait_for_timeout(800)
    chat.locator("#cuoc-moi").click()
    expect(chat.locator("#hoi-dap .user.message")).to_have_count(0)
    assert not chat.locator("#van-ban").is_visible(), "there is nothing to choose"
    for number in (1, 2):
        chat.locator("#hoi-tiep [data-question]").first.click()
        expect(chat.locator("#hoi-dap .bot.message").nth(number - 1).locator("a").first).to_be_visible(timeout=20_000)
        assert "Quyết định" in chat.locator("#dan-nguon .noi").first.inner_text()


def test_the_launcher_in_english(page: Page, sites: Sites) -> None:
    _put(sites, _with_attributes(_given(page, sites, "the-script"), 'data-lang="en"'))
    page.goto(sites.allowed)
    page.get_by_role("button", name="Ask the documents").click()
    expect(_chat(page).locator("#cau-hoi button")).to_have_text("Ask", timeout=20_000)
    expect(_chat(page).locator("html")).to_have_attribute("lang", "en")


def test_only_the_frame_and_its_host_talk_to_each_other(page: Page, sites: Sites) -> None:
    bystander = "<iframe name='khac' srcdoc='<p>Khung khác</p>'></iframe>"
    _put(sites, _given(page, sites, "the-script") + bystander)
    page.goto(sites.allowed)
    page.get_by_role("button", name="Hỏi đáp văn bản").click()
    chat = page.frame_locator("iframe[title='Khung hỏi đáp']")
    _ask(chat, "thu ngan sach 2023 dat bao nhieu")
    other = page.frame("khac")
    # A page's own script and another frame are not the frame of the chat: what they say is not heard.
    for frame in (page.main_frame, other):
        frame.evaluate("() => window.top.postMessage({app: 'hoi-dap', type: 'close'}, '*')")
        frame.evaluate("() => window.top.postMessage({app: 'hoi-dap', type: 'resize', height: 100}, '*')")
    # Nor does the chat listen to anything but the page that frames it.
    other.evaluate("() => { for (let i = 0; i < window.top.frames.length; i++) window.top.frames[i].postMessage({app: 'hoi-dap', type: 'reset'}, '*') }")
    page.wait_for_timeout(700)
    assert page.get_by_role("dialog").is_visible() and page.locator(".panel").evaluate("(one) => one.style.maxHeight") != "320px"
    expect(chat.locator("#hoi-dap .user.message")).to_have_count(1)
    page.evaluate("() => hoiDap.reset()")
    expect(chat.locator("#hoi-dap .user.message")).to_have_count(0)
    # The parent itself is not heard under another origin than the one that the frame was opened for.
    _put(sites, f"<iframe title='la' src='{sites.url}/embed/?host={sites.sibling}'></iframe>")
    page.goto(sites.allowed)
    chat = _chat(page)
    _ask(chat, "thu ngan sach 2023 dat bao nhieu")
    page.evaluate("() => frames[0].postMessage({app: 'hoi-dap', type: 'reset'}, '*')")
    page.wait_for_timeout(700)
    expect(chat.locator("#hoi-dap .user.message")).to_have_count(1)


def test_a_portal_clears_the_conversation_of_who_leaves(page: Page, sites: Sites) -> None:
    """Also where the panel was never opened since the page was loaded."""
    _put(sites, _given(page, sites, "the-script") + _given(page, sites, "the-script"))  # twice, by mistake
    page.goto(sites.allowed)
    assert page.get_by_role("button").count() == 1
    page.get_by_role("button").click()
    _ask(_chat(page), "thu ngan sach 2023 dat bao nhieu")
    page.get_by_role("button", name="Đóng").click()
    page.reload()
    page.evaluate("() => hoiDap.reset()")
    page.wait_for_timeout(3000)
    page.evaluate("() => hoiDap.open()")
    expect(_chat(page).locator("#hoi-tiep [data-question]").first).to_be_visible(timeout=20_000)
    expect(_chat(page).locator("#hoi-dap .user.message")).to_have_count(0)


def test_the_launcher_opens_and_closes_by_its_own_script(page: Page, sites: Sites) -> None:
    _put(sites, _given(page, sites, "the-script"))
    page.goto(sites.allowed)
    page.wait_for_function("() => window.hoiDap")
    page.evaluate("() => hoiDap.open()")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.evaluate("() => hoiDap.close()")
    expect(page.get_by_role("dialog")).to_be_hidden()
    page.evaluate("() => hoiDap.open()")
    expect(page.get_by_role("dialog")).to_be_visible()


def test_the_frame_says_how_high_it_would_be(page: Page, sites: Sites) -> None:
    page.set_viewport_size({"width": 1100, "height": 1400})
    _put(sites, _given(page, sites, "the-script"))
    page.goto(sites.allowed)
    page.get_by_role("button", name="Hỏi đáp văn bản").click()
    expect(page.locator(".panel")).to_have_attribute("style", re.compile(r"max-height: \d+px"), timeout=60_000)  # the frame's page is opened here for the first time
    assert page.locator(".panel").bounding_box()["height"] >= 320


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_serious_fault_in_the_launcher(page: Page, sites: Sites, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)
    _put(sites, _given(page, sites, "the-script"))
    page.goto(sites.allowed)
    page.get_by_role("button", name="Hỏi đáp văn bản").click()
    expect(_chat(page).locator("#cau-hoi textarea")).to_be_visible(timeout=20_000)
    found = Axe().run(page, options={"resultTypes": ["violations"], "iframes": False}).response["violations"]
    assert [one["id"] for one in found if one["impact"] in ("serious", "critical")] == []


def test_the_launcher_on_a_telephone(page: Page, sites: Sites) -> None:
    page.set_viewport_size({"width": 320, "height": 568})
    _put(sites, _given(page, sites, "the-script"), head="<meta name='viewport' content='width=device-width'>")
    page.goto(sites.allowed)
    button = page.get_by_role("button", name="Hỏi đáp văn bản")
    assert button.bounding_box()["height"] >= 44
    button.click()
    _ask(_chat(page), "thu ngan sach 2023 dat bao nhieu")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert page.get_by_role("dialog").bounding_box()["width"] == 320
    assert _chat(page).locator("html").evaluate("(one) => one.scrollWidth") <= 320
