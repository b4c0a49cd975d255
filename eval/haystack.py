"""The documents among many others: one document alone makes finding easy."""

from pathlib import Path

from index.build import build
from index.encoder import Encoder

from . import squad


def build_haystack(source: Path, sets: Path, work: Path, encoder: Encoder, count: int = 1000) -> int:
    """Index the sources together with up to `count` paragraphs of the public sets, each one document.

    Returns how many were added.
    """
    folder = work / "sources"
    folder.mkdir(parents=True)
    for path in source.rglob("*"):
        if path.is_file() and path.stem.lower() != "readme":
            (folder / path.name).write_bytes(path.read_bytes())
    texts: dict[str, None] = {}
    for path in sorted(sets.glob("*.json")):
        texts.update(dict.fromkeys(squad.load(path)[0]))
    chosen = sorted(texts, key=lambda text: len(text))[:: max(1, len(texts) // count)][:count]
    for number, text in enumerate(chosen):
        (folder / f"khac-{number:04d}.txt").write_text(" ".join(text.split()), "utf-8")
    build(folder, work / "index", encoder, progress=lambda *_: None)
    return len(chosen)
