"""The doors of the service: which there are, and who may come through them."""

import asyncio
import itertools
import json
import os
import re
import subprocess
import sys

import httpx
import pytest

from bot.extractor import load_extractor
from bot.records.store import Records
from bot.web.app import create_app
from bot.web.guard import CHATS, is_open
from bot.web.live import Live, Turns
from bot.web.metrics import Metrics
from bot.web.origins import parse_origins, same_host
from eval.service import service
from index.current import open_index

from .asking import PORTAL, QUESTION, STRANGER, ask
from .conftest import ROOT

PUBLIC = {
    ("GET", "/api/docs"), ("GET", "/api/docs/assets"), ("GET", "/api/v1/documents"), ("GET", "/api/v1/openapi.json"), ("GET", "/documents"),
    ("GET", "/documents/{document_id}"), ("GET", "/documents/{document_id}/original"), ("GET", "/healthz"), ("GET", "/metrics"), ("GET", "/nhung"),
    ("GET", "/readyz"), ("GET", "/ui"), ("GET", "/v1/models"), ("GET", "/v1/models/{model_id}"), ("GET", "/widget.js"),
    ("GET", "/embed"), ("GET", "/en"), ("GET", "/embed/en"),
    ("POST", "/api/v1/ask"), ("POST", "/api/v1/export"), ("POST", "/api/v1/feedback"), ("POST", "/mcp"), ("POST", "/v1/chat/completions"),
    ("GET", "/dang-nhap"), ("POST", "/dang-nhap"), ("POST", "/dang-nhap/ma"), ("POST", "/dang-xuat"),
    ("GET", "/quan-tri"), ("GET", "/quan-tri/vao"), ("POST", "/quan-tri/vao"), ("POST", "/quan-tri/ra"), ("GET", "/quan-tri/danh-gia"), ("GET", "/quan-tri/danh-gia/bao-cao"),
    ("GET", "/quan-tri/van-ban"), ("POST", "/quan-tri/van-ban/them"), ("POST", "/quan-tri/van-ban/bo"), ("POST", "/quan-tri/van-ban/lap"),
} | {
    (method, f"{chat}{path}")
    for chat in CHATS
    for method, path in [
        ("GET", "/"), ("GET", "/config"), ("GET", "/config/"), ("GET", "/theme.css"), ("GET", "/favicon.ico"), ("GET", "/static/{path:path}"), ("GET", "/assets/{path:path}"),
        ("GET", "/gradio_api/queue/data"), ("GET", "/gradio_api/app_id"), ("GET", "/gradio_api/app_id/"),
        ("POST", "/gradio_api/queue/join"), ("POST", "/gradio_api/cancel"), ("POST", "/gradio_api/reset"), ("POST", "/gradio_api/reset/"),
    ]
}  # fmt: skip


@pytest.fixture
def live(index_dir, encoder, tmp_path, monkeypatch) -> Live:  # noqa: ANN001
    """What answers, in this process; nothing is kept."""
    monkeypatch.setenv("BOT_DATA_DIR", str(tmp_path))
    return Live(open_index(index_dir, encoder), index_dir, encoder, load_extractor(), None, Turns(5, 9), Metrics("build"), lambda _: None, keep_questions=False)


def test_the_public_routes_are_these_and_no_others(live, tmp_path) -> None:  # noqa: ANN001
    app = create_app(live, parse_origins(""), Records(tmp_path), "127.0.0.1")
    everything = set(_routes(app.routes, ""))
    assert len(everything) > 150, "Gradio's own routes are among them"
    example = {"{document_id}": "van-ban", "{model_id}": "m", "{path:path}": "a.js"}

    def filled(path: str) -> str:
        path = "".join(example.get(part, part) for part in re.split(r"(\{[^}]+\})", path))
        return f"{path}/page.css" if path in ("/ui", "/api/docs/assets") else path

    reachable = {(method, path) for method, path in everything if is_open(method, filled(path))}
    assert {(method, path.removesuffix("/") or "/") for method, path in reachable} == {(method, path.removesuffix("/") or "/") for method, path in PUBLIC}


def _routes(routes, prefix: str):  # noqa: ANN001, ANN202
    """Method and path of every route, those of mounted applications and included routers among them."""
    for route in routes:
        inner = getattr(route, "app", None)
        if included := getattr(route, "original_router", None):
            yield from _routes(included.routes, prefix + route.include_context.prefix)
        elif getattr(inner, "routes", None) and not getattr(route, "methods", None):
            yield from _routes(inner.routes, prefix + route.path)
        else:
            for method in (getattr(route, "methods", None) or {"GET", "POST"}) - {"HEAD", "OPTIONS"}:  # none: any
                yield method, prefix + route.path


def test_each_door_of_the_readme_is_open_and_each_open_door_is_there() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    table = readme[readme.index("| door | what |") : readme.index("The pages also load")]
    named = {path for path in re.findall(r"`(?:GET |POST )?(/[\w./{}-]*)", table)}
    mounted = {f"{chat}{path}" for chat in CHATS for path in ("/config", "/theme.css", "/favicon.ico", "/static/{path:path}", "/assets/{path:path}")}
    own = {path for _, path in PUBLIC if "/gradio_api" not in path and path.removesuffix("/") not in {one.removesuffix("/") for one in mounted}}
    assert {path.removesuffix("/") for path in own} - {path.removesuffix("/") for path in named} == {"/ui", "/api/docs/assets"}, "files of the pages themselves"
    assert {path.removesuffix("/") for path in named} <= {path.removesuffix("/") for path in own}


@pytest.mark.parametrize("path", ["upload", "file=/etc/passwd", "info", "run/predict", "call/respond", "runs", "startup-events", "dev/reload", "component_server", "proxy=http://x"])
def test_the_doors_of_gradio_that_the_chat_does_not_need_are_shut(web, path: str) -> None:  # noqa: ANN001
    for chat, method in itertools.product(CHATS, ("GET", "POST")):
        assert web.request(method, f"{chat}/gradio_api/{path}").status_code == 404
    assert web.get("/monitoring").status_code == web.get("/monitoring/summary").status_code == web.get("/openapi.json").status_code == 404


def test_a_file_named_in_an_event_is_not_read(web) -> None:  # noqa: ANN001
    """Gradio copies such a file into its cache and answers with the copy's path, unless it is told that the page is built."""
    config = json.loads(re.search(r"window\.gradio_config = (\{.*?\});</script>", web.get("/").text).group(1))
    tried = 0
    for dependency in config["dependencies"]:
        stolen = {"path": "/etc/passwd", "meta": {"_type": "gradio.FileData"}}
        body = {"data": [stolen] * len(dependency["inputs"]), "fn_index": dependency["id"], "session_hash": f"thu{dependency['id']}"}
        if web.post("/gradio_api/queue/join", json=body).status_code != 200:
            continue
        tried += 1
        with web.stream("GET", "/gradio_api/queue/data", params={"session_hash": body["session_hash"]}) as events:
            seen = ""
            for line in events.iter_lines():
                seen += line
                if "process_completed" in line or "close_stream" in line:
                    break
        assert '"success":false' in seen.replace(" ", "") or "/gradio/" not in seen and "passwd" not in seen, dependency["id"]
    assert tried >= 5


def test_only_listed_origins_may_call(web) -> None:  # noqa: ANN001
    preflight = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type, x-stainless-lang"}
    for origin, allowed in ((PORTAL, True), ("https://mot.so.example.gov.vn", True), ("https://so.example.gov.vn", False), (STRANGER, False), ("null", False)):
        before = web.options("/api/v1/ask", headers={"Origin": origin, **preflight})
        reply = web.post("/api/v1/ask", json={"question": QUESTION}, headers={"Origin": origin})
        assert before.headers.get("access-control-allow-origin") == reply.headers.get("access-control-allow-origin") == (origin if allowed else None)
        assert reply.status_code == (200 if allowed else 403) and "access-control-allow-credentials" not in reply.headers
        # The chat's own routes are for the chat's own pages.
        for chat in CHATS:
            joined = web.post(f"{chat}/gradio_api/queue/join", json={"data": [], "fn_index": 0, "session_hash": "a"}, headers={"Origin": origin})
            assert joined.status_code == 403 and "access-control-allow-origin" not in joined.headers
    granted = web.options("/v1/chat/completions", headers={"Origin": PORTAL, **preflight}).headers["access-control-allow-headers"]
    assert "x-stainless-lang" in granted, "what OpenAI's package sends from a browser"
    assert web.get("/widget.js", headers={"Origin": PORTAL}).headers["access-control-allow-origin"] == PORTAL, "a tag with crossorigin"
    own = str(web.base_url).rstrip("/")
    assert web.post("/api/v1/ask", json={"question": QUESTION}, headers={"Origin": own}).status_code == 200


def test_each_page_says_who_may_frame_it(web) -> None:  # noqa: ANN001
    for path in ("/", "/embed/", "/en/", "/embed/en/", "/documents", "/documents/ket-luan-143-kl-tu", "/nhung", "/api/docs", "/khong-co"):
        policy = web.get(path).headers["content-security-policy"]
        assert policy.endswith(f"frame-ancestors 'self' {PORTAL} https://*.so.example.gov.vn"), path
    assert "x-frame-options" not in web.get("/").headers
    assert web.get("/widget.js", headers={"Referer": f"{STRANGER}/trang"}).status_code == 403
    assert web.get("/widget.js", headers={"Referer": f"{PORTAL}/trang"}).status_code == 200
    assert len(web.get("/widget.js").content) < 8_000


def test_without_a_list_only_the_service_itself(index_dir, tmp_path) -> None:  # noqa: ANN001
    with service(index_dir, tmp_path / "log") as running, httpx.Client(base_url=running.url, timeout=60) as web:
        reply = web.get("/embed/")
        assert reply.headers["content-security-policy"].endswith("frame-ancestors 'self'") and reply.headers["x-frame-options"] == "SAMEORIGIN"
        assert web.post("/api/v1/ask", json={"question": QUESTION}, headers={"Origin": PORTAL}).status_code == 403


def test_origins_are_read_strictly() -> None:
    origins = parse_origins("https://A.example.vn:443, http://b.vn:8080\nhttps://*.c.vn")
    assert origins.entries == ("https://a.example.vn", "http://b.vn:8080", "https://*.c.vn")
    assert origins.allows("https://a.example.vn") and origins.allows("https://x.y.c.vn") and not origins.allows("https://x.c.vn.evil.com")
    assert not origins.allows("http://a.example.vn") and not origins.allows("https://evil.com/.c.vn") and not origins.allows("https://c.vn")
    for wrong in ("abc", "*", "https://*", "https://*.vn", "ftp://a.vn", "https://a.vn/duong-dan", "https://a.*.vn", "https://a.vn:99999", "https://", "http://[::1]:9"):
        with pytest.raises(ValueError, match="không phải một nguồn"):
            parse_origins(wrong)
    assert not same_host("http://[", "a.vn") and not same_host("null", "")
    assert same_host("https://a.vn", "a.vn:443") and same_host("http://a.vn:80", "a.vn") and not same_host("http://a.vn:81", "a.vn") and not same_host("null", "a.vn")


def test_a_name_that_is_not_its_own_is_not_answered(index_dir, tmp_path, web) -> None:  # noqa: ANN001
    """A stranger's name that points here (DNS rebinding) makes his page look like ours: same Host, same Origin."""
    for path, send in (("/api/v1/ask", {"question": QUESTION}), ("/mcp", {}), ("/gradio_api/queue/join", {})):
        reply = web.post(path, json=send, headers={"Host": "evil.example:7860", "Origin": "http://evil.example:7860"})
        assert reply.status_code == 421 and "BOT_PUBLIC_URL" in reply.json()["error"]["message"], path
    for path in ("/", "/nhung", "/documents", "/widget.js"):
        assert web.get(path, headers={"Host": "evil.example"}).status_code == 421
        assert web.get(path, headers={"Host": "http://["}).status_code in (400, 421)
    for host in ("localhost:1", "192.168.1.5", "[::1]:7860"):
        assert web.get("/api/v1/documents", headers={"Host": host}).status_code == 200
    assert web.get("/readyz", headers={"Host": "bot:7860"}).status_code == 200, "what watches over it may use any name"
    with service(index_dir, tmp_path / "log", BOT_PUBLIC_URL="https://hoi-dap.example.gov.vn") as running, httpx.Client(base_url=running.url, timeout=60) as published:
        named = {"Host": "hoi-dap.example.gov.vn", "Origin": "https://hoi-dap.example.gov.vn"}
        assert ask(published, headers=named).status_code == 200
        assert "https://hoi-dap.example.gov.vn/widget.js" in published.get("/nhung", headers=named).text
        turn = {"question": QUESTION, "answer": ask(published, headers=named).json()}
        assert "<https://hoi-dap.example.gov.vn/documents/" in published.post("/api/v1/export", json={"format": "md", "turns": [turn]}).text


def test_headers_that_are_no_addresses_are_a_stranger_s(web) -> None:  # noqa: ANN001
    for wrong in ("http://[", "http://[::1", "%%%", "https://a b", "file:///etc"):
        assert ask(web, headers={"Origin": wrong}).status_code == 403, wrong
        assert web.get("/widget.js", headers={"Referer": wrong}).status_code == 403, wrong


def test_a_fault_within_keeps_the_guard_s_headers(live, tmp_path, monkeypatch) -> None:  # noqa: ANN001
    app = create_app(live, parse_origins(PORTAL), Records(tmp_path), "127.0.0.1")
    monkeypatch.setattr(live, "ask", lambda *_: 1 / 0)

    async def asked() -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://127.0.0.1") as web:
            return await web.post("/api/v1/ask", json={"question": QUESTION}, headers={"Origin": PORTAL})

    reply = asyncio.run(asked())
    assert reply.status_code == 500 and reply.json()["error"]["request_id"] == reply.headers["x-request-id"]
    assert PORTAL in reply.headers["content-security-policy"] and reply.headers["access-control-allow-origin"] == PORTAL


def test_a_malformed_origin_stops_the_start(index_dir) -> None:  # noqa: ANN001
    done = subprocess.run(
        [sys.executable, "-m", "bot", "serve", "--port", "0"], cwd=ROOT, capture_output=True, text=True,
        env={**os.environ, "BOT_INDEX_DIR": str(index_dir), "BOT_ALLOWED_ORIGINS": "https://a.vn cong.gov.vn"},
    )  # fmt: skip
    assert done.returncode == 1 and "BOT_ALLOWED_ORIGINS" in done.stderr and "“cong.gov.vn”" in done.stderr and "Traceback" not in done.stderr


def test_health_and_metrics(web) -> None:  # noqa: ANN001
    assert web.get("/healthz").json() == {"status": "ok"}
    assert web.head("/healthz").status_code == web.head("/").status_code == 200 and web.head("/healthz").content == b""
    ready = web.get("/readyz").json()
    assert ready["status"] == "ready" and ready["documents"] == 3
    before = _counted(web)
    ask(web)
    assert _counted(web) == before + 1
    figures = web.get("/metrics").text
    assert f'bot_build_info{{build="{ready["build"]}"}} 1.0' in figures and 'bot_stage_seconds_count{stage="search"}' in figures


def _counted(web: httpx.Client) -> float:
    found = re.search(r'bot_answers_total\{face="api",reason="",status="answered"\} ([\d.]+)', web.get("/metrics").text)
    return float(found.group(1)) if found else 0.0
