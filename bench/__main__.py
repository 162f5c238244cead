"""Measures the sidecar beside nginx, HAProxy, Envoy and Caddy; see docs/performance.md."""

import argparse
import sys

import network
import tools
from peers import all_peers
from run import WORKLOADS, Run
from settings import ENOUGH_PROCESSORS, RUN, TARGET, Failure


def main():
    options = parse()
    try:
        if not ENOUGH_PROCESSORS:
            raise Failure("two processors are needed: one for the proxy, one for the load")
        peers, skipped = install(options.only)
        tools.build()
        RUN.mkdir(parents=True, exist_ok=True)
        tools.make_certificate()
        network.enter()
        run = Run(options, peers, skipped)
        run.measure()
        run.write(options.update_docs)
    except Failure as failure:
        sys.exit(f"bench: {failure}")


def parse():
    names = [peer.name for peer in all_peers()]
    parser = argparse.ArgumentParser(prog="bench", description=__doc__, epilog=(
        "Needs two processors, and root or user namespaces. Leaves results.md, results.json, "
        f"run.json and chart.svg in {TARGET}."))
    parser.add_argument("--rounds", type=int, default=5, help="how often each is measured (5)")
    parser.add_argument("--seconds", type=float, default=2.5,
                        help="of CPU time in each measurement (2.5)")
    parser.add_argument("--warm-up", type=float, default=15, metavar="SECONDS",
                        help="of CPU time of a proxy with a JIT compiler before keep-alive; less "
                             "before others, and a fifth for proxies without one (15)")
    parser.add_argument("--only", type=_list_of(names), default=names, metavar="PROXY,...",
                        help=f"of {', '.join(names)}")
    parser.add_argument("--workloads", type=_list_of(WORKLOADS), default=list(WORKLOADS),
                        metavar="NAME,...", help=f"of {', '.join(WORKLOADS)}")
    parser.add_argument("--quick", action="store_true",
                        help="one round of 2 s each: no more than a look")
    parser.add_argument("--update-docs", action="store_true",
                        help="put table and chart into docs/performance.md")
    options = parser.parse_args()
    if options.quick:
        options.rounds, options.seconds, options.warm_up = 1, 2, 8
    return options


def _list_of(allowed):
    def parse_list(text):
        names = text.split(",")
        for name in names:
            if name not in allowed:
                raise argparse.ArgumentTypeError(f"{name} (expected: of {', '.join(allowed)})")
        return names
    return parse_list


def install(names):
    """Makes the proxies ready; one that isn't to be had is left out."""
    peers, skipped = [], {}
    for peer in all_peers():
        if peer.name not in names:
            continue
        try:
            peer.install()
            peers.append(peer)
        except Failure as failure:
            skipped[peer.name] = str(failure)
            print(f"bench: without {peer.name}: {failure}", file=sys.stderr)
    if not peers:
        raise Failure("no proxy to measure")
    return peers, skipped


main()
