"""Open the build in use: everything that answering needs of the index."""

import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .build import FORMAT
from .documents import CardField, Document, Paragraph, Passage, Section
from .encoder import Encoder
from .errors import UserError
from .lexical import LexicalIndex
from .search import Searcher
from .settings import setting
from .store import PassageStore
from .text.restore import Restorer


@dataclass(frozen=True)
class Index:
    """One build, opened read-only."""

    build: str
    folder: Path
    documents: dict[str, Document]
    passages: list[Passage]
    searcher: Searcher
    restorer: Restorer
    abbreviations: dict[str, str]
    manifest: dict[str, Any]

    def original(self, document: Document) -> Path | None:
        """The document's file as it was when it was read, or None where the build could not keep it."""
        path = self.folder / "originals" / f"{document.id}{document.path.suffix.lower()}"
        return path if path.is_file() else None

    def close(self) -> None:
        """Let go of the build's files; it answers no more."""
        self.searcher.close()


class StaleBuild(UserError):
    """There is a build, but this code or encoder did not make it: build again."""


def current_build(out: Path) -> str | None:
    """The name of the build in use, or None where there is none."""
    try:
        return (out / "current").read_text("utf-8").strip()
    except OSError:
        return None


def open_index(out: Path, encoder: Encoder) -> Index:
    """Open the current build of `out`.

    Raises:
        StaleBuild: its format, encoder or store is another; it must be built again.
        UserError: there is none.
    """
    name = current_build(out)
    if name is None:
        raise UserError(f"Chưa có chỉ mục tại {out}; hãy chạy: python -m index.")
    folder = out / "builds" / name
    try:
        manifest = _load(folder / "manifest.json")
        fits = (manifest["format"], manifest["encoder"], manifest["chroma"]) == (
            FORMAT,
            encoder.fingerprint,
            setting("BOT_CHROMA_URL") or "local",
        )
    except (OSError, ValueError, KeyError):
        fits = False
    if not fits:
        raise StaleBuild(f"Chỉ mục {name} không khớp với phiên bản hoặc bộ mã hóa hiện tại.")
    try:
        return _open(name, folder, manifest, encoder)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise StaleBuild(f"Chỉ mục {name} thiếu hoặc hỏng tệp ({type(error).__name__}).") from error


def _open(name: str, folder: Path, manifest: dict[str, Any], encoder: Encoder) -> Index:
    documents = {item["id"]: _document(item) for item in _load(folder / "documents.json")}
    passages = [Passage(**{**item, "section": tuple(item["section"])}) for item in _load(folder / "passages.json")]
    language = _load(folder / "language.json")
    store = PassageStore(folder / "chroma", f"passages-{name}")
    return Index(
        build=name,
        folder=folder,
        documents=documents,
        passages=passages,
        searcher=Searcher(passages, store, LexicalIndex.load(folder / "lexical"), encoder),
        restorer=Restorer(Counter(language["singles"]), Counter({(a, b): n for a, b, n in language["pairs"]})),
        abbreviations=language["abbreviations"],
        manifest=manifest,
    )


def _load(path: Path) -> Any:
    return json.loads(path.read_text("utf-8"))


def _document(item: dict[str, Any]) -> Document:
    return Document(
        id=item["id"],
        path=Path(item["path"]),
        title=item["title"],
        card=tuple(CardField(**field) for field in item["card"]),
        text=item["text"],
        paragraphs=tuple(Paragraph(**paragraph) for paragraph in item["paragraphs"]),
        sections=tuple(
            Section(**{**section, "path": tuple(section["path"]), "topic": tuple(section["topic"])})
            for section in item["sections"]
        ),
    )
