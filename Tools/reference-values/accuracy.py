"""Accuracy of our detectors over labelled sets, beside the published table of the same sets.

Needs numpy 2.4.6, pandas 3.1.1 and scipy 1.17.1, and what is measured, built:
    swift build -c release --product xiezhi
    swift build -c release --package-path Tools/Benchmarks --product detector-benchmark
Run:
    python3 accuracy.py --sets FOLDER                        # protocol "plain": what `xiezhi detect` gives
    python3 accuracy.py --sets FOLDER --protocol published   # how the published table was made

The published table is that of V. Livernoche, V. Jain, Y. Hezaveh and S. Ravanbakhsh, "On diffusion modeling for anomaly detection"
(ICLR 2024), appendix, unsupervised setting; how it was made is read from the authors' code. For each of five seeds a set of fewer
than 1000 rows is first drawn up to 1000 with replacement; columns are standardised; a detector with PyOD's defaults is fitted on a
draw of all rows with replacement, and all rows are scored as new ones. The draws here are the same, number by number. Its KNN column
fits k = 32 and not PyOD's 5, so kNN is shown with both.

No hyperparameter differs from one set to another.
"""
import argparse
import statistics
import sys
from pathlib import Path

import numpy as np

from adbench_sets import ROOT, auroc, average_precision, catalog, detect, fit_and_score, markdown, published, read_set, set_files

# What is shown: a label, the detector, hyperparameters that differ from its defaults, the column it is held against.
LINES = [
    ("ensemble", "ensemble", {}, None),
    ("ecod", "ecod", {}, "ECOD"),
    ("copod", "copod", {}, "COPOD"),
    ("hbos", "hbos", {}, "HBOS"),
    ("loda", "loda", {}, "LODA"),
    ("pca", "pca", {}, "PCA"),
    ("pca-reconstruction", "pca-reconstruction", {}, None),
    ("knn", "knn", {}, "KNN"),
    ("knn, k = 32", "knn", {"neighborCount": 32}, "KNN"),
    ("lof", "lof", {}, "LOF"),
    ("sampled-neighbors", "sampled-neighbors", {}, None),
    ("cblof", "cblof", {}, "CBLOF"),
    ("isolation-forest", "isolation-forest", {}, "IForest"),
    ("extended-isolation-forest", "extended-isolation-forest", {}, None),
    ("robust-mahalanobis", "robust-mahalanobis", {}, "MCD"),
    ("shrinkage-mahalanobis", "shrinkage-mahalanobis", {}, None),
    ("gaussian-mixture", "gaussian-mixture", {}, None),
]
# Of the published methods those that learn by gradient descent; the default ensemble is held against the best of the others.
BY_GRADIENT = {"DAGMM", "DeepSVDD", "DROCC", "GOAD", "ICL", "PlanarFlow", "VAE", "GANomaly", "SLAD", "DDPM", "DTE-IG", "DTE-C"}


def drawn(rows, labels, seed):
    """Fitted rows, scored rows and their labels of one seed of the published protocol."""
    random = np.random.RandomState(seed)
    if len(rows) < 1000:
        chosen = random.choice(len(rows), 1000, replace=True)
        rows, labels = rows[chosen], labels[chosen]
    deviation = rows.std(axis=0)
    rows = (rows - rows.mean(axis=0)) / np.where(deviation > 0, deviation, 1)
    # The authors' code draws none of the anomalies, without replacement: that shuffles them, and so moves the generator on.
    random.choice(np.flatnonzero(labels == 1), 0, replace=False)
    return rows[random.choice(len(rows), len(rows), replace=True)], rows, labels


def measured(arguments, file, detector, settings):
    """AUROC and average precision of each seed."""
    rows, labels = read_set(file)
    for seed in range(arguments.seeds):
        if arguments.protocol == "plain":
            scores = detect(arguments.xiezhi, file, detector, settings, seed=seed + 1)
        else:
            fitted, rows_, labels = drawn(*read_set(file), seed)
            scores = fit_and_score(arguments.benchmark, fitted, rows_, detector, settings, seed=seed + 1)
        yield auroc(labels, scores), average_precision(labels, scores)
        if arguments.protocol == "plain" and not is_random(detector):
            return


def is_random(detector):
    return detector not in {"ecod", "copod", "hbos", "pca", "pca-reconstruction", "knn", "lof", "shrinkage-mahalanobis"}


def spread(values):
    return statistics.pstdev(values) if len(values) > 1 else 0.0


def cell(mean, deviation, beside):
    """Ours, then the difference to the published mean in points, bold where it is below by more than the published deviation."""
    text = f"{mean:.1f}" + (f" ({deviation:.1f})" if deviation else "")
    if beside is None:
        return text
    difference = mean - beside[0]
    mark = "**" if difference < -max(beside[1], 0.05) else ""
    return f"{text} {mark}{difference:+.1f}{mark}"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sets", required=True, help="a folder of sets")
    parser.add_argument("--published", help="the published table; published_unsupervised_aucroc.csv of the folder by default")
    parser.add_argument("--protocol", choices=["plain", "published"], default="plain")
    parser.add_argument("--only", action="append", help="only this set; may be repeated")
    parser.add_argument("--detector", action="append", help="only this one; may be repeated")
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--xiezhi", default=ROOT / ".build/release/xiezhi")
    parser.add_argument("--benchmark", default=ROOT / "Tools/Benchmarks/.build/release/detector-benchmark")
    parser.add_argument("--out", help="a file for the tables, besides the terminal")
    arguments = parser.parse_args()

    table = Path(arguments.published or Path(arguments.sets) / "published_unsupervised_aucroc.csv")
    beside = published(table) if table.is_file() else {}
    files = set_files(arguments.sets, arguments.only)
    known = catalog(arguments.benchmark) if arguments.protocol == "published" else None
    lines = [line for line in LINES if (not arguments.detector or line[1] in arguments.detector) and (known is None or line[1] in known)]

    rows, precision_rows, means = [], [], {}
    for label, detector, settings, column in lines:
        aurocs, precisions = {}, {}
        try:
            for name, file in files.items():
                print(f"  {label}, {name}", file=sys.stderr)
                values = list(measured(arguments, file, detector, settings))
                aurocs[name], precisions[name] = zip(*values)
        except RuntimeError as error:
            print(f"  {label}: left out: {error}", file=sys.stderr)
            continue
        means[label] = statistics.mean(statistics.mean(values) for values in aurocs.values())
        rows.append([label, f"{means[label]:.2f}", *(
            cell(statistics.mean(values), spread(values), beside.get(name, {}).get(column)) for name, values in aurocs.items())])
        precision_rows.append([label, f"{statistics.mean(statistics.mean(values) for values in precisions.values()):.2f}", *(
            f"{statistics.mean(values):.1f}" for values in precisions.values())])

    header = ["detector", "mean", *files]
    text = [f"AUROC in points, mean over seeds (their deviation) and the difference to the published mean; protocol: {arguments.protocol}.",
            "Bold: below the published mean by more than its deviation.", "", *markdown(header, rows), "",
            "Average precision in points.", "", *markdown(header, precision_rows)]
    if all(name in beside for name in files):
        methods = next(iter(beside.values()))
        theirs = {method: statistics.mean(beside[name][method][0] for name in files) for method in methods}
        order = sorted(methods, key=lambda method: -theirs[method])
        text += ["", "The published means over these sets, * where learned by gradient descent: " + ", ".join(
            f"{method}{'*' if method in BY_GRADIENT else ''} {theirs[method]:.2f}" for method in order) + "."]
        if "ensemble" in means:
            best = next(method for method in order if method not in BY_GRADIENT)
            text += ["", f"The default ensemble: {means['ensemble']:.2f}; the best of the others, {best}: {theirs[best]:.2f}."]
    print("\n".join(text))
    if arguments.out:
        Path(arguments.out).write_text("\n".join(text) + "\n")


if __name__ == "__main__":
    main()
