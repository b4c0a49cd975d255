"""The service over HTTP: its doors, who may come through them, and what they answer."""

import asyncio
import io
import itertools
import json
import re
import shutil
import signal
import time

import docx
import httpx
import pytest
from markdown_it import MarkdownIt

from bot.web.guard import CHATS, is_open
from bot.web.origins import parse_origins, same_host
from eval.load import ChatDoor, client
from eval.service import Service, service
from index.build import build

from .conftest import ROOT

QUESTION = "thu ngan sach 2023 dat bao nhieu"
SHORT = "400,421 nghìn tỷ đồng"
PORTAL, STRANGER = "https://cong.example.gov.vn", "https://la.example.com"


@pytest.fixture(scope="module")
def served(index_dir, tmp_path_factory):  # noqa: ANN001, ANN201
    with service(index_dir, tmp_path_factory.mktemp("log") / "log", BOT_ALLOWED_ORIGINS=f"{PORTAL} https://*.so.example.gov.vn") as running:
        yield running


@pytest.fixture
def web(served: Service):  # noqa: ANN201
    with httpx.Client(base_url=served.url, timeout=60) as client:
        yield client


def _ask(web: httpx.Client, question: str = QUESTION, **more: object) -> httpx.Response:
    return web.post("/api/v1/ask", json={"question": question, **more})


def test_ask_gives_the_answer_of_the_contract(web, chain) -> None:  # noqa: ANN001
    reply = _ask(web)
    answer = reply.json()
    assert reply.status_code == 200 and answer["status"] == "answered" and answer["short_answer"] == SHORT
    assert answer["id"] == reply.headers["x-request-id"]
    for citation in answer["citations"]:
        text = chain.index.documents[citation["document_id"]].text
        assert citation["quote"] == text[citation["start"] : citation["end"]] and SHORT in citation["quote"]
    assert set(answer) == {"id", "status", "answer", "short_answer", "items", "confidence", "reason", "citations", "timings_ms"}


def test_a_follow_up_comes_with_its_history_and_one_document_can_be_asked(web) -> None:  # noqa: ANN001
    first = _ask(web, "Ai ký Kết luận số 143-KL/TU?").json()
    assert _ask(web, "Bà ấy giữ chức vụ gì?", history=[["Ai ký Kết luận số 143-KL/TU?", first["answer"]]]).json()["status"] == "answered"
    documents = web.get("/api/v1/documents").json()["documents"]
    assert len(documents) == 3
    for document in documents:
        answer = _ask(web, document_id=document["id"]).json()
        assert {one["document_id"] for one in answer["citations"]} == {document["id"]}
        assert (answer["status"] == "answered") == (document["id"] == "ket-luan-143-kl-tu")
    assert _ask(web, document_id="khong-co").json()["reason"] == "bad_input"


def test_events_carry_the_sentences_and_then_the_whole_answer(web) -> None:  # noqa: ANN001
    reply = web.post("/api/v1/ask", json={"question": QUESTION}, headers={"Accept": "text/event-stream"})
    assert reply.headers["content-type"].startswith("text/event-stream")
    events = re.findall(r"event: (\w+)\ndata: (.*)\n", reply.text)
    whole = json.loads(events[-1][1])
    for accept, kind in (("Text/Event-Stream", "text/event-stream"), ("text/event-stream;q=0, */*", "application/json")):
        assert web.post("/api/v1/ask", json={"question": QUESTION}, headers={"Accept": accept}).headers["content-type"].startswith(kind)
    assert [name for name, _ in events] == ["sentence"] * (len(events) - 1) + ["answer"] and len(events) > 1
    assert " ".join(json.loads(data)["text"] for _, data in events[:-1]) == whole["answer"] and whole["short_answer"] == SHORT


@pytest.mark.parametrize(
    ("status", "code", "send"),
    [
        (400, "bad_json", {"content": b'{"question": '}),
        (422, "invalid_request", {"json": {"cau_hoi": "Ai ký?"}}),
        (422, "invalid_request", {"json": {"question": 5}}),
        (422, "invalid_request", {"content": b'{"question": "thu \\ud800 ng\\u00e2n"}'}),
        (413, "body_too_large", {"content": b"x" * 600_000}),
        (413, "body_too_large", {"content": iter([b'{"question": "', b"x" * 600_000])}),
    ],
)
def test_a_request_that_cannot_be_read_is_told_why(web, status: int, code: str, send: dict) -> None:  # noqa: ANN001
    reply = web.post("/api/v1/ask", headers={"Content-Type": "application/json"}, **send)
    error = reply.json()["error"]
    assert (reply.status_code, error["code"]) == (status, code)
    assert error["request_id"] == reply.headers["x-request-id"] and "xin" in error["message"]


def test_a_question_of_ten_thousand_characters_is_a_polite_refusal(web) -> None:  # noqa: ANN001
    answer = _ask(web, "thu ngân sách " * 720).json()
    assert (answer["status"], answer["reason"]) == ("refused", "bad_input")


def test_every_field_of_the_api_is_described(web) -> None:  # noqa: ANN001
    description = web.get("/api/v1/openapi.json").json()
    for name, schema in description["components"]["schemas"].items():
        if name in ("HTTPValidationError", "ValidationError"):
            continue
        assert schema.get("description"), name
        for field, value in schema["properties"].items():
            assert value.get("description") or "$ref" in value, f"{name}.{field}"
    paths = {path for path in description["paths"]}
    assert paths == {"/api/v1/ask", "/api/v1/documents", "/api/v1/export", "/v1/models", "/v1/models/{model_id}", "/v1/chat/completions"}
    for path, methods in description["paths"].items():
        for method in methods.values():
            assert method["summary"] and all(reply["description"] for reply in method["responses"].values())
            for reply in method["responses"].values():
                for kind, content in reply.get("content", {}).items():
                    assert kind != "application/json" or "$ref" in content["schema"], f"{path}: an answer without a description"
    page = web.get("/api/docs").text
    assert all(web.get("/api/" + asset).status_code == 200 for asset in re.findall(r"docs/assets/[\w.-]+", page)) and "https://" not in page


def test_openai_clients_get_the_citations(served: Service) -> None:
    from openai import OpenAI

    client = OpenAI(base_url=f"{served.url}/v1", api_key="khong-can", max_retries=0)
    assert [one.id for one in client.models.list()] == ["hoi-dap-van-ban"]
    asked = [{"role": "system", "content": "Trả lời ngắn."}, {"role": "user", "content": QUESTION}]
    whole = client.chat.completions.create(model="hoi-dap-van-ban", messages=asked)
    assert SHORT in whole.choices[0].message.content and "[1]" in whole.choices[0].message.content
    assert SHORT in whole.model_extra["citations"][0]["quote"]
    chunks = list(client.chat.completions.create(model="x", messages=asked, stream=True, stream_options={"include_usage": True}))
    assert "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices) == whole.choices[0].message.content
    ending = next(chunk for chunk in chunks if chunk.choices and chunk.choices[0].finish_reason == "stop")
    assert ending.model_extra["citations"] == whole.model_extra["citations"] and chunks[-1].usage.total_tokens == 0
    assert client.models.retrieve("hoi-dap-van-ban").id == "hoi-dap-van-ban"
    odd = httpx.post(f"{served.url}/v1/chat/completions", json={"messages": [*asked, {"role": "assistant", "content": ""}] * 150, "stream": None})
    assert odd.status_code == 200 and odd.json()["choices"] == [{**odd.json()["choices"][0], "message": {"role": "assistant", "content": whole.choices[0].message.content}}]
    refused = client.chat.completions.create(model="x", messages=[{"role": "user", "content": "Thu ngân sách của tỉnh Nghệ An?"}])
    assert refused.model_extra["status"] == "refused" and not any(one["supports"] for one in refused.model_extra["citations"])
    before = [{"role": "user", "content": "Ai ký Kết luận số 143-KL/TU?"}, {"role": "assistant", "content": "Nguyễn Thị Tuyến"}]
    parts = [{"type": "text", "text": "Bà ấy giữ chức vụ gì?"}]
    followed = client.chat.completions.create(model="x", messages=[*before, {"role": "user", "content": parts}])
    assert followed.model_extra["status"] == "answered"


def test_an_mcp_client_can_ask(served: Service) -> None:
    from mcp import Client

    async def use() -> None:
        async with Client(f"{served.url}/mcp") as client:
            (tool,) = (await client.list_tools()).tools
            assert tool.name == "ask" and tool.input_schema["properties"]["question"]["description"]
            result = await client.call_tool("ask", {"question": QUESTION})
            assert result.structured_content["short_answer"] == SHORT
            assert SHORT in result.structured_content["citations"][0]["quote"]

    asyncio.run(use())


def test_a_conversation_becomes_a_file_with_its_citations(web) -> None:  # noqa: ANN001
    turns = [{"question": "Hỏi *gì* <b>?", "answer": _ask(web, question).json()} for question in (QUESTION, "Thu ngân sách của tỉnh Nghệ An?")]
    quote, address = turns[0]["answer"]["citations"][0]["quote"], turns[0]["answer"]["citations"][0]["url"]
    markdown = web.post("/api/v1/export", json={"format": "md", "turns": turns})
    assert f"> {quote}" in markdown.text and str(web.base_url.join(address)) in markdown.text
    numbered = {"question": "1. Hỏi", "answer": {**turns[0]["answer"], "answer": "1. Thu ngân sách; 2) chi", "citations": []}}
    rendered = MarkdownIt().render(web.post("/api/v1/export", json={"format": "md", "turns": [numbered]}).text)
    assert "<p>1. Thu ngân sách; 2) chi</p>" in rendered and "<h2>1. Hỏi</h2>" in rendered
    english = web.post("/api/v1/export", json={"format": "md", "lang": "en", "turns": turns})
    assert "it does not answer the question" in english.text and "&lang=en#p" in english.text and "paragraph" in english.text
    assert r"\*gì\* \<b\>" in markdown.text and "không trả lời câu hỏi" in markdown.text
    word = docx.Document(io.BytesIO(web.post("/api/v1/export", json={"format": "docx", "turns": turns}).content))
    text = "\n".join(paragraph.text for paragraph in word.paragraphs)
    assert quote in text and str(web.base_url.join(address)) in text and "Hỏi *gì* <b>?" in text


def test_the_documents_page_and_the_original(web, sources) -> None:  # noqa: ANN001
    page = web.get("/documents").text
    assert all(f'href="/documents/{one["id"]}"' in page for one in web.get("/api/v1/documents").json()["documents"])
    original = web.get("/documents/quyet-dinh-31/original")
    assert original.content == (sources / "quyet-dinh-31.pdf").read_bytes() and "quyet-dinh-31.pdf" in original.headers["content-disposition"]
    assert "Trang 1" in web.get("/documents/quyet-dinh-31").text
    assert web.get("/documents/khong-co/original").status_code == 404
    assert web.get("/documents/?lang=en").headers["location"] == "/documents?lang=en", "a slash too many"
    lost = web.get("/khong-co", headers={"Accept": "text/html"})
    assert lost.status_code == 404 and "<h1>Không có địa chỉ này</h1>" in lost.text
    assert "<html lang=\"en\">" in web.get("/documents?lang=en").text


PUBLIC = {
    ("GET", "/api/docs"), ("GET", "/api/docs/assets"), ("GET", "/api/v1/documents"), ("GET", "/api/v1/openapi.json"), ("GET", "/documents"),
    ("GET", "/documents/{document_id}"), ("GET", "/documents/{document_id}/original"), ("GET", "/healthz"), ("GET", "/metrics"), ("GET", "/nhung"),
    ("GET", "/readyz"), ("GET", "/ui"), ("GET", "/v1/models"), ("GET", "/v1/models/{model_id}"), ("GET", "/widget.js"),
    ("GET", "/embed"), ("GET", "/en"), ("GET", "/embed/en"),
    ("POST", "/api/v1/ask"), ("POST", "/api/v1/export"), ("POST", "/mcp"), ("POST", "/v1/chat/completions"),
} | {
    (method, f"{chat}{path}")
    for chat in CHATS
    for method, path in [
        ("GET", "/"), ("GET", "/config"), ("GET", "/config/"), ("GET", "/theme.css"), ("GET", "/favicon.ico"), ("GET", "/static/{path:path}"), ("GET", "/assets/{path:path}"),
        ("GET", "/gradio_api/queue/data"), ("GET", "/gradio_api/app_id"), ("GET", "/gradio_api/app_id/"),
        ("POST", "/gradio_api/queue/join"), ("POST", "/gradio_api/cancel"), ("POST", "/gradio_api/reset"), ("POST", "/gradio_api/reset/"),
    ]
}  # fmt: skip


def test_the_public_routes_are_these_and_no_others(index_dir, encoder) -> None:  # noqa: ANN001
    from bot.extractor import load_extractor
    from bot.web.app import create_app
    from bot.web.live import Live
    from index.current import open_index

    app = create_app(Live(open_index(index_dir, encoder), index_dir, encoder, load_extractor(), 5.0), parse_origins(""), "127.0.0.1", "")
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
        assert _ask_as(published, named).status_code == 200
        assert "https://hoi-dap.example.gov.vn/widget.js" in published.get("/nhung", headers=named).text
        turn = {"question": QUESTION, "answer": _ask_as(published, named).json()}
        assert "<https://hoi-dap.example.gov.vn/documents/" in published.post("/api/v1/export", json={"format": "md", "turns": [turn]}).text


def _ask_as(web: httpx.Client, headers: dict[str, str]) -> httpx.Response:
    return web.post("/api/v1/ask", json={"question": QUESTION}, headers=headers)


def test_headers_that_are_no_addresses_are_a_stranger_s(web) -> None:  # noqa: ANN001
    for wrong in ("http://[", "http://[::1", "%%%", "https://a b", "file:///etc"):
        assert _ask_as(web, {"Origin": wrong}).status_code == 403, wrong
        assert web.get("/widget.js", headers={"Referer": wrong}).status_code == 403, wrong


def test_a_fault_within_keeps_the_guard_s_headers(index_dir, encoder, monkeypatch) -> None:  # noqa: ANN001
    from bot.extractor import load_extractor
    from bot.web.app import create_app
    from bot.web.live import Live
    from index.current import open_index

    live = Live(open_index(index_dir, encoder), index_dir, encoder, load_extractor(), 5.0)
    app = create_app(live, parse_origins(PORTAL), "127.0.0.1", "")
    monkeypatch.setattr(live, "ask", lambda *_: 1 / 0)

    async def asked() -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://127.0.0.1") as web:
            return await web.post("/api/v1/ask", json={"question": QUESTION}, headers={"Origin": PORTAL})

    reply = asyncio.run(asked())
    assert reply.status_code == 500 and reply.json()["error"]["request_id"] == reply.headers["x-request-id"]
    assert PORTAL in reply.headers["content-security-policy"] and reply.headers["access-control-allow-origin"] == PORTAL


def test_a_malformed_origin_stops_the_start(index_dir) -> None:  # noqa: ANN001
    import os
    import subprocess
    import sys

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
    _ask(web)
    assert _counted(web) == before + 1
    figures = web.get("/metrics").text
    assert f'bot_build_info{{build="{ready["build"]}"}} 1.0' in figures and 'bot_stage_seconds_count{stage="search"}' in figures


def _counted(web: httpx.Client) -> float:
    found = re.search(r'bot_answers_total\{face="api",reason="",status="answered"\} ([\d.]+)', web.get("/metrics").text)
    return float(found.group(1)) if found else 0.0


def test_what_is_suggested_is_answered(served: Service, web, chain) -> None:  # noqa: ANN001
    from bot.web.suggest import candidates

    tried = candidates(chain.index)
    kept = [one for one in tried if one.answered_by(_answer(chain, one.question))]
    assert len(kept) >= 8 and {one.document_id for one in kept} == set(chain.index.documents)
    assert all(_ask(web, one.question).json()["status"] == "answered" for one in kept[:5])


def _answer(chain, question: str):  # noqa: ANN001, ANN202
    from bot.chain import Request

    return chain.answer(Request(question))


def test_a_new_build_is_taken_up_under_way(sources, encoder, tmp_path) -> None:  # noqa: ANN001
    """Asked without a pause while builds are swapped in: no request fails, and the new document answers."""
    out, own = tmp_path / "index", tmp_path / "sources"
    own.mkdir()
    (own / "a.md").write_text((ROOT / "source_docs" / "ket-luan-143-kl-tu.md").read_text("utf-8"), "utf-8")
    build(own, out, encoder, progress=lambda *_: None)

    async def under_way(url: str) -> list[int]:
        async with httpx.AsyncClient(base_url=url, timeout=60) as web:
            statuses: list[int] = []
            done = asyncio.Event()

            async def asker() -> None:
                while not done.is_set():
                    reply = await web.post("/api/v1/ask", json={"question": QUESTION})
                    statuses.append(reply.status_code)
                    assert reply.json()["short_answer"] == SHORT

            askers = [asyncio.create_task(asker()) for _ in range(3)]
            first = (await web.get("/readyz")).json()["build"]
            for name in ("quyet-dinh-31.pdf", "Quyết định 27.docx"):
                (own / name).write_bytes((sources / name).read_bytes())
                await asyncio.to_thread(build, own, out, encoder, progress=lambda *_: None)
                for _ in range(100):
                    await asyncio.sleep(0.2)
                    if (now := (await web.get("/readyz")).json()["build"]) != first:
                        break
                assert now != first
                first = now
            builds = out / "builds"
            good = builds / (out / "current").read_text().strip()
            for name in ("khong-co", "hong"):  # a pointer to nothing, and a store that is no store: named in the log, the old build serves on
                if name == "hong":
                    shutil.copytree(good, builds / name)
                    (builds / name / "chroma" / "chroma.sqlite3").write_bytes(b"hong" * 5000)
                (out / "current").write_text(f"{name}\n")
                await asyncio.sleep(2.5)
                assert (await web.get("/readyz")).json()["build"] == first
            (own / "b.txt").write_text("Thông báo số 9-TB/VP\n\nVăn phòng tiếp công dân vào thứ Năm hằng tuần.", "utf-8")
            await asyncio.to_thread(build, own, out, encoder, progress=lambda *_: None)
            for _ in range(50):
                await asyncio.sleep(0.2)
                if (now := (await web.get("/readyz")).json())["build"] not in (first, "hong"):
                    break
            assert now["documents"] == 4, "it goes on looking"
            done.set()
            await asyncio.gather(*askers)
            answer = (await web.post("/api/v1/ask", json={"question": "Quyết định 31 gồm mấy điều?", "document_id": "quyet-dinh-31"})).json()
            assert answer["reason"] != "bad_input", "the new document is known"
            return statuses

    with service(out, tmp_path / "log") as running:
        statuses = asyncio.run(under_way(running.url))
    assert len(statuses) > 10 and set(statuses) == {200}
    log = (tmp_path / "log").read_text("utf-8")
    assert log.count("khong-co is not taken up") == log.count("hong is not taken up") == 1


def test_a_stop_finishes_what_is_being_answered_and_says_so(seed_dir, tmp_path) -> None:  # noqa: ANN001
    async def asked(running: Service) -> tuple[list[str], list[str], httpx.Response]:
        async with client(running.url) as web:
            streams, chat = {"Accept": "text/event-stream"}, ChatDoor()
            asking = [asyncio.create_task(web.post("/api/v1/ask", json={"question": QUESTION}, headers=streams)) for _ in range(15)]
            chatting = [asyncio.create_task(chat(web, QUESTION, f"s{number}")) for number in range(5)]
            await asyncio.sleep(0.5)
            assert not all(task.done() for task in asking)
            running.process.send_signal(signal.SIGTERM)
            await asyncio.sleep(0.3)
            ready = await web.get("/readyz")
            return [reply.text for reply in await asyncio.gather(*asking)], list(await asyncio.gather(*chatting)), ready

    with service(seed_dir, tmp_path / "log") as running:
        replies, chats, ready = asyncio.run(asked(running))
        begin = time.monotonic()
        running.process.wait(30)
        assert time.monotonic() - begin < 15 and "Traceback" not in (tmp_path / "log").read_text("utf-8")
    assert ready.status_code == 503 and ready.json()["status"] == "stopping"
    assert len(replies) == 15 and all("event: answer" in reply and SHORT in reply for reply in replies)
    assert chats == ["200"] * 5


def test_who_waits_too_long_is_told_to_come_back(seed_dir, tmp_path) -> None:  # noqa: ANN001
    async def crowd(url: str) -> list[httpx.Response]:
        async with client(url) as web:
            asks = [web.post("/api/v1/ask", json={"question": QUESTION}) for _ in range(30)]
            return list(await asyncio.gather(*asks, *(web.post("/v1/chat/completions", json={"messages": [{"role": "user", "content": QUESTION}]}) for _ in range(30))))

    with service(seed_dir, tmp_path / "log", BOT_WAIT_S="1") as running:
        replies = asyncio.run(crowd(running.url))
    refused = {reply.url.path: reply for reply in replies if reply.status_code == 503}
    assert refused and all(int(reply.headers["retry-after"]) > 0 for reply in refused.values()) and {reply.status_code for reply in replies} == {200, 503}
    assert all((body := reply.json()).get("reason") == "busy" or body["error"]["code"] == "busy" for reply in refused.values())


def test_two_replicas_behind_a_balancer_without_sticky_sessions(index_dir, tmp_path) -> None:  # noqa: ANN001
    """What is asked through the API may go to either replica: no answer depends on what the other has seen."""
    with service(index_dir, tmp_path / "a") as one, service(index_dir, tmp_path / "b") as two, httpx.Client(timeout=60) as web:
        turn = itertools.cycle([one.url, two.url])
        first = web.post(f"{next(turn)}/api/v1/ask", json={"question": "Ai ký Kết luận số 143-KL/TU?"}).json()
        history = [["Ai ký Kết luận số 143-KL/TU?", first["answer"]]]
        followed = [web.post(f"{next(turn)}/api/v1/ask", json={"question": "Bà ấy giữ chức vụ gì?", "history": history}).json() for _ in range(4)]
        assert len({answer["short_answer"] for answer in followed}) == 1 and followed[0]["status"] == "answered"
        pages = [re.sub(r"127\.0\.0\.1:\d+", "", re.sub(r'"(?:app_id|space_id|session_hash)":[^,]*', "", web.get(f"{url}/").text)) for url in (one.url, two.url)]
        assert pages[0] == pages[1], "a page of one replica works with the other: component numbers and storage keys agree"
