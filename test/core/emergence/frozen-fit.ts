import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { readCheckpoints } from '../../../core/emergence/read-checkpoints.ts'
import type { CheckpointScore } from '../../../core/emergence/checkpoint.ts'
import type { LawForm } from '../../../core/emergence/emergence-law.ts'
import { readCsv } from '../../../engine/tables/read-csv.ts'

const fixture = (name: string): string =>
  readFileSync(fileURLToPath(new URL(`../../fixtures/emergence/${name}`, import.meta.url)), 'utf8')

/** Simulated checkpoints: few-shot emergence at 2.00 nats with 5 examples, log-power law, noise 0.012. */
export const frozenCheckpoints: readonly CheckpointScore[] = readCheckpoints(readCsv(fixture('checkpoints.csv')))

interface FrozenFit {
  readonly law: {
    readonly slope: number
    readonly base: number
    readonly factor: number
    readonly exponent: number
    readonly offset: number
  }
  readonly emergence: number
  readonly squares: number
  readonly noise: number
  readonly posterior: { readonly lower: number; readonly median: number; readonly upper: number }
}

/** What scipy-fit.py makes of them. */
export const frozenFits = JSON.parse(fixture('scipy-fit.json')) as Readonly<Record<LawForm, FrozenFit>> & {
  readonly elbowOf512: number
}
