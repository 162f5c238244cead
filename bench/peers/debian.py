"""Programs from Debian packages, unpacked beside the build: nothing is installed on the machine.

A package that is installed would also start its service.
"""

import os
import shutil
import subprocess
from pathlib import Path

from settings import TARGET, Failure

ROOT = TARGET / "debian"
_LIBRARIES = [ROOT / "usr/lib" / f"{os.uname().machine}-linux-gnu", ROOT / "usr/lib"]


def program(name):
    """Where the program of that name is, or None."""
    folders = [ROOT / "usr/sbin", ROOT / "usr/bin", "/usr/sbin", "/usr/bin"]
    return shutil.which(name, path=os.pathsep.join(map(str, folders)))


def environment():
    return {**os.environ, "LD_LIBRARY_PATH": os.pathsep.join(map(str, _LIBRARIES))}


def install(name):
    """Gets a package and what it needs that the machine lacks."""
    if program(name):
        return
    if not shutil.which("apt-get"):
        raise Failure("no apt-get here, and it is not installed")
    archives = TARGET / "archives" / name
    (archives / "partial").mkdir(parents=True, exist_ok=True)
    download = ["apt-get", "--yes", "--no-install-recommends", "--download-only",
                "--option", f"Dir::Cache::archives={archives}", "--option", "Debug::NoLocking=1",
                "--option", "APT::Sandbox::User=root", "install", name]
    if not _runs(download) and not (_runs(["apt-get", "update"]) and _runs(download)):
        raise Failure(f"apt-get has no package {name} (as root: apt-get update)")
    ROOT.mkdir(parents=True, exist_ok=True)
    for package in Path(archives).glob("*.deb"):
        subprocess.run(["dpkg-deb", "--extract", package, ROOT], check=True)
    if not program(name):
        raise Failure(f"package {name} has no program of that name")


def _runs(command):
    return subprocess.run(command, capture_output=True).returncode == 0
