"""Plots of a run, as SVG in data addresses: a page with them is one file, and prints sharply."""

import base64
import io
from collections.abc import Callable
from dataclasses import dataclass

import matplotlib

matplotlib.use("svg")
import matplotlib.pyplot as plt  # noqa: E402 - the backend is chosen first
from matplotlib.axes import Axes  # noqa: E402

# Told apart by those who do not see red and green, and in grey print (Okabe & Ito 2008).
COLOURS = ("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00")
_MARKERS = "os^Dv*"
_STYLE = {
    "font.size": 9,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "grid.color": "#dddddd",
    "axes.axisbelow": True,
    "svg.hashsalt": "eval",  # the same figures give the same file
}


@dataclass(frozen=True)
class Share:
    """A share (0 to 1) of `count` questions, with the ends of its interval."""

    label: str
    count: int
    value: float
    low: float
    high: float


def shares(series: dict[str, list[Share]]) -> str:
    """A dot with its interval for each label, a colour and a marker for each series; labels in the order of the first."""
    labels = list(dict.fromkeys(share.label for row in series.values() for share in row))

    def draw(axes: Axes) -> None:
        for number, (name, row) in enumerate(series.items()):
            at = [labels.index(share.label) + 0.16 * (number - (len(series) - 1) / 2) for share in row]
            values = [share.value for share in row]
            errors = [[share.value - share.low for share in row], [share.high - share.value for share in row]]
            axes.errorbar(values, at, xerr=errors, fmt=_MARKERS[number], color=COLOURS[number], capsize=3, markersize=5, linewidth=1.2, label=name)
        axes.set_yticks(range(len(labels)), labels)
        axes.invert_yaxis()
        axes.set_xlim(0, 1)
        axes.set_xlabel("tỷ lệ đúng, với khoảng tin cậy 95%")
        axes.legend(loc="upper center", bbox_to_anchor=(0.5, 1.12 if len(labels) > 8 else 1.3), ncols=3, frameon=False)

    return _picture(draw, 7, 0.34 * len(labels) + 1.1)


def stacked(rows: dict[str, dict[str, int]], unit: str) -> str:
    """A bar for each row, its parts one behind the other, with their counts in them."""
    parts = list(dict.fromkeys(part for row in rows.values() for part in row))

    def draw(axes: Axes) -> None:
        left = [0] * len(rows)
        for number, part in enumerate(parts):
            widths = [row.get(part, 0) for row in rows.values()]
            bars = axes.barh(list(rows), widths, left=left, color=COLOURS[number], label=part, edgecolor="white")
            axes.bar_label(bars, [str(width) if width else "" for width in widths], label_type="center", color="white", fontweight="bold")
            left = [a + b for a, b in zip(left, widths, strict=True)]
        axes.invert_yaxis()
        axes.set_xlabel(unit)
        axes.legend(loc="upper center", bbox_to_anchor=(0.5, 1.0 + 0.6 / (0.5 * len(rows) + 0.5)), ncols=5, frameon=False)

    return _picture(draw, 7, 0.5 * len(rows) + 1.2)


def cumulative(series: dict[str, list[float]], unit: str) -> str:
    """For each series, the share of values that are no larger."""

    def draw(axes: Axes) -> None:
        for number, (name, values) in enumerate(series.items()):
            axes.ecdf(values, color=COLOURS[number], linestyle=("-", "--", ":", "-.")[number % 4], label=name)
        axes.set_xlabel(unit)
        axes.set_ylabel("tỷ lệ câu không quá")
        axes.set_xlim(left=0)
        axes.legend(loc="lower right", frameon=False)

    return _picture(draw, 7, 2.6)


def _picture(draw: Callable[[Axes], None], width: float, height: float) -> str:
    """The address of the picture that `draw` draws; sizes in inches."""
    return "data:image/svg+xml;base64," + base64.b64encode(_svg([draw], width, height)).decode("ascii")


def _svg(draws: list[Callable[[Axes], None]], width: float, height: float) -> bytes:
    """The SVG of panels side by side."""
    with plt.rc_context(_STYLE):
        figure, axes = plt.subplots(1, len(draws), figsize=(width, height), layout="constrained", squeeze=False)
        try:
            for draw, one in zip(draws, axes[0], strict=True):
                draw(one)
            buffer = io.BytesIO()
            figure.savefig(buffer, format="svg", metadata={"Date": None})
            return buffer.getvalue()
        finally:
            plt.close(figure)


def curves(sizes: list[int], panels: dict[str, dict[str, list[float]]], unit: str) -> bytes:
    """SVG of a panel for each title, a line for each name over `sizes`, both axes logarithmic."""

    def drawing(title: str, lines: dict[str, list[float]]) -> Callable[[Axes], None]:
        def draw(axes: Axes) -> None:
            for number, (name, values) in enumerate(lines.items()):
                axes.loglog(sizes, values, marker=_MARKERS[number], color=COLOURS[number], markersize=4, label=name)
            axes.set_title(title)
            axes.set_xlabel(unit)
            axes.legend(frameon=False, fontsize=8)

        return draw

    return _svg([drawing(title, lines) for title, lines in panels.items()], 4.6 * len(panels), 3.4)
