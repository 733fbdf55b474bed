"""Reference values of error rates, ranking metrics, bootstrap intervals and stability indices for StatisticsTests.

Needs numpy 2.4.6, scipy 1.17.1, scikit-learn 1.9.1 and pandas 3.1.1.
Run:  python3 calibration.py > ../../Tests/StatisticsTests/Fixtures/calibration.json
"""
import json

import numpy as np
import pandas as pd
from scipy import stats
from sklearn.metrics import average_precision_score, roc_auc_score

generator = np.random.default_rng(41)


def numbers(values):
    return [None if np.isnan(value) else float(value) for value in values]


# Rankings: the metrics by scikit-learn, intervals by resampling rows within each label and calling it again.
rankings = []
for name, positives, negatives, digits, replicates in [
    ("many negatives", 12, 388, 6, 10_000),
    ("balanced, ties", 90, 110, 1, 10_000),
    ("large ties", 400, 1600, 0, 0),
]:
    scores = np.round(np.concatenate([generator.normal(1.2, 1.2, positives), generator.normal(size=negatives)]), digits)
    labels = np.concatenate([np.ones(positives, int), np.zeros(negatives, int)])
    shuffled = generator.permutation(positives + negatives)
    scores, labels = scores[shuffled], labels[shuffled]
    drawn = []
    for _ in range(replicates):
        rows = np.concatenate([generator.choice(np.flatnonzero(labels == label), (labels == label).sum()) for label in (1, 0)])
        order = np.lexsort((generator.random(len(rows)), -scores[rows]))
        drawn.append((roc_auc_score(labels[rows], scores[rows]), average_precision_score(labels[rows], scores[rows]),
                      labels[rows][order[:50]].mean()))
    case = {"name": name, "scores": scores.tolist(), "labels": labels.astype(bool).tolist(),
            "auroc": roc_auc_score(labels, scores), "averagePrecision": average_precision_score(labels, scores)}
    if drawn:
        lower, upper = np.quantile(np.array(drawn), [0.025, 0.975], axis=0)
        case["aurocInterval"] = [lower[0], upper[0]]
        case["averagePrecisionInterval"] = [lower[1], upper[1]]
        case["precisionAt50Interval"] = [lower[2], upper[2]]
    rankings.append(case)

# False discovery rates by scipy.
p = np.round(generator.random(40) ** 3, 3)
rates = {"p": p.tolist(), "bh": stats.false_discovery_control(p, method="bh").tolist(),
         "by": stats.false_discovery_control(p, method="by").tolist()}

# Simes's adjustment, its products formed factor by factor in logarithms.
adjustments = []
for n, delta in [(1, 0.1), (2, 0.3), (100, 0.1), (1001, 0.05), (60_000, 0.1)]:
    k = max(1, n // 2)
    ranks = sorted({r for r in [1, 2, 3, 50, n // 3, n // 2, n // 2 + 1, n // 2 + 2, 4097, 4098, 20_000, n, n + 1] if 1 <= r <= n + 1})
    values = []
    for rank in ranks:
        i = n + 1 - rank
        factors = np.arange(i - k + 1, i + 1, dtype=np.longdouble) / np.arange(n - k + 1, n + 1, dtype=np.longdouble)
        values.append(1.0 if i < k else float(-np.expm1((np.log(np.longdouble(delta)) + np.log(factors).sum()) / k)))
    adjustments.append({"n": n, "delta": delta, "ranks": ranks, "values": values})


# Stability indices over bins written out by hand: pandas.cut where values differ, masks where they do not.
def index(expected, actual):
    n, m = sum(expected), sum(actual)
    total, used = 0.0, 0
    for e, a in zip(expected, actual):
        if e or a:
            e, a = (e or 0.5) / n, (a or 0.5) / m
            total += (a - e) * np.log(a / e)
            used += 1
    return float(total), float(stats.chi2.sf(total / (1 / n + 1 / m), used - 1))


def shares(values, masks):
    return [int(mask(values).sum()) for mask in masks] + [int(np.isnan(values).sum())]


stability = []
expected = generator.normal(size=1003)
actual = generator.normal(0.2, 1.1, size=777)
actual[:30] = np.nan
edges = np.quantile(expected, np.arange(1, 10) / 10, method="inverted_cdf")
cut = lambda values: pd.cut(pd.Series(values), [-np.inf, *edges, np.inf]).value_counts(sort=False).tolist() + [int(np.isnan(values).sum())]
value, tail = index(cut(expected), cut(actual))
stability.append({"name": "normal", "expected": numbers(expected), "actual": numbers(actual), "value": value, "tail": tail})

expected = np.concatenate([np.zeros(650), generator.integers(1, 400, 350) / 8])
expected[640:650] = np.nan
actual = np.concatenate([np.zeros(500), generator.integers(1, 500, 300) / 8, [-1.0]])
present = np.sort(expected[~np.isnan(expected)])
edges = [e for e in np.quantile(present, np.arange(1, 10) / 10, method="inverted_cdf") if e > 0]
assert len(edges) == len(set(edges)) == 3 and (present == edges[0]).sum() < 80
masks = [lambda v: v < 0, lambda v: v == 0, lambda v: (v > 0) & (v <= edges[0]), lambda v: (v > edges[0]) & (v <= edges[1]),
         lambda v: (v > edges[1]) & (v <= edges[2]), lambda v: v > edges[2]]
value, tail = index(shares(expected, masks), shares(actual, masks))
stability.append({"name": "zeros", "expected": numbers(expected), "actual": numbers(actual), "value": value, "tail": tail})

expected = np.full(400, 7.0)
actual = np.concatenate([np.full(190, 7.0), np.full(10, 6.0)])
value, tail = index([0, 400, 0], [10, 190, 0])
stability.append({"name": "constant", "expected": numbers(expected), "actual": numbers(actual), "value": value, "tail": tail})

print(json.dumps({"rankings": rankings, "rates": rates, "adjustments": adjustments, "stability": stability}))
