"""What the tests of the service ask it, and as whom."""

import httpx

QUESTION = "thu ngan sach 2023 dat bao nhieu"
SHORT = "400,421 nghìn tỷ đồng"
PORTAL, STRANGER = "https://cong.example.gov.vn", "https://la.example.com"


def ask(web: httpx.Client, question: str = QUESTION, headers: dict[str, str] | None = None, **more: object) -> httpx.Response:
    """The reply of `/api/v1/ask`; `more` are further fields of the body."""
    return web.post("/api/v1/ask", json={"question": question, **more}, headers=headers)
