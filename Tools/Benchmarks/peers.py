"""The other side of `compare.py`: makes the matrices and runs one peer in one process. Runs in the peers' own environment.

    peers.py generate FILE --rows N --columns P --seed S
    peers.py run PEER --matrix FILE --columns P --hyperparameters JSON [--scores FILE]
    peers.py agreement SCORES SCORES
    peers.py versions

`run` prints one JSON object with the keys that `detector-benchmark run` prints.
"""
import argparse
import json
import os
import platform
import time
import warnings

import numpy as np

# Each peer: a function from our hyperparameters to what is fitted, and a function from the fitted and the rows to scores.
# The peers get our hyperparameters, where they have the same one; what they are not given is their default.


def pyod(module, name, **translated):
    """A detector of PyOD; `translated` maps its keyword to our hyperparameter, or to a function of all of ours."""
    def make(ours):
        keywords = {}
        for keyword, source in translated.items():
            value = source(ours) if callable(source) else ours.get(source)
            if value is not None:
                keywords[keyword] = value
        return getattr(__import__(f"pyod.models.{module}", fromlist=[name]), name)(**keywords)
    return make, lambda model, rows: model.decision_function(rows)


def isotree_forest(dimensions):
    """A sample size that is not set by hand follows ours; split points at random, as both papers have them."""
    def make(ours):
        from isotree import IsolationForest
        return IsolationForest(
            ntrees=ours.get("treeCount", 100), sample_size=ours.get("subsampleSize", 256), ndim=dimensions(ours),
            missing_action="fail", standardize_data=False, nthreads=int(os.environ["OMP_NUM_THREADS"]), random_seed=1)
    return make, lambda model, rows: model.predict(rows)


def sklearn_forest():
    def make(ours):
        from sklearn.ensemble import IsolationForest
        return IsolationForest(n_estimators=ours.get("treeCount", 100), max_samples=ours.get("subsampleSize", 256), random_state=1)
    return make, lambda model, rows: -model.score_samples(rows)


def sklearn_outlier_factor():
    def make(ours):
        from sklearn.neighbors import LocalOutlierFactor
        return LocalOutlierFactor(n_neighbors=ours.get("neighborCount", 20), novelty=True)
    return make, lambda model, rows: -model.score_samples(rows)


def sklearn_determinant():
    def make(ours):
        from sklearn.covariance import MinCovDet
        return MinCovDet(support_fraction=ours.get("supportFraction"), random_state=1)
    return make, lambda model, rows: model.mahalanobis(rows)


def sklearn_shrinkage():
    """One Ledoit-Wolf fit of all rows: the library has no trimmed re-estimation."""
    def make(ours):
        from sklearn.covariance import LedoitWolf
        return LedoitWolf()
    return make, lambda model, rows: model.mahalanobis(rows)


def sklearn_reconstruction():
    def make(ours):
        from sklearn.decomposition import PCA
        from sklearn.pipeline import make_pipeline
        from sklearn.preprocessing import StandardScaler
        return make_pipeline(StandardScaler(), PCA(n_components=ours.get("varianceShare", 0.7)))

    def score(model, rows):
        standard = model[0].transform(rows)
        return ((standard - model[1].inverse_transform(model[1].transform(standard))) ** 2).sum(axis=1)
    return make, score


def sklearn_mixture():
    def make(ours):
        from sklearn.mixture import GaussianMixture
        return GaussianMixture(
            n_components=ours.get("componentCount", 1), reg_covar=ours.get("regularization", 1e-6), random_state=1)
    return make, lambda model, rows: -model.score_samples(rows)


PEERS = {
    "pyod-ecod": pyod("ecod", "ECOD"),
    "pyod-copod": pyod("copod", "COPOD"),
    "pyod-hbos": pyod("hbos", "HBOS", n_bins="binCount", alpha="regularizer", tol="tolerance"),
    "pyod-loda": pyod("loda", "LODA", n_random_cuts="projectionCount", random_state=lambda ours: 1),
    "pyod-pca": pyod("pca", "PCA"),
    "pyod-cblof": pyod("cblof", "CBLOF", n_clusters="clusterCount", alpha="largeShare", beta="sizeRatio", random_state=lambda ours: 1),
    "pyod-knn": pyod(
        "knn", "KNN", n_neighbors="neighborCount", method=lambda ours: "mean" if ours.get("averages") else "largest"),
    "pyod-sampling": pyod("sampling", "Sampling", subset_size="sampleSize", random_state=lambda ours: 1),
    "isotree-1": isotree_forest(lambda ours: 1),
    "isotree-extended": isotree_forest(lambda ours: int(ours.get("extensionLevel", 1)) + 1),
    "sklearn-iforest": sklearn_forest(),
    "sklearn-lof": sklearn_outlier_factor(),
    "sklearn-mcd": sklearn_determinant(),
    "sklearn-ledoit-wolf": sklearn_shrinkage(),
    "sklearn-pca-reconstruction": sklearn_reconstruction(),
    "sklearn-mixture": sklearn_mixture(),
}


def generate(arguments):
    """Standard normal, in blocks, so that making it needs less memory than the matrix."""
    generator = np.random.default_rng(arguments.seed)
    with open(arguments.file + ".part", "wb") as file:
        left = arguments.rows
        while left > 0:
            count = min(left, 100_000)
            generator.standard_normal((count, arguments.columns)).astype("<f8").tofile(file)
            left -= count
    os.replace(arguments.file + ".part", arguments.file)


def memory(field):
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) * 1024 for line in status if line.startswith(field + ":"))


def timed(function, *values):
    """What it gives, seconds on the wall, seconds of the processor over all threads."""
    wall, processor = time.perf_counter(), time.process_time()
    result = function(*values)
    return result, time.perf_counter() - wall, time.process_time() - processor


def run(arguments):
    warnings.simplefilter("ignore")
    ours = {name: int(value) if float(value).is_integer() else value for name, value in json.loads(arguments.hyperparameters).items()}
    make, score = PEERS[arguments.peer]
    rows = np.fromfile(arguments.matrix, dtype="<f8").reshape(-1, arguments.columns)
    model = make(ours)
    before = memory("VmRSS")
    _, fit_wall, fit_processor = timed(model.fit, rows)
    after_fit = memory("VmHWM")
    scores, score_wall, score_processor = timed(score, model, rows)
    if arguments.scores:
        np.asarray(scores, dtype="<f8").tofile(arguments.scores)
    print(json.dumps({
        "detector": arguments.peer, "hyperparameters": ours,
        "fitSeconds": fit_wall, "scoreSeconds": score_wall,
        "fitProcessorSeconds": fit_processor, "scoreProcessorSeconds": score_processor,
        "matrixBytes": rows.nbytes, "residentBeforeBytes": before, "peakAfterFitBytes": after_fit, "peakBytes": memory("VmHWM"),
    }))


def agreement(arguments):
    """The rank correlation of two lists of scores."""
    from scipy.stats import spearmanr
    first, second = (np.fromfile(name, dtype="<f8") for name in (arguments.first, arguments.second))
    print(json.dumps({"rankCorrelation": float(spearmanr(first, second)[0])}))


def versions(arguments):
    from importlib.metadata import version
    from threadpoolctl import threadpool_info
    import scipy.linalg  # noqa: F401 -- brings its BLAS in
    names = ["numpy", "scipy", "scikit-learn", "pyod", "isotree"]
    blas = sorted({f"{entry['internal_api']} {entry.get('version')} {entry.get('architecture')}"
                   for entry in threadpool_info() if entry["user_api"] == "blas"})
    print(json.dumps({"python": platform.python_version(), "packages": {name: version(name) for name in names}, "blas": blas}))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(required=True)
    command = commands.add_parser("generate")
    command.add_argument("file")
    command.add_argument("--rows", type=int, required=True)
    command.add_argument("--columns", type=int, required=True)
    command.add_argument("--seed", type=int, required=True)
    command.set_defaults(function=generate)
    command = commands.add_parser("run")
    command.add_argument("peer", choices=sorted(PEERS))
    command.add_argument("--matrix", required=True)
    command.add_argument("--columns", type=int, required=True)
    command.add_argument("--hyperparameters", default="{}")
    command.add_argument("--scores")
    command.set_defaults(function=run)
    command = commands.add_parser("agreement")
    command.add_argument("first")
    command.add_argument("second")
    command.set_defaults(function=agreement)
    command = commands.add_parser("versions")
    command.set_defaults(function=versions)
    arguments = parser.parse_args()
    arguments.function(arguments)


if __name__ == "__main__":
    main()
