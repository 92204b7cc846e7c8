import { availableParallelism } from 'node:os'
import type { ProbeSettings } from '../../core/population/probe-settings.ts'
import type { StoredProbe } from '../store/probe-store.ts'

/** What a stored probe tells of the time that others take; times in milliseconds. */
export type MeasuredProbe = Pick<
  StoredProbe,
  'modelId' | 'genomeId' | 'settings' | 'done' | 'evaluatedTokens' | 'elapsed'
> & {
  /** Weights of its model. */
  readonly parameters: number
}

/** A time in milliseconds with the ends of a range in which it is expected to lie. */
export interface EstimatedTime {
  readonly low: number
  readonly likely: number
  readonly high: number
}

/** An estimate of a factor, and the factor by which it may be off either way. */
interface Guess {
  readonly value: number
  readonly factor: number
}

/**
 * Evaluated tokens of a gene of `general` at tolerance 0.01, and how they grow as the tolerance falls: geometric means
 * of SmolLM2-135M and Gemma 3 270M (59 and 31 at 0.01 on its first block; 176 and 43 at 0.001).
 */
const usualTokens = { value: 43, tolerance: 0.01, exponent: 0.32 }
/** Milliseconds of one core per evaluated token and million of weights, from SmolLM2-135M on two cores. */
const usualMilliseconds = 0.16
/** Milliseconds until a model is loaded: at all, and per million of weights. */
const loading = { least: 3000, perMillion: 30 }
/** Tokens of a probe from which on its speed tells something. */
const fewestTokens = 200
/** Weights below which the time of a token no longer follows them. */
const smallest = 3e7

/**
 * Estimated milliseconds per gene of a probe, from probes measured on this machine where there are any: speed of the
 * model itself, else of the model with the next number of weights, times the tokens that other models took with the
 * same genome and tolerance.
 */
export function timePerGene(
  wanted: {
    readonly modelId: string
    readonly parameters: number
    readonly genomeId: string
    readonly settings: ProbeSettings
  },
  measured: readonly MeasuredProbe[],
): Guess & { readonly isMeasured: boolean } {
  const telling = measured.filter(({ evaluatedTokens, elapsed }) => evaluatedTokens >= fewestTokens && elapsed > 0)
  const speed = timePerToken(wanted, telling)
  const tokens = tokensPerGene(wanted, telling)
  return {
    value: speed.value * tokens.value,
    // Two errors that do not depend on each other.
    factor: Math.exp(Math.hypot(Math.log(speed.factor), Math.log(tokens.factor))),
    isMeasured: telling.length > 0,
  }
}

/** Milliseconds until a model with so many weights is loaded, roughly. */
export function loadingTime(parameters: number): number {
  return loading.least + (loading.perMillion * parameters) / 1e6
}

/** The time of several probes, each with its genes that are missing; errors of models add up, being of one kind. */
export function estimatedTime(
  probes: readonly { readonly genes: number; readonly parameters: number; readonly perGene: Guess }[],
): EstimatedTime {
  const sum = (of: (probe: (typeof probes)[number]) => number): number =>
    probes.reduce((total, probe) => (probe.genes === 0 ? total : total + of(probe)), 0)
  return {
    low: sum(
      ({ genes, parameters, perGene }) => loadingTime(parameters) / 2 + (genes * perGene.value) / perGene.factor,
    ),
    likely: sum(({ genes, parameters, perGene }) => loadingTime(parameters) + genes * perGene.value),
    high: sum(({ genes, parameters, perGene }) => loadingTime(parameters) * 2 + genes * perGene.value * perGene.factor),
  }
}

function timePerToken(
  { modelId, parameters }: { readonly modelId: string; readonly parameters: number },
  measured: readonly MeasuredProbe[],
): Guess {
  const perToken = ({ elapsed, evaluatedTokens }: MeasuredProbe): number => elapsed / evaluatedTokens
  const own = measured.filter((probe) => probe.modelId === modelId)
  if (own.length > 0) return { value: geometricMean(own.map(perToken)), factor: 1.4 }
  const distance = (probe: MeasuredProbe): number => Math.abs(Math.log(sized(probe.parameters) / sized(parameters)))
  const nearest = measured.reduce<MeasuredProbe | undefined>(
    (best, probe) => (best === undefined || distance(probe) < distance(best) ? probe : best),
    undefined,
  )
  if (nearest === undefined) {
    const cores = Math.min(8, availableParallelism())
    return { value: (usualMilliseconds * 2 * sized(parameters)) / 1e6 / cores, factor: 3 }
  }
  const near = measured.filter((probe) => distance(probe) <= distance(nearest) + 1e-9)
  return {
    value: geometricMean(near.map((probe) => (perToken(probe) * sized(parameters)) / sized(probe.parameters))),
    // Twice the weights need not take twice the time: vocabularies and shapes differ.
    factor: 1.6 * Math.exp(0.2 * distance(nearest)),
  }
}

function tokensPerGene(
  {
    modelId,
    genomeId,
    settings,
  }: { readonly modelId: string; readonly genomeId: string; readonly settings: ProbeSettings },
  measured: readonly MeasuredProbe[],
): Guess {
  const perGene = ({ evaluatedTokens, done }: MeasuredProbe): number => evaluatedTokens / done
  const same = measured.filter(
    (probe) =>
      probe.genomeId === genomeId &&
      probe.settings.tolerance === settings.tolerance &&
      probe.settings.pooled === settings.pooled &&
      probe.settings.chars === settings.chars,
  )
  const own = same.filter((probe) => probe.modelId === modelId)
  if (own.length > 0) return { value: geometricMean(own.map(perGene)), factor: 1.3 }
  if (same.length > 0) return { value: geometricMean(same.map(perGene)), factor: same.length === 1 ? 2 : 1.6 }
  const { value, tolerance, exponent } = usualTokens
  const fineness = settings.pooled ? 1 : (tolerance / settings.tolerance) ** exponent
  return { value: value * fineness * (settings.chars / 4), factor: 2 }
}

function sized(parameters: number): number {
  return Math.max(smallest, parameters)
}

function geometricMean(values: readonly number[]): number {
  return Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length)
}
