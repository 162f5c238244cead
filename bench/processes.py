"""Processes: start them on a processor, end them, and what they use."""

import os
import signal
import subprocess
from contextlib import suppress
from pathlib import Path


def start(cpu, command, log, environment=None, **options):
    """Starts a command on one processor, its output in a file."""
    with open(log, "wb") as output:
        return subprocess.Popen(
            ["taskset", "--cpu-list", str(cpu), *map(str, command)],
            stdin=subprocess.DEVNULL, stdout=output, stderr=output,
            env=environment, start_new_session=True, **options)


def tree(pid):
    """The process and all its descendants."""
    pids = [pid]
    for parent in pids:
        with suppress(OSError):
            for thread in Path(f"/proc/{parent}/task").iterdir():
                pids += map(int, (thread / "children").read_text().split())
    return pids


def stop(process):
    """Ends a process and its descendants, and waits until they are gone."""
    pids = tree(process.pid)
    process.terminate()
    with suppress(subprocess.TimeoutExpired):
        process.wait(5)
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    process.wait()


def memory(pid):
    """Memory of the process and its descendants in MiB: RSS, PSS and USS, the private part."""
    kib = {"Rss": 0, "Pss": 0, "Private_Clean": 0, "Private_Dirty": 0}
    for each in tree(pid):
        for line in Path(f"/proc/{each}/smaps_rollup").read_text().splitlines():
            name, _, value = line.partition(":")
            if name in kib:
                kib[name] += int(value.split()[0])
    return {
        "rss_mib": kib["Rss"] / 1024,
        "pss_mib": kib["Pss"] / 1024,
        "uss_mib": (kib["Private_Clean"] + kib["Private_Dirty"]) / 1024,
    }
