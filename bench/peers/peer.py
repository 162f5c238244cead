"""What the benchmark needs to know of a proxy."""

import itertools
import os
import subprocess
import time

import processes
from settings import (APP_PORT, CERTIFICATE, CERTIFICATE_AND_KEY, FIRST_PROXY_PORT, HOME, KEY,
                      PROXY_CPU, RUN, Failure)

_ports = itertools.count(FIRST_PROXY_PORT)


class Peer:
    """A proxy: how to get it, and how to start it with the configuration in this folder."""

    name: str
    config: str
    is_ours = False
    # Of the warm-up, what a program without a JIT compiler needs.
    warm_up = 0.2
    # Our own with another configuration, which is measured by fewer workloads.
    variant = False

    def install(self):
        """Makes it ready to start, or raises a Failure that says why it can't be had."""

    def version(self):
        """Runs it to say which version it is."""
        raise NotImplementedError

    def command(self, config):
        """The command line, with the path of the configuration."""
        raise NotImplementedError

    def environment(self):
        return dict(os.environ)

    def placeholders(self):
        """What stands for @NAME@ in the configuration, besides the port."""
        return {
            "APP_PORT": APP_PORT, "CERTIFICATE": CERTIFICATE, "KEY": KEY,
            "CERTIFICATE_AND_KEY": CERTIFICATE_AND_KEY, "DIRECTORY": RUN,
        }

    def write_config(self, values):
        """Fills in the configuration for one process and returns its path."""
        text = (HOME / "peers" / self.config).read_text()
        for name, value in values.items():
            text = text.replace(f"@{name}@", str(value))
        path = RUN / f"{values['PORT']}-{self.config}"
        path.write_text(text)
        return path


class Instance:
    """One running proxy process, with its children."""

    def __init__(self, peer):
        self.peer, self.port = peer, next(_ports)
        values = {**peer.placeholders(), "PORT": self.port, "ADMIN_PORT": next(_ports)}
        self.log = RUN / f"{self.port}-{peer.name}.log"
        command = peer.command(peer.write_config(values))
        self.started = time.monotonic()
        self.process = processes.start(PROXY_CPU, command, self.log, peer.environment())

    def pids(self):
        return ",".join(map(str, processes.tree(self.process.pid)))

    def memory(self):
        return processes.memory(self.process.pid)

    def check_alive(self):
        if self.process.poll() is not None:
            lines = self.log.read_text(errors="replace").splitlines()
            raise Failure(f"{self.peer.name} ended: {' | '.join(lines[-3:])} (log: {self.log})")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        processes.stop(self.process)


def output(*command, **options):
    """What a command says, on stdout or stderr."""
    result = subprocess.run(list(map(str, command)), text=True, stdout=subprocess.PIPE,
                            stderr=subprocess.STDOUT, check=True, **options)
    return result.stdout.strip()
