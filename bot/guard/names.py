"""Names of a written sentence that no proof holds: persons, places, bodies, whatever is written with capitals."""

import re

from index.text import numerals
from index.text.normalise import fold
from index.text.syllables import Token, tokenise

from ..places import places_in
from ..spans import bodies, people

_OF_A_PLACE = re.compile(r"\s+(?:thành phố|tỉnh)$")


def unheld(text: str, proofs: list[str]) -> list[str]:
    """The names of `text` that none of `proofs` (each with its title and sections) holds, as they stand."""
    lines = [f" {' '.join(token.key for token in tokenise(proof))} " for proof in proofs]
    runs = [" ".join(token.text for token in run) for run in _runs(text) if not any(_held(run, line) for line in lines)]
    persons = [start for start, _ in people(text)]
    found = [text[start : min([end, *(at for at in persons if start < at < end)])].strip() for start, end in bodies(text)]
    return runs + [name for name in found if len(keys := _core(name)) > 1 and not any(f" {' '.join(keys)} " in line for line in lines)]


def _core(name: str) -> list[str]:
    """A body's name without the place at its end, which a writer adds to be clear: "Thành ủy Hà Nội"."""
    words = name.split()
    for length in (3, 2):
        if len(words) > length and places_in(fold(tail := " ".join(words[-length:]))) == [fold(tail)]:
            name = _OF_A_PLACE.sub("", " ".join(words[:-length]))
            break
    return [token.key for token in tokenise(name)]


def _runs(text: str) -> list[list[Token]]:
    """Runs of neighbouring capitalised words; the first word of the sentence only where the run goes on."""
    tokens = tokenise(text)
    runs: list[list[Token]] = []
    for before, token in zip((None, *tokens), tokens, strict=False):
        if token.kind != "word" or not token.text[0].isupper() or token.text.isupper() and numerals.roman(token.text):
            continue
        if runs and before is runs[-1][-1] and text[before.end : token.start] == " ":
            runs[-1].append(token)
        else:
            runs.append([token])
    opens = tokens[0] if tokens else None
    return [run for run in runs if run[0] is not opens or len(run) > 1]


def _held(run: list[Token], line: str) -> bool:
    """A run may begin with a word that only opens the sentence, or with a form of address."""
    keys = [token.key for token in run]
    return f" {' '.join(keys)} " in line or len(keys) > 1 and f" {' '.join(keys[1:])} " in line and len(keys) <= 4
