"""Names of a written sentence that no proof holds: persons, places, bodies, whatever is written with capitals."""

import re

from index.text import numerals
from index.text.normalise import fold
from index.text.syllables import Token, tokenise

from ..places import places_in
from ..sentence import Sentence
from ..spans import bodies, people
from ..titles import heads, offices_beside

_SAID_BEHIND = re.compile(r"(?:, [^,;]*(?=,))?(?:(?! còn | và )[^,;])*")  # what is said of a person behind the name
_OF_A_PLACE = re.compile(r"\s+(?:thành phố|tỉnh)$")


def unheld(text: str, proofs: list[str]) -> list[str]:
    """The names of `text` that none of `proofs` (each with its title and sections) holds, as they stand; and of two that it joins
    ("Hòa Lạc và Gia Lâm") the second, where no proof holds both."""
    lines = [f" {' '.join(token.key for token in tokenise(proof))} " for proof in proofs]
    every = _runs(text)
    joined = [(left, right) for left, right in zip(every, every[1:], strict=False) if text[left[-1].end : right[0].start] in (" và ", ", ")]
    missing = [run for run in every if not any(_held(run, line) for line in lines)]
    missing += [right for left, right in joined if left not in missing and right not in missing and not any(_held(left, line) and _held(right, line) for line in lines)]
    runs = [" ".join(token.text for token in run) for run in missing]
    persons = [start for start, _ in people(text)]
    found = [text[start : min([end, *(at for at in persons if start < at < end)])].strip() for start, end in bodies(text)]
    return runs + [name for name in found if len(keys := _core(name)) > 1 and not any(_stands(keys, name, line) for line in lines)]


def _stands(keys: list[str], name: str, line: str) -> bool:
    """Whether a body's name stands in a line; its last word may be a verb ("Ban Chấp hành đồng ý")."""
    verb = len(keys) > 2 and name.split()[-1].islower()
    return f" {' '.join(keys)} " in line or verb and f" {' '.join(keys[:-1])} " in line


def of_another_rank(text: str, proofs: list[Sentence]) -> list[str]:
    """Heads of bodies (Bí thư, Chủ tịch …) that a person is told to be who in the proofs is only a deputy, and the other way round."""
    found, persons = [], people(text)
    for number, (start, end) in enumerate(persons):
        name = text[start:end]
        before = text[persons[number - 1][1] if number else 0 : start]
        behind = _SAID_BEHIND.match(text[end : persons[number + 1][0] if number + 1 < len(persons) else len(text)])
        theirs = set().union(*(offices_beside(one.text, (at, at + len(name))) for one in proofs if (at := one.text.find(name)) >= 0))
        mine = heads(f"{before} , {behind.group() if behind else ''}")
        found += [f"phó {head}" if deputy else head for head, deputy in sorted(mine) if (head, not deputy) in theirs and (head, deputy) not in theirs]
    if not persons:  # "tham mưu Giám đốc" of "tham mưu Phó Giám đốc"
        theirs, mine = (heads(one) for one in (" , ".join(proof.text for proof in proofs), text))
        found += [f"phó {head}" if deputy else head for head, deputy in sorted(mine) if (head, not deputy) in theirs and (head, deputy) not in theirs]
    return found


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
