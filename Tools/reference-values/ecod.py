"""Reference scores of ECOD for DetectionTests, from the authors' implementation and from the definition by numpy.

Needs pyod 3.6.7, numpy 2.4.6 and scipy 1.17.1.
Run:  python3 ecod.py > ../../Tests/DetectionTests/Fixtures/ecod.json
"""
import json

import numpy as np
from pyod.models.ecod import ECOD
from scipy.stats import skew

generator = np.random.default_rng(20)
n = 120
rows = np.column_stack([
    generator.normal(size=n),
    generator.lognormal(size=n),
    -generator.exponential(size=n),
    generator.poisson(0.4, size=n).astype(float),  # many ties
    np.round(generator.normal(size=n), 1),
    generator.permutation(np.tile([-2.0, -1.0, 0.0, 1.0, 2.0], n // 5)),  # without skewness: their code adds both tails
])
assert skew(rows)[5] == 0
detector = ECOD()
detector.fit(rows)
scores = detector.decision_scores_

left = -np.log([[np.mean(rows[:, j] <= x) for j, x in enumerate(row)] for row in rows])
right = -np.log([[np.mean(rows[:, j] >= x) for j, x in enumerate(row)] for row in rows])
plain = np.maximum(left, right)
plain[:, 5] = (left + right)[:, 5]
assert np.abs(plain.sum(axis=1) - scores).max() < 1e-12

print(json.dumps({"rows": rows.tolist(), "scores": scores.tolist(), "firstContributions": plain[0].tolist()}))
