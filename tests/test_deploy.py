"""What is in deploy/: behind a real nginx with TLS below a path, linted container files, backup and restore."""

import http.client
import os
import re
import shutil
import signal
import ssl
import subprocess
import sys
import tarfile
import time
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
import trustme
from playwright.sync_api import expect

from bot.records.store import Feedback, Records
from eval.service import free_port, service
from index.settings import SETTINGS

from .asking import QUESTION, SHORT
from .browsing import ask_in, open_chat
from .test_operator import KEY

ROOT = Path(__file__).resolve().parent.parent
DEPLOY, BIN = ROOT / "deploy", Path(sys.executable).parent
NAME = "cong.so-a.vn"


def _program(name: str) -> str:
    """The path of a program that tests need and a machine may lack; CI has it."""
    found = shutil.which(name) or shutil.which(name, path="/usr/sbin")
    if found is None and not os.environ.get("CI"):
        pytest.skip(f"no {name} on this machine")
    assert found, name
    return found


@pytest.fixture(scope="module")
def proxied(index_dir, tmp_path_factory):  # noqa: ANN001, ANN201
    """deploy/nginx.conf as it is, but for names, ports and files; the address, the certificate's authority, and the service behind it."""
    nginx = _program("nginx")
    folder, port, behind = tmp_path_factory.mktemp("nginx"), free_port(), free_port()
    authority = trustme.CA()
    certificate = authority.issue_cert(NAME)
    certificate.private_key_pem.write_to_path(folder / "key")
    certificate.cert_chain_pems[0].write_to_path(folder / "crt")
    conf = (DEPLOY / "nginx.conf").read_text("utf-8")
    for as_given, here in (
        ("127.0.0.1:7860", f"127.0.0.1:{behind}"), ("443 ssl", f"127.0.0.1:{port} ssl"), ("server_name cong.example.gov.vn", f"server_name {NAME}"),
        ("/etc/nginx/tls/cong.crt", str(folder / "crt")), ("/etc/nginx/tls/cong.key", str(folder / "key")), ("allow 127.0.0.1;", "allow 192.0.2.1;"),
    ):  # fmt: skip
        assert conf.count(as_given) == 1, as_given
        conf = conf.replace(as_given, here)
    paths = "".join(f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    (folder / "nginx.conf").write_text(f"daemon off; pid {folder}/pid; error_log {folder}/errors warn; events {{}} http {{ access_log off; {paths} {conf} }}")
    given = {"BOT_PUBLIC_URL": f"https://{NAME}:{port}/hoi-dap", "BOT_OPERATOR_KEY": KEY, "BOT_RATE_ADDRESS": "40/minute", "BOT_ALLOWED_ORIGINS": "https://khac.so-b.vn"}
    with service(index_dir, folder / "log", behind, **given) as running:
        process = subprocess.Popen([nginx, "-c", folder / "nginx.conf", "-p", folder], stderr=subprocess.PIPE)
        try:
            for _ in range(100):
                assert process.poll() is None, process.stderr.read().decode()
                if (folder / "pid").exists():
                    break
                time.sleep(0.05)
            yield port, authority, running
        finally:
            process.send_signal(signal.SIGQUIT)
            process.wait(20)
        # What was asked of the portal's own site, which is not here, and what nobody may see.
        errors = re.sub(r".*(?:access forbidden by rule|/html/).*", "", (folder / "errors").read_text())
        assert "[error]" not in errors and "[crit]" not in errors, errors


@pytest.fixture
def outside(proxied):  # noqa: ANN001, ANN201
    port, authority, _ = proxied
    trusted = ssl.create_default_context()
    authority.configure_trust(trusted)
    with httpx.Client(base_url=f"https://{NAME}:{port}", timeout=60, transport=_ToHere(verify=trusted)) as client:
        yield client


class _ToHere(httpx.HTTPTransport):
    """Any name is this machine."""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        name = request.url.host
        request.url = request.url.copy_with(host="127.0.0.1")
        request.extensions["sni_hostname"] = name
        return super().handle_request(request)


def test_behind_nginx_below_a_path_with_tls(outside, proxied) -> None:  # noqa: ANN001
    assert outside.get("/hoi-dap").headers["location"].endswith("/hoi-dap/")
    answer = ask_below(outside)
    assert answer.status_code == 200 and answer.json()["short_answer"] == SHORT
    assert answer.json()["citations"][0]["url"].startswith("/documents/"), "the contract: from the service's root"
    with outside.stream("POST", "/hoi-dap/api/v1/ask", json={"question": QUESTION}, headers={"Accept": "text/event-stream"}) as events:
        assert "event: answer" in "\n".join(events.iter_lines())
    # Every address in the pages is one that the proxy passes on.
    for path in ("/hoi-dap/documents", "/hoi-dap/documents/ket-luan-143-kl-tu", "/hoi-dap/nhung", "/hoi-dap/khong-co"):
        page = outside.get(path, headers={"Accept": "text/html"})
        links = re.findall(r'(?:href|src|action)="([^"#]+)"', page.text)
        assert links and all(link.startswith("/hoi-dap/") for link in links), (path, links)
        assert all(outside.get(link.replace("&amp;", "&")).status_code == 200 for link in set(links)), path
    assert f"https://{urlsplit(str(outside.base_url)).netloc}/hoi-dap/widget.js" in outside.get("/hoi-dap/nhung").text
    exported = outside.post("/hoi-dap/api/v1/export", json={"format": "md", "turns": [{"question": QUESTION, "answer": answer.json()}]}).text
    link = re.search(r"<https://[^/]+(/hoi-dap/documents/[^>]+)>", exported).group(1)
    assert "<mark>" in outside.get(link).text
    assert outside.get("/hoi-dap/documents/").headers["location"] == "/hoi-dap/documents"
    assert outside.get("/hoi-dap/metrics").status_code == 403 and outside.get("/metrics").status_code in (403, 404)
    # Its own pages and no others; the session over TLS alone, below the path alone.
    own = str(outside.base_url)
    assert ask_below(outside, headers={"Origin": own}).status_code == 200 and ask_below(outside, headers={"Origin": "https://la.so-c.vn"}).status_code == 403
    entered = outside.post("/hoi-dap/quan-tri/vao", data={"khoa": KEY}, headers={"Origin": own})
    assert entered.headers["location"] == "/hoi-dap/quan-tri" and "; Secure" in entered.headers["set-cookie"] and "Path=/hoi-dap;" in entered.headers["set-cookie"]
    session = {"Cookie": entered.headers["set-cookie"].partition(";")[0]}
    assert outside.get("/hoi-dap/quan-tri/van-ban", headers=session).status_code == 200
    _, _, running = proxied
    straight = httpx.get(f"{running.url}/hoi-dap/documents")
    assert straight.status_code == 200 and straight.text == outside.get("/hoi-dap/documents").text, "a proxy that leaves the path, or none"


def ask_below(web: httpx.Client, headers: dict[str, str] | None = None) -> httpx.Response:
    return web.post("/hoi-dap/api/v1/ask", json={"question": QUESTION}, headers=headers)


def test_the_chat_works_behind_nginx(browser, proxied) -> None:  # noqa: ANN001
    port, _, _ = proxied
    context = browser.new_context(ignore_https_errors=True, locale="vi-VN", viewport={"width": 1200, "height": 850})
    page, problems = context.new_page(), []
    page.on("console", lambda message: problems.append(message.text) if message.type == "error" and "/favicon.ico" not in message.location["url"] else None)  # the portal's
    for path in ("/hoi-dap/", "/hoi-dap/embed/", "/hoi-dap/en/"):
        open_chat(page, f"https://{NAME}:{port}{path}")
        ask_in(page)
        with context.expect_page() as opened:
            page.locator(".trich-dan a").first.click()
        opened.value.wait_for_selector("mark")
        assert SHORT in opened.value.inner_text("mark") and "/hoi-dap/documents/" in opened.value.url
        opened.value.close()
        page.locator("[data-rating=up]").click()
        expect(page.locator(".gop-y [role=status]")).to_contain_text("cảm ơn" if "/en/" not in path else "thank you", timeout=10_000)
    with page.expect_download() as saved:
        page.locator("#tai-md").click()
    assert f"https://{NAME}:{port}/hoi-dap/documents/" in Path(saved.value.path()).read_text("utf-8")
    context.close()
    assert problems == []


def test_a_client_cannot_choose_its_address_behind_nginx(outside) -> None:  # noqa: ANN001
    statuses = [outside.post("/hoi-dap/api/v1/feedback", json={}, headers={"X-Forwarded-For": f"203.0.113.{n}"}).status_code for n in range(90)]
    assert statuses[-1] == 429 and 429 in statuses[:81], "at most two windows of forty"


def test_the_container_files_are_well_formed() -> None:
    assert subprocess.run([BIN / "hadolint", DEPLOY / "Dockerfile"]).returncode == 0
    assert subprocess.run([BIN / "check-jsonschema", "--builtin-schema", "vendor.compose-spec", DEPLOY / "compose.yaml"]).returncode == 0
    dockerfile, compose, pins = ((path).read_text("utf-8") for path in (DEPLOY / "Dockerfile", DEPLOY / "compose.yaml", ROOT / "requirements.txt"))
    for package in ("torch", "chromadb"):
        version = re.search(rf"^{package}==(\S+)", pins, re.M).group(1)
        assert (f"torch=={version}" if package == "torch" else f"chromadb/chroma:{version}") in dockerfile + compose
    for copied in re.findall(r"^COPY (.+) \S+$", dockerfile, re.M):
        assert all((ROOT / one).exists() for one in copied.split()), copied
    known = {one.name for one in SETTINGS} | {f"{one.name}_FILE" for one in SETTINGS if one.secret}
    for name in ("Dockerfile", "compose.yaml", "start.sh", "as-service.sh", "hoi-dap.service", "nginx.conf", "README.md"):
        assert set(re.findall(r"\bBOT_[A-Z_]+\b", (DEPLOY / name).read_text("utf-8"))) <= known, name


def test_the_unit_is_well_formed_and_shut_in(tmp_path) -> None:  # noqa: ANN001
    analyze = _program("systemd-analyze")
    unit = (DEPLOY / "hoi-dap.service").read_text("utf-8")
    assert unit.count("/opt/hoi-dap/.venv/bin/python") == 2
    for name in re.findall(r"BOT_\w+=/var/lib/hoi-dap/\w+", unit):
        assert name in (DEPLOY / "as-service.sh").read_text("utf-8"), "its commands see what it sees"
    # What is not on this machine: the clone that it starts.
    (tmp_path / "hoi-dap.service").write_text(unit.replace("/opt/hoi-dap/.venv/bin/python", "/bin/true").replace("WorkingDirectory=/opt/hoi-dap", "WorkingDirectory=/"))
    done = subprocess.run([analyze, "verify", tmp_path / "hoi-dap.service"], capture_output=True, text=True)
    assert done.returncode == 0 and "hoi-dap.service" not in done.stderr, done.stderr
    assert subprocess.run([analyze, "security", "--offline=true", "--threshold=30", tmp_path / "hoi-dap.service"], capture_output=True).returncode == 0, "exposure of 3.0 at most, of 10"


def test_the_container_s_start_builds_and_serves(tmp_path) -> None:  # noqa: ANN001
    """What runs in the image, without the image: the shipped documents are put where there are none."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith("BOT_")}
    environ |= {f"BOT_{name}_DIR": str(tmp_path / name.lower()) for name in ("SOURCE", "INDEX", "DATA")} | {"BOT_PORT": "0", "PATH": f"{BIN}:{os.environ['PATH']}"}
    process = subprocess.Popen(["sh", "deploy/start.sh"], cwd=ROOT, env=environ, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        url = next(re.search(r"http://\S+", line).group() for line in process.stdout if "http://" in line)
        host = urlsplit(url)
        connection = http.client.HTTPConnection(host.hostname, host.port, timeout=30)
        connection.request("GET", "/readyz")
        assert connection.getresponse().status == 200 and (tmp_path / "source" / "ket-luan-143-kl-tu.md").exists()
    finally:
        process.terminate()
        process.wait(40)
        process.stdout.close()
    with pytest.raises(ConnectionRefusedError):  # the service itself was told, not a shell around it
        http.client.HTTPConnection(host.hostname, host.port, timeout=5).connect()


def test_a_backup_holds_what_cannot_be_made_again(tmp_path) -> None:  # noqa: ANN001
    data, source = tmp_path / "data", tmp_path / "source"
    records = Records(data)
    records.put_feedback(Feedback("a" * 12, "down", "wrong", "giữ lấy"))
    (data / "keys.json").write_text("{}")
    source.mkdir()
    (source / "Văn bản.md").write_text("# A", "utf-8")
    environ = {**os.environ, "BOT_DATA_DIR": str(data), "BOT_SOURCE_DIR": str(source), "VENV": str(BIN.parent)}
    with records.open() as connection:  # the service is at work on the file
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("DELETE FROM feedback")
        done = subprocess.run(["sh", ROOT / "scripts" / "backup.sh", "sao-luu.tar.gz"], cwd=tmp_path, env=environ, capture_output=True, text=True)
        connection.execute("ROLLBACK")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "sao-luu.tar.gz").stat().st_mode & 0o077 == 0
    with tarfile.open(tmp_path / "sao-luu.tar.gz") as archive:
        archive.extractall(tmp_path / "wieder", filter="data")
    assert (tmp_path / "wieder" / "source_docs" / "Văn bản.md").exists() and (tmp_path / "wieder" / "data" / "keys.json").exists()
    with Records(tmp_path / "wieder" / "data").open() as connection:
        assert connection.execute("SELECT comment FROM feedback").fetchone()[0] == "giữ lấy"
    again = subprocess.run(["sh", ROOT / "scripts" / "backup.sh", str(tmp_path / "sao-luu.tar.gz")], env=environ, capture_output=True, text=True)
    assert again.returncode == 1 and "đã có" in again.stderr
