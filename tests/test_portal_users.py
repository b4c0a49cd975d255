"""Users known to the portal or to the service, in a real browser: a token instead of a third party's cookie, and the login."""

import re
import time

import jwt
import pytest
from playwright.sync_api import Page, expect

from bot.access.users import Users
from eval.service import free_port, service

from .asking import QUESTION, SHORT
from .browsing import ask_in, open_chat
from .portal import portal
from .test_access import PASSWORD, SECRET

NAME, HOST = "hoi-dap.so-b.vn", "http://cong.tinh-a.vn"


@pytest.fixture(scope="module")
def sites(index_dir, tmp_path_factory):  # noqa: ANN001, ANN201
    """A service that answers only whom it knows, and a portal of another site that gives tokens."""
    folder, port = tmp_path_factory.mktemp("users"), free_port()
    Users(folder / "data").put("an", PASSWORD)
    with portal() as site:
        settings = {"BOT_ACCESS": "closed", "BOT_PORTAL_SECRET": SECRET, "BOT_ALLOWED_ORIGINS": f"{HOST}:{site.port}", "BOT_PUBLIC_URL": f"http://{NAME}:{port}"}
        with service(index_dir, folder / "log", port, **settings) as running:
            yield running, site, running.url.replace("127.0.0.1", NAME)


def _token(seconds: int) -> str:
    now = int(time.time())
    return jwt.encode({"aud": "hoi-dap", "sub": "nguyen.van.a", "iat": now, "exp": now + seconds}, SECRET, "HS256")


def test_a_portal_s_user_asks_and_opens_the_citation(page: Page, sites) -> None:  # noqa: ANN001
    """The tag is read verbatim from the page for portals' staff, which is shown to who has logged in."""
    running, site, url = sites
    page.goto(f"{url}/nhung")
    page.get_by_label("Tên người dùng").fill("an")
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.keyboard.press("Enter")
    snippet, policy = page.inner_text("#the-script-with-token"), page.inner_text("#csp")
    page.context.clear_cookies()
    given: list[str] = []

    def gives(route) -> None:  # noqa: ANN001
        given.append(_token(6 if len(given) == 0 else 300))  # the first ends at once
        route.fulfill(body=given[-1], content_type="text/plain")

    page.route("**/hoi-dap/ma", gives)
    site.pages["/"] = f"<!doctype html><html lang='vi'><head><title>Cổng</title></head><body><h1>Cổng</h1>{snippet}</body></html>"
    site.headers = {"Content-Security-Policy": f"default-src 'none'; connect-src 'self'; {policy}"}
    page.goto(f"{HOST}:{site.port}/")
    page.get_by_role("button", name="Hỏi đáp văn bản").click()
    chat = page.frame_locator("iframe")
    chat.locator("#cau-hoi textarea").fill(QUESTION)
    page.wait_for_timeout(2500)  # the first token is no longer good for long enough
    chat.locator("#cau-hoi textarea").press("Enter")
    expect(chat.locator(".trich-dan mark")).to_have_text(SHORT, timeout=20_000)
    assert len(given) >= 2, "a new one was fetched"
    with page.context.expect_page() as opened:
        chat.locator("#hoi-dap .message a").first.click()
    document = opened.value
    document.wait_for_selector("mark")
    assert SHORT in document.inner_text("mark") and "ma=" not in document.url and "eyJ" not in document.url
    cookie = next(one for one in page.context.cookies(url) if one["name"] == "hoi-dap")
    assert cookie["httpOnly"] and cookie["expires"] < time.time() + 301, "it ends when the token does"
    document.close()
    assert not any(token in running.log.read_text("utf-8") for token in given)


@pytest.mark.parametrize("answer", [{"status": 403, "body": "no"}, {"body": "không phải mã"}])
def test_without_a_token_the_frame_says_why(page: Page, sites, answer: dict) -> None:  # noqa: ANN001
    _, site, url = sites
    site.pages["/"] = f'<!doctype html><html lang="vi"><body><script src="{url}/widget.js" data-token-url="/ma" async></script></body></html>'
    site.headers = {}
    page.route("**/ma", lambda route: route.fulfill(**answer))
    page.goto(f"{HOST}:{site.port}/")
    page.get_by_role("button", name="Hỏi đáp văn bản").click()
    chat = page.frame_locator("iframe")
    expect(chat.get_by_text(re.compile("Dịch vụ chỉ trả lời người đã đăng nhập")).first).to_be_visible(timeout=20_000)
    assert "143-KL" not in chat.locator("body").inner_text()


def test_logging_in_and_out(page: Page, sites) -> None:  # noqa: ANN001
    _, _, url = sites
    page.goto(f"{url}/documents/ket-luan-143-kl-tu?from=2628&to=2705#p11")
    expect(page.locator("h2")).to_have_text("Đăng nhập")
    page.get_by_label("Tên người dùng").fill("an")
    page.get_by_label("Mật khẩu").fill("sai mật khẩu")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("không đúng")
    page.get_by_label("Tên người dùng").fill("an")
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator("mark")).to_contain_text(SHORT)  # where the link led in the first place
    open_chat(page, url)
    ask_in(page)
    # Logged out elsewhere: what is typed is there again after the login.
    page.context.clear_cookies()
    page.fill("#cau-hoi textarea", "Ai ký Kết luận số 143-KL/TU?")
    page.press("#cau-hoi textarea", "Enter")
    expect(page.locator("h2")).to_have_text("Đăng nhập", timeout=20_000)
    page.get_by_label("Tên người dùng").fill("AN")
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator("#cau-hoi textarea")).to_have_value("Ai ký Kết luận số 143-KL/TU?", timeout=20_000)
    page.get_by_role("button", name="Đăng xuất").click()
    expect(page.locator("h2")).to_have_text("Đăng nhập")
    page.goto(f"{url}/en/")
    expect(page.locator("h2")).to_have_text("Log in")
