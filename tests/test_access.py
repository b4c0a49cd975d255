"""Who may ask, and how much: keys, logins, a portal's tokens, rates."""

import asyncio
import base64
import json
import re
import socket
import stat
import time
from pathlib import Path

import httpx
import jwt
import openai
import pytest

from bot.__main__ import main
from bot.access.tokens import BadToken, Tokens
from bot.access.users import Users
from bot.web.asker import network
from bot.web.limits import Rate, TooMuch
from eval.service import Service, service
from index.errors import UserError
from index.settings import check_settings, setting

from .asking import PORTAL, QUESTION, SHORT, ask
from .test_doors import PUBLIC

SECRET, PASSWORD = "bí mật của cổng thông tin, dài hơn ba mươi hai ký tự", "Mật khẩu dài 1"


@pytest.fixture(scope="module")
def closed(index_dir, tmp_path_factory):  # noqa: ANN001, ANN201
    """A service that answers only whom it knows; the portal's secret comes from a file."""
    folder = tmp_path_factory.mktemp("closed")
    (folder / "secret").write_text(f"{SECRET}\n", "utf-8")
    Users(folder / "data").put("Anh.NV", PASSWORD)
    with service(index_dir, folder / "log", BOT_ACCESS="closed", BOT_PORTAL_SECRET_FILE=str(folder / "secret"), BOT_ALLOWED_ORIGINS=PORTAL, BOT_RATE_LOGIN="60/minute") as running:
        yield running


@pytest.fixture
def shut(closed):  # noqa: ANN001, ANN201
    with httpx.Client(base_url=closed.url, timeout=60) as client:
        yield client


FREE = {
    "/ui", "/api/docs", "/api/docs/assets", "/api/v1/openapi.json", "/healthz", "/readyz", "/metrics", "/widget.js", "/embed", "/embed/en", "/dang-nhap", "/dang-nhap/ma", "/dang-xuat",
    "/quan-tri", "/quan-tri/vao", "/quan-tri/ra", "/quan-tri/danh-gia", "/quan-tri/danh-gia/bao-cao", "/quan-tri/van-ban", "/quan-tri/van-ban/them", "/quan-tri/van-ban/bo", "/quan-tri/van-ban/lap",
}  # fmt: skip


def signed(secret: str = SECRET, algorithm: str = "HS256", **changes: object) -> str:
    now = int(time.time())
    claims = {"aud": "hoi-dap", "sub": "nguyen.van.a", "iat": now, "exp": now + 300, **changes}
    return jwt.encode({name: value for name, value in claims.items() if value is not None}, secret, algorithm)


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def keys(data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture, *command: str) -> str:
    """What `python -m bot keys …` prints; it exits with 0."""
    monkeypatch.setenv("BOT_DATA_DIR", str(data))
    capsys.readouterr()
    assert main(["keys", *command]) == 0
    return capsys.readouterr().out


def test_without_credentials_every_door_is_shut_but_those_that_must_not_be(shut) -> None:  # noqa: ANN001
    example = {"{document_id}": "ket-luan-143-kl-tu", "{model_id}": "m", "{path:path}": "a.js"}
    tried = set()
    for method, path in sorted(PUBLIC):
        path = "".join(example.get(part, part) for part in re.split(r"(\{[^}]+\})", path)).removesuffix("/") or "/"
        if path in FREE or re.fullmatch(r"(?:/en|/embed|/embed/en)?/(?:config|theme\.css|favicon\.ico|static/a\.js|assets/a\.js|gradio_api/app_id)", path):
            continue
        tried.add(path)
        reply = shut.request(method, path)
        assert reply.status_code == 401 and reply.json()["error"]["code"] == "unauthorised", path
        assert reply.headers["www-authenticate"] == "Bearer" and "đăng nhập" in reply.json()["error"]["message"]
        if method == "GET":
            page = shut.get(path, headers={"Accept": "text/html"})
            assert page.status_code == 303 and page.headers["location"].startswith("/dang-nhap?toi=%2F"), path
    assert {"/api/v1/ask", "/documents/ket-luan-143-kl-tu/original", "/mcp", "/gradio_api/queue/join", "/embed/gradio_api/queue/data", "/", "/en", "/nhung"} <= tried
    # What stays open says nothing of the documents.
    for path in ("/embed/", "/embed/config", "/config", "/dang-nhap", "/healthz", "/readyz", "/metrics", "/api/docs", "/api/v1/openapi.json", "/widget.js"):
        reply = shut.get(path)
        assert reply.status_code == 200 and "143-KL" not in reply.text and "ket-luan" not in reply.text.replace("ket-luan-143-kl-tu</code>", ""), path


def test_a_key_is_made_used_listed_and_revoked(closed, shut, monkeypatch, capsys) -> None:  # noqa: ANN001
    data = closed.data
    made = keys(data, monkeypatch, capsys, "make", "Cổng tỉnh A", "--days", "30")
    key = re.search(r"^hd_\S+$", made, re.M).group()
    identifier = key.split("_")[1]
    answer = ask(shut, headers=bearer(key))
    assert answer.status_code == 200 and answer.json()["short_answer"] == SHORT
    assert shut.get("/api/v1/documents", headers=bearer(key)).status_code == 200
    client = openai.OpenAI(base_url=f"{closed.url}/v1", api_key=key, max_retries=0)
    assert SHORT in client.chat.completions.create(model="x", messages=[{"role": "user", "content": QUESTION}]).choices[0].message.content
    kept = (data / "keys.json").read_text("utf-8")
    assert key.split("_", 2)[2] not in kept and stat.S_IMODE((data / "keys.json").stat().st_mode) == 0o600
    listed = keys(data, monkeypatch, capsys, "list")
    assert identifier in listed and "Cổng tỉnh A" in listed and key.split("_", 2)[2] not in listed
    for wrong in (key[:-1], f"hd_{identifier}_", "hd_", f"hd_00000000_{key.split('_', 2)[2]}"):
        assert ask(shut, headers=bearer(wrong)).status_code == 401, wrong
    assert "thu hồi" in keys(data, monkeypatch, capsys, "revoke", identifier)
    refused = ask(shut, headers=bearer(key))
    assert refused.status_code == 401 and "thu hồi" in refused.json()["error"]["message"]
    assert "đã thu hồi" in keys(data, monkeypatch, capsys, "list")
    assert main(["keys", "revoke", "khong-co"]) == 1 and "keys list" in capsys.readouterr().err
    # A file that is damaged under way shuts nobody out who was in, and lets nobody in.
    other = re.search(r"^hd_\S+$", keys(data, monkeypatch, capsys, "make", "B"), re.M).group()
    assert ask(shut, headers=bearer(other)).status_code == 200
    (data / "keys.json").write_text("{", "utf-8")
    assert ask(shut, headers=bearer(other)).status_code == 200 and ask(shut, headers=bearer(key)).status_code == 401
    (data / "keys.json").unlink()
    assert ask(shut, headers=bearer(other)).status_code == 401
    log = closed.log.read_text("utf-8")
    assert key.split("_", 2)[2] not in log and other.split("_", 2)[2] not in log and log.count("keys.json bị hỏng") == 1


def test_an_expired_key_is_refused(tmp_path, monkeypatch, capsys) -> None:  # noqa: ANN001
    from bot.access.keys import Keys

    kept = Keys(tmp_path)
    key, text = kept.make("A", 1)
    assert kept.find(text) == key
    entries = json.loads((tmp_path / "keys.json").read_text("utf-8"))
    entries[key.id]["expires"] = "2020-01-01T00:00:00+00:00"
    (tmp_path / "keys.json").write_text(json.dumps(entries), "utf-8")
    assert kept.find(text) is None
    assert "đã hết hạn" in keys(tmp_path, monkeypatch, capsys, "list")


def test_a_portal_s_token_lets_its_user_in_and_a_bad_one_nobody(shut) -> None:  # noqa: ANN001
    assert ask(shut, headers=bearer(signed())).status_code == 200
    now = int(time.time())
    unsigned = ".".join(base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in ({"alg": "none"}, {"aud": "hoi-dap", "sub": "a", "iat": now, "exp": now + 60}))
    for token, cause in (
        (signed(exp=now - 3600, iat=now - 3700), "hết hạn"), (signed("một bí mật khác, cũng dài hơn ba mươi hai ký tự"), "chữ ký"), (signed(exp=now + 7200), "15 phút"),
        (signed(sub=None), "aud, sub, iat, exp"), (signed(exp=None), "aud, sub"), (signed(iat=None), "aud, sub"), (signed(aud="khac"), "aud"), (signed(sub=""), "thiếu tên"),
        (signed(sub="a" * 201), "thiếu tên"), (signed(algorithm="HS512"), "aud, sub"), (f"{unsigned}.", "aud, sub"), ("a.b.c", "không đọc được"), (signed(aud="hoi-dap/quan-tri"), "aud"),
        (signed(aud="hoi-dap/dang-nhap", stamp=""), "chữ ký"), (signed(aud=["hoi-dap", "hoi-dap/dang-nhap"], iat="x"), "aud"),
    ):  # fmt: skip
        reply = ask(shut, headers=bearer(token))
        assert reply.status_code == 401 and cause in reply.json()["error"]["message"], (token, reply.text)
        assert token not in reply.text


def test_a_login_lasts_until_the_password_changes_or_the_user_goes(closed, shut, monkeypatch, capsys) -> None:  # noqa: ANN001
    def log_in(name: str, password: str, to: str = "/documents") -> httpx.Response:
        return shut.post("/dang-nhap", data={"ten": name, "mat_khau": password, "toi": to})

    assert shut.get("/documents", headers={"Accept": "text/html"}).status_code == 303
    for name, password in (("anh.nv", "sai"), ("khong.co", PASSWORD), ("", ""), ("anh.nv", PASSWORD.upper())):
        wrong = log_in(name, password)
        assert wrong.status_code == 401 and "không đúng" in wrong.text and "set-cookie" not in wrong.headers
    entered = log_in(" ANH.nv", "Ma\u0323\u0302t kha\u0302\u0309u dài 1")  # in another case, its letters decomposed as a Mac sends them
    assert entered.status_code == 303 and entered.headers["location"] == "/documents"
    cookie = entered.headers["set-cookie"]
    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie and "Path=/;" in cookie and "Expires=" in cookie and "Secure" not in cookie
    assert "143-KL/TU" in shut.get("/documents").text and ask(shut).status_code == 200
    assert shut.get("/documents").headers["cache-control"] == "private, no-store"
    for to in ("//la.example.com", "https://la.example.com", "/\\la.example.com", "javascript:alert(1)", "/a\nb", ""):
        assert log_in("anh.nv", PASSWORD, to).headers["location"] == "/", to
    monkeypatch.setenv("BOT_DATA_DIR", str(closed.data))
    monkeypatch.setattr("sys.stdin", type("In", (), {"isatty": lambda _: False, "readline": lambda _: "Mật khẩu mới 2\n"})())
    assert main(["users", "add", "anh.nv"]) == 0
    assert ask(shut).status_code == 401, "what was logged in with the old password"
    assert log_in("anh.nv", PASSWORD).status_code == 401 and log_in("anh.nv", "Mật khẩu mới 2").status_code == 303 and ask(shut).status_code == 200
    out = shut.post("/dang-xuat")
    assert out.status_code == 303 and ask(shut).status_code == 401
    assert log_in("anh.nv", "Mật khẩu mới 2").status_code == 303
    capsys.readouterr()
    assert main(["users", "list"]) == 0 and "anh.nv" in capsys.readouterr().out
    assert main(["users", "remove", "anh.nv"]) == 0 and ask(shut).status_code == 401
    assert main(["users", "remove", "anh.nv"]) == 1
    kept, log = (closed.data / "users.json").read_text("utf-8"), closed.log.read_text("utf-8")
    assert "Mật khẩu" not in kept and "Mật khẩu" not in log
    assert "Chưa có người dùng" in shut.get("/dang-nhap").text and 'lang="en"' in shut.get("/dang-nhap?toi=/en/").text


@pytest.mark.parametrize(("name", "password"), [("a b", PASSWORD), ("", PASSWORD), ("a" * 65, PASSWORD), ("an", "ngắn"), ("an", "x" * 1001)])
def test_names_and_passwords_that_cannot_be_used(tmp_path, name: str, password: str) -> None:  # noqa: ANN001
    with pytest.raises(UserError, match="hãy"):
        Users(tmp_path).put(name, password)


def test_the_operator_s_token_is_no_user_s_and_ends_with_the_key(tmp_path) -> None:  # noqa: ANN001
    users = Users(tmp_path)
    users.put("an", PASSWORD)
    tokens = Tokens("k" * 64, SECRET, 900, 3600, "khóa quản trị thứ nhất, đủ dài để dùng", users)
    token = tokens.for_operator()
    assert tokens.is_operator(token) and not tokens.is_operator(tokens.for_login("an")) and not tokens.is_operator(signed(aud="hoi-dap/quan-tri"))
    with pytest.raises(BadToken):
        tokens.user_of(token)
    assert tokens.user_of(tokens.for_login("an")) == "login:an" and tokens.user_of(signed()) == "portal:nguyen.van.a"
    assert not Tokens("k" * 64, SECRET, 900, 3600, "khóa quản trị thứ hai, cũng đủ dài", users).is_operator(token)
    assert not Tokens("k" * 64, SECRET, 900, 3600, "", users).is_operator(token)
    with pytest.raises(BadToken, match="không nhận"):
        Tokens("k" * 64, "", 900, 3600, "", users).user_of(signed("x" * 32))


def test_secrets_are_never_shown(tmp_path, monkeypatch) -> None:  # noqa: ANN001
    with pytest.raises(UserError, match=r"BOT_OPERATOR_KEY không dùng được: hãy đặt ít nhất 32") as caught:
        setting("BOT_OPERATOR_KEY", {"BOT_OPERATOR_KEY": "ngắn quá"})
    assert "ngắn quá" not in str(caught.value)
    (tmp_path / "key").write_text("x" * 40 + "\n")
    assert setting("BOT_OPERATOR_KEY", {"BOT_OPERATOR_KEY_FILE": str(tmp_path / "key")}) == "x" * 40
    for environ in ({"BOT_OPERATOR_KEY_FILE": str(tmp_path / "khong-co")}, {"BOT_OPERATOR_KEY_FILE": str(tmp_path / "key"), "BOT_OPERATOR_KEY": "y" * 40}):
        with pytest.raises(UserError, match="BOT_OPERATOR_KEY_FILE.*hãy"):
            setting("BOT_OPERATOR_KEY", environ)
    assert check_settings({"BOT_ACESS": "closed", "BOT_PORTAL_SECRET_FILE": str(tmp_path / "key"), "PATH": "x"}) == ["BOT_ACESS"]
    for name, value in (("BOT_RATE_USER", "30 per minute"), ("BOT_RATE_KEY", "0/minute"), ("BOT_ACCESS", "yes"), ("BOT_KEEP_DAYS", "0"), ("BOT_PUBLIC_URL", "https://a.vn/x?y"), ("BOT_PORT", "٣")):
        with pytest.raises(UserError, match=rf"{name}='.*'.*hãy"):
            check_settings({name: value})


def test_a_wrong_setting_stops_the_start(seed_dir, tmp_path) -> None:  # noqa: ANN001
    for name, value in (("BOT_RATE_USER", "nhanh"), ("BOT_PROXIES", "proxy"), ("BOT_OPERATOR_KEY", "ngắn")):
        with pytest.raises(UserError, match=rf"{name}.*hãy"), service(seed_dir, tmp_path / name, **{name: value}):
            pass


@pytest.fixture(scope="module")
def strict(index_dir, tmp_path_factory):  # noqa: ANN001, ANN201
    """A service that lets each ask little, and waits for no slow body."""
    folder = tmp_path_factory.mktemp("strict")
    rates = {"BOT_RATE_KEY": "4/minute", "BOT_RATE_USER": "3/minute", "BOT_RATE_ADDRESS": "2/minute", "BOT_RATE_LOGIN": "3/minute"}
    with service(index_dir, folder / "log", BOT_PORTAL_SECRET=SECRET, BOT_BODY_S="1", BOT_MAX_BODY_KB="64", BOT_PROXIES="127.0.0.1", **rates) as running:
        yield running


def test_each_key_user_and_address_has_a_rate_of_its_own(strict, monkeypatch, capsys) -> None:  # noqa: ANN001
    key = re.search(r"^hd_\S+$", keys(strict.data, monkeypatch, capsys, "make", "A"), re.M).group()
    with httpx.Client(base_url=strict.url, timeout=60) as web:
        def asked(headers: dict[str, str], most: int) -> httpx.Response:
            """The first reply that is not 200; it comes after `most` (a second more where a minute turns over meanwhile)."""
            for done in range(2 * most + 1):
                reply = ask(web, headers=headers)
                if reply.status_code != 200:
                    assert done >= most
                    return reply
            raise AssertionError("never refused")

        for headers, most in ((bearer(key), 4), (bearer(signed()), 3), (bearer(signed(sub="nguoi.khac")), 3), ({"X-Forwarded-For": "203.0.113.7"}, 2), ({"X-Forwarded-For": "2001:db8::1"}, 2)):
            refused = asked(headers, most)
            assert refused.status_code == 429 and refused.json()["error"]["code"] == "too_many_requests", headers
            seconds = int(refused.headers["retry-after"])
            assert 1 <= seconds <= 60 and f"xin đợi {seconds} giây" in refused.json()["error"]["message"]
        # The same subscriber at another of his addresses; another one.
        assert ask(web, headers={"X-Forwarded-For": "2001:db8::2"}).status_code == 429 and ask(web, headers={"X-Forwarded-For": "2001:db8:0:1::1"}).status_code == 200
        assert 'bot_turned_away_total{code="too_many_requests"}' in web.get("/metrics").text
        # The chat's door and every other that computes count alike; pages do not.
        address = {"X-Forwarded-For": "203.0.113.7"}
        for path in ("/v1/chat/completions", "/mcp", "/api/v1/export", "/api/v1/feedback", "/gradio_api/queue/join", "/embed/gradio_api/queue/join"):
            while ask(web, headers=address).status_code == 200:
                pass  # a minute turned over
            assert web.post(path, json={}, headers=address).status_code == 429, path
        assert web.get("/documents", headers=address).status_code == 200
        assert web.get("/documents/ket-luan-143-kl-tu/original", headers=address).status_code == 429, "a whole file"
        Users(strict.data).put("binh", PASSWORD)

        def log_in(name: str, password: str, address: str) -> int:
            return web.post("/dang-nhap", data={"ten": name, "mat_khau": password, "toi": "/"}, headers={"X-Forwarded-For": address}).status_code

        assert 429 in [log_in("binh", "x", "203.0.113.20") for _ in range(7)], "one who guesses"
        assert log_in("binh", PASSWORD, "203.0.113.21") == 303, "and does not lock out whom he guesses at"
        assert {log_in("binh", PASSWORD, "203.0.113.22") for _ in range(9)} == {303}, "an office that comes to work"


def test_a_rate_gives_way_after_the_time_that_it_names() -> None:
    rate = Rate("2/second")
    with pytest.raises(TooMuch) as refused:
        for _ in range(6):  # one span may turn over meanwhile
            rate.take("a")
    rate.take("b")
    time.sleep(refused.value.seconds)
    rate.take("a")
    for _ in range(1000):
        Rate("").take("a")
    assert network("::ffff:203.0.113.7") == "203.0.113.7" and network("2001:db8::1") == network("2001:db8::ffff") and network("ổ cắm") == "ổ cắm"


def test_what_a_stranger_says_of_his_address_is_not_believed(index_dir, tmp_path) -> None:  # noqa: ANN001
    with service(index_dir, tmp_path / "log", BOT_PROXIES="192.0.2.1", BOT_RATE_ADDRESS="2/minute") as running, httpx.Client(base_url=running.url, timeout=60) as web:
        statuses = [ask(web, headers={"X-Forwarded-For": f"203.0.113.{n}"}).status_code for n in range(6)]
        assert 429 in statuses[2:]


def test_bodies_that_are_too_large_or_too_slow(strict) -> None:  # noqa: ANN001
    host, port = re.search(r"//([\d.]+):(\d+)", strict.url).groups()

    def sent(head: str, *pieces: bytes) -> str:
        with socket.create_connection((host, int(port)), timeout=20) as line:
            line.sendall(f"POST /api/v1/ask HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\n{head}\r\n\r\n".encode())
            for piece in pieces:
                line.sendall(piece)
                time.sleep(0.4)
            return line.recv(65536).decode()

    slow = sent("Content-Length: 100", b'{"que', b"s", b"t", b"i")
    assert slow.startswith("HTTP/1.1 408") and "body_too_slow" in slow and "1 giây" in slow
    assert sent(f"Content-Length: {65 * 1024}").startswith("HTTP/1.1 413")
    chunk = f"{40 * 1024:x}\r\n".encode() + b" " * 40 * 1024 + b"\r\n"
    assert sent("Transfer-Encoding: chunked", chunk, chunk).startswith("HTTP/1.1 413")


def test_who_holds_too_many_open_or_finds_too_many_waiting_is_told(index_dir, tmp_path) -> None:  # noqa: ANN001
    async def crowd(url: str, headers: list[dict[str, str]]) -> list[httpx.Response]:
        async with httpx.AsyncClient(base_url=url, timeout=60, limits=httpx.Limits(max_connections=None)) as web:
            return await asyncio.gather(*(web.post("/api/v1/ask", json={"question": QUESTION}, headers=one) for one in headers))

    with service(index_dir, tmp_path / "log", BOT_MAX_STREAMS="4", BOT_MAX_WAITING="5", BOT_PROXIES="127.0.0.1") as running:
        alone = asyncio.run(crowd(running.url, [{"X-Forwarded-For": "203.0.113.1"}] * 12))
        told = {reply.status_code for reply in alone}
        assert told == {200, 429} and all(reply.json()["error"]["code"] == "too_many_streams" and reply.headers["retry-after"] == "5" for reply in alone if reply.status_code == 429)
        many = asyncio.run(crowd(running.url, [{"X-Forwarded-For": f"203.0.113.{n}"} for n in range(20)]))
        busy = [reply for reply in many if reply.status_code == 503]
        assert busy and all(reply.json()["reason"] == "busy" and "retry-after" in reply.headers for reply in busy)
        assert any(reply.status_code == 200 for reply in many)
        again = asyncio.run(crowd(running.url, [{"X-Forwarded-For": "203.0.113.1"}] * 4))
        assert {reply.status_code for reply in again} == {200}, "what was open is closed again"


def test_the_api_says_who_asks_only_by_kind(served: Service, web) -> None:  # noqa: ANN001
    """In an open service anyone may ask; what is no credential of ours is none, what looks like one must be good."""
    assert ask(web, headers=bearer("-")).status_code == ask(web, headers=bearer("sk-openai")).status_code == ask(web, headers={"Authorization": "Basic YTpi"}).status_code == 200
    assert ask(web, headers=bearer("hd_12345678_abc")).status_code == ask(web, headers=bearer(signed())).status_code == 401
