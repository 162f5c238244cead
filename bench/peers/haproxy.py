import re

from peers import debian
from peers.peer import Peer, output


class HAProxy(Peer):
    """HAProxy of Debian, with OpenSSL."""

    name = "HAProxy"
    config = "haproxy.cfg"

    def install(self):
        debian.install("haproxy")

    def version(self):
        text = output(debian.program("haproxy"), "-v", env=self.environment())
        return re.search(r"version (\S+?)-", text)[1]

    def command(self, config):
        return [debian.program("haproxy"), "-db", "-f", config]

    def environment(self):
        return debian.environment()
