"""Reference scores of HBOS for DetectionTests, from PyOD, for rows that were fitted and for new ones.

Needs pyod 3.6.7 and numpy 2.4.6.
Run:  python3 hbos.py > ../../Tests/DetectionTests/Fixtures/hbos.json
"""
import json

import numpy as np
from pyod.models.hbos import HBOS

generator = np.random.default_rng(22)
n = 120


def draw(count):
    return np.column_stack([
        generator.normal(size=count),
        generator.lognormal(size=count),
        -1e6 * generator.exponential(size=count),
        generator.integers(0, 11, size=count).astype(float),  # every value an edge
        np.round(generator.normal(size=count), 1),
    ])


rows = draw(n)
low, high = rows.min(axis=0), rows.max(axis=0)
width = (high - low) / 10
# Just outside the range, up to half a bin, and further.
new_rows = np.vstack([draw(40), low, high, low - 0.4 * width, high + 0.4 * width, low - 0.6 * width, high + 0.6 * width])
detector = HBOS()
detector.fit(rows)

print(json.dumps({
    "rows": rows.tolist(), "scores": detector.decision_scores_.tolist(),
    "newRows": new_rows.tolist(), "newScores": detector.decision_function(new_rows).tolist(),
}))
