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
        return self._samples.get(proxy, {}).get(workload, {}).get(metric, {}).get(number)

    def proxies(self):
        return [proxy for proxy in self._proxies if proxy in self._samples]

    def summary(self, proxy, metric):
        """Median, min and max, and those of the ratio to the baseline in the same round."""
        samples = self._of(proxy, metric)
        if not samples:
            return None
        summary = _spread(samples.values())
        baseline = self._of(BASELINE, metric)
        ratios = [value / baseline[number] for number, value in samples.items()
                  if baseline.get(number)]
        if ratios and metric.key != "ratio_to_warm":
            summary["ratio"] = _spread(ratios)
        return summary

    def as_json(self, metrics):
        tree = {}
        for proxy in self.proxies():
            for metric in metrics:
                summary = self.summary(proxy, metric)
                if summary:
                    tree.setdefault(proxy, {}).setdefault(metric.workload, {})[metric.key] = summary
        return json.dumps(tree, indent=2)

    def _of(self, proxy, metric):
        return self._samples.get(proxy, {}).get(metric.workload, {}).get(metric.key, {})


def _spread(values):
    values = list(values)
    return {"median": statistics.median(values), "min": min(values), "max": max(values)}
