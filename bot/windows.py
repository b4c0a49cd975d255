"""Windows: runs of whole sentences, short enough to be read at once."""

from index.text.sentences import sentence_spans


def windows(text: str, start: int, end: int, most: int) -> list[tuple[int, int]]:
    """Runs of sentences of `text[start:end]`, each of at most `most` code points where a sentence allows.

    Each run but the first begins with the last sentence of the one before where both fit, so
    that a sentence is read with what goes before it.
    """
    sentences = sentence_spans(text, start, end)
    found: list[tuple[int, int]] = []
    first = last = 0
    while first < len(sentences):
        while last + 1 < len(sentences) and sentences[last + 1][1] - sentences[first][0] <= most:
            last += 1
        found.append((sentences[first][0], sentences[last][1]))
        overlaps = last + 1 < len(sentences) and last > first and sentences[last + 1][1] - sentences[last][0] <= most
        first = last if overlaps else last + 1
        last = last + 1 if overlaps else first
    return found
