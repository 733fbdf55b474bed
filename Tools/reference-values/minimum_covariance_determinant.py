"""The least determinant our search finds beside scikit-learn's, for subsets of the same number of rows.

Needs numpy 2.4.6, pandas 3.1.1, scipy 1.17.1 and scikit-learn 1.9.1, and the benchmark, built:
    swift build -c release --package-path Tools/Benchmarks
Run:
    python3 minimum_covariance_determinant.py --sets FOLDER
    python3 minimum_covariance_determinant.py --sets FOLDER --only letter --seeds 3

A seed of one has nothing to do with the same seed of the other, so every seed of ours is held against every seed of scikit-learn's.
Both see the same standardised columns, of which those that do not vary are left out. scikit-learn's determinant is that of its raw
support, before reweighting. Beside the sets of the folder stand the two made ones that `parity.py` has, too. Where three quarters of
the rows do not vary in some direction, the determinant is zero, and ours says so; scikit-learn's search may miss such rows, or go on
with what rounding leaves of their determinant.
"""
import argparse
import json
import tempfile
import warnings
from pathlib import Path

import numpy as np
from sklearn.covariance import MinCovDet

from adbench_sets import ROOT, made_sets, markdown, read_set, run, set_files, standardised, varying

warnings.filterwarnings("ignore")


def ours(benchmark, rows, coverage, seeds):
    """By seed; minus infinity for zero."""
    with tempfile.NamedTemporaryFile() as file:
        np.ascontiguousarray(rows, dtype="<f8").tofile(file.name)
        printed = run([benchmark, "determinant", "--matrix", file.name, "--columns", rows.shape[1], "--coverage", coverage, "--seeds", seeds])
    return [-np.inf if value is None else value for value in json.loads(printed)["logDeterminants"]]


def theirs(rows, seeds):
    """By seed, and the number of rows of the support."""
    found, size = [], 0
    for seed in range(seeds):
        support = MinCovDet(support_fraction=0.75, random_state=seed).fit(rows).raw_support_
        size = int(support.sum())
        sign, value = np.linalg.slogdet(np.cov(rows[support].T, bias=True).reshape(rows.shape[1], -1))
        found.append(value if sign > 0 else -np.inf)
    return found, size


def span(values):
    low, high = (f"{value:.5f}" if np.isfinite(value) else "zero" for value in (min(values), max(values)))
    return low if low == high else f"{low} to {high}"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sets", required=True, help="a folder of sets")
    parser.add_argument("--only", action="append", help="only this set; may be repeated")
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--benchmark", default=ROOT / "Tools/Benchmarks/.build/release/detector-benchmark")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        files = set_files(arguments.sets, arguments.only)
        if not arguments.only:
            files |= dict(made_sets(folder))
        lines = []
        for name, file in files.items():
            rows = standardised(varying(read_set(file)[0]))
            others, coverage = theirs(rows, arguments.seeds)
            own = ours(arguments.benchmark, rows, coverage, arguments.seeds)
            # A billionth is what rounding makes of one and the same subset.
            worse = sum(value > other + 1e-9 for value in own for other in others)
            lines.append([name, f"{coverage:,} of {len(rows):,}", span(own), span(others), f"{worse} of {len(own) * len(others)}"])
            print("\t".join(lines[-1]), flush=True)
    print()
    print("\n".join(markdown(["set", "rows", "ours", "scikit-learn's", "ours is worse, of all pairs of seeds"], lines)))


if __name__ == "__main__":
    main()
