"""Reference values of ridge logistic regression and of calibration for LearningTests.

Needs scikit-learn 1.9.1, scipy 1.17.1 and numpy 2.4.6. Coefficients come from two sources: scikit-learn's Newton-Cholesky solver and
scipy's root finder on the gradient; both must agree to 1e-9 before anything is written.
Run:  python3 logistic_regression.py > ../../Tests/LearningTests/Fixtures/logistic-regression.json
"""
import json
import warnings

import numpy as np
from scipy.optimize import root
from sklearn.calibration import _SigmoidCalibration
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

warnings.filterwarnings("error")


def second_source(x, y, ridge, start):
    ones = np.column_stack([np.ones(len(x)), x])
    penalty = np.r_[0, np.full(x.shape[1], ridge)]

    def gradient(b):
        return ones.T @ (1 / (1 + np.exp(-ones @ b)) - y) + penalty * b

    def curvature(b):
        p = 1 / (1 + np.exp(-ones @ b))
        return ones.T @ (ones * (p * (1 - p))[:, None]) + np.diag(penalty)

    return root(gradient, start + 0.01, jac=curvature, tol=1e-14).x


def fit(rows, y, ridge):
    scaler = StandardScaler().fit(rows)
    # A missing value is taken at the mean of the others.
    x = np.nan_to_num(scaler.transform(rows))
    model = LogisticRegression(C=1 / ridge, solver="newton-cholesky", tol=1e-12, max_iter=1000).fit(x, y)
    own = np.r_[model.intercept_, model.coef_[0]]
    other = second_source(x, y, ridge, own)
    assert np.abs(own - other).max() < 1e-9 * max(1, np.abs(own).max()), np.abs(own - other).max()
    return {
        "ridge": ridge, "intercept": own[0], "weights": own[1:].tolist(),
        "logOdds": model.decision_function(x).tolist(),
    }


def table(seed, n, missing, separable):
    generator = np.random.default_rng(seed)
    rows = np.column_stack([
        generator.normal(size=n),
        1000 * generator.lognormal(size=n),
        generator.poisson(0.7, size=n).astype(float),
        generator.normal(50, 1e-3, size=n),
    ])
    rows = np.column_stack([rows, rows[:, 0] - rows[:, 2]])  # dependent: only the ridge makes it unique
    signal = rows[:, 0] + 0.0005 * rows[:, 1] - rows[:, 2]
    y = (signal > 1) if separable else generator.random(n) < 1 / (1 + np.exp(2 - signal))
    if missing:
        rows[generator.random(rows.shape) < 0.1] = np.nan
    return np.round(rows, 6), y


cases = []
for seed, n, missing, separable, ridges in [
    (1, 120, False, False, [1e-3, 1.0, 100.0]), (2, 120, True, False, [1.0]), (3, 100, False, True, [1e-2, 1.0]),
]:
    rows, y = table(seed, n, missing, separable)
    cases.append({
        "rows": [[None if np.isnan(v) else v for v in row] for row in rows.tolist()], "labels": y.tolist(),
        "fits": [fit(rows, y, ridge) for ridge in ridges],
    })

generator = np.random.default_rng(9)
scores = np.round(generator.normal(-2, 3, size=250), 1)  # rounded, so that some are equal
labels = generator.random(250) < 1 / (1 + np.exp(-0.7 * scores - 0.3))
new = [-100.0, -3.03, 0.0, 0.55, 4.0, 100.0]
platt = _SigmoidCalibration().fit(scores, labels.astype(int))
isotonic = IsotonicRegression(out_of_bounds="clip").fit(scores, labels.astype(float))
print(json.dumps({
    "cases": cases,
    "calibration": {
        "scores": scores.tolist(), "labels": labels.tolist(), "new": new, "slope": -platt.a_, "offset": -platt.b_,
        "isotonic": isotonic.predict(new).tolist(), "isotonicAtScores": isotonic.predict(scores).tolist(),
    },
}))
