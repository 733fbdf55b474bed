#!/usr/bin/env python3
"""What a ranking learned from verdicts gains: on simulated towns with their truth as labels, held-out precision at 50, average
precision and AUROC of the supervised ranking of patients, beside the list without labels and beside money alone.

    Tools/Benchmarks/supervised.py [--seeds 5] [--persons 30000] [--facilities 120] [--months 3]

Needs the built `xiezhi`, and LightGBM for boosted trees (Tools/setup). Every figure is from five-fold cross-validation in which
nobody of a card group is on both sides.
"""

import argparse
import json
import re
import subprocess
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
RANKINGS = {"held_out": "supervised", "unsupervised_list": "list without labels", "money_alone": "money alone"}
MEASURES = ("P@50", "AP", "AUROC")


def run(*command):
    return subprocess.run([str(part) for part in command], check=True, stdout=subprocess.PIPE, text=True).stdout


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--persons", type=int, default=30_000)
    parser.add_argument("--facilities", type=int, default=120)
    parser.add_argument("--months", type=int, default=3)
    parser.add_argument("--binary", type=Path, default=ROOT / ".build/release/xiezhi")
    arguments = parser.parse_args()

    sums = {ranking: [0.0] * len(MEASURES) for ranking in RANKINGS}
    print("| seed | sought | method | " + " | ".join(f"{name}: {', '.join(MEASURES)}" for name in RANKINGS.values()) + " |")
    print("|---|---|---|---|---|---|")
    for seed in range(1, arguments.seeds + 1):
        with tempfile.TemporaryDirectory() as folder:
            town, model = Path(folder) / "town", Path(folder) / "model"
            run(arguments.binary, "simulate", town, "--persons", arguments.persons, "--facilities", arguments.facilities,
                "--months", arguments.months, "--seed", seed, "--quiet")
            card = json.loads(run(arguments.binary, "train", town, "--out", model, "--labels", f"{town}-truth/labels.csv", "--json", "--quiet"))
        facts = card["supplements"]["ranker-patient"]
        cells = []
        for ranking in RANKINGS:
            values = [float(value) for value in re.findall(r"(?:P@50|AP|AUROC) ([\d.]+)", facts[ranking])]
            sums[ranking] = [total + value for total, value in zip(sums[ranking], values)]
            cells.append(", ".join(f"{value:.3f}" for value in values))
        sought = re.search(r"of them (\d+) sought", facts["labelled"])[1]
        print(f"| {seed} | {sought} | {facts['method']} | " + " | ".join(cells) + " |", flush=True)
    means = [", ".join(f"{total / arguments.seeds:.3f}" for total in sums[ranking]) for ranking in RANKINGS]
    print("| mean | | | " + " | ".join(means) + " |")


if __name__ == "__main__":
    main()
