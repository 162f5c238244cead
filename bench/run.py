"""One run: the rounds, interleaved, and the files that come of it."""

import contextlib
import datetime
import json
import platform
import re
import subprocess
import sys
import time
from pathlib import Path

import aims
import chart
import metrics
import processes
import report
from peers.peer import Instance, output
from results import Results
from settings import APP_PORT, LOAD_CPU, REPOSITORY, RUN, TARGET, TOOLS, Failure
from workloads import Load, await_answer, check_forwarded, start_alone

PAGE, PICTURE = REPOSITORY / "docs" / "performance.md", REPOSITORY / "docs" / "performance.svg"

# In this order in each round. None: what is measured on a process of its own, before the others.
WORKLOADS = {
    metrics.START: None,
    metrics.COLD: Load.cold,
    metrics.KEEPALIVE: Load.keep_alive,
    metrics.FIELDS: Load.fields,
    metrics.PACED: Load.paced,
    metrics.HANDSHAKES: Load.handshakes,
    metrics.RESUMED: Load.resumed,
    metrics.FLOOD: Load.flood,
    metrics.DOWN: Load.down,
    metrics.UP: Load.up,
    metrics.LOADED: Load.memory_loaded,
    metrics.IDLE: Load.idle_connections,
}
# What rows of our own with another configuration are measured by.
OF_VARIANTS = {metrics.KEEPALIVE, metrics.FIELDS}
# A machine that does more than this besides is no place to measure.
BUSY_PERCENT = 10


class Run:
    def __init__(self, options, peers, skipped):
        self.options, self.peers = options, peers
        self.load = Load(options.seconds, options.warm_up)
        self.results = Results([peer.name for peer in peers])
        self.others_busy = []
        self.about = {
            "date": datetime.date.today().isoformat(),
            "rounds": options.rounds,
            "seconds": options.seconds,
            "warm_up": options.warm_up,
            "processor": re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text())[1],
            "kernel": platform.release().partition("-")[0],
            "openssl": output("openssl", "version").split(" (")[0],
            "versions": {peer.name: peer.version() for peer in peers if not peer.variant},
            "skipped": skipped,
        }

    def measure(self):
        app = processes.start(LOAD_CPU, [TOOLS / "upstream", APP_PORT], RUN / "upstream.log")
        try:
            for number in range(1, self.options.rounds + 1):
                self._check_quiet(number)
                self._round(number)
        finally:
            processes.stop(app)

    def _round(self, number):
        # Nobody is always the first.
        shift = number % len(self.peers)
        peers = self.peers[shift:] + self.peers[:shift]
        if metrics.START in self.options.workloads:
            for peer in peers:
                if not peer.variant:
                    self._try(number, peer.name, metrics.START, lambda: start_alone(peer))
        with contextlib.ExitStack() as running:
            proxies = [proxy for peer in peers if (proxy := self._start(number, peer, running))]
            for workload, measure in WORKLOADS.items():
                if measure and workload in self.options.workloads:
                    for proxy in self._measured_by(workload, proxies):
                        self._try(number, proxy.peer.name, workload,
                                  lambda: {workload: measure(self.load, proxy)})
        self._add_ratio_to_warm(number)

    def _start(self, number, peer, running):
        proxy = running.enter_context(Instance(peer))
        try:
            await_answer(proxy)
            check_forwarded(proxy)
            return proxy
        except (Failure, OSError) as failure:
            print(f"round {number}  {peer.name:12} left out: {failure}", file=sys.stderr)
            return None

    def _measured_by(self, workload, proxies):
        for proxy in proxies:
            if workload == metrics.FIELDS:
                if proxy.peer.is_ours:
                    yield proxy
            elif workload in OF_VARIANTS or not proxy.peer.variant:
                yield proxy

    def _try(self, number, name, workload, measure):
        """A proxy that fails in one workload loses that figure, not the run."""
        try:
            for each, figures in measure().items():
                self.results.add(number, name, each, figures)
                told = ", ".join(f"{key} {value:.4g}" for key, value in figures.items())
                print(f"round {number}  {name:12} {each:16} {told}", file=sys.stderr)
        except (Failure, subprocess.TimeoutExpired) as failure:
            print(f"round {number}  {name:12} {workload:16} FAILED: {failure}", file=sys.stderr)

    def _add_ratio_to_warm(self, number):
        for name in self.results.proxies():
            cold, warm = (self.results.value(number, name, workload, "cpu_us_per_request")
                          for workload in (metrics.COLD, metrics.KEEPALIVE))
            if cold and warm:
                self.results.add(number, name, metrics.COLD, {"ratio_to_warm": cold / warm})

    def _check_quiet(self, number):
        busy = _busy_percent(1)
        self.others_busy.append(busy)
        if busy > BUSY_PERCENT:
            print(f"round {number}  warning: something else keeps this machine {busy} % busy; "
                  "trust the ratios of CPU time at most, and no latency", file=sys.stderr)

    def write(self, update_docs):
        busy = f"{min(self.others_busy)}–{max(self.others_busy)}"
        self.about["others_busy_percent"] = busy
        text = "\n\n".join([
            report.circumstances(self.about),
            aims.table(self.results),
            report.table(self.results, metrics.METRICS)])
        picture = chart.chart(self.results, metrics.METRICS)
        (TARGET / "run.json").write_text(json.dumps(self.about, indent=2) + "\n")
        (TARGET / "results.json").write_text(self.results.as_json(metrics.METRICS) + "\n")
        (TARGET / "results.md").write_text(text + "\n")
        (TARGET / "chart.svg").write_text(picture)
        if update_docs:
            image = f"![Key figures as ratios to nginx]({PICTURE.name})"
            report.update_section(PAGE, f"{image}\n\n{text}")
            PICTURE.write_text(picture)
        print(text)


def _busy_percent(seconds):
    """How busy all processors are at the moment, in percent of them."""
    def read():
        values = list(map(int, Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:9]))
        return sum(values), values[3] + values[4]
    (total, idle), _ = read(), time.sleep(seconds)
    total_after, idle_after = read()
    return round(100 - (idle_after - idle) / (total_after - total) * 100)
