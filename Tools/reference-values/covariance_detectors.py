"""Reference values of the covariance-based detectors for DetectionTests, from scikit-learn and PyOD on random rows.

Needs pyod 3.6.7, scikit-learn 1.9.1, numpy 2.4.6 and scipy 1.17.1.
Run:  python3 covariance_detectors.py > ../../Tests/DetectionTests/Fixtures/covariance-detectors.json

Each value is made a second time by numpy from its definition, and the two are compared.
"""
import json

import numpy as np
from pyod.models.pca import PCA as PyodPCA
from scipy.stats import chi2
from sklearn.covariance import MinCovDet, oas
from sklearn.decomposition import PCA
from sklearn.mixture import GaussianMixture

generator = np.random.default_rng(30)
n, p = 160, 6
mixing = generator.normal(size=(p, p))
rows = generator.normal(size=(n, p)) @ mixing * [1, 10, 0.1, 1, 5, 2] + [0, 100, 1, -5, 0, 3]
rows[:12] += generator.normal(size=(12, p)) * 8
rows = rows.round(6)  # fewer digits to store, the same numbers everywhere

# The raw estimate of scikit-learn has no small-sample correction; neither has the reweighted one.
robust = MinCovDet(support_fraction=0.75, random_state=1).fit(rows)
support = np.flatnonzero(robust.raw_support_)
chosen = rows[support]


def distances(x, location, covariance):
    centred = x - location
    return np.einsum("ij,ij->i", centred, np.linalg.solve(covariance, centred.T).T)


def consistency(share):
    return share / chi2.cdf(chi2.ppf(share, p), p + 2)


raw = distances(rows, chosen.mean(0), np.cov(chosen.T, bias=True)) / consistency(len(support) / n)
regular = rows[raw < chi2.isf(0.025, p)]
covariance = np.cov(regular.T, bias=True) * consistency(0.975)
assert np.allclose(robust.location_, regular.mean(0), rtol=1e-12)
assert np.allclose(robust.covariance_, covariance, rtol=1e-11)
assert np.allclose(robust.dist_, distances(rows, regular.mean(0), covariance), rtol=1e-10)

standard = (rows - rows.mean(0)) / rows.std(0)
pyod = PyodPCA()
pyod.fit(rows)
values, vectors = np.linalg.eigh(standard.T @ standard / n)
vectors = vectors[:, ::-1].T
vectors *= np.sign(vectors[np.arange(p), np.abs(vectors).argmax(1)])[:, None]
shares = values[::-1] / values.sum()
plain = (np.linalg.norm(standard[:, None, :] - vectors[None], axis=2) / shares).sum(1)
assert np.allclose(pyod.decision_scores_, plain, rtol=1e-10)

leading = int(np.searchsorted(np.cumsum(shares), 0.7) + 1)
reduced = PCA(n_components=leading).fit(standard)
residual = ((standard - reduced.inverse_transform(reduced.transform(standard))) ** 2).sum(1)
assert np.allclose(residual, ((standard @ vectors[leading:].T) ** 2).sum(1), rtol=1e-9)

# The regularization counts in units of the standardised columns; the log of their units makes it the density of the rows.
mixture = GaussianMixture(1, reg_covar=1e-6).fit(standard)
single = -mixture.score_samples(standard) + np.log(rows.std(0)).sum()
regular = standard.T @ standard / n + 1e-6 * np.eye(p)
definition = (distances(standard, 0, regular) + np.linalg.slogdet(2 * np.pi * regular)[1]) / 2 + np.log(rows.std(0)).sum()
assert np.allclose(single, definition, rtol=1e-10)

weight = oas(standard)[1]

print(json.dumps({
    "rows": rows.tolist(), "support": support.tolist(), "location": robust.location_.tolist(),
    "covariance": robust.covariance_.tolist(), "distances": robust.dist_.tolist(),
    "rawLogDeterminant": float(np.linalg.slogdet(robust.raw_covariance_)[1]),
    "principalComponents": pyod.decision_scores_.tolist(), "residuals": residual.tolist(),
    "negativeLogDensity": single.tolist(), "oracleWeight": float(weight),
}))
