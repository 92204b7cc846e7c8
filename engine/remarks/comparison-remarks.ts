import { firstNames } from '../../core/format/first-names.ts'
import { plural } from '../../core/format/quantity.ts'
import { toleranceText } from '../../core/format/tolerance.ts'
import type { Remark } from '../api/remark-contract.ts'
import type { StoredProbe } from '../store/probe-store.ts'
import { conditions } from './evaluation-remarks.ts'
import { foldedRemarks } from './folded-remarks.ts'
import { probeRemarks } from './probe-remarks.ts'
import { remarkOn } from './remark-on.ts'

/** What remarks on a comparison are found from. */
interface ProbeComparison {
  readonly probes: readonly StoredProbe[]
  readonly comparedGenes: number
  /** Weights stored as floats count as exact as dequantized ones. */
  readonly hasFloatWeights: (modelId: string) => boolean
}

type Finding = Remark | undefined | readonly (Remark | undefined)[]

/** In the order in which they are shown. */
const findings: readonly ((comparison: ProbeComparison) => Finding)[] = [
  differingConditions,
  quantizedWeights,
  dequantizedWeights,
  differingTolerances,
  missingGenes,
]

/** What must be known of each probe and of how they go together before a comparison of them is trusted. */
export function comparisonRemarks(comparison: ProbeComparison): Remark[] {
  const together = findings.flatMap((find) => find(comparison) ?? []).filter((remark) => remark !== undefined)
  return [...together, ...foldedRemarks(comparison.probes.map((probe) => ({ ...probe, remarks: probeRemarks(probe) })))]
}

function differingConditions({ probes }: ProbeComparison): Finding {
  const environments = probes.flatMap((probe) => probe.environments)
  return conditions.map(([name, read]) => {
    const values = [...new Set(environments.map(read))].sort()
    if (values.length < 2) return undefined
    const text = `The models were not all probed under the same conditions: ${name} ${firstNames(values)}.`
    return { kind: 'conditions', text, modelIds: [] }
  })
}

function quantizedWeights({ probes, hasFloatWeights }: ProbeComparison): Finding {
  const quantized = probes.filter((probe) => probe.precision === 'file' && !hasFloatWeights(probe.modelId))
  return remarkOn('quantized weights', quantized, () => {
    const names = firstNames(
      quantized.map(({ modelName, noise }) =>
        noise === null || noise.mean === 0 ? modelName : `${modelName} (noise ${noise.mean.toPrecision(1)})`,
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

function dequantizedWeights({ probes, hasFloatWeights }: ProbeComparison): Finding {
  const dequantized = probes.filter((probe) => probe.precision !== 'file' && !hasFloatWeights(probe.modelId))
  return remarkOn(
    'dequantized weights',
    dequantized,
    () =>
      `Evaluated dequantized, not with the quantized weights as stored: ${firstNames(dequantized.map(dequantizedName))}. ` +
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

function differingTolerances({ probes }: ProbeComparison): Finding {
  const ordered = [...probes].sort(
    ({ settings: left }, { settings: right }) =>
      Number(left.pooled) - Number(right.pooled) || left.tolerance - right.tolerance,
  )
  const tolerances = [...new Set(ordered.map(({ settings }) => toleranceText(settings)))]
  if (tolerances.length < 2) return undefined
  const text = `Tolerances differ: ${firstNames(tolerances)}. The bounds take this into account.`
  return { kind: 'tolerances', text, modelIds: [] }
}

function missingGenes({ probes, comparedGenes }: ProbeComparison): Finding {
  const incomplete = probes.filter((probe) => probe.setAside.length > 0)
  const genes = probes[0]?.genes ?? comparedGenes
  return remarkOn(
    'set aside',
    incomplete,
    () => `Compared are the ${String(comparedGenes)} of ${plural(genes, 'gene')} that all models have.`,
  )
}
