"""Reference accuracy of LODA for DetectionTests: PyOD's area under the ROC curve over ten seeds.

PyOD looks a value up one bin too high (it searches the lower edges for the place after the value), so its areas are lower than
those of the method as published; the spread over seeds is what the test compares with.

Needs pyod 3.6.7, scikit-learn 1.9.1 and numpy 2.4.6.
Run:  python3 loda.py > ../../Tests/DetectionTests/Fixtures/loda.json
"""
import json

import numpy as np
from pyod.models.loda import LODA
from sklearn.metrics import roc_auc_score

generator = np.random.default_rng(23)
n, outliers = 400, 40
rows = generator.normal(size=(n, 6)) @ (np.eye(6) + 0.3)
rows[:outliers] = 1.7 * generator.standard_t(4, size=(outliers, 6))
rows = np.round(rows, 3)
is_outlier = np.arange(n) < outliers
areas = [roc_auc_score(is_outlier, LODA(random_state=seed).fit(rows).decision_scores_) for seed in range(10)]

print(json.dumps({"rows": rows.tolist(), "outlierCount": outliers, "areas": areas}))
