"""The workloads: each puts one running proxy to work and returns its figures."""

import contextlib
import http.client
import json
import ssl
import statistics
import subprocess
import time

import metrics
from peers.peer import Instance
from settings import CERTIFICATE, LOAD_CPU, TOOLS, Failure

IDLE_CONNECTIONS = 2000
UPLOAD_BYTES = 1 << 20
COLD_SECONDS = 5
WARM_UP_PIECES = 5
FLOODS = 3


class Load:
    """Runs the load program against a proxy.

    How long is counted in CPU time of the proxy: a busy machine then gives it no less of a warm-up.
    """

    def __init__(self, seconds, warm_up):
        self.seconds, self.warm_up = seconds, warm_up

    def keep_alive(self, proxy):
        self._warm_up(proxy, "requests", 1)
        return _requests(self._saturate(proxy, "requests", self.seconds))

    def cold(self, proxy):
        """A process that has served next to nothing until now."""
        return _cpu_per_request(self._saturate(proxy, "requests", COLD_SECONDS))

    def fields(self, proxy):
        self._warm_up(proxy, "requests", 1 / 5, path="/fields")
        return _cpu_per_request(self._saturate(proxy, "requests", self.seconds, path="/fields"))

    def paced(self, proxy):
        first = self._run(proxy, "first", connections=16)
        # Twice as long: a percentile of 99.9 is made of few requests.
        paced = self._paced(proxy, 2 * self.seconds)
        return {
            **{f"{key}_ms": paced[key] for key in ("p50", "p99", "p99.9")},
            **_cpu_per_request(paced),
            "first_p50_ms": first["p50"],
            "first_max_ms": first["max"],
        }

    def handshakes(self, proxy):
        result = self._handshakes(proxy, 1 / 2)
        if result["resumed"]:
            raise Failure(f"{result['resumed']} sessions were resumed without being asked for")
        return _handshakes(result, "full")

    def resumed(self, proxy):
        result = self._handshakes(proxy, 1 / 6, "--resume")
        # Those that begin before the first session is there are full ones.
        if result["full"] > 2 * 16:
            raise Failure(f"only {result['resumed']} sessions resumed, {result['full']} not")
        return _handshakes(result, "resumed")

    def flood(self, proxy):
        """What open connections notice of clients that ask for handshakes and nothing else."""
        self._warm_up(proxy, "requests", 1)
        self._flooded(proxy, self.warm_up * proxy.peer.warm_up)
        quiet, flooded, rates = [], [], []
        for _ in range(FLOODS):
            quiet.append(self._paced(proxy, self.seconds)["p99"])
            paced, flood = self._flooded(proxy, self.seconds)
            flooded.append(paced["p99"])
            rates.append(flood["answered"] / flood["seconds"])
        return {
            "p99_ms": statistics.median(flooded),
            "ratio_to_quiet": statistics.median(flooded) / statistics.median(quiet),
            "handshakes_per_second": statistics.median(rates),
        }

    def down(self, proxy):
        big = {"connections": 8, "path": "/1m"}
        self._warm_up(proxy, "requests", 1 / 3, **big)
        return _bytes(self._saturate(proxy, "requests", self.seconds, **big), "received")

    def up(self, proxy):
        big = {"connections": 8, "path": "/upload", "upload": UPLOAD_BYTES}
        self._warm_up(proxy, "requests", 1 / 3, **big)
        return _bytes(self._saturate(proxy, "requests", self.seconds, **big), "sent")

    def idle_connections(self, proxy):
        with _idle_connections(proxy):
            return {"rss_mib": proxy.memory()["rss_mib"]}

    def memory_loaded(self, proxy):
        return proxy.memory()

    def _paced(self, proxy, seconds):
        return self._run(proxy, "paced", connections=16, seconds=seconds)

    def _flooded(self, proxy, seconds):
        command = _command("flood", proxy.port, connections=16, seconds=seconds + 1)
        # Its clients are not to take the processor from those that are measured: these come first,
        # at once, where a lower priority would let them wait for the rest of a time slice.
        idle = ["chrt", "--idle", "0", *command]
        with subprocess.Popen(idle, text=True, stdout=subprocess.PIPE) as flood:
            time.sleep(0.5)
            paced = self._paced(proxy, seconds)
            result = json.loads(flood.communicate()[0])
        if not result["answered"]:
            raise Failure("the flood got no answer")
        return paced, result

    def _handshakes(self, proxy, share, *flags):
        # The client needs as much CPU as the proxy: in the same time, the proxy uses half of it.
        self._warm_up(proxy, "handshakes", share, *flags, connections=16)
        return self._saturate(proxy, "handshakes", self.seconds / 2, *flags, connections=16)

    def _warm_up(self, proxy, mode, share, *flags, **options):
        # In pieces, so that connections end and begin: code compiled while none does would be
        # thrown away, and compiled again, when the measurement opens its own.
        seconds = share * self.warm_up * proxy.peer.warm_up
        for _ in range(WARM_UP_PIECES):
            self._saturate(proxy, mode, seconds / WARM_UP_PIECES, *flags, **options)

    def _saturate(self, proxy, mode, cpu_seconds, *flags, **options):
        bounds = {"cpu-seconds": cpu_seconds, "seconds": 5 * cpu_seconds}
        return self._run(proxy, mode, *flags, **bounds, **options)

    def _run(self, proxy, mode, *flags, **options):
        command = _command(mode, proxy.port, *flags, "--cpu-of", proxy.pids(), **options)
        result = subprocess.run(command, text=True, capture_output=True, timeout=120)
        proxy.check_alive()
        if result.returncode:
            raise Failure(f"load {mode}: {result.stderr.strip() or 'no answers'}")
        figures = json.loads(result.stdout)
        if figures["failed"]:
            raise Failure(f"load {mode}: {figures['failed']} requests failed")
        return figures


def start_alone(peer):
    """Start to first answer and memory of a process on its own, then of a second one beside it."""
    with Instance(peer) as proxy:
        answered = await_answer(proxy)
        time.sleep(1)
        memory = proxy.memory()
        with Instance(peer) as further:
            await_answer(further)
            time.sleep(0.5)
            memory["further_uss_mib"] = further.memory()["uss_mib"]
        with _idle_connections(proxy):
            grown = proxy.memory()["rss_mib"] - memory["rss_mib"]
        memory["kib_per_connection"] = grown * 1024 / IDLE_CONNECTIONS
    return {metrics.START: {"first_answer_ms": (answered - proxy.started) * 1000},
            metrics.MEMORY: memory}


@contextlib.contextmanager
def _idle_connections(proxy):
    command = _command("idle", proxy.port, connections=IDLE_CONNECTIONS)
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen(command, text=True, **pipes) as idle:
        if not idle.stdout.readline():
            raise Failure(f"{IDLE_CONNECTIONS} connections could not be opened")
        time.sleep(0.5)
        yield


def check_forwarded(proxy):
    """Every proxy has to do the same: it tells the app where a request came from."""
    trust = ssl.create_default_context(cafile=CERTIFICATE)
    connection = http.client.HTTPSConnection("localhost", proxy.port, context=trust, timeout=5)
    with contextlib.closing(connection):
        connection.request("GET", "/request")
        head = connection.getresponse().read().decode("latin-1").lower()
    expected = {"for": "127.0.0.1", "proto": "https", "host": f"localhost:{proxy.port}",
                "port": str(proxy.port)}
    for name, value in expected.items():
        if f"\r\nx-forwarded-{name}: {value}\r\n" not in head:
            raise Failure(f"{proxy.peer.name}: no X-Forwarded-{name.title()}: {value} in {head!r}")


def await_answer(proxy):
    """Waits for the first answer over TLS; returns when it was there."""
    command = _command("await", proxy.port, seconds=20)
    result = subprocess.run(command, text=True, capture_output=True)
    proxy.check_alive()
    if result.returncode:
        raise Failure(f"{proxy.peer.name} does not answer (log: {proxy.log})")
    return json.loads(result.stdout)["answered"]


def _command(mode, port, *flags, **options):
    command = ["taskset", "--cpu-list", LOAD_CPU, TOOLS / "load", mode, "--port", port, *flags]
    for name, value in options.items():
        command += [f"--{name}", value]
    return list(map(str, command))


def _cpu_per_request(result):
    return {"cpu_us_per_request": result["cpu"] / result["requests"] * 1e6}


def _requests(result):
    return {
        **_cpu_per_request(result),
        "requests_per_second": result["requests"] / result["seconds"],
        "busy_percent": result["cpu"] / result["seconds"] * 100,
    }


def _handshakes(result, kind):
    return {
        "cpu_us_per_handshake": result["cpu"] / result[kind] * 1e6,
        "handshakes_per_second": result[kind] / result["seconds"],
    }


def _bytes(result, direction):
    return {
        "cpu_s_per_gb": result["cpu"] / result[direction] * 1e9,
        "mb_per_second": result[direction] / result["seconds"] / 1e6,
    }
