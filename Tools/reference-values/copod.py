"""Reference scores of COPOD for DetectionTests, from the authors' implementation and from the definition by numpy.

Needs pyod 3.6.7, numpy 2.4.6 and scipy 1.17.1.
Run:  python3 copod.py > ../../Tests/DetectionTests/Fixtures/copod.json
"""
import json

import numpy as np
from pyod.models.copod import COPOD
from scipy.stats import skew

generator = np.random.default_rng(21)
n = 120
rows = np.column_stack([
    generator.normal(size=n),
    generator.lognormal(size=n),
    -generator.exponential(size=n),
    generator.poisson(0.4, size=n).astype(float),  # many ties
    generator.permutation(np.tile([-2.0, -1.0, 0.0, 1.0, 2.0], n // 5)),  # without skewness: their code adds both tails
])
sign = np.sign(skew(rows))
assert sign[4] == 0 and sign[1] == 1 and sign[2] == -1
detector = COPOD()
detector.fit(rows)
scores = detector.decision_scores_

left = -np.log([[np.mean(rows[:, j] <= x) for j, x in enumerate(row)] for row in rows])
right = -np.log([[np.mean(rows[:, j] >= x) for j, x in enumerate(row)] for row in rows])
chosen = np.where(sign > 0, right, np.where(sign < 0, left, left + right))
plain = np.maximum(chosen, (left + right) / 2)
assert np.abs(plain.sum(axis=1) - scores).max() < 1e-12

print(json.dumps({"rows": rows.tolist(), "scores": scores.tolist(), "firstContributions": plain[0].tolist()}))
