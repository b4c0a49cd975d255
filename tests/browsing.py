"""What the tests in a browser do again and again: open the chat, ask, read what stands on the page."""

import re

from playwright.sync_api import Locator, Page, expect

from .asking import QUESTION, SHORT

VIETNAMESE = re.compile(r"[àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ]", re.I)


def open_chat(page: Page, address: str) -> Page:
    page.goto(address)
    page.wait_for_selector("#cau-hoi textarea", timeout=60_000)
    page.wait_for_selector("[data-question]", timeout=60_000)  # the page has been restored
    return page


def type_in(page: Page, question: str) -> None:
    page.fill("#cau-hoi textarea", question)
    page.press("#cau-hoi textarea", "Enter")


def ask_in(page: Page, question: str = QUESTION, short: str = SHORT) -> None:
    type_in(page, question)
    expect(page.locator(".trich-dan mark").first).to_have_text(short, timeout=20_000)


def turns(page: Page) -> Locator:
    return page.locator("#hoi-dap .user.message")


def strings(page: Page) -> set[str]:
    """Every text that a person sees or hears, but for the ids of requests."""
    return set(
        page.evaluate("""() => {
            const seen = [];
            const walk = (node) => {
                if (node.nodeType === 3) { if (node.data.trim()) seen.push(node.data.trim()); return; }
                if (node.nodeType !== 1 || ["SCRIPT", "STYLE", "NOSCRIPT"].includes(node.tagName)) return;
                if (node.matches(".gop-y code")) return;
                if (!node.checkVisibility({visibilityProperty: true})) return;
                for (const name of ["aria-label", "title", "placeholder", "alt"]) if (node.getAttribute(name)?.trim()) seen.push(node.getAttribute(name).trim());
                node.childNodes.forEach(walk);
            };
            walk(document.body);
            return seen;
        }""")
    )
