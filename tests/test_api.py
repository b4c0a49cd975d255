"""The API over HTTP: answers, events, OpenAI's dialect, MCP, files, documents."""

import asyncio
import io
import json
import re

import docx
import httpx
import pytest
from markdown_it import MarkdownIt

from eval.service import Service

from .asking import QUESTION, SHORT, ask


def test_ask_gives_the_answer_of_the_contract(web, chain) -> None:  # noqa: ANN001
    reply = ask(web)
    answer = reply.json()
    assert reply.status_code == 200 and answer["status"] == "answered" and answer["short_answer"] == SHORT
    assert answer["id"] == reply.headers["x-request-id"]
    for citation in answer["citations"]:
        text = chain.index.documents[citation["document_id"]].text
        assert citation["quote"] == text[citation["start"] : citation["end"]] and SHORT in citation["quote"]
    assert set(answer) == {"id", "status", "answer", "short_answer", "items", "confidence", "reason", "written", "struck", "fallback", "citations", "timings_ms"}
    assert (answer["written"], answer["struck"], answer["fallback"]) == (False, 0, None)  # no model is set


def test_a_follow_up_comes_with_its_history_and_one_document_can_be_asked(web) -> None:  # noqa: ANN001
    first = ask(web, "Ai ký Kết luận số 143-KL/TU?").json()
    assert ask(web, "Bà ấy giữ chức vụ gì?", history=[["Ai ký Kết luận số 143-KL/TU?", first["answer"]]]).json()["status"] == "answered"
    documents = web.get("/api/v1/documents").json()["documents"]
    assert len(documents) == 3
    for document in documents:
        answer = ask(web, document_id=document["id"]).json()
        assert {one["document_id"] for one in answer["citations"]} == {document["id"]}
        assert (answer["status"] == "answered") == (document["id"] == "ket-luan-143-kl-tu")
    assert ask(web, document_id="khong-co").json()["reason"] == "bad_input"


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
    answer = ask(web, "thu ngân sách " * 720).json()
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
    assert paths == {"/api/v1/ask", "/api/v1/documents", "/api/v1/export", "/api/v1/feedback", "/v1/models", "/v1/models/{model_id}", "/v1/chat/completions"}
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
    turns = [{"question": "Hỏi *gì* <b>?", "answer": ask(web, question).json()} for question in (QUESTION, "Thu ngân sách của tỉnh Nghệ An?")]
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
