import { spawnSync } from 'node:child_process'
import { loadavg } from 'node:os'
import { fileURLToPath } from 'node:url'
import { fitLaw } from '../core/emergence/fit-law.ts'
import { elbows, hingeFit, lawData, leastSquares, residualSquares, type LawData } from '../core/emergence/likelihood.ts'
import { samplePosterior } from '../core/emergence/posterior.ts'
import { simulateCheckpoints, typicalStudy } from '../core/emergence/simulate.ts'
import { symmetricEigen } from '../core/linear-algebra/symmetric-eigen.ts'
import { normalDeviates } from '../core/random/normal-deviate.ts'
import { seededGenerator } from '../core/random/seeded-generator.ts'
import { ascending, quantile } from '../core/sampling/quantile.ts'
import { fitCapabilitySpace } from '../core/scaling/capability-space.ts'
import { fitImputation } from '../core/scaling/rank-one-imputation.ts'
import { columnMeans, sampleCovariance } from '../core/statistics/moments.ts'
import { fitScoreLaw, scoreOf } from '../core/scaling/score-law.ts'
import { median } from '../core/statistics/median.ts'

export interface FitTime {
  readonly fit: string
  /** Milliseconds, medians. */
  readonly ours: number
  readonly theirs: number | null
  /** Ours divided by theirs; 1 or less is the goal. */
  readonly ratio: number | null
  /** Largest difference of the results, in the unit that `agreement` names; null without the other program. */
  readonly difference: number | null
  readonly agreement: string
  /** True where the difference is within what is expected; null without the other program. */
  readonly agrees: boolean | null
}

export interface Fits {
  readonly python: string | null
  readonly versions: Readonly<Record<string, string>>
  readonly repeats: number
  readonly fits: readonly FitTime[]
  readonly load: { readonly before: readonly number[]; readonly after: readonly number[] }
}

/** Shape of the published table: 77 models, 8 metrics, about one value in twelve missing. */
const models = 77
const metrics = 8
const missingShare = 1 / 12

const rounds = 1000
const starts = 40
/** Medians of the few-shot elbow may differ by this much (nats): several times the error of chains of this length. */
const medianTolerance = 0.005
const sampler = { count: 4, warmup: 3000, draws: 2000, thinning: 5 } as const

/** Models on two capability dimensions with noise, some values missing, and a score with a floor. */
function modelTable() {
  const generator = seededGenerator(11)
  const normal = normalDeviates(generator)
  const weights = Array.from(
    { length: metrics },
    () => [0.4 + 0.5 * generator.real(), 0.4 * (generator.real() - 0.5)] as const,
  )
  const capabilities = Array.from({ length: models }, () => [0.35 * normal(), 0.2 * normal()] as const)
  const within = (value: number): number => Math.min(0.99, Math.max(0.01, value))
  const rows = capabilities.map(([x, y]) =>
    weights.map(([first, second]) => {
      const value = within(0.45 + 0.6 * first * x + second * y + 0.02 * normal())
      return generator.real() < missingShare ? undefined : value
    }),
  )
  const scores = capabilities.map(([x, y]) =>
    within(0.08 + 0.92 / (1 + Math.exp(-(5 * x + 2 * y - 0.5))) + 0.02 * normal()),
  )
  // Residuals beyond the whole scale, where Huber's loss parts from least squares.
  const outlying = scores.map((score, index) => (index % 19 === 7 ? score + 2 : score))
  return { rows, scores, outlying }
}

interface Python {
  readonly versions: Readonly<Record<string, string>>
  readonly results: Readonly<Record<string, { readonly seconds: number; readonly result: unknown }>>
}

/** Times the fits of the scaling and emergence laws, and the same on the same data by numpy, scipy and scikit-learn. */
export function fits({ python, repeats }: { readonly python: string | undefined; readonly repeats: number }): Fits {
  const before = loadavg()
  const { rows, scores, outlying } = modelTable()
  const { filled } = fitImputation(rows)
  const { scores: capabilities } = fitCapabilitySpace(filled, 3)
  const study = simulateCheckpoints(typicalStudy, seededGenerator(5))
  const data = lawData(study, 'log-power', 5)
  const likely = fitLaw(data, seededGenerator(1), starts)
  const points = Array.from({ length: 20 }, (_, index) => {
    const { shape, law } = likely
    const by = 1 + 0.002 * (index - 10)
    return [
      shape.fewShotElbow * by,
      shape.shift / by,
      Math.log(shape.exponent) + 0.01 * index,
      law.slope * by,
      law.base,
    ]
  })

  const ours = {
    imputation: timed(repeats, () => fitImputation(rows, -1, rounds).filled),
    components: timed(repeats, () => explainedShares(filled, 3)),
    sigmoid: timed(repeats, () => fitScoreLaw(capabilities, scores, { link: 'floor', loss: 'ols' })),
    huber: timed(repeats, () => fitScoreLaw(capabilities, outlying, { link: 'sigmoid', loss: 'huber' })),
    emergence: timed(3, () => fitLaw(data, seededGenerator(1), starts)),
    chains: timed(3, () => samplePosterior(data, likely, seededGenerator(2), { chains: sampler.count, ...sampler })),
  }
  const peer = runPython(python, {
    repeats,
    rounds,
    starts,
    sampler,
    space: {
      rows: rows.map((row) => row.map((value) => value ?? null)),
      filled,
      capabilities,
      scores,
      outlying,
    },
    study: {
      losses: [...data.losses],
      scores: [...data.scores],
      examples: data.amounts.flatMap((amount, index) =>
        new Array<number>(data.starts[index + 1]! - data.starts[index]!).fill(amount),
      ),
      fewShot: 5,
      best: [
        likely.shape.fewShotElbow,
        likely.shape.shift,
        Math.log(likely.shape.exponent),
        likely.law.slope,
        likely.law.base,
      ],
      scales: samplerScales(data, likely.law.slope, likely.noise),
      points,
    },
  })
  const theirs = <T>(name: string): T | undefined => peer?.output.results[name]?.result as T | undefined
  const row = (
    fit: string,
    name: keyof typeof ours,
    agreement: string,
    most: number,
    differ: () => number,
  ): FitTime => {
    const milliseconds = ours[name].milliseconds
    const peerFit = peer?.output.results[name]
    const difference = peerFit === undefined ? null : differ()
    return {
      fit,
      ours: milliseconds,
      theirs: peerFit === undefined ? null : 1000 * peerFit.seconds,
      ratio: peerFit === undefined ? null : milliseconds / (1000 * peerFit.seconds),
      difference,
      agreement,
      agrees: difference === null ? null : difference <= most,
    }
  }
  const lossOf = (law: ReturnType<typeof fitScoreLaw>, observed: readonly number[], threshold: number): number =>
    capabilities.reduce((sum, capability, index) => {
      const size = Math.abs(scoreOf(law, capability) - observed[index]!)
      return sum + (size <= threshold ? 0.5 * size * size : threshold * (size - 0.5 * threshold))
    }, 0)
  const chained = theirs<[number, number[]]>('chains')
  const list: FitTime[] = [
    row(
      `imputation, ${rounds} rank-1 rounds, ${models} x ${metrics}`,
      'imputation',
      'largest difference of a filled value',
      1e-6,
      () => largestDifference(ours.imputation.result.flat(), theirs<number[][]>('imputation')!.flat()),
    ),
    row(
      `principal components, ${models} x ${metrics}`,
      'components',
      'largest difference of an explained share',
      1e-6,
      () => largestDifference(ours.components.result, theirs<number[]>('components')!),
    ),
    row(
      'sigmoid with a bounded floor, least squares',
      'sigmoid',
      'excess of our objective',
      1e-6,
      () => lossOf(ours.sigmoid.result, scores, Infinity) - theirs<number>('sigmoid')!,
    ),
    row(
      "sigmoid, Huber's loss",
      'huber',
      'excess of our objective',
      1e-6,
      () => lossOf(ours.huber.result, outlying, 1) - theirs<number>('huber')!,
    ),
    row(
      `emergence law, most likely of ${starts} starts`,
      'emergence',
      'excess of our squared residuals',
      1e-6,
      () => hingeSquares(data, ours.emergence.result) - theirs<number>('emergence')!,
    ),
    row(
      `emergence law, ${sampler.count} chains of ${sampler.warmup + sampler.draws * sampler.thinning} steps`,
      'chains',
      `largest difference of a log density; medians within ${medianTolerance} nats`,
      1e-6,
      () => {
        const apart = Math.abs(quantile(ascending(ours.chains.result.elbowChains.flat()), 0.5) - chained![0])
        return Math.max(
          largestDifference(
            points.map((point) => logDensity(data, point)),
            chained![1],
          ),
          apart > medianTolerance ? apart : 0,
        )
      },
    ),
  ]
  return {
    python: peer?.command ?? null,
    versions: peer?.output.versions ?? {},
    repeats,
    fits: list,
    load: { before, after: loadavg() },
  }
}

/** Milliseconds of runs before the first timed one: code that runs often is compiled for speed. */
const warming = 100

/** The median time of a task once it is warm, and its result. */
function timed<T>(repeats: number, task: () => T): { readonly milliseconds: number; readonly result: T } {
  let result = task()
  for (const start = performance.now(); performance.now() - start < warming; ) result = task()
  const times = Array.from({ length: repeats }, () => {
    const start = performance.now()
    result = task()
    return performance.now() - start
  })
  return { milliseconds: median(times), result }
}

/** Runs the Python program with the first interpreter that has what it needs; undefined where none has. */
function runPython(
  wanted: string | undefined,
  input: unknown,
): { readonly command: string; readonly output: Python } | undefined {
  const candidates = wanted === undefined ? ['python3', 'python', '/usr/bin/python3'] : [wanted]
  const command = candidates.find(
    (name) => spawnSync(name, ['-c', 'import scipy, sklearn'], { stdio: 'ignore', timeout: 60_000 }).status === 0,
  )
  if (command === undefined) return undefined
  const { status, stdout, stderr } = spawnSync(command, [fileURLToPath(new URL('fits.py', import.meta.url))], {
    input: JSON.stringify(input),
    encoding: 'utf8',
    maxBuffer: 64 * 2 ** 20,
    timeout: 300_000,
  })
  if (status !== 0)
    throw new Error(
      `${command} bench/fits.py ended with ${status ?? 'no exit code'}: ${stderr.trim().split('\n').at(-1) ?? ''}`,
    )
  return { command, output: JSON.parse(stdout) as Python }
}

/** Shares of the variance that the first components explain: what `fitCapabilitySpace` does once nothing is missing. */
function explainedShares(rows: readonly (readonly number[])[], components: number): number[] {
  const { values } = symmetricEigen(sampleCovariance(rows, columnMeans(rows)))
  const total = values.reduce((sum, value) => sum + value, 0)
  return values.slice(0, components).map((value) => value / total)
}

function largestDifference(left: readonly number[], right: readonly number[]): number {
  if (left.length !== right.length) return Infinity
  return left.reduce((most, value, index) => Math.max(most, Math.abs(value - right[index]!)), 0)
}

function hingeSquares(data: LawData, { shape }: ReturnType<typeof fitLaw>): number {
  return hingeFit(data, elbows(data, shape)).squares
}

/** The posterior's log density within its bounds, written down a second time. */
function logDensity(data: LawData, [fewShotElbow, shift, logExponent, slope, base]: readonly number[]): number {
  const squares = residualSquares(
    data,
    elbows(data, { fewShotElbow: fewShotElbow!, shift: shift!, exponent: Math.exp(logExponent!) }),
    { slope: slope!, base: base! },
  )
  return -0.5 * data.losses.length * Math.log(squares + leastSquares(data)) - 0.5 * logExponent! ** 2
}

/** The first widths of the sampler, as core/emergence/posterior.ts takes them. */
function samplerScales(data: LawData, slope: number, noise: number): number[] {
  const range = data.mostLoss - data.leastLoss
  return [
    0.05 * range,
    0.05 * range,
    0.3,
    Math.max(0.1 * slope, 0.01 * (data.scoreRange / range)),
    Math.max(noise, 1e-3 * data.scoreRange),
  ]
}
