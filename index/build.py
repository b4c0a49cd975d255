"""Build the index into a folder of its own and swap it in whole.

BOT_INDEX_DIR holds `builds/<name>/` and the file `current` that names the build in use. The
pointer is replaced in one step when everything is written; a build killed at any moment leaves
the last good one serving. Sources whose passages did not change are not embedded again.
"""

import contextlib
import fcntl
import hashlib
import json
import os
import shutil
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from .assemble import assemble, document_id
from .documents import Document, Passage
from .encoder import Encoder
from .errors import SourceError, UserError
from .lexical import LexicalIndex
from .passages import passages as split
from .readers import SUFFIXES, read
from .settings import setting
from .store import PassageStore
from .text import abbreviations
from .text.language import count_syllables

# Raised with every change to what a build holds or how its passages are cut or embedded.
FORMAT = 7
_KEPT_BUILDS = 2  # the current one, and the one a reader may still have open


@dataclass(frozen=True)
class Report:
    """What a build read, and what it could not; `failures` are sentences for the operator."""

    build: str
    documents: tuple[str, ...]
    passages: int
    embedded: int
    failures: tuple[str, ...]


def source_files(folder: Path) -> list[Path]:
    """The files that are documents: known suffixes, no README, nothing hidden."""
    if not folder.is_dir():
        raise UserError(f"Không có thư mục văn bản {folder}; hãy tạo thư mục hoặc đặt --source.")
    return sorted(
        path
        for path in folder.rglob("*")
        if path.is_file()
        and path.suffix.lower() in SUFFIXES
        and path.stem.lower() != "readme"
        and not any(part.startswith((".", "~")) for part in path.relative_to(folder).parts)
    )


def build(source: Path, out: Path, encoder: Encoder, *, rebuild: bool = False, progress: Callable[[str, int, int], None]) -> Report:
    """Read `source`, index it, and make it the current build of `out`.

    `progress` is called with a label, the number done and the number to do.

    Raises:
        UserError: nothing in `source` could be read, or another build is under way.
    """
    try:
        (out / "builds").mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UserError(f"Không tạo được thư mục chỉ mục {out} ({error.strerror}); hãy chọn thư mục khác.") from None
    with open(out / "lock", "w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise UserError(f"Đang có một lượt lập chỉ mục khác tại {out}; hãy chờ lượt đó xong.") from None
        _sweep(out)
        files = source_files(source)
        documents, hashes, failures = _read_all(files, source, progress)
        if not documents:
            detail = "".join(f"\n{failure}" for failure in failures)
            raise UserError(f"Không có văn bản nào đọc được trong {source}; hãy thêm tệp {', '.join(SUFFIXES)}.{detail}")
        found = [passage for document in documents for passage in split(document)]
        known = {} if rebuild else _known_vectors(out, encoder)
        return _write(out, source, documents, found, hashes, failures, encoder, known, progress)


def _read_all(
    files: list[Path], source: Path, progress: Callable[[str, int, int], None]
) -> tuple[list[Document], dict[str, str], list[str]]:
    documents: list[Document] = []
    hashes: dict[str, str] = {}
    failures: list[str] = []
    used: set[str] = set()
    for done, path in enumerate(files):
        progress("Đọc văn bản", done, len(files))
        try:
            raw = read(path)
        except SourceError as error:
            failures.append(str(error))
            continue
        except OSError as error:
            failures.append(f"{path.name}: không đọc được ({error.strerror}); hãy kiểm tra quyền truy cập tệp.")
            continue
        identifier = _free(document_id(path), path.suffix[1:].lower(), used)
        used.add(identifier)
        documents.append(assemble(raw, path.relative_to(source), identifier))
        hashes[str(path.relative_to(source))] = hashlib.sha256(path.read_bytes()).hexdigest()
    progress("Đọc văn bản", len(files), len(files))
    return documents, hashes, failures


def _free(identifier: str, suffix: str, used: set[str]) -> str:
    """An id that no other document has: of two files of one name the later bears its suffix."""
    candidates = (identifier, f"{identifier}-{suffix}", *(f"{identifier}-{suffix}-{n}" for n in range(2, len(used) + 3)))
    return next(candidate for candidate in candidates if candidate not in used)


def _known_vectors(out: Path, encoder: Encoder) -> dict[str, np.ndarray]:
    """Vectors of the current build by content, if the same encoder made them."""
    try:
        folder = out / "builds" / (out / "current").read_text("utf-8").strip()
        manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
        if manifest["encoder"] != encoder.fingerprint or manifest["format"] != FORMAT:
            return {}
        contents = json.loads((folder / "contents.json").read_text("utf-8"))
        return dict(zip(contents, np.load(folder / "vectors.npy"), strict=True))
    except (OSError, ValueError, KeyError):
        return {}


def _embed(
    contents: list[str], known: dict[str, np.ndarray], encoder: Encoder, progress: Callable[[str, int, int], None]
) -> tuple[np.ndarray, int]:
    missing = [content for content in dict.fromkeys(contents) if content not in known]
    vectors = dict(known)
    for done in range(0, len(missing), 8):
        progress("Mã hóa đoạn văn", done, len(missing))
        batch = missing[done : done + 8]
        vectors.update(zip(batch, encoder.passages(batch), strict=True))
    progress("Mã hóa đoạn văn", len(missing), len(missing))
    return np.array([vectors[content] for content in contents], np.float32), len(missing)


def embedded_text(passage: Passage) -> str:
    """What stands for a passage in both searches: where it is from, then its words."""
    return f"{passage.context}\n{passage.text}" if passage.context else passage.text


def _write(
    out: Path,
    source: Path,
    documents: list[Document],
    found: list[Passage],
    hashes: dict[str, str],
    failures: list[str],
    encoder: Encoder,
    known: dict[str, np.ndarray],
    progress: Callable[[str, int, int], None],
) -> Report:
    contents = [embedded_text(passage) for passage in found]
    language = _language(document.text for document in documents)
    vectors, embedded = _embed(contents, known, encoder, progress)
    # Names sort by age; two builds can follow within a second.
    name = f"{time.strftime('%Y%m%d-%H%M%S')}-{time.time_ns() % 1_000_000_000:09d}"
    folder = out / "builds" / name
    folder.mkdir()
    store = PassageStore(folder / "chroma", f"passages-{name}", create=True, vectors=dict(zip(contents, vectors, strict=True)))
    store.add(found, contents, progress)
    store.close()
    progress("Lập chỉ mục từ khóa", 0, len(found))
    LexicalIndex.build([abbreviations.opened(content, language["abbreviations"]) for content in contents]).save(folder / "lexical")
    progress("Lập chỉ mục từ khóa", len(found), len(found))
    progress("Ghi văn bản", 0, len(documents))
    np.save(folder / "vectors.npy", vectors)
    _dump(folder / "contents.json", contents)
    _dump(folder / "documents.json", [{**asdict(document), "path": str(document.path)} for document in documents])
    _dump(folder / "passages.json", [asdict(passage) for passage in found])
    _dump(folder / "language.json", language)
    _keep_originals(source, folder / "originals", documents, hashes)
    manifest = {
        "format": FORMAT,
        "encoder": encoder.fingerprint,
        "chroma": setting("BOT_CHROMA_URL") or "local",
        "source": str(source.resolve()),
        "sources": hashes,
        "failures": failures,
        "built": time.strftime("%Y-%m-%dT%H:%M:%S%z"),
    }
    _dump(folder / "manifest.json", manifest)
    _swap_in(out, name)
    progress("Ghi văn bản", len(documents), len(documents))
    return Report(name, tuple(document.id for document in documents), len(found), embedded, tuple(failures))


def _keep_originals(source: Path, folder: Path, documents: list[Document], hashes: dict[str, str]) -> None:
    """Copies of the files as they were read, for downloading; one that changed meanwhile is left out."""
    folder.mkdir()
    for document in documents:
        with contextlib.suppress(OSError):
            content = (source / document.path).read_bytes()
            if hashlib.sha256(content).hexdigest() == hashes[str(document.path)]:
                (folder / f"{document.id}{document.path.suffix.lower()}").write_bytes(content)


def _language(texts: Iterable[str]) -> dict[str, Any]:
    """What the restorer and the abbreviations learn from the documents themselves."""
    singles: Counter[str] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    learnt: dict[str, str] = {}
    for text in texts:
        one, two = count_syllables(text)
        singles.update(one)  # `+=` walks through all that was counted before
        pairs.update(two)
        learnt |= abbreviations.learn(text)
    return {"singles": singles, "pairs": [[left, right, count] for (left, right), count in pairs.items()], "abbreviations": learnt}


def _dump(path: Path, value: object) -> None:
    with open(path, "w", encoding="utf-8") as file:
        json.dump(value, file, ensure_ascii=False)
        file.flush()
        os.fsync(file.fileno())


def _swap_in(out: Path, name: str) -> None:
    pointer = out / "current.new"
    with open(pointer, "w", encoding="utf-8") as file:
        file.write(name + "\n")
        file.flush()
        os.fsync(file.fileno())
    os.replace(pointer, out / "current")


def _sweep(out: Path) -> None:
    """Remove builds that were never finished, and those that nobody can have open any more."""
    builds = sorted((path for path in (out / "builds").iterdir() if path.is_dir()), reverse=True)
    current = (out / "current").read_text("utf-8").strip() if (out / "current").exists() else ""
    kept = 0
    for folder in builds:
        finished = (folder / "manifest.json").exists()
        if folder.name == current or finished and kept < _KEPT_BUILDS:
            kept += 1
            continue
        if finished and setting("BOT_CHROMA_URL"):
            with contextlib.suppress(UserError):  # the server may have lost it already
                PassageStore(folder / "chroma", f"passages-{folder.name}").drop()
        shutil.rmtree(folder, ignore_errors=True)
