"""Building: what is said of bad files, what is embedded again, and that a kill loses nothing."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest
from PIL import Image

from index.build import build
from index.current import StaleBuild, open_index
from index.errors import UserError

from .conftest import ROOT


def _quiet(*_: object) -> None:
    return None


def _index(*arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "index", *arguments], cwd=ROOT, capture_output=True, text=True, env={**os.environ, **environ}
    )


def test_bad_files_are_named_one_line_each_and_the_rest_is_indexed(tmp_path: Path, encoder) -> None:  # noqa: ANN001
    source = tmp_path / "in"
    source.mkdir()
    (source / "tot.txt").write_text("Ủy ban nhân dân xã họp giao ban vào sáng thứ hai hằng tuần.", "utf-8")
    (source / "hong.pdf").write_bytes(b"%PDF-1.7 broken")
    Image.new("RGB", (200, 200), "white").save(source / "quet.pdf")
    (source / "tcvn3.txt").write_text("Céng hßa x· héi chñ nghÜa ViÖt Nam §éc lËp Tù do H¹nh phóc QuyÕt ®Þnh", "utf-8")
    (source / "vni.txt").write_bytes("Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam Ñoäc laäp Töï do Haïnh phuùc".encode("cp1252"))
    (source / "rong.md").write_bytes(b"")
    (source / "hong.docx").write_bytes(b"not a zip")
    with zipfile.ZipFile(source / "xml.docx", "w") as archive:  # a Word file in name, broken inside
        archive.writestr("[Content_Types].xml", "<Types")
    with open(source / "lon.txt", "wb") as file:
        file.truncate(200_000_000)
    done = _index("--source", str(source), "--out", str(tmp_path / "out"))
    assert done.returncode == 3, done.stderr
    assert "đọc được: tot" in done.stdout
    said = [line for line in done.stderr.splitlines() if "KHÔNG đọc được" in line]
    for name, cause in {
        "hong.pdf": "bị hỏng", "quet.pdf": "bản quét", "tcvn3.txt": "TCVN3", "vni.txt": "VNI",
        "rong.md": "rỗng", "hong.docx": "bị hỏng", "xml.docx": "bị hỏng", "lon.txt": "200 MB",
    }.items():  # fmt: skip
        matching = [line for line in said if name in line]
        assert len(matching) == 1 and cause in matching[0] and "hãy" in matching[0], (name, said)
    assert len(said) == 8


def test_nothing_usable_is_exit_1(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "rong.txt").write_bytes(b"")
    done = _index("--source", str(tmp_path / "in"), "--out", str(tmp_path / "out"))
    assert done.returncode == 1
    assert "rong.txt" in done.stderr and not (tmp_path / "out" / "current").exists()
    missing = _index("--source", str(tmp_path / "khong-co"), "--out", str(tmp_path / "out"))
    assert missing.returncode == 1 and "khong-co" in missing.stderr


def test_only_what_changed_is_embedded_again(tmp_path: Path, encoder) -> None:  # noqa: ANN001
    source = tmp_path / "in"
    source.mkdir()
    (source / "a.txt").write_text("Văn bản thứ nhất nói về cấp nước sạch.", "utf-8")
    (source / "b.txt").write_text("Văn bản thứ hai nói về thu gom rác thải.", "utf-8")
    out = tmp_path / "out"
    assert build(source, out, encoder, progress=_quiet).embedded == 2
    (source / "b.txt").write_text("Văn bản thứ hai nay nói về chiếu sáng công cộng.", "utf-8")
    assert build(source, out, encoder, progress=_quiet).embedded == 1
    assert build(source, out, encoder, progress=_quiet).embedded == 0
    assert build(source, out, encoder, rebuild=True, progress=_quiet).embedded == 2
    assert len(list((out / "builds").iterdir())) <= 3  # old builds are swept


def test_files_of_one_name_get_ids_of_their_own(tmp_path: Path, encoder) -> None:  # noqa: ANN001
    source = tmp_path / "in"
    (source / "phụ").mkdir(parents=True)
    for name in ("trung.md", "trung.txt", "trung-txt.md", "phụ/trung.txt"):
        (source / name).write_text(f"Nội dung của tệp {name} nói về lịch trực tuần.", "utf-8")
    report = build(source, tmp_path / "out", encoder, progress=_quiet)
    assert len(set(report.documents)) == 4 and report.failures == ()
    assert len(open_index(tmp_path / "out", encoder).documents) == 4


def test_a_build_that_lost_a_file_is_not_trusted(tmp_path: Path, encoder, seed_dir: Path) -> None:  # noqa: ANN001
    out = tmp_path / "out"
    shutil.copytree(seed_dir, out)
    (out / "builds" / (out / "current").read_text().strip() / "passages.json").unlink()
    with pytest.raises(StaleBuild, match="thiếu"):
        open_index(out, encoder)


def test_a_killed_build_leaves_the_last_good_one(tmp_path: Path, encoder, seed_dir: Path) -> None:  # noqa: ANN001
    out = tmp_path / "out"
    shutil.copytree(seed_dir, out)
    before = open_index(out, encoder).build
    source = tmp_path / "in"
    source.mkdir()
    for number in range(60):
        (source / f"{number}.txt").write_text(f"Văn bản số {number} nói về kế hoạch công tác tháng {number % 12 + 1}. " * 8, "utf-8")
    for delay in (0.5, 2.0, 3.5):
        process = subprocess.Popen(
            [sys.executable, "-m", "index", "--source", str(source), "--out", str(out)], cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        time.sleep(delay)
        process.send_signal(signal.SIGKILL)
        process.wait()
        current = open_index(out, encoder)
        if current.build != before:
            break  # it had finished: whole, and opened
        assert "ket-luan-143-kl-tu" in current.documents
    report = build(source, out, encoder, progress=_quiet)
    assert open_index(out, encoder).build == report.build
    assert {folder.name for folder in (out / "builds").iterdir()} >= {report.build}


def test_two_builds_at_once_are_refused(tmp_path: Path, encoder, sources: Path) -> None:  # noqa: ANN001
    import fcntl

    out = tmp_path / "out"
    (out / "builds").mkdir(parents=True)
    with open(out / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(UserError, match="khác"):
            build(sources, out, encoder, progress=_quiet)


def test_a_build_of_another_format_or_encoder_is_not_trusted(tmp_path: Path, encoder, seed_dir: Path) -> None:  # noqa: ANN001
    for key, value in (("format", -1), ("encoder", "another")):
        out = tmp_path / key
        shutil.copytree(seed_dir, out)
        path = out / "builds" / (out / "current").read_text().strip() / "manifest.json"
        path.write_text(json.dumps({**json.loads(path.read_text()), key: value}))
        with pytest.raises(StaleBuild):
            open_index(out, encoder)
        asked = subprocess.run(
            [sys.executable, "-m", "bot", "ask", "Thu ngân sách năm 2023 đạt bao nhiêu?"],
            cwd=ROOT, capture_output=True, text=True, env={**os.environ, "BOT_INDEX_DIR": str(out)},
        )  # fmt: skip
        assert asked.returncode == 0 and "400,421 nghìn tỷ đồng" in asked.stdout and "lập lại" in asked.stderr


def test_a_chroma_server_can_hold_the_vectors(tmp_path: Path, sources: Path) -> None:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [str(Path(sys.executable).parent / "chroma"), "run", "--path", str(tmp_path / "server"), "--port", str(port)],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        for _ in range(100):
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                time.sleep(0.2)
        environ = {"BOT_CHROMA_URL": f"http://127.0.0.1:{port}", "BOT_INDEX_DIR": str(tmp_path / "out")}
        assert _index("--source", str(sources), **environ).returncode == 0
        assert not list((tmp_path / "out").rglob("chroma.sqlite3"))
        asked = subprocess.run(
            [sys.executable, "-m", "bot", "ask", "--json", "Thu ngân sách năm 2023 đạt bao nhiêu?"],
            cwd=ROOT, capture_output=True, text=True, env={**os.environ, **environ},
        )  # fmt: skip
        assert json.loads(asked.stdout)["short_answer"] == "400,421 nghìn tỷ đồng", asked.stderr
    finally:
        server.kill()
        server.wait()
