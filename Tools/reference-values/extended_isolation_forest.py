"""Why extended isolation forests differ: three programs, and one short forest here that can be told to cut as each of them does.

Needs what `parity.py` needs, and for the column of S. Hariri's own program eif 2.0.2, which is built from source with Cython below 3:
    pip install "cython<3" && pip install --no-build-isolation eif==2.0.2
Run:
    python3 extended_isolation_forest.py --sets FOLDER --seeds 10

Two columns a plane, 200 trees of at most 256 rows each, columns standardised. The programs differ in three choices:
- the coefficients: normal (Hariri; isotree told not to standardise), or normal over the column's deviation in the node (ours; isotree by default);
- the intercept: through a point of the node's box (Hariri, ours), or between the least and the largest projection (isotree);
- the height: log2 of the sample (both), or two levels more (ours).
Each program stands beside the forest below with the same three choices: AUROC in points over the seeds.
"""
import argparse
import math
import statistics
import sys

import numpy as np

from adbench_sets import ROOT, auroc, detect, markdown, read_set, set_files, standardised, varying

TREES = 200


def expected_depth(count):
    """c(n): the mean depth of an unsuccessful search, F. T. Liu, K. M. Ting and Z.-H. Zhou (2008), equation 1."""
    return 0 if count < 2 else 1 if count == 2 else 2 * (math.log(count - 1) + np.euler_gamma) - 2 * (count - 1) / count


def forest(rows, seed, through_box, over_deviation, spare_levels):
    generator = np.random.default_rng(seed)
    size = min(256, len(rows))
    limit = math.ceil(math.log2(size)) + spare_levels
    depths = np.zeros(len(rows))

    def descend(sample, here, depth):
        if len(here) == 0:
            return
        free = np.flatnonzero(sample.max(axis=0) > sample.min(axis=0)) if len(sample) > 1 else []
        if depth >= limit or len(free) == 0:
            depths[here] += depth + expected_depth(len(sample))
            return
        columns = generator.permutation(free)[:2]
        part = sample[:, columns]
        normal = generator.normal(size=len(columns)) / (part.std(axis=0) if over_deviation else 1)
        if through_box:
            threshold = normal @ (part.min(axis=0) + generator.random(len(columns)) * np.ptp(part, axis=0))
        else:
            threshold = (part @ normal).min() + generator.random() * np.ptp(part @ normal)
        right, right_here = part @ normal >= threshold, rows[np.ix_(here, columns)] @ normal >= threshold
        descend(sample[right], here[right_here], depth + 1)
        descend(sample[~right], here[~right_here], depth + 1)

    for _ in range(TREES):
        descend(rows[generator.choice(len(rows), size, replace=False)], np.arange(len(rows)), 0)
    return -depths


def isotree(rows, seed):
    from isotree import IsolationForest
    model = IsolationForest(ntrees=TREES, ndim=min(2, rows.shape[1]), sample_size=min(256, len(rows)), missing_action="fail",
                            standardize_data=False, nthreads=1, random_seed=1000 * seed + 1)
    return model.fit(rows).predict(rows)


def hariri(rows, seed):
    import eif
    model = eif.iForest(rows, ntrees=TREES, sample_size=min(256, len(rows)), ExtensionLevel=1, seed=1000 * seed + 1)
    return model.compute_paths(X_in=rows)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sets", required=True, help="a folder of sets")
    parser.add_argument("--only", action="append", help="only this set; may be repeated")
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--xiezhi", default=ROOT / ".build/release/xiezhi")
    arguments = parser.parse_args()
    settings = {"treeCount": TREES, "subsampleSize": 256, "extensionLevel": 1}
    lines = []
    for name, file in set_files(arguments.sets, arguments.only).items():
        rows, labels = read_set(file)
        rows = np.ascontiguousarray(standardised(varying(rows)))
        cells = []
        for program, choices in [
            (lambda seed: detect(arguments.xiezhi, file, "extended-isolation-forest", settings, seed=seed + 1), (True, True, 2)),
            (lambda seed: hariri(rows, seed), (True, False, 0)),
            (lambda seed: isotree(rows, seed), (False, False, 0)),
        ]:
            for scores in (program, lambda seed: forest(rows, seed, *choices)):
                try:
                    found = [auroc(labels, scores(seed)) for seed in range(arguments.seeds)]
                    cells.append(f"{statistics.mean(found):.1f}±{statistics.pstdev(found):.1f}")
                except ImportError:
                    cells.append("–")
        print(name, *cells, file=sys.stderr, flush=True)
        lines.append([name, *(" / ".join(cells[place:place + 2]) for place in (0, 2, 4))])
    print("\n".join(markdown(["set", "ours / as ours", "eif / as eif", "isotree / as isotree"], lines)))


if __name__ == "__main__":
    main()
