"""The key figures as a chart: a bar for each proxy's ratio to the baseline, and its spread."""

from xml.sax.saxutils import escape

from peers import BASELINE

# Readable on a white and on a black page.
COLOURS = {"sidecar": "#2f81f7", BASELINE: "#8b949e"}
OTHERS = ["#d29922", "#a371f7", "#3fb950", "#db6d28", "#f778ba"]
WIDTH, LABEL, RIGHT = 760, 180, 60
BAR, GAP, HEAD = 11, 16, 56
# Longer bars are cut off, and only their number tells.
MOST = 4.0


def chart(results, metrics):
    proxies = [name for name in results.proxies() if name == "sidecar" or "-" not in name]
    rows = [(metric, proxy, results.summary(proxy, metric))
            for metric in metrics if metric.chart for proxy in proxies]
    rows = [row for row in rows if row[2] and "ratio" in row[2]]
    parts, y, last = [], HEAD, None
    for metric, proxy, summary in rows:
        if metric is not last:
            y += GAP if last else 0
            parts.append(_text(LABEL - 8, y + BAR - 1, metric.chart, "end"))
            last = metric
        parts += _bar(y, summary["ratio"], colour(proxy, proxies))
        y += BAR + 2
    return _frame(y + 20, _legend(proxies) + _grid(y) + parts)


def colour(proxy, proxies):
    return COLOURS.get(proxy) or OTHERS[proxies.index(proxy) % len(OTHERS)]


def _x(ratio):
    return LABEL + min(ratio, MOST) / MOST * (WIDTH - LABEL - RIGHT)


def _bar(y, ratio, fill):
    low, high, end = _x(ratio["min"]), _x(ratio["max"]), _x(ratio["median"])
    middle = y + BAR / 2
    return [
        f'<rect x="{LABEL}" y="{y}" width="{end - LABEL:.1f}" height="{BAR}" fill="{fill}"/>',
        f'<path d="M{low:.1f} {middle}H{high:.1f}" stroke="#6e7681" stroke-width="2"/>',
        _text(max(end, high) + 5, y + BAR - 1, f"{ratio['median']:.2f}×"),
    ]


def _grid(bottom):
    parts = []
    for tenth in range(0, int(MOST) * 2 + 1):
        ratio = tenth / 2
        weight = 1.5 if ratio == 1 else 0.4
        parts.append(f'<path d="M{_x(ratio):.1f} {HEAD - 6}V{bottom}" stroke="#8b949e" '
                     f'stroke-width="{weight}"/>')
    return parts


def _legend(proxies):
    parts = [_text(8, 16, f"Ratio to {BASELINE} in the same round, median and spread; "
                          "less is better", weight="bold")]
    x = 8
    for proxy in proxies:
        parts.append(f'<rect x="{x}" y="28" width="{BAR}" height="{BAR}" '
                     f'fill="{colour(proxy, proxies)}"/>')
        parts.append(_text(x + BAR + 5, 28 + BAR - 1, proxy))
        x += 40 + 8 * len(proxy)
    return parts


def _text(x, y, text, anchor="start", weight="normal"):
    return (f'<text x="{x:.1f}" y="{y}" text-anchor="{anchor}" font-weight="{weight}">'
            f"{escape(text)}</text>")


def _frame(height, parts):
    return "\n".join([
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" '
        f'font-family="sans-serif" font-size="11" fill="#6e7681">',
        *parts, "</svg>", ""])
