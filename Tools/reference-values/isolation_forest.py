"""Reference scores of the isolation forest for DetectionTests.

Needs scikit-learn 1.9.1 and numpy 2.4.6. Both implementations estimate the same expectation, so with many trees they agree up
to the noise of the trees; `noise` is the largest difference between two forests of scikit-learn's own.
Run:  python3 isolation_forest.py > ../../Tests/DetectionTests/Fixtures/isolation-forest.json
"""
import json

import numpy as np
from sklearn.ensemble import IsolationForest

generator = np.random.default_rng(7)
n = 150
rows = np.column_stack([
    generator.normal(size=n),
    generator.lognormal(size=n),
    generator.poisson(0.5, size=n).astype(float),
])
# scikit-learn cuts in single precision; rows that are exact in it are cut alike in both.
rows = rows.astype(np.float32).astype(np.float64)
rows[0] = [4.0, 20.0, 6.0]


def scores(seed):
    forest = IsolationForest(n_estimators=4000, max_samples=64, random_state=seed)
    return -forest.fit(rows).score_samples(rows)


first, second = scores(1), scores(2)
print(json.dumps({
    "rows": rows.tolist(), "scores": ((first + second) / 2).tolist(), "noise": float(np.abs(first - second).max()),
}))
