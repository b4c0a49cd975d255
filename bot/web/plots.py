"""Bars as SVG, drawn in the page's own colours, with the figures beside them as a table for who cannot see them."""

from html import escape

_WIDTH, _HEIGHT, _FOOT, _LEFT = 720, 180, 20, 46
_TICKS = 4


def stacked_bars(title: str, labels: list[str], series: dict[str, list[float]], unit: str) -> str:
    """One bar for each label, its parts (a name and a value for each label) one above the other; `unit` follows each value."""
    sums = [sum(values) for values in zip(*series.values(), strict=True)]
    top = _round_up(max(sums, default=0))
    step = (_WIDTH - _LEFT) / max(1, len(labels))
    parts = []
    for tick in range(_TICKS + 1):
        y = _HEIGHT - _HEIGHT * tick / _TICKS
        parts.append(f'<line x1="{_LEFT}" x2="{_WIDTH}" y1="{y:.1f}" y2="{y:.1f}"/><text x="{_LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{top * tick / _TICKS:g}</text>')
    for at, label in enumerate(labels):
        base = float(_HEIGHT)
        for number, (name, values) in enumerate(series.items()):
            height = _HEIGHT * values[at] / top
            base -= height
            if height:
                told = escape(f"{label}, {name}: {values[at]:g} {unit}")
                parts.append(f'<rect class="s{number}" x="{_LEFT + at * step + 1:.1f}" y="{base:.1f}" width="{step - 2:.1f}" height="{height:.1f}"><title>{told}</title></rect>')
        if at % max(1, len(labels) // 6) == 0:
            parts.append(f'<text x="{_LEFT + at * step:.1f}" y="{_HEIGHT + 15}">{escape(label)}</text>')
    legend = "".join(f'<li class="s{number}">{escape(name)}</li>' for number, name in enumerate(series))
    return (
        f'<figure class="bieu-do"><figcaption>{escape(title)}</figcaption><ul>{legend}</ul>'
        f'<svg viewBox="0 -10 {_WIDTH} {_HEIGHT + _FOOT + 10}" role="img" aria-label="{escape(title)}">{"".join(parts)}</svg></figure>'
    )


def _round_up(value: float) -> float:
    """A round number that is no less, and divides by the ticks."""
    size = 1.0
    while True:
        for factor in (4, 8, 20):
            if value <= factor * size:
                return factor * size
        size *= 10
