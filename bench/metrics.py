"""What is measured: the rows of the table."""

from dataclasses import dataclass

KEEPALIVE, PACED, HANDSHAKES, RESUMED = "keep-alive", "paced", "handshakes", "resumed"
DOWN, UP, IDLE, START, COLD = "down", "up", "idle-connections", "start", "cold"
MEMORY, LOADED, FIELDS, FLOOD = "memory", "memory-loaded", "fields", "flood"


@dataclass(frozen=True)
class Metric:
    """A figure of a workload; its lower values are the better ones, unless it says otherwise."""

    workload: str
    key: str
    label: str
    digits: int = 1
    # What the chart calls it; without, it is not in the chart.
    chart: str = ""
    # Shown in results.json alone.
    detail: bool = False


METRICS = [
    Metric(KEEPALIVE, "cpu_us_per_request", "keep-alive 1 KiB: CPU µs per request",
           chart="CPU per request, keep-alive"),
    Metric(KEEPALIVE, "requests_per_second", "– requests/s", 0),
    Metric(KEEPALIVE, "busy_percent", "– CPU busy %", 0, detail=True),
    Metric(PACED, "p50_ms", "1000 requests/s: p50 ms", 3),
    Metric(PACED, "p99_ms", "– p99 ms", 3, chart="p99 at 1000 requests/s"),
    Metric(PACED, "p99.9_ms", "– p99.9 ms", 3),
    Metric(PACED, "cpu_us_per_request", "– CPU µs per request"),
    Metric(PACED, "first_p50_ms", "– first request of a connection, p50 ms", 3),
    Metric(PACED, "first_max_ms", "– first request, slowest ms", 3, detail=True),
    Metric(HANDSHAKES, "cpu_us_per_handshake", "full handshake: CPU µs", 0,
           chart="CPU per full handshake"),
    Metric(HANDSHAKES, "handshakes_per_second", "– handshakes/s", 0, detail=True),
    Metric(RESUMED, "cpu_us_per_handshake", "resumed handshake: CPU µs", 0,
           chart="CPU per resumed handshake"),
    Metric(RESUMED, "handshakes_per_second", "– resumed handshakes/s", 0, detail=True),
    Metric(FLOOD, "p99_ms", "flood of handshakes: p99 ms at 1000 requests/s", 3),
    Metric(FLOOD, "ratio_to_quiet", "– as a multiple of its own p99 without", 2),
    Metric(FLOOD, "handshakes_per_second", "– handshakes/s meanwhile", 0),
    Metric(DOWN, "cpu_s_per_gb", "1 MiB down: CPU s per GB", 3, chart="CPU per GB down"),
    Metric(DOWN, "mb_per_second", "– MB/s", 0),
    Metric(UP, "cpu_s_per_gb", "1 MiB up: CPU s per GB", 3, chart="CPU per GB up"),
    Metric(UP, "mb_per_second", "– MB/s", 0, detail=True),
    Metric(FIELDS, "cpu_us_per_request", "fields to rewrite: CPU µs per request"),
    Metric(COLD, "cpu_us_per_request", "first 5 s after start: CPU µs per request"),
    Metric(COLD, "ratio_to_warm", "– as a multiple of its own warm figure", 2),
    Metric(START, "first_answer_ms", "start to first HTTPS answer: ms", 0,
           chart="start to first answer"),
    Metric(MEMORY, "rss_mib", "memory after start: RSS MiB", chart="memory after start (RSS)"),
    Metric(MEMORY, "pss_mib", "– PSS MiB"),
    Metric(MEMORY, "uss_mib", "– USS MiB", detail=True),
    Metric(MEMORY, "further_uss_mib", "– USS MiB of a second one beside it"),
    Metric(MEMORY, "kib_per_connection", "– KiB for each of 2,000 idle connections",
           chart="memory per idle connection"),
    Metric(LOADED, "rss_mib", "memory after all of this load: RSS MiB"),
    Metric(LOADED, "pss_mib", "– PSS MiB"),
    Metric(LOADED, "uss_mib", "– USS MiB", detail=True),
    Metric(IDLE, "rss_mib", "– RSS MiB with 2,000 idle connections"),
]
