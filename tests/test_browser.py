"""The chat in a real browser: one question asked, one citation opened, nothing fetched from outside."""

import os
import re
import shutil
import subprocess
import sys
from urllib.parse import urlsplit

import pytest

from .conftest import ROOT

BROWSER = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
if BROWSER is None and not os.environ.get("CI"):
    pytest.skip("no Chromium on this machine: browser tests need one", allow_module_level=True)

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"]


@pytest.fixture(scope="module")
def address(seed_dir):  # noqa: ANN001, ANN201
    server = subprocess.Popen(
        [sys.executable, "-m", "bot", "serve", "--port", "0"],
        cwd=ROOT, stdout=subprocess.PIPE, text=True, env={**os.environ, "BOT_INDEX_DIR": str(seed_dir)},
    )  # fmt: skip
    line = server.stdout.readline()
    yield re.search(r"http://\S+", line).group()
    server.terminate()
    server.wait(20)


@pytest.fixture(scope="module")
def browser():  # noqa: ANN201
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        started = play.chromium.launch(executable_path=BROWSER, args=FLAGS)
        yield started
        started.close()


def _open(browser, address: str, width: int = 1200):  # noqa: ANN001, ANN202
    page = browser.new_page(viewport={"width": width, "height": 850})
    page.requested = []
    page.context.on("request", lambda request: page.requested.append(request.url))
    page.goto(address)
    page.wait_for_selector("#cau-hoi textarea", timeout=30_000)
    return page


def test_ask_and_open_the_citation(browser, address: str) -> None:  # noqa: ANN001
    page = _open(browser, address)
    page.fill("#cau-hoi textarea", "thu ngan sach 2023 dat bao nhieu")
    page.keyboard.press("Enter")
    page.wait_for_selector(".trich-dan mark", timeout=20_000)
    assert page.inner_text(".trich-dan mark") == "400,421 nghìn tỷ đồng"
    assert "400,421 nghìn tỷ đồng" in page.inner_text("#hoi-dap")
    with page.context.expect_page() as opened:
        page.focus(".trich-dan a")
        page.keyboard.press("Enter")  # by keyboard alone
    document = opened.value
    document.wait_for_load_state()
    assert document.inner_text("mark") == "Thu ngân sách trên địa bàn ước đạt 400,421 nghìn tỷ đồng, đạt 113,5% dự toán."
    box = document.locator("mark").bounding_box()
    assert 0 <= box["y"] < 850, "the highlighted passage is in view"
    assert document.get_attribute("html", "lang") == "vi"
    assert {urlsplit(url).hostname for url in page.requested if not url.startswith(("data:", "blob:"))} == {"127.0.0.1"}


def test_what_is_typed_is_never_html(browser, address: str) -> None:  # noqa: ANN001
    page = _open(browser, address)
    alerts = []
    page.on("dialog", lambda dialog: (alerts.append(dialog.message), dialog.dismiss()))
    typed = "<img src=x onerror=alert(1)><b>thu ngân sách</b>"
    page.fill("#cau-hoi textarea", typed)
    page.keyboard.press("Enter")
    page.wait_for_function("document.querySelectorAll('#hoi-dap .message').length >= 2", timeout=20_000)
    assert typed in page.inner_text("#hoi-dap")
    assert page.locator("#hoi-dap img[src=x]").count() == 0 and alerts == []


def test_it_fits_a_telephone_and_examples_can_be_clicked(browser, address: str) -> None:  # noqa: ANN001
    page = _open(browser, address, width=360)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.get_by_text("Ai ký ban hành Kết luận số 143-KL/TU?").click()
    page.focus("#cau-hoi textarea")
    page.wait_for_function("document.querySelector('#cau-hoi textarea').value.startsWith('Ai ký')")
    page.keyboard.press("Enter")
    page.wait_for_selector(".trich-dan mark", timeout=20_000)
    assert page.inner_text(".trich-dan mark") == "Nguyễn Thị Tuyến"


def test_a_document_that_is_not_there_is_said(browser, address: str) -> None:  # noqa: ANN001
    page = browser.new_page()
    response = page.goto(f"{address}/documents/<b>khong-co")
    assert response.status == 404 and "Không có văn bản" in page.inner_text("h1")
    assert page.goto(f"{address}/documents/ket-luan-143-kl-tu?from=99999999&to=-5").status == 200
    assert page.goto(f"{address}/documents/ket-luan-143-kl-tu?from=abc").status == 200
