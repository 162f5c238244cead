"""What the sidecar is meant to reach, and whether a run shows that it does."""

from dataclasses import dataclass

import metrics
from peers import BASELINE

OURS = "sidecar"


@dataclass(frozen=True)
class Aim:
    """The most that the median of a figure may be: its ratio to a peer's, or the figure itself."""

    workload: str
    key: str
    label: str
    most: float
    to: str = ""

    def text(self):
        return f"{self.most:.2f}× {self.to}" if self.to else f"{self.most:g}"


KEEPALIVE, HANDSHAKE = "CPU per request, keep-alive 1 KiB", "CPU per full handshake"

AIMS = [
    Aim(metrics.KEEPALIVE, "cpu_us_per_request", KEEPALIVE, 0.70, BASELINE),
    Aim(metrics.KEEPALIVE, "cpu_us_per_request", KEEPALIVE, 0.85, "HAProxy"),
    Aim(metrics.KEEPALIVE, "cpu_us_per_request", KEEPALIVE, 0.32, "Envoy"),
    Aim(metrics.HANDSHAKES, "cpu_us_per_handshake", HANDSHAKE, 0.76, BASELINE),
    Aim(metrics.DOWN, "cpu_s_per_gb", "CPU per GB, 1 MiB down", 0.55, BASELINE),
    Aim(metrics.UP, "cpu_s_per_gb", "CPU per GB, 1 MiB up", 0.55, BASELINE),
    Aim(metrics.PACED, "p99_ms", "p99 at 1000 requests/s", 1.00, BASELINE),
    Aim(metrics.FLOOD, "ratio_to_quiet", "p99 under a flood of handshakes, to its own without", 2.0),
    Aim(metrics.COLD, "ratio_to_warm", "CPU per request in the first 5 s, to its own warm", 1.3),
    Aim(metrics.MEMORY, "rss_mib", "RSS after start, MiB", 55),
    Aim(metrics.LOADED, "rss_mib", "RSS after load, MiB", 70),
    Aim(metrics.IDLE, "rss_mib", "RSS with 2,000 idle connections, MiB", 90),
    Aim(metrics.MEMORY, "further_uss_mib", "private memory of each further one, MiB", 32),
    Aim(metrics.MEMORY, "kib_per_connection", "memory per idle connection, KiB", 10),
    Aim(metrics.START, "first_answer_ms", "start to first HTTPS answer, ms", 300),
]


def table(results):
    """A row for each aim: what it is, what was reached, and by how much it is missed."""
    rows = ["| figure | aim: at most | reached | |", "|---|---|---|---|"]
    for aim in AIMS:
        reached = results.spread(OURS, aim.workload, aim.key, aim.to)
        if reached:
            missed = reached["median"] / aim.most - 1
            verdict = "reached" if missed <= 0 else f"missed by {missed * 100:.0f} %"
            digits = 2 if aim.to or aim.most < 10 else 0
            shown = " ({1:.{0}f}–{2:.{0}f})".format(digits, reached["min"], reached["max"])
            rows.append(f"| {aim.label} | {aim.text()} | {reached['median']:.{digits}f}{shown} | "
                        f"{verdict} |")
    return "\n".join(rows)
