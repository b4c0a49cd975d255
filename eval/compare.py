"""`python -m eval compare A.json B.json`: what got better and what worse from run A to run B, question by question."""

from dataclasses import dataclass
from typing import Any

from index.errors import UserError

from .significance import paired_p

MARGIN = 0.02  # a share may fall by so much before the comparison fails: two questions of a hundred are within chance
SURE = 0.05


@dataclass(frozen=True)
class Change:
    """A question that A and B answered differently as to right and wrong."""

    id: str
    question: str
    before: str
    after: str


@dataclass(frozen=True)
class Comparison:
    """One split of both runs. `questions` stand in both, with the same words and the same expectation;
    `left_out` in one only, or changed between the two. `right_before` and `right_after` are shares of 0 to 1,
    `p` the exact two-sided p of McNemar's test."""

    split: str
    questions: int
    left_out: tuple[str, ...]
    right_before: float
    right_after: float
    better: tuple[Change, ...]
    worse: tuple[Change, ...]
    p: float

    def worsened(self, margin: float = MARGIN) -> bool:
        """More is lost than `margin`, or a loss that chance does not explain (p under SURE)."""
        lost = self.right_before - self.right_after
        return lost > margin + 1e-9 or lost > 0 and self.p < SURE


def compare(before: dict[str, Any], after: dict[str, Any]) -> list[Comparison]:
    """Every split of `before`.

    Raises:
        UserError: `after` lacks one, or has no question of it in common: a guard that looks away guards nothing.
    """
    found = []
    for split, rows in before["splits"].items():
        if split not in after["splits"]:
            raise UserError(f"Lần đo sau không có phần “{split}” của lần đo trước; hãy đo lại đủ các phần rồi so.")
        found.append(_compared(split, rows["outcomes"], after["splits"][split]["outcomes"]))
        if not found[-1].questions:
            raise UserError(f"Hai lần đo không có câu nào chung ở phần “{split}”; hãy so hai lần đo cùng một bộ câu hỏi.")
    return found


def robustness_lost(before: dict[str, Any], after: dict[str, Any]) -> float:
    """How far the share of questions that stay right in all forms fell; 0 where either run did not measure it."""
    shares = [run["robustness"]["robustness"] if run.get("robustness") else None for run in (before, after)]
    return shares[0] - shares[1] if None not in shares else 0.0


def _compared(split: str, before: list[dict[str, Any]], after: list[dict[str, Any]]) -> Comparison:
    old, new = ({row["id"]: row for row in rows} for rows in (before, after))
    same = [key for key in old if key in new and _asked(old[key]) == _asked(new[key])]
    left_out = tuple(sorted({*old, *new} - set(same)))
    better = tuple(_change(old[key], new[key]) for key in same if new[key]["right"] and not old[key]["right"])
    worse = tuple(_change(old[key], new[key]) for key in same if old[key]["right"] and not new[key]["right"])
    count = max(1, len(same))
    right = [sum(rows[key]["right"] for key in same) / count for rows in (old, new)]
    return Comparison(split, len(same), left_out, right[0], right[1], better, worse, paired_p(len(better), len(worse)))


def _asked(row: dict[str, Any]) -> tuple[Any, ...]:
    """What is asked and what is accepted: an answer to another question, or judged otherwise, is not comparable."""
    return row["question"], row["history"], row["expected"], row["evidence"]


def _change(before: dict[str, Any], after: dict[str, Any]) -> Change:
    return Change(before["id"], before["question"], *(given["short_answer"] or f"({given['reason']})" for given in (before["given"], after["given"])))


def as_text(found: list[Comparison], margin: float) -> str:
    """The comparison for a terminal, in Vietnamese."""
    lines = []
    for one in found:
        lines.append(f"== {one.split}: {one.questions} câu chung; đúng {one.right_before:.3f} → {one.right_after:.3f}; {len(one.better)} câu tốt lên, {len(one.worse)} câu kém đi, p = {one.p:.3f}")
        if one.left_out:
            lines.append(f"  không so được {len(one.left_out)} câu (chỉ có ở một bên, hoặc đã sửa): {', '.join(one.left_out[:10])}{' …' if len(one.left_out) > 10 else ''}")
        for mark, changes in (("+", one.better), ("-", one.worse)):
            lines += [f"  {mark} {change.id} {change.question} | trước: {change.before} | sau: {change.after}" for change in changes]
        if one.worsened(margin):
            lines.append(f"  KÉM ĐI quá mức cho phép ({margin:.3f}), hoặc không do ngẫu nhiên (p < {SURE})")
    return "\n".join(lines)
