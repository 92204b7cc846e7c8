import { plural } from '../../core/format/quantity.ts'
import { deviceText } from '../../core/format/environment-text.ts'
import { missingNoise } from '../../core/format/noise-text.ts'
import { toleranceText } from '../../core/format/tolerance.ts'
import type { SourceEnvironment } from '../../native/schemas/source-environment.ts'
import type { Remark } from '../api/remark-contract.ts'
import type { StoredProbe } from '../store/probe-store.ts'
import { listed, namesOf, remarkOn } from './remark-on.ts'

// What can change a population, as a reader would call it. Threads and the system line are left out: they change the
// last bits only where one of these does.
const conditions: readonly (readonly [string, (environment: SourceEnvironment) => string])[] = [
  ['logit source', (environment) => environment.source],
  ['llama.cpp build', (environment) => `${environment.library} (${environment.build})`],
  ['backend', (environment) => environment.backend],
  ['device', deviceText],
  ['KV types', (environment) => `${environment.keyType}/${environment.valueType}`],
  ['flash attention', (environment) => (environment.flashAttention ? 'on' : 'off')],
]

/**
 * Beyond that, what can differ between sittings of one model only: between models it follows from the vocabulary. Older
 * results lack some.
 */
const shapes: readonly ((environment: SourceEnvironment) => number | undefined)[] = [
  (environment) => environment.batchTokens,
  (environment) => environment.computedTokens,
]

/** What remarks on a comparison are found from. */
export interface ProbeComparison {
  readonly probes: readonly StoredProbe[]
  readonly comparedGenes: number
  /** Weights stored as floats count as exact as dequantized ones. */
  readonly hasFloatWeights: (modelId: string) => boolean
}

type Found = Remark | undefined | readonly (Remark | undefined)[]

/** In the order in which they are shown. */
const findings: readonly ((comparison: ProbeComparison) => Found)[] = [
  differingConditions,
  quantizedWeights,
  dequantizedWeights,
  stoppedNoise,
  unmeasurableNoise,
  partialNoise,
  differingTolerances,
  differingSittings,
  sourceFallbacks,
  precisionFallbacks,
  caps,
  genesSetAside,
]

/** How the probes of a comparison were made, as far as a reader must know it before trusting the comparison. */
export function probeRemarks(comparison: ProbeComparison): Remark[] {
  return findings.flatMap((find) => find(comparison) ?? []).filter((remark) => remark !== undefined)
}

function differingConditions({ probes }: ProbeComparison): Found {
  const environments = probes.flatMap((probe) => probe.environments)
  return conditions.map(([name, read]) => {
    const values = [...new Set(environments.map(read))].sort()
    if (values.length < 2) return undefined
    const text = `The models were not all probed under the same conditions: ${name} ${listed(values)}.`
    return { kind: 'conditions', text, modelIds: [] }
  })
}

function quantizedWeights({ probes, hasFloatWeights }: ProbeComparison): Found {
  const quantized = probes.filter((probe) => probe.precision === 'file' && !hasFloatWeights(probe.modelId))
  return remarkOn('quantized weights', quantized, () => {
    const names = listed(
      quantized.map(({ modelName, noise }) =>
        noise === null ? modelName : `${modelName} (noise ${noise.mean.toPrecision(1)})`,
      ),
    )
    const effect = quantized.some(({ noise }) => noise === null)
      ? 'moves a similarity by up to about 0.005 beyond its bounds'
      : 'moves a similarity by up to about 0.005'
    return quantized.length === probes.length
      ? `Evaluated with quantized weights, whose rounding ${effect}: ${names}.`
      : `Precision differs: evaluated with quantized weights were ${names}, the others with float weights. The rounding of the former ${effect}.`
  })
}

function dequantizedWeights({ probes, hasFloatWeights }: ProbeComparison): Found {
  const dequantized = probes.filter((probe) => probe.precision !== 'file' && !hasFloatWeights(probe.modelId))
  return remarkOn(
    'dequantized weights',
    dequantized,
    () =>
      `Evaluated dequantized, not with the quantized weights as stored: ${listed(dequantized.map(dequantizedName))}. ` +
      'What a program that runs the stored weights answers differs a little; runs of benchmarks state their own precision.',
  )
}

/** The model with what its weights were turned into. */
function dequantizedName({ modelName, environments }: StoredProbe): string {
  const types = [
    ...new Set(
      environments.map(({ precision }) => precision.toUpperCase()).filter((precision) => precision !== 'FILE'),
    ),
  ]
  return types.length === 0 ? modelName : `${modelName} (${types.join(', ')})`
}

function stoppedNoise({ probes }: ProbeComparison): Found {
  const stopped = probes.filter(({ unmeasured }) => unmeasured.length > 0)
  return remarkOn(
    'noise',
    stopped,
    () =>
      `The engine's noise is not known, since the probe was stopped before it was measured: ${withMissing(stopped)}. ` +
      `Bounds of similarities with ${them(stopped)} may be too narrow until ${stopped.length === 1 ? 'it is' : 'they are'} probed again.`,
  )
}

function unmeasurableNoise({ probes }: ProbeComparison): Found {
  const unmeasurable = probes.filter(({ noise, unmeasured }) => noise === null && unmeasured.length === 0)
  return remarkOn(
    'noise',
    unmeasurable,
    () =>
      `The engine's noise could not be measured for ${namesOf(unmeasurable)}: bounds of similarities with ` +
      `${them(unmeasurable)} leave it out.`,
  )
}

function partialNoise({ probes }: ProbeComparison): Found {
  const partly = probes.filter(({ noise, unmeasured }) => noise?.failed !== undefined && unmeasured.length === 0)
  return remarkOn(
    'noise',
    partly,
    () =>
      `The engine's noise is known from fewer genes than usual: ${withMissing(partly)}. ` +
      `Bounds of similarities with ${them(partly)} may be too narrow.`,
  )
}

const them = (probes: readonly StoredProbe[]): string => (probes.length === 1 ? 'it' : 'them')

function withMissing(probes: readonly StoredProbe[]): string {
  return listed(probes.map((probe) => `${probe.modelName} (${missingNoise(probe) ?? 'known'})`))
}

function differingTolerances({ probes }: ProbeComparison): Found {
  const ordered = [...probes].sort(
    ({ settings: left }, { settings: right }) =>
      Number(left.pooled) - Number(right.pooled) || left.tolerance - right.tolerance,
  )
  const tolerances = [...new Set(ordered.map(({ settings }) => toleranceText(settings)))]
  if (tolerances.length < 2) return undefined
  const text = `Tolerances differ: ${listed(tolerances)}. The bounds take this into account.`
  return { kind: 'tolerances', text, modelIds: [] }
}

function differingSittings({ probes }: ProbeComparison): Found {
  const mixed = probes.filter(
    ({ environments }) =>
      conditions.some(([, read]) => new Set(environments.map(read)).size > 1) ||
      shapes.some((read) => new Set(environments.map(read).filter((value) => value !== undefined)).size > 1),
  )
  return remarkOn(
    'sittings',
    mixed,
    () => `Probed in more than one sitting under differing conditions: ${namesOf(mixed)}.`,
  )
}

function sourceFallbacks({ probes }: ProbeComparison): Found {
  const reasonOf = ({ environments }: StoredProbe): string | undefined =>
    environments.find(({ fallback }) => fallback !== undefined)?.fallback
  return fallbackRemark(
    'source fallback',
    'The direct source could not be used, and the public API took its place',
    probes,
    reasonOf,
  )
}

function precisionFallbacks({ probes }: ProbeComparison): Found {
  const reasonOf = ({ environments }: StoredProbe): string | undefined =>
    environments.find(({ precisionFallback }) => precisionFallback !== undefined)?.precisionFallback
  return fallbackRemark(
    'precision fallback',
    'Dequantized weights could not be used, and weights as stored were evaluated',
    probes,
    reasonOf,
  )
}

function fallbackRemark(
  kind: 'source fallback' | 'precision fallback',
  what: string,
  probes: readonly StoredProbe[],
  reasonOf: (probe: StoredProbe) => string | undefined,
): Remark | undefined {
  const concerned = probes.filter((probe) => reasonOf(probe) !== undefined)
  return remarkOn(
    kind,
    concerned,
    () => `${what}: ${listed(concerned.map((probe) => `${probe.modelName} (${reasonOf(probe)!})`))}.`,
  )
}

function caps({ probes }: ProbeComparison): Found {
  const capped = probes.filter((probe) => probe.capped > 0)
  return remarkOn(
    'caps',
    capped,
    () =>
      `Genes that hit a cap before the tolerance: ${listed(capped.map((probe) => `${probe.modelName} ${String(probe.capped)}`))}. Their bounds are wider.`,
  )
}

function genesSetAside({ probes, comparedGenes }: ProbeComparison): Found {
  const incomplete = probes.filter((probe) => probe.setAside.length > 0)
  const genes = probes[0]?.genes ?? comparedGenes
  return remarkOn(
    'set aside',
    incomplete,
    () =>
      `Genes set aside after crashes: ${listed(incomplete.map((probe) => `${probe.modelName} ${String(probe.setAside.length)}`))}. Compared are the ${String(comparedGenes)} of ${plural(genes, 'gene')} that all models have.`,
  )
}
