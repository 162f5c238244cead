"""Where things are, and which processors they run on."""

import os
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
HOME = REPOSITORY / "bench"
TARGET = REPOSITORY / "target" / "bench"
RUN = TARGET / "run"
TOOLS = TARGET / "tools"
CERTIFICATE = RUN / "tls" / "tls.crt"
KEY = RUN / "tls" / "tls.key"
# Some programs want both in one file.
CERTIFICATE_AND_KEY = RUN / "tls" / "both.pem"

# Everything runs in a network of its own, so these are free.
APP_PORT = 9000
FIRST_PROXY_PORT = 9001

_PROCESSORS = sorted(os.sched_getaffinity(0))
ENOUGH_PROCESSORS = len(_PROCESSORS) >= 2
PROXY_CPU, LOAD_CPU = (_PROCESSORS * 2)[:2]


class Failure(Exception):
    """The benchmark can't go on; the text says why and what to do."""
