"""Samples of all rounds, and what is made of them: median, min, max, ratio to the baseline."""

import json
import statistics
from collections import defaultdict

from peers import BASELINE


class Results:
    """proxy → workload → metric → one value per round, or nothing where a round failed."""

    def __init__(self, proxies):
        self._proxies = proxies
        self._samples = defaultdict(lambda: defaultdict(lambda: defaultdict(dict)))

    def add(self, number, proxy, workload, figures):
        for metric, value in figures.items():
            self._samples[proxy][workload][metric][number] = value

    def value(self, number, proxy, workload, metric):
        return self._of(proxy, workload, metric).get(number)

    def proxies(self):
        return [proxy for proxy in self._proxies if proxy in self._samples]

    def summary(self, proxy, metric):
        """Median, min and max, and those of the ratio to the baseline in the same round."""
        summary = self.spread(proxy, metric.workload, metric.key)
        if summary and not metric.key.startswith("ratio_"):
            ratio = self.spread(proxy, metric.workload, metric.key, BASELINE)
            if ratio:
                summary["ratio"] = ratio
        return summary

    def spread(self, proxy, workload, key, to=""):
        """Median, min and max of a figure, or of its ratio to another proxy's in the same round."""
        samples = self._of(proxy, workload, key)
        if to:
            others = self._of(to, workload, key)
            samples = {number: value / others[number] for number, value in samples.items()
                       if others.get(number)}
        values = list(samples.values())
        return values and {
            "median": statistics.median(values), "min": min(values), "max": max(values)}

    def as_json(self, metrics):
        tree = {}
        for proxy in self.proxies():
            for metric in metrics:
                summary = self.summary(proxy, metric)
                if summary:
                    tree.setdefault(proxy, {}).setdefault(metric.workload, {})[metric.key] = summary
        return json.dumps(tree, indent=2)

    def _of(self, proxy, workload, key):
        return self._samples.get(proxy, {}).get(workload, {}).get(key, {})
