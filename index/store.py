"""Chroma, through langchain-chroma: passages, their vectors and metadata.

Locally every build has a folder of its own, because Chroma's local client is safe neither for
two writers nor for a reader beside a writer. With BOT_CHROMA_URL the same collections live on a
Chroma server, one for each build.
"""

from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np
from langchain_core.embeddings import Embeddings

from .documents import Passage
from .errors import UserError
from .settings import setting, silence_libraries

# How many Chroma looks at for each search. With its own 100 every second question over 658 passages missed some of its 50
# nearest, and not the same at each start: answers differed. Three milliseconds more over 50,000.
_LOOKED_AT = 1000
_BATCH = 1000  # SQLite allows a Chroma batch of about 5,000


class _Given(Embeddings):
    """Vectors that are already there: Chroma must never embed by itself."""

    def __init__(self, vectors: dict[str, np.ndarray]) -> None:
        self._vectors = vectors

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return [self._vectors[text].tolist() for text in texts]

    def embed_query(self, text: str) -> list[float]:
        return self._vectors[text].tolist()


class PassageStore:
    """One build's collection; opened read-only, or filled once."""

    def __init__(self, folder: Path, name: str, *, create: bool = False, vectors: dict[str, np.ndarray] | None = None) -> None:
        silence_libraries()
        from langchain_chroma import Chroma

        self._client = _client(folder)
        self.name = name
        try:
            self._chroma = Chroma(
                collection_name=name,
                client=self._client,
                embedding_function=_Given(vectors or {}),
                collection_configuration={"hnsw": {"space": "cosine", "ef_search": _LOOKED_AT}} if create else None,
                create_collection_if_not_exists=create,
            )
        except Exception as error:  # chromadb raises NotFoundError, ValueError and httpx errors alike
            raise UserError(f"Không mở được bộ sưu tập {name} của Chroma ({error}); hãy chạy lại: python -m index.") from error

    def add(self, passages: list[Passage], contents: list[str], progress: Callable[[str, int, int], None] = lambda *_: None) -> None:
        """Store passages under their ids; `contents` are the texts whose vectors were given."""
        for begin in range(0, len(passages), _BATCH):
            progress("Ghi kho vectơ", begin, len(passages))
            batch = passages[begin : begin + _BATCH]
            self._chroma.add_texts(
                texts=contents[begin : begin + _BATCH],
                ids=[passage.id for passage in batch],
                metadatas=[
                    {"document_id": p.document_id, "number": p.number, "start": p.start, "end": p.end, "section": " › ".join(p.section)}
                    for p in batch
                ],
            )
        progress("Ghi kho vectơ", len(passages), len(passages))

    def nearest(self, vector: np.ndarray, count: int, document_id: str | None = None) -> dict[str, float]:
        """Cosine similarity of the `count` nearest passages (of one document where given), by passage id."""
        only = {"document_id": document_id} if document_id else None
        found = self._chroma.similarity_search_by_vector_with_relevance_scores(vector.tolist(), k=count, filter=only)
        return {
            f"{document.metadata['document_id']}:{document.metadata['number']}": 1.0 - distance for document, distance in found
        }

    def drop(self) -> None:
        self._client.delete_collection(self.name)

    def close(self) -> None:
        """Let go of the files, so that the folder can be moved."""
        self._client.close()


def _client(folder: Path):  # noqa: ANN202 - chromadb.ClientAPI, imported late
    import chromadb

    settings = chromadb.Settings(anonymized_telemetry=False)
    if not (url := setting("BOT_CHROMA_URL")):
        return chromadb.PersistentClient(str(folder), settings=settings)
    parts = urlsplit(url)
    secure = parts.scheme == "https"
    try:
        return chromadb.HttpClient(
            host=parts.hostname or "localhost", port=parts.port or (443 if secure else 8000), ssl=secure, settings=settings
        )
    except Exception as error:  # chromadb wraps whatever its HTTP client raises
        raise UserError(f"Không nối được với máy chủ Chroma BOT_CHROMA_URL={url}; hãy kiểm tra địa chỉ và máy chủ.") from error
