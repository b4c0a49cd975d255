"""Make the shipped table of syllable counts from a SQuAD-format file.

`python -m index.text.counts FILE` writes `syllables.txt.gz`: counts of marked syllables and of
neighbouring pairs in the paragraphs and questions of FILE. The table in the repository was made from the
texts of UIT-ViQuAD 1.0's train file (Nguyen et al., COLING 2020), pairs seen once left out.
"""

import gzip
import json
import sys
from collections import Counter
from pathlib import Path

from .normalise import canonical
from .restore import TABLE, count_syllables


def main(arguments: list[str]) -> int:
    source = Path(arguments[0])
    data = json.loads(source.read_text("utf-8"))["data"]
    singles: Counter[str] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    for article in data:
        for paragraph in article["paragraphs"]:
            # The questions too: "đạt bao nhiêu" stands in no paragraph.
            for text in (paragraph["context"], *(qa["question"] for qa in paragraph["qas"])):
                one, two = count_syllables(canonical(text))
                singles.update(one)
                pairs.update(two)
    lines = [f"# Syllable counts from {source.name} (UIT-ViQuAD 1.0, Nguyen et al., COLING 2020)."]
    lines += [f"{word} {count}" for word, count in sorted(singles.items())]
    lines += [f"{left} {right} {count}" for (left, right), count in sorted(pairs.items()) if count > 1]
    with open(TABLE, "wb") as file:
        # No time stamp inside, so that the same counts give the same file.
        file.write(gzip.compress("\n".join(lines).encode("utf-8"), mtime=0))
    print(f"{TABLE.name}: {len(singles)} syllables, {sum(c > 1 for c in pairs.values())} pairs")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
