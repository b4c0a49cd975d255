"""The real parts, made once: encoder, an index over three documents of different shapes, the chain."""

import os
import pickle
import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx
import numpy as np
import pytest
from filelock import FileLock

ROOT = Path(__file__).resolve().parent.parent
DATA = Path(__file__).parent / "data"
# What a developer has set in the shell must not reach the tests; CI's set of public data may.
EVAL_DATA = os.environ.get("BOT_EVAL_DATA", "")
for name in [name for name in os.environ if name.startswith("BOT_")]:
    del os.environ[name]
if "PYTEST_XDIST_WORKER" in os.environ:  # two processes test: a second thread in each only waits
    os.environ["BOT_THREADS"] = "1"

from bot.extractor import load_extractor  # noqa: E402 - after the environment is clean
from eval import questions  # noqa: E402
from eval.service import Service, service  # noqa: E402
from index.build import build  # noqa: E402 - after the environment is clean
from index.current import open_index  # noqa: E402
from index.encoder import load_encoder  # noqa: E402
from tests.asking import PORTAL  # noqa: E402
from tests.documents import write_docx  # noqa: E402


@pytest.fixture(scope="session")
def eval_data() -> Path:
    if not EVAL_DATA:
        pytest.skip("BOT_EVAL_DATA is not set: public evaluation sets are not here")
    return Path(EVAL_DATA)


@pytest.fixture(scope="session")
def encoder():  # noqa: ANN201
    """The real one; it embeds each passage once a session, since its vector depends on nothing else."""
    made = load_encoder()
    embed, known = made.passages, {}

    def passages(texts: list[str]) -> np.ndarray:
        for text in texts:
            if text not in known:
                known[text] = embed([text])[0]
        return np.array([known[text] for text in texts], np.float32)

    made.passages = passages
    return made


@pytest.fixture(scope="session")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The seed, and two Quyết định: one as DOCX, one as PDF."""
    folder = tmp_path_factory.mktemp("sources")
    shutil.copy(ROOT / "source_docs" / "ket-luan-143-kl-tu.md", folder)
    shutil.copy(ROOT / "source_docs" / "README.md", folder)
    shutil.copy(DATA / "quyet-dinh-31.pdf", folder)
    write_docx(folder / "Quyết định 27.docx")
    return folder


@pytest.fixture(scope="session")
def index_dir(sources: Path, encoder, tmp_path_factory: pytest.TempPathFactory) -> Path:  # noqa: ANN001
    out = tmp_path_factory.mktemp("index")
    build(sources, out, encoder, progress=lambda *_: None)
    return out


@pytest.fixture(scope="session")
def chain(index_dir: Path, encoder):  # noqa: ANN001, ANN201
    from bot.chain import Chain

    return Chain(open_index(index_dir, encoder), load_extractor())


@pytest.fixture(scope="session")
def seed_dir(encoder, tmp_path_factory: pytest.TempPathFactory) -> Path:  # noqa: ANN001
    """An index over source_docs/ as it is shipped."""
    out = tmp_path_factory.mktemp("seed")
    build(ROOT / "source_docs", out, encoder, progress=lambda *_: None)
    return out


@pytest.fixture(scope="session")
def seed_chain(seed_dir: Path, encoder):  # noqa: ANN001, ANN201
    from bot.chain import Chain

    return Chain(open_index(seed_dir, encoder), load_extractor())


@pytest.fixture(scope="session")
def outcomes(seed_chain, tmp_path_factory: pytest.TempPathFactory):  # noqa: ANN001, ANN201
    """The own questions asked of the seed, by split; once, however many processes test."""
    folder = tmp_path_factory.getbasetemp()
    kept = (folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder) / "outcomes.pickle"
    with FileLock(f"{kept}.lock"):
        if not kept.exists():
            kept.write_bytes(pickle.dumps({split: questions.run(seed_chain, questions.load(split)) for split in ("dev", "test")}))
        return pickle.loads(kept.read_bytes())


@pytest.fixture(scope="session")
def served(index_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """The service over the three documents, a portal and the sites below another allowed to embed it."""
    with service(index_dir, tmp_path_factory.mktemp("log") / "log", BOT_ALLOWED_ORIGINS=f"{PORTAL} https://*.so.example.gov.vn") as running:
        yield running


@pytest.fixture
def web(served: Service) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=served.url, timeout=60) as client:
        yield client


CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
_FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync"
    # Sites of other names are on this machine too: the portals of the tests.
    " --host-resolver-rules=MAP|*.vn|127.0.0.1"
)


@pytest.fixture(scope="module")
def browser() -> Iterator:  # of one module: Playwright's event loop must not meet those of other tests
    if CHROMIUM is None and not os.environ.get("CI"):
        pytest.skip("no Chromium on this machine: browser tests need one")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        started = play.chromium.launch(executable_path=CHROMIUM, args=[flag.replace("|", " ") for flag in _FLAGS.split()])
        yield started
        started.close()


@pytest.fixture
def context(browser, request: pytest.FixtureRequest) -> Iterator:  # noqa: ANN001
    """A fresh profile; a test's parameters are options of it."""
    opened = browser.new_context(**{"viewport": {"width": 1200, "height": 850}, "locale": "vi-VN", **getattr(request, "param", {})})
    yield opened
    opened.close()


@pytest.fixture
def page(context):  # noqa: ANN001, ANN201
    return context.new_page()
