#!/usr/bin/env python3
"""Times our detectors against the libraries data teams use: one matrix, one process a run, the same threads, one after the other.

    Tools/Benchmarks/compare.py                                  # all detectors; about an hour, most of it the peers
    Tools/Benchmarks/compare.py --detector ecod --detector knn --rows 100000 --slow-rows 10000 --repetitions 1
    Tools/Benchmarks/compare.py --set knn.neighborCount=10 --out results/neighbours.md

Needs nothing but Python 3.11 and Swift: the peers are installed by pip, pinned in `requirements.txt`, into `.build/peers`.
Writes a table with the machine and the versions, and all single measurements beside it as JSON.
"""
import argparse
import datetime
import json
import math
import os
import statistics
import subprocess
import sys
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
BUILD = HERE / ".build"

# Who is compared with whom; the first peer is the one whose ranking ours is held against. A detector that is not here is run alone.
PEERS = {
    "ecod": ["pyod-ecod"],
    "copod": ["pyod-copod"],
    "hbos": ["pyod-hbos"],
    "loda": ["pyod-loda"],
    "pca": ["pyod-pca"],
    "pca-reconstruction": ["sklearn-pca-reconstruction"],
    "knn": ["pyod-knn"],
    "lof": ["sklearn-lof"],
    "sampled-neighbors": ["pyod-sampling"],
    "cblof": ["pyod-cblof"],
    "isolation-forest": ["isotree-1", "sklearn-iforest"],
    "extended-isolation-forest": ["isotree-extended"],
    "robust-mahalanobis": ["sklearn-mcd"],
    "shrinkage-mahalanobis": ["sklearn-ledoit-wolf"],
    "gaussian-mixture": ["sklearn-mixture"],
}
# Those whose peers take more than some minutes at the large size.
SLOW = {"knn", "lof", "robust-mahalanobis", "gaussian-mixture"}
# How many times faster than the fastest peer a detector is to be: (fit, score); 0 where nothing is asked.
TARGETS = {
    "ecod": (10, 10), "copod": (10, 10), "hbos": (4, 4), "pca": (2, 2), "extended-isolation-forest": (0, 2),
    "isolation-forest": (1, 1), "knn": (3, 3), "lof": (3, 3), "robust-mahalanobis": (5, 0),
}
MEMORY_TARGET = 1.5


def floor_work(name, n, p, h):
    """What no implementation in doubles gets around: ((bytes, operations) of fit, the same of score).

    Bytes are those of reading the matrix once (and of writing the scores); operations are multiplications and additions, which are
    divided by the rate of a matrix product; for trees a comparison a node.
    """
    read, write = 8 * n * p, 8 * n
    once = ((read, 0), (read + write, 0))
    trees, sample = h.get("treeCount", 100), h.get("subsampleSize", 256)
    depth = 2 * (math.log(sample - 1) + 0.5772) - 2 * (sample - 1) / sample if sample > 2 else 1
    k = h.get("clusterCount", h.get("componentCount", 1))
    full = n * p * p  # a triangle of p² products and sums a row, as a covariance or a Mahalanobis distance needs
    return {
        # Every fitted row's neighbours among all others: each pair once in fit, all pairs in score.
        "knn": ((read, n * n * p), (read + write, 2 * n * n * p)),
        "lof": ((read, n * n * p), (read + write, 2 * n * n * p)),
        "sampled-neighbors": ((0, 0), (read + write, 2 * n * p * h.get("sampleSize", 20) * h.get("sampleCount", 1))),
        "cblof": ((read, 2 * n * p * k), (read + write, 2 * n * p * k)),
        "isolation-forest": ((8 * trees * sample, trees * sample * depth), (read + write, n * trees * depth)),
        "extended-isolation-forest": (
            (8 * trees * sample, trees * sample * depth),
            (read + write, n * trees * depth * (2 * (h.get("extensionLevel", 1) + 1)))),
        # The last stage only: one distance to all rows and one covariance of the support.
        "robust-mahalanobis": ((read, full + full * h.get("supportFraction", 0.5)), (read + write, full)),
        "shrinkage-mahalanobis": (
            (read, (1 + h.get("roundCount", 1) * (2 - h.get("trimmedShare", 0))) * full), (read + write, full)),
        "pca": ((read, full), (read + write, 2 * full)),
        "pca-reconstruction": ((read, full), (read + write, 2 * full)),
        # One pass of expectation and maximisation.
        "gaussian-mixture": ((read, 2 * k * full), (read + write, k * full)),
    }.get(name, once)


def output(command, **options):
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, **options).stdout


def prepare_peers():
    python = BUILD / "peers" / "bin" / "python"
    requirements = (HERE / "requirements.txt").read_text()
    installed = BUILD / "peers" / "installed.txt"
    if not installed.is_file() or installed.read_text() != requirements:
        venv.create(BUILD / "peers", with_pip=True, clear=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", "--only-binary", ":all:", "-r", HERE / "requirements.txt"], check=True)
        installed.write_text(requirements)
    return str(python)


def prepare_ours():
    build = ["swift", "build", "-c", "release", "--package-path", str(HERE)]
    subprocess.run([*build, "--product", "detector-benchmark"], check=True, stdout=sys.stderr)
    return str(Path(output([*build, "--show-bin-path"]).strip()) / "detector-benchmark")


class Comparison:
    def __init__(self, arguments):
        self.arguments = arguments
        self.python = arguments.python or prepare_peers()
        self.ours = arguments.binary or prepare_ours()
        self.peers = [self.python, str(HERE / "peers.py")]
        processors = sorted(os.sched_getaffinity(0))[:arguments.threads]
        self.pinned = ["taskset", "-c", ",".join(map(str, processors))]
        threads = str(arguments.threads)
        names = ["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS", "LOKY_MAX_CPU_COUNT"]
        self.environment = {**os.environ, **dict.fromkeys(names, threads), "PYTHONHASHSEED": "0"}
        self.data = BUILD / "data"
        self.data.mkdir(parents=True, exist_ok=True)
        self.hyperparameters = {}
        for line in json.loads(output([self.ours, "list"])):
            self.hyperparameters[line["name"]] = dict(line["hyperparameters"])
        for setting in arguments.set:
            path, value = setting.split("=")
            name, hyperparameter = path.split(".")
            self.hyperparameters[name][hyperparameter] = float(value)

    def matrix(self, rows):
        path = self.data / f"normal-{rows}x{self.arguments.columns}-{self.arguments.seed}.f64"
        if not path.is_file():
            output([*self.peers, "generate", str(path), "--rows", str(rows), "--columns", str(self.arguments.columns),
                    "--seed", str(self.arguments.seed)])
        return str(path)

    def measured(self, command):
        """One run in one process; None, and a line, where it failed or took too long."""
        try:
            done = subprocess.run([*self.pinned, *command], env=self.environment, timeout=self.arguments.timeout,
                                  stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        except subprocess.TimeoutExpired:
            print(f"    {command[2]}: not done after {self.arguments.timeout} s", file=sys.stderr)
            return None
        if done.returncode != 0:
            print(f"    {command[2]}: exit {done.returncode}: {done.stderr.strip()[-300:]}", file=sys.stderr)
            return None
        return json.loads(done.stdout)

    def machine(self):
        return self.measured([self.ours, "machine", "--threads", str(self.arguments.threads)])

    def detector(self, name):
        rows = self.arguments.slow_rows if name in SLOW else self.arguments.rows
        matrix, columns = self.matrix(rows), str(self.arguments.columns)
        settings = self.hyperparameters[name]
        ours = [self.ours, "run", name, "--matrix", matrix, "--columns", columns, "--threads", str(self.arguments.threads)]
        for hyperparameter, value in settings.items():
            ours += ["--set", f"{hyperparameter}={value!r}"]
        scores = {who: str(self.data / f"scores-{who}.f64") for who in ["ours", *PEERS.get(name, [])]}
        commands = {"ours": [*ours, "--scores", scores["ours"]]}
        for peer in PEERS.get(name, []):
            commands[peer] = [*self.peers, "run", peer, "--matrix", matrix, "--columns", columns,
                              "--hyperparameters", json.dumps(settings), "--scores", scores[peer]]
        runs = {who: [] for who in commands}
        for repetition in range(self.arguments.repetitions):
            for who, command in commands.items():
                if repetition > 0 and not runs[who]:
                    continue  # it failed once, and would again
                print(f"  {name}, {rows} rows, {who}, {repetition + 1} of {self.arguments.repetitions}", file=sys.stderr)
                if measurement := self.measured(command):
                    runs[who].append(measurement)
        agreement = None
        first = next((peer for peer in PEERS.get(name, []) if runs[peer]), None)
        if first and runs["ours"]:
            agreement = json.loads(output([*self.peers, "agreement", scores["ours"], scores[first]]))
        return {"name": name, "rows": rows, "columns": self.arguments.columns, "hyperparameters": settings, "runs": runs,
                "agreement": agreement, "floor": floor_work(name, rows, self.arguments.columns, settings)}


def median(runs, key):
    return statistics.median(run[key] for run in runs) if runs else None


def seconds(value):
    return "–" if value is None else f"{value:.3g}" if value < 100 else f"{value:.0f}"


def ratio(peer, ours, target):
    if peer is None or not ours:
        return "–"
    quotient = peer / ours
    text = f"{quotient:.2g}×" if quotient < 10 else f"{quotient:.0f}×"
    return text if not target else f"{text} (≥ {target}: {'yes' if quotient >= target else '**no**'})"


def table(results, machine, clock):
    fit, score = f"fit{clock}Seconds", f"score{clock}Seconds"
    yield "| detector | rows | peer | fit: ours | peer | ratio | floor | score: ours | peer | ratio | floor | peak: ours | × matrix | peer | × matrix | rank corr. |"
    yield "|---|--:|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|"
    for result in results:
        ours = result["runs"]["ours"]
        peers = [who for who in result["runs"] if who != "ours"]
        floors = [max(moved / machine["readBytesPerSecond"], work / machine["gemmFlopsPerSecond"]) for moved, work in result["floor"]]
        targets = TARGETS.get(result["name"], (0, 0))
        size = 8 * result["rows"] * result["columns"]
        # A target is against the fastest peer, of fit and of score apart.
        fastest = {key: min(filter(None, (median(result["runs"][peer], key) for peer in peers)), default=None)
                   for key in (fit, score)}
        for peer in peers or [None]:
            theirs = result["runs"][peer] if peer else []
            cells = [result["name"], f"{result['rows']:,}", peer or "none"]
            for key, floor, target in zip((fit, score), floors, targets):
                mine, other = median(ours, key), median(theirs, key)
                cells += [seconds(mine), seconds(other), ratio(other, mine, target if other == fastest[key] else 0), seconds(floor)]
            for runs in (ours, theirs):
                peak = median(runs, "peakBytes")
                mark = "" if runs is not ours or peak is None or peak <= MEMORY_TARGET * size else " (**> 1.5**)"
                cells += ["–", "–"] if peak is None else [f"{peak / 1e6:.0f} MB", f"{peak / size:.2f}{mark}"]
            agreement = result["agreement"] if peer and peer == peers[0] else None
            cells.append(f"{agreement['rankCorrelation']:.4f}" if agreement else "–")
            yield "| " + " | ".join(cells) + " |"


def processor():
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), "unknown")


def document(comparison, results, machine, versions):
    arguments = comparison.arguments
    clock = " of the processor, over all threads" if arguments.clock else ""
    yield f"# Detectors and their peers, {datetime.date.today()}"
    yield ""
    yield f"{processor()}, {os.cpu_count()} processors, {arguments.threads} used. Standard normal numbers × {arguments.columns} columns, seed {arguments.seed}."
    yield f"Median of {arguments.repetitions} runs, ours and the peers' by turns, each in a process of its own. Seconds{clock}; a ratio above 1 is in our favour."
    yield ""
    yield f"- {output(['swift', '--version'], stderr=subprocess.DEVNULL).splitlines()[0]}; {machine['blas'].strip()}, kernel {machine['blasCore']}"
    yield f"- Python {versions['python']}; {', '.join(f'{name} {version}' for name, version in versions['packages'].items())}; {'; '.join(versions['blas'])}"
    yield (f"- measured here: product of doubles {machine['gemmFlopsPerSecond'] / 1e9:.1f} GFLOP/s, reading {machine['readBytesPerSecond'] / 1e9:.1f} GB/s, "
           f"copying {machine['copyBytesPerSecond'] / 1e9:.1f} GB/s (read and written)")
    yield "- floor: the larger of bytes read over that rate and operations over the product's rate; see `floor_work` in `compare.py`"
    yield "- peak: the most memory ever resident, the matrix and the program with it"
    yield ""
    yield from table(results, machine, arguments.clock)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--detector", action="append", help="only this one; may be repeated")
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--slow-rows", type=int, default=100_000, help=f"for {', '.join(sorted(SLOW))}")
    parser.add_argument("--columns", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--repetitions", type=int, default=3)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--processor-time", dest="clock", action="store_const", const="Processor", default="",
                        help="tabulate seconds of the processor instead of the wall's, for a machine that other work shares")
    parser.add_argument("--timeout", type=int, default=3600, help="seconds a run may take")
    parser.add_argument("--set", action="append", default=[], metavar="DETECTOR.NAME=VALUE", help="a hyperparameter, of ours and of the peers that have it")
    parser.add_argument("--out", default=str(BUILD / "comparison.md"), help="the table; the measurements go beside it as .json")
    parser.add_argument("--python", help="an interpreter that has the peers, instead of .build/peers")
    parser.add_argument("--binary", help="a built detector-benchmark, instead of building it")
    arguments = parser.parse_args()

    comparison = Comparison(arguments)
    names = arguments.detector or list(comparison.hyperparameters)
    unknown = [name for name in names if name not in comparison.hyperparameters]
    if unknown:
        parser.error(f"unknown: {', '.join(unknown)}; known are {', '.join(comparison.hyperparameters)}")
    versions = json.loads(output([*comparison.peers, "versions"], env=comparison.environment))
    machine = comparison.machine()
    results = []
    out = Path(arguments.out)
    out.parent.mkdir(parents=True, exist_ok=True)
    for name in names:
        results.append(comparison.detector(name))
        # After every detector, so that a long run that is broken off has left what it measured.
        out.write_text("\n".join(document(comparison, results, machine, versions)) + "\n")
        out.with_suffix(".json").write_text(json.dumps({"machine": machine, "versions": versions, "results": results}, indent=1) + "\n")
    print("\n".join(table(results, machine, arguments.clock)))
    print(f"\n{out}", file=sys.stderr)


if __name__ == "__main__":
    main()
