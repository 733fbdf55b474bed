"""What `parity.py`, `accuracy.py` and `minimum_covariance_determinant.py` share: the labelled sets and two made ones, the published
table, and our two programs as functions.

A set is a CSV file of numbers with a last column `label`, 1 for an anomaly, as the ADBench collection has them (S. Han et al.,
"ADBench: anomaly detection benchmark", NeurIPS 2022); `14_glass.csv` is the set `glass`.
"""
import csv
import json
import os
import re
import subprocess
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.stats import rankdata

ROOT = Path(__file__).resolve().parent.parent.parent
ONE_THREAD = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}


def set_files(folder, names=None):
    """The sets of a folder, by name, in order of name."""
    files = {re.sub(r"^\d+_", "", file.stem): file for file in Path(folder).glob("*.csv")
             if file.open().readline().rstrip().endswith(",label")}
    unknown = set(names or []) - set(files)
    if unknown:
        raise SystemExit(f"no set {', '.join(sorted(unknown))} in {folder}; there are {', '.join(sorted(files))}")
    return {name: files[name] for name in sorted(names or files)}


def read_set(file):
    """Rows and labels; every number as the nearest double to what is written."""
    table = pd.read_csv(file, float_precision="round_trip")
    return table.drop(columns="label").to_numpy(float), table["label"].to_numpy(int)


def varying(rows):
    return rows[:, rows.std(axis=0) > 0]


def standardised(rows):
    deviation = rows.std(axis=0)
    return (rows - rows.mean(axis=0)) / np.where(deviation > 0, deviation, 1)


def made_sets(folder):
    """Two tables of 1500 rows, of which 60 are anomalies, written so that every digit is read again."""
    generator = np.random.default_rng(41)
    labels = (np.arange(1500) < 60).astype(int)
    normal = generator.normal(size=(1500, 8)) @ generator.normal(size=(8, 8))
    normal[:60] += generator.normal(size=(60, 8)) * 6
    mixed = np.column_stack([
        generator.poisson(0.6, 1500) + 3 * labels * generator.poisson(1, 1500),
        generator.lognormal(size=1500) * (1 + 4 * labels),
        np.round(generator.normal(size=1500), 1),
        generator.integers(0, 2, 1500),
        (generator.random(1500) < 0.01).astype(float),
        generator.standard_t(2, 1500),
    ]).astype(float)
    for name, rows in (("normal", normal), ("mixed", mixed)):
        file = Path(folder) / f"{name}.csv"
        pd.DataFrame(rows, columns=[f"x{place}" for place in range(rows.shape[1])]).assign(label=labels).to_csv(file, index=False)
        yield f"({name})", file


def published(file):
    """{set: {method: (mean, deviation)}}, in points."""
    with open(file, newline="") as lines:
        return {row.pop("Dataset"): {method: tuple(float(number) for number in re.findall(r"[\d.]+", cell)) for method, cell in row.items()}
                for row in csv.DictReader(lines)}


def auroc(labels, scores):
    """In points; ties count half."""
    positives = int(labels.sum())
    negatives = len(labels) - positives
    return 100 * (rankdata(scores)[labels == 1].sum() - positives * (positives + 1) / 2) / (positives * negatives)


def average_precision(labels, scores):
    """In points; rows of equal score enter together."""
    order = np.argsort(-scores, kind="stable")
    found = np.cumsum(labels[order])
    last = np.append(np.diff(scores[order]) != 0, True)
    recall = np.append(0, found[last] / found[-1])
    return 100 * float((np.diff(recall) * found[last] / (np.flatnonzero(last) + 1)).sum())


def flags(settings):
    return [word for name, value in settings.items() for word in ("--set", f"{name}={value}")]


def detect(xiezhi, file, detector, settings=None, seed=1):
    """Scores of a table's rows by the command `xiezhi detect`, in the table's order."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "scores.csv"
        run([xiezhi, "detect", file, "--detector", detector, "--label", "label", "--seed", seed, "--out", out, "--quiet", *flags(settings or {})])
        table = pd.read_csv(out, float_precision="round_trip")
    scores = np.full(len(table), np.nan)
    scores[table["row"].to_numpy(int)] = table["score"].to_numpy(float)
    return scores


def fit_and_score(benchmark, fitted, scored, detector, settings=None, seed=1):
    """Scores of rows by a detector fitted on other rows: the catalogue's own code through `detector-benchmark`."""
    with tempfile.TemporaryDirectory() as folder:
        names = {name: str(Path(folder) / name) for name in ("fitted", "scored", "scores")}
        np.ascontiguousarray(fitted, dtype="<f8").tofile(names["fitted"])
        np.ascontiguousarray(scored, dtype="<f8").tofile(names["scored"])
        run([benchmark, "run", detector, "--fit", names["fitted"], "--matrix", names["scored"], "--columns", scored.shape[1],
             "--seed", seed, "--scores", names["scores"], *flags(settings or {})])
        return np.fromfile(names["scores"], dtype="<f8")


def catalog(benchmark):
    """{detector: its hyperparameters' defaults}."""
    return {entry["name"]: entry["hyperparameters"] for entry in json.loads(run([benchmark, "list"]))}


def run(command):
    done = subprocess.run(list(map(str, command)), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=ONE_THREAD)
    if done.returncode not in (0, 1):
        raise RuntimeError(f"{Path(str(command[0])).name} {command[1]} {command[2] if len(command) > 2 else ''}: exit {done.returncode}: {done.stderr.strip().splitlines()[-1:]}")
    return done.stdout


def markdown(header, lines):
    """A table whose first column is text."""
    yield "| " + " | ".join(header) + " |"
    yield "|---|" + "--:|" * (len(header) - 1)
    for line in lines:
        yield "| " + " | ".join(line) + " |"
