from peers import debian
from peers.peer import Peer, output
from settings import RUN


class Caddy(Peer):
    """Caddy of Debian, with Go's own TLS."""

    name = "Caddy"
    config = "Caddyfile"

    def install(self):
        debian.install("caddy")

    def version(self):
        return output(debian.program("caddy"), "version").split()[0].lstrip("v")

    def command(self, config):
        return [debian.program("caddy"), "run", "--config", config, "--adapter", "caddyfile"]

    def environment(self):
        # It would create as many threads as the machine has processors.
        return {**super().environment(), "GOMAXPROCS": "1", "HOME": str(RUN)}
