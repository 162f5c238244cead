"""Builds the two load programs and makes the certificate."""

import os
import shutil
import subprocess

from settings import CERTIFICATE, CERTIFICATE_AND_KEY, HOME, KEY, TOOLS, Failure

SOURCES = HOME / "load"
NEEDS = ["gcc", "libc6-dev", "libssl-dev", "openssl", "iproute2"]


def build():
    if not _tools_are_there():
        _install_tools()
    TOOLS.mkdir(parents=True, exist_ok=True)
    _compile("upstream", ["upstream.c"])
    _compile("load", ["load.c", "options.c", "connection.c", "flood.c"], "-lssl", "-lcrypto")


def make_certificate():
    """An ECDSA P-256 pair that is valid for a day; every proxy serves it."""
    CERTIFICATE.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
         "-noenc", "-days", "1", "-subj", "/CN=localhost", "-addext",
         "subjectAltName=DNS:localhost,IP:127.0.0.1", "-out", CERTIFICATE, "-keyout", KEY],
        check=True, capture_output=True)
    CERTIFICATE_AND_KEY.write_text(CERTIFICATE.read_text() + KEY.read_text())


def _tools_are_there():
    include = subprocess.run(["gcc", "-E", "-include", "openssl/ssl.h", "-x", "c", os.devnull],
                             capture_output=True) if shutil.which("gcc") else None
    return include and include.returncode == 0 and shutil.which("openssl") and shutil.which("ip")


def _install_tools():
    install = ["apt-get", "install", "--yes", "--no-install-recommends", *NEEDS]
    if os.getuid() or not shutil.which("apt-get"):
        raise Failure(f"the load programs can't be built; as root: {' '.join(install)}")
    subprocess.run(["apt-get", "update"], capture_output=True)
    if subprocess.run(install, capture_output=True).returncode:
        raise Failure(f"failed: {' '.join(install)}")


def _compile(program, sources, *libraries):
    command = ["gcc", "-O2", "-Wall", "-Wextra", "-Werror", "-o", TOOLS / program,
               *(SOURCES / source for source in sources), *libraries]
    subprocess.run(command, check=True)
