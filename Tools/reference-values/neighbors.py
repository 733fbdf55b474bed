"""Reference scores of k-nearest-neighbour distance and LOF for DetectionTests: pyod's, confirmed by the definitions in numpy.

Needs pyod 3.6.7, scikit-learn 1.9.1 and numpy 2.4.6.
Run:  python3 neighbors.py > ../../Tests/DetectionTests/Fixtures/neighbors.json
"""
import json

import numpy as np
from pyod.models.knn import KNN
from pyod.models.lof import LOF

generator = np.random.default_rng(31)
n, columns = 140, 5


def draw(count):
    common = generator.normal(size=(count, 1))
    rows = common + generator.normal(size=(count, columns)) * np.array([1, 3, 0.2, 10, 1]) + np.array([0, 5, -1, 40, 0])
    return np.round(rows, 6)


rows = draw(n)
rows[60:90] = rows[60]  # more equal rows than LOF has neighbours
rows[:4] += 15
new = draw(24)
new[0], new[1] = rows[60], rows[0]  # equal to fitted rows
new[2] += 40


def distances(left, right):
    return np.sqrt(((left[:, None, :] - right[None, :, :]) ** 2).sum(axis=2))


def check_neighbors(train, test, scores, new_scores, count, method):
    own = distances(train, train)
    np.fill_diagonal(own, np.inf)
    pick = (lambda d: d[:, count - 1]) if method == "largest" else (lambda d: d[:, :count].mean(axis=1))
    assert np.abs(pick(np.sort(own, axis=1)) - scores).max() < 1e-7
    assert np.abs(pick(np.sort(distances(test, train), axis=1)) - new_scores).max() < 1e-7


def check_lof(train, test, scores, new_scores, count):
    own = distances(train, train)
    np.fill_diagonal(own, np.inf)
    radius = np.sort(own, axis=1)[:, count - 1]

    def neighbors(d):
        return np.argsort(d, axis=1, kind="stable")[:, :count]

    def density(d, near):
        reach = np.maximum(np.take_along_axis(d, near, axis=1), radius[near])
        return 1 / (reach.mean(axis=1) + 1e-10)

    near = neighbors(own)
    densities = density(own, near)
    assert np.abs(densities[near].mean(axis=1) / densities / scores - 1).max() < 1e-6
    other = distances(test, train)
    near = neighbors(other)
    assert np.abs(densities[near].mean(axis=1) / density(other, near) / new_scores - 1).max() < 1e-6


cases = {}
for standardized in (False, True):
    mean, deviation = (rows.mean(axis=0), rows.std(axis=0)) if standardized else (0, 1)
    train, test = (rows - mean) / deviation, (new - mean) / deviation
    suffix = "standardized" if standardized else "raw"
    for method in ("largest", "mean"):
        detector = KNN(n_neighbors=5, method=method).fit(train)
        scores, new_scores = detector.decision_scores_, detector.decision_function(test)
        check_neighbors(train, test, scores, new_scores, 5, method)
        cases[f"knn {method} {suffix}"] = {"fitted": scores.tolist(), "new": new_scores.tolist()}
    detector = LOF(n_neighbors=20).fit(train)
    scores, new_scores = detector.decision_scores_, detector.decision_function(test)
    check_lof(train, test, scores, new_scores, 20)
    cases[f"lof {suffix}"] = {"fitted": scores.tolist(), "new": new_scores.tolist()}

print(json.dumps({"rows": rows.tolist(), "newRows": new.tolist(), "cases": cases}))
