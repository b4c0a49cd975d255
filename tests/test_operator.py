"""The operator's page, `doctor`, and documents that are added and removed while the service answers."""

import io
import re
import shutil
import threading
import time

import httpx
import pytest
from playwright.sync_api import Page, expect

from bot.__main__ import main
from bot.web.builder import Builder
from bot.web.plots import stacked_bars
from eval.service import service
from index import shelf
from index.build import build
from index.errors import UserError

from .asking import QUESTION, SHORT, ask
from .conftest import DATA, ROOT

KEY = "khóa của người quản trị, dài hơn ba mươi hai ký tự"
NEW = "Quyết định 31 có hiệu lực từ ngày nào?"


@pytest.fixture(scope="module")
def operated(encoder, tmp_path_factory):  # noqa: ANN001, ANN201
    """A service with an operator's key, over a folder of its own that holds the seed."""
    folder = tmp_path_factory.mktemp("operated")
    source, out = folder / "source", folder / "index"
    source.mkdir()
    shutil.copy(ROOT / "source_docs" / "ket-luan-143-kl-tu.md", source)
    build(source, out, encoder, progress=lambda *_: None)
    with service(out, folder / "log", BOT_OPERATOR_KEY=KEY, BOT_SOURCE_DIR=str(source), BOT_KEEP_QUESTIONS="on", BOT_MAX_FILE_MB="1") as running:
        yield running, source


@pytest.fixture
def inside(operated):  # noqa: ANN001, ANN201
    with httpx.Client(base_url=operated[0].url, timeout=60) as client:
        assert client.post("/quan-tri/vao", data={"khoa": KEY}).status_code == 303
        yield client


def _built(client: httpx.Client) -> str:
    """The page of documents when no build is under way or to be taken up."""
    for _ in range(600):
        page = client.get("/quan-tri/van-ban").text
        if "Đang lập chỉ mục" not in page and "đang chuyển" not in page:
            return page
        time.sleep(0.1)
    raise AssertionError("the build did not end")


def _add(client: httpx.Client, *files: tuple[str, bytes]) -> None:
    assert client.post("/quan-tri/van-ban/them", files=[("tep", file) for file in files]).status_code == 303


def test_without_its_key_the_page_is_shut(operated, web) -> None:  # noqa: ANN001
    assert web.get("/quan-tri").status_code == web.post("/quan-tri/vao", data={"khoa": ""}).status_code == 404, "a service without a key has no such page"
    with httpx.Client(base_url=operated[0].url, timeout=60) as client:
        for method, path in (("GET", ""), ("GET", "/van-ban"), ("GET", "/danh-gia"), ("GET", "/danh-gia/bao-cao"), ("POST", "/van-ban/them"), ("POST", "/van-ban/bo"), ("POST", "/van-ban/lap"), ("POST", "/ra")):
            reply = client.request(method, f"/quan-tri{path}", cookies={"hoi-dap-quan-tri": "a.b.c"})
            assert reply.status_code == 303 and reply.headers["location"] == "/quan-tri/vao" and not reply.content, path
        for wrong in (KEY[:-1], "", "á" * 50):
            assert client.post("/quan-tri/vao", data={"khoa": wrong}).status_code == 401
        entered = client.post("/quan-tri/vao", data={"khoa": KEY})
        assert "HttpOnly" in entered.headers["set-cookie"] and "SameSite=Strict" in entered.headers["set-cookie"] and KEY not in entered.headers["set-cookie"]
        assert client.get("/quan-tri").status_code == 200
        assert client.get("/quan-tri").headers["content-security-policy"].endswith("form-action 'self'; frame-ancestors 'none'")
        assert client.post("/quan-tri/van-ban/lap", headers={"Origin": "https://la.example.com"}).status_code == 403, "a form on another's page"
        client.post("/quan-tri/ra")
        assert client.get("/quan-tri").status_code == 303


def test_what_was_asked_and_said_is_shown(operated, inside) -> None:  # noqa: ANN001
    answer = ask(inside).json()
    refused = ask(inside, "Thu ngân sách <b>của</b> tỉnh Nghệ An?").json()
    inside.post("/api/v1/feedback", json={"request_id": answer["id"], "rating": "up"})
    inside.post("/api/v1/feedback", json={"request_id": refused["id"], "rating": "down", "reason": "not_found", "comment": "Có <script>nêu</script> đấy"})
    for _ in range(50):
        page = inside.get("/quan-tri").text
        if page.count(refused["id"]) == 3:
            break
        time.sleep(0.1)
    unanswered, said, slowest = (re.search(rf"<h2>{title}</h2>(.*?)(?:<h2>|</main>)", page, re.S).group(1) for title in ("Câu hỏi văn bản không nêu", "Góp ý của người đọc", "Câu trả lời chậm nhất"))
    assert "&lt;b&gt;của&lt;/b&gt; tỉnh Nghệ An?" in unanswered and "/documents/ket-luan-143-kl-tu?from=" in unanswered and QUESTION not in unanswered
    assert "Có &lt;script&gt;nêu&lt;/script&gt; đấy" in said and "Văn bản có nêu nhưng không trả lời" in said and SHORT in said
    assert QUESTION in slowest and "xếp lại" in slowest
    assert "<script" not in page and page.count('role="img"') == 3 and "<title>" in page
    link = re.search(r'href="(/documents/[^"]+)"', unanswered).group(1).replace("&amp;", "&")
    assert "<mark>" in inside.get(link).text


def test_a_document_is_added_answered_replaced_and_removed(operated, inside) -> None:  # noqa: ANN001
    running, source = operated
    before = inside.get("/readyz").json()["build"]
    _add(inside, ("C:\\fakepath\\quyet-dinh-31.pdf", (DATA / "quyet-dinh-31.pdf").read_bytes()), ("hong.pdf", b"khong phai pdf"), ("la.exe", b"MZ"), ("../../thoat.md", b"# A\n\nB."))
    page = inside.get("/quan-tri/van-ban").text
    assert "“la.exe” không phải tệp đọc được" in page
    assert ask(inside).json()["short_answer"] == SHORT, "the old index serves on"
    page = _built(inside)
    assert "Đã lập chỉ mục 3 văn bản" in page and re.search(r"hong\.pdf</td>.*?Không đọc được: tệp PDF bị hỏng", page)
    assert not (source.parent.parent / "thoat.md").exists() and (source / "thoat.md").exists()
    for _ in range(50):
        if inside.get("/readyz").json()["build"] != before:
            break
        time.sleep(0.1)
    assert {one["id"] for one in inside.get("/api/v1/documents").json()["documents"]} == {"ket-luan-143-kl-tu", "quyet-dinh-31", "thoat"}
    inside.post("/quan-tri/van-ban/bo", data={"tep": "hong.pdf"})
    inside.post("/quan-tri/van-ban/bo", data={"tep": "../index/current"})
    assert "Không có tệp" in inside.get("/quan-tri/van-ban").text and _built(inside)
    _add(inside, ("thoat.md", "# Thông báo\n\nPhòng họp số 7 mở cửa lúc 8 giờ.".encode()))
    _built(inside)
    inside.post("/quan-tri/van-ban/bo", data={"tep": "quyet-dinh-31.pdf"})
    page = _built(inside)
    assert "quyet-dinh-31" not in page and page.count("Đang trả lời") == 2
    away = sorted(path.name.split("-", 3)[-1] for path in (source / ".da-bo").iterdir())
    assert away == ["hong.pdf", "quyet-dinh-31.pdf", "thoat.md"], "nothing is lost"
    inside.post("/quan-tri/van-ban/bo", data={"tep": "thoat.md"})
    inside.post("/quan-tri/van-ban/bo", data={"tep": "ket-luan-143-kl-tu.md"})
    assert "văn bản duy nhất" in inside.get("/quan-tri/van-ban").text
    assert inside.post("/quan-tri/van-ban/them", files={"tep": ("to.txt", b"a" * 2_000_000)}).status_code == 413
    assert "1 MB" in _built(inside) and inside.post("/quan-tri/van-ban/them", data={"tep": "khong phai tep"}).status_code == 303
    assert running.log.read_text("utf-8").count("Traceback") == 0


def test_a_build_that_dies_leaves_the_old_index(tmp_path, encoder, monkeypatch) -> None:  # noqa: ANN001
    """Killed like by a machine without memory, or refused because another is under way: said, and the next one works."""
    import asyncio
    import fcntl
    import multiprocessing

    source, out = tmp_path / "source", tmp_path / "index"
    source.mkdir()
    shutil.copy(ROOT / "source_docs" / "ket-luan-143-kl-tu.md", source)
    build(source, out, encoder, progress=lambda *_: None)
    first = (out / "current").read_text()

    async def through() -> list[str]:
        builder, told = Builder(source, out), []

        async def ended() -> str:
            while builder.progress.running:
                await asyncio.sleep(0.02)
            return builder.progress.told

        builder.start()
        while not (children := multiprocessing.active_children()):
            await asyncio.sleep(0.02)
        children[0].kill()
        told.append(await ended())
        assert (out / "current").read_text() == first and builder.progress.failed
        with open(out / "lock", "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            builder.start()
            told.append(await ended())
        builder.start()
        builder.start()  # asked for again while one is under way: one more follows
        told.append(await ended())
        return told

    died, refused, built = asyncio.run(through())
    assert "dừng giữa chừng (mã -9)" in died and "lượt lập chỉ mục khác" in refused and "Đã lập chỉ mục 1 văn bản" in built
    assert (out / "current").read_text() != first


def test_one_name_put_twice_at_once_is_there_afterwards(tmp_path) -> None:  # noqa: ANN001
    """A double click: one of the two, whole, and what was there before not lost."""
    name = "ệ" * 65 + ".md"
    for number in range(20):
        threads = [threading.Thread(target=shelf.put, args=(tmp_path, name, io.BytesIO(f"{number} {which}".encode() * 5000))) for which in "ab"]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        kept = (tmp_path / name).read_text("utf-8")
        assert kept in (f"{number} a" * 5000, f"{number} b" * 5000)
    shelf.put(tmp_path, "khac.md", io.BytesIO(b"x"))
    shelf.take_away(tmp_path, name)
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["khac.md"] and len(list((tmp_path / ".da-bo").iterdir())) == 40


@pytest.mark.parametrize("name", ["ệ" * 70 + ".md", "", "a", ".an.md", "~$van-ban.docx", "README.md", "a" * 230 + ".md", "a\x00.md", "a?.pdf", "a.MD/"])
def test_names_that_are_no_document_s(name: str) -> None:
    with pytest.raises(UserError, match="hãy"):
        shelf.fitting(name)


def test_the_evaluation_report_is_shown_or_said_to_be_missing(operated, inside) -> None:  # noqa: ANN001
    running, _ = operated
    assert f"python -m eval report --out {running.data}/report.html" in inside.get("/quan-tri/danh-gia").text
    assert inside.get("/quan-tri/danh-gia/bao-cao").headers["location"] == "/quan-tri/danh-gia"
    (running.data / "report.html").write_text("<!doctype html><style>p { color: red }</style><p>Đúng 0,5</p><script>document.title = 'chạy'</script>", "utf-8")
    assert "Báo cáo ghi lúc" in inside.get("/quan-tri/danh-gia").text
    shown = inside.get("/quan-tri/danh-gia/bao-cao")
    assert "Đúng 0,5" in shown.text and shown.headers["cache-control"] == "no-store"
    policy = shown.headers["content-security-policy"]
    assert "default-src 'none'" in policy and policy.endswith("sandbox") and "script-src" not in policy, "nothing in the file runs"


def test_the_operator_works_in_a_browser(page: Page, operated) -> None:  # noqa: ANN001
    running, _ = operated
    page.goto(f"{running.url}/quan-tri")
    page.get_by_label("Khóa quản trị").fill(KEY)
    page.get_by_role("button", name="Đăng nhập").click()
    expect(page.locator("h1")).to_have_text("Tổng quan")
    expect(page.locator("figure svg rect").first).to_be_visible()
    page.get_by_role("link", name="Văn bản", exact=True).click()
    page.get_by_label("Tệp .md").set_input_files({"name": "Thông báo 5.txt", "mimeType": "text/plain", "buffer": "Thông báo số 5-TB/VP\n\nPhòng họp số 9 mở cửa lúc 7 giờ 30 phút.".encode()})
    page.get_by_role("button", name="Thêm và lập chỉ mục").click()
    expect(page.get_by_role("status")).to_contain_text("Đang lập chỉ mục")
    expect(page.get_by_role("status")).to_contain_text(re.compile(r"Đã lập chỉ mục \d"), timeout=120_000)  # the page looks again by itself
    expect(page.get_by_role("row", name="Thông báo 5.txt")).to_contain_text("Đang trả lời")
    page.set_viewport_size({"width": 320, "height": 568})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.get_by_role("button", name="Bỏ Thông báo 5.txt").click()
    expect(page.get_by_role("status")).to_contain_text(re.compile(r"Đã lập chỉ mục \d"), timeout=120_000)
    page.get_by_role("button", name="Đăng xuất").click()
    expect(page.locator("h1")).to_have_text("Quản trị dịch vụ hỏi đáp")


def test_bars_add_up() -> None:
    drawn = stacked_bars("A & B", ["24/11", "25/11"], {"một": [1, 3], "hai": [3, 0]}, "câu")
    bars = [(float(y), float(height)) for y, height in re.findall(r'y="([\d.]+)" width="[\d.]+" height="([\d.]+)"', drawn)]
    assert bars == [(135, 45), (0, 135), (45, 135)] and "A &amp; B" in drawn and "24/11, hai: 3 câu" in drawn
    assert "<rect" not in stacked_bars("A", ["24/11"], {"một": [0]}, "câu")


def _doctor(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture, **environ: str) -> tuple[int, str]:
    with monkeypatch.context() as patched:
        for name, value in environ.items():
            patched.setenv(name, value)
        code = main(["doctor"])
    return code, capsys.readouterr().out


def test_the_doctor_finds_what_is_amiss(seed_dir, tmp_path, monkeypatch, capsys) -> None:  # noqa: ANN001
    well = {"BOT_INDEX_DIR": str(seed_dir), "BOT_DATA_DIR": str(tmp_path / "data"), "BOT_PORT": "0", "BOT_OPERATOR_KEY": KEY}
    code, said = _doctor(monkeypatch, capsys, **well)
    assert code == 0 and "[chú ý]" not in said and "HỎNG" not in said
    for what in ("Thiết đặt", "Văn bản", "Mô hình và chỉ mục", "Bộ nhớ", "Ổ đĩa", "Cổng mạng", "Cổng thông tin", "Quyền hỏi", "Ghi nhận", "LLM"):
        assert f"[ tốt ]   {what}: " in said, what
    source = tmp_path / "source"
    shutil.copytree(ROOT / "source_docs", source)
    (source / "moi.md").write_text("# Mới\n\nNội dung.", "utf-8")
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "records.sqlite3").write_bytes(b"khong phai sqlite" * 100)
    (tmp_path / "data" / "keys.json").write_text("{}")
    (tmp_path / "data" / "keys.json").chmod(0o644)
    taken = {"BOT_SOURCE_DIR": str(source), "BOT_ALLOWED_ORIGINS": "http://cong.vn", "BOT_PUBLIC_URL": "https://a.vn", "BOT_ACCESS": "closed", "BOT_ACESS": "x", "BOT_HOST": "203.0.113.1", "BOT_OPERATOR_KEY": ""}
    code, said = _doctor(monkeypatch, capsys, **{**well, **taken})
    assert code == 1
    for amiss in (
        r"\[chú ý\] .*BOT_ACESS", r"\[chú ý\] .*chưa lập chỉ mục theo thay đổi của moi\.md", r"\[ HỎNG \]\s+Cổng mạng: không mở được cổng mạng 0 tại 203\.0\.113\.1", r"\[chú ý\] .*có nguồn http://",
        r"\[chú ý\] .*không ai hỏi được", r"\[chú ý\] .*trang quản trị đóng", r"\[chú ý\] .*chmod 600 .*keys\.json", r"\[chú ý\] .*records\.sqlite3 không đọc được",
    ):  # fmt: skip
        assert re.search(amiss, said), amiss
    code, said = _doctor(monkeypatch, capsys, **{**well, "BOT_INDEX_DIR": str(tmp_path / "trong"), "BOT_RATE_KEY": "x", "BOT_DATA_DIR": "/proc/khong-ghi-duoc"})
    assert code == 1
    for amiss in (r"\[ HỎNG \]\s+Thiết đặt: .*BOT_RATE_KEY", r"\[ HỎNG \]\s+Mô hình và chỉ mục: Chưa có chỉ mục", r"\[ HỎNG \]\s+Ổ đĩa: .*/proc"):
        assert re.search(amiss, said), amiss
