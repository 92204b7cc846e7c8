import { fitLine } from '../statistics/line-fit.ts'
import type { CheckpointScore } from './checkpoint.ts'

/**
 * How pretraining loss falls with compute: `ln loss = intercept - rate * ln FLOPs`, by least squares over checkpoints.
 */
export interface LossOfCompute {
  readonly intercept: number
  readonly rate: number
  /** Standard deviation of the residuals of ln loss (divisor n - 2). */
  readonly noise: number
  readonly checkpoints: number
}

/**
 * The line through the checkpoints whose compute is known; undefined for fewer than 3 or where loss does not fall with
 * compute.
 */
export function lossOfCompute(rows: readonly CheckpointScore[]): LossOfCompute | undefined {
  const points = new Map<string, readonly [lnFlops: number, lnLoss: number]>()
  for (const { checkpoint, loss, flops } of rows) {
    if (flops !== undefined && flops > 0)
      points.set(`${checkpoint} ${loss} ${flops}`, [Math.log(flops), Math.log(loss)])
  }
  const count = points.size
  if (count < 3) return undefined
  const all = [...points.values()]
  const line = fitLine(all)
  if (line === undefined || !(line.slope < 0)) return undefined
  const { intercept, slope } = line
  const squares = all.reduce((sum, [x, y]) => sum + (y - intercept - slope * x) ** 2, 0)
  return { intercept, rate: -slope, noise: Math.sqrt(squares / (count - 2)), checkpoints: count }
}

/**
 * How many times the compute of a checkpoint with loss `from` it takes to reach loss `to` (nats), along the line: below
 * 1 where `to` is the higher loss, infinite where `to` is not above 0.
 */
export function computeFactor(line: LossOfCompute, from: number, to: number): number {
  return to > 0 ? Math.exp((Math.log(from) - Math.log(to)) / line.rate) : Number.POSITIVE_INFINITY
}
