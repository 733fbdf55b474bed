"""How well the forests of other libraries rank planted rows, for DetectionTests.

Needs scikit-learn 1.9.1, isotree 0.6.1.post10 and numpy 2.4.6. A table of correlated, skewed and counted columns in which the
first rows break the pattern; `scikit` and `isotree` hold the area under the curve of ten forests each, of 100 trees of 256 rows,
the latter with two columns a cut.
Run:  python3 isolation_forest_ranking.py > ../../Tests/DetectionTests/Fixtures/isolation-forest-ranking.json
"""
import json

import numpy as np
from isotree import IsolationForest as ExtendedForest
from sklearn.ensemble import IsolationForest
from sklearn.metrics import roc_auc_score

generator = np.random.default_rng(11)
n, planted = 600, 40
common = generator.normal(size=n)
rows = np.column_stack([
    common + 0.4 * generator.normal(size=n),
    common + 0.4 * generator.normal(size=n),
    generator.lognormal(size=n),
    generator.poisson(1.0, size=n).astype(float),
    generator.normal(size=n),
])
rows[:planted, 1] = -1.5 * rows[:planted, 0] + 0.4 * generator.normal(size=planted)
rows[:planted, 2] *= 5
rows[:planted, 3] += generator.poisson(2.0, size=planted)
# Exact in single precision, in which scikit-learn cuts, and short in the file.
rows = np.round(rows * 256) / 256
label = np.arange(n) < planted


def area(scores):
    return roc_auc_score(label, scores)


scikit = [area(-IsolationForest(n_estimators=100, max_samples=256, random_state=s).fit(rows).score_samples(rows)) for s in range(10)]
isotree = [
    area(ExtendedForest(ntrees=100, sample_size=256, ndim=2, nthreads=1, random_seed=s + 1).fit(rows).predict(rows)) for s in range(10)
]
print(json.dumps({"rows": rows.tolist(), "planted": planted, "scikit": scikit, "isotree": isotree}))
