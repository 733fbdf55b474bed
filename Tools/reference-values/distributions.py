"""Reference values of tail probabilities for StatisticsTests.

Needs mpmath 1.3.0 (50 digits, the oracle) and scipy 1.17.1 (a second source where it does not underflow).
Run:  python3 distributions.py > ../../Tests/StatisticsTests/Fixtures/distributions.json
"""
import json

import mpmath as mp
from scipy import stats

mp.mp.dps = 50
cases = []


def add(kind, parameters, x, tail, second):
    log10 = float(mp.log10(tail))
    if second is not None and second > 1e-290:
        # scipy's own incomplete gamma is off by 5e-6 at a mean of a million; a direct sum sides with mpmath there.
        assert abs(float(tail) / second - 1) < 1e-5, (kind, parameters, x, float(tail), second)
    cases.append({"kind": kind, "parameters": parameters, "x": x, "log10Tail": log10})


for z in [-9.0, -3.0, 0.0, 0.5, 3.0, 4.999, 5.001, 8.0, 20.0, 37.0, 50.0, 1000.0]:
    add("normal", [0.0, 1.0], z, mp.erfc(mp.mpf(z) / mp.sqrt(2)) / 2, stats.norm.sf(z))

for k, x in [(1, 0.01), (1, 3.84), (2, 1500.0), (5, 0.3), (10, 10.0), (10, 80.0), (100, 60.0), (100, 400.0), (2000, 2000.0),
             (0.5, 1e-8), (10000, 11000.0)]:
    add("chiSquared", [k], x, mp.gammainc(mp.mpf(k) / 2, mp.mpf(x) / 2, mp.inf, regularized=True), stats.chi2.sf(x, k))

for mean, x in [(0.01, 1), (0.01, 5), (3.0, 0), (3.0, 4), (3.0, 40), (3.0, 300), (50.0, 40), (1000.0, 1200), (1e6, 1_005_000)]:
    m = mp.mpf(mean)
    tail = mp.gammainc(x, 0, m, regularized=True) if x > 0 else mp.mpf(1)
    add("poisson", [mean], x, tail, stats.poisson.sf(x - 1, mean))

for mean, dispersion, x in [(2.0, 0.5, 1), (2.0, 0.5, 30), (2.0, 0.5, 1000), (100.0, 0.05, 220), (100.0, 2.0, 700), (0.1, 4.0, 12),
                            (5.0, 1e-6, 40), (5000.0, 0.01, 9000)]:
    size = 1 / mp.mpf(dispersion)
    m = mp.mpf(mean)
    # 1 minus the finite lower sum, with enough digits that the difference keeps 40 of them.
    with mp.workdps(1200):
        size = 1 / mp.mpf(dispersion)
        p = size / (size + m)
        mass = p ** size
        lower = mp.mpf(0)
        for k in range(x):
            lower += mass
            mass *= (k + size) / (k + 1) * (1 - p)
        tail = 1 - lower
    add("negativeBinomial", [mean, dispersion], x, tail, None if dispersion < 1e-5 else stats.nbinom.sf(x - 1, float(size), float(p)))

for n, p, x in [(10, 0.3, 4), (10, 0.3, 10), (1000, 0.001, 25), (1000, 0.5, 800), (100_000, 1e-7, 6), (5, 1.0, 5), (2_000_000, 0.01, 21_000)]:
    with mp.workdps(60):
        tail = mp.betainc(x, n - x + 1, 0, mp.mpf(p), regularized=True) if n < 100_000 or p < 1e-3 else None
        if tail is None:  # a direct sum from x up; the terms fall fast
            mass = mp.exp(mp.loggamma(n + 1) - mp.loggamma(x + 1) - mp.loggamma(n - x + 1) + x * mp.log(mp.mpf(p)) + (n - x) * mp.log(1 - mp.mpf(p)))
            tail = mp.mpf(0)
            k = x
            while mass > tail * mp.mpf(10) ** -45:
                tail += mass
                mass *= mp.mpf(n - k) / (k + 1) * mp.mpf(p) / (1 - mp.mpf(p))
                k += 1
    add("binomial", [n, p], x, tail, stats.binom.sf(x - 1, n, p))

for a, b, x in [(0.5, 0.5, 0.2), (2.0, 3.0, 0.9), (2.0, 300.0, 0.5), (0.01, 4.0, 1e-12), (40.0, 2.0, 0.3), (1000.0, 1500.0, 0.45)]:
    with mp.workdps(300):
        tail = 1 - mp.betainc(a, b, 0, mp.mpf(x), regularized=True)
    add("beta", [a, b], x, tail, stats.beta.sf(x, a, b))

quantiles = []
for k, p in [(1, 0.5), (3, 0.975), (10, 1e-6), (50, 0.999999), (500, 0.025), (2, 1e-12)]:
    quantiles.append({"kind": "chiSquared", "parameters": [k], "probability": p, "value": float(stats.chi2.ppf(p, k))})
for a, b, p in [(2.0, 5.0, 0.05), (0.3, 12.0, 0.05), (700.0, 3.0, 0.05), (1.0, 1.0, 0.3), (5.0, 2.0, 0.999), (0.05, 9.0, 0.01)]:
    quantiles.append({"kind": "beta", "parameters": [a, b], "probability": p, "value": float(stats.beta.ppf(p, a, b))})
for p in [1e-300, 1e-10, 0.025, 0.4, 0.6, 0.999]:
    quantiles.append({"kind": "normal", "parameters": [0.0, 1.0], "probability": p, "value": float(stats.norm.ppf(p))})

print(json.dumps({"tails": cases, "quantiles": quantiles}, indent=1))
