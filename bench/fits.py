"""The fits of bench/fits.ts by numpy, scipy and scikit-learn: reads the data as JSON on stdin, prints seconds and results as JSON."""

import json
import sys
import time

import numpy
import scipy
import sklearn
from scipy.optimize import least_squares, minimize
from sklearn.decomposition import PCA


def timed(work, repeats):
    start = time.perf_counter()
    work()
    while time.perf_counter() - start < 0.1:
        work()
    seconds = []
    for _ in range(repeats):
        start = time.perf_counter()
        result = work()
        seconds.append(time.perf_counter() - start)
    return sorted(seconds)[len(seconds) // 2], result


def imputation(rows, rounds):
    table = numpy.array([[numpy.nan if value is None else value for value in row] for row in rows])
    missing = numpy.isnan(table)
    means = numpy.nanmean(table, axis=0)
    deviations = numpy.nanstd(table, axis=0)
    scores = numpy.where(missing, 0.0, (table - means) / deviations)
    for _ in range(rounds):
        pca = PCA(n_components=1)
        filled = pca.inverse_transform(pca.fit_transform(scores))
        scores[missing] = filled[missing]
    return numpy.clip(scores * deviations + means, 0, 1)


def components(rows):
    pca = PCA(n_components=3)
    pca.fit(numpy.array(rows))
    return pca.explained_variance_ratio_


def sigmoid_fit(capabilities, scores, with_floor, loss):
    capabilities = numpy.array(capabilities)
    scores = numpy.array(scores)
    width = capabilities.shape[1]

    def shares(at):
        return 1 / (1 + numpy.exp(-(at[0] + capabilities @ at[1 : width + 1])))

    def residuals(at):
        floor = at[width + 1] if with_floor else 0.0
        return floor + (1 - floor) * shares(at) - scores

    def slopes(at):
        floor = at[width + 1] if with_floor else 0.0
        share = shares(at)
        steep = (1 - floor) * share * (1 - share)
        columns = [steep[:, None], steep[:, None] * capabilities] + ([(1 - share)[:, None]] if with_floor else [])
        return numpy.hstack(columns)

    start = [0.0] + [0.03] * width + ([0.0] if with_floor else [])
    lower = [-numpy.inf] * (width + 1) + ([0.0] if with_floor else [])
    upper = [numpy.inf] * (width + 1) + ([0.2] if with_floor else [])
    found = least_squares(residuals, start, jac=slopes, bounds=(lower, upper), loss=loss, f_scale=1.0)
    return found.cost


class Hinge:
    """Squared residuals of the emergence law, slope and base solved for."""

    def __init__(self, study):
        self.losses = numpy.array(study["losses"])
        self.scores = numpy.array(study["scores"])
        self.logs = numpy.log(numpy.array(study["examples"]))
        self.few = numpy.log(study["fewShot"])
        self.most = self.logs.max()
        span = self.losses.max() - self.losses.min()
        self.span = span
        self.least = max(0.0, self.losses.min() - span)
        self.greatest = self.losses.max() + span

    def depths(self, few_shot_elbow, shift, exponent):
        low = self.few**exponent
        share = (self.logs**exponent - low) / (self.most**exponent - low)
        return numpy.maximum(few_shot_elbow + shift * share - self.losses, 0)

    def squares(self, point):
        few_shot_elbow, shift, log_exponent = point
        exponent = numpy.exp(log_exponent)
        if shift < 0 or not 0.1 <= exponent <= 10 or few_shot_elbow < self.least or few_shot_elbow + shift > self.greatest:
            return numpy.inf
        depth = self.depths(few_shot_elbow, shift, exponent)
        centred = depth - depth.mean()
        scores = self.scores - self.scores.mean()
        spread = centred @ centred
        slope = max(0.0, centred @ scores / spread) if spread > 0 else 0.0
        residual = scores - slope * centred
        return residual @ residual


def most_likely(study, starts):
    hinge = Hinge(study)
    random = numpy.random.default_rng(1)
    best = numpy.inf
    low = max(hinge.least, hinge.losses.min() - 0.5 * hinge.span)
    for _ in range(starts):
        elbow = low + (hinge.losses.max() - 0.1 * hinge.span - low) * random.random()
        highest = elbow + (hinge.losses.max() + 0.2 * hinge.span - elbow) * random.random()
        start = numpy.array([elbow, highest - elbow, 0.8 * random.standard_normal()])
        steps = numpy.diag([0.1 * hinge.span, 0.1 * hinge.span, 0.25])
        simplex = numpy.vstack([start, start + steps])
        with numpy.errstate(invalid="ignore"):
            found = minimize(hinge.squares, start, method="Nelder-Mead", options={"adaptive": True, "initial_simplex": simplex, "maxfev": 1200, "fatol": 1e-12, "xatol": 1e-9})
        best = min(best, found.fun)
    return best


def chains(study, best, scales, count, warmup, draws, thinning):
    """The sampler of core/sampling/adaptive-metropolis.ts on the posterior of core/emergence/posterior.ts."""
    hinge = Hinge(study)
    rows = len(hinge.scores)
    spread = hinge.scores.max() - hinge.scores.min()
    floor = rows * (1e-3 * spread) ** 2
    steepest = 100 * spread / hinge.span

    def density(point):
        few_shot_elbow, shift, log_exponent, slope, base = point
        exponent = numpy.exp(log_exponent)
        outside = few_shot_elbow < hinge.least or shift < 0 or few_shot_elbow + shift > hinge.greatest
        if outside or not 0.1 <= exponent <= 10 or slope < 0 or slope > steepest:
            return -numpy.inf
        residual = hinge.scores - base - slope * hinge.depths(few_shot_elbow, shift, exponent)
        return -0.5 * rows * numpy.log(residual @ residual + floor) - 0.5 * log_exponent**2

    random = numpy.random.default_rng(2)
    best = numpy.array(best)
    scales = numpy.array(scales)
    size = len(best)
    target = 0.234 + 0.2 / size
    kept = []
    for _ in range(count):
        width = 2.0
        point = best
        while width > 1e-3:
            tried = best + width * scales * random.standard_normal(size)
            if numpy.isfinite(density(tried)):
                point = tried
                break
            width *= 0.8
        value = density(point)
        log_scale = numpy.log(2.38 / numpy.sqrt(size))
        shape = numpy.diag(0.1 * scales)
        visited, mean, products = 0, numpy.zeros(size), numpy.zeros((size, size))
        for index in range(warmup + draws * thinning):
            proposal = point + numpy.exp(log_scale) * (shape @ random.standard_normal(size))
            proposed = density(proposal)
            probability = 1.0 if proposed >= value else numpy.exp(proposed - value)
            if random.random() < probability:
                point, value = proposal, proposed
            if index < warmup:
                log_scale += (probability - target) / numpy.sqrt(1 + index / 10)
                if index == warmup // 2:
                    visited, mean, products = 0, numpy.zeros(size), numpy.zeros((size, size))
                visited += 1
                before = point - mean
                mean = mean + before / visited
                products += numpy.outer(before, point - mean)
                if index % 50 == 49 and visited > 10 * size:
                    try:
                        shape = numpy.linalg.cholesky(products / (visited - 1) + numpy.diag((1e-4 * scales) ** 2))
                    except numpy.linalg.LinAlgError:
                        pass
            elif (index - warmup) % thinning == thinning - 1:
                kept.append(point[0])
    return float(numpy.median(kept)), [float(density(numpy.array(at))) for at in study["points"]]


def main():
    given = json.load(sys.stdin)
    repeats = given["repeats"]
    space, study = given["space"], given["study"]
    tasks = {
        "imputation": lambda: imputation(space["rows"], given["rounds"]).tolist(),
        "components": lambda: components(space["filled"]).tolist(),
        "sigmoid": lambda: sigmoid_fit(space["capabilities"], space["scores"], True, "linear"),
        "huber": lambda: sigmoid_fit(space["capabilities"], space["outlying"], False, "huber"),
        "emergence": lambda: most_likely(study, given["starts"]),
        "chains": lambda: chains(study, study["best"], study["scales"], **given["sampler"]),
    }
    results = {}
    for name, work in tasks.items():
        seconds, result = timed(work, 1 if name in ("emergence", "chains") else repeats)
        results[name] = {"seconds": seconds, "result": result}
    versions = {"numpy": numpy.__version__, "scipy": scipy.__version__, "scikit-learn": sklearn.__version__}
    json.dump({"versions": versions, "results": results}, sys.stdout)


main()
