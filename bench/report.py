"""The table, in Markdown, and what it was measured on."""

from peers import BASELINE


def table(results, metrics):
    """A row for each metric, a column for each proxy."""
    proxies = results.proxies()
    rows = ["| | " + " | ".join(proxies) + " |", "|---|" + "---|" * len(proxies)]
    for metric in metrics:
        cells = [_cell(results.summary(proxy, metric), metric, proxy) for proxy in proxies]
        if not metric.detail and any(cells):
            rows.append(f"| {metric.label} | " + " | ".join(cells) + " |")
    return "\n".join(rows)


def _cell(summary, metric, proxy):
    if not summary:
        return ""
    value = f"{summary['median']:.{metric.digits}f}"
    ratio = summary.get("ratio")
    if proxy == BASELINE or not ratio:
        return f"{value} ({summary['min']:.{metric.digits}f}–{summary['max']:.{metric.digits}f})"
    return f"{value} · **{ratio['median']:.2f}×** ({ratio['min']:.2f}–{ratio['max']:.2f})"


def circumstances(run):
    """What the figures depend on, as a list."""
    versions = ", ".join(f"{name} {version}" for name, version in run["versions"].items())
    skipped = "".join(f"\n- Skipped: {name}: {why}" for name, why in run["skipped"].items())
    return (
        f"- {run['date']}, {run['rounds']} rounds, {run['seconds']} s each after up to "
        f"{run['warm_up']:g} s of warm-up; {versions}\n"
        f"- {run['processor']}, Linux {run['kernel']}; {run['openssl']} "
        "(nginx, HAProxy and the client)\n"
        f"- Others kept the processors {run['others_busy_percent']} % busy before each round"
        f"{skipped}")


def update_section(page, text):
    """Puts a text between the markers of a page."""
    begin, end = "<!-- begin: make bench -->\n", "<!-- end: make bench -->"
    content = page.read_text()
    before, _, rest = content.partition(begin)
    after = rest.partition(end)[2]
    page.write_text(f"{before}{begin}\n{text}\n\n{end}{after}")
