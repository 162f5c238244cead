import re

from peers import debian
from peers.peer import Peer, output
from settings import RUN


class Nginx(Peer):
    """nginx of Debian, with OpenSSL."""

    name = "nginx"
    config = "nginx.conf"

    def install(self):
        debian.install("nginx")

    def version(self):
        return re.search(r"nginx/(\S+)", output(debian.program("nginx"), "-v"))[1]

    def command(self, config):
        return [debian.program("nginx"), "-p", RUN, "-e", "stderr", "-c", config]
