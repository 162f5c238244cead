"""The proxies that are compared, each in a module of its own."""

from peers.caddy import Caddy
from peers.envoy import Envoy
from peers.haproxy import HAProxy
from peers.nginx import Nginx
from peers.sidecar import Sidecar, variants

# Ratios are to this one.
BASELINE = "nginx"


def all_peers():
    return [Sidecar(), *variants(), Nginx(), HAProxy(), Envoy(), Caddy()]
