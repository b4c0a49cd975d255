"""How each peer indexes passages and searches them, as its own documentation says. Runs in the peers' environment.

`index` writes to a folder, `open_stack` reads it in another process; passages are known by their numbers.
E5's prompts are given wherever a peer has a documented place for them. None documents anything for
Vietnamese (no language code, stop words or word segmentation), so its other options are those that keep
Vietnamese whole: no English stop words, no stemming.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

Search = Callable[[str, int], list[int]]
QUERY, PASSAGE = "query: ", "passage: "  # multilingual-e5's model card
_WORDS = r"(?u)\b\w+\b"  # bm25s' own pattern drops words of one letter, which Vietnamese has


def index(stack: str, passages: list[str], folder: Path, model: str) -> None:
    """Index and persist."""
    {"langchain": _index_langchain, "bm25s": _index_bm25s, "txtai": _index_txtai, "haystack": _index_haystack, "llama-index": _index_llama}[stack](passages, folder, model)


def open_stack(stack: str, folder: Path, model: str) -> Search:
    """Open what `index` wrote."""
    return {"langchain": _open_langchain, "bm25s": _open_bm25s, "txtai": _open_txtai, "haystack": _open_haystack, "llama-index": _open_llama}[stack](folder, model)


def open_answerer(stack: str, folder: Path, model: str, reader: str) -> Callable[[str], str | None]:
    """For the peers that answer without an LLM: the answer to a question, or None for a refusal."""
    return {"txtai": _answer_txtai, "haystack": _answer_haystack}[stack](folder, model, reader)


def _langchain_embeddings(model: str) -> Any:
    from langchain_huggingface import HuggingFaceEmbeddings

    return HuggingFaceEmbeddings(
        model_name=model,
        model_kwargs={"device": "cpu"},
        encode_kwargs={"prompt": PASSAGE, "normalize_embeddings": True},
        query_encode_kwargs={"prompt": QUERY, "normalize_embeddings": True},
    )


def _index_langchain(passages: list[str], folder: Path, model: str) -> None:
    from langchain_chroma import Chroma
    from langchain_core.documents import Document

    documents = [Document(page_content=text, metadata={"number": number}) for number, text in enumerate(passages)]
    ids = [str(number) for number in range(len(passages))]
    Chroma.from_documents(documents, _langchain_embeddings(model), ids=ids, persist_directory=str(folder), collection_name="peers")


def _open_langchain(folder: Path, model: str) -> Search:
    from langchain_chroma import Chroma

    store = Chroma(collection_name="peers", embedding_function=_langchain_embeddings(model), persist_directory=str(folder))
    return lambda question, count: [found.metadata["number"] for found in store.similarity_search(question, k=count)]


def _index_bm25s(passages: list[str], folder: Path, model: str) -> None:
    import bm25s

    made = bm25s.BM25()
    made.index(bm25s.tokenize(passages, stopwords=None, token_pattern=_WORDS, show_progress=False), show_progress=False)
    made.save(str(folder))


def _open_bm25s(folder: Path, model: str) -> Search:
    import bm25s

    made = bm25s.BM25.load(str(folder))

    def search(question: str, count: int) -> list[int]:
        tokens = bm25s.tokenize([question], stopwords=None, token_pattern=_WORDS, show_progress=False)
        numbers, scores = made.retrieve(tokens, k=count, show_progress=False)
        return [int(number) for number, score in zip(numbers[0], scores[0], strict=True) if score > 0]

    return search


def _index_txtai(passages: list[str], folder: Path, model: str) -> None:
    from txtai import Embeddings

    made = Embeddings(path=model, hybrid=True, content=True, instructions={"query": QUERY, "data": PASSAGE}, gpu=False)
    made.index((str(number), text) for number, text in enumerate(passages))
    made.save(str(folder))


def _txtai(folder: Path) -> Any:
    from txtai import Embeddings

    made = Embeddings()
    made.load(str(folder))
    return made


def _open_txtai(folder: Path, model: str) -> Search:
    made = _txtai(folder)
    return lambda question, count: [int(found["id"]) for found in made.search(question, count)]


def _answer_txtai(folder: Path, model: str, reader: str) -> Callable[[str], str | None]:
    from txtai.pipeline import RAG, Questions

    rag = RAG(_txtai(folder), Questions(reader, gpu=False), output="default", context=3, gpu=False)

    def answer(question: str) -> str | None:
        try:
            found = rag(question)
        except TypeError:
            return None  # where the model points at "no answer", `Questions` raises; a batch would be lost with it
        text = found.get("answer") if isinstance(found, dict) else found
        return text.strip() if text and text.strip() else None

    return answer


def _haystack_options(model: str) -> dict[str, Any]:
    from haystack.utils import ComponentDevice

    return {"model": model, "device": ComponentDevice.from_str("cpu"), "token": None, "normalize_embeddings": True, "progress_bar": False, "local_files_only": True}


def _index_haystack(passages: list[str], folder: Path, model: str) -> None:
    from haystack import Document
    from haystack.document_stores.in_memory import InMemoryDocumentStore
    from haystack_integrations.components.embedders.sentence_transformers import SentenceTransformersDocumentEmbedder

    documents = [Document(id=str(number), content=text) for number, text in enumerate(passages)]
    store = InMemoryDocumentStore(shared=False)
    store.write_documents(SentenceTransformersDocumentEmbedder(prefix=PASSAGE, **_haystack_options(model)).run(documents)["documents"])
    folder.mkdir(parents=True, exist_ok=True)
    store.save_to_disk(str(folder / "store.json"))


def _haystack(folder: Path, model: str) -> Callable[[str, int], list[Any]]:
    """Hybrid search with reciprocal rank fusion, a documented mode of `DocumentJoiner`."""
    from haystack import Pipeline
    from haystack.components.joiners import DocumentJoiner
    from haystack.components.retrievers.in_memory import InMemoryBM25Retriever, InMemoryEmbeddingRetriever
    from haystack.document_stores.in_memory import InMemoryDocumentStore
    from haystack_integrations.components.embedders.sentence_transformers import SentenceTransformersTextEmbedder

    store = InMemoryDocumentStore.load_from_disk(str(folder / "store.json"))
    pipeline = Pipeline()
    pipeline.add_component("embedder", SentenceTransformersTextEmbedder(prefix=QUERY, **_haystack_options(model)))
    pipeline.add_component("dense", InMemoryEmbeddingRetriever(store, top_k=10))
    pipeline.add_component("lexical", InMemoryBM25Retriever(store, top_k=10))
    pipeline.add_component("joiner", DocumentJoiner(join_mode="reciprocal_rank_fusion", top_k=10))
    pipeline.connect("embedder.embedding", "dense.query_embedding")
    pipeline.connect("lexical", "joiner")
    pipeline.connect("dense", "joiner")
    return lambda question, count: pipeline.run({"embedder": {"text": question}, "lexical": {"query": question}})["joiner"]["documents"][:count]


def _open_haystack(folder: Path, model: str) -> Search:
    found = _haystack(folder, model)
    return lambda question, count: [int(document.id) for document in found(question, count)]


def _answer_haystack(folder: Path, model: str, reader: str) -> Callable[[str], str | None]:
    from haystack.utils import ComponentDevice
    from haystack_integrations.components.readers.transformers import TransformersExtractiveReader

    found = _haystack(folder, model)
    reading = TransformersExtractiveReader(model=reader, device=ComponentDevice.from_str("cpu"), token=None, no_answer=True)

    def answer(question: str) -> str | None:
        best = reading.run(query=question, documents=found(question, 3))["answers"][0]
        return best.data.strip() if best.data else None

    return answer


def _llama_embeddings(model: str) -> Any:
    from llama_index.embeddings.huggingface import HuggingFaceEmbedding

    return HuggingFaceEmbedding(model_name=model, device="cpu", query_instruction=QUERY, text_instruction=PASSAGE, normalize=True)


def _index_llama(passages: list[str], folder: Path, model: str) -> None:
    from llama_index.core import VectorStoreIndex
    from llama_index.core.schema import TextNode
    from llama_index.retrievers.bm25 import BM25Retriever

    nodes = [TextNode(id_=str(number), text=text) for number, text in enumerate(passages)]
    VectorStoreIndex(nodes, embed_model=_llama_embeddings(model)).storage_context.persist(persist_dir=str(folder / "dense"))
    lexical = BM25Retriever.from_defaults(nodes=nodes, similarity_top_k=5, language=None, skip_stemming=True, token_pattern=_WORDS)
    lexical.persist(str(folder / "lexical"))


def _open_llama(folder: Path, model: str) -> Search:
    """Fusion by reciprocal ranks, as its documentation shows; without an LLM it rewrites no query."""
    import bm25s
    from llama_index.core import StorageContext, load_index_from_storage
    from llama_index.core.llms import MockLLM
    from llama_index.core.retrievers import QueryFusionRetriever
    from llama_index.retrievers.bm25 import BM25Retriever

    dense = load_index_from_storage(StorageContext.from_defaults(persist_dir=str(folder / "dense")), embed_model=_llama_embeddings(model))
    # `from_persist_dir` forgets that nothing is stemmed.
    lexical = BM25Retriever(existing_bm25=bm25s.BM25.load(str(folder / "lexical"), load_corpus=True), similarity_top_k=10, skip_stemming=True, token_pattern=_WORDS)
    retrievers = [dense.as_retriever(similarity_top_k=10), lexical]
    fused = QueryFusionRetriever(retrievers, llm=MockLLM(), similarity_top_k=10, num_queries=1, mode="reciprocal_rerank", use_async=False)
    return lambda question, count: [int(found.node.node_id) for found in fused.retrieve(question)[:count]]
