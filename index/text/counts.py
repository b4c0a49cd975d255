"""Make the shipped table of syllable counts.

`python -m index.text.counts FILE` writes `syllables.json.gz`: counts of marked syllables and of
neighbouring pairs in the paragraphs and questions of FILE (SQuAD format). The table in the repository was
made from the texts of UIT-ViQuAD 1.0's train file (Nguyen et al., COLING 2020).
"""

import gzip
import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from .language import TABLE, by_first, count_syllables
from .normalise import canonical


def main(arguments: list[str]) -> int:
    source = Path(arguments[0])
    write(TABLE, f"{source.name} (UIT-ViQuAD 1.0, Nguyen et al., COLING 2020)", _texts(source))
    return 0


def write(table: Path, source: str, texts: Iterable[str]) -> None:
    """Count the syllables and pairs of `texts` into `table`, which names its `source`."""
    singles: Counter[str] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    for text in texts:
        one, two = count_syllables(canonical(text))
        singles.update(one)
        pairs.update(two)
    counted = {"source": source, "singles": dict(sorted(singles.items())), "pairs": by_first(dict(sorted(pairs.items())))}
    # No time stamp inside, so that the same counts give the same file.
    table.write_bytes(gzip.compress(json.dumps(counted, ensure_ascii=False, separators=(",", ":")).encode("utf-8"), mtime=0))
    print(f"{table.name}: {len(singles)} syllables, {len(pairs)} pairs")


def _texts(source: Path) -> Iterator[str]:
    for article in json.loads(source.read_text("utf-8"))["data"]:
        for paragraph in article["paragraphs"]:
            yield paragraph["context"]
            yield from (qa["question"] for qa in paragraph["qas"])  # "đạt bao nhiêu" stands in no paragraph


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
