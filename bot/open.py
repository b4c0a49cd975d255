"""Open the chain on the current index, building it first where that is needed."""

import sys
from pathlib import Path

from index.build import build
from index.current import Index, StaleBuild, open_index
from index.encoder import Encoder, load_encoder
from index.settings import setting

from .chain import Chain
from .extractor import Extractor, load_extractor
from .writing.model import open_model


def open_parts() -> tuple[Index, Encoder, Extractor]:
    """The build in BOT_INDEX_DIR, made again first where it does not fit this code, and the models.

    Raises:
        UserError: there is no index, or no model.
    """
    out, encoder, extractor = setting("BOT_INDEX_DIR"), load_encoder(), load_extractor()
    try:
        return open_index(out, encoder), encoder, extractor
    except StaleBuild as stale:
        print(f"{stale} Đang lập lại chỉ mục …", file=sys.stderr, flush=True)
        build(_source_of(out), out, encoder, progress=lambda *_: None)
        return open_index(out, encoder), encoder, extractor


def open_chain() -> Chain:
    """The chain over the parts, with the model of BOT_LLM where one is named.

    Raises:
        UserError: as `open_parts` and `open_model`.
    """
    model = open_model()
    index, _, extractor = open_parts()
    return Chain(index, extractor, model)


def _source_of(out: Path) -> Path:
    """The folder from which the stale build was made, if it still says so."""
    import json

    try:
        name = (out / "current").read_text("utf-8").strip()
        source = Path(json.loads((out / "builds" / name / "manifest.json").read_text("utf-8"))["source"])
        return source if source.is_dir() else setting("BOT_SOURCE_DIR")
    except (OSError, ValueError, KeyError):
        return setting("BOT_SOURCE_DIR")
