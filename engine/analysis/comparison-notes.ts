import { plural } from '../../core/format/quantity.ts'
import { deviceText } from '../../core/format/environment-text.ts'
import { missingNoise } from '../../core/format/noise-text.ts'
import { type ModelPurpose, purposeWords } from '../../core/model/model-purpose.ts'
import { toleranceText } from '../../core/format/tolerance.ts'
import type { SourceEnvironment } from '../../native/schemas/source-environment.ts'
import type { StoredProbe } from '../store/probe-store.ts'

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

/**
 * What a reader must know before trusting a comparison of these probes: differing conditions, tolerances and caps,
 * genes that not all models have. Weights stored as floats count as exact as dequantized ones.
 */
export function comparisonNotes(
  probes: readonly StoredProbe[],
  comparedGenes: number,
  hasFloatWeights: (modelId: string) => boolean,
  purposeOf: (modelId: string) => ModelPurpose = () => 'text',
): string[] {
  const notes: string[] = []
  const untrained = probes.flatMap(({ modelId, modelName }) => {
    const purpose = purposeOf(modelId)
    return purpose === 'text' ? [] : [`${modelName} (${purposeWords[purpose]})`]
  })
  if (untrained.length > 0) {
    notes.push(`Not trained to continue texts, so that distances to the others say little: ${list(untrained)}.`)
  }
  const environments = probes.flatMap((probe) => probe.environments)
  for (const [name, read] of conditions) {
    const values = [...new Set(environments.map(read))].sort()
    if (values.length > 1)
      notes.push(`The models were not all probed under the same conditions: ${name} ${list(values)}.`)
  }
  const quantized = probes.filter((probe) => probe.precision === 'file' && !hasFloatWeights(probe.modelId))
  if (quantized.length > 0) {
    const names = list(
      quantized.map(({ modelName, noise }) =>
        noise === null ? modelName : `${modelName} (noise ${noise.mean.toPrecision(1)})`,
      ),
    )
    const unmeasured = quantized.some(({ noise }) => noise === null)
    const effect = unmeasured
      ? 'moves a similarity by up to about 0.005 beyond its bounds'
      : 'moves a similarity by up to about 0.005'
    notes.push(
      quantized.length === probes.length
        ? `Evaluated with quantized weights, whose rounding ${effect}: ${names}.`
        : `Precision differs: evaluated with quantized weights were ${names}, the others with float weights. The rounding of the former ${effect}.`,
    )
  }
  const dequantized = probes.filter((probe) => probe.precision !== 'file' && !hasFloatWeights(probe.modelId))
  if (dequantized.length > 0) {
    notes.push(
      `Evaluated dequantized, not with the quantized weights as stored: ${list(dequantized.map(dequantizedName))}. ` +
        'What a program that runs the stored weights answers differs a little; runs of benchmarks state their own precision.',
    )
  }
  const unfinished = probes.filter(({ unmeasured }) => unmeasured.length > 0)
  if (unfinished.length > 0) {
    notes.push(
      `The engine's noise is not known, since the probe was stopped before it was measured: ${withMissing(unfinished)}. ` +
        `Bounds of similarities with ${unfinished.length === 1 ? 'it' : 'them'} may be too narrow until ${unfinished.length === 1 ? 'it is' : 'they are'} probed again.`,
    )
  }
  const unmeasurable = probes.filter(({ noise, unmeasured }) => noise === null && unmeasured.length === 0)
  if (unmeasurable.length > 0) {
    notes.push(
      `The engine's noise could not be measured for ${list(unmeasurable.map(({ modelName }) => modelName))}: bounds of similarities with ` +
        `${unmeasurable.length === 1 ? 'it' : 'them'} leave it out.`,
    )
  }
  const partly = probes.filter(({ noise, unmeasured }) => noise?.failed !== undefined && unmeasured.length === 0)
  if (partly.length > 0) {
    notes.push(
      `The engine's noise is known from fewer genes than usual: ${withMissing(partly)}. ` +
        `Bounds of similarities with ${partly.length === 1 ? 'it' : 'them'} may be too narrow.`,
    )
  }
  const ordered = [...probes].sort(
    ({ settings: left }, { settings: right }) =>
      Number(left.pooled) - Number(right.pooled) || left.tolerance - right.tolerance,
  )
  const tolerances = [...new Set(ordered.map(({ settings }) => toleranceText(settings)))]
  if (tolerances.length > 1) notes.push(`Tolerances differ: ${list(tolerances)}. The bounds take this into account.`)
  const mixed = probes.filter(
    ({ environments: own }) =>
      conditions.some(([, read]) => new Set(own.map(read)).size > 1) ||
      shapes.some((read) => new Set(own.map(read).filter((value) => value !== undefined)).size > 1),
  )
  if (mixed.length > 0)
    notes.push(
      `Probed in more than one sitting under differing conditions: ${list(mixed.map((probe) => probe.modelName))}.`,
    )
  const fallback = probes.flatMap(({ modelName, environments: own }) => {
    const reason = own.find((environment) => environment.fallback !== undefined)?.fallback
    return reason === undefined ? [] : [`${modelName} (${reason})`]
  })
  if (fallback.length > 0)
    notes.push(`The direct source could not be used, and the public API took its place: ${list(fallback)}.`)
  const stored = probes.flatMap(({ modelName, environments: own }) => {
    const reason = own.find((environment) => environment.precisionFallback !== undefined)?.precisionFallback
    return reason === undefined ? [] : [`${modelName} (${reason})`]
  })
  if (stored.length > 0)
    notes.push(`Dequantized weights could not be used, and weights as stored were evaluated: ${list(stored)}.`)
  const capped = probes.filter((probe) => probe.capped > 0)
  if (capped.length > 0) {
    notes.push(
      `Genes that hit a cap before the tolerance: ${list(capped.map((probe) => `${probe.modelName} ${String(probe.capped)}`))}. Their bounds are wider.`,
    )
  }
  const incomplete = probes.filter((probe) => probe.setAside.length > 0)
  if (incomplete.length > 0) {
    const genes = probes[0]?.genes ?? comparedGenes
    notes.push(
      `Genes set aside after crashes: ${list(incomplete.map((probe) => `${probe.modelName} ${String(probe.setAside.length)}`))}. Compared are the ${String(comparedGenes)} of ${plural(genes, 'gene')} that all models have.`,
    )
  }
  return notes
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

function withMissing(probes: readonly StoredProbe[]): string {
  return list(probes.map((probe) => `${probe.modelName} (${missingNoise(probe) ?? 'known'})`))
}

function list(items: readonly string[]): string {
  return items.length <= 8 ? items.join(', ') : `${items.slice(0, 8).join(', ')} and ${String(items.length - 8)} more`
}
